"""Two snapshots to a comparison; test results and targets to verdicts."""

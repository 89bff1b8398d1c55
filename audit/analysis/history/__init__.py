"""A component over many revisions, each computed from the one before."""

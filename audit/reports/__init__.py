"""A comparison to an executive summary, in every format."""

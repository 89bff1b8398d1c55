"""Reports for the harbour office."""

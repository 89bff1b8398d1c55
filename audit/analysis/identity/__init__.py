"""Identity splits: files that load under several module names, by evidence."""

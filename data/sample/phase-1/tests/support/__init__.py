"""Stand-ins and sample data for the tests."""

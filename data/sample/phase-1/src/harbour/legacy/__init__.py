"""What is left of the first harbour system. New code must not import from here."""

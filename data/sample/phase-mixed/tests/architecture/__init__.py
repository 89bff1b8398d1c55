"""One source for berth reservations: checks over the whole package."""

"""For the tablets on the pier, which are out of reach for hours."""

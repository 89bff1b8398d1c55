"""Tables and pictures of a saved snapshot, for notebooks and terminals."""

"""One file's bytes to position-free facts, cached by content."""

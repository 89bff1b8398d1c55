"""The configuration: what the user asks for, read whole and checked whole."""

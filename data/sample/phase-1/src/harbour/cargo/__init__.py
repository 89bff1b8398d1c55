"""Cargo on board and on the yard."""

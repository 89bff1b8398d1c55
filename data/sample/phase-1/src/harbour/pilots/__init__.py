"""Pilots and their duties."""

"""Tests of the harbour package."""

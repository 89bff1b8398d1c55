"""Tides at the harbour mouth."""

from harbour.tides.tables import TideTable

__all__ = ["TideTable"]

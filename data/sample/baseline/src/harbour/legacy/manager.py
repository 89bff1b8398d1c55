"""Reservations as the first harbour system kept them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from harbour.errors import BerthConflict, UnknownReservation


class LegacyReservationManager:
    """Keeps the reservations of one terminal, one row per stay."""

    def __init__(self, terminal: str = "north", rows: list[dict[str, Any]] | None = None) -> None:
        """Start with the rows of an old export, if there are any."""
        self.terminal = terminal
        self._rows = list(rows or [])

    def reserve(
        self,
        berth: str,
        vessel: str,
        start: datetime,
        end: datetime,
        note: str | None = None,
        force: bool = False,
    ) -> str:
        """Book a berth and return the reference."""
        conflicts = self.find_conflicts(berth, start, end)
        if conflicts and not force:
            raise BerthConflict(berth, conflicts)
        reference = f"{self.terminal[:1].upper()}{len(self._rows) + 1}"
        row = {"ref": reference, "berth": berth, "vessel": vessel, "start": start, "end": end}
        self._rows.append({**row, "note": note})
        return reference

    def release(self, reference: str, silent: bool = True) -> bool:
        """Give a berth back; an unknown reference is ignored unless told otherwise."""
        before = len(self._rows)
        self._rows = [row for row in self._rows if row["ref"] != reference]
        if len(self._rows) == before and not silent:
            raise UnknownReservation(reference)
        return len(self._rows) < before

    def extend(self, reference: str, days: int = 1) -> None:
        """Let a ship stay some more days."""
        for row in self._rows:
            if row["ref"] == reference:
                row["end"] += timedelta(days=days)

    def find_conflicts(self, berth: str, start: datetime, end: datetime) -> list[str]:
        """List the references in the way; no clearance is kept."""
        return [
            row["ref"]
            for row in self._rows
            if row["berth"] == berth and row["start"] < end and start < row["end"]
        ]

    def occupancy(self, day: date) -> int:
        """Count the stays that touch a day, over all berths."""
        return sum(row["start"].date() <= day <= row["end"].date() for row in self._rows)

    def upcoming(self, after: datetime, count: int = 5) -> list[dict[str, Any]]:
        """Return the next rows."""
        later = [row for row in self._rows if row["start"] >= after]
        return sorted(later, key=lambda row: row["start"])[:count]

"""What a ship carries."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from harbour.errors import ManifestError


@dataclass(frozen=True)
class Consignment:
    """One line of a manifest."""

    number: str
    commodity: str
    tonnes: float
    hazardous: bool = False


@dataclass(frozen=True)
class Manifest:
    """All consignments of one call."""

    vessel: str
    lines: tuple[Consignment, ...]

    @property
    def tonnes(self) -> float:
        """The whole weight."""
        return sum(line.tonnes for line in self.lines)

    @property
    def hazardous(self) -> tuple[Consignment, ...]:
        """The lines that need a permit."""
        return tuple(line for line in self.lines if line.hazardous)

    def by_commodity(self) -> dict[str, float]:
        """Sum the weight per commodity, by name."""
        totals: dict[str, float] = {}
        for line in self.lines:
            totals[line.commodity] = totals.get(line.commodity, 0.0) + line.tonnes
        return dict(sorted(totals.items()))


def parse_manifest(vessel: str, text: str) -> Manifest:
    """Read a manifest from CSV with the columns number, commodity, tonnes, hazardous."""
    lines = []
    for position, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            lines.append(
                Consignment(
                    number=row["number"],
                    commodity=row["commodity"].strip().lower(),
                    tonnes=float(row["tonnes"]),
                    hazardous=row.get("hazardous", "") in {"yes", "y", "1"},
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ManifestError(f"line {position}: {error}") from error
    doubled = [number for number, times in Counter(x.number for x in lines).items() if times > 1]
    if doubled:
        raise ManifestError(f"numbers listed twice: {', '.join(sorted(doubled))}")
    return Manifest(vessel, tuple(lines))

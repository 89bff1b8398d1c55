"""Ships as plain records."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class VesselKind(Enum):
    """What a ship is built for."""

    CONTAINER = "container"
    BULK = "bulk"
    TANKER = "tanker"
    FERRY = "ferry"


@dataclass(frozen=True)
class Vessel:
    """One ship with the measures that matter at the quay."""

    imo: str
    name: str
    kind: VesselKind
    length_m: float
    draught_m: float
    gross_tonnage: int

    def __post_init__(self) -> None:
        """Refuse ships with impossible measures."""
        if min(self.length_m, self.draught_m, self.gross_tonnage) <= 0:
            raise ValueError(f"{self.name}: length, draught and tonnage must be positive")

    @property
    def needs_pilot(self) -> bool:
        """Tell whether the ship may not come in on its own."""
        return self.length_m >= 90 or self.kind is VesselKind.TANKER

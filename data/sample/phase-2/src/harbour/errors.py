"""What can go wrong on the quay."""


class HarbourError(Exception):
    """Any error that this package raises on purpose."""


class BerthConflict(HarbourError):
    """A berth is wanted twice at the same time."""

    def __init__(self, berth: str, references: list[str]) -> None:
        """Remember the berth and the reservations in the way."""
        super().__init__(f"berth {berth} is taken by {', '.join(references)}")
        self.berth = berth
        self.references = references


class UnknownReservation(HarbourError):
    """No reservation has this reference."""


class UnknownBerth(HarbourError):
    """No berth has this code."""


class UnknownVessel(HarbourError):
    """No vessel has this IMO number."""


class TariffError(HarbourError):
    """A price cannot be worked out."""


class PilotUnavailable(HarbourError):
    """Nobody on the roster may take the ship in."""


class ManifestError(HarbourError):
    """A cargo manifest does not add up."""

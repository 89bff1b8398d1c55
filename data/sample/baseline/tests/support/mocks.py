"""Stand-ins that remember what they were asked."""

from datetime import datetime

from harbour.berths.models import Reservation
from harbour.windows import TimeWindow


class MockReservationManager:
    """Answers as a manager would, from a list prepared by the test."""

    def __init__(self, prepared: list[Reservation] | None = None) -> None:
        """Take the reservations that it pretends to hold."""
        self.prepared = prepared or []
        self.calls: list[str] = []

    def reserve(self, berth: str, vessel: str, window: TimeWindow) -> Reservation:
        """Pretend to book."""
        self.calls.append("reserve")
        made = Reservation(f"MOCK-{len(self.calls)}", berth, vessel, window)
        self.prepared.append(made)
        return made

    def release(self, reference: str) -> None:
        """Pretend to release."""
        self.calls.append("release")

    def extend(self, reference: str, hours: float = 1.0) -> None:
        """Pretend to extend."""
        self.calls.append("extend")

    def find_conflicts(self, berth: str, window: TimeWindow) -> list[Reservation]:
        """Never find anything in the way."""
        return []

    def occupancy(self, berth: str, window: TimeWindow) -> float:
        """Call every berth half full."""
        return 0.5

    def upcoming(self, after: datetime, limit: int = 10) -> list[Reservation]:
        """Return what the test prepared."""
        return self.prepared[:limit]

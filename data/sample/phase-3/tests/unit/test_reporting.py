"""Reports and the messages that carry them."""

from datetime import date, datetime

from harbour.berths.models import Reservation
from harbour.berths.reservations import ReservationManager
from harbour.notifications.dispatcher import Dispatcher
from harbour.reporting.daily import render_daily
from harbour.reporting.forecast import find_quiet_day, forecast
from harbour.reporting.occupancy import measure_occupancy, render_occupancy
from harbour.windows import TimeWindow
from tests.support.samples import NOON, PLAN, stay


class MockReservationManager:
    """Answers with one figure per berth."""

    def __init__(self, shares: dict[str, float]) -> None:
        """Take the figure of each berth."""
        self.shares = shares

    def reserve(self, berth: str, vessel: str, start: datetime, end: datetime) -> None:
        """Not needed for reports."""
        raise NotImplementedError

    def release(self, reference: str) -> None:
        """Not needed for reports."""
        raise NotImplementedError

    def extend(self, reference: str) -> None:
        """Not needed for reports."""
        raise NotImplementedError

    def find_conflicts(self, berth: str, window: TimeWindow) -> list[Reservation]:
        """Never find anything in the way."""
        return []

    def occupancy(self, berth: str, window: TimeWindow) -> float:
        """Return the figure of the berth."""
        return self.shares[berth]

    def upcoming(self, after: datetime) -> list[Reservation]:
        """Expect nobody."""
        return []


def test_fullest_berth_comes_first() -> None:
    manager = MockReservationManager({"A": 0.25, "B": 1.0, "C": 0.0})
    figures = measure_occupancy(manager, PLAN, stay())
    assert [figure.berth for figure in figures] == ["B", "A", "C"]
    assert render_occupancy(figures).splitlines()[1] == f"A     {'#' * 5}{'.' * 15}  25.0%"


def test_forecast_has_one_figure_per_day() -> None:
    manager = ReservationManager("test")
    manager.reserve("A", "9074729", stay(24, day=4, hour=0))
    assert [share for _, share in forecast(manager, "A", NOON, days=3)] == [0.0, 1.0, 0.0]


def test_quiet_day_is_the_least_taken() -> None:
    manager = ReservationManager("test")
    manager.reserve("A", "9074729", stay(30, day=3, hour=0))
    quiet = find_quiet_day(manager, ["A", "B"], NOON, days=3)
    assert quiet.start == datetime(2025, 3, 5)


def test_daily_sheet_without_moves() -> None:
    text = render_daily(date(2025, 3, 3), [], [])
    assert text == "Monday 03 March 2025 - 0 entries\n\n  no ship moves\n"


def test_failed_channels_are_remembered() -> None:
    def broken(receiver: str, text: str) -> None:
        raise OSError("line is dead")

    outbox = Dispatcher()
    outbox.subscribe("office", broken)
    assert outbox.notify("office", "pilot-duty", vessel="Heron", start="noon") == 0
    assert outbox.failures == ["office: line is dead"]

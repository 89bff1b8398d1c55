"""What every test starts from."""

from collections.abc import Iterator

import pytest

from harbour.berths.reservations import forget_reservation_managers


@pytest.fixture(autouse=True)
def fresh_book() -> Iterator[None]:
    """Let no reservation of one test reach the next."""
    forget_reservation_managers()
    yield
    forget_reservation_managers()

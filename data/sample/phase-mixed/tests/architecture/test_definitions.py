"""The reservations are written down once."""

from tests.architecture.codebase import (
    HOME,
    find_constructions,
    find_factories,
    find_managers,
    load,
)

RETIRED = [
    "harbour.legacy.manager.LegacyReservationManager",
    "harbour.offline.reservations.ReservationManager",
    "harbour.services.audited.AuditedReservationManager",
    "harbour.services.slots.TerminalSlotManager",
    "harbour.services.unified.UnifiedReservationManager",
]


def is_there(path: str) -> bool:
    """Tell whether a dotted path leads to something."""
    try:
        load(path)
    except ImportError:
        return False
    return True


def test_one_class_keeps_the_reservations() -> None:
    """No second class offers the same six methods."""
    assert sorted(find_managers()) == [f"{HOME}.ReservationManager"]


def test_retired_classes_are_gone() -> None:
    """What was to be merged has been merged."""
    assert [path for path in RETIRED if is_there(path)] == []


def test_signatures_agree() -> None:
    """Whoever offers the methods takes the same arguments."""
    managers = find_managers()
    agreed = managers[f"{HOME}.ReservationManager"]
    drifted = [
        f"{name}.{method}: {signature}"
        for name, methods in managers.items()
        for method, signature in methods.items()
        if signature != agreed[method]
    ]
    assert drifted == []


def test_one_factory_hands_out_managers() -> None:
    """No second function builds managers."""
    assert find_factories() == [f"{HOME}.get_reservation_manager"]


def test_managers_come_from_the_factory() -> None:
    """Nobody calls the class directly."""
    assert [str(use) for use in find_constructions()] == []

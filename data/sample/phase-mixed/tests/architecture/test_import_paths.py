"""Every module reaches the reservations in the same way."""

import pytest

from tests.architecture.codebase import (
    HOME,
    Use,
    find_cycles,
    find_deprecated_modules,
    find_uses,
    load,
)

NAMES = ("ReservationManager", "get_reservation_manager")
MAX_IMPORT_PATHS = 3
PUBLISHED_PATHS = [
    "harbour.ReservationManager",
    "harbour.berths.ReservationManager",
    "harbour.compat.BerthReservations",
    "harbour.legacy.reservations.ReservationManager",
]


def uses_of_the_names() -> list[Use]:
    """List the uses of anything called like the manager or its factory."""
    return [use for use in find_uses() if use.path.rpartition(".")[2] in NAMES]


def test_every_import_resolves_to_the_canonical_definition() -> None:
    """Whoever imports a reservation manager by name gets the one class."""
    strays = [
        str(use)
        for use in uses_of_the_names()
        if load(use.path) is not load(f"{HOME}.{use.path.rpartition('.')[2]}")
    ]
    assert strays == []


def test_import_paths_stay_within_the_limit() -> None:
    """Class and factory are reached through few paths."""
    canonical = [load(f"{HOME}.{name}") for name in NAMES]
    paths = sorted({use.path for use in uses_of_the_names() if load(use.path) in canonical})
    assert len(paths) <= MAX_IMPORT_PATHS, "\n".join(paths)


def test_published_paths_lead_to_one_class() -> None:
    """Old and new names that others may use are the same object."""
    manager = load(f"{HOME}.ReservationManager")
    assert [path for path in PUBLISHED_PATHS if load(path) is not manager] == []


def test_no_module_uses_a_deprecated_path() -> None:
    """Our own code has left the paths that warn."""
    deprecated = find_deprecated_modules()
    late = [str(use) for use in find_uses() if use.path.rpartition(".")[0] in deprecated]
    assert late == []


def test_every_first_party_import_resolves() -> None:
    """No import names a module or a name that does not exist, even inside functions."""
    broken = []
    for use in find_uses():
        try:
            load(use.path)
        except ImportError as error:
            broken.append(f"{use}: {error}")
    assert broken == []


@pytest.mark.skip(reason="the shims leave with the next release")
def test_no_deprecated_shim_is_left() -> None:
    """The former homes are gone."""
    assert find_deprecated_modules() == []


def test_modules_load_without_cycles() -> None:
    """The order in which modules load does not matter."""
    assert find_cycles() == []


@pytest.fixture(autouse=True)
def found_something() -> None:
    """Never pass because nothing was read."""
    assert len(list(find_uses())) > 50

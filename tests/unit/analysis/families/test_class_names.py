"""Class names taken apart."""

from __future__ import annotations

import pytest

from audit.analysis.families.class_names import colourless, read_class_name


@pytest.mark.parametrize(
    ("name", "stem", "role"),
    [
        ("ReservationManager", "reservation", "manager"),
        ("LegacyReservationManager", "reservation", "manager"),
        ("ReservationManagerV2", "reservation", "manager"),
        ("HTTPClient", "http", "client"),
        ("AsyncClient", "client", ""),
        ("Manager", "manager", ""),
        ("Pooling2D", "pooling 2d", ""),
        ("_cursor_wrapper", "cursor", "wrapper"),
    ],
)
def test_stem_and_role(name: str, stem: str, role: str) -> None:
    """Prefixes, versions and colours fall away; the role suffix stands apart from the stem."""
    found = read_class_name(name)
    assert (found.stem, found.role) == (stem, role)


def test_marks() -> None:
    """A name can call itself old, a stand-in, async or sync."""
    assert read_class_name("OldStore").retired
    assert read_class_name("FakeStore").double
    assert read_class_name("AsyncStore").colour == "async"
    assert read_class_name("SyncStore").colour == "sync"
    plain = read_class_name("Store")
    assert (plain.retired, plain.double, plain.colour) == (False, False, "")


@pytest.mark.parametrize(
    ("name", "plain"),
    [("__aenter__", "__enter__"), ("async_get", "get"), ("get_async", "get"), ("close", "close")],
)
def test_colourless_method_names(name: str, plain: str) -> None:
    """Sync and async forms of a method name have one plain form."""
    assert colourless(name) == plain

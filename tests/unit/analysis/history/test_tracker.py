"""One component from revision to revision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit.analysis.history.tracker import ComponentTracker
from audit.extraction.cache import encode_facts
from audit.extraction.extract import extract_facts
from audit.model.modules import ModulePlace, Zone
from audit.model.rules import Component, Rules

TEXTS = {
    "one": b"class SeatManager:\n    def reserve(self): return 1\n",
    "two": b"class SeatManager:\n    def reserve(self): return 2\n",
    "use": b"from seats import SeatManager\n",
}
FACTS = {blob: extract_facts(text, blob) for blob, text in TEXTS.items()}


def place(name: str, blob: str) -> ModulePlace:
    """A module at the top of the tree."""
    return ModulePlace(
        name=name, file=f"{name}.py", root="", zone=Zone.PRODUCTION, is_package=False, blob=blob
    )


def test_contents_that_no_module_has_any_more_are_let_go() -> None:
    """A content that comes back is read again; one that another module still has is not."""
    asked: list[str] = []

    def contents(blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for blob in blobs:
            asked.append(blob)
            yield blob, encode_facts(FACTS[blob])

    component = Component(id="seats", title="Seats", symbols=("seats.SeatManager",))
    tracker = ComponentTracker(component, Rules(), contents=contents, load=FACTS.__getitem__)

    def advance(**blobs: str) -> int:
        places: dict[str, tuple[ModulePlace, ...]] = {
            f"{name}.py": (place(name, blob),) for name, blob in blobs.items()
        }
        return len(tracker.advance(places, (), (), ()).paths_production)

    assert advance(seats="one", use="use", copied="use") == 1
    asked.clear()
    assert advance(seats="two", use="two") == 1
    assert asked == ["two"]
    asked.clear()
    assert advance(seats="one", use="use") == 1
    assert asked == ["one"]

"""Siblings under a base, or behind a protocol, that declares what they share."""

from __future__ import annotations

from audit.analysis.families.build import build_families
from audit.model.families import Family, Verdict
from tests.worlds.classes import draw_classes
from tests.worlds.shelves import DISK_SHELF, MEMORY_SHELF

POLICY = """
class TariffPolicy:
    def quote(self, vessel, hours):
        raise NotImplementedError
    def describe(self): ...
"""
FLAT = """
class FlatPolicy(TariffPolicy):
    def __init__(self, price):
        self.price = price
    def quote(self, vessel, hours):
        return self.price * hours
    def describe(self):
        return f"{self.price} per hour"
"""
BANDS = """
class BandPolicy(TariffPolicy):
    def quote(self, vessel, hours):
        for limit in sorted(self.bands):
            if vessel.length <= limit:
                return self.bands[limit] * -(-hours // 24)
        raise LookupError(vessel)
    def describe(self):
        return ", ".join(map(str, self.bands))
"""


def families(files: dict[str, str]) -> tuple[Family, ...]:
    """The families of these files."""
    return build_families(draw_classes(files), uses={})


def test_two_declared_methods_make_a_family() -> None:
    """The subclasses that implement a declaring base are one family, named after the base, that
    claims nothing; the base is no member."""
    (family,) = families({"base.py": POLICY, "a.py": FLAT, "b.py": BANDS})
    assert (family.name, family.verdict) == ("TariffPolicy", Verdict.POLYMORPHISM)
    assert [member.path for member in family.members] == ["a.FlatPolicy", "b.BandPolicy"]
    assert not family.duplicate
    assert family.lines_saved == 0
    assert family.merge_order == ()
    assert family.confidence == 1.0


def test_half_of_the_declared_methods() -> None:
    """A subclass that defines less than half of what is declared is not counted in."""
    base = POLICY + "    def round(self): ...\n    def log(self): ...\n    def tax(self): ...\n"
    assert families({"base.py": base, "a.py": FLAT, "b.py": BANDS}) == ()


def test_one_declared_method_is_a_hook() -> None:
    """A base with one method to fill in declares no interface."""
    base = "class TariffPolicy:\n    def quote(self, vessel, hours): ...\n"
    assert families({"base.py": base, "a.py": FLAT, "b.py": BANDS}) == ()


def test_vendored_siblings_stay_apart() -> None:
    """Vendored subclasses and our own are never one family of polymorphism."""
    files = {"vendored/base.py": POLICY, "vendored/a.py": FLAT, "b.py": BANDS}
    assert families(files) == ()
    files = {"vendored/base.py": POLICY, "vendored/a.py": FLAT, "vendored/b.py": BANDS}
    assert [family.name for family in families(files)] == ["TariffPolicy"]


SHELVES = MEMORY_SHELF + DISK_SHELF


def test_protocol_without_inheritance() -> None:
    """Classes that answer a protocol without naming it are polymorphism, not parallel."""
    protocol = """
class AnyShelf(Protocol):
    def put_book(self, isbn, book): ...
    def find_book(self, isbn): ...
    def drop_book(self, isbn): ...
"""
    (alone,) = families({"a.py": SHELVES})
    assert alone.verdict is Verdict.PARALLEL
    (declared,) = families({"a.py": SHELVES, "p.py": protocol})
    assert (declared.name, declared.verdict) == ("AnyShelf", Verdict.POLYMORPHISM)
    assert not declared.duplicate


def test_protocol_of_something_else() -> None:
    """A protocol that declares less than half of the shared methods explains nothing."""
    protocol = """
class Closable(Protocol):
    def close(self): ...
    def flush(self): ...
    def find_book(self, isbn): ...
"""
    (family,) = families({"a.py": SHELVES, "p.py": protocol})
    assert family.verdict is Verdict.PARALLEL


def test_copies_among_siblings_are_another_family() -> None:
    """Two siblings with one body are a family of copies of their own; the family of all siblings
    claims nothing."""
    copy = BANDS.replace("BandPolicy", "LengthPolicy")
    found = families({"base.py": POLICY, "a.py": FLAT, "b.py": BANDS, "c.py": copy})
    assert [(len(family.members), family.verdict, family.duplicate) for family in found] == [
        (2, Verdict.RENAMED, True),
        (3, Verdict.POLYMORPHISM, False),
    ]
    assert {member.verdict for member in found[1].members} == {None, Verdict.POLYMORPHISM}

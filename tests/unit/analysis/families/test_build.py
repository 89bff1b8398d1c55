"""Families from classes drawn in the test."""

from __future__ import annotations

import pytest

from audit.analysis.families.build import build_families
from audit.model.families import Family, Verdict
from audit.model.ledger import ZoneCounts
from tests.worlds.classes import draw_classes
from tests.worlds.shelves import DISK_SHELF, MEMORY_SHELF

LEDGER = """
class AccountLedger:
    def __init__(self, rows, currency="EUR"):
        self.rows = rows
        self.currency = currency

    def post_entry(self, entry, amount):
        if amount <= 0:
            raise ValueError("amount")
        self.rows.append((entry, amount, self.currency))
        return len(self.rows)

    def open_balance(self, account):
        total = 0
        for entry, amount, currency in self.rows:
            if entry.account == account and currency == self.currency:
                total += amount
        return total

    def close_period(self, period):
        kept = [row for row in self.rows if row[0].period != period]
        self.rows = kept
        return period
"""


def families(files: dict[str, str], uses: dict[str, ZoneCounts] | None = None) -> list[Family]:
    """The families of these files."""
    return list(build_families(draw_classes(files), uses=uses or {}))


def only(files: dict[str, str]) -> Family:
    """The one family of these files."""
    found = families(files)
    assert len(found) == 1
    return found[0]


def test_exact_copy() -> None:
    """The same body in two files is an exact copy; the lines of one of them could go."""
    family = only({"a.py": LEDGER, "b.py": LEDGER})
    assert family.verdict is Verdict.EXACT
    assert family.duplicate
    assert [member.path for member in family.members] == ["a.AccountLedger", "b.AccountLedger"]
    assert family.confidence == 1.0
    assert family.lines_saved == 22


def test_renamed_copy() -> None:
    """The same body with other identifiers is a renamed copy."""
    other = LEDGER.replace("AccountLedger", "Cashbook").replace("rows", "lines")
    family = only({"a.py": LEDGER, "b.py": other.replace("post_entry", "add_line")})
    assert family.verdict is Verdict.RENAMED


def test_drifted_copy() -> None:
    """A copy with a changed method is a drifted copy, and the matrix says what changed."""
    other = LEDGER.replace("entry, amount):", "entry, amount, note=None):").replace(
        "raise ValueError", "raise TypeError"
    )
    family = only({"a.py": LEDGER, "b.py": other})
    assert family.verdict is Verdict.DRIFTED
    row = next(row for row in family.matrix if row.method == "post_entry")
    assert row.cells[1].differences == ("parameter added: note",)


SHELVES = MEMORY_SHELF + DISK_SHELF
CONTRACT = """
class {0}Shelf{1}:
    def put_book(self, isbn, book): ...
    def find_book(self, isbn): ...
    def drop_book(self, isbn): ...
"""


def test_parallel_implementation() -> None:
    """The same three telling methods with other bodies and no common base do one job."""
    assert only({"a.py": SHELVES}).verdict is Verdict.PARALLEL


def test_copies_of_one_class_make_no_protocol() -> None:
    """Copies of one class are one definer of their methods: a class that answers the same calls
    with other bodies is still found beside four of them."""
    files = {
        f"{name.lower()}.py": DISK_SHELF.replace("DiskShelf", name)
        + f"    def {name.lower()}_only(self):\n        return self.books\n"
        for name in ("Heron", "Otter", "Badger")
    }
    family = only({"a.py": SHELVES, **files})
    verdicts = {member.path: member.verdict for member in family.members}
    assert verdicts["a.MemoryShelf"] is Verdict.PARALLEL


def test_legitimate_polymorphism() -> None:
    """Under a base that declares the methods the same classes are polymorphism, not debt."""
    source = CONTRACT.format("Any", "(Protocol)") + SHELVES.replace("Shelf:", "Shelf(AnyShelf):")
    family = only({"a.py": source})
    assert family.verdict is Verdict.POLYMORPHISM
    assert not family.duplicate
    assert family.lines_saved == 0
    assert [member.path for member in family.members] == ["a.DiskShelf", "a.MemoryShelf"]


def test_undeclared_protocol_is_no_second_implementation() -> None:
    """A class without bodies declares an interface; who answers it is no duplicate of it."""
    assert families({"a.py": CONTRACT.format("Any", "(Protocol)") + MEMORY_SHELF}) == []


def test_wrapper() -> None:
    """A class that hands its calls on to an attribute wraps the class with that interface."""
    wrapper = """
class LoggedShelf:
    def __init__(self, inner, log):
        self._inner = inner
        self._log = log

    def put_book(self, isbn, book):
        self._log.info("put %s", isbn)
        return self._inner.put_book(isbn, book)

    def find_book(self, isbn):
        return self._inner.find_book(isbn)

    def drop_book(self, isbn):
        return self._inner.drop_book(isbn)
"""
    assert only({"a.py": MEMORY_SHELF, "b.py": wrapper}).verdict is Verdict.WRAPPER


def test_a_wrapper_knows_what_it_wraps() -> None:
    """A class that hands the same calls to something that it never names wraps nothing known."""
    stranger = """
class Courier:
    def __init__(self, target, log):
        self._target = target
        self._log = log

    def put_book(self, isbn, book):
        self._log.info("put %s", isbn)
        return self._target.put_book(isbn, book)

    def find_book(self, isbn):
        return self._target.find_book(isbn)

    def drop_book(self, isbn):
        return self._target.drop_book(isbn)
"""
    assert families({"a.py": MEMORY_SHELF, "b.py": stranger}) == []
    told = stranger.replace("target, log", "target: 'MemoryShelf', log")
    assert only({"a.py": MEMORY_SHELF, "b.py": told}).verdict is Verdict.WRAPPER


def test_generated_twin() -> None:
    """Sync and async versions of one class are twins, and twins claim no duplication."""
    other = LEDGER.replace("class ", "class Async").replace("    def post", "    async def post")
    family = only({"a.py": LEDGER, "b.py": other.replace("open_balance", "open_balances")})
    assert family.verdict is Verdict.TWIN
    assert not family.duplicate


def test_vendored_copy() -> None:
    """A copy across the border of vendored code is a vendored copy."""
    assert only({"vendored/a.py": LEDGER, "b.py": LEDGER}).verdict is Verdict.VENDORED


def test_same_name_unrelated() -> None:
    """A telling name that two unlike classes of one package share is reported, without a claim."""
    other = """
class AccountLedger:
    def render_page(self, template, rows):
        return template.render(rows=sorted(rows, key=str), title=self.__class__.__name__.lower())
    def send_mail(self, address):
        with connect(address.host, address.port) as line:
            line.send(self.render_page(DEFAULT, []).encode("utf-8"))
"""
    family = only({"shop/a.py": LEDGER, "shop/b.py": other})
    assert family.verdict is Verdict.UNRELATED
    assert not family.duplicate
    assert families({"shop/a.py": LEDGER, "bank/b.py": other}) == []


def test_parent_and_child() -> None:
    """A class and a subclass with the same body are no family."""
    child = LEDGER.replace("AccountLedger", "ClosedLedger(AccountLedger)")
    assert families({"a.py": LEDGER, "b.py": child}) == []


def test_parent_and_child_beside_a_copy() -> None:
    """Parent and child do not meet in the family of a third class either."""
    child = LEDGER.replace("AccountLedger", "ClosedLedger(AccountLedger)")
    third = LEDGER.replace("AccountLedger", "Copy")
    found = families({"a.py": LEDGER, "b.py": child, "c.py": third})
    assert [len(family.members) for family in found] == [2]


def test_fewer_than_two_methods() -> None:
    """A class of one method is judged by its hashes alone: a small change and it is no copy."""
    one = """
class Poll:
    def __init__(self, rows):
        self.rows = rows
        self.kept = [row for row in rows if row > 2 and row < 9 or row == 4]
        self.label = "open" if self.kept else "closed"
        self.total = sum(row * 2 for row in self.kept)
"""
    assert families({"a.py": one, "b.py": one.replace("row * 2", "row")}) == []
    assert only({"a.py": one, "b.py": one}).verdict is Verdict.EXACT


def test_tiny_classes() -> None:
    """Exception classes with nothing but a line of body are no family."""
    source = "class A(Exception):\n    code = 1\n\nclass B(Exception):\n    code = 1\n"
    assert families({"a.py": source}) == []


def test_test_doubles() -> None:
    """A stand-in in the tests has the interface of what it stands in for: no duplicate."""
    family = only({"a.py": MEMORY_SHELF, "test/b.py": DISK_SHELF.replace("Disk", "Fake")})
    assert family.verdict is Verdict.PARALLEL
    assert not family.duplicate


def test_forty_mocks() -> None:
    """Forty copies of one mock are one family of test code; no production line could go."""
    family = only({f"test/t{n:02}.py": LEDGER for n in range(40)})
    assert family.duplicate
    assert len(family.members) == 40
    assert family.lines_saved == 0


def test_survivor_is_the_one_in_use() -> None:
    """Production uses decide; the reason says so."""
    found = families(
        {"a.py": LEDGER, "b.py": LEDGER},
        {"b.AccountLedger": ZoneCounts(production=3), "a.AccountLedger": ZoneCounts(test=9)},
    )
    assert found[0].reference == "b.AccountLedger"
    assert found[0].reference_reason == "most used by production code: 3 uses"
    assert [member.uses_production for member in found[0].members] == [0, 3]
    assert [member.uses_test for member in found[0].members] == [9, 0]


def test_survivor_is_not_the_old_one() -> None:
    """A name that calls itself legacy does not survive."""
    other = LEDGER.replace("AccountLedger", "LegacyAccountLedger")
    assert only({"z.py": LEDGER, "a.py": other}).reference == "z.AccountLedger"


def test_fingerprint_survives_line_moves() -> None:
    """A family keeps its fingerprint when its members move down their files."""
    one = only({"a.py": LEDGER, "b.py": LEDGER})
    other = only({"a.py": "\n\n# moved\n" + LEDGER, "b.py": LEDGER})
    assert one.fingerprint == other.fingerprint
    assert one.members != other.members


@pytest.mark.parametrize("names", [("Alpha", "Beta"), ("Meta", "Meta")])
def test_unlike_classes(names: tuple[str, str]) -> None:
    """Classes with nothing in common are no family, nor are namesakes with a generic name."""
    one = LEDGER.replace("AccountLedger", names[0])
    other = CONTRACT.format("", "").replace("Shelf", names[1])
    assert families({"shop/a.py": one, "shop/b.py": other}) == []

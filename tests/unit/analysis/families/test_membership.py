"""A verdict for each member, and what they make of the family."""

from __future__ import annotations

from itertools import combinations

import pytest

from audit.analysis.families.build import build_families
from audit.analysis.families.membership import Membership, find_going, sum_up
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.profiles import build_profiles
from audit.analysis.families.signals import measure_pair
from audit.analysis.families.verdicts import PairVerdict
from audit.model.families import Family, FamilyMember, Verdict
from audit.model.ledger import ZoneCounts
from tests.worlds.classes import draw_classes

BOOK = """
class BerthBook:
    def __init__(self, rows, clearance=2):
        self.rows = rows
        self.clearance = clearance

    def reserve_berth(self, berth, window):
        for row in self.rows:
            if row.berth == berth and row.window.overlaps(window, self.clearance):
                raise ValueError(f"{berth} is taken by {row.reference}")
        self.rows.append((berth, window))
        return len(self.rows)

    def release_berth(self, berth):
        kept = [row for row in self.rows if row.berth != berth]
        gone = len(self.rows) - len(kept)
        self.rows = kept
        return gone

    def list_berths(self, after):
        return sorted({row.berth for row in self.rows if row.window.start >= after})
"""
DRIFTED = BOOK.replace("return gone", "self.clearance += gone\n        return gone > 0")
PARALLEL = """
class UnifiedBerthBook:
    def __init__(self, connection):
        self.connection = connection

    def reserve_berth(self, request, *, force=False):
        with self.connection.begin() as work:
            if not force and work.scalar("select 1 from stays where berth = ?", request["place"]):
                raise LookupError(request)
            work.run("insert into stays values (?, ?)", request["place"], request["from"])

    def release_berth(self, reference):
        self.connection.run("delete from stays where reference = ?", reference)

    def list_berths(self, after):
        yield from self.connection.run("select berth from stays where start >= ?", after)
"""
WRAPPER = """
class WatchedBook:
    def __init__(self, book, log):
        self._book = book
        self._log = log

    def reserve_berth(self, berth, window):
        self._log.append(berth)
        return self._book.reserve_berth(berth, window)

    def release_berth(self, berth):
        return self._book.release_berth(berth)

    def list_berths(self, after):
        return self._book.list_berths(after)
"""
USED = {"a.BerthBook": ZoneCounts(production=9)}


def only(files: dict[str, str]) -> Family:
    """The one family of these files; `a.BerthBook` is in use."""
    (family,) = build_families(draw_classes(files), uses=USED)
    return family


def member(family: Family, path: str) -> FamilyMember:
    """The member of that path."""
    return next(each for each in family.members if each.path == path)


def test_each_member_has_its_own_verdict() -> None:
    """One family holds an exact copy, a renamed, a drifted and a parallel one and a wrapper, and
    each says so of itself."""
    family = only(
        {
            "a.py": BOOK,
            "b.py": BOOK,
            "c.py": BOOK.replace("BerthBook", "SlotList"),
            "d.py": DRIFTED,
            "e.py": PARALLEL,
            "f.py": WRAPPER,
        }
    )
    assert family.reference == "a.BerthBook"
    assert {each.path: each.verdict for each in family.members} == {
        "a.BerthBook": None,
        "b.BerthBook": Verdict.EXACT,
        "c.SlotList": Verdict.RENAMED,
        "d.BerthBook": Verdict.DRIFTED,
        "e.UnifiedBerthBook": Verdict.PARALLEL,
        "f.WatchedBook": Verdict.WRAPPER,
    }
    assert family.verdict is Verdict.PARALLEL
    assert family.duplicate


def test_member_says_what_it_was_compared_with() -> None:
    """Where the evidence carries it that is the reference, and the reference has no verdict."""
    family = only({"a.py": BOOK, "b.py": BOOK})
    assert member(family, "b.BerthBook").compared_with == "a.BerthBook"
    assert member(family, "b.BerthBook").confidence == 1.0
    assert member(family, "a.BerthBook").compared_with == ""
    assert member(family, "a.BerthBook").confidence == 0.0


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({Verdict.EXACT}, Verdict.EXACT),
        ({Verdict.WRAPPER}, Verdict.WRAPPER),
        ({Verdict.TWIN}, Verdict.TWIN),
        ({Verdict.EXACT, Verdict.RENAMED}, Verdict.RENAMED),
        ({Verdict.EXACT, Verdict.DRIFTED}, Verdict.DRIFTED),
        ({Verdict.EXACT, Verdict.VENDORED}, Verdict.DRIFTED),
        ({Verdict.RENAMED, Verdict.TWIN}, Verdict.DRIFTED),
        ({Verdict.EXACT, Verdict.WRAPPER}, Verdict.PARALLEL),
        ({Verdict.WRAPPER, Verdict.PARALLEL}, Verdict.PARALLEL),
        ({Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED, Verdict.PARALLEL}, Verdict.PARALLEL),
    ],
)
def test_family_claims_what_holds_for_all(verdicts: set[Verdict], expected: Verdict) -> None:
    """The family's verdict is the strongest claim that no counting member contradicts."""

    class Fixed:
        def __init__(self, verdict: Verdict) -> None:
            self.verdict = verdict

    for order in (sorted(verdicts), sorted(verdicts, reverse=True)):
        assert sum_up([Fixed(verdict) for verdict in order]) is expected  # type: ignore[misc]


def test_more_members_never_make_the_claim_stronger() -> None:
    """Adding a member of another kind keeps the family's verdict or weakens it."""
    sources = {"b.py": BOOK, "c.py": BOOK.replace("BerthBook", "SlotList"), "d.py": DRIFTED}
    strength = [Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED, Verdict.PARALLEL]
    for size in (1, 2):
        for chosen in combinations(sources, size):
            fewer = only({"a.py": BOOK, **{name: sources[name] for name in chosen}})
            for extra in set(sources) - set(chosen):
                files = {name: sources[name] for name in (*chosen, extra)}
                more = only({"a.py": BOOK, **files})
                assert strength.index(more.verdict) >= strength.index(fewer.verdict)


def test_stand_in_does_not_weaken_the_claim() -> None:
    """A mock in the tests counts neither for the verdict nor for the confidence."""
    mock = PARALLEL.replace("UnifiedBerthBook", "MockBerthBook")
    family = only({"a.py": BOOK, "b.py": BOOK, "test/c.py": mock})
    assert member(family, "test.c.MockBerthBook").verdict is Verdict.PARALLEL
    assert (family.verdict, family.confidence) == (Verdict.EXACT, 1.0)


def test_drifted_member_among_others_still_claims() -> None:
    """A family is a duplicate as long as one member's own verdict is; its lines alone are saved.

    A generated twin beside it saves none.
    """
    twin = BOOK.replace("class ", "class Async").replace("    def r", "    async def r")
    family = only({"a.py": BOOK, "b.py": DRIFTED, "c.py": twin})
    assert member(family, "c.AsyncBerthBook").verdict is Verdict.TWIN
    assert family.duplicate
    drifted = member(family, "b.BerthBook")
    assert family.lines_saved == drifted.end_line - drifted.line + 1
    assert not only({"a.py": BOOK, "c.py": twin}).duplicate


def test_some_async_methods_are_no_twin() -> None:
    """Another implementation with some methods async is parallel: a twin has the same body."""
    other = PARALLEL.replace("    def release", "    async def release")
    assert only({"a.py": BOOK, "b.py": other}).verdict is Verdict.PARALLEL


def test_wrapper_does_not_survive() -> None:
    """A class that hands its calls on cannot live without the one that it wraps, however used."""
    files = {"z.py": BOOK, "a.py": WRAPPER}
    uses = {"a.WatchedBook": ZoneCounts(production=50)}
    (family,) = build_families(draw_classes(files), uses=uses)
    assert family.reference == "z.BerthBook"
    assert family.reference_reason == "the others hand their calls on to it"


def test_wrapper_without_a_word_in_common() -> None:
    """Delegation is evidence enough: neither name nor body of a wrapper need resemble."""
    family = only({"a.py": BOOK, "f.py": WRAPPER.replace("WatchedBook", "Trail")})
    assert family.verdict is Verdict.WRAPPER


@pytest.mark.parametrize("name", ["BerthBook", "OtherPlan"])
def test_copy_under_a_declared_base(name: str) -> None:
    """Siblings under a declaring base are polymorphism, unless they bear one name and would be
    copies between strangers."""
    base = """
class AnyBook:
    def reserve_berth(self, berth, window): ...
    def release_berth(self, berth): ...
    def list_berths(self, after): ...
"""
    one = BOOK.replace("BerthBook:", "BerthBook(AnyBook):")
    other = DRIFTED.replace("BerthBook:", f"{name}(AnyBook):").replace(
        "self.rows.append((berth, window))", "self.rows += [(berth, window, self.label)]"
    )
    verdict = only({"base.py": base, "a.py": one, "b.py": other}).verdict
    assert verdict is (Verdict.DRIFTED if name == "BerthBook" else Verdict.POLYMORPHISM)


def test_named_twins_with_one_method() -> None:
    """Classes called the sync and the async form of one name are twins by a single method, too."""
    sync = """
class PageReader:
    def __init__(self, session, size=10):
        self.session = session
        self.size = size

    def fetch_page(self, number):
        for attempt in range(3):
            answer = self.session.get("/pages", params={"page": number, "size": self.size})
            if answer.ok:
                return [row["title"] for row in answer.json()["rows"]]
        raise TimeoutError(number)
"""
    other = """
class AsyncPageReader:
    def __init__(self, pool, limit=None):
        self.pool, self.limit = pool, limit

    async def fetch_page(self, number):
        async with self.pool.acquire() as line, line.stream(number) as chunks:
            return b"".join([chunk async for chunk in chunks if chunk]).splitlines()[: self.limit]
"""
    (family,) = build_families(draw_classes({"a.py": sync, "b.py": other}), uses={})
    assert family.verdict is Verdict.TWIN


def judged(*pairs: tuple[int, int, Verdict]) -> list[Membership]:
    """Members of five files, each with the number of what it was compared with and its verdict."""
    files = {f"{name}.py": BOOK for name in "abcd"} | {"test/e.py": BOOK}
    profiles = build_profiles(draw_classes(files))
    return [
        Membership(
            profile=profiles[one],
            pair=PairVerdict(
                signals=measure_pair(profiles[one], profiles[other], MethodNames({})),
                verdict=verdict,
                confidence=1.0,
                carried_by=(),
            ),
        )
        for one, other, verdict in pairs
    ]


def going(*pairs: tuple[int, int, Verdict], **used: int) -> list[tuple[str, str]]:
    """The module that goes and the one that it goes into."""
    uses = {f"{name}.BerthBook": ZoneCounts(production=count) for name, count in used.items()}
    return [
        (each.profile.record.module, each.other.record.module)
        for each in find_going(judged(*pairs), uses)
    ]


def test_members_go_into_what_they_were_compared_with() -> None:
    """A copy of the reference goes into it, a copy of another member into that one; what is no
    duplicate stays."""
    exact, twin = Verdict.EXACT, Verdict.TWIN
    assert going((1, 0, exact), (2, 1, exact), (3, 0, twin)) == [("b", "a"), ("c", "b")]


def test_of_two_copies_of_each_other_one_stays() -> None:
    """Two members that were compared with each other alone do not both go: the one in production,
    the more used, the first by path stays."""
    exact = Verdict.EXACT
    assert going((1, 2, exact), (2, 1, exact)) == [("c", "b")]
    assert going((1, 2, exact), (2, 1, exact), c=3, b=1) == [("b", "c")]
    assert going((1, 4, exact), (4, 1, exact)) == [("test.e", "b")]
    assert going((1, 2, exact), (2, 3, exact), (3, 1, exact)) == [("c", "d"), ("d", "b")]


LIST = """
class StayList:
    def reserve_berth(self, berth, window): ...
    def release_berth(self, berth): ...
    def list_berths(self, after): ...
"""
COUNT = "    def count(self):\n        return len(self.rows)\n"


def test_ports_and_lines_are_told_of_what_a_member_goes_into() -> None:
    """A sibling of the survivor that has an exact copy elsewhere goes into that copy: it has
    nothing to port, and all of its lines can go."""
    quay = DRIFTED.replace("BerthBook", "QuayBook").replace("clearance", "room") + COUNT
    quay = quay.replace("row.berth == berth and", "berth == row.berth and")
    files = {
        "a.py": LIST + BOOK.replace("BerthBook:", "BerthBook(StayList):"),
        "b.py": "from a import StayList\n" + quay.replace("QuayBook:", "QuayBook(StayList):"),
        "c.py": quay,
    }
    used = {"a.BerthBook": ZoneCounts(production=9)}
    (family,) = (f for f in build_families(draw_classes(files), uses=used) if f.duplicate)
    assert family.reference == "a.BerthBook"
    _, sibling, copied = family.members
    assert (sibling.path, sibling.compared_with) == ("b.QuayBook", "c.QuayBook")
    assert (copied.path, copied.compared_with) == ("c.QuayBook", "a.BerthBook")
    assert sibling.ports == ()
    assert copied.ports == ("method count(self)",)
    assert (sibling.merge_rank, copied.merge_rank) == (1, 2)
    lines = sibling.end_line - sibling.line + 1
    assert family.lines_saved == lines + lines - COUNT.count("\n")

"""What to port, in which order to merge, and what that saves."""

from __future__ import annotations

from dataclasses import replace

from audit.analysis.families.build import build_families
from audit.analysis.families.merging import order_merging
from audit.model.families import Family, FamilyMember, Life, Verdict
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone
from tests.worlds.classes import draw_classes

TILL = """
class TillLedger:
    def __init__(self, rows, currency="EUR"):
        self.rows = rows
        self.currency = currency

    def post_entry(self, entry, amount):
        if amount <= 0:
            raise ValueError("amount")
        self.rows.append((entry, amount, self.currency))
        return len(self.rows)

    def open_balance(self, account):
        return sum(row[1] for row in self.rows if row[0].account == account)
"""
EXTRA = """
    def close_period(self, period):
        kept = [row for row in self.rows if row[0].period != period]
        self.rows = kept

    def _trim(self):
        self.rows = self.rows[-100:]
"""
USED = {"a.TillLedger": ZoneCounts(production=5)}


def only(files: dict[str, str], uses: dict[str, ZoneCounts] | None = None) -> Family:
    """The one family of these files; `a.TillLedger` survives unless told otherwise."""
    (family,) = build_families(draw_classes(files), uses=uses or USED)
    assert family.reference == "a.TillLedger"
    return family


def test_methods_and_parameters_to_port() -> None:
    """What callers of a member would miss is spelled: public methods with their signature, and
    parameters; private methods are nobody's business."""
    other = TILL.replace("entry, amount):", "entry, amount, note=None):") + EXTRA
    family = only({"a.py": TILL, "b.py": other})
    assert family.members[1].ports == (
        "method close_period(self, period)",
        "parameter post_entry(note)",
    )
    assert family.members[0].ports == ()


def test_renamed_parameter_is_nothing_to_port() -> None:
    """A parameter under another name at the same place is there already."""
    family = only({"a.py": TILL, "b.py": TILL.replace("account", "holder")})
    assert family.members[1].ports == ()


def test_inherited_method_is_nothing_to_port() -> None:
    """A method that the survivor has from a base of this code need not be ported."""
    base = "class PeriodBook:\n" + EXTRA
    heir = TILL.replace("TillLedger:", "TillLedger(PeriodBook):")
    family = only({"base.py": base, "a.py": heir, "b.py": TILL + EXTRA})
    assert family.members[1].ports == ()


def test_saved_lines_leave_out_what_is_ported() -> None:
    """The lines of methods that the survivor lacks do not go: they move."""
    whole = only({"a.py": TILL, "b.py": TILL})
    more = only({"a.py": TILL, "b.py": TILL + EXTRA})
    trim = 3  # the blank line and the two of `_trim` are lines of the class that can go
    blank = 1
    assert whole.lines_saved == 13
    assert more.lines_saved == whole.lines_saved + blank + trim


MEMBER = FamilyMember(
    path="m.A",
    file="m.py",
    line=1,
    end_line=9,
    zone=Zone.PRODUCTION,
    methods=2,
    uses_production=1,
    uses_test=0,
    verdict=Verdict.EXACT,
)


def ranks(*members: FamilyMember) -> list[str]:
    """Paths in the order of merging."""
    ordered = order_merging(members, {member.path for member in members}, "m.Survivor")
    return [m.path for m in sorted(ordered, key=lambda m: m.merge_rank)]


def test_cheap_steps_first() -> None:
    """Dead before kept by tests before live; then by kind of copy, by what must be ported, by
    uses, by path; tests and tools after production."""
    steps = [
        replace(MEMBER, path="m.J", uses_production=0, verdict=Verdict.PARALLEL),
        replace(MEMBER, path="m.I", uses_production=0, uses_test=2, verdict=Verdict.PARALLEL),
        replace(MEMBER, path="m.H"),
        replace(MEMBER, path="m.G", verdict=Verdict.RENAMED),
        replace(MEMBER, path="m.F", verdict=Verdict.DRIFTED),
        replace(MEMBER, path="m.E", verdict=Verdict.DRIFTED, uses_production=7),
        replace(MEMBER, path="m.D", verdict=Verdict.DRIFTED, ports=("method a()",)),
        replace(MEMBER, path="m.C", verdict=Verdict.WRAPPER),
        replace(MEMBER, path="m.B", verdict=Verdict.PARALLEL),
        replace(MEMBER, path="m.A", zone=Zone.TEST),
    ]
    expected = [member.path for member in steps]
    assert ranks(*steps) == expected
    assert ranks(*reversed(steps)) == expected


def test_reason_says_what_to_do() -> None:
    """Each step names the kind, what to port and how many uses to point elsewhere."""
    steps = (
        replace(MEMBER, path="m.A", uses_production=0),
        replace(MEMBER, path="m.B", uses_test=2),
        replace(MEMBER, path="m.C", verdict=Verdict.DRIFTED, ports=("method a()", "method b()")),
        replace(MEMBER, path="m.D", uses_production=0, uses_test=1, verdict=Verdict.RENAMED),
    )
    ordered = order_merging(steps, {step.path for step in steps}, "m.Survivor")
    assert [step.merge_reason for step in ordered] == [
        "an exact copy; no import and no mention in its own module seen",
        "an exact copy; point 3 uses at m.Survivor",
        "a copy that drifted; port 2 things first, then point 1 use at m.Survivor",
        "the same body under another name; only tests use it; point 1 use at m.Survivor",
    ]


def test_a_copy_of_another_member_goes_into_that_one() -> None:
    """What was not compared with the survivor is told so and pointed at what it was compared with,
    before that one goes itself."""
    steps = (
        replace(MEMBER, path="m.A", compared_with="m.Survivor"),
        replace(MEMBER, path="m.B", uses_production=9, compared_with="m.A"),
        replace(MEMBER, path="m.C", uses_production=0, uses_own_module=2, compared_with="m.B"),
    )
    ordered = order_merging(steps, {step.path for step in steps}, "m.Survivor")
    assert [(step.merge_rank, step.merge_reason) for step in ordered] == [
        (3, "an exact copy; point 1 use at m.Survivor"),
        (2, "an exact copy, compared with m.A, not with the survivor; point 9 uses at m.A"),
        (
            1,
            "an exact copy, compared with m.B, not with the survivor; "
            "point 2 mentions in its own module at m.B",
        ),
    ]


def test_what_stays_has_no_rank() -> None:
    """The survivor, and members whose verdict claims no duplication, are not merged."""
    mock = TILL.replace("return len(self.rows)", "return 1").replace("TillLedger", "MockTill")
    family = only({"a.py": TILL, "b.py": TILL, "test/c.py": mock})
    assert [member.path for member in family.merge_order] == ["b.TillLedger", "test.c.MockTill"]
    twin = TILL.replace("class ", "class Async").replace("    def p", "    async def p")
    assert only({"a.py": TILL, "b.py": twin}).merge_order == ()


def test_life_of_a_member() -> None:
    """Production use keeps a class alive, its own module does, tests do less, nothing is dead;
    what stands in the tests is kept by tests."""
    dead = replace(MEMBER, uses_production=0)
    assert MEMBER.life is Life.LIVE
    assert dead.life is Life.DEAD
    assert replace(dead, uses_own_module=1).life is Life.LIVE
    assert replace(dead, uses_test=1).life is Life.TEST_ONLY
    assert replace(dead, zone=Zone.TEST).life is Life.TEST_ONLY
    assert replace(dead, zone=Zone.TEST, uses_own_module=3).life is Life.TEST_ONLY

"""Laws that hold for the families of any codebase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.analysis.families.build import build_families
from audit.model.families import ClassRecord, Family, Verdict
from tests.worlds.classes import draw_classes

NAMES = ("total", "rows", "entry", "label", "window", "limit")
STATEMENTS = (
    "self.{a} = [{b} for {b} in self.{c} if {b} > {n}]",
    "if self.{a} == {b}:\n            raise ValueError('{c}')",
    "for {a} in self.{b}:\n            self.{c}.append({a} + {n})",
    "{a} = {b}({c}, {n})",
    "with open('{a}') as {b}:\n            {b}.write('{c}')",
    "try:\n            self.{a}({n})\n        except KeyError:\n            {b} = {c}",
)


@st.composite
def methods(draw: st.DrawFn) -> str:
    """A method of five to eight statements."""
    name = draw(st.sampled_from(("reserve", "cancel", "transfer", "settle", "audit", "replay")))
    lines = draw(
        st.lists(
            st.builds(
                lambda text, a, b, c, n: text.format(a=a, b=b, c=c, n=n),
                st.sampled_from(STATEMENTS),
                *(st.sampled_from(NAMES) for _ in "abc"),
                st.integers(0, 9),
            ),
            min_size=5,
            max_size=8,
        )
    )
    body = "".join(f"        {line}\n" for line in lines)
    return f"    def {name}(self, {draw(st.sampled_from(NAMES))}):\n{body}"


@st.composite
def classes(draw: st.DrawFn) -> str:
    """A class `Ledger` with two to four methods of different names."""
    found = draw(
        st.lists(methods(), min_size=2, max_size=4, unique_by=lambda text: text.split("(")[0])
    )
    return "class Ledger:\n" + "".join(found)


CODEBASES = st.lists(classes(), min_size=2, max_size=4).map(
    lambda texts: {
        f"m{number}.py": text.replace("Ledger", f"Ledger{'ABCD'[number]}")
        for number, text in enumerate(texts)
    }
)


def families(records: Sequence[ClassRecord]) -> tuple[Family, ...]:
    """The families, nothing being used."""
    return build_families(records, uses={})


@settings(max_examples=40, deadline=None)
@given(CODEBASES, st.randoms(use_true_random=False))
def test_order_of_files_changes_nothing(files: dict[str, str], random: Random) -> None:
    """The same classes in any order give the same families."""
    records = draw_classes(files)
    shuffled = list(records)
    random.shuffle(shuffled)
    assert families(shuffled) == families(records)


@settings(max_examples=40, deadline=None)
@given(classes())
def test_a_class_and_itself_are_an_exact_copy(source: str) -> None:
    """Whatever the class, its copy in another file is found and called exact."""
    (family,) = families(draw_classes({"a.py": source, "b.py": source}))
    assert family.verdict is Verdict.EXACT
    assert len(family.members) == 2


@settings(max_examples=40, deadline=None)
@given(classes(), st.permutations(NAMES))
def test_consistent_renaming_keeps_a_renamed_copy(source: str, others: list[str]) -> None:
    """Identifiers renamed one to one leave a renamed copy, or an exact one if nothing changed."""
    renaming = {name: f"{other}_x" for name, other in zip(NAMES, others, strict=True)}
    pattern = re.compile(r"(?<!')\b(" + "|".join(NAMES) + r")\b(?!')")
    renamed = pattern.sub(lambda match: renaming[match[0]], source)
    (family,) = families(draw_classes({"a.py": source, "b.py": renamed}))
    expected = Verdict.EXACT if renamed == source else Verdict.RENAMED
    assert family.verdict is expected


@settings(max_examples=40, deadline=None)
@given(classes())
def test_formatting_and_comments_change_nothing(source: str) -> None:
    """Blank lines, comments, quotes, docstrings and indentation leave an exact copy."""
    other = source.replace("'", '"').replace("\n    def", "\n\n    # why\n\n    def")
    other = other.replace("):\n", "):  # here\n").replace("    ", "      ")
    other = other.replace("Ledger:\n", 'Ledger:\n      """What it is."""\n')
    (family,) = families(draw_classes({"a.py": source, "b.py": other}))
    assert family.verdict is Verdict.EXACT


UNRELATED = """
class WeatherStation:
    def measure_wind(self, sensor):
        return (lambda gusts: max(gusts, default=None))(sensor.read()) ** 2 // 3
    def broadcast(self, *channels, **options):
        yield from ({channel: options[channel] for channel in channels} or {}).items()
"""


@settings(max_examples=40, deadline=None)
@given(CODEBASES)
def test_an_unrelated_class_changes_no_family(files: dict[str, str]) -> None:
    """A class that has nothing to do with the others leaves every family as it is."""
    before = families(draw_classes(files))
    assert families(draw_classes({"a.py": UNRELATED, **files})) == before


@settings(max_examples=40, deadline=None)
@given(CODEBASES)
def test_every_member_is_accounted_for(files: dict[str, str]) -> None:
    """All members but the reference have a verdict; those that could go are ranked 1, 2, …; the
    lines saved are no more than theirs."""
    for family in families(draw_classes(files)):
        (reference,) = [member for member in family.members if member.verdict is None]
        assert reference.path == family.reference
        assert [member.merge_rank for member in family.merge_order] == list(
            range(1, len(family.merge_order) + 1)
        )
        assert family.duplicate is bool(family.merge_order)
        lines = sum(member.end_line - member.line + 1 for member in family.merge_order)
        assert 0 <= family.lines_saved <= lines


@settings(max_examples=40, deadline=None)
@given(classes(), classes())
def test_a_stand_in_changes_no_claim_about_production(source: str, other: str) -> None:
    """A class in the tests, alike or not, leaves the verdict on two production copies as it is."""
    copies = {"a.py": source, "b.py": source}
    (before,) = families(draw_classes(copies))
    mock = other.replace("Ledger", "MockLedger")
    (after,) = [
        family
        for family in families(draw_classes({**copies, "test/c.py": mock}))
        if family.reference == before.reference
    ]
    assert (after.verdict, after.confidence) == (before.verdict, before.confidence)
    assert after.lines_saved == before.lines_saved

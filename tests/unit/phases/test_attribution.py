"""The split of gained tests by the four runs."""

from __future__ import annotations

import itertools

import pytest

from audit.model.attribution import TestSplit
from audit.model.comparison import TestRun
from audit.model.gate import Judgement
from audit.phases.attribution import CROSS_RUNS, attribute_runs, weigh_by_runs
from tests.worlds.judgements import make_test_judgement
from tests.worlds.suites import draw_run


def _runs(*outcomes: str) -> dict[tuple[str, str], TestRun]:
    return {key: draw_run(text) for key, text in zip(CROSS_RUNS, outcomes, strict=True)}


@pytest.mark.parametrize(
    ("code", "tests", "split"),
    [
        ("P", "F", TestSplit.CODE),
        ("F", "P", TestSplit.TESTS),
        ("P", "P", TestSplit.EITHER),
        ("F", "F", TestSplit.TOGETHER),
    ],
)
def test_a_gained_test_belongs_to_one_side(code: str, tests: str, split: TestSplit) -> None:
    """Old test on new code, new test on old code: what passes there tells whose the gain is."""
    found = attribute_runs(_runs("a::t:F", f"a::t:{code}", f"a::t:{tests}", "a::t:P"))
    assert found.gained == (("a::t", split),)
    assert (found.earned, found.given) == (split is TestSplit.CODE, split is TestSplit.TESTS)


def test_every_combination_is_split_without_rest() -> None:
    """Whatever the four outcomes, a test is gained, lost or neither, and splits add up."""
    for marks in itertools.product("PF", repeat=4):
        found = attribute_runs(_runs(*(f"a::t:{mark}" for mark in marks)))
        assert len(found.gained) == (marks[0] == "F" and marks[3] == "P")
        assert len(found.lost) == (marks[0] == "P" and marks[3] == "F")
        assert sum(found.count(split) for split in TestSplit) == len(found.gained)


def test_new_tests_and_renamed_ones() -> None:
    """A new test that passes on the old code is the tests'; a renamed one is still one test."""
    found = attribute_runs(
        _runs("a::old:F", "a::old:P", "a::new:F a::extra:P", "a::new:P a::extra:P"),
        renamed={"a::old": "a::new"},
    )
    assert found.gained == (("a::extra", TestSplit.TESTS), ("a::new", TestSplit.CODE))


def test_the_runs_are_kept_in_order() -> None:
    """The four runs stand in the order in which the table shows them."""
    found = attribute_runs(_runs("a::t:F", "a::t:P", "a::t:F", "a::t:P"))
    assert [(run.tests, run.production, run.passed, run.total) for run in found.runs] == [
        ("before", "before", 0, 1),
        ("before", "after", 1, 1),
        ("after", "before", 0, 1),
        ("after", "after", 1, 1),
    ]


@pytest.mark.parametrize(
    ("code", "tests", "read", "weighed"),
    [
        ("F", "P", Judgement.EARNED, Judgement.GATE_MOVED),
        ("P", "F", Judgement.GATE_MOVED, Judgement.EARNED),
        ("P", "P", Judgement.EARNED, Judgement.MIXED),
        ("F", "F", Judgement.EARNED, Judgement.EARNED),
        ("F", "F", Judgement.GATE_MOVED, Judgement.MIXED),
    ],
)
def test_what_the_runs_show_outweighs_what_the_sources_suggest(
    code: str, tests: str, read: Judgement, weighed: Judgement
) -> None:
    """A test that passes on the old code is not earned, however much of its code changed; one
    whose old version passes on the new code is."""
    runs = attribute_runs(_runs("a::t:F", f"a::t:{code}", f"a::t:{tests}", "a::t:P"))
    (found,) = weigh_by_runs([make_test_judgement("a::t", read)], runs)
    assert found.judgement is weighed
    assert found.reason.startswith("Cross-run: ") is (weighed is not read)


def test_without_a_cross_run_the_reading_stands() -> None:
    """Nothing was run, or the test was not gained there: its judgement is that of the sources."""
    judged = make_test_judgement("a::t", Judgement.EARNED)
    nothing = attribute_runs(_runs("a::t:P", "a::t:P", "a::t:P", "a::t:P"))
    assert weigh_by_runs([judged], None) == (judged,)
    assert weigh_by_runs([judged], nothing) == (judged,)

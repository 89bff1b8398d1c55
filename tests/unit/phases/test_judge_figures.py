"""Improved figures and met targets under a gate that may have moved."""

from __future__ import annotations

import pytest

from audit.model.comparison import Comparison, FileChanges, Status, TargetResult
from audit.model.gate import (
    FigureJudgement,
    GateEffect,
    Judgement,
    RuleChange,
    RuleEffect,
    TargetJudgement,
)
from audit.model.metrics import Direction
from audit.model.rules import Target
from audit.phases.judge_figures import ChangedCode, judge_figures, judge_targets
from audit.phases.verdicts import phase_status
from tests.worlds.judgements import make_test_judgement
from tests.worlds.small_records import make_comparison, make_delta
from tests.worlds.suites import draw_run

_TARGET = Target(metric="m", op="<=", value=3)


def _comparison(before: float, after: float) -> Comparison:
    files = FileChanges(added=(), removed=(), changed=(("a.py", "production"),), moved=())
    return make_comparison(metrics=(make_delta("m", before, after),), files=files)


def _judge(
    before: float, after: float, effect: RuleEffect | None = None, changed: tuple[str, ...] = ()
) -> FigureJudgement | None:
    code = ChangedCode(files=frozenset(changed), components={})
    effects = [effect] if effect else []
    figures = judge_figures(_comparison(before, after), (None, None), (), effects, code)
    return figures[0] if figures else None


def _effect(
    before_older: float, before_newer: float, after_older: float, after_newer: float
) -> RuleEffect:
    return RuleEffect(
        id="m",
        title="m",
        unit="",
        before_older=before_older,
        before_newer=before_newer,
        after_older=after_older,
        after_newer=after_newer,
    )


@pytest.mark.parametrize(
    ("effect", "changed", "judgement", "without"),
    [
        (None, ("a.py",), Judgement.EARNED, 3),
        (None, (), Judgement.UNEXPLAINED, 3),
        (_effect(6, 3, 6, 3), (), Judgement.GATE_MOVED, 6),
        (_effect(6, 3, 6, 3), ("a.py",), Judgement.GATE_MOVED, 6),
        (_effect(6, 5, 4, 3), ("a.py",), Judgement.MIXED, 4),
        (_effect(5, 6, 2, 3), ("a.py",), Judgement.EARNED, 3),
    ],
)
def test_code_and_rules_are_told_apart(
    effect: RuleEffect | None, changed: tuple[str, ...], judgement: Judgement, without: float
) -> None:
    """What a metric owes to the code and what to the rules decides its judgement."""
    found = _judge(6, 3, effect, changed)
    assert found is not None
    assert (found.judgement, found.without_gate) == (judgement, without)


def test_only_improvements_are_judged() -> None:
    """A figure that got worse, stayed, or has no direction is no success to judge."""
    assert _judge(3, 6) is None
    assert _judge(3, 3) is None
    neutral = make_comparison(metrics=(make_delta("m", 6, 3, Direction.NEUTRAL),))
    code = ChangedCode(files=frozenset(), components={})
    assert judge_figures(neutral, (None, None), (), (), code) == ()


def _result(after: float, status: Status = Status.MET) -> TargetResult:
    return TargetResult(
        target=_TARGET, title="", unit="", before=6.0, after=after, status=status, reason=""
    )


def test_a_target_that_only_the_rules_meet() -> None:
    """A target that is missed under the older rules is met only by moving the gate."""
    effect = _effect(6, 3, 6, 3)
    figure = _judge(6, 3, effect)
    assert figure is not None
    (found,) = judge_targets([_result(3)], [figure], [effect], [])
    assert (found.only_by_gate, found.judgement) == (True, Judgement.GATE_MOVED)


def test_rules_that_hide_a_regression() -> None:
    """A figure that stayed only because the rules changed is not met by the code either."""
    (found,) = judge_targets([_result(3)], [], [_effect(3, 2, 6, 3)], [])
    assert found.only_by_gate


def test_a_target_that_was_lowered_to_what_is() -> None:
    """A target that its older value would miss is met only by moving the target."""
    rule = RuleChange(
        path="phases.p.targets.m", before="<= 2", after="<= 3", effect=GateEffect.LOOSENED
    )
    (found,) = judge_targets([_result(3)], [], [], [rule])
    assert found.only_by_gate
    (fine,) = judge_targets([_result(2)], [], [], [rule])
    assert not fine.only_by_gate


def _judged(*, only_by_gate: bool) -> TargetJudgement:
    return TargetJudgement(target=_TARGET, judgement=None, only_by_gate=only_by_gate, reason="")


def test_the_status_of_a_moved_gate() -> None:
    """Met targets that the gate gave cap the phase: partly met beside others, else missed."""
    other = TargetResult(
        target=Target(metric="n", op="<=", value=1),
        title="",
        unit="",
        before=2.0,
        after=1.0,
        status=Status.MET,
        reason="",
    )
    given = [_judged(only_by_gate=True)]
    assert phase_status([_result(3), other]) is Status.MET
    assert phase_status([_result(3), other], [_judged(only_by_gate=False)]) is Status.MET
    assert phase_status([_result(3), other], given) is Status.PARTLY_MET
    assert phase_status([_result(3)], given) is Status.MISSED
    assert phase_status([_result(9, Status.REGRESSED), other], given) is Status.REGRESSED


def test_a_mixed_test_counts_against_the_figure() -> None:
    """Without what the gate gave or may have given, fewer tests pass and the rate is lower."""
    runs = draw_run("a:F b:F c:F d:F"), draw_run("a:P b:P c:P d:F")
    tests = [
        make_test_judgement("a", Judgement.EARNED),
        make_test_judgement("b", Judgement.MIXED),
        make_test_judgement("c", Judgement.GATE_MOVED),
    ]
    code = ChangedCode(files=frozenset(), components={})
    figures = judge_figures(make_comparison(), runs, tests, (), code)
    assert {f.id: (f.judgement, f.without_gate) for f in figures} == {
        "tests.failed": (Judgement.MIXED, 3.0),
        "tests.passed": (Judgement.MIXED, 1),
        "tests.success_rate": (Judgement.MIXED, 0.25),
    }

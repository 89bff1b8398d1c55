"""The booking story with everything that stands beside its figures: gate, changes, claims."""

from __future__ import annotations

from dataclasses import replace

import audit.model.comparison as compared
from audit.model.attribution import Attribution, CrossRun, TestSplit
from audit.model.changes import (
    ChangeState,
    Commit,
    CommitLog,
    LineChange,
    ModuleChange,
    RevisionChanges,
    SignatureChange,
    SymbolChange,
)
from audit.model.claims import ClaimResult, ClaimVerdict
from audit.model.comparison import EvidenceNote, EvidenceNoteKind, FailureTheme, Forecast
from audit.model.gate import (
    FigureJudgement,
    GateChange,
    GateChangeKind,
    GateEffect,
    GateReport,
    JourneyEvidence,
    Judgement,
    RuleChange,
    RuleEffect,
    Strength,
    TargetJudgement,
    TestJudgement,
    TestStrength,
)
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Declared, Journey
from tests.worlds.phase_story import PhaseStory, build_story

__all__ = ["build_evidence", "judged_story"]

_OUTCOMES = compared.TestOutcome


def judged_story(name: str = "") -> PhaseStory:
    """The story, judged: the paths are earned, broken imports met only by the gate.

    `name` stands in every place that people or audited code can name.
    """
    story = build_story()
    told = name or "told"
    return replace(
        story,
        evidence=build_evidence(story, name),
        phase=replace(
            story.phase,
            risks=(Declared(title=told, value="low", declared_by="Sales", date="2025-03-01"),),
            narrative=(Declared(title=told, value="We moved the desk first."),),
        ),
    )


def build_evidence(story: PhaseStory, name: str = "") -> PhaseDossier:
    """Every part of the evidence, each with at least one entry."""
    test = name or "tests.test_paths.test_03"
    return PhaseDossier(
        gate=_gate(story, name),
        changes=_changes(story, name),
        attribution=_attribution(story, test),
        notes=(
            EvidenceNote(
                kind=EvidenceNoteKind.NOT_THE_PARENT,
                text="The earlier results are two days older than the parent state.",
                tests=(test,),
            ),
        ),
        themes=(
            FailureTheme(
                title=name or "Desk takes no window",
                message=name or "TypeError: window",
                tests=(test,),
                places=("tests/test_paths.py:7",),
                findings=(),
                component="booking",
                action=name or "give the desk a window.",
            ),
        ),
        forecasts=(
            Forecast(
                id="broken_imports",
                phases=1,
                value=None,
                low=None,
                high=None,
                reason="Refused: 1 phase is no trend, it takes 5.",
            ),
        ),
        journeys=(_journey(name, test),),
        claims=(
            ClaimResult(
                figure="broken_imports",
                side="after",
                claimed="1",
                measured="0",
                verdict=ClaimVerdict.DIFFERS,
                reason=name or "claimed 1, measured 0",
                declared_by=name or "Release notes",
            ),
        ),
    )


def _journey(name: str, test: str) -> JourneyEvidence:
    return JourneyEvidence(
        journey=Journey(
            title=name or "Book a table", tests=("*book*",), declared_by="Sales", date="2025-03-01"
        ),
        tests=((test, None, _OUTCOMES.PASSED),),
        modules=7,
        changed=(name or "shop.desk",),
        supported=False,
        reason=name or "None of its tests was run before.",
    )


def _gate(story: PhaseStory, name: str) -> GateReport:
    paths, broken = story.targets
    change = GateChange(
        kind=GateChangeKind.EXPECTED_LIST,
        effect=GateEffect.LOOSENED,
        file="tests/test_paths.py",
        line=4,
        name=name or "PATHS",
        before=name or "PATHS = [1, 2]",
        after=name or "PATHS = [1]",
    )
    strength = TestStrength(
        test=name or "tests.test_paths.test_03",
        strength=Strength.CANNOT_FAIL,
        file=name or "tests/test_paths.py",
        line=9,
        text=name or "assert True",
        reason=name or "It asserts a constant.",
    )
    return GateReport(
        rules=(
            RuleChange(
                path=name or "components.booking.max_paths",
                before="1",
                after="2",
                effect=GateEffect.LOOSENED,
            ),
        ),
        effects=(
            RuleEffect(
                id="component.booking.paths_production",
                title=name or "Import paths in production use",
                unit="paths",
                before_older=6,
                before_newer=6,
                after_older=5,
                after_newer=3,
            ),
        ),
        tests=(
            TestJudgement(
                test=name or "tests.test_paths.test_03",
                earlier="tests.test_paths.test_03",
                before=_OUTCOMES.FAILED,
                after=_OUTCOMES.PASSED,
                judgement=Judgement.GATE_MOVED,
                changes=(change,),
                code=(name,) if name else (),
                reached=12,
                reason=name or "No code that it reaches changed.",
            ),
        ),
        strengths=(strength,),
        figures=(
            FigureJudgement(
                id="component.booking.paths_production",
                title=name or "Import paths in production use",
                unit="paths",
                before=6,
                after=3,
                judgement=Judgement.EARNED,
                without_gate=3,
                reason=name or "4 audited files changed.",
                explained_by=(name or "removed: src/shop/factory.py",),
            ),
            FigureJudgement(
                id="broken_imports",
                title="Broken imports",
                unit="imports",
                before=2,
                after=0,
                judgement=Judgement.GATE_MOVED,
                without_gate=2,
                reason="Two files were excluded.",
            ),
            FigureJudgement(
                id="tests.success_rate",
                title="Test success rate",
                unit="share",
                before=0.2,
                after=0.4,
                judgement=Judgement.GATE_MOVED,
                without_gate=0.2,
                reason="Of 3 tests behind it: 3 gate moved.",
            ),
        ),
        targets=(
            TargetJudgement(
                target=paths.target,
                judgement=Judgement.EARNED,
                only_by_gate=False,
                reason="the code",
            ),
            TargetJudgement(
                target=broken.target,
                judgement=Judgement.GATE_MOVED,
                only_by_gate=True,
                reason="without the gate 2",
            ),
        ),
        gaps=(name or "baseline carries no configuration, so rules were not compared",),
    )


def _changes(story: PhaseStory, name: str) -> RevisionChanges:
    return RevisionChanges(
        files=story.comparison.files,
        paths=story.comparison.paths,
        modules=(
            ModuleChange(name=name or "shop.factory", zone="production", state=ChangeState.REMOVED),
        ),
        symbols=(
            SymbolChange(
                path=name or "shop.booking.Desk",
                kind="class",
                zone="production",
                state=ChangeState.MOVED,
                earlier=name or "shop.desk.Desk",
            ),
        ),
        signatures=(
            SignatureChange(
                path=name or "shop.booking.Desk.open",
                before=name or "(self)",
                after="(self, window)",
                zone="production",
                file="src/shop/booking/__init__.py",
                line=8,
            ),
        ),
        lines=(LineChange(zone="production", before=900, after=800, added=20, removed=120),),
        commits=CommitLog(
            commits=(
                Commit(
                    revision="b2" * 20,
                    author=name or "Ada",
                    date="2025-03-13",
                    subject=name or "One desk",
                ),
            ),
            total=3,
        ),
    )


def _attribution(story: PhaseStory, test: str) -> Attribution:
    before, after = story.tests_before, story.tests_after
    assert before is not None
    assert after is not None
    return Attribution(
        runs=tuple(
            CrossRun(
                tests=tests,
                production=code,
                passed=(after if tests == "after" else before).passed,
                total=(after if tests == "after" else before).total,
            )
            for tests in ("before", "after")
            for code in ("before", "after")
        ),
        gained=((test, TestSplit.TESTS),),
        lost=(),
    )

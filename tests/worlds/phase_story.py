"""A phase in records: a booking manager reached by six paths, then by three."""

from __future__ import annotations

from dataclasses import dataclass, replace

import audit.model.comparison as compared
from audit.model.comparison import Comparison, FileChanges, MetricDelta, PathChange, Status
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.ledger import (
    LedgerEntry,
    PathClass,
    PathEntry,
    SymbolDefinition,
    ZoneCounts,
)
from audit.model.metrics import Direction, Metric
from audit.model.modules import Zone
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Component, Declared, Phase, Rules, Target
from audit.model.snapshot import SCHEMA_VERSION, ComponentFigures, Coverage, Provenance, Snapshot
from audit.model.summary import ExecutiveSummary
from audit.reports.summary import build_summary
from tests.worlds.small_records import make_module

__all__ = ["PhaseStory", "bare_story", "build_story", "finding", "hostile_story"]

_MANAGER = "shop.booking.manager.Manager"
_PATHS = "component.booking.paths_production"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseStory:
    """What `build_summary` takes, ready to be varied with `dataclasses.replace`."""

    phase: Phase
    before: Snapshot
    after: Snapshot
    comparison: Comparison
    targets: tuple[compared.TargetResult, ...]
    status: Status
    tests_before: compared.TestRun | None
    tests_after: compared.TestRun | None
    test_changes: compared.TestChanges | None
    evidence: PhaseDossier | None = None

    def tell(self) -> ExecutiveSummary:
        """The summary of this story."""
        return build_summary(
            phase=self.phase,
            before=self.before,
            after=self.after,
            comparison=self.comparison,
            targets=self.targets,
            status=self.status,
            tests_before=self.tests_before,
            tests_after=self.tests_after,
            test_changes=self.test_changes,
            evidence=self.evidence,
        )


def build_story() -> PhaseStory:
    """Six paths become three, 3 of 15 tests become 6 of 15; the target of two is missed."""
    before = _snapshot("baseline", "a1" * 20, _OLD_PATHS, broken=2)
    after = _snapshot("phase-1", "b2" * 20, _NEW_PATHS, broken=0)
    return PhaseStory(
        phase=_phase(),
        before=before,
        after=after,
        comparison=_comparison(before, after),
        targets=(_target(_PATHS, 2, Status.MISSED, "3 is above 2"), _broken_target()),
        status=Status.PARTLY_MET,
        tests_before=_run("results/before.xml", "11" * 32, passed=3),
        tests_after=_run("results/after.xml", "22" * 32, passed=6),
        test_changes=_changes(),
    )


def bare_story() -> PhaseStory:
    """Two sources without configuration, targets, tests, components or findings."""
    story = build_story()
    empty: dict[str, object] = {"components": (), "findings": (), "ledger": (), "rules": Rules()}
    before = replace(story.before, **empty)  # type: ignore[arg-type]
    after = replace(story.after, **empty)  # type: ignore[arg-type]
    comparison = replace(
        story.comparison,
        introduced=(),
        resolved=(),
        remaining=(),
        paths=(),
        files=FileChanges(added=(), removed=(), changed=(), moved=()),
    )
    return PhaseStory(
        phase=Phase(id="", title="", before="shop==1.0", after="shop==2.0"),
        before=before,
        after=after,
        comparison=comparison,
        targets=(),
        status=Status.NOT_MEASURABLE,
        tests_before=None,
        tests_after=None,
        test_changes=None,
    )


def hostile_story(names: tuple[str, ...]) -> PhaseStory:
    """The story with a hostile name in every place that people or audited code can name."""
    calm = build_story()

    def name(index: int) -> str:
        return names[index % len(names)]

    entry = calm.after.ledger[0]
    paths = tuple(
        replace(path, path=name(i)) for i, path in enumerate((*entry.paths, *entry.paths))
    )
    bad = tuple(
        replace(
            finding(FindingKind.BROKEN_IMPORT, each, component=each),
            locations=(Location(file=each, line=0),),
        )
        for each in names
    )
    component = replace(calm.after.components[0], title=name(1), canonical=names)
    metrics = tuple(replace(each, title=name(i)) for i, each in enumerate(calm.comparison.metrics))
    changed = tuple((each, "production") for each in names)
    return replace(
        calm,
        phase=replace(
            calm.phase,
            title=name(0),
            issue=name(2),
            date=name(3),
            business=tuple(Declared(title=n, value=n, declared_by=n) for n in names),
        ),
        after=replace(
            calm.after,
            findings=bad,
            components=(component,),
            ledger=(replace(entry, paths=paths, canonical=name(2)),),
        ),
        comparison=replace(
            calm.comparison,
            metrics=metrics,
            introduced=bad,
            paths=tuple(replace(calm.comparison.paths[0], path=each) for each in names),
            files=FileChanges(added=changed, removed=(), changed=(), moved=()),
        ),
        targets=tuple(
            replace(calm.targets[0], target=replace(calm.targets[0].target, title=n), reason=n)
            for n in names
        ),
        test_changes=compared.TestChanges(
            newly_passing=names,
            still_passing=(),
            newly_failing=names,
            still_failing=(),
            newly_skipped=(),
            added=names,
            removed=names,
        ),
    )


def finding(
    kind: FindingKind, subject: str, severity: Severity = Severity.ERROR, component: str = ""
) -> Finding:
    """A finding of the kind about the subject, in `src/shop/place.py`."""
    return Finding(
        kind=kind,
        severity=severity,
        confidence=1.0,
        subject=subject,
        message=f"{subject} is a {kind}",
        fingerprint=f"{kind}:{subject}",
        zone="production",
        locations=(Location(file="src/shop/place.py", line=12),),
        component=component,
    )


_OLD_PATHS = (
    (_MANAGER, PathClass.DEFINITION, 4, 2),
    ("shop.booking.Manager", PathClass.FACADE, 9, 0),
    ("shop.Manager", PathClass.ACCIDENTAL, 3, 1),
    ("shop.compat.Manager", PathClass.SHIM, 2, 0),
    ("shop.old.BookingManager", PathClass.DEPRECATED, 5, 1),
    ("shop.factory.Manager", PathClass.ALIAS_ASSIGNMENT, 1, 0),
)
_NEW_PATHS = (
    (_MANAGER, PathClass.DEFINITION, 17, 3),
    ("shop.booking.Manager", PathClass.FACADE, 6, 0),
    ("shop.compat.Manager", PathClass.SHIM, 1, 0),
    ("shop.old.BookingManager", PathClass.DEPRECATED, 0, 1),
)


def _phase() -> Phase:
    return Phase(
        id="phase-1",
        title="One booking manager",
        before="baseline",
        after="phase-1",
        issue="SHOP-960",
        date="2025-03-14",
        component="booking",
        business=(
            Declared(title="Bookings taken", value="EUR 2 million a year", declared_by="Sales"),
        ),
    )


def _snapshot(
    label: str, revision: str, paths: tuple[tuple[str, PathClass, int, int], ...], *, broken: int
) -> Snapshot:
    used = tuple(path for path, _, production, _ in paths if production)
    modules: tuple[str, ...] = (
        "shop.booking.manager",
        "shop.booking",
        "shop",
        "shop.compat",
        "shop.old",
    )
    if broken:
        modules = (*modules, "shop.factory")
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=Provenance(
            label=label,
            kind="folder",
            revision=f"tree:{revision}",
            rules_digest="sha256:" + "c3" * 32,
            tool_version="0.1.0",
            extractor_version="7",
        ),
        rules=Rules(components=(_component(),)),
        coverage=Coverage(
            files=40,
            files_parsed=39,
            files_with_problems=1,
            modules=38,
            lines=5200,
            imports=210,
            buckets=(("broken", broken), ("first-party", 120), ("third-party", 90 - broken)),
        ),
        metrics=_metrics(len(used), broken),
        components=(_figures(used),),
        findings=_findings(broken),
        modules=tuple(make_module(name, root="src") for name in modules),
        imports=(),
        ledger=(_entry(paths),),
        uses=(),
        families=(),
        cycles=(),
    )


def _component() -> Component:
    return Component(
        id="booking", title="Booking", symbols=("Manager",), canonical=(_MANAGER,), max_paths=2
    )


def _figures(used: tuple[str, ...]) -> ComponentFigures:
    return ComponentFigures(
        id="booking",
        title="Booking",
        proposed=False,
        symbols=(_MANAGER,),
        canonical=(_MANAGER,),
        paths_production=used,
        paths_test=(),
        definitions=(_MANAGER,),
        deprecated_in_use=(),
        broken_in_use=(),
        bypasses=(),
    )


def _metrics(paths: int, broken: int) -> tuple[Metric, ...]:
    covers = "production modules, 38 of 38"
    return (
        Metric(
            id="broken_imports",
            title="Broken imports",
            value=broken,
            unit="imports",
            direction=Direction.LOWER,
            covers=covers,
        ),
        Metric(
            id="component.booking.canonical_share",
            title="Canonical share",
            value=0.25 if broken else 0.75,
            unit="share",
            direction=Direction.HIGHER,
            covers="production use sites",
            numerator=6 if broken else 18,
            denominator=24,
        ),
        Metric(
            id=_PATHS,
            title="Import paths in production use",
            value=paths,
            unit="paths",
            direction=Direction.LOWER,
            covers=covers,
        ),
        Metric(
            id="modules",
            title="Modules",
            value=38,
            unit="modules",
            direction=Direction.NEUTRAL,
            covers=covers,
        ),
    )


def _findings(broken: int) -> tuple[Finding, ...]:
    fragmented = finding(FindingKind.FRAGMENTED_SYMBOL, _MANAGER, component="booking")
    missing = (
        finding(FindingKind.BROKEN_IMPORT, "shop.gone.Factory"),
        finding(FindingKind.BROKEN_IMPORT, "shop.gone.make"),
    )
    shape = finding(FindingKind.CLASS_FAMILY, "Handler", Severity.NOTE)
    return (fragmented, *missing[:broken], shape)


def _entry(paths: tuple[tuple[str, PathClass, int, int], ...]) -> LedgerEntry:
    return LedgerEntry(
        definition=SymbolDefinition(
            path=_MANAGER,
            module="shop.booking.manager",
            qualname="Manager",
            kind="class",
            file="src/shop/booking/manager.py",
            line=3,
            end_line=90,
            zone=Zone.PRODUCTION,
        ),
        canonical=_MANAGER,
        canonical_reason="declared",
        paths=tuple(
            PathEntry(
                path=path,
                path_class=kind,
                chain=(path, _MANAGER),
                uses=ZoneCounts(production=production, test=test),
            )
            for path, kind, production, test in paths
        ),
        paths_production=sum(1 for path in paths if path[2]),
        paths_test=sum(1 for path in paths if path[3]),
        max_paths=2,
        fragmented=True,
        canonical_share=0.5,
        entropy=1.0,
        shim_debt=3,
    )


def _comparison(before: Snapshot, after: Snapshot) -> Comparison:
    later = {metric.id: metric for metric in after.metrics}
    kept = {path for path, _, production, _ in _NEW_PATHS if production}
    return Comparison(
        before=before.provenance,
        after=after.provenance,
        reaudited=True,
        introduced=(),
        resolved=before.findings[1:3],
        remaining=after.findings,
        metrics=tuple(_delta(metric, later[metric.id]) for metric in before.metrics),
        paths=tuple(
            PathChange(definition=_MANAGER, path=path, path_class=kind, state="removed")
            for path, kind, _, _ in _OLD_PATHS
            if path not in kept
        ),
        files=FileChanges(
            added=(),
            removed=(("src/shop/factory.py", "production"),),
            changed=(("src/shop/desk.py", "production"), ("tests/test_paths.py", "test")),
            moved=(("src/shop/a.py", "src/shop/b.py", "production"),),
        ),
    )


def _delta(before: Metric, after: Metric) -> MetricDelta:
    return MetricDelta(
        id=before.id,
        title=before.title,
        unit=before.unit,
        direction=before.direction,
        before=before.value,
        after=after.value,
        change=(after.value or 0) - (before.value or 0),
    )


def _target(metric: str, value: float, status: Status, reason: str) -> compared.TargetResult:
    return compared.TargetResult(
        target=Target(metric=metric, op="<=", value=value, title="Class and factory only"),
        title="Import paths in production use",
        unit="paths",
        before=6,
        after=3,
        status=status,
        reason=reason,
    )


def _broken_target() -> compared.TargetResult:
    return compared.TargetResult(
        target=Target(metric="broken_imports", op="<=", value=0, title="No import leads nowhere"),
        title="Broken imports",
        unit="imports",
        before=2,
        after=0,
        status=Status.MET,
        reason="0 is at most 0",
    )


def _run(file: str, digest: str, *, passed: int) -> compared.TestRun:
    outcomes = compared.TestOutcome
    return compared.TestRun(
        files=((file, digest),),
        results=tuple(
            compared.TestResult(
                id=f"tests.test_paths.test_{number:02}",
                outcome=outcomes.PASSED if number < passed else outcomes.FAILED,
            )
            for number in range(15)
        ),
    )


def _changes() -> compared.TestChanges:
    names = tuple(f"tests.test_paths.test_{number:02}" for number in range(15))
    return compared.TestChanges(
        newly_passing=names[3:6],
        still_passing=names[:3],
        newly_failing=(),
        still_failing=names[6:],
        newly_skipped=(),
        added=(),
        removed=(),
    )

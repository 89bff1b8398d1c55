"""The corridor: the only place that knows all rooms. It holds no algorithm."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.analysis.survey import Survey, survey_codebase
from audit.config import load_rules, rules_digest
from audit.errors import AuditError, SnapshotError, UnknownNameError
from audit.extraction.cache import FactCache
from audit.extraction.collect import collect_facts
from audit.extraction.extract import EXTRACTOR_VERSION
from audit.graph.codebase import Codebase, build_codebase
from audit.model.comparison import Comparison, Status, TargetResult, TestChanges, TestRun
from audit.model.facts import FileFacts
from audit.model.modules import ModulePlace
from audit.model.nearest import nearest_names
from audit.model.rules import Component, Configuration, Phase, Rules
from audit.model.snapshot import SCHEMA_VERSION, Provenance, Snapshot
from audit.model.source import SourceTree
from audit.model.summary import ExecutiveSummary
from audit.phases.compare import compare_snapshots
from audit.phases.evidence import compare_test_runs, read_test_run
from audit.phases.verdicts import check_targets, phase_status
from audit.reports.summary import build_summary
from audit.snapshots.store import is_snapshot, load_snapshot
from audit.sources.locate import open_source
from audit.sources.roots import find_roots, place_modules
from audit.sources.source import Source
from audit.version import VERSION

__all__ = [
    "AuditedSource",
    "PhaseResult",
    "Progress",
    "audit_source",
    "compare_sources",
    "find_phase",
    "load_configuration",
    "read_codebase",
    "read_import_space",
    "run_phase",
    "summarise_phase",
    "take_snapshot",
]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSource:
    """A codebase that was just read, with what was found in it."""

    tree: SourceTree
    roots: tuple[str, ...]
    codebase: Codebase
    survey: Survey
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseResult:
    """Both sides of a phase under the same rules, test runs and verdicts included."""

    phase: Phase
    before: Snapshot
    after: Snapshot
    comparison: Comparison
    targets: tuple[TargetResult, ...]
    status: Status
    tests_before: TestRun | None = None
    tests_after: TestRun | None = None
    test_changes: TestChanges | None = None


def load_configuration(configuration: str = "", *, source: str = "") -> Configuration:
    """The configuration at a path; without one, that of the source's own folder, else defaults.

    Raises ConfigurationError with all mistakes, UnknownNameError when the path does not exist.
    """
    if configuration:
        return load_rules(Path(configuration))
    folder = Path(source) if source else None
    if folder is not None and folder.is_dir() and not is_snapshot(folder):
        return load_rules(folder)
    return Configuration(rules=Rules())


def read_codebase(
    source: Source, rules: Rules, *, progress: Progress | None = None, cache: bool = True
) -> tuple[Codebase, tuple[str, ...]]:
    """Roots, module places, facts, graph and symbols of a source; also returns the roots.

    Raises AuditError when the source holds no Python file: nothing was looked at.
    """
    roots, places = _place(source, rules)
    facts = _collect(source, progress, cache=cache)
    return build_codebase(places, facts, source.tree.compiled_modules(roots)), roots


def read_import_space(
    sources: Sequence[tuple[Source, Rules]], *, progress: Progress | None = None
) -> Codebase:
    """The modules of several sources as one codebase, each placed under its own rules.

    With more than one source, file names start with their source's label. Raises AuditError when
    one of them holds no Python file.
    """
    places: list[ModulePlace] = []
    facts: dict[str, FileFacts] = {}
    compiled: list[str] = []
    for source, rules in sources:
        roots, own = _place(source, rules)
        prefix = f"{source.tree.label}/" if len(sources) > 1 else ""
        places += [dataclasses.replace(place, file=prefix + place.file) for place in own]
        facts |= _collect(source, progress)
        compiled += source.tree.compiled_modules(roots)
    return build_codebase(places, facts, compiled)


def _place(source: Source, rules: Rules) -> tuple[tuple[str, ...], tuple[ModulePlace, ...]]:
    roots = find_roots(source, rules.roots)
    places = place_modules(source.tree, roots, rules.zones, every_root=bool(rules.roots))
    if not places:
        raise AuditError(
            f"{source.tree.label} holds no Python file that may be looked at",
            hint="check the path, the roots and the exclusions",
        )
    return roots, places


def _collect(
    source: Source, progress: Progress | None, *, cache: bool = True
) -> dict[str, FileFacts]:
    store = FactCache(EXTRACTOR_VERSION) if cache else None
    try:
        return collect_facts(source.tree.files, source.read, cache=store, progress=progress)
    finally:
        if store is not None:
            store.close()


def audit_source(
    source: Source,
    rules: Rules,
    *,
    proposed: tuple[Component, ...] = (),
    progress: Progress | None = None,
) -> AuditedSource:
    """From a source to everything found in it, and the snapshot of that."""
    codebase, roots = read_codebase(source, rules, progress=progress)
    survey = survey_codebase(codebase, rules, problems=source.tree.problems, proposed=proposed)
    return AuditedSource(
        tree=source.tree,
        roots=roots,
        codebase=codebase,
        survey=survey,
        snapshot=_build_snapshot(source.tree, rules, codebase, survey),
    )


def _build_snapshot(tree: SourceTree, rules: Rules, codebase: Codebase, survey: Survey) -> Snapshot:
    modules = (codebase.index.module(name) for name in codebase.index.names)
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=Provenance(
            label=tree.label,
            kind=tree.kind.value,
            revision=tree.revision,
            rules_digest=rules_digest(rules),
            tool_version=VERSION,
            extractor_version=EXTRACTOR_VERSION,
        ),
        rules=rules,
        coverage=survey.coverage,
        metrics=survey.metrics,
        components=survey.figures,
        findings=survey.findings,
        modules=tuple(module for module in modules if module is not None),
        imports=codebase.imports,
        ledger=survey.ledger,
        uses=survey.uses,
        families=survey.families,
        cycles=survey.cycles,
    )


def take_snapshot(
    specification: str,
    *,
    configuration: str = "",
    base: Path | None = None,
    label: str = "",
    progress: Progress | None = None,
) -> Snapshot:
    """A snapshot of what `specification` names: loaded when it is a saved one, else audited.

    `configuration` is a file or folder; without it the source's own is used. Relative
    specifications start at `base` (default: the current folder).
    """
    saved = _saved(specification, base)
    if saved is not None:
        return load_snapshot(saved)
    located = str((base or Path()) / specification)
    rules = load_configuration(configuration, source=located).rules
    source = open_source(specification, base=base, label=label, exclude=rules.exclude)
    return audit_source(source, rules, progress=progress).snapshot


def _saved(specification: str, base: Path | None) -> Path | None:
    if ":" in specification or "\0" in specification:
        return None
    folder = (base or Path()) / specification
    return folder if is_snapshot(folder) else None


def compare_sources(
    before: str,
    after: str,
    *,
    configuration: str = "",
    base: Path | None = None,
    progress: Progress | None = None,
) -> PhaseResult:
    """Compare two sources or saved snapshots, both under the rules of the newer one."""
    phase = Phase(id="", title="", before=before, after=after)
    located = str((base or Path()) / after)
    rules = load_configuration(configuration, source=located).rules
    return run_phase(phase, rules, base=base, progress=progress)


def run_phase(
    phase: Phase, rules: Rules, *, base: Path | None = None, progress: Progress | None = None
) -> PhaseResult:
    """Audit or load both sides of a phase, compare them, read the test runs, judge the targets.

    A saved snapshot brings its own rules. When the newer side is one, the older side is audited
    under its rules; when the older side is a saved snapshot under other rules, it cannot be
    audited again, and SnapshotError says so.
    """
    saved_before, saved_after = _saved(phase.before, base), _saved(phase.after, base)
    newer = load_snapshot(saved_after) if saved_after is not None else None
    rules = newer.rules if newer is not None else rules
    older = load_snapshot(saved_before) if saved_before is not None else None
    if older is not None and rules_digest(older.rules) != rules_digest(rules):
        raise SnapshotError(
            f"{phase.before} was saved under other rules than {phase.after}",
            hint="name its source instead of the snapshot, so that it can be audited again",
        )
    proposed: tuple[Component, ...] = ()
    if older is None:
        audited = audit_source(_open(phase.before, base, rules), rules, progress=progress)
        older, proposed = audited.snapshot, audited.survey.components
    if newer is None:
        newer = audit_source(
            _open(phase.after, base, rules), rules, proposed=proposed, progress=progress
        ).snapshot
    return _judge(phase, older, newer, base)


def _open(specification: str, base: Path | None, rules: Rules) -> Source:
    return open_source(specification, base=base, exclude=rules.exclude)


def _judge(phase: Phase, older: Snapshot, newer: Snapshot, base: Path | None) -> PhaseResult:
    folder = base or Path()
    comparison = compare_snapshots(older, newer)
    runs = [
        read_test_run([folder / name for name in names], base=folder) if names else None
        for names in (phase.tests_before, phase.tests_after)
    ]
    targets = check_targets(phase, comparison, runs[0], runs[1])
    changes = compare_test_runs(runs[0], runs[1]) if runs[0] and runs[1] else None
    return PhaseResult(
        phase=phase,
        before=older,
        after=newer,
        comparison=comparison,
        targets=targets,
        status=phase_status(targets),
        tests_before=runs[0],
        tests_after=runs[1],
        test_changes=changes,
    )


def find_phase(configuration: Configuration, identifier: str) -> Phase:
    """The phase of that id. Raises UnknownNameError with the nearest known id."""
    for phase in configuration.phases:
        if phase.id == identifier:
            return phase
    known = [phase.id for phase in configuration.phases]
    raise UnknownNameError(
        f"there is no phase {identifier}",
        where="configuration",
        hint=nearest_names(identifier, known) or "no phase is configured",
    )


def summarise_phase(
    *,
    configuration: str = "",
    phase: str = "",
    before: str = "",
    after: str = "",
    progress: Progress | None = None,
) -> ExecutiveSummary:
    """The executive summary of a configured phase, or of two sources.

    With `before` and `after` those are compared, under the phase's targets when `phase` is given
    too. Raises AuditError for anything that the user can mend.
    """
    settings = load_configuration(configuration, source=after)
    if phase:
        chosen = find_phase(settings, phase)
        base = settings.folder
        if before or after:
            chosen = dataclasses.replace(
                chosen,
                before=_absolute(before) or chosen.before,
                after=_absolute(after) or chosen.after,
            )
    elif before and after:
        chosen = Phase(id="", title="", before=before, after=after)
        base = None
    else:
        raise AuditError(
            "nothing to compare", hint="name a phase of the configuration, or both before and after"
        )
    result = run_phase(chosen, settings.rules, base=base, progress=progress)
    return build_summary(
        phase=result.phase,
        before=result.before,
        after=result.after,
        comparison=result.comparison,
        targets=result.targets,
        status=result.status,
        tests_before=result.tests_before,
        tests_after=result.tests_after,
        test_changes=result.test_changes,
    )


def _absolute(specification: str) -> str:
    """A source named on the command line starts at the caller's folder, not the configuration's."""
    if not specification or specification.startswith("pypi:"):
        return specification
    return str(Path(specification).absolute())

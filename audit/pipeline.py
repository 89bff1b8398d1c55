"""The corridor: the only place that knows all rooms. It holds no algorithm."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from audit.config import CONFIGURATION_NAME, load_rules, parse_rules, rules_digest
from audit.errors import AuditError, SnapshotError, SourceError, UnknownNameError
from audit.model.changes import CommitLog, RevisionChanges
from audit.model.claims import ClaimResult, ReportData, Verification
from audit.model.comparison import (
    Comparison,
    EvidenceNote,
    FailureTheme,
    RateChange,
    Status,
    TargetResult,
    TestChanges,
    TestRun,
)
from audit.model.facts import FileFacts
from audit.model.gate import Attribution, GateReport, JourneyEvidence, RuleChange, RuleEffect, Scope
from audit.model.ledger import LedgerEntry
from audit.model.modules import ModulePlace
from audit.model.nearest import nearest_names
from audit.model.phase_dossier import PhaseDossier
from audit.model.rules import Component, Configuration, Phase, Rules
from audit.model.snapshot import SCHEMA_VERSION, Provenance, Snapshot
from audit.model.source import SourceTree
from audit.model.summary import ExecutiveSummary
from audit.model.verification import VerifiedPath
from audit.phases.attribution import CROSS_RUNS, attribute_runs
from audit.phases.belonging import build_test_filter
from audit.phases.claims import check_claims, verify_report
from audit.phases.compare import compare_snapshots
from audit.phases.evidence import compare_test_runs, rate_change, read_test_run
from audit.phases.evidence_notes import note_evidence
from audit.phases.gate import GateSources, judge_gate, match_runs
from audit.phases.journeys import judge_journeys
from audit.phases.report_data import read_report_data
from audit.phases.revision_changes import compare_revisions
from audit.phases.revision_pair import Revision, build_revision_pair
from audit.phases.rule_changes import compare_rules, compare_targets, measure_rule_effects
from audit.phases.scope import measure_scope
from audit.phases.themes import group_failures
from audit.phases.verdicts import check_targets, phase_status
from audit.reports.summary import build_summary
from audit.snapshots.memory import SnapshotMemory, code_digest, is_lasting, memory_key
from audit.snapshots.store import is_snapshot, load_snapshot
from audit.sources.commit_log import read_commit_log
from audit.sources.locate import open_source
from audit.sources.roots import find_roots, place_modules
from audit.sources.runtime import verify_paths
from audit.sources.source import Source
from audit.sources.throwaway import copy_revision, merge_copies, run_tests
from audit.version import VERSION

if TYPE_CHECKING:
    from audit.analysis.survey import Survey
    from audit.graph.codebase import Codebase

__all__ = [
    "AuditedSource",
    "PhaseResult",
    "Progress",
    "attribute_phase",
    "audit_source",
    "compare_sources",
    "find_earlier",
    "find_phase",
    "load_configuration",
    "read_codebase",
    "read_import_space",
    "read_report",
    "run_phase",
    "summarise_phase",
    "take_snapshot",
    "verify_entries",
    "verify_phase",
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
    rate: RateChange | None = None
    notes: tuple[EvidenceNote, ...] = ()
    themes: tuple[FailureTheme, ...] = ()
    gate: GateReport = field(default_factory=GateReport)
    changes: RevisionChanges | None = None
    journeys: tuple[JourneyEvidence, ...] = ()
    claims: tuple[ClaimResult, ...] = ()
    scopes: tuple[Scope, Scope] | None = None


def load_configuration(configuration: str = "", *, source: str = "") -> Configuration:
    """The configuration at a path; without one, that of the source's own folder; else that of an
    `audit.toml` beside the folder, when one of its phases names it; else defaults.

    Raises ConfigurationError with all mistakes, UnknownNameError when the path does not exist.
    """
    if configuration:
        return load_rules(Path(configuration))
    folder = Path(source) if source else None
    if folder is None or not folder.is_dir() or is_snapshot(folder):
        return Configuration(rules=Rules())
    own = load_rules(folder)
    beside = folder.absolute().parent / CONFIGURATION_NAME
    if own != Configuration(rules=Rules(), folder=folder) or not beside.is_file():
        return own
    settings = load_rules(beside)
    states = {
        (beside.parent / name) for each in settings.phases for name in (each.before, each.after)
    }
    return settings if any(_is_same(state, folder) for state in states) else own


def _is_same(state: Path, folder: Path) -> bool:
    return state.is_dir() and state.samefile(folder)


def read_codebase(
    source: Source, rules: Rules, *, progress: Progress | None = None, cache: bool = True
) -> tuple[Codebase, tuple[str, ...]]:
    """Roots, module places, facts, graph and symbols of a source; also returns the roots.

    Raises AuditError when the source holds no Python file: nothing was looked at.
    """
    from audit.graph.codebase import build_codebase  # noqa: PLC0415 - not for a kept audit

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
    from audit.graph.codebase import build_codebase  # noqa: PLC0415 - not for a kept audit

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
    from audit.extraction.cache import FactCache  # noqa: PLC0415 - not for a kept audit
    from audit.extraction.collect import collect_facts  # noqa: PLC0415
    from audit.extraction.extract import EXTRACTOR_VERSION  # noqa: PLC0415

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
    from audit.analysis.survey import survey_codebase  # noqa: PLC0415 - not for a kept audit

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
    from audit.extraction.extract import EXTRACTOR_VERSION  # noqa: PLC0415 - not for a kept audit

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
    return _recall_audit(source, rules, progress=progress)[0]


def _recall_audit(
    source: Source,
    rules: Rules,
    *,
    proposed: tuple[Component, ...] = (),
    progress: Progress | None = None,
) -> tuple[Snapshot, tuple[Component, ...]]:
    """The snapshot of a source and its components: kept from an earlier audit of the very same
    bytes under the same rules by the same code, else made now."""
    version = list(sys.version_info[:2])
    key = memory_key(source.tree, source.fixed_roots, rules, proposed, code_digest(), version)
    memory = SnapshotMemory()
    try:
        kept = memory.get(key)
        if kept is not None:
            return kept
        audited = audit_source(source, rules, proposed=proposed, progress=progress)
        if is_lasting(audited.snapshot):
            memory.put(key, audited.snapshot, audited.survey.components)
        return audited.snapshot, audited.survey.components
    finally:
        memory.close()


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
    phase: Phase,
    rules: Rules,
    *,
    base: Path | None = None,
    progress: Progress | None = None,
    earlier: Sequence[Phase] = (),
) -> PhaseResult:
    """Audit or load both sides of a phase, compare them, read the test runs, judge targets and
    gate.

    A saved snapshot brings its own rules. When the newer side is one, the older side is audited
    under its rules; when the older side is a saved snapshot under other rules, it cannot be
    audited again, and SnapshotError says so. When both revisions carry a configuration and they
    differ, both are measured under the older one too. `earlier` are the phases before this one:
    a file of test results that one of them used already is called out.
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
    sources: list[Source | None] = [None, None]
    if older is None:
        sources[0] = source = _open(phase.before, base, rules)
        older, proposed = _recall_audit(source, rules, progress=progress)
    if newer is None:
        sources[1] = source = _open(phase.after, base, rules)
        newer, _ = _recall_audit(source, rules, proposed=proposed, progress=progress)
    before, after = (
        Revision(snapshot=snapshot, read=_reader(source) if source is not None else None)
        for snapshot, source in zip((older, newer), sources, strict=True)
    )
    moved = _measure_rules(phase, rules, (before, after), base)
    return _judge(phase, before, after, base, earlier, moved)


def _open(specification: str, base: Path | None, rules: Rules) -> Source:
    return open_source(specification, base=base, exclude=rules.exclude)


def _reader(source: Source) -> Callable[[str], str | None]:
    """The texts of a source by path; None for a file that it has not or that is no UTF-8."""
    files = {file.path: file for file in source.tree.files}

    def read(path: str) -> str | None:
        try:
            return source.read(files[path]).decode("utf-8-sig") if path in files else None
        except (SourceError, UnicodeDecodeError):
            return None

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class _MovedRules:
    """Rules that changed between the revisions, and what that alone did to the figures."""

    changes: tuple[RuleChange, ...] = ()
    effects: tuple[RuleEffect, ...] = ()
    gaps: tuple[str, ...] = ()


def _measure_rules(
    phase: Phase, rules: Rules, sides: tuple[Revision, Revision], base: Path | None
) -> _MovedRules:
    """Both revisions under the older configuration, when both carry one and they differ."""
    own = [_own_configuration(side) for side in sides]
    if own[0] is None or own[1] is None:
        if own[0] is None and own[1] is None:
            return _MovedRules()
        bare = sides[0 if own[0] is None else 1].snapshot.provenance.label
        return _MovedRules(gaps=(f"{bare} carries no configuration, so rules were not compared",))
    older = own[0].rules
    old_phase = next((each for each in own[0].phases if each.id == phase.id), None)
    changes = (*compare_rules(older, rules), *compare_targets(old_phase, phase))
    if rules_digest(older) == rules_digest(rules):
        return _MovedRules(changes=changes)
    measured = [
        _recall_audit(_open(specification, base, older), older)[0]
        for specification in (phase.before, phase.after)
    ]
    effects = measure_rule_effects(
        (measured[0], sides[0].snapshot), (measured[1], sides[1].snapshot)
    )
    return _MovedRules(changes=changes, effects=effects)


def _own_configuration(side: Revision) -> Configuration | None:
    """The configuration that stands in a revision itself; None without one."""
    for name in (CONFIGURATION_NAME, "pyproject.toml"):
        text = side.read(name) if side.read is not None else None
        found = parse_rules(text, name) if text is not None else None
        if found is not None:
            return found
    return None


def _judge(  # both sides, and what is known of the rules and of earlier phases
    phase: Phase,
    before: Revision,
    after: Revision,
    base: Path | None,
    earlier: Sequence[Phase],
    moved: _MovedRules,
) -> PhaseResult:
    older, newer = before.snapshot, after.snapshot
    comparison = compare_snapshots(older, newer)
    first, last = (
        read_test_run([Path(name) for name in names], base=base or Path()) if names else None
        for names in (phase.tests_before, phase.tests_after)
    )
    pair = build_revision_pair(before, after, comparison, tests=bool(first or last))
    targets = check_targets(phase, comparison, first, last)
    changes = None
    if first is not None and last is not None:
        changes = compare_test_runs(first, last, renamed=match_runs(pair, first, last))
    gate = judge_gate(
        pair,
        GateSources(
            comparison=comparison,
            runs=(first, last),
            changes=changes,
            targets=targets,
            rules=moved.changes,
            effects=moved.effects,
            gaps=moved.gaps,
        ),
    )
    return PhaseResult(
        phase=phase,
        before=older,
        after=newer,
        comparison=comparison,
        targets=targets,
        status=phase_status(targets, gate.targets),
        tests_before=first,
        tests_after=last,
        test_changes=changes,
        rate=rate_change(first, last) if first and last else None,
        notes=note_evidence(phase, pair, (first, last), changes, earlier),
        themes=group_failures(last, newer) if last else (),
        gate=gate,
        changes=compare_revisions(pair, comparison, _commits(phase, comparison, base)),
        journeys=judge_journeys(phase.journeys, pair, (first, last)),
        claims=check_claims(phase.claims, comparison, (first, last)),
        scopes=(
            measure_scope(older, _count_files(phase.before, before, base)),
            measure_scope(newer, _count_files(phase.after, after, base)),
        ),
    )


def _count_files(specification: str, side: Revision, base: Path | None) -> int | None:
    """Python files of a source, those that the rules exclude included; None for a snapshot."""
    if side.read is None:
        return None
    if not side.snapshot.rules.exclude:
        return side.snapshot.coverage.files
    files = open_source(specification, base=base).tree.files
    return sum(1 for file in files if file.path.endswith(".py"))


def attribute_phase(
    phase: Phase,
    rules: Rules,
    command: str,
    *,
    base: Path | None = None,
    time_limit: float = 600.0,
    progress: Progress | None = None,
) -> Attribution:
    """Run old and new tests on old and new production code, all four ways, in throw-away copies,
    and split the change in passing tests.

    This runs the audited project's tests: `command` is a pytest command, run in a copy of the
    source's folder; each of the four runs has `time_limit` seconds. Both sides have to be
    sources, not saved snapshots; the user's folders are not written to.
    """
    sides = []
    for specification in (phase.before, phase.after):
        if _saved(specification, base) is not None:
            raise SourceError("a saved snapshot has no tests to run", where=specification)
        source = _open(specification, base, rules)
        audited = audit_source(source, rules)
        sides.append((audited, Revision(snapshot=audited.snapshot, read=_reader(source))))
    (old, before), (new, after) = sides
    comparison = compare_snapshots(before.snapshot, after.snapshot)
    pair = build_revision_pair(before, after, comparison)
    is_test = build_test_filter((*old.snapshot.modules, *new.snapshot.modules))
    runs: dict[tuple[str, str], TestRun] = {}
    with tempfile.TemporaryDirectory(prefix="audit-") as name:
        folder = Path(name)
        names = {"before": phase.before, "after": phase.after}
        for side, specification in names.items():
            copy_revision(specification, base, folder / side)
        for number, key in enumerate(CROSS_RUNS):
            target, report = folder / f"run-{number}", folder / f"run-{number}.xml"
            tests, production = (folder / side for side in key)
            merge_copies(production, tests, target, is_test=is_test)
            roots = (old if key[1] == "before" else new).roots
            run_tests(command, target, report, roots=roots, time_limit=time_limit)
            runs[key] = read_test_run([report], base=folder)
            if progress is not None:
                progress(number + 1, len(CROSS_RUNS))
    renamed = match_runs(pair, runs["before", "before"], runs["after", "after"])
    return attribute_runs(runs, renamed=renamed)


def read_report(report: Path) -> ReportData:
    """What a written report carries: its phase, both revisions and every figure.

    Raises EvidenceError when it carries none or cannot be read.
    """
    return read_report_data(report)[0]


def verify_phase(report: Path, result: PhaseResult) -> Verification:
    """What a written report carries against a phase that was just measured again.

    Raises EvidenceError when the report carries no figures or cannot be read.
    """
    data, digest = read_report_data(report)
    return verify_report(
        report.name,
        data,
        comparison=result.comparison,
        runs=(result.tests_before, result.tests_after),
        status=result.status,
        text_digest=digest,
    )


def _commits(phase: Phase, comparison: Comparison, base: Path | None) -> CommitLog:
    return read_commit_log(
        phase.after,
        comparison.before.revision,
        comparison.after.revision,
        kinds=(comparison.before.kind, comparison.after.kind),
        base=base,
    )


def verify_entries(
    specification: str, entries: Sequence[LedgerEntry], *, configuration: str = ""
) -> tuple[VerifiedPath, ...]:
    """Import every path of the entries in a subprocess and compare it with the definition.

    Runs the audited code, so nothing calls it unless asked for by name. `specification` must be
    a folder: what is not on disk cannot be imported; AuditError says so.
    """
    folder = Path(specification)
    if not folder.is_dir() or is_snapshot(folder):
        raise AuditError(
            "only a folder can be verified, for its code is imported",
            where=specification,
            hint="name the checked-out source",
        )
    rules = load_configuration(configuration, source=specification).rules
    roots = find_roots(open_source(specification, exclude=rules.exclude), rules.roots)
    pairs = [(path.path, entry.definition.path) for entry in entries for path in entry.paths]
    return verify_paths([folder / root for root in roots], pairs)


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


def find_earlier(configuration: Configuration, identifier: str) -> tuple[Phase, ...]:
    """The phases before the one of that id, in the configuration's order."""
    ids = [phase.id for phase in configuration.phases]
    return configuration.phases[: ids.index(identifier)] if identifier in ids else ()


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
    result = run_phase(
        chosen, settings.rules, base=base, progress=progress, earlier=find_earlier(settings, phase)
    )
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
        evidence=PhaseDossier(
            gate=result.gate,
            changes=result.changes,
            notes=result.notes,
            themes=result.themes,
            journeys=result.journeys,
            claims=result.claims,
        ),
    )


def _absolute(specification: str) -> str:
    """A source named on the command line starts at the caller's folder, not the configuration's."""
    if not specification or specification.startswith("pypi:"):
        return specification
    return str(Path(specification).absolute())

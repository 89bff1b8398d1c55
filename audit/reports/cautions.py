"""What must not be overlooked: everything that weakens the figures of a phase, in sentences."""

from __future__ import annotations

from audit.model.claims import ClaimVerdict
from audit.model.comparison import TestChanges
from audit.model.figures import Figure, Trend
from audit.model.gate import Strength
from audit.model.modules import Zone
from audit.model.phase_dossier import PhaseDossier
from audit.model.scope import Scope
from audit.model.summary_parts import Consolidation, GateSection, Implementation, Suite
from audit.reports.figures import FigureSet
from audit.reports.phase_parts import PhaseParts
from audit.reports.prose import count_of, describe_reading, format_share, join_words
from audit.reports.suite_figures import REPORTED_TITLES, SUCCESS_RATE

__all__ = [
    "build_cautions",
    "count_changed_files",
    "find_unexplained",
    "find_worse",
    "name_first",
    "tell_sides",
    "tell_smallness",
]

_NAMED = 3
_SAME_SIZE = 1.25
_SMALLEST_CHANGE = 0.0005  # half of the last digit that a share is shown with


def build_cautions(parts: PhaseParts) -> tuple[str, ...]:
    """The warnings of the first screen, the gravest first."""
    return (
        *_warn_of_targets(parts),
        *_warn_of_code(parts),
        *_warn_of_renamed(parts),
        *_warn_of_gate(parts.gate),
        *_warn_of_tests(parts.implementation, parts.suite, parts.tests, parts.gate),
        *_warn_of_figures(parts.figures),
        *_warn_of_scope(parts.evidence.scopes),
        *_warn_of_size(parts),
        *_warn_of_empty(parts.consolidations),
        *_warn_of_journeys(parts.evidence),
        *_warn_of_claims(parts.evidence),
    )


def find_unexplained(parts: PhaseParts) -> tuple[str, ...]:
    """What improved although no production file changed, in words; empty when nothing did."""
    if parts.implementation.production_changed:
        return ()
    improved = {
        figure.title: None
        for figure in (*parts.figures.compliance, *parts.figures.every)
        if figure.trend is Trend.BETTER
    }
    if parts.tests is not None and parts.tests.newly_passing:
        improved[count_of(len(parts.tests.newly_passing), "newly passing test")] = None
    return tuple(improved)


def find_worse(figures: FigureSet) -> tuple[Figure, ...]:
    """Figures that are worse than before by more than a reader can see, primary ones first."""
    ordered = {figure.id: figure for figure in (*figures.primary, *figures.every)}
    return tuple(
        figure
        for figure in ordered.values()
        if figure.trend is Trend.WORSE and len(set(tell_sides(figure))) == 2
    )


def tell_sides(figure: Figure) -> tuple[str, str]:
    """Both values as a reader sees them, without their parts."""
    before, after = (
        describe_reading(reading, share=figure.share).partition(" (")[0]
        for reading in (figure.before, figure.after)
    )
    return before, after


def tell_smallness(figure: Figure) -> str:
    """What to say of a change of a share that rounding makes look larger than it is, else ""."""
    small = figure.share and figure.change is not None and abs(figure.change) < _SMALLEST_CHANGE
    return "by less than 0.1 points" if small else ""


def name_first(names: tuple[str, ...]) -> str:
    """The first three names in a sentence, and how many more there are."""
    more = len(names) - _NAMED
    return join_words((*names[:_NAMED], f"{more:,} more") if more > 0 else names)


def _warn_of_targets(parts: PhaseParts) -> list[str]:
    """Targets on figures that neither side has: a mistyped id is never met and looks like a gap."""
    known = {figure.id for figure in parts.figures.every} | {*REPORTED_TITLES, SUCCESS_RATE}
    unknown = {
        figure.id: figure.goal.reason.removeprefix("Not measurable: ")
        for figure in parts.figures.compliance
        if figure.id not in known and figure.goal is not None
    }
    return [f"Unknown figure in a target: {reason}" for reason in unknown.values()]


def _warn_of_code(parts: PhaseParts) -> list[str]:
    if parts.comparison.before.revision == parts.comparison.after.revision:
        return ["Both sides are the same revision."]
    if parts.implementation.production_changed:
        return []
    warning = "No production file changed between the revisions."
    unexplained = find_unexplained(parts)
    if unexplained:
        names = name_first(unexplained)
        warning += f" What improved did so without a change to the audited code: {names}."
    return [warning]


def _warn_of_renamed(parts: PhaseParts) -> list[str]:
    """Figures of a component look better when its members are called something else. Only of
    declared components: nobody chose the pattern of one that the kit proposed."""
    proposed = {item.id for item in parts.after.components if item.proposed}
    titles = {item.id: item.title for item in parts.after.components}
    grouped: dict[str, list[str]] = {}
    for finding in parts.comparison.renamed:
        if finding.component not in proposed:
            title = titles.get(finding.component, finding.component)
            grouped.setdefault(title, []).append(finding.subject)
    return [
        f"{count_of(len(subjects), 'member')} of “{title}” left its name pattern but kept the body "
        f"or the callers, so its figures count less than before: {name_first(tuple(subjects))}."
        for title, subjects in grouped.items()
    ]


def _warn_of_gate(gate: GateSection | None) -> list[str]:
    if gate is None:
        return []
    warnings = []
    if gate.only_by_gate:
        titles = name_first(tuple(f"“{title}”" for title in gate.only_by_gate))
        warnings.append(f"Met only because the gate moved, not the audited code: {titles}.")
    if gate.rules.total:
        paths = name_first(tuple(rule.path for rule in gate.rules.items))
        warnings.append(f"The rules of the audit changed: {paths}.")
    weak = tuple(
        f"{count:,} {strength}"
        for strength, count in gate.strengths
        if count and strength is not Strength.SUBSTANTIVE
    )
    if weak:
        total = sum(count for _, count in gate.strengths)
        warnings.append(f"Among {count_of(total, 'test')} of the evidence: {join_words(weak)}.")
    return warnings


def _warn_of_claims(evidence: PhaseDossier) -> list[str]:
    wrong = [claim for claim in evidence.claims if claim.verdict is not ClaimVerdict.REPRODUCED]
    if not wrong:
        return []
    return [f"Claimed figures not reproduced: {len(wrong):,} of {len(evidence.claims):,}."]


def _warn_of_tests(
    implementation: Implementation,
    suite: Suite | None,
    tests: TestChanges | None,
    gate: GateSection | None,
) -> list[str]:
    warnings = [note.text for note in suite.notes] if suite else []
    edited = count_changed_files(implementation, Zone.TEST)
    if tests is None:
        return warnings
    if tests.newly_failing:
        warnings.append(
            f"{count_of(len(tests.newly_failing), 'test')} that passed before "
            f"{'fails' if len(tests.newly_failing) == 1 else 'fail'} now."
        )
    if tests.removed:
        warnings.append(f"{count_of(len(tests.removed), 'test')} of the earlier run did not run.")
    if edited and tests.newly_passing and gate is None:
        warnings.append(
            f"{count_of(edited, 'test file')} changed in the same phase; how much of the new test "
            "results that explains has not been examined."
        )
    return warnings


def _warn_of_figures(figures: FigureSet) -> list[str]:
    worse = tuple(
        f"{item.title} ({small})" if (small := tell_smallness(item)) else item.title
        for item in find_worse(figures)
    )
    return [f"Worse than before: {name_first(worse)}."] if worse else []


def _warn_of_scope(scopes: tuple[Scope, Scope] | None) -> list[str]:
    """An audit that looks at a smaller share of the code than before finds less."""
    if scopes is None:
        return []
    old, new = (scope.share for scope in scopes)
    if old is None or new is None or new >= old:
        return []
    return [
        f"The audit looks at {format_share(new)} of the Python files of the later revision and at "
        f"{format_share(old)} of the earlier one: what is excluded is not measured."
    ]


def _warn_of_size(parts: PhaseParts) -> list[str]:
    """Counts of a codebase that is no longer the same size are not like for like."""
    old, new = parts.before.coverage.lines, parts.after.coverage.lines
    if not old or not new or max(old, new) < _SAME_SIZE * min(old, new):
        return []
    grew = "grew" if new > old else "shrank"
    return [
        f"The code {grew} from {old:,} to {new:,} lines ({new / old:.1f}×): counts before and "
        "after are not like for like."
    ]


def _warn_of_empty(consolidations: tuple[Consolidation, ...]) -> list[str]:
    return [
        f"The patterns of the component “{item.title}” match no symbol, so nothing was measured "
        "for it."
        for item in consolidations
        if not item.definitions.total and not item.in_use.total and not item.removed.total
    ]


def _warn_of_journeys(evidence: PhaseDossier) -> list[str]:
    bare = tuple(f"“{item.journey.title}”" for item in evidence.journeys if not item.supported)
    return (
        [f"Declared as protected, yet not supported by tests: {name_first(bare)}."] if bare else []
    )


def count_changed_files(implementation: Implementation, zone: str) -> int:
    """Python files of a zone that differ between the revisions, however they do."""
    return sum(
        item.added + item.removed + item.changed + item.moved
        for item in implementation.zones
        if item.zone == zone
    )

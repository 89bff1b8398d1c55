"""Technical consolidation: a component's import paths before and after, and what keeps them."""

from __future__ import annotations

from collections import Counter

from audit.model.comparison import Comparison, PathChange
from audit.model.families import Family
from audit.model.figures import Statement
from audit.model.findings import FindingKind
from audit.model.ledger import LedgerEntry, PathClass
from audit.model.modules import Zone
from audit.model.rules import Component, Phase
from audit.model.snapshot import ComponentFigures, Snapshot
from audit.model.summary_parts import Consolidation, PathRoute, PathsByClass, PathShift, PathUse
from audit.reports.excerpt import build_excerpt
from audit.reports.prose import count_of

__all__ = ["SHOWN_PATHS", "SHOWN_ROUTES", "build_consolidations", "find_component"]

SHOWN_PATHS = 20
SHOWN_ROUTES = 12
SHOWN_FAMILIES = 2
_SHOWN_PROPOSALS = 3


def build_consolidations(
    phase: Phase, before: Snapshot, after: Snapshot, comparison: Comparison
) -> tuple[Consolidation, ...]:
    """One record for the phase's component; without one, for each declared component; without
    any of those, for the first three that the kit proposes itself."""
    chosen = find_component(phase, after)
    if chosen is not None:
        selected: tuple[ComponentFigures, ...] = (chosen,)
    else:
        declared = tuple(item for item in after.components if not item.proposed)
        selected = declared or after.components[:_SHOWN_PROPOSALS]
    return tuple(_consolidate(item, before, after, comparison) for item in selected)


def find_component(phase: Phase, after: Snapshot) -> ComponentFigures | None:
    """The component that the phase names, or the only one that is declared."""
    if phase.component:
        return next((item for item in after.components if item.id == phase.component), None)
    declared = [item for item in after.components if not item.proposed]
    return declared[0] if len(declared) == 1 else None


def _consolidate(
    component: ComponentFigures, before: Snapshot, after: Snapshot, comparison: Comparison
) -> Consolidation:
    earlier = next((item for item in before.components if item.id == component.id), None)
    symbols = set(component.symbols) | set(earlier.symbols if earlier else ())
    old = [entry for entry in before.ledger if entry.definition.path in symbols]
    new = [entry for entry in after.ledger if entry.definition.path in symbols]
    changes = [change for change in comparison.paths if change.definition in symbols]
    removed = [_shift(change, before, after) for change in changes if change.state == "removed"]
    added = [_shift(change, before, after) for change in changes if change.state == "added"]
    in_use = (*_paths_in_use(new, component.canonical), *_broken_in_use(component, after))
    rule = next((item for item in after.rules.components if item.id == component.id), None)
    return Consolidation(
        id=component.id,
        title=component.title,
        proposed=component.proposed,
        canonical=component.canonical,
        definitions=build_excerpt(component.definitions, SHOWN_PATHS),
        paths_before=len(earlier.paths_production) if earlier else None,
        paths_after=len(component.paths_production),
        in_use=build_excerpt(in_use, SHOWN_PATHS),
        removed=build_excerpt(tuple(removed), SHOWN_PATHS),
        added=build_excerpt(tuple(added), SHOWN_PATHS),
        classes=_count_classes((earlier, old), (component, new)),
        enforcement=_find_enforcement(component, after, tuple(removed)),
        max_paths=rule.max_paths if rule is not None else None,
        routes=build_excerpt(_find_routes(old, new), SHOWN_ROUTES),
        families=build_excerpt(_find_families(component, after), SHOWN_FAMILIES),
    )


def _find_families(component: ComponentFigures, after: Snapshot) -> tuple[Family, ...]:
    """The families with a class of the component; duplicates with most lines to save first."""
    own = set(component.definitions) | set(component.symbols)
    found = [each for each in after.families if own & {member.path for member in each.members}]
    found.sort(key=lambda each: (not each.duplicate, -each.lines_saved, each.fingerprint))
    return tuple(found)


def _find_routes(old: list[LedgerEntry], new: list[LedgerEntry]) -> tuple[PathRoute, ...]:
    """The paths in production use on either side, most used first; a path that changed its class
    is shown with the later one."""
    found: dict[tuple[str, str], list[tuple[PathClass, int]]] = {}
    nothing = (PathClass.DEFINITION, 0)
    for side, entries in enumerate((old, new)):
        for entry in entries:
            for path in entry.paths:
                if path.uses.production:
                    key = (path.path, entry.definition.path)
                    sides = found.setdefault(key, [nothing, nothing])
                    sides[side] = (path.path_class, path.uses.production)
    routes = [
        PathRoute(
            path=path,
            definition=definition,
            path_class=_class_words(sides[1][0] if sides[1][1] else sides[0][0]),
            before=sides[0][1],
            after=sides[1][1],
        )
        for (path, definition), sides in found.items()
    ]
    routes.sort(key=lambda route: (-max(route.before, route.after), route.path, route.definition))
    return tuple(routes)


def _paths_in_use(entries: list[LedgerEntry], canonical: tuple[str, ...]) -> tuple[PathUse, ...]:
    """Paths that production or tests use; most used by production first."""
    uses = [
        PathUse(
            path=path.path,
            definition=entry.definition.path,
            path_class=_class_words(path.path_class),
            production=path.uses.production,
            test=path.uses.test,
            canonical=path.path in canonical or path.path == entry.canonical,
        )
        for entry in entries
        for path in entry.paths
        if path.uses.production or path.uses.test
    ]
    return tuple(sorted(uses, key=lambda use: (-use.production, -use.test, use.path)))


def _shift(change: PathChange, before: Snapshot, after: Snapshot) -> PathShift:
    note = ""
    if change.state == "removed":
        gone = _has_module_of(change.path, before) and not _has_module_of(change.path, after)
        note = "its module no longer exists" if gone else "no longer in production use"
    return PathShift(
        path=change.path,
        definition=change.definition,
        path_class=_class_words(change.path_class),
        note=note,
    )


def _class_words(path_class: str) -> str:
    return path_class.replace("_", " ")


def _has_module_of(path: str, snapshot: Snapshot) -> bool:
    module = path.rpartition(".")[0]
    return any(item.name == module for item in snapshot.modules)


def _broken_in_use(component: ComponentFigures, after: Snapshot) -> list[PathUse]:
    """Paths in use that lead nowhere; the ledger of definitions does not hold them."""
    counts = Counter((use.path, use.zone) for use in after.uses)
    return [
        PathUse(
            path=path,
            definition="",
            path_class=_class_words(PathClass.BROKEN),
            production=counts[(path, Zone.PRODUCTION)],
            test=counts[(path, Zone.TEST)],
            canonical=False,
        )
        for path in component.broken_in_use
    ]


_ClassSide = tuple[ComponentFigures | None, list[LedgerEntry]]


def _count_classes(old: _ClassSide, new: _ClassSide) -> tuple[PathsByClass, ...]:
    """Distinct paths in production use by class, in the order of `PathClass`; a path that the
    ledger holds under no definition is broken."""
    counts = []
    for figures, entries in (old, new):
        known = {path.path: path.path_class for entry in entries for path in entry.paths}
        paths = figures.paths_production if figures else ()
        counts.append(Counter(known.get(path, PathClass.BROKEN) for path in paths))
    first, second = counts
    return tuple(
        PathsByClass(path_class=_class_words(kind), before=first[kind], after=second[kind])
        for kind in PathClass
        if first[kind] or second[kind]
    )


def _find_enforcement(
    component: ComponentFigures, after: Snapshot, removed: tuple[PathShift, ...]
) -> tuple[Statement, ...]:
    """What keeps the paths as they are, as far as rules, ledger and modules show it."""
    statements = []
    gone = tuple(shift.path for shift in removed if shift.note.startswith("its module"))
    if gone:
        text = (
            f"{count_of(len(gone), 'removed path')} cannot come back unnoticed: the module no "
            "longer exists, so an import of it fails."
        )
        statements.append(Statement(text=text, names=build_excerpt(gone, SHOWN_PATHS)))
    warning = tuple(
        path.path
        for entry in after.ledger
        if entry.definition.path in component.symbols
        for path in entry.paths
        if entry.is_old(path)
    )
    if warning:
        text = f"Paths that still lead to it and are marked as deprecated: {len(warning):,}."
        statements.append(Statement(text=text, names=build_excerpt(warning, SHOWN_PATHS)))
    rule = next((item for item in after.rules.components if item.id == component.id), None)
    if rule is not None:
        statements.extend(_rule_statements(rule, after))
    return tuple(statements)


def _rule_statements(rule: Component, after: Snapshot) -> list[Statement]:
    statements = [
        Statement(
            text=(
                f"The audit's rules allow {count_of(rule.max_paths, 'path')} in production use; "
                "each audit under these rules reports more than that as a finding."
            )
        )
    ]
    if rule.internal:
        broken = sum(
            1
            for finding in after.findings
            if finding.kind is FindingKind.INTERNAL_IMPORT and finding.component == rule.id
        )
        text = f"Internal modules are declared; {count_of(broken, 'import')} from outside found."
        statements.append(Statement(text=text, names=build_excerpt(rule.internal, SHOWN_PATHS)))
    return statements

"""Modules folded into packages, few enough to be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.model.imports import View
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype
from audit.views.layers import find_components

__all__ = [
    "EARLIER_COLUMNS",
    "MOST_NODES",
    "PackageEdge",
    "PackageGraph",
    "PackageNode",
    "fold_packages",
]

MOST_NODES = 40
"""What a picture draws, where nobody asks for another number."""

EARLIER_COLUMNS = (
    Column(key="before", title="Before", dtype=Dtype.INTEGER, meaning="Imports in the old state."),
    Column(key="state", title="State", meaning="added, removed, changed or same."),
)
"""What a table of edges has beside its figures where they are held against an earlier state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageNode:
    """A package or module name, how many modules stand for it; `folded`: the rest, as one.

    `before` is the number in the earlier state, None when there is none to compare with.
    """

    name: str
    modules: int
    folded: bool = False
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEdge:
    """How many imports lead from one node to another; `cyclic`: a chain leads back.

    `before` is the number in the earlier state, None when there is none to compare with; an edge
    that is gone has no imports.
    """

    importer: str
    imported: str
    imports: int
    cyclic: bool
    before: int | None = None

    @property
    def state(self) -> str:
        """Against the earlier state: added, removed, changed, same; "" without one."""
        if self.before is None:
            return ""
        if not self.before:
            return "added"
        if not self.imports:
            return "removed"
        return "same" if self.before == self.imports else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageGraph:
    """Nodes and edges sorted by name; `modules` were looked at, under `view`."""

    view: View
    modules: int
    nodes: tuple[PackageNode, ...]
    edges: tuple[PackageEdge, ...]


def fold_packages(
    snapshot: Snapshot,
    *,
    view: View = View.LOAD_TIME,
    zone: Zone | None = Zone.PRODUCTION,
    most: int = MOST_NODES,
    before: Snapshot | None = None,
) -> PackageGraph:
    """The import graph between packages, with at most `most` nodes (at least two).

    Names are cut after as many parts as keep the number of nodes within `most`; where even the
    coarsest cut has more, the nodes with the fewest imports are folded into one. `zone` None
    takes modules of all zones. With `before` nodes and edges of both states are there, each with
    its earlier count.
    """
    names, pairs = _choose_imports(snapshot, view, zone)
    old_names, old_pairs = _choose_imports(before, view, zone) if before else (set(), [])
    groups = _choose_groups(names | old_names, max(most, 2))
    groups, folded = _fold_rest(groups, [*pairs, *old_pairs], max(most, 2))
    sizes, counts = _count_groups(groups, names, pairs)
    old_sizes, old_counts = _count_groups(groups, old_names, old_pairs)
    cyclic = _find_cyclic(counts)
    return PackageGraph(
        view=view,
        modules=len(names),
        nodes=tuple(
            PackageNode(
                name=name,
                modules=sizes[name],
                folded=name == folded,
                before=old_sizes[name] if before else None,
            )
            for name in sorted(sizes | old_sizes)
        ),
        edges=tuple(
            PackageEdge(
                importer=pair[0],
                imported=pair[1],
                imports=counts[pair],
                cyclic=pair in cyclic,
                before=old_counts[pair] if before else None,
            )
            for pair in sorted(counts | old_counts)
        ),
    )


def _choose_imports(
    snapshot: Snapshot, view: View, zone: Zone | None
) -> tuple[set[str], list[tuple[str, str]]]:
    names = {each.name for each in snapshot.modules if zone is None or each.zone is zone}
    pairs = [
        (each.importer, each.imported)
        for each in snapshot.imports
        if each.stays_inside
        and view.holds(each.kinds)
        and each.importer in names
        and each.imported in names
    ]
    return names, pairs


def _count_groups(
    groups: Mapping[str, str], names: Iterable[str], pairs: Iterable[tuple[str, str]]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    sizes = Counter(groups[name] for name in names)
    counts = Counter((groups[a], groups[b]) for a, b in pairs if groups[a] != groups[b])
    return sizes, counts


def _choose_groups(names: Iterable[str], most: int) -> dict[str, str]:
    """The deepest cut with at most `most` groups; else the first one with two or more."""
    ordered = sorted(names)
    deepest = max((name.count(".") + 1 for name in ordered), default=1)
    chosen = {name: name.partition(".")[0] for name in ordered}
    for depth in range(1, deepest + 1):
        groups = {name: ".".join(name.split(".")[:depth]) for name in ordered}
        if len(set(groups.values())) > most and len(set(chosen.values())) > 1:
            break
        chosen = groups
        if len(set(groups.values())) > most:
            break
    return chosen


def _fold_rest(
    groups: Mapping[str, str], pairs: Iterable[tuple[str, str]], most: int
) -> tuple[dict[str, str], str]:
    present = set(groups.values())
    if len(present) <= most:
        return dict(groups), ""
    weight = Counter(dict.fromkeys(present, 0))
    for importer, imported in pairs:
        if groups[importer] != groups[imported]:
            weight.update((groups[importer], groups[imported]))
    ranked = sorted(present, key=lambda name: (-weight[name], name))
    kept = set(ranked[: most - 1])
    rest = f"{len(present) - len(kept):,} more"
    return {name: group if group in kept else rest for name, group in groups.items()}, rest


def _find_cyclic(counts: Mapping[tuple[str, str], int]) -> frozenset[tuple[str, str]]:
    graph: dict[str, set[str]] = {}
    for importer, imported in counts:
        graph.setdefault(importer, set()).add(imported)
        graph.setdefault(imported, set())
    frozen = {name: frozenset(targets) for name, targets in graph.items()}
    home = {name: members for members in find_components(frozen) for name in members}
    return frozenset(pair for pair in counts if home[pair[0]] == home[pair[1]])

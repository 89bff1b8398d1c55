"""A snapshot, or two of them, as one compact value for the explorer and the matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import SnapshotError
from audit.model.facts import ImportKind
from audit.model.findings import Severity
from audit.model.imports import Cycle, View
from audit.model.modules import Module, Zone
from audit.model.snapshot import Snapshot
from audit.views.communities import find_communities
from audit.views.escape import show_invisible
from audit.views.module_tree import ModuleTree, build_module_tree, find_sibling_imports
from audit.views.sibling_order import order_siblings

__all__ = [
    "GraphPayload",
    "build_graph_payload",
    "choose_expanded",
    "find_module_communities",
    "order_by_view",
]

Pair = tuple[str, str]

VIEWS = tuple(View)
ZONES = tuple(Zone)
SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
MOST_AT_FIRST = 40
LONGEST_LABEL = 300
SAME, ADDED, REMOVED = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPayload:
    """`tree` names the nodes; `document` holds plain lists and numbers, ready for JSON.

    `document["nodes"]` are columns over the nodes of the tree; `document["edges"]` are columns
    over pairs of modules, with the number of imports per view (load-time, run-time, conceptual);
    `document["cycles"]` lists the cycles as node numbers. All texts are displayable. `imports`
    holds for each view the number of imports per pair of nodes (importer, imported).
    """

    tree: ModuleTree
    imports: tuple[Mapping[tuple[int, int], int], ...]
    document: dict[str, object]

    def column(self, key: str) -> list[int]:
        """A column of numbers over the nodes, by its key in the document."""
        nodes: Any = self.document["nodes"]
        column: list[int] = nodes[key]
        return column


def build_graph_payload(snapshot: Snapshot, before: Snapshot | None = None) -> GraphPayload:
    """Modules as a tree with their marks, first-party imports, cycles.

    With `before`, modules and imports of either snapshot are in it, each marked as the same,
    added, or removed (0, 1, 2). Raises SnapshotError when the two were taken under different
    rules: their modules and zones would differ for that alone.
    """
    if before is not None:
        _check_rules(snapshot, before)
    modules = _merge_modules(snapshot, before)
    tree = build_module_tree(modules)
    counts = _count_imports(snapshot, modules)
    older = _count_imports(before, modules) if before is not None else {}
    pairs = sorted(counts.keys() | older.keys())
    imports = tuple(
        {
            (tree.modules[a], tree.modules[b]): each[place]
            for (a, b), each in sorted(counts.items())
            if each[place]
        }
        for place in range(len(VIEWS))
    )
    document: dict[str, object] = {
        "label": show_invisible(snapshot.provenance.label),
        "before": None if before is None else show_invisible(before.provenance.label),
        "zones": [zone.value for zone in ZONES],
        "families": [show_invisible(each.name)[:LONGEST_LABEL] for each in snapshot.families],
        # Levels and communities follow from what runs when the modules load, if anything does.
        "nodes": _describe_nodes(snapshot, before, modules, tree, imports[0] or imports[2]),
        "edges": _describe_edges(pairs, counts, older, tree),
        "cycles": [_describe_cycle(each, tree) for each in snapshot.cycles],
    }
    return GraphPayload(tree=tree, imports=imports, document=document)


def choose_expanded(tree: ModuleTree, most: int = MOST_AT_FIRST) -> tuple[int, ...]:
    """The packages that are open in the first picture.

    Whole levels of the tree are opened from the roots down while at most `most` nodes show; a
    single root is opened in any case.
    """
    opened: list[int] = []
    shown = list(tree.roots)
    while True:
        packages = [node for node in shown if tree.children[node]]
        below = [each for node in packages for each in tree.children[node]]
        shown = [node for node in shown if not tree.children[node]] + below
        if not packages or (len(shown) > most and not (len(packages) == 1 and not opened)):
            return tuple(sorted(opened))
        opened += packages


def order_by_view(payload: GraphPayload) -> list[dict[str, list[int]]]:
    """For each view the columns `position` and `cycle` of the nodes, as `order_siblings` says.

    Removed imports do not count.
    """
    orders = []
    for weights in payload.imports:
        order = order_siblings(payload.tree, find_sibling_imports(payload.tree, weights))
        orders.append({"position": list(order.position), "cycle": list(order.cycle)})
    return orders


def find_module_communities(payload: GraphPayload) -> list[int]:
    """The community of each node by load-time imports (by all, where there are none).

    Communities are numbered from 0, the largest first; a package, which is no module, has −1.
    """
    nodes = sorted(payload.tree.modules.values())
    places = {node: place for place, node in enumerate(nodes)}
    weights = payload.imports[0] or payload.imports[2]
    found = find_communities(
        len(nodes), {(places[a], places[b]): weight for (a, b), weight in weights.items()}
    )
    return [
        found[places[node]] if node in places else -1 for node in range(len(payload.tree.names))
    ]


def _check_rules(snapshot: Snapshot, before: Snapshot) -> None:
    if snapshot.provenance.rules_digest != before.provenance.rules_digest:
        raise SnapshotError(
            f"{before.provenance.label} was taken under other rules than "
            f"{snapshot.provenance.label}",
            hint="take both snapshots under one configuration",
        )


def _merge_modules(snapshot: Snapshot, before: Snapshot | None) -> dict[str, Module]:
    older = {each.name: each for each in before.modules} if before is not None else {}
    return older | {each.name: each for each in snapshot.modules}


def _count_imports(
    snapshot: Snapshot, modules: Mapping[str, Module]
) -> dict[Pair, tuple[int, int, int]]:
    """Import statements between two modules under each view."""
    narrowest: dict[tuple[ImportKind, ...], int] = {}
    counted: dict[Pair, list[int]] = {}
    for each in snapshot.imports:
        importer, imported = each.importer, each.imported
        if not each.stays_inside or importer not in modules or imported not in modules:
            continue
        first = narrowest.get(each.kinds)
        if first is None:
            first = next(place for place, view in enumerate(VIEWS) if view.holds(each.kinds))
            narrowest[each.kinds] = first
        counts = counted.setdefault((importer, imported), [0, 0, 0])
        for place in range(first, len(VIEWS)):
            counts[place] += 1
    return {pair: (one, two, three) for pair, (one, two, three) in counted.items()}


def _describe_nodes(
    snapshot: Snapshot,
    before: Snapshot | None,
    modules: Mapping[str, Module],
    tree: ModuleTree,
    weights: Mapping[tuple[int, int], int],
) -> dict[str, list[int] | list[str]]:
    order = order_siblings(tree, find_sibling_imports(tree, weights))
    found = [
        modules[name] if tree.modules.get(name) == node else None
        for node, name in enumerate(tree.names)
    ]
    families = _find_families(snapshot)
    severities, findings = _count_findings(snapshot, modules.values())
    now = {each.name for each in snapshot.modules}
    then = now if before is None else {each.name for each in before.modules}
    states = {
        name: ADDED if name not in then else SAME if name in now else REMOVED for name in modules
    }
    return {
        "label": [_shorten(label) for label in tree.labels],
        "parent": list(tree.parents),
        "module": [int(each is not None) for each in found],
        "level": list(order.level),
        "position": list(order.position),
        "zone": [ZONES.index(each.zone) if each else -1 for each in found],
        "family": [families.get(each.name, -1) if each else -1 for each in found],
        "severity": [severities.get(each.name, 0) if each else 0 for each in found],
        "findings": [findings.get(each.name, 0) if each else 0 for each in found],
        "lines": [each.lines if each else 0 for each in found],
        "commits": [each.commits if each else 0 for each in found],
        "shim": [int(each.shim) + 2 * each.deprecated if each else 0 for each in found],
        "state": [states[each.name] if each else SAME for each in found],
    }


def _shorten(label: str) -> str:
    shown = show_invisible(label)
    return shown if len(shown) <= LONGEST_LABEL else f"{shown[: LONGEST_LABEL - 1]}…"


def _find_families(snapshot: Snapshot) -> dict[str, int]:
    """The family of each module: the one with most members, the first among equals."""
    found: dict[str, int] = {}
    ranked = sorted(enumerate(snapshot.families), key=lambda each: (-len(each[1].members), each[0]))
    files = {each.file: each.name for each in reversed(snapshot.modules)}
    for number, family in ranked:
        for member in family.members:
            if member.file in files:
                found.setdefault(files[member.file], number)
    return found


def _count_findings(
    snapshot: Snapshot, modules: Iterable[Module]
) -> tuple[dict[str, int], Counter[str]]:
    """Per module the worst severity (1 note, 2 warning, 3 error) and the number of findings."""
    names: dict[str, list[str]] = {}
    for module in modules:
        names.setdefault(module.file, []).append(module.name)
    worst: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for finding in snapshot.findings:
        rank = SEVERITIES.index(finding.severity) + 1
        for file in {place.file for place in finding.locations}:
            for name in names.get(file, ()):
                worst[name] = max(worst.get(name, 0), rank)
                counted[name] += 1
    return worst, counted


def _describe_edges(
    pairs: Sequence[Pair],
    counts: Mapping[Pair, tuple[int, int, int]],
    older: Mapping[Pair, tuple[int, int, int]],
    tree: ModuleTree,
) -> dict[str, list[int] | list[list[int]]]:
    nothing = (0, 0, 0)
    return {
        "source": [tree.modules[importer] for importer, _ in pairs],
        "target": [tree.modules[imported] for _, imported in pairs],
        "counts": [[counts.get(pair, nothing)[place] for pair in pairs] for place in range(3)],
        "before": [[older.get(pair, nothing)[place] for pair in pairs] for place in range(3)]
        if older
        else [],
    }


def _describe_cycle(cycle: Cycle, tree: ModuleTree) -> dict[str, object]:
    nodes = tree.modules
    return {
        "view": VIEWS.index(cycle.view),
        "members": [nodes[name] for name in cycle.members if name in nodes],
        "breakers": [
            [nodes[importer], nodes[imported]]
            for importer, imported, _, _ in cycle.breakers
            if importer in nodes and imported in nodes
        ],
    }

"""Module names as a tree of packages, and the imports between the children of each package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["ModuleTree", "build_module_tree", "find_sibling_imports"]

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleTree:
    """Packages and modules as numbered nodes, a parent always before its children.

    `names` are dotted names; a package that has a module of its own (`__init__`) and other
    children appears twice: as the package, and inside it as that module. `labels` are the last
    parts, `__init__` for such a module. `parents` holds −1 for a root; `children` are in the
    order of their names; `modules` gives the node of each module, by name.
    """

    names: tuple[str, ...]
    labels: tuple[str, ...]
    parents: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]
    modules: Mapping[str, int]

    @property
    def roots(self) -> tuple[int, ...]:
        """The nodes without a parent."""
        return tuple(node for node, parent in enumerate(self.parents) if parent < 0)

    def find_modules(self, node: int) -> tuple[str, ...]:
        """The names of all modules below a node, or of the node itself, sorted."""
        found = []
        waiting = [node]
        while waiting:
            each = waiting.pop()
            waiting.extend(self.children[each])
            if not self.children[each]:
                found.append(self.names[each])
        return tuple(sorted(found))


def build_module_tree(modules: Iterable[str]) -> ModuleTree:
    """The tree of all module names and of every package that holds one of them."""
    wanted = sorted(set(modules))
    holding = {
        ".".join(parts[:depth])
        for parts in (name.split(".") for name in wanted)
        for depth in range(1, len(parts))
    }
    present = set(wanted)
    names: list[str] = []
    labels: list[str] = []
    parents: list[int] = []
    packages: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for name in sorted(holding | present):
        above, _, label = name.rpartition(".")
        parent = packages[above] if "." in name else -1
        if name in holding:
            packages[name] = len(names)
            names.append(name)
            labels.append(label)
            parents.append(parent)
            parent, label = packages[name], "__init__"
        if name in present:
            numbers[name] = len(names)
            names.append(name)
            labels.append(label)
            parents.append(parent)
    children: list[list[int]] = [[] for _ in names]
    for node, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(node)
    return ModuleTree(
        names=tuple(names),
        labels=tuple(labels),
        parents=tuple(parents),
        children=tuple(map(tuple, children)),
        modules=numbers,
    )


def find_sibling_imports(tree: ModuleTree, pairs: Mapping[Pair, int]) -> dict[int, Counter[Pair]]:
    """Imports between modules, lifted to the two siblings that hold importer and imported.

    In: (importer, imported) nodes with a weight. Out: for each package (−1 for the roots) the
    weights between its children. Each pair counts once, in the deepest package that holds both.
    """
    depths = _measure_depths(tree.parents)
    found: dict[int, Counter[Pair]] = {}
    for (importer, imported), weight in pairs.items():
        if importer == imported:
            continue
        left, right = importer, imported
        while depths[left] > depths[right]:
            left = tree.parents[left]
        while depths[right] > depths[left]:
            right = tree.parents[right]
        while tree.parents[left] != tree.parents[right]:
            left, right = tree.parents[left], tree.parents[right]
        found.setdefault(tree.parents[left], Counter())[left, right] += weight
    return found


def _measure_depths(parents: Sequence[int]) -> list[int]:
    depths: list[int] = []
    for parent in parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return depths

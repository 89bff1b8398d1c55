"""Uses of a symbol led to another of its paths, on a draft of a snapshot's imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, ResolvedImport
from audit.model.ledger import LedgerEntry, UseKind, UseSite
from audit.model.modules import Zone
from audit.model.plan import Draft
from audit.model.snapshot import Snapshot

__all__ = [
    "EDITED_ZONES",
    "PathIndex",
    "build_path_index",
    "choose_paths",
    "draft_replacements",
    "find_structural",
    "is_inside",
    "redirect_uses",
]

EDITED_ZONES = frozenset({Zone.PRODUCTION, Zone.TEST, Zone.TOOL})


@dataclass(frozen=True, slots=True, kw_only=True)
class PathIndex:
    """What a ledger knows about paths: all of them (`known`), and those that lead to several
    definitions, depending on a condition (`several`)."""

    known: frozenset[str]
    several: frozenset[str]


def build_path_index(snapshot: Snapshot) -> PathIndex:
    """The paths of all symbols together.

    A path leads to several definitions when the ledger has it for several symbols, or when it
    passes a name that its module imports from different places under conditions.
    """
    once: set[str] = set()
    several: set[str] = set()
    branches = _find_branches(snapshot)
    for entry in snapshot.ledger:
        for path in {entry.definition.path, *(each.path for each in entry.paths)}:
            (several if path in once else once).add(path)
        several |= {
            each.path
            for each in entry.paths
            if any(branches.holds(passed) for passed in each.chain)
            or any(branches.hands_on(*pair) for pair in pairwise(each.chain))
        }
    return PathIndex(known=frozenset(once), several=frozenset(several))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Branches:
    """Dotted names with several sources under conditions; modules with several star imports under
    conditions, and from where; and names that a star import cannot have brought."""

    names: frozenset[str]
    stars: Mapping[str, frozenset[str]]
    sure: frozenset[str]

    def hands_on(self, path: str, following: str) -> bool:
        """Whether one of several star imports brings the name."""
        sources = self.stars.get(path.rpartition(".")[0], frozenset())
        return following.rpartition(".")[0] in sources

    def holds(self, path: str) -> bool:
        """Whether the path, or a module on its way, has several sources."""
        while path:
            owner = path.rpartition(".")[0]
            if path in self.names or (owner in self.stars and path not in self.sure):
                return True
            path = owner
        return False


def _find_branches(snapshot: Snapshot) -> _Branches:
    sources: dict[str, set[str]] = defaultdict(set)
    for item in snapshot.imports:
        conditional = {ImportKind.GUARDED, ImportKind.OPTIONAL}.intersection(item.kinds)
        if item.name and not item.scope and conditional:
            sources[f"{item.importer}.{item.name}"].add(item.path)
    branched = {name for name, paths in sources.items() if len(paths) > 1}
    sure = {f"{item.importer}.{item.name}" for item in snapshot.imports}
    sure |= {module.name for module in snapshot.modules}
    sure |= {entry.definition.path for entry in snapshot.ledger}
    return _Branches(
        names=frozenset(branched),
        stars={
            name.removesuffix(".*"): frozenset(sources[name])
            for name in branched
            if name.endswith(".*")
        },
        sure=frozenset(sure),
    )


def find_structural(entry: LedgerEntry, target: str) -> frozenset[tuple[str, str]]:
    """The imports that make the path `target` exist: (importer, imported path) along its chain.

    They stay: a facade cannot take from itself what it hands on.
    """
    chain = next((path.chain for path in entry.paths if path.path == target), (target,))
    return frozenset(
        (passed.rpartition(".")[0], following) for passed, following in pairwise(chain)
    )


def choose_paths(entry: LedgerEntry, index: PathIndex) -> tuple[str, ...]:
    """The paths to give up so that production uses at most `max_paths`: the least used ones.

    Kept first: the canonical path, what makes it exist, paths that lead to several definitions.
    """
    structural = {imported for _, imported in find_structural(entry, entry.canonical)}
    fixed = structural | index.several
    used = [path.path for path in entry.paths if path.uses.production]
    ranked = sorted(
        used, key=lambda path: (path != entry.canonical, path not in fixed, used.index(path))
    )
    allowed = max(entry.max_paths, 1) - (entry.canonical not in used)
    return tuple(sorted(path for path in ranked[max(allowed, 0) :] if path not in index.several))


def draft_replacements(snapshot: Snapshot, entry: LedgerEntry) -> Draft:
    """The snapshot's imports with a symbol brought down to `max_paths` paths, as far as is safe.

    Every use of the paths that go is led to the canonical path, in tests and tools too;
    `build_edits` tells the lines.
    """
    index = build_path_index(snapshot)
    draft = Draft(imports=snapshot.imports, uses=snapshot.uses)
    return redirect_uses(draft, entry, entry.canonical, index, choose_paths(entry, index))


def is_inside(importer: str, entry: LedgerEntry, target: str) -> bool:
    """Whether a module lies in the package whose facade is `target`.

    It takes the symbol from where it is written: importing its own package would close a cycle.
    """
    return target != entry.definition.path and importer.startswith(f"{target.rpartition('.')[0]}.")


def redirect_uses(
    draft: Draft,
    entry: LedgerEntry,
    target: str,
    index: PathIndex,
    paths: Collection[str] | None = None,
) -> Draft:
    """The draft with the uses of a symbol led from `paths` (None: every other one) to `target`.

    Left as they are: the imports that make `target` exist, modules inside the package that it is
    a facade of, paths that lead to several definitions, vendored code, dotted strings in tests (a
    patch target names the module that looks the name up). The module that defines the symbol needs
    no import of it, so that is taken out. An attribute chain becomes the bare name with an import
    of it; where the module has another meaning for that name, the whole path with an import of
    its module.
    """
    module = target.rpartition(".")[0]
    uses, imports = list(draft.uses), list(draft.imports)
    added = {(item.importer, item.path): item for item in draft.added}
    held = {(item.importer, item.path) for item in imports if item and _binds(item)}
    held |= set(added)
    places = _index_imports(draft)
    for position, use in _find_redirected(draft, entry, target, index, paths):
        home = use.importer == module
        uses[position] = None if home else replace(use, path=target)
        for place in places[use.importer, use.line]:
            imports[place] = _redirect_import(imports[place], use, "" if home else target)
        if use.kind is UseKind.ATTRIBUTE and not home:
            new = _add_import(use, target, index)
            if not held & {(use.importer, target), (use.importer, new.path)}:
                added[new.importer, new.path] = new
                held.add((new.importer, new.path))
    return Draft(
        imports=tuple(imports), uses=tuple(uses), added=tuple(added[key] for key in sorted(added))
    )


def _find_redirected(
    draft: Draft,
    entry: LedgerEntry,
    target: str,
    index: PathIndex,
    paths: Collection[str] | None,
) -> Iterator[tuple[int, UseSite]]:
    """The uses that are led elsewhere, each with its place in the draft."""
    structural = find_structural(entry, target)
    module = target.rpartition(".")[0]
    for position, use in enumerate(draft.uses):
        if use is None or use.definition != entry.definition.path or use.path == target:
            continue
        if (paths is not None and use.path not in paths) or not _may_change(use, structural, index):
            continue
        facade = use.importer == module and target != entry.definition.path
        if not facade and not is_inside(use.importer, entry, target):
            yield position, use


def _may_change(use: UseSite, structural: frozenset[tuple[str, str]], index: PathIndex) -> bool:
    if use.zone not in EDITED_ZONES or (use.importer, use.path) in structural:
        return False
    if use.path in index.several:
        return False
    return use.kind is not UseKind.STRING or use.zone is not Zone.TEST


def _index_imports(draft: Draft) -> dict[tuple[str, int], list[int]]:
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for position, item in enumerate(draft.imports):
        if item is not None:
            places[item.importer, item.line].append(position)
    return places


def _binds(item: ResolvedImport) -> bool:
    """Whether a module holds what it imports under a name of its own while it runs."""
    return not item.scope and ImportKind.LOAD in item.kinds and ImportKind.TYPING not in item.kinds


def _redirect_import(
    item: ResolvedImport | None, use: UseSite, target: str
) -> ResolvedImport | None:
    """The import that makes the use, led to `target` ("": taken out); any other as it is."""
    if item is None:
        return None
    string = ImportKind.STRING in item.kinds
    if string != (use.kind is UseKind.STRING) or use.kind is UseKind.ATTRIBUTE:
        return item
    rest = item.path.removeprefix(use.path)
    if item.path != use.path and not (string and rest.startswith(".")):
        return item
    if not target:
        return None
    module, _, name = target.rpartition(".")
    return replace(item, imported=module, path=target + rest, name="" if string else name)


def _add_import(use: UseSite, target: str, index: PathIndex) -> ResolvedImport:
    """`from module import name`, or `import module` where the name is taken already."""
    module, _, name = target.rpartition(".")
    taken = f"{use.importer}.{name}" in index.known
    return ResolvedImport(
        importer=use.importer,
        imported=module,
        path=module if taken else target,
        name="" if taken else name,
        bucket=Bucket.FIRST_PARTY,
        kinds=(ImportKind.LOAD,),
        scope="",
        guard="",
        file=use.file,
        line=0,
    )

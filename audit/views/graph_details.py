"""What stands behind a node or an edge of the graph: statements, symbols, paths, findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from audit.model.findings import Finding
from audit.model.imports import ResolvedImport, View
from audit.model.ledger import LedgerEntry
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype
from audit.views.escape import show_invisible
from audit.views.module_tree import ModuleTree
from audit.views.table import Table, build_table

__all__ = ["GraphDetails", "build_statement_table"]

MOST_ROWS = 200

ByModule = dict[str, list[ResolvedImport]]

STATEMENT_COLUMNS = (
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Module that imports."),
    Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="Module imported from."),
    Column(key="path", title="Path", dtype=Dtype.CODE, meaning="The dotted path asked for."),
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and line."),
    Column(key="kinds", title="Kinds", dtype=Dtype.LIST, meaning="All that is true of the import."),
)


def build_statement_table(found: Iterable[ResolvedImport], *, title: str) -> Table:
    """One row per import, by place."""
    ordered = sorted(found, key=lambda each: (each.file, each.line, each.path))
    return build_table(
        title=title,
        columns=STATEMENT_COLUMNS,
        rows=(
            (
                each.importer,
                each.imported,
                each.path,
                f"{each.file}:{each.line}",
                tuple(kind.value for kind in each.kinds),
            )
            for each in ordered
        ),
    )


class GraphDetails:
    """Answers to what a person selects; indexes are built when the first question comes."""

    def __init__(
        self, snapshot: Snapshot, tree: ModuleTree, before: Snapshot | None = None
    ) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._before = before

    def find_statements(
        self, importer: int, imported: int, view: View = View.CONCEPTUAL
    ) -> tuple[ResolvedImport, ...]:
        """The imports from modules at or below one node to modules at or below another, that
        count under the view, by place."""
        return self._pick_statements(self._by_importer, importer, imported, view)

    def _pick_statements(
        self, by_importer: ByModule, importer: int, imported: int, view: View
    ) -> tuple[ResolvedImport, ...]:
        sources = self._tree.find_modules(importer)
        targets = set(self._tree.find_modules(imported))
        found = [
            each
            for name in sources
            for each in by_importer.get(name, ())
            if each.imported in targets and view.holds(each.kinds)
        ]
        return tuple(sorted(found, key=lambda each: (each.file, each.line, each.path)))

    def describe_statements(
        self, importer: int, imported: int, view: View = View.CONCEPTUAL
    ) -> dict[str, object]:
        """The same as plain displayable values: at most 200 rows, and the total.

        Beside an earlier snapshot also `removed` statements as they stood there, `removed_total`
        and the name of `before`; what is new is marked `added`. Statements are the same when all
        but their lines is.
        """
        found = self.find_statements(importer, imported, view)
        if self._before is None:
            return {
                "statements": [_tell_import(each) for each in found[:MOST_ROWS]],
                "total": len(found),
            }
        older = self._pick_statements(self._older_by_importer, importer, imported, view)
        added, removed = _subtract(found, older), _subtract(older, found)
        told = [_tell_import(each) | {"added": each in added} for each in found[:MOST_ROWS]]
        return {
            "statements": told,
            "total": len(found),
            "removed": [_tell_import(each) for each in removed[:MOST_ROWS]],
            "removed_total": len(removed),
            "before": show_invisible(self._before.provenance.label),
        }

    def describe_node(self, node: int, view: View = View.CONCEPTUAL) -> dict[str, object]:
        """Everything about a module, or about all modules of a package.

        Plain displayable values: `imports` and `importers` that cross the node's border,
        `symbols` defined in it, `paths` in use that lead to them, `findings` located in it; each
        at most 200 rows, with the `totals` by the same keys.
        """
        names = self._tree.find_modules(node)
        inside = set(names)
        imports = [
            each
            for name in names
            for each in self._by_importer.get(name, ())
            if each.imported not in inside and view.holds(each.kinds)
        ]
        importers = [
            each
            for name in names
            for each in self._by_imported.get(name, ())
            if each.importer not in inside and view.holds(each.kinds)
        ]
        entries = [each for name in names for each in self._by_home.get(name, ())]
        findings = _unique(each for name in names for each in self._by_place.get(name, ()))
        sections: dict[str, list[dict[str, object]]] = {
            "imports": [_tell_import(each) for each in imports],
            "importers": [_tell_import(each) for each in importers],
            "symbols": [_tell_symbol(each) for each in entries],
            "paths": [path for each in entries for path in _tell_paths(each)],
            "findings": [_tell_finding(each) for each in findings],
        }
        return {
            "name": show_invisible(self._tree.names[node]),
            "modules": len(names),
            "file": show_invisible(self._files.get(names[0], "")) if len(names) == 1 else "",
            "totals": {key: len(rows) for key, rows in sections.items()},
            **{key: rows[:MOST_ROWS] for key, rows in sections.items()},
        }

    def count_neighbours(self, view: View) -> tuple[Counter[str], Counter[str]]:
        """For each module by how many modules it is imported, and how many it imports."""
        pairs = {
            (each.importer, each.imported)
            for found in self._by_importer.values()
            for each in found
            if view.holds(each.kinds)
        }
        return (Counter(imported for _, imported in pairs), Counter(name for name, _ in pairs))

    def _choose_inner(self, imports: Iterable[ResolvedImport]) -> tuple[ResolvedImport, ...]:
        known = self._tree.modules
        return tuple(
            each
            for each in imports
            if each.stays_inside and each.importer in known and each.imported in known
        )

    @cached_property
    def _inner(self) -> tuple[ResolvedImport, ...]:
        return self._choose_inner(self._snapshot.imports)

    @cached_property
    def _by_importer(self) -> ByModule:
        return _group(self._inner, lambda each: each.importer)

    @cached_property
    def _by_imported(self) -> ByModule:
        return _group(self._inner, lambda each: each.imported)

    @cached_property
    def _older_by_importer(self) -> ByModule:
        older = self._choose_inner(self._before.imports) if self._before else ()
        return _group(older, lambda each: each.importer)

    @cached_property
    def _by_home(self) -> dict[str, list[LedgerEntry]]:
        found: dict[str, list[LedgerEntry]] = defaultdict(list)
        for each in self._snapshot.ledger:
            found[each.definition.module].append(each)
        return dict(found)

    @cached_property
    def _by_place(self) -> dict[str, list[Finding]]:
        names: dict[str, list[str]] = defaultdict(list)
        for module in self._snapshot.modules:
            names[module.file].append(module.name)
        found: dict[str, list[Finding]] = defaultdict(list)
        for each in self._snapshot.findings:
            for file in sorted({place.file for place in each.locations}):
                for name in names.get(file, ()):
                    found[name].append(each)
        return dict(found)

    @cached_property
    def _files(self) -> dict[str, str]:
        return {each.name: each.file for each in self._snapshot.modules}


def _group(imports: Iterable[ResolvedImport], key: Callable[[ResolvedImport], str]) -> ByModule:
    found: dict[str, list[ResolvedImport]] = defaultdict(list)
    for each in imports:
        found[key(each)].append(each)
    return dict(found)


def _subtract(
    statements: Iterable[ResolvedImport], others: Iterable[ResolvedImport]
) -> tuple[ResolvedImport, ...]:
    """The statements that the others do not have, as often as they do not."""

    def identify(each: ResolvedImport) -> tuple[object, ...]:
        return (each.importer, each.imported, each.path, each.name, each.kinds, each.scope)

    known = Counter(map(identify, others))
    left = []
    for each in statements:
        if known[identify(each)]:
            known[identify(each)] -= 1
        else:
            left.append(each)
    return tuple(left)


def _unique(findings: Iterable[Finding]) -> Sequence[Finding]:
    return tuple({each.fingerprint: each for each in findings}.values())


def _tell_import(each: ResolvedImport) -> dict[str, object]:
    return {
        "importer": show_invisible(each.importer),
        "imported": show_invisible(each.imported),
        "path": show_invisible(each.path),
        "place": show_invisible(f"{each.file}:{each.line}"),
        "kinds": ", ".join(kind.value for kind in each.kinds),
    }


def _tell_symbol(entry: LedgerEntry) -> dict[str, object]:
    definition = entry.definition
    return {
        "name": show_invisible(definition.qualname),
        "kind": definition.kind,
        "place": show_invisible(f"{definition.file}:{definition.line}"),
        "canonical": show_invisible(entry.canonical),
        "fragmented": entry.fragmented,
    }


def _tell_paths(entry: LedgerEntry) -> list[dict[str, object]]:
    return [
        {
            "path": show_invisible(each.path),
            "class": each.path_class.value,
            "production": each.uses.production,
            "test": each.uses.test,
            "canonical": each.path == entry.canonical,
        }
        for each in entry.paths
        if each.uses.total
    ]


def _tell_finding(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity.value,
        "kind": finding.kind.value,
        "message": show_invisible(finding.message),
        "advice": show_invisible(finding.advice),
    }

"""The production code that a test reaches through the import graph."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from audit.model.facts import ImportKind
from audit.model.imports import Bucket
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.phases.suite_source import Unit
from audit.phases.suite_syntax import last_name

__all__ = ["ImportMap", "build_import_map", "reads_source"]

_READERS = frozenset(
    {
        "getsource",
        "glob",
        "import_module",
        "iter_modules",
        "iterdir",
        "rglob",
        "run_module",
        "walk_packages",
        "Popen",
        "check_call",
        "check_output",
    }
)
_PROCESSES = frozenset({"subprocess.run", "subprocess.call", "os.walk", "os.system"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMap:
    """Imports of one snapshot: `edges` from a file to the files that it imports, `production`
    all production files."""

    edges: dict[str, frozenset[str]]
    production: frozenset[str]

    def reach(self, files: Iterable[str]) -> frozenset[str]:
        """The production files that are imported when these files are, by any way but typing."""
        seen: set[str] = set()
        waiting = list(files)
        while waiting:
            file = waiting.pop()
            if file not in seen:
                seen.add(file)
                waiting.extend(self.edges.get(file, ()))
        return self.production & seen


def build_import_map(snapshot: Snapshot) -> ImportMap:
    """The first-party imports of a snapshot by file; those for type checkers only are left out,
    because they decide no test."""
    files = {module.name: module.file for module in snapshot.modules}
    edges: dict[str, set[str]] = {}
    for item in snapshot.imports:
        typing = ImportKind.TYPING in item.kinds
        if item.bucket is Bucket.FIRST_PARTY and not typing and item.imported in files:
            edges.setdefault(item.file, set()).add(files[item.imported])
    production = {m.file for m in snapshot.modules if m.zone is Zone.PRODUCTION}
    return ImportMap(
        edges={file: frozenset(found) for file, found in edges.items()},
        production=frozenset(production),
    )


def reads_source(units: Iterable[Unit]) -> bool:
    """Whether a test reads or loads code by name or from disk, so that it can reach any of it."""
    return any(
        isinstance(node, ast.Call)
        and (last_name(node.func) in _READERS or ast.unparse(node.func) in _PROCESSES)
        for unit in units
        for top in unit.nodes
        for node in ast.walk(top)
    )

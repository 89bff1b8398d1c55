"""Which attributes the instances of a production class have, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Callable

from audit.model.snapshot import Snapshot
from audit.phases.suite_syntax import last_name, parse_text

__all__ = ["build_class_lookup"]

_DEPTH = 10


def build_class_lookup(
    snapshot: Snapshot, read: Callable[[str], str | None]
) -> Callable[[str, str], frozenset[str] | None]:
    """A function from module and name of a class to its attributes: methods, names bound in the
    class body, names assigned on `self`, those of its base classes included.

    None when the class is not found, or a base or metaclass is not: then nothing can be said. The
    import path is followed to its definition through the snapshot's ledger.
    """
    homes = _find_homes(snapshot)
    trees: dict[str, ast.Module | None] = {}

    def tree_of(file: str) -> ast.Module | None:
        if file not in trees:
            text = read(file)
            trees[file] = parse_text(text) if text is not None else None
        return trees[file]

    def lookup(module: str, name: str, depth: int = 0) -> frozenset[str] | None:
        file, qualname = homes.get(f"{module}.{name}", ("", ""))
        tree = tree_of(file) if file else None
        node = _find_class(tree, qualname) if tree is not None else None
        if tree is None or node is None or node.keywords or depth > _DEPTH:
            return None
        found = _own_attributes(node) | frozenset(dir(object))
        for base in node.bases:
            place = _base_place(base, tree, module)
            inherited = lookup(*place, depth + 1) if place else None
            if inherited is None:
                return None
            found |= inherited
        return found

    return lookup


def _find_homes(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """File and qualified name of the definition behind each import path."""
    homes = {}
    for entry in snapshot.ledger:
        for path in entry.paths:
            homes[path.path] = entry.definition.file, entry.definition.qualname
    for entry in snapshot.ledger:  # where something is written outweighs what leads through there
        homes[entry.definition.path] = entry.definition.file, entry.definition.qualname
    return homes


def _find_class(tree: ast.Module, qualname: str) -> ast.ClassDef | None:
    body: list[ast.stmt] = tree.body
    found: ast.ClassDef | None = None
    for part in qualname.split("."):
        matching = [n for n in body if isinstance(n, ast.ClassDef) and n.name == part]
        if len(matching) != 1:
            return None
        found, body = matching[0], matching[0].body
    return found


def _own_attributes(node: ast.ClassDef) -> frozenset[str]:
    found: set[str] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(item.name)
        elif isinstance(item, ast.Attribute) and isinstance(item.ctx, ast.Store):
            found.add(item.attr)
        elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
            found.add(item.id)
        elif isinstance(item, ast.Call) and last_name(item.func) == "setattr":
            found.add("__getattr__")
    return frozenset(found)


def _base_place(base: ast.expr, tree: ast.Module, module: str) -> tuple[str, str] | None:
    """Module and name of a base class that is named by one word, imported or local."""
    if not isinstance(base, ast.Name):
        return None
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                if (alias.asname or alias.name) == base.id:
                    return node.module, alias.name
    return module, base.id

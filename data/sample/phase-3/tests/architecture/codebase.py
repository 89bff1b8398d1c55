"""Reads the package's source for the architecture tests."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
HOME = "harbour.berths.reservations"
INTERFACE = ("reserve", "release", "extend", "find_conflicts", "occupancy", "upcoming")


@dataclass(frozen=True)
class Use:
    """One place where a module reaches a name of the package."""

    module: str
    line: int
    path: str

    def __str__(self) -> str:
        """Show where and what."""
        return f"{self.module}:{self.line} uses {self.path}"


@cache
def parsed_modules() -> dict[str, ast.Module]:
    """Parse every module of the package, by dotted name."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def dotted(node: ast.expr) -> str | None:
    """Return ``a.b.c`` for a chain of attributes that starts with a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else None
    return None


def find_bindings(tree: ast.Module) -> dict[str, str]:
    """Map the names that imports bind in a module to the paths behind them."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def find_uses() -> Iterator[Use]:
    """List every first-party name that is imported, or reached through an imported module."""
    for module, tree in parsed_modules().items():
        bound = find_bindings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("harbour"):
                for alias in node.names:
                    yield Use(module, node.lineno, f"{node.module}.{alias.name}")
            elif isinstance(node, ast.Attribute):
                chain = dotted(node.value)
                if chain and bound.get(chain, "") in parsed_modules():
                    yield Use(module, node.lineno, f"{bound[chain]}.{node.attr}")


def load(path: str) -> object:
    """Import what a dotted path names; a path that leads nowhere raises ImportError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return import_module(path)
        except ImportError:
            owner, _, name = path.rpartition(".")
            module = import_module(owner)
        if not hasattr(module, name):
            raise ImportError(f"{owner} has no name {name}")
        return getattr(module, name)


def find_deprecated_modules() -> list[str]:
    """List the modules that warn of their own deprecation when they are imported."""
    return [
        name
        for name, tree in parsed_modules().items()
        for node in tree.body
        if isinstance(node, ast.Expr) and "DeprecationWarning" in ast.dump(node)
    ]


def find_managers() -> dict[str, dict[str, str]]:
    """Map each class with the interface of a reservation manager to its signatures."""
    found = {}
    for module, tree in parsed_modules().items():
        for node in tree.body:
            if not isinstance(node, ast.ClassDef):
                continue
            methods = {
                item.name: f"{'async ' if isinstance(item, ast.AsyncFunctionDef) else ''}"
                f"({ast.unparse(item.args)}) -> {ast.unparse(item.returns or ast.Constant(None))}"
                for item in node.body
                if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
            }
            if all(name in methods for name in INTERFACE):
                found[f"{module}.{node.name}"] = {name: methods[name] for name in INTERFACE}
    return found


def find_factories() -> list[str]:
    """List the functions that hand out reservation managers."""
    return [
        f"{module}.{node.name}"
        for module, tree in parsed_modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_reservation_manager")
    ]


def find_constructions() -> list[Use]:
    """List the calls of the manager class outside the module that defines it."""
    manager = load(f"{HOME}.ReservationManager")
    found = []
    for module, tree in parsed_modules().items():
        bound = find_bindings(tree)
        for node in ast.walk(tree):
            if module == HOME or not isinstance(node, ast.Call):
                continue
            first, _, rest = (dotted(node.func) or "").partition(".")
            path = ".".join(filter(None, (bound.get(first, ""), rest)))
            if path.endswith("ReservationManager") and load(path) is manager:
                found.append(Use(module, node.lineno, path))
    return found


def find_cycles() -> list[list[str]]:
    """List the groups of modules that import one another while they load."""
    modules = parsed_modules()
    edges: dict[str, set[str]] = {}
    for name, tree in modules.items():
        targets = set()
        for node in tree.body:
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                paths = {f"{node.module}.{alias.name}" for alias in node.names}
                targets |= paths & set(modules) or {node.module}
        edges[name] = targets & set(modules)

    def reach(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = list(edges[start])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting.extend(edges[name])
        return seen

    reachable = {name: reach(name) for name in modules}
    groups = {
        tuple(sorted(other for other in reachable[name] if name in reachable[other]))
        for name in modules
    }
    return sorted(list(group) for group in groups if group)

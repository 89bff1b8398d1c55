"""Test files as syntax: definitions by dotted name, imports by local name, fixtures."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

__all__ = [
    "TestFile",
    "class_header",
    "is_autouse",
    "is_fixture",
    "last_name",
    "name_chain",
    "parse_test_file",
    "parse_text",
    "references",
]

_TEXT_LIMIT = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFile:
    """A parsed test file: its module `name`, lines of text, definitions by dotted name, and
    imported names: local name to (absolute module, name or "")."""

    __test__ = False

    path: str
    name: str
    lines: tuple[str, ...]
    definitions: Mapping[str, tuple[ast.stmt, ...]]
    imports: Mapping[str, tuple[str, str]]

    def text_at(self, line: int) -> str:
        """The source of a 1-based line, stripped; "" outside of the file."""
        return self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""


def parse_text(text: str) -> ast.Module | None:
    """The syntax of a file; None when it does not parse, is too long or nests too deeply."""
    if len(text) > _TEXT_LIMIT:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parse_test_file(
    path: str, name: str, text: str, tree: ast.Module, *, package: bool
) -> TestFile:
    """The definitions and imports of a parsed file that has the module name `name`."""
    definitions: dict[str, list[ast.stmt]] = {}
    imports: dict[str, tuple[str, str]] = {}
    _collect(tree.body, "", definitions)
    holder = name if package else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                imports[alias.asname or top] = (alias.name if alias.asname else top, "")
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, holder)
            for alias in node.names:
                imports[alias.asname or alias.name] = (source, alias.name)
    return TestFile(
        path=path,
        name=name,
        lines=tuple(text.splitlines()),
        definitions={key: tuple(nodes) for key, nodes in definitions.items()},
        imports=imports,
    )


def _absolute(node: ast.ImportFrom, holder: str) -> str:
    if not node.level:
        return node.module or ""
    parts = holder.split(".")[: len(holder.split(".")) - node.level + 1]
    return ".".join([*parts, *filter(None, [node.module])])


def _collect(body: Iterable[ast.stmt], prefix: str, found: dict[str, list[ast.stmt]]) -> None:
    """ast.stmts by dotted name, those under conditions included; classes are entered."""
    for node in body:
        for name in _bound_names(node):
            found.setdefault(f"{prefix}{name}", []).append(node)
        if isinstance(node, ast.ClassDef):
            _collect(node.body, f"{prefix}{node.name}.", found)
        elif isinstance(node, ast.If | ast.Try | ast.With):
            inner = [*node.body, *getattr(node, "orelse", []), *getattr(node, "finalbody", [])]
            inner += [s for h in getattr(node, "handlers", []) for s in h.body]
            _collect(inner, prefix, found)


def _bound_names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    return [
        name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)
    ]


def references(nodes: Iterable[ast.AST]) -> list[tuple[str, ...]]:
    """Dotted names that a definition uses, parameters (fixtures) and `usefixtures` included."""
    found: set[tuple[str, ...]] = set()
    for top in nodes:
        for node in ast.walk(top):
            if isinstance(node, ast.Attribute | ast.Name):
                chain = name_chain(node)
                if chain:
                    found.add(chain)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.update((a.arg,) for a in (*node.args.args, *node.args.kwonlyargs))
            elif isinstance(node, ast.Call) and last_name(node.func) == "usefixtures":
                found.update(
                    (a.value,)
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                )
    longest = sorted(found)
    return [a for a, b in pairwise([*longest, ("",)]) if b[: len(a)] != a or len(a) == len(b)]


def name_chain(node: ast.expr) -> tuple[str, ...]:
    """The parts of a dotted name, `("a", "b")` for `a.b`; empty for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ()


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name or attribute, else ""."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_fixture(node: ast.AST) -> bool:
    """Whether a definition is a pytest fixture."""
    return _fixture_call(node) is not None


def is_autouse(node: ast.AST) -> bool:
    """Whether a definition is a fixture that applies without being named."""
    call = _fixture_call(node)
    return isinstance(call, ast.Call) and any(
        k.arg == "autouse" and isinstance(k.value, ast.Constant) and bool(k.value.value)
        for k in call.keywords
    )


def _fixture_call(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for decorator in node.decorator_list:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            if last_name(target) in ("fixture", "yield_fixture"):
                return decorator
    return None


def class_header(node: ast.stmt) -> ast.stmt:
    """A class without its methods: bases, decorators and attributes."""
    if not isinstance(node, ast.ClassDef):
        return node
    kept = [
        item
        for item in node.body
        if not isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    made = copy.copy(node)
    made.body = kept or [ast.Pass()]
    return made

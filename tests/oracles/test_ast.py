"""Our facts against the standard library's own parser, on its own packages."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.extraction.extract import extract_facts
from audit.model.facts import ClassFact, FileFacts, FunctionFact, ImportKind
from tests.worlds.installed import find_package

PACKAGES = ("json", "email", "asyncio", "unittest", "importlib", "logging", "concurrent", "xml")
CATCHERS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
SUPPRESSING = re.compile(
    r"(.*\.)?(suppress|raises|assertRaises|assertRaisesRegex)"
    r"\(.*\b(ImportError|ModuleNotFoundError|Exception|BaseException)\b"
)
Row = tuple[object, ...]


def python_files() -> list[Path]:
    """All files of the packages."""
    return [p for name in PACKAGES for p in sorted(find_package(name).rglob("*.py"))]


FILES = python_files()


def test_enough_files_are_looked_at() -> None:
    """The oracle looks at more than a hundred files."""
    assert len(FILES) > 100


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_agree(package: str) -> None:
    """Every import statement with its place, scope and kinds is what `ast` says."""
    looked_at = 0
    for path in sorted(find_package(package).rglob("*.py")):
        tree, facts = read_both(path)
        expected = sorted(ImportVisitor().rows(tree), key=repr)
        found = sorted(map(tuple, import_rows(facts)), key=repr)
        assert found == expected, path.name
        looked_at += len(found)
    assert looked_at > 0


@pytest.mark.parametrize("package", PACKAGES)
def test_definitions_agree(package: str) -> None:
    """Every class, function and method with lines, parameters and decorators is what `ast`
    says."""
    for path in sorted(find_package(package).rglob("*.py")):
        tree, facts = read_both(path)
        classes, functions = definition_rows(tree)
        methods = [method for fact in facts.classes for method in fact.methods]
        assert sorted(map(class_row, facts.classes), key=repr) == sorted(classes, key=repr)
        found = sorted(map(function_row, [*facts.functions, *methods]), key=repr)
        assert found == sorted(functions, key=repr), path.name


def read_both(path: Path) -> tuple[ast.Module, FileFacts]:
    """One file as `ast` and as we read it."""
    content = path.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(content), extract_facts(content, "blob")


def import_rows(facts: FileFacts) -> Iterator[Row]:
    """Our imports, statements only."""
    telling = (
        ImportKind.LAZY,
        ImportKind.CLASS_BODY,
        ImportKind.LOAD,
        ImportKind.OPTIONAL,
        ImportKind.STAR,
    )
    for fact in facts.imports:
        if ImportKind.DYNAMIC not in fact.kinds:
            kinds = frozenset(kind.value for kind in fact.kinds if kind in telling)
            row = (fact.module, fact.level, fact.name, fact.alias, fact.line, fact.scope)
            yield (*row, kinds)


class ImportVisitor(ast.NodeVisitor):
    """Imports as `ast` sees them, worked out independently of ours."""

    def __init__(self) -> None:
        self.found: list[Row] = []
        self.scopes: list[tuple[str, str]] = []
        self.protected = [False]

    def rows(self, tree: ast.Module) -> list[Row]:
        """All imports of a module."""
        self.visit(tree)
        return self.found

    def scope(self) -> str:
        """The qualified name of where we are."""
        text = ""
        for kind, name in self.scopes:
            text += name + (".<locals>." if kind == "function" else ".")
        return text.removesuffix(".").removesuffix(".<locals>")

    def kinds(self, *, star: bool = False) -> frozenset[str]:
        """The kinds that are true here."""
        found = set()
        in_function = any(kind == "function" for kind, _ in self.scopes)
        in_class = bool(self.scopes) and self.scopes[-1][0] == "class"
        if in_function:
            found.add("lazy")
        if in_class:
            found.add("class_body")
        if not in_function and not in_class:
            found.add("load")
        if self.protected[-1]:
            found.add("optional")
        if star:
            found.add("star")
        return frozenset(found)

    def visit_Import(self, node: ast.Import) -> None:
        """One row a name."""
        for alias in node.names:
            row = (alias.name, 0, None, alias.asname, node.lineno, self.scope(), self.kinds())
            self.found.append(row)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """One row a name."""
        for alias in node.names:
            star = alias.name == "*"
            row = (node.module or "", node.level, alias.name, alias.asname, node.lineno)
            self.found.append((*row, self.scope(), self.kinds(star=star)))

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        """A function protects nothing."""
        self._inside("function", node, protected=False)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 the name that `ast` asks for

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """A class runs where it stands."""
        self._inside("class", node, protected=self.protected[-1])

    def _inside(
        self,
        kind: str,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        *,
        protected: bool,
    ) -> None:
        self.scopes.append((kind, node.name))
        self.protected.append(protected)
        for statement in node.body:
            self.visit(statement)
        self.protected.pop()
        self.scopes.pop()

    def visit_Try(self, node: ast.Try) -> None:
        """Body and handlers are protected by a handler that catches failing imports."""
        catches = any(catches_import_error(handler.type) for handler in node.handlers)
        self.protected.append(self.protected[-1] or catches)
        for part in (*node.body, *(s for handler in node.handlers for s in handler.body)):
            self.visit(part)
        self.protected.pop()
        for part in (*node.orelse, *node.finalbody):
            self.visit(part)

    def visit_With(self, node: ast.With) -> None:
        """`with suppress(ImportError)` protects too, and so does a test that expects it."""
        texts = [ast.unparse(item.context_expr) for item in node.items]
        suppressed = any(SUPPRESSING.match(text) for text in texts)
        self.protected.append(self.protected[-1] or suppressed)
        self.generic_visit(node)
        self.protected.pop()


def catches_import_error(kind: ast.expr | None) -> bool:
    """Whether an except clause would catch a failing import."""
    if kind is None:
        return True
    parts = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(ast.unparse(part).rpartition(".")[2] in CATCHERS for part in parts)


def definition_rows(tree: ast.Module) -> tuple[list[Row], list[Row]]:
    """Classes, and functions at module level or in a class body."""
    classes: list[Row] = []
    functions: list[Row] = []

    def walk(nodes: list[ast.AST], prefix: str, inside: str) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                name = prefix + node.name
                decorators = tuple(filter(None, map(plain_name, node.decorator_list)))
                classes.append((name, node.lineno, node.end_lineno, decorators))
                walk(list(node.body), f"{name}.", "class")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = prefix + node.name
                if inside in ("module", "class"):
                    functions.append(function_of(node, name))
                walk(list(node.body), f"{name}.<locals>.", "function")
            else:
                walk(list(ast.iter_child_nodes(node)), prefix, inside)

    walk(list(tree.body), "", "module")
    return classes, functions


def function_of(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> Row:
    """Name, lines, parameters, decorators, async."""
    arguments = node.args
    parameters = [(a.arg, "positional") for a in arguments.posonlyargs]
    parameters += [(a.arg, "any") for a in arguments.args]
    if arguments.vararg is not None:
        parameters.append((arguments.vararg.arg, "variadic"))
    parameters += [(a.arg, "keyword") for a in arguments.kwonlyargs]
    if arguments.kwarg is not None:
        parameters.append((arguments.kwarg.arg, "keywords"))
    decorators = tuple(plain_name(d) for d in node.decorator_list)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    return name, node.lineno, node.end_lineno, tuple(parameters), decorators, is_async


def plain_name(node: ast.expr) -> str:
    """The dotted text of a decorator, arguments left off, "" for anything else."""
    if isinstance(node, ast.Call):
        node = node.func
    text = ast.unparse(node)
    return text if text.replace(".", "").isidentifier() else ""


def class_row(fact: ClassFact) -> Row:
    """A class as we have it."""
    return fact.qualname, fact.line, fact.end_line, fact.decorators


def function_row(fact: FunctionFact) -> Row:
    """A function as we have it."""
    parameters = tuple((p.name, p.kind) for p in fact.signature.parameters)
    is_async = fact.signature.is_async
    return fact.qualname, fact.line, fact.end_line, parameters, fact.decorators, is_async

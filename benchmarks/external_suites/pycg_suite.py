"""PyCG's micro-benchmark: callees by their defining location.

The suite states call graphs; we state where a called name comes from. So the calls are found with
`ast`, by their place in the caller, and each called name is resolved; asked is which functions and
classes of other modules a caller calls by name. Calls through values (arguments, containers, what
a function returned) are a call graph's own work and are told apart.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from audit.graph.codebase import Codebase
from audit.graph.outcomes import Outcome
from benchmarks.external_suites.record import Question, SuiteResult
from benchmarks.machine import fetch_source
from tests.worlds.codebases import build_world

__all__ = ["run_pycg"]

RELEASE = "0.0.8"
_VALUES = "the call goes through a value, not a name: a call graph's work"
_CLASSES = "a class without a constructor is no callee there"
_IMPORTS = "imports/"


def run_pycg() -> SuiteResult:
    """Every case with more than one module: who calls what of another module."""
    result = SuiteResult(
        name="PyCG micro-benchmark",
        source=f"PyCG {RELEASE}, source distribution, micro-benchmark/snippets",
        asks="for each caller: the functions and classes of other modules that it calls by name",
    )
    folder = fetch_source("PyCG", RELEASE) / "micro-benchmark" / "snippets"
    for graph in sorted(folder.glob("*/*/callgraph.json")):
        case = graph.parent.relative_to(folder).as_posix()
        files = {
            path.relative_to(graph.parent).as_posix(): path.read_bytes()
            for path in sorted(graph.parent.rglob("*.py"))
        }
        if len(files) < 2:
            result.left_out["one module only"] += 1
            continue
        result.add(_questions(case, files, json.loads(graph.read_text(encoding="utf-8"))))
    return result


def _questions(
    case: str, files: dict[str, bytes], expected: dict[str, list[str]]
) -> Iterator[Question]:
    codebase = build_world({name: text for name, text in files.items() if name != "__init__.py"})
    modules = set(codebase.index.names)
    callers = {caller: _module_of(caller, modules) for caller in expected}
    answered = {caller: set[str]() for caller in expected}
    for module in modules:
        for scope, chain in _calls(files, codebase, module):
            caller = f"{module}.{scope}".rstrip(".")
            for outcome in _resolve(codebase, module, scope, chain):
                found = outcome.definition
                if found is not None and found.kind != "value" and found.module != module:
                    answered.setdefault(caller, set()).add(outcome.path)
    for caller, callees in sorted(expected.items()):
        wanted = {
            callee.removesuffix(".__init__")
            for callee in callees
            if _module_of(callee, modules) not in ("", callers[caller])
        }
        ours = answered[caller]
        if wanted or ours or case.startswith(_IMPORTS):
            yield Question(
                case=case,
                asked=f"called by {caller}",
                expected=" ".join(sorted(wanted)),
                answered=" ".join(sorted(ours)),
                reason=_reason(wanted, ours, codebase),
            )


def _reason(wanted: set[str], ours: set[str], codebase: Codebase) -> str:
    """Why the callees differ: ours beyond theirs must be classes without a constructor, theirs
    beyond ours methods, or functions that were handed on."""
    if wanted == ours:
        return ""
    plain = {path for path in ours - wanted if not _has_constructor(codebase, path)}
    unseen = wanted - ours
    real = {path for path in unseen if codebase.symbols.follow(path)[0].kind == "symbol"}
    if ours - wanted != plain or unseen != real:
        return "unexplained"
    return _VALUES if not plain else f"{_CLASSES}; {_VALUES}" if unseen else _CLASSES


def _has_constructor(codebase: Codebase, path: str) -> bool:
    definition = codebase.symbols.follow(path)[0].definition
    is_class = definition is not None and definition.kind == "class"
    return not is_class or codebase.symbols.follow(f"{path}.__init__")[0].kind == "symbol"


def _module_of(name: str, modules: set[str]) -> str:
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def _calls(files: dict[str, bytes], codebase: Codebase, module: str) -> Iterator[tuple[str, str]]:
    """(qualified name of the scope, dotted text called) of a module."""
    found = codebase.index.module(module)
    assert found is not None  # noqa: S101 - the module was just listed

    def walk(node: ast.AST, scope: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            inner = scope
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{scope}.{child.name}".lstrip(".")
            if isinstance(child, ast.Call) and _is_dotted(child.func):
                yield scope, ast.unparse(child.func)
            yield from walk(child, inner)

    return walk(ast.parse(files[found.file]), "")


def _is_dotted(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _resolve(codebase: Codebase, module: str, scope: str, chain: str) -> tuple[Outcome, ...]:
    """By an import of the scope itself, else by the module's names."""
    root, _, rest = chain.partition(".")
    facts = codebase.index.facts(module)
    for fact in facts.imports if facts is not None else ():
        bound = fact.alias or fact.name or fact.module.partition(".")[0]
        if fact.scope and fact.scope == scope and bound == root:
            target = codebase.index.absolute_name(module, fact)
            whole = f"{target}.{fact.name}" if fact.name else target
            start = whole if fact.alias or fact.name else root
            return codebase.symbols.follow(f"{start}.{rest}".rstrip("."))
    return codebase.symbols.local(module, chain)

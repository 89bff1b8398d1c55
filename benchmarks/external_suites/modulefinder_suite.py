"""CPython's `test_modulefinder`: which modules a module reaches, and which are missing.

The file is read, not imported: its descriptions are lists that stand at module level.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from audit.graph.codebase import Codebase
from audit.model.imports import Bucket
from benchmarks.external_suites.record import Question, SuiteResult
from tests.worlds.codebases import build_world

__all__ = ["run_modulefinder"]


def run_modulefinder() -> SuiteResult:
    """Every description with files: the modules found, and those missing."""
    result = SuiteResult(
        name="CPython test_modulefinder",
        source="test/test_modulefinder.py of the running Python",
        asks="modules reached from one module; modules and names that are missing",
    )
    spec = importlib.util.find_spec("test")
    place = Path(spec.origin).with_name("test_modulefinder.py") if spec and spec.origin else None
    if place is None or not place.is_file():
        result.blocked = "this Python comes without its tests (Debian: libpython3-testsuite)"
        return result
    for name, (start, modules, missing, unsure, source) in _descriptions(place):
        files = _read_files(source)
        if not files:
            result.left_out["compiled file without a source"] += 1
            continue
        codebase = build_world(files)
        found, absent = _answer(codebase, start)
        result.add(
            (
                _question(name, "modules", set(modules), found),
                _question(name, "missing", {*missing, *unsure}, absent),
            )
        )
    return result


def _descriptions(place: Path) -> Iterator[tuple[str, list[Any]]]:
    tree = ast.parse(place.read_bytes())
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            target = node.targets[0]
            values = [_value(item) for item in node.value.elts]
            if isinstance(target, ast.Name) and len(values) == 5:
                yield target.id, values


def _value(node: ast.expr) -> object:
    """A literal; bytes and encoded text put together come back as bytes."""
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        return left + right if isinstance(left, bytes) and isinstance(right, bytes) else b""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return str(ast.literal_eval(node.func.value)).encode()
    return ast.literal_eval(node)


def _read_files(source: object) -> dict[str, bytes]:
    """Files of a description: names at the margin, their lines indented below."""
    content = source if isinstance(source, bytes) else str(source).encode()
    files: dict[str, bytes] = {}
    name = ""
    for line in content.splitlines():
        if line[:1].isspace():
            files[name] += line.strip() + b"\n"
        else:
            name = line.decode().strip()
            files[name] = b""
    return files


def _answer(codebase: Codebase, start: str) -> tuple[set[str], set[str]]:
    """Modules that `start` reaches, with the packages on the way and the standard library's; and
    what is asked for and is not there, may not be there, or does not parse."""
    pending, seen, absent = [start], set(), set()
    while pending:
        name = pending.pop()
        if not name or name in seen:
            continue
        seen.add(name)
        pending.append(name.rpartition(".")[0])
        for item in codebase.imports:
            if item.importer != name:
                continue
            if item.bucket is Bucket.THIRD_PARTY:
                absent.add(item.imported)
            elif item.bucket in (Bucket.BROKEN, Bucket.UNRESOLVABLE):
                absent.add(item.path)
            if item.imported and item.bucket is not Bucket.THIRD_PARTY:
                pending.append(item.imported)
    unreadable = {name for name in seen if _has_problems(codebase, name)}
    return seen - unreadable, absent | unreadable


def _has_problems(codebase: Codebase, name: str) -> bool:
    facts = codebase.index.facts(name)
    return facts is not None and bool(facts.problems)


def _question(case: str, asked: str, expected: set[str], answered: set[str]) -> Question:
    return Question(
        case=case,
        asked=asked,
        expected=" ".join(sorted(expected)),
        answered=" ".join(sorted(answered)),
        reason="unexplained",
    )

"""The public edge-truth suite: what the cases expect, what we answer, what Python does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from audit.analysis.paths import resolve_path
from audit.analysis.uses import find_uses
from audit.graph.codebase import Codebase
from audit.model.facts import ImportKind
from audit.model.imports import View
from tests.worlds.case_answers import ask_python, build_case, import_lines, path_line, write_case
from tests.worlds.case_files import Case, read_cases

CASES = read_cases(Path(__file__).parents[1] / "cases")
RUNNABLE = [case for case in CASES if not case.not_run]
RESULT = Path(__file__).parents[2] / "benchmarks" / "results" / "edge_truth.json"
UNCERTAIN = {ImportKind.OPTIONAL, ImportKind.GUARDED}
IDENTIFIERS = [case.name for case in CASES]


def test_suite_is_large() -> None:
    """The suite has at least sixty micro-packages, most of them confirmed by running them."""
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(RUNNABLE) >= 60


@pytest.mark.parametrize("case", CASES, ids=IDENTIFIERS)
def test_imports_are_as_expected(case: Case) -> None:
    """Every import of the case, with place, target, kinds, bucket and guard, and no other."""
    if case.imports is None:
        return
    assert import_lines(build_case(case)) == sorted(case.imports, key=_line_key)


def _line_key(line: str) -> tuple[str, int]:
    importer, _, number = line.partition(" ->")[0].rpartition(":")
    return importer, int(number)


@pytest.mark.parametrize("case", CASES, ids=IDENTIFIERS)
def test_paths_end_where_expected(case: Case) -> None:
    """Every path ends in the expected candidates, in order, and has the expected class."""
    codebase = build_case(case)
    for line in case.paths or ():
        path = line.partition(" -> ")[0]
        named = re.search(r" \((\w+)\)$", line)
        assert path_line(codebase, path) == line.removesuffix(named[0] if named else "")
        if named is not None:
            assert (path, resolve_path(codebase, path).path_class.value) == (path, named[1])


@pytest.mark.parametrize("case", CASES, ids=IDENTIFIERS)
def test_deprecations_are_as_expected(case: Case) -> None:
    """Every deprecation mark of the case with scope, category and replacement, and no other."""
    if case.deprecations is None:
        return
    codebase = build_case(case)
    found = []
    for name in codebase.index.names:
        facts = codebase.index.facts(name)
        for mark in facts.deprecations if facts is not None else ():
            doubt = " conditional" if mark.conditional else ""
            advice = f" -> {mark.replacement}" if mark.replacement else ""
            scope = mark.scope or "-"
            found.append(f"{name}:{mark.line} {scope} {mark.category}{doubt}{advice}")
    assert sorted(found) == sorted(case.deprecations)


@pytest.mark.parametrize("case", CASES, ids=IDENTIFIERS)
def test_uses_are_as_expected(case: Case) -> None:
    """Every use site of the case, counted once, and no other."""
    if case.uses is None:
        return
    found = [
        f"{site.path} by {site.importer}:{site.line} {site.kind}"
        for site in find_uses(build_case(case))
    ]
    assert sorted(found) == sorted(case.uses)


@pytest.mark.parametrize("case", RUNNABLE, ids=[case.name for case in RUNNABLE])
def test_python_confirms_the_expectation(case: Case, tmp_path: Path) -> None:
    """Python itself finds the expected object behind each path and loads what we say it loads."""
    write_case(case, tmp_path)
    codebase = build_case(case)
    answer = ask_python(case, tmp_path)
    assert {path: wrong for path, wrong in answer["paths"].items() if wrong} == {}
    for module, loaded in answer["loads"].items():
        if loaded is not None and codebase.index.is_first_party(module):
            ours = {name for name in loaded if codebase.index.is_first_party(name)}
            assert _loaded_with(codebase, module, certain=True) <= ours, module
            possible = _loaded_with(codebase, module) | _handed_out_lazily(codebase)
            assert case.loads_more or ours <= possible, module


def _loaded_with(codebase: Codebase, module: str, *, certain: bool = False) -> set[str]:
    """The modules that importing `module` loads by our load-time view; with `certain`, without
    those that depend on a condition."""
    graph = codebase.graph.view(View.LOAD_TIME)
    pending, seen = [module], set()
    while pending:
        name = pending.pop()
        if not name or name in seen:
            continue
        seen.add(name)
        pending.append(name.rpartition(".")[0])
        for _, imported, statements in graph.out_edges(name, data="imports"):
            kinds = [set(item.kinds) for item in statements]
            if not certain or any(not found & UNCERTAIN for found in kinds):
                pending.append(imported)
    return {name for name in seen if codebase.index.module(name) is not None}


def _handed_out_lazily(codebase: Codebase) -> set[str]:
    """Modules behind names of a `__getattr__`: loaded when an import asks for the name."""
    found = set()
    for name in codebase.index.names:
        facts = codebase.index.facts(name)
        for entry in facts.lazy.entries if facts is not None and facts.lazy is not None else ():
            for outcome in codebase.symbols.member(name, entry.name):
                owner = outcome.definition.module if outcome.definition else outcome.path
                while owner:
                    found.add(owner)
                    owner = owner.rpartition(".")[0]
    return found


def test_stored_scores_are_of_these_cases() -> None:
    """The stored table of kit and peers is about these cases, has every peer, and the kit is wrong
    in none."""
    stored = json.loads(RESULT.read_text(encoding="utf-8"))
    assert stored["cases"] == len(CASES)
    assert stored["imports"] == sum(len(case.imports or ()) for case in CASES)
    assert stored["paths"] == sum(len(case.paths or ()) for case in CASES)
    assert stored["contradicted"] == []
    assert set(stored["scores"]["statements"]) == {"grimp", "kit", "pydeps", "ruff"}
    assert set(stored["scores"]["definitions"]) == {"griffe", "kit"}
    for tools in stored["scores"].values():
        assert tools["kit"]["wrong"] == []
        assert tools["kit"]["found"] == tools["kit"]["expected"] > 0

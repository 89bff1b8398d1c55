"""mypy's own tests: where names come from, and which imports lead nowhere.

Two readings of the `.test` files in the source distribution. *Names*: the trees that
`semanal-*.test` print hold the full name behind each expression; asked is every dotted text at
module level, or on a module imported in a function, that leads to another module. *Imports*: the
errors that `check-*.test` and `semanal-*.test` expect say which import statements fail; asked is
every import line of every case: fine, no such name, no such module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx

from audit.analysis.uses import find_uses
from audit.graph.codebase import Codebase
from audit.graph.outcomes import CIRCLE
from audit.model.imports import Bucket, ResolvedImport
from benchmarks.external_suites.mypy_test_file import MypyCase, read_mypy_cases
from benchmarks.external_suites.mypy_tree import read_tree
from benchmarks.external_suites.record import Question, SuiteResult
from benchmarks.machine import fetch_source
from tests.worlds.codebases import build_world

__all__ = ["run_mypy_imports", "run_mypy_names"]

RELEASE = "2.4.1"
_SYMBOL = re.compile(r"^    (?P<name>\w+) : Gdef/(?P<kind>\w+) \((?P<full>[\w.]+)\)")
_NO_NAME = re.compile(r'[Mm]odule(?: "[\w.]+")? has no attribute "(?P<name>\w+)"')
_NO_MODULE = re.compile(
    r"Cannot find implementation or library stub for module named|Library stubs not installed for"
)
_DECLARED = "declared by an annotation and never bound: a name for mypy, an ImportError in Python"
_IN_CIRCLE = "names that stand only for each other: mypy tells one of them, we tell all"
_HALF_RUN = "a circle of imports that fails for every entry, by what is bound when: not run here"
_NOT_REACHED = "behind a condition that is false for mypy: not looked into there, read here"
_INCREMENTAL = {"rechecked", "stale", "out2", "delete", "stale2"}


def _folder() -> Path:
    return fetch_source("mypy", RELEASE) / "test-data" / "unit"


def run_mypy_names() -> SuiteResult:
    """Every full name in the trees and symbol tables of `semanal-*.test`."""
    result = SuiteResult(
        name="mypy: names",
        source=f"mypy {RELEASE}, source distribution, test-data/unit/semanal-*.test",
        asks="the full name behind dotted text that leads to another module",
    )
    for path in sorted(_folder().glob("semanal-*.test")):
        for case in read_mypy_cases(path):
            if len(case.files) < 2:
                result.left_out["cases of one file"] += 1
            elif any(file.endswith(".pyi") for file in case.files):
                result.left_out["cases with stub files"] += 1
            else:
                codebase = build_world({name: text.encode() for name, text in case.files.items()})
                result.add(_symbol_questions(case, codebase))
                result.add(_tree_questions(case, codebase))
    return result


def _symbol_questions(case: MypyCase, codebase: Codebase) -> Iterator[Question]:
    module = ""
    for line in case.output.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            module = line.removesuffix(":")
        match = _SYMBOL.match(line)
        if match is not None and codebase.index.module(module) is not None:
            yield _ask(case, codebase, module, match["name"], match["full"])


def _tree_questions(case: MypyCase, codebase: Codebase) -> Iterator[Question]:
    own = set(codebase.index.names)
    uses = {(site.importer, site.line, site.definition) for site in find_uses(codebase)}
    for found in read_tree(case.output):
        home = found.full
        while home and home not in own:
            home = home.rpartition(".")[0]
        itself = found.full == f"{found.module}.{found.chain}"
        if not home or itself or (home == found.module and not found.scope):
            continue
        if found.scope == "function":
            seen = (found.module, found.line, found.full) in uses
            yield Question(
                case=case.name,
                asked=f"{found.module}:{found.line} {found.chain} in a function",
                expected=found.full,
                answered=found.full if seen else "no use found",
                reason="unexplained",
            )
        elif not found.scope:
            yield _ask(case, codebase, found.module, found.chain, found.full)


def _ask(case: MypyCase, codebase: Codebase, module: str, chain: str, full: str) -> Question:
    found = codebase.symbols.local(module, chain)
    return Question(
        case=case.name,
        asked=f"{module}: {chain}",
        expected=full,
        answered=found[0].path if found else "nothing",
        reason="unexplained",
    )


def run_mypy_imports() -> SuiteResult:
    """Every import line of every case with several files: fine, or failing, and how."""
    result = SuiteResult(
        name="mypy: imports",
        source=f"mypy {RELEASE}, source distribution, test-data/unit/check-*, semanal-*.test",
        asks="for each import line: fine, no such name, or no such module",
    )
    folder = _folder()
    provided = {path.stem for path in (folder / "lib-stub").iterdir()} | {"builtins"}
    for path in sorted([*folder.glob("check-*.test"), *folder.glob("semanal-*.test")]):
        for case in read_mypy_cases(path):
            reason = _why_not(case)
            if reason:
                result.left_out[reason] += 1
            else:
                result.add(_import_questions(f"{path.stem}: {case.name}", case, provided))
    return result


def _why_not(case: MypyCase) -> str:
    if len(case.files) < 2:
        return "cases of one file"
    if any(file.endswith(".pyi") for file in case.files):
        return "cases with stub files"
    if case.sections & _INCREMENTAL or any(re.search(r"\.\d$", file) for file in case.files):
        return "cases of several runs"
    if any(not file.endswith(".py") for file in case.files):
        return "cases with configuration or plugins"
    if re.search(r"follow-imports|ignore-missing|namespace|python-version|cmd|always-", case.flags):
        return "cases with options about imports"
    return ""


def _import_questions(name: str, case: MypyCase, provided: set[str]) -> Iterator[Question]:
    codebase = build_world({file: text.encode() for file, text in case.files.items()})
    expected: dict[tuple[str, int], str] = {}
    for file, line, text in case.errors():
        if _NO_MODULE.search(text):
            expected[file, line] = "no such module"
        elif _NO_NAME.search(text):
            expected.setdefault((file, line), "no such name")
    answers: dict[tuple[str, int], tuple[str, ResolvedImport]] = {}
    for item in codebase.imports:
        place = (item.file, item.line)
        if place not in answers or answers[place][0] == "fine":
            answers[place] = (_answer(item, codebase, provided), item)
    for (file, line), (answer, item) in sorted(answers.items(), key=lambda pair: pair[0]):
        content = case.files[file].split("\n")[line - 1]
        if "type: ignore" in content:
            continue
        wanted = expected.get((file, line), "fine")
        yield Question(
            case=name,
            asked=f"{file}:{line} {item.path}",
            expected=wanted,
            answered=answer,
            reason="" if wanted == answer else _reason(case, codebase, item, wanted, answer),
        )


def _answer(item: ResolvedImport, codebase: Codebase, provided: set[str]) -> str:
    if item.bucket is Bucket.THIRD_PARTY:
        return "fine" if item.imported in provided else "no such module"
    if item.bucket is not Bucket.BROKEN:
        return "fine"
    return "no such name" if codebase.index.exists(item.imported) else "no such module"


def _reason(
    case: MypyCase, codebase: Codebase, item: ResolvedImport, wanted: str, answer: str
) -> str:
    """Why mypy and we differ on an import; each reason is checked against the case's text."""
    if (item.guard or item.scope) and answer == "no such module":
        return _NOT_REACHED
    if wanted == "fine" and item.reason == CIRCLE:
        return _IN_CIRCLE
    owner = codebase.index.module(item.imported)
    text = case.files[owner.file] if owner is not None else ""
    declared = rf"^\s*{item.name}\s*:[^=\n]+$"
    if wanted == "fine" and re.search(declared, text, re.MULTILINE):
        return _DECLARED
    if wanted == "no such name" and nx.has_path(codebase.graph.graph, item.imported, item.importer):
        return _HALF_RUN
    return "unexplained"

"""The public edge-truth suite, asked of the kit and of the installed peers.

Run: `python benchmarks/edge_truth.py [--show]`. The cases stand in `tests/cases/*.md`; what they
expect is confirmed first by really importing each of them in a process of its own. Then every
tool is asked the questions that it claims to answer, and no others:

- *statements*: which module (a file) imports which, by import statements of any kind;
- *without typing*: the same, what only type checkers read left out;
- *called*: what is imported by a call or a dotted string (`import_module`, `mock.patch`);
- *import by import*: module, line, target, kinds, bucket and guard of every import;
- *definitions*: where an import path ends, the first candidate (a peer's answer counts when it is
  any of the candidates);
- *absent*: paths that lead nowhere must not be resolved.

A tool is scored on the modules that it can see: grimp and pydeps look into packages that have an
`__init__` file, pydeps into one at a time. An import of a module by itself is no edge; a tool that
crashes on a case has found nothing of it. pydeps counts the packages above an imported module as
imported; those are not held against it. Exit status 1 when the kit is wrong anywhere or Python
contradicts a case.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from audit.model.imports import View
from benchmarks.peer_edges import (
    Edge,
    GriffeReader,
    PeerError,
    grimp_edges,
    peer_versions,
    pydeps_edges,
    ruff_edges,
    statement_edges,
    top_packages,
)
from tests.worlds.case_answers import (
    ask_python,
    build_case,
    import_lines,
    path_line,
    split_path_line,
    write_case,
)
from tests.worlds.case_files import Case, read_cases
from tests.worlds.codebases import module_name

REPOSITORY = Path(__file__).resolve().parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results"
_CALLED = {"dynamic", "string"}
_NO_DEFINITION = {"missing", "open", "external"}
_GRIFFE_KINDS = {"value": "attribute"}
_RUN_TIME_NAMES = ("lazy_names:", "module_replacement:")
_NOT_SCORED = {
    "grimp": "kinds, lines, calls and strings, definitions; modules outside packages",
    "pydeps": "kinds, lines, calls and strings, definitions; modules outside one package",
    "ruff": "kinds, lines, definitions",
    "griffe": "imports as edges; names from outside; names made by a `__getattr__` or an entry in "
    "`sys.modules`; assignments, which it reports as attributes of their own",
}

Answer = set[str]


@dataclass(slots=True)
class Score:
    """How one tool answered one question."""

    cases: int = 0
    expected: int = 0
    found: int = 0
    extra: int = 0
    exact: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def count(self, case: str, expected: Answer, answered: Answer) -> None:
        """One case more."""
        self.cases += 1
        self.expected += len(expected)
        self.found += len(expected & answered)
        self.extra += len(answered - expected)
        self.exact += expected == answered
        self.wrong += [f"{case}: missed {text}" for text in sorted(expected - answered)]
        self.wrong += [f"{case}: extra {text}" for text in sorted(answered - expected)]


Scores = dict[str, dict[str, Score]]


def main() -> int:
    """Confirm, ask, print the table, write the results."""
    parser = argparse.ArgumentParser(description="The edge-truth suite, kit and peers.")
    parser.add_argument("--show", action="store_true", help="print every wrong answer")
    show = parser.parse_args().show
    versions = peer_versions()
    cases = read_cases(REPOSITORY / "tests" / "cases")
    scores: Scores = defaultdict(lambda: defaultdict(Score))
    confirmed, contradicted = 0, []
    for case in cases:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_case(case, folder)
            if not case.not_run:
                wrong = [text for text in ask_python(case, folder)["paths"].values() if text]
                confirmed += not wrong
                contradicted += [f"{case.name}: {text}" for text in wrong]
            score_case(case, folder, versions, scores)
    document = build_document(cases, scores, versions, confirmed, contradicted)
    write_results(document, RESULTS)
    print(render_table(document))
    if show:
        for question, tools in scores.items():
            for tool, score in tools.items():
                print("\n".join(f"{question}, {tool}: {text}" for text in score.wrong))
    kit_is_wrong = any(tools["kit"].wrong for tools in scores.values())
    return int(bool(contradicted) or kit_is_wrong)


def score_case(case: Case, folder: Path, versions: dict[str, str], scores: Scores) -> None:
    """Every question of one case, of every installed tool that answers it."""
    installed = {tool for tool, text in versions.items() if text != "not installed"} | {"kit"}
    for question, tool, expected, answer in list_questions(case, folder):
        if tool not in installed:
            continue
        score = scores[question][tool]
        try:
            score.count(case.name, expected, answer())
        except PeerError as error:
            score.count(case.name, expected, set())
            score.failed.append(f"{case.name}: {error}")


Question = tuple[str, str, Answer, Callable[[], Answer]]


def list_questions(case: Case, folder: Path) -> Iterator[Question]:
    """(question, tool, expected, how to ask) for what the case says."""
    if case.imports is not None:
        yield from _edge_questions(case, folder)
        lines = set(case.imports)
        yield "import by import", "kit", lines, lambda: set(import_lines(build_case(case)))
    if case.paths is not None:
        yield from _path_questions(case, folder)


def _edge_questions(case: Case, folder: Path) -> Iterator[Question]:
    modules = set(map(module_name, case.files))
    read = [_read_line(line) for line in case.imports or ()]
    rows = [row for row in read if row is not None and row[0][1] in modules]
    stated = {edge for edge, kinds in rows if not kinds & _CALLED}
    at_run = {edge for edge, kinds in rows if not kinds & (_CALLED | {"typing"})}
    called = {edge for edge, kinds in rows if kinds & _CALLED} - stated
    codebase = build_case(case)
    every = set(codebase.graph.view(View.CONCEPTUAL).edges)
    ours, running = statement_edges(codebase), statement_edges(codebase, View.RUN_TIME)
    tops = top_packages(folder)

    def inside(edges: Iterable[Edge], packages: list[str] | None = None) -> Answer:
        return {
            f"{importer} -> {imported}"
            for importer, imported in edges
            if importer != imported
            and (packages is None or {_top(importer), _top(imported)} <= set(packages))
        }

    yield "statements", "kit", inside(stated), lambda: inside(ours)
    yield "statements", "ruff", inside(stated), lambda: inside(ruff_edges(folder))
    yield "without typing", "kit", inside(at_run), lambda: inside(running)
    lean = ("without typing", "ruff", inside(at_run))
    yield *lean, lambda: inside(ruff_edges(folder, typing=False))
    if called:
        yield "called", "kit", inside(called), lambda: inside(every - ours)
        strings = ruff_edges(folder, strings=True) - ruff_edges(folder)
        yield "called", "ruff", inside(called), lambda: inside(strings)
    if tops:
        all_of_it = ("statements", "grimp", inside(stated, tops))
        yield *all_of_it, lambda: inside(grimp_edges(folder, tops)[0], tops)
        lean = ("without typing", "grimp", inside(at_run, tops))
        yield *lean, lambda: inside(grimp_edges(folder, tops, typing=False)[0], tops)
    if len(tops) == 1:
        expected = inside(stated, tops)
        yield "statements", "pydeps", expected, lambda: _ask_pydeps(folder, tops[0], expected)


def _read_line(line: str) -> tuple[Edge, set[str]] | None:
    """Edge and kinds of an expected import, None when it does not lead to a module of the case."""
    place, _, rest = line.partition(" -> ")
    imported, _, kinds = rest.partition(": ")
    # Where a name is broken or cannot be seen, its module is loaded all the same.
    words = re.sub(r" \((broken|unresolvable)\)$", "", kinds.partition(" when ")[0])
    if "(" in words:
        return None
    return (place.rpartition(":")[0], imported), set(words.split())


def _ask_pydeps(folder: Path, package: str, expected: Answer) -> Answer:
    found, _ = pydeps_edges(folder, package)
    implied = {above for text in expected for above in _above(text)} - expected
    return {f"{importer} -> {imported}" for importer, imported in found} - implied


def _above(edge: str) -> set[str]:
    """The packages above the imported module, as edges from the same importer."""
    importer, _, imported = edge.partition(" -> ")
    parts = imported.split(".")
    return {f"{importer} -> {'.'.join(parts[:end])}" for end in range(1, len(parts))}


def _path_questions(case: Case, folder: Path) -> Iterator[Question]:
    codebase = build_case(case)
    reader: list[GriffeReader] = []

    def ask_griffe(path: str) -> tuple[str, str] | None:
        if not reader:
            tops = sorted({file.partition("/")[0].removesuffix(".py") for file in case.files})
            reader.append(GriffeReader(folder, tops))
        return reader[0].find_home(path)

    def griffe_says(path: str, wanted: tuple[tuple[str, str], ...]) -> Answer:
        found = ask_griffe(path)
        texts = {(_GRIFFE_KINDS.get(kind, kind), target) for kind, target in wanted}
        right = f"{path} -> {' '.join(wanted[0])}"
        return {right if found in texts else f"{path} -> {' '.join(found or ('nothing',))}"}

    for line in case.paths or ():
        path, wanted = split_path_line(line)
        _, ours = split_path_line(path_line(codebase, path))
        expected = {f"{path} -> {' '.join(wanted[0])}".strip()}
        answered = {f"{path} -> {' '.join(ours[0])}".strip()}
        kinds = {kind for kind, _ in wanted}
        if kinds == {"missing"}:
            yield "absent", "kit", expected, _constant(answered)
            found = ask_griffe(path)
            theirs = expected if found is None else {f"{path} -> {' '.join(found)}"}
            yield "absent", "griffe", expected, _constant(theirs)
            continue
        yield "definitions", "kit", expected, _constant(answered)
        claimed = not kinds & _NO_DEFINITION and not case.name.startswith(_RUN_TIME_NAMES)
        if claimed and ask_griffe(path) != ("attribute", path):
            yield "definitions", "griffe", expected, _constant(griffe_says(path, wanted))


def _constant(answer: Answer) -> Callable[[], Answer]:
    return lambda: answer


def _top(module: str) -> str:
    return module.partition(".")[0]


def build_document(
    cases: list[Case],
    scores: Scores,
    versions: dict[str, str],
    confirmed: int,
    contradicted: list[str],
) -> dict[str, object]:
    """The results as they are stored: what was looked at, then every tool's figures."""
    return {
        "cases": len(cases),
        "cases_with_imports": sum(case.imports is not None for case in cases),
        "cases_with_paths": sum(case.paths is not None for case in cases),
        "imports": sum(len(case.imports or ()) for case in cases),
        "paths": sum(len(case.paths or ()) for case in cases),
        "confirmed_by_importing": confirmed,
        "not_run": sum(bool(case.not_run) for case in cases),
        "contradicted": contradicted,
        "versions": versions,
        "not_scored": _NOT_SCORED,
        "scores": {
            question: {
                tool: {
                    "asked": score.cases,
                    "expected": score.expected,
                    "found": score.found,
                    "missed": score.expected - score.found,
                    "extra": score.extra,
                    "exact": score.exact,
                    "wrong": score.wrong,
                    "failed": score.failed,
                }
                for tool, score in sorted(tools.items())
            }
            for question, tools in sorted(scores.items())
        },
    }


def write_results(document: dict[str, object], folder: Path) -> None:
    """The document as JSON, its table as Markdown."""
    folder.mkdir(exist_ok=True)
    text = json.dumps(document, indent=2, sort_keys=True) + "\n"
    (folder / "edge_truth.json").write_text(text, encoding="utf-8")
    (folder / "edge_truth.md").write_text(render_table(document), encoding="utf-8")


def render_table(document: dict[str, object]) -> str:
    """One line for each question and tool; a peer that was not asked is named below."""
    lines = [
        f"{document['cases']} cases, {document['imports']} imports, {document['paths']} paths; "
        f"{document['confirmed_by_importing']} cases confirmed by importing them, "
        f"{document['not_run']} cannot be run.",
        "",
        "| question | tool | asked | expected | found | missed | extra | all right |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    scores, versions = document["scores"], document["versions"]
    assert isinstance(scores, dict)  # noqa: S101 - our own document
    assert isinstance(versions, dict)  # noqa: S101
    for question, tools in scores.items():
        for tool, row in tools.items():
            figures = ("asked", "expected", "found", "missed", "extra", "exact")
            cells = " | ".join(str(row[name]) for name in figures)
            name = f"{tool} {versions[tool]}" if tool in versions else tool
            lines.append(f"| {question} | {name} | {cells} |")
    lines += ["", "Not scored, because not claimed:", ""]
    lines += [f"- {tool}: {text}" for tool, text in _NOT_SCORED.items()]
    missing = [tool for tool, text in versions.items() if text == "not installed"]
    lines += [f"- {tool}: not installed, not asked" for tool in missing]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

"""jedi's completion tests: where a name under the cursor leads.

Read are the goto cases (`#! [...]` above a line) of `test/completion`. Asked is a dotted text at
module level, or a name in an import statement. jedi names the next hop; we name the end and the
chain. So an answer agrees when what jedi describes lies on our chain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.graph.codebase import Codebase
from audit.graph.outcomes import Outcome
from audit.model.facts import BindingFact
from benchmarks.external_suites.record import Question, SuiteResult
from benchmarks.machine import fetch_source
from tests.worlds.codebases import build_world

__all__ = ["RELEASE", "imported_path", "run_jedi"]

RELEASE = "0.20.1"
_GOTO = re.compile(r"^(?P<indent>\s*)#! (?:(?P<column>\d+) )?(?P<expected>\[.*\])\s*$")
_CHAIN = re.compile(r"[A-Za-z_][\w.]*$")
_FROM = re.compile(r"^from (?P<module>[\w.]*) import \(?(?P<names>[^()#]*)")
_IMPORT = re.compile(r"^import (?P<module>[\w.]+)$")
_INSTANCE = "an attribute of an instance: that takes type inference, which we do not claim"
_STUB = "the name stands in a stub file: those are not read"
_CLASS_LINE = "the same attribute; we place it at its class, jedi at its own line"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    module: str
    line: int
    path: str = ""
    chain: str = ""


def run_jedi() -> SuiteResult:
    """Every goto case that asks about a name at module level."""
    result = SuiteResult(
        name="jedi: goto",
        source=f"jedi {RELEASE}, source distribution, test/completion/*.py",
        asks="what a name at module level, or in an import statement, leads to",
    )
    folder = fetch_source("jedi", RELEASE) / "test"
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for root in (folder / "completion", folder)
        for path in sorted((folder / "completion").rglob("*.py"))
    }
    codebase = build_world(files)
    for path in sorted((folder / "completion").glob("*.py")):
        lines = path.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines):
            match = _GOTO.match(line)
            if match is None:
                continue
            cursor, reason = _cursor(f"completion.{path.stem}", lines, number, match)
            if cursor is None:
                result.left_out[reason] += 1
                continue
            expected = ast.literal_eval(match["expected"])
            result.add((_ask(codebase, folder, f"{path.name}:{number + 1}", cursor, expected),))
    return result


def _cursor(
    module: str, lines: list[str], number: int, match: re.Match[str]
) -> tuple[_Cursor | None, str]:
    """What stands under the cursor, or None and why it is not asked."""
    text = lines[number + 1]
    if match["indent"] or text[:1].isspace():
        return None, "inside a function, class or block"
    end = int(match["column"]) if match["column"] else len(text)
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    before = text[:end].rstrip()
    line = number + (3 if ";" in text else 2)  # behind a `;` the line has bound names already
    if text.startswith(("import ", "from ")):
        path = imported_path(before, module)
        if path:
            return _Cursor(module=module, line=line, path=path), ""
        return None, "an import statement that is not finished"
    chain = _CHAIN.search(before)
    if chain is None or before[: chain.start()].rstrip().endswith((")", "]", ".", "def", "for")):
        return None, "no plain dotted name"
    if re.match(r"=[^=]", text[end:]) and "(" in before:
        return None, "the name of a keyword argument"
    if re.match(r"(class|def|for|with)\b|@", text):
        return None, "a parameter, decorator or definition, not a path"
    assigned = before == chain.group() and re.match(r"\s*=[^=]", text[end:])
    if assigned:
        return None, "the target of an assignment"
    return _Cursor(module=module, line=line, chain=chain.group()), ""


def imported_path(before: str, module: str) -> str:
    """The absolute path that an import statement up to the cursor names."""
    match = _IMPORT.match(before)
    if match is not None:
        return match["module"]
    match = _FROM.match(before)
    if match is None:
        return before.removeprefix("from ") if " import " not in f"{before} " else ""
    name = match["names"].split(",")[-1].strip()
    level = len(match["module"]) - len(match["module"].lstrip("."))
    base = module.split(".")[:-level] if level else []
    return ".".join([*base, match["module"].lstrip("."), name]).replace("..", ".")


def _ask(
    codebase: Codebase, folder: Path, case: str, cursor: _Cursor, expected: list[str]
) -> Question:
    if cursor.path:
        found = codebase.symbols.follow(cursor.path)
    else:
        root = cursor.chain.partition(".")[0]
        bound = _bindings(codebase, cursor, cursor.module, root)
        line = cursor.line
        found = codebase.symbols.local(cursor.module, cursor.chain, line=line) if bound else ()
    described = [
        text for outcome in found for text in _descriptions(codebase, folder, cursor, outcome)
    ]
    wanted = " | ".join(sorted(expected))
    agrees = all(text in described for text in expected) if expected else not described
    return Question(
        case=case,
        asked=cursor.path or cursor.chain,
        expected=wanted,
        answered=wanted if agrees else " | ".join(dict.fromkeys(described)) or "nothing",
        reason="" if agrees else _reason(codebase, cursor, found),
    )


def _bindings(
    codebase: Codebase, cursor: _Cursor, module: str, name: str
) -> list[tuple[int, BindingFact]]:
    """Bindings of a name, in the cursor's own module as they stand at its line."""
    namespaces = codebase.symbols.namespaces
    before = namespaces.position_of_line(module, cursor.line) if module == cursor.module else None
    return namespaces.positioned_bindings(module, name, before)


def _reason(codebase: Codebase, cursor: _Cursor, found: tuple[Outcome, ...]) -> str:
    """Why jedi names something else."""
    root = codebase.symbols.local(cursor.module, cursor.chain.partition(".")[0], line=cursor.line)
    ends = [outcome.definition for outcome in root if outcome.definition is not None]
    if "." in cursor.chain and any(end.kind == "value" for end in ends):
        return _INSTANCE
    if cursor.module.endswith(".stubs"):
        return _STUB
    attribute = found[0].definition if found else None
    if attribute is not None and attribute.kind == "value" and "." in attribute.qualname:
        return _CLASS_LINE
    return "unexplained"


def _descriptions(
    codebase: Codebase, folder: Path, cursor: _Cursor, outcome: Outcome
) -> Iterator[str]:
    """What jedi would call each hop of the chain, the end last."""
    for hop in (*outcome.chain, outcome.path):
        module, _, name = hop.rpartition(".")
        if codebase.index.exists(hop) or outcome.kind == "external":
            yield f"module {name}"
        owner = codebase.index.module(module)
        for _, binding in _bindings(codebase, cursor, module, name) if owner is not None else ():
            if owner is not None:
                yield _source_line(folder, owner.file, binding.line)
    definition = outcome.definition
    if definition is not None:
        word = {"class": "class", "function": "def"}.get(definition.kind)
        if word:
            yield f"{word} {definition.qualname.rpartition('.')[2]}"
        else:
            yield _source_line(folder, definition.file, definition.line)


def _source_line(folder: Path, file: str, line: int) -> str:
    place = folder / file if (folder / file).is_file() else folder / "completion" / file
    text = place.read_text(encoding="utf-8").split("\n")[line - 1].strip()
    return text.partition(";")[0].partition("  #")[0]

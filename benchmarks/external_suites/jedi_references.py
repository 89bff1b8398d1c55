"""jedi's reference tests: places in several files that mean one thing.

A row `#< (line, column), ('module', line, column), …` of `test/completion/usages.py` lists every
place of the name under it. Read are the rows that lead into other files; asked is what each place
means, and expected is what the row's own name means.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from audit.graph.codebase import Codebase
from benchmarks.external_suites.jedi_suite import RELEASE, imported_path
from benchmarks.external_suites.record import Question, SuiteResult
from benchmarks.machine import fetch_source
from tests.worlds.codebases import build_world

__all__ = ["run_jedi_references"]

_ROW = re.compile(r"^\s*#< (?:(\d+) )?(?P<places>.*\('.*)$")
# Relative imports need the package, absolute ones begin in it: each file is there under two names.
_ABOVE = "completion."
_IDENTIFIER = re.compile(r"\w+")
_CHAIN = re.compile(r"[A-Za-z_][\w.]*$")


def run_jedi_references() -> SuiteResult:
    """Every place of every row that leads into another file of the suite."""
    result = SuiteResult(
        name="jedi: references",
        source=f"jedi {RELEASE}, source distribution, test/completion/usages.py",
        asks="what each place of a row means: the same as all others",
    )
    folder = fetch_source("jedi", RELEASE) / "test" / "completion"
    codebase = build_world(
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for root in (folder, folder.parent)
            for path in sorted(folder.rglob("*.py"))
        }
    )
    lines = (folder / "usages.py").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        match = _ROW.match(line)
        if match is None:
            continue
        if "stub" in match["places"] or "..." in match["places"]:
            result.left_out["rows about stub files or the standard library"] += 1
            continue
        places = [_place(found, number) for found in ast.literal_eval(f"[{match['places']}]")]
        if any(codebase.index.module(module) is None for module, _, _ in places):
            result.left_out["rows about modules that are not there"] += 1
            continue
        meanings = {
            place: _meaning(codebase, folder, place).removeprefix(_ABOVE) for place in places
        }
        most = max(sorted(set(meanings.values())), key=list(meanings.values()).count)
        result.add(
            Question(
                case=f"usages.py:{number}",
                asked=f"{module}:{row}:{column}",
                expected=most,
                answered=meaning,
                reason="unexplained",
            )
            for (module, row, column), meaning in meanings.items()
        )
    return result


def _place(found: tuple[object, ...], number: int) -> tuple[str, int, int]:
    """Module, line and column; a place without a module counts from the line below its row."""
    if len(found) == 3:
        return str(found[0]), int(str(found[1])), int(str(found[2]))
    return "usages", number + 1 + int(str(found[0])), int(str(found[1]))


def _meaning(codebase: Codebase, folder: Path, place: tuple[str, int, int]) -> str:
    """The full path of what stands there; the beginning of a file is the module itself."""
    module, row, column = place
    if (row, column) == (1, 0):
        return module
    module = _ABOVE + module
    owner = codebase.index.module(module)
    if owner is None:
        return "nothing"
    text = (folder.parent / owner.file).read_text(encoding="utf-8").split("\n")[row - 1]
    word = _IDENTIFIER.match(text, column)
    before = text[: word.end() if word is not None else column]
    if text.startswith(("import ", "from ")):
        return codebase.symbols.follow(imported_path(before, module))[0].path
    chain = _CHAIN.search(before)
    if chain is None:
        return "nothing"
    found = codebase.symbols.local(module, chain.group())
    if not found:  # inside a function: what it imports
        found = codebase.symbols.follow(chain.group())
    return found[0].path

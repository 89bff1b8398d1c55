"""What the kit, and Python itself, answer to a case that is written as Markdown."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from audit.graph.codebase import Codebase
from audit.graph.outcomes import Outcome
from audit.model.imports import Bucket
from tests.worlds.case_files import Case
from tests.worlds.codebases import build_world, module_name

__all__ = ["ask_python", "build_case", "import_lines", "path_line", "split_path_line", "write_case"]

_PROBE = Path(__file__).parents[1] / "oracles" / "edge_probe.py"


def build_case(case: Case) -> Codebase:
    """The case as a codebase."""
    return build_world({file: text.encode() for file, text in case.files.items()})


def write_case(case: Case, folder: Path) -> None:
    """The files of the case on disk."""
    for file, text in case.files.items():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def import_lines(codebase: Codebase) -> list[str]:
    """Every import as the cases write it, in order."""
    found = []
    for item in codebase.imports:
        bucket = "" if item.bucket is Bucket.FIRST_PARTY else f" ({item.bucket})"
        guard = f" when {item.guard}" if item.guard else ""
        kinds = " ".join(item.kinds)
        found.append(f"{item.importer}:{item.line} -> {item.imported}: {kinds}{bucket}{guard}")
    return found


def path_line(codebase: Codebase, path: str) -> str:
    """What an import path ends in as the cases write it: all candidates, the likeliest first."""
    answered = " | ".join(_outcome_text(outcome) for outcome in codebase.symbols.follow(path))
    return f"{path} -> {answered}"


def _outcome_text(outcome: Outcome) -> str:
    if outcome.kind == "missing":
        return "open" if outcome.open else "missing"
    kind = outcome.definition.kind if outcome.definition is not None else outcome.kind
    return f"{kind} {outcome.path}"


def split_path_line(line: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The path of a line and its expected candidates as (kind, target); "" where none is named."""
    path, _, expected = line.partition(" -> ")
    parts = [text.partition(" (")[0].partition(" ") for text in expected.split(" | ")]
    return path, tuple((kind, target) for kind, _, target in parts)


def ask_python(case: Case, folder: Path) -> dict[str, Any]:
    """What really happens when the case, written to `folder`, is imported in a process of its own:
    `loads` and `paths` of the probe."""
    modules = [module_name(file) for file in case.files]
    paths = [line.split(" -> ", 1) for line in case.paths or ()]
    run = subprocess.run(
        [sys.executable, "-I", str(_PROBE)],
        input=json.dumps({"folder": str(folder), "modules": modules, "paths": paths}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer

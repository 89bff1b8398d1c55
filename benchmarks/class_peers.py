"""Clone finders as peers: run as a subprocess on a folder, their line ranges scored as classes.

A pair of classes is found when one reported pair of places covers at least 70 % of the lines of
each. pyscn and jscpd run with their defaults; a tool that is not installed is left out, with a
message. Time is CPU time of the process and its children, memory its largest resident set.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]

__all__ = ["COVERED", "Run", "Span", "covers", "find_peers", "score_tree"]

COVERED = 0.70
Span = tuple[str, int, int]
"""File, first and last line."""

_KIT = """
import json, sys
from pathlib import Path
sys.path[:0] = [{repository!r}, {benchmarks!r}]
from class_peers import list_kit_pairs
print(json.dumps(list_kit_pairs(Path({folder!r}))))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one tool reported on a folder: pairs of places, CPU seconds, peak memory."""

    pairs: list[tuple[Span, Span]]
    seconds: float
    megabytes: float


Tool = Callable[[Path], Run]


def find_peers(*, pyscn: str, jscpd: str) -> dict[str, Tool]:
    """The kit and the peers that are installed, by name."""
    tools: dict[str, Tool] = {"kit": _run_kit}
    for name, command, runner in (("pyscn", pyscn, _run_pyscn), ("jscpd", jscpd, _run_jscpd)):
        if shutil.which(shlex.split(command)[0]):
            tools[name] = partial(runner, command)
        else:
            print(f"{name} is not installed: skipped", file=sys.stderr)
    return tools


def covers(span: Span, wanted: Span) -> bool:
    """Whether a place covers at least 70 % of the lines of another."""
    file, first, last = wanted
    shared = min(span[2], last) - max(span[1], first) + 1
    return span[0] == file and shared >= COVERED * (last - first + 1)


# In a small process of its own: a child of a large one counts its parent's memory as its own.
_WATCH = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:], stderr=subprocess.DEVNULL)
_, _, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as stream:
    stream.write(f"{usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024}")
"""


def _measure(arguments: Sequence[str], folder: Path) -> tuple[bytes, float, float]:
    """Output, CPU seconds and megabytes of a process."""
    with tempfile.NamedTemporaryFile("r") as figures:
        watch = [sys.executable, "-S", "-E", "-c", _WATCH, figures.name, *arguments]
        output = subprocess.run(watch, cwd=folder, stdout=subprocess.PIPE, check=True).stdout
        seconds, megabytes = map(float, figures.read().split())
        return output, seconds, megabytes


def _run_kit(folder: Path) -> Run:
    script = _KIT.format(
        repository=str(REPOSITORY),
        benchmarks=str(REPOSITORY / "benchmarks"),
        folder=str(folder),
    )
    output, seconds, megabytes = _measure([sys.executable, "-c", script], folder)
    pairs = [(_span(*one), _span(*other)) for one, other in json.loads(output)]
    return Run(pairs=pairs, seconds=seconds, megabytes=megabytes)


def _span(file: str, first: int, last: int) -> Span:
    return file, first, last


def list_kit_pairs(folder: Path) -> list[tuple[Span, Span]]:
    """Pairs of members of one family that claims something, read and judged from scratch."""
    from audit.analysis.class_records import build_class_records  # noqa: PLC0415
    from audit.analysis.families.build import build_families  # noqa: PLC0415
    from audit.extraction.extract import extract_facts  # noqa: PLC0415
    from audit.graph.codebase import build_codebase  # noqa: PLC0415
    from audit.model.families import Verdict  # noqa: PLC0415
    from audit.sources.locate import open_source  # noqa: PLC0415
    from audit.sources.roots import find_roots, place_modules  # noqa: PLC0415

    source = open_source(str(folder))
    places = place_modules(source.tree, find_roots(source), ())
    facts = {file.blob: extract_facts(source.read(file), file.blob) for file in source.tree.files}
    families = build_families(build_class_records(build_codebase(places, facts)), uses={})
    return [
        ((one.file, one.line, one.end_line), (other.file, other.line, other.end_line))
        for family in families
        if family.verdict not in (Verdict.POLYMORPHISM, Verdict.UNRELATED)
        for one, other in combinations(family.members, 2)
    ]


def _run_pyscn(command: str, folder: Path) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        arguments = [
            *shlex.split(command),
            *("analyze", "--select", "clones", "--json", "--no-open", "-o", str(report), "."),
        ]
        _, seconds, megabytes = _measure(arguments, folder)
        content = json.loads(report.read_text()) if report.exists() else {}
    clones = content.get("clone") or {}
    places = [(p["clone1"], p["clone2"]) for p in clones.get("clone_pairs") or ()]
    for group in clones.get("clone_groups") or ():
        places += combinations(group["clones"], 2)
    pairs = [(_pyscn_span(one), _pyscn_span(other)) for one, other in places]
    return Run(pairs=pairs, seconds=seconds, megabytes=megabytes)


def _pyscn_span(place: Mapping[str, Any]) -> Span:
    where = place["location"]
    file = os.path.normpath(where["file_path"])
    return file, where["start_line"], where["end_line"]


def _run_jscpd(command: str, folder: Path) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        arguments = [
            *shlex.split(command),
            *("--reporters", "json", "--output", scratch, "--silent", "--format", "python", "."),
        ]
        _, seconds, megabytes = _measure(arguments, folder)
        report = Path(scratch) / "jscpd-report.json"
        content = json.loads(report.read_text()) if report.exists() else {}
    pairs = [
        (_jscpd_span(each["firstFile"]), _jscpd_span(each["secondFile"]))
        for each in content.get("duplicates", ())
    ]
    return Run(pairs=pairs, seconds=seconds, megabytes=megabytes)


def _jscpd_span(place: Mapping[str, Any]) -> Span:
    return os.path.normpath(place["name"]), place["start"], place["end"]


def count_hits(pairs: Iterable[tuple[Span, Span]], wanted: Sequence[tuple[Span, Span]]) -> int:
    """How many wanted pairs are covered by a reported one, in either order."""
    by_file: dict[tuple[str, str], list[tuple[Span, Span]]] = defaultdict(list)
    for one, other in pairs:
        by_file[one[0], other[0]].append((one, other))
        by_file[other[0], one[0]].append((other, one))
    return sum(
        any(covers(one, left) and covers(other, right) for one, other in by_file[left[0], right[0]])
        for left, right in wanted
    )


def score_tree(
    pairs: Sequence[tuple[str, str]], tools: Mapping[str, Tool]
) -> dict[str, dict[str, Any]]:
    """Hits of each tool on a tree of these pairs of sources, each source in a file of its own.

    The last class of the second source is the one that must be found.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        wanted = []
        for number, (original, mutant) in enumerate(pairs):
            files = (f"originals/o{number:04}.py", f"mutants/m{number:04}.py")
            for name, source in zip(files, (original, mutant), strict=True):
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(source + "\n", encoding="utf-8", errors="replace")
            last = mutant.rstrip("\n").split("\n")
            start = max(i for i, line in enumerate(last, 1) if line.startswith("class "))
            wanted.append(((files[0], 1, len(original.split("\n"))), (files[1], start, len(last))))
        scores = {}
        for name, tool in tools.items():
            run = tool(folder)
            scores[name] = {
                "hits": count_hits(run.pairs, wanted),
                "total": len(wanted),
                "seconds": round(run.seconds, 2),
                "megabytes": round(run.megabytes),
            }
        return scores

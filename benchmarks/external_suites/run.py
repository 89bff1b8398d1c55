"""The tests of other projects, answered by the kit.

Run: `python benchmarks/external_suites/run.py [--show]`. The suites are read from source
distributions that are downloaded by name and pinned version, and from the running Python's own
tests; nothing of them is kept here. Written are `benchmarks/results/external_suites.json`, with
every disagreement and its reason, and a table beside it. Exit status 1 when a disagreement has no
reason, or when a suite could not be read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.external_suites.jedi_references import run_jedi_references
from benchmarks.external_suites.jedi_suite import run_jedi
from benchmarks.external_suites.modulefinder_suite import run_modulefinder
from benchmarks.external_suites.mypy_suite import run_mypy_imports, run_mypy_names
from benchmarks.external_suites.pycg_suite import run_pycg

__all__ = ["render_table"]

RESULTS = Path(__file__).resolve().parents[1] / "results"
SUITES = (
    run_modulefinder,
    run_mypy_names,
    run_mypy_imports,
    run_jedi,
    run_jedi_references,
    run_pycg,
)


def main() -> int:
    """All suites, the table, the result files."""
    parser = argparse.ArgumentParser(description="Other projects' tests, answered by the kit.")
    parser.add_argument("--show", action="store_true", help="print every disagreement")
    show = parser.parse_args().show
    results = [run() for run in SUITES]
    suites = [result.summarise() for result in results]
    text = json.dumps({"suites": suites}, indent=1) + "\n"
    (RESULTS / "external_suites.json").write_text(text, encoding="utf-8")
    table = render_table(suites)
    (RESULTS / "external_suites.md").write_text(table, encoding="utf-8")
    print(table)
    for result in results if show else ():
        for each in result.disagreements():
            print(result.name, each.case, each.asked, each.expected, each.answered, sep=" | ")
    unexplained = any("unexplained" in suite["reasons"] for suite in suites)
    return int(unexplained or any(suite["blocked"] for suite in suites))


def render_table(suites: Sequence[dict[str, Any]]) -> str:
    """One line a suite; then the reasons for disagreement, then what is not asked."""
    lines = ["| suite | cases | questions | agreed | disagreed |", "|---|---:|---:|---:|---:|"]
    for suite in suites:
        cells = " | ".join(f"{suite[key]:,}" for key in ("cases", "questions", "agreed"))
        lines.append(f"| {suite['name']} | {cells} | {suite['disagreed']:,} |")
    lines += ["", "Asked, and where it stands:", ""]
    lines += [f"- {suite['name']}: {suite['asks']} ({suite['source']})" for suite in suites]
    lines += ["", "| suite | disagreements | reason |", "|---|---:|---|"]
    for suite in suites:
        for reason, count in suite["reasons"].items():
            lines.append(f"| {suite['name']} | {count:,} | {reason} |")
    lines += ["", "| suite | not asked | reason |", "|---|---:|---|"]
    for suite in suites:
        for reason, count in suite["left_out"].items():
            lines.append(f"| {suite['name']} | {count:,} | {reason} |")
    lines += [f"\n{each['name']}: blocked, {each['blocked']}" for each in suites if each["blocked"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

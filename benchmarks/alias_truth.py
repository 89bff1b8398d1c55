"""Resolution held against labels that the packages' own authors published.

Run: `python benchmarks/alias_truth.py [FOLDER]`, where FOLDER holds the label files
(`alias_keras_3.15.1.jsonl`, `alias_objectsinv_werkzeug.jsonl`; default: `../shared/benchmarks`
beside the repository). The packages are downloaded by name and pinned version and read as source.

A row is right when both sides resolve to the same definition (file and qualified name). *Different
object* is a false positive, *unresolved* a false negative; rows labelled as not importable must
come back unresolvable. Exit status 1 when any row is wrong.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from audit.analysis.paths import resolve_path
from audit.graph.codebase import Codebase
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.locate import open_source

_FOLDER = Path(__file__).parents[1].parent / "shared" / "benchmarks"
_RESULTS = Path(__file__).parent / "results" / "alias_truth.json"


def _home(codebase: Codebase, path: str) -> tuple[str, str] | None:
    found = resolve_path(codebase, path).definitions
    return (found[0].file, found[0].qualname) if found else None


def score_keras(folder: Path, codebase: Codebase) -> Counter[str]:
    """Rows of (path, defined, importable)."""
    counts: Counter[str] = Counter()
    text = (folder / "alias_keras_3.15.1.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        home = _home(codebase, row["path"])
        if not row["importable"]:
            counts["unresolvable, as labelled" if home is None else "resolved, wrongly"] += 1
        elif home is None:
            counts["unresolved"] += 1
        else:
            same = home == _home(codebase, row["defined"])
            counts["right" if same else "different object"] += 1
    return counts


def score_werkzeug(folder: Path, codebase: Codebase) -> Counter[str]:
    """Rows of names that are one object."""
    counts: Counter[str] = Counter()
    text = (folder / "alias_objectsinv_werkzeug.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        homes = {_home(codebase, name) for name in row["names"]}
        if None in homes:
            counts["unresolved"] += 1
        else:
            counts["right" if len(homes) == 1 else "different object"] += 1
    return counts


def main() -> int:
    """Score both sets, print the counts, write the results file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER)
    folder = parser.parse_args().folder
    results = {}
    for name, package, score in (
        ("keras", "pypi:keras==3.15.1", score_keras),
        ("Werkzeug", "pypi:Werkzeug==2.2.2", score_werkzeug),
    ):
        codebase, _ = read_codebase(open_source(package), Rules())
        counts = score(folder, codebase)
        results[name] = dict(sorted(counts.items()))
        print(f"{name}: {sum(counts.values())} rows", results[name])
    _RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    wrong = ("unresolved", "different object", "resolved, wrongly")
    return int(any(key in counts for counts in results.values() for key in wrong))


if __name__ == "__main__":
    raise SystemExit(main())

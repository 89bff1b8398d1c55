"""Our answers against the objects themselves, for every public class and function path.

    python benchmarks/runtime_identity.py PYTHON PACKAGE... [--show N] [--rows FOLDER]

PYTHON is the interpreter of a throw-away environment in which the packages are installed; they
are imported there, in a process of their own (`runtime_probe.py`), and read here as source.

For each public path the kit names a definition (module, qualified name, file, lines). Three
witnesses are asked:

- *identity*: the object at the path is the object that stands under the definition's own path;
- *code*: files and first lines of the function's code, of the class's own methods, of what a
  wrapper wraps: one of them lies in the definition;
- *name*: `__module__` and `__qualname__` (which are often set by hand) name the definition.

An answer is *right* when most of the witnesses that can speak agree with it (identity decides
between two; a decorated definition needs identity alone), *different object* when they do not,
*unresolved* when the kit has no definition for an object whose code lies in the package, *open*
when it says that the name may exist but cannot be read from source. *Right, as a later candidate*:
a conditional definition keeps every branch, and here another one than the first was taken. Objects
from elsewhere must be called external; compiled ones are not scored, nor are stand-ins for
packages that are not installed here. What we cannot say right is *explained* in a table, line by
line, and counts as neither. Every row that is not right has a class, and the result says how many
rows of which packages are in each; a row without a class makes the exit status 1.

With `--rows`, what was found by importing is kept in the folder and taken from there the next time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from audit.extraction.extract import extract_facts  # noqa: E402
from audit.graph.codebase import Codebase, build_codebase  # noqa: E402
from audit.graph.outcomes import Outcome  # noqa: E402
from audit.model.facts import FileFacts  # noqa: E402
from audit.model.ledger import SymbolDefinition  # noqa: E402
from audit.model.modules import ModulePlace, Zone  # noqa: E402
from benchmarks.runtime_classes import (  # noqa: E402
    EXPLAINED,
    LATER,
    NO_CODE,
    OPEN_CLASSES,
    STAND_IN,
    TIE,
    UNEXPLAINED,
    VALUE,
    Verdict,
)
from benchmarks.runtime_report import build_document, render_tables, summarise  # noqa: E402

RESULTS = REPOSITORY / "benchmarks" / "results" / "runtime_identity.json"
PROBE = REPOSITORY / "benchmarks" / "runtime_probe.py"
COMPILED = (".so", ".pyd")


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("python", help="interpreter in which the packages are installed")
    parser.add_argument("packages", nargs="+", help="top-level import names")
    parser.add_argument("--show", type=int, default=0, help="print so many failures of a package")
    parser.add_argument("--rows", type=Path, help="folder in which what was found is kept")
    parser.add_argument("--out", type=Path, default=RESULTS)
    return parser.parse_args()


def read_installed(site: Path, package: str) -> Codebase:
    """One installed package as a codebase, named from its site folder."""
    places: list[ModulePlace] = []
    facts: dict[str, FileFacts] = {}
    compiled: list[str] = []
    stubs: dict[str, FileFacts] = {}
    folder = site / package
    files = sorted(folder.rglob("*")) if folder.is_dir() else [site / f"{package}.py"]
    for path in files:
        relative = path.relative_to(site).as_posix()
        if path.name == "__init__.pyi":
            stubs[relative.removesuffix("/__init__.pyi").replace("/", ".")] = extract_facts(
                path.read_bytes(), relative
            )
        if path.suffix in COMPILED:
            compiled.append(relative.partition(".")[0].replace("/", "."))
        if path.suffix != ".py" or not path.is_file():
            continue
        content = path.read_bytes()
        blob = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if blob not in facts:
            facts[blob] = extract_facts(content, blob)
        is_package = path.name == "__init__.py"
        name = relative.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")
        places.append(
            ModulePlace(
                name=name,
                file=relative,
                root="",
                zone=Zone.PRODUCTION,
                is_package=is_package,
                blob=blob,
            )
        )
    return build_codebase(places, facts, compiled, stubs)


def probe(
    python: str, package: str, kept: Path | None = None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of one package, and how many modules were and were not imported; from and into the
    folder `kept` where there is one."""
    with tempfile.TemporaryDirectory() as folder:
        output = (kept or Path(folder)) / f"{package}.jsonl"
        if not output.exists():
            subprocess.run(
                [python, "-W", "ignore", str(PROBE), package, str(output)],
                check=False,
                timeout=500,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
    rows = [json.loads(line) for line in lines]
    if not rows or "modules" not in rows[-1]:
        return [], {"modules": 0, "failed": [package]}
    return rows[:-1], rows[-1]


def judge(codebase: Codebase, site: Path, rows: list[dict[str, Any]]) -> Iterator[Verdict]:
    """The verdict on each public path, in order."""
    known = {(row["module"], row["name"]): row["id"] for row in rows}
    for row in rows:
        if row["name"].startswith("_") or row["kind"] == "module":
            continue
        yield _judge_row(codebase, row, known, str(site))


def _judge_row(
    codebase: Codebase, row: dict[str, Any], known: dict[tuple[str, str], int], site: str
) -> Verdict:
    path = f"{row['module']}.{row['name']}"
    outcomes = codebase.symbols.member(row["module"], row["name"])
    best = outcomes[0]
    package = row["module"].partition(".")[0]
    ours = any(file.startswith(f"{site}/{package}/") for file, _ in row["places"])
    first = ":".join(map(str, row["places"][0])).removeprefix(site) if row["places"] else ""
    seen = f"{path}: {best.kind} {best.path} {best.reason} · object {row['object_module']}."
    seen += f"{row['qualname']} {first}"
    if "<locals>.Placeholder" in row["qualname"] or "dummy_" in first:
        return Verdict("not importable here", STAND_IN, seen)
    for pattern, reason in EXPLAINED:
        if re.search(pattern, seen):
            return Verdict("explained", reason, seen)
    verdicts = [_judge_outcome(codebase, row, outcome, known, (site, ours)) for outcome in outcomes]
    verdict, why = verdicts[0]
    if verdict in ("different object", "unresolved") and "right" in [told for told, _ in verdicts]:
        return Verdict("right, as a later candidate", LATER, seen)
    if verdict == "different object" and not ours and "external" in [o.kind for o in outcomes]:
        return Verdict("right, as a later candidate", LATER, seen)
    return Verdict(verdict, why, seen)


def _judge_outcome(
    codebase: Codebase,
    row: dict[str, Any],
    best: Outcome,
    known: dict[tuple[str, str], int],
    where: tuple[str, bool],
) -> tuple[str, str]:
    """The verdict on one candidate, and its class."""
    site, ours = where
    definition = best.definition
    if definition is None:
        return _judge_absence(row, best, ours=ours)
    identity = known.get((definition.module, definition.qualname))
    witnesses: list[bool] = []
    if identity is not None:
        witnesses.append(identity == row["id"])
    if definition.kind == "value":
        if not witnesses:
            return "not scored", VALUE
        return ("right", "") if all(witnesses) else ("different object", UNEXPLAINED)
    if ours:
        witnesses.append(_in_definition(definition, row["places"], site))
    named = (row["object_module"], row["qualname"])
    witnesses.append(named == (definition.module, definition.qualname))
    agree = sum(witnesses)
    if identity is None and agree * 2 == len(witnesses):
        return "not scored", TIE
    wrapped = _is_decorated(codebase, definition) and identity == row["id"]
    right = agree * 2 > len(witnesses) or (len(witnesses) == 2 and witnesses[0]) or wrapped
    return ("right", "") if right else ("different object", UNEXPLAINED)


def _judge_absence(row: dict[str, Any], best: Outcome, *, ours: bool) -> tuple[str, str]:
    """The verdict where the kit names no definition: from elsewhere, open, or not found."""
    if best.kind == "external":
        named = best.path == f"{row['object_module']}.{row['qualname']}"
        right = named or not ours
        return ("external, rightly", "") if right else ("different object", UNEXPLAINED)
    if not row["places"] or "compiled" in best.reason or not ours:
        return "not scored", NO_CODE
    if not best.open:
        return "unresolved", UNEXPLAINED
    classes = (text for pattern, text in OPEN_CLASSES if re.search(pattern, best.reason))
    return "open", next(classes, UNEXPLAINED)


def _in_definition(definition: SymbolDefinition, places: list[list[Any]], site: str) -> bool:
    """Whether some of the code was written there; a function's begins at its first decorator."""
    file, first = f"{site}/{definition.file}", definition.line
    if definition.kind == "function":
        first -= 40
    return any(name == file and first <= line <= definition.end_line for name, line in places)


def _is_decorated(codebase: Codebase, definition: SymbolDefinition) -> bool:
    """Whether decorators may have put another object in the place of what is written."""
    facts = codebase.index.facts(definition.module)
    if facts is None:
        return False
    decorated = {fact.qualname for fact in facts.classes if fact.decorators}
    decorated |= {fact.qualname for fact in facts.functions if fact.decorators}
    return definition.qualname in decorated


def main() -> int:
    """Every package, then the tables and the result files."""
    arguments = read_arguments()
    if arguments.rows is not None:
        arguments.rows.mkdir(parents=True, exist_ok=True)
    where = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    found = subprocess.run(
        [arguments.python, "-c", where], check=True, capture_output=True, text=True
    )
    site = Path(found.stdout.strip()).resolve()
    results: dict[str, Any] = {}
    if arguments.out.exists():
        results = json.loads(arguments.out.read_text(encoding="utf-8"))["packages"]
    for package in arguments.packages:
        rows, summary = probe(arguments.python, package, arguments.rows)
        if not rows:
            print(f"{package}: cannot be imported here")
            continue
        verdicts = list(judge(read_installed(site, package), site, rows))
        for wrong in ("different object", "unresolved", "open"):
            for each in [v for v in verdicts if v.verdict == wrong][: arguments.show]:
                print(f"  {wrong}: {each.text}")
        results[package] = summarise(verdicts, summary)
        print(package, results[package], flush=True)
    document = build_document(results)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    arguments.out.with_suffix(".md").write_text(render_tables(document), encoding="utf-8")
    print("total", document["total"], "scored", document["scored"], document["right_share"])
    return int(any(row["class"] == UNEXPLAINED for row in document["classes"]))


if __name__ == "__main__":
    raise SystemExit(main())

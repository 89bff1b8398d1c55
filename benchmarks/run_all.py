"""Time and memory of the kit beside its peers, on pinned real packages: `make bench`.

Run: `python benchmarks/run_all.py [--runs 3] [--packages NAME…] [--no-peers] [--no-growth]`.
Packages and peers are pinned by name and version and installed once, the peers into an environment
of their own below the user's cache folder. Each command is a process of its own; runs alternate
between the commands, and the first round is a warm-up that is not counted. CPU time and peak memory
are the operating system's account of that process and its children. What is worth quoting are
ratios of medians; the results file has median, least and most of each figure and describes the
machine and how busy it was: wall times of a busy machine say little. Packages that a run leaves out
keep their place in the results file. `seven packages` lie side by side: a tree of four million
lines, for which memory has a limit.

What limits the kit, by profile: in a cold run the walk over syntax trees, which is Python, where
ruff's is native (`audit/extraction/CACHE.md` has the shares); after one changed file the analysis,
which looks at the whole codebase again but for the pairs of classes that stayed; with nothing
changed one look at each file and folder, and Python's start.

The growth curve takes random parts of one package. Its exponent is the slope of log CPU time over
log lines: 1 is linear, and the share of work that does not grow (Python's start) pulls it down.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from machine import describe_machine, fetch_source, fetch_wheel, measure

from audit.cache_folder import find_cache_folder

_RESULTS = Path(__file__).parent / "results"
_BIN = Path(sys.executable).parent
_PEERS = ("pyscn==1.33.0", "jscpd==5.4.2")
_TIME_LIMIT = 600
_GROWTH = (0.125, 0.25, 0.5, 1.0)
_FACTS = """
import sys
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.locate import open_source
codebase, _ = read_codebase(open_source(sys.argv[1]), Rules(), cache=False)
print(len(codebase.imports))
"""
_GRIMP = """
import sys
sys.path.insert(0, sys.argv[1])
import grimp
print(len(grimp.build_graph(sys.argv[2], cache_dir=None).modules))
"""
_GRIFFE = """
import sys
import griffe
loader = griffe.GriffeLoader(search_paths=[sys.argv[1]], allow_inspection=False)
loader.load(sys.argv[2], try_relative_path=False)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A pinned package: where it comes from, and the name of its top-level package."""

    name: str
    version: str
    module: str
    fetch: Callable[[str, str], Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is timed: its name, what of the kit's work it does, its arguments, what goes before."""

    name: str
    does: str
    arguments: list[str]
    accepted: tuple[int, ...] = (0,)
    prepare: Callable[[], None] = lambda: None


_TOGETHER = (
    ("plotly", "5.24.1"),
    ("transformers", "4.49.0"),
    ("sympy", "1.13.3"),
    ("pandas", "2.2.3"),
    ("Sphinx", "8.1.3"),
    ("celery", "5.4.0"),
)


def fetch_together(name: str, version: str) -> Path:
    """A folder with six wheels side by side, as an environment has them, and Django's source among
    them: four million lines."""
    folder = find_cache_folder() / "benchmarks" / f"{name.replace(' ', '-')}-{version}"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory() as scratch:
            for package in _TOGETHER:
                shutil.copytree(fetch_wheel(*package), f"{scratch}/all", dirs_exist_ok=True)
            shutil.copytree(fetch_source("Django", "5.2"), f"{scratch}/all/Django")
            shutil.move(f"{scratch}/all", folder)
    return folder


PACKAGES = (
    Package(name="Django", version="5.2", module="django", fetch=fetch_source),
    Package(name="transformers", version="4.49.0", module="transformers", fetch=fetch_wheel),
    Package(name="plotly", version="5.24.1", module="plotly", fetch=fetch_wheel),
    Package(name="seven packages", version="1", module="transformers", fetch=fetch_together),
)


def install_peers() -> Path:
    """The folder with the programs of peers that are not in the project's own environment."""
    home = find_cache_folder() / "benchmarks" / "peers"
    programs = home / "bin"
    if not (programs / "installed").is_file():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run(
            [str(programs / "python"), "-m", "pip", "install", "--quiet", *_PEERS], check=True
        )
        (programs / "installed").touch()
    return programs


def list_kit_commands(tree: Path, package: Package, scratch: Path) -> tuple[Command, ...]:
    """The kit cold, warm and with one file changed, and ruff, which all ratios are to."""
    cache = scratch / "cache"
    files = sorted((tree / package.module).rglob("*.py"))

    def forget() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def touch() -> None:
        victim = files[len(files) // 2]
        victim.write_bytes(victim.read_bytes() + b"\n")

    snapshot = [str(_BIN / "audit"), "snapshot", str(tree), "--out", str(scratch / "snapshot")]
    return (
        Command(
            name="ruff analyze graph",
            does="file edges",
            arguments=[str(_BIN / "ruff"), "analyze", "graph", str(tree)],
        ),
        Command(
            name="kit: facts and graph",
            does="facts, graph",
            arguments=[sys.executable, "-c", _FACTS, str(tree)],
        ),
        Command(name="kit: snapshot, cold", does="all", arguments=snapshot, prepare=forget),
        Command(name="kit: snapshot, warm", does="all", arguments=snapshot),
        Command(
            name="kit: snapshot, one file changed", does="all", arguments=snapshot, prepare=touch
        ),
    )


def list_peer_commands(tree: Path, package: Package, scratch: Path) -> tuple[Command, ...]:
    """Tools that do a part of the kit's work."""
    peers, python, inner = install_peers(), sys.executable, str(tree / package.module)
    report = ["--reporters", "silent", "--format", "python", "--output", str(scratch / "jscpd")]
    return (
        Command(
            name="grimp",
            does="module edges, package alone",
            arguments=[python, "-c", _GRIMP, str(tree), package.module],
        ),
        Command(
            name="griffe",
            does="definitions, aliases, package alone",
            arguments=[python, "-c", _GRIFFE, str(tree), package.module],
        ),
        Command(
            name="pydeps",
            does="module edges, package alone",
            arguments=[str(_BIN / "pydeps"), "--no-output", "--show-deps", "--no-config", inner],
        ),
        Command(
            name="pyscn",
            does="clones, cycles, package alone",
            arguments=[str(peers / "pyscn"), "analyze", "--json", "--no-open", inner],
            accepted=(0, 1),  # 1: something was found
        ),
        Command(
            name="jscpd",
            does="clones, package alone",
            arguments=[str(peers / "jscpd"), *report, inner],
        ),
    )


def run_package(package: Package, runs: int, *, peers: bool) -> dict[str, object]:
    """Figures of all commands on one package."""
    fetched = package.fetch(package.name, package.version)
    figures: dict[str, list[dict[str, float]]] = {}
    failures: dict[str, str] = {}
    does: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        tree = scratch / "tree"
        shutil.copytree(fetched, tree)
        files = list(tree.rglob("*.py"))
        size = sum(path.read_bytes().count(b"\n") for path in files)
        environment = {**os.environ, "SSOT_AUDIT_CACHE": str(scratch / "cache")}
        commands = list_kit_commands(tree, package, scratch)
        if peers:
            commands += list_peer_commands(tree, package, scratch)
        busy = [os.getloadavg()[0]]
        for turn in range(runs + 1):
            for command in commands:
                if command.name in failures:
                    continue
                does[command.name] = command.does
                command.prepare()
                try:
                    limited = ["timeout", str(_TIME_LIMIT), *command.arguments]
                    figure = measure(
                        limited, environment, folder=scratch, accepted=command.accepted
                    )
                except SystemExit as error:
                    failures[command.name] = str(error).splitlines()[-1][:200]
                    continue
                if turn:
                    figures.setdefault(command.name, []).append(figure)
            busy.append(os.getloadavg()[0])
    return {
        "files": len(files),
        "lines": size,
        "runs": runs,
        "commands": [command.name for command in commands],
        "load_average": {"least": round(min(busy), 1), "most": round(max(busy), 1)},
        "does": does,
        "figures": {command: summarise(rows) for command, rows in figures.items()},
        "failed": failures,
    }


def summarise(rows: list[dict[str, float]]) -> dict[str, float]:
    """Median, least and most of each figure."""
    return {
        f"{key}_{label}": round(choose([row[key] for row in rows]), 3)
        for key in rows[0]
        for label, choose in (("median", statistics.median), ("min", min), ("max", max))
    }


def run_growth(package: Package) -> list[dict[str, float]]:
    """CPU time and memory of a cold snapshot over growing parts of one package."""
    fetched = package.fetch(package.name, package.version)
    paths = sorted(path.relative_to(fetched) for path in fetched.rglob("*.py"))
    random.Random(7).shuffle(paths)  # noqa: S311 - a sample, not a secret
    points = []
    for share in _GROWTH:
        chosen = paths[: int(len(paths) * share)]
        with tempfile.TemporaryDirectory() as name:
            tree = Path(name) / "tree"
            for path in chosen:
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(fetched / path, tree / path)
            environment = {**os.environ, "SSOT_AUDIT_CACHE": str(Path(name) / "cache")}
            command = [str(_BIN / "audit"), "snapshot", str(tree), "--out", str(Path(name) / "s")]
            figure = measure(command, environment, folder=Path(name))
            lines = sum((tree / path).read_bytes().count(b"\n") for path in chosen)
        points.append({"files": len(chosen), "lines": lines, **figure})
    return points


def growth_exponent(points: Sequence[Mapping[str, float]]) -> float:
    """The slope of log CPU time over log lines, by least squares: 1.0 is linear growth."""
    lines = [math.log(point["lines"]) for point in points]
    times = [math.log(point["cpu"]) for point in points]
    return round(statistics.linear_regression(lines, times).slope, 2)


def _tell_ratio(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio >= 0.95 else f"{ratio:.2f}"


def render_table(results: dict[str, dict[str, object]]) -> str:
    """The medians as Markdown, as multiples of ruff's on the same package."""
    lines = ["| package | command | does | CPU s | × ruff | wall s | × ruff | peak MiB |"]
    lines.append("|---|---|---|---:|---:|---:|---:|---:|")
    for package, found in results.items():
        figures = found["figures"]
        assert isinstance(figures, dict)  # noqa: S101 - our own file
        base = figures.get("ruff analyze graph")
        commands = found["commands"]
        assert isinstance(commands, list)  # noqa: S101 - our own file
        for command in filter(figures.__contains__, commands):
            row = figures[command]
            ratios = [
                _tell_ratio(row[key] / base[key]) if base else ""
                for key in ("cpu_median", "wall_median")
            ]
            lines.append(
                f"| {package} | {command} | {found['does'][command]} "  # type: ignore[index]
                f"| {row['cpu_median']:.2f} | {ratios[0]} "
                f"| {row['wall_median']:.2f} | {ratios[1]} | {row['peak_mib_median']:.0f} |"
            )
        for command, reason in found["failed"].items():  # type: ignore[attr-defined]
            lines.append(f"| {package} | {command} | failed: {reason} | | | | | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, write the results as JSON and as a Markdown table, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--packages", nargs="*", default=[package.name for package in PACKAGES])
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-growth", action="store_true")
    options = parser.parse_args()
    target = _RESULTS / "speed.json"
    results = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    results.pop("runs", None)  # told for each package
    results["machine"] = describe_machine()
    packages = results.setdefault("packages", {})
    for package in PACKAGES:
        if package.name in options.packages:
            name = f"{package.name} {package.version}"
            packages[name] = run_package(package, options.runs, peers=not options.no_peers)
    if not options.no_growth:
        package = PACKAGES[1]
        points = run_growth(package)
        results["growth"] = {
            "package": f"{package.name} {package.version}",
            "points": points,
            "exponent": growth_exponent(points),
        }
    _RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=2, sort_keys=True) + "\n"
    target.write_text(text, encoding="utf-8")
    order = [f"{package.name} {package.version}" for package in PACKAGES]
    table = render_table({name: packages[name] for name in order if name in packages})
    (_RESULTS / "speed.md").write_text(table, encoding="utf-8")
    print(table)
    for point in results.get("growth", {}).get("points", ()):
        print(point)
    print(results.get("growth", {}).get("exponent", ""))


if __name__ == "__main__":
    main()

"""Time and memory of a snapshot, side by side with peers, in one run on one machine.

Run: `python benchmarks/speed.py` (about two minutes; `--runs N` for more). Packages are pinned and
downloaded by name into the user's cache folder. Every command is a process of its own; CPU time
is the operating system's account of that process and its children. Runs alternate between the
commands, the first of each is a warm-up that is not counted. What is quoted are medians and
ratios; absolute times are this machine's.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from audit.cache_folder import find_cache_folder

_RESULTS = Path(__file__).parent / "results" / "speed.json"
_BIN = Path(sys.executable).parent
_FACTS = """
import sys
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.locate import open_source
codebase, _ = read_codebase(open_source(sys.argv[1]), Rules(), cache=False)
print(len(codebase.imports))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What is timed: a name, the argument list for a tree, what to do before each run."""

    name: str
    arguments: Callable[[Path], list[str]]
    prepare: Callable[[Path], None] = lambda tree: None


def fetch_source(name: str, version: str) -> Path:
    """The unpacked source distribution of a package, downloaded once."""
    folder = find_cache_folder() / "benchmarks" / f"{name}-{version}"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "pip",
                    "download",
                    "--quiet",
                    "--no-deps",
                    "--no-binary",
                    ":all:",
                    "--dest",
                    scratch,
                    f"{name}=={version}",
                ],
                check=True,
            )
            archive = next(Path(scratch).glob("*.tar.gz"))
            with tarfile.open(archive) as content:
                content.extractall(Path(scratch) / "tree", filter="data")
            folder.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(next((Path(scratch) / "tree").iterdir()), folder)
    return folder


def measure(arguments: list[str], environment: dict[str, str]) -> dict[str, float]:
    """CPU seconds, wall seconds and peak memory (MiB) of one finished process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments[:3]} failed: {done.stderr.decode()[-500:]}")
    return {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "wall": wall,
        "peak_mib": after.ru_maxrss / 1024,
    }


def build_commands(scratch: Path) -> tuple[Command, ...]:
    """The kit cold, warm and with one file changed, and the peers that do comparable work."""
    cache = scratch / "cache"

    def forget(tree: Path) -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def touch(tree: Path) -> None:
        victim = sorted(tree.rglob("*.py"))[len(list(tree.rglob("*.py"))) // 2]
        victim.write_bytes(victim.read_bytes() + b"\n")

    def snapshot(tree: Path) -> list[str]:
        out = scratch / "snapshot"
        return [str(_BIN / "audit"), "snapshot", str(tree), "--out", str(out)]

    return (
        Command(
            name="ruff analyze graph",
            arguments=lambda tree: [str(_BIN / "ruff"), "analyze", "graph", str(tree)],
        ),
        Command(
            name="kit, facts and graph, cold",
            arguments=lambda tree: [sys.executable, "-c", _FACTS, str(tree)],
        ),
        Command(name="kit, snapshot, cold", arguments=snapshot, prepare=forget),
        Command(name="kit, snapshot, warm", arguments=snapshot),
        Command(name="kit, snapshot, one file changed", arguments=snapshot, prepare=touch),
    )


def run_benchmark(tree: Path, runs: int) -> dict[str, dict[str, float]]:
    """Median and range of each command's figures over alternating runs."""
    figures: dict[str, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        copy = scratch / "tree"
        shutil.copytree(tree, copy)
        environment = {**os.environ, "SSOT_AUDIT_CACHE": str(scratch / "cache")}
        for turn in range(runs + 1):
            for command in build_commands(scratch):
                command.prepare(copy)
                figure = measure(command.arguments(copy), environment)
                if turn:
                    figures.setdefault(command.name, []).append(figure)
    return {
        name: {
            f"{key}_{label}": round(choose([run[key] for run in rows]), 3)
            for key in ("cpu", "wall")
            for label, choose in (("median", statistics.median), ("min", min), ("max", max))
        }
        for name, rows in figures.items()
    }


def main() -> None:
    """Measure, print the table, write the results file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    results: dict[str, object] = {
        "machine": {
            "cpus": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
            "architecture": platform.machine(),
        },
        "runs": options.runs,
        "packages": {},
    }
    packages: dict[str, object] = {}
    for name, version in (("Django", "5.2"),):
        tree = fetch_source(name, version)
        files = len(list(tree.rglob("*.py")))
        figures = run_benchmark(tree, options.runs)
        base = figures["ruff analyze graph"]
        print(f"{name} {version}, {files} Python files, {options.runs} runs, medians")
        for command, row in figures.items():
            cpu, wall = row["cpu_median"], row["wall_median"]
            print(
                f"  {command:34} cpu {cpu:7.2f} s ({cpu / base['cpu_median']:5.1f} × ruff)"
                f"  wall {wall:7.2f} s ({wall / base['wall_median']:5.1f} × ruff)"
            )
        packages[f"{name}=={version}"] = {"files": files, "figures": figures}
    results["packages"] = packages
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

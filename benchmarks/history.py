"""Time of `audit history` on a synthetic history, cold, warm and one commit later.

Run: `python benchmarks/history.py [--commits 1400] [--base transformers]`. The history starts from
a pinned package's source and goes on with commits that each change a few modules at random: a
function more, a body edited, an import of the component more or less, a module copied, moved or
removed (seeded). From Django it has a tenth of the commits and blobs that the kit has to master
(14,000 commits, 100,000 distinct Python blobs, 1.9 GB); from transformers, whose files are larger,
a tenth of the bytes, too. With `--releases NAME` a real one instead: releases of a package
committed one after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from machine import describe_machine, fetch_source, fetch_wheel, measure

_RESULTS = Path(__file__).parent / "results" / "history.json"
_BIN = Path(sys.executable).parent
_FIRST_DAY = 1_500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a synthetic history starts from, and whom it follows: a symbol, and imports of it."""

    fetch: Callable[[], Path]
    symbol: str
    uses: tuple[str, ...]


_BASES = {
    "Django": Base(
        fetch=lambda: fetch_source("Django", "5.2"),
        symbol="django.db.models.query.QuerySet",
        uses=(
            "from django.db.models.query import QuerySet\n",
            "from django.db.models import QuerySet\n",
            "from django.db import models\nQUERY = models.QuerySet\n",
        ),
    ),
    "transformers": Base(
        fetch=lambda: fetch_wheel("transformers", "4.49.0"),
        symbol="transformers.modeling_utils.PreTrainedModel",
        uses=(
            "from transformers.modeling_utils import PreTrainedModel\n",
            "from transformers import PreTrainedModel\n",
            "from transformers import modeling_utils\nMODEL = modeling_utils.PreTrainedModel\n",
        ),
    ),
}


class Writer:
    """Feeds `git fast-import` one commit after the other."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "--bare", str(folder)], check=True)
        self._process = subprocess.Popen(
            ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
        )
        self._mark = 0

    def commit(self, changes: dict[str, bytes | None], subject: str, tag: str = "") -> None:
        """One commit on `main`: contents by path, None for a file that goes."""
        self._mark += 1
        author = f"Author {self._mark % 17} <author{self._mark % 17}@example.org>"
        moment = f"{_FIRST_DAY + self._mark * 7200} +0000"
        self._say(f"commit refs/heads/main\nmark :{self._mark}\n")
        self._say(f"author {author} {moment}\ncommitter {author} {moment}\n")
        self._data(subject.encode())
        for path, content in changes.items():
            if content is None:
                self._say(f"D {path}\n")
            else:
                self._say(f"M 100644 inline {path}\n")
                self._data(content)
        if tag:
            self._say(f"reset refs/tags/{tag}\nfrom :{self._mark}\n\n")

    def close(self) -> None:
        """Finish the repository."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.wait():
            raise SystemExit("git fast-import failed")

    def _data(self, content: bytes) -> None:
        self._say(f"data {len(content)}\n", content, b"\n")

    def _say(self, text: str, *rest: bytes) -> None:
        if self._process.stdin is not None:
            for part in (text.encode(), *rest):
                self._process.stdin.write(part)


def draw_changes(
    files: dict[str, bytes], dice: random.Random, uses: Sequence[str]
) -> dict[str, bytes | None]:
    """What one commit changes: about seven modules."""
    changes: dict[str, bytes | None] = {}
    names = list(files)
    for _ in range(dice.randint(2, 13)):
        path, content = dice.choice(names), b""
        content = changes.get(path) or files[path]
        chance, number = dice.random(), dice.randrange(10**6)
        if chance < 0.02:
            changes[path] = None
        elif chance < 0.05:
            changes[path.removesuffix(".py") + f"_{number}.py"] = content + b"\n"
        elif chance < 0.055:
            changes[path] = dice.choice(uses).encode() + content
        elif chance < 0.40:
            changes[path] = (
                content + f"\ndef added_{number}(x):\n    return x + {number}\n".encode()
            )
        else:
            changes[path] = content + f"\n# edited {number}\n".encode()
    return changes


def build_synthetic(folder: Path, commits: int, base: Base) -> dict[str, int]:
    """Write the history; its figures: commits, distinct Python blobs, their bytes."""
    tree = base.fetch()
    files = {
        path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*.py"))
    }
    writer, dice = Writer(folder), random.Random(7)  # noqa: S311 - a world, not a secret
    writer.commit(dict(files), "begin")
    blobs, size = set(files.values()), sum(map(len, files.values()))
    for number in range(1, commits):
        changes = draw_changes(files, dice, base.uses)
        writer.commit(changes, f"change {number}")
        for path, content in changes.items():
            if content is None:
                files.pop(path, None)
                continue
            files[path] = content
            if content not in blobs:
                blobs.add(content)
                size += len(content)
    writer.close()
    return {"commits": commits, "blobs": len(blobs), "bytes": size}


def build_releases(folder: Path, name: str, versions: list[str]) -> dict[str, int]:
    """Write releases of a package, each a tagged commit."""
    writer = Writer(folder)
    known: dict[str, bytes] = {}
    blobs: set[bytes] = set()
    for version in versions:
        files = dict(_read_wheel(name, version))
        changes: dict[str, bytes | None] = {p: c for p, c in files.items() if known.get(p) != c}
        changes.update(dict.fromkeys(known.keys() - files.keys()))
        writer.commit(changes, f"{name} {version}", tag=f"v{version}")
        known = files
        blobs.update(files.values())
    writer.close()
    return {"commits": len(versions), "blobs": len(blobs), "bytes": sum(map(len, blobs))}


def _read_wheel(name: str, version: str) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--dest", scratch, "--only-binary", ":all:", f"{name}=={version}"),
            ],
            check=True,
        )
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            for entry in wheel.namelist():
                if entry.endswith(".py"):
                    yield entry, wheel.read(entry)


def time_history(folder: Path, symbol: str, scratch: Path) -> dict[str, dict[str, float]]:
    """The command cold, warm, and with the facts alone in the cache."""
    cache = scratch / "cache"
    environment = {**os.environ, "SSOT_AUDIT_CACHE": str(cache)}
    arguments = [str(_BIN / "audit"), "history", f"{folder}@main", "--symbol", symbol]
    arguments += ["--out", str(scratch / "out")]
    figures = {"cold": measure(arguments, environment), "warm": measure(arguments, environment)}
    shutil.rmtree(cache / "history", ignore_errors=True)
    figures["facts cached, figures not"] = measure(arguments, environment)
    return figures


def main() -> None:
    """Build, measure, print, write the results file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=1400)
    parser.add_argument("--releases", default="", help="a package, for a real history")
    parser.add_argument("--versions", default="", help="its versions, oldest first, by commas")
    parser.add_argument("--base", default="Django", choices=sorted(_BASES))
    parser.add_argument("--symbol", default="", help="whom to follow; default: that of the base")
    options = parser.parse_args()
    base = _BASES[options.base]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        repository = scratch / "history.git"
        if options.releases:
            described = build_releases(repository, options.releases, options.versions.split(","))
        else:
            described = build_synthetic(repository, options.commits, base)
        figures = time_history(repository, options.symbol or base.symbol, scratch)
    for state, row in figures.items():
        times = f"cpu {row['cpu']:7.2f} s  wall {row['wall']:7.2f} s"
        print(f"{state:28} {times}  {row['peak_mib']:.0f} MiB")
    results = json.loads(_RESULTS.read_text()) if _RESULTS.exists() else {}
    results[options.releases or f"synthetic, from {options.base}"] = {
        "machine": describe_machine(),
        "history": described,
        "figures": figures,
    }
    _RESULTS.parent.mkdir(exist_ok=True)
    _RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

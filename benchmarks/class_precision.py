"""Precision of class families inside real packages, as judged by a reader.

    python benchmarks/class_precision.py [--cache FOLDER] [--draw SEED] [--count N]

`--draw` prints a sample of the reported families that claim duplication, with their sources, for
somebody to read: drawn with the seed, spread over the packages in turn. Without it, the judgements
in `judgements/class_families.jsonl` are counted: one family a line, with the seed of its sample,
whether the claim is right, and one line of reason. Right means: a maintainer who read both would
agree that they are one piece of code, or do one job, and that one of them or a common base could
go in for the others. A family that is not reported any more is counted among the judged all the
same and told apart.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "benchmarks")]

from class_families import build_records, fetch_package  # noqa: E402
from class_injection import wilson  # noqa: E402

from audit.analysis.families.build import build_families  # noqa: E402
from audit.model.families import Family, FamilyMember  # noqa: E402

JUDGEMENTS = REPOSITORY / "benchmarks" / "judgements" / "class_families.jsonl"
RESULTS = REPOSITORY / "benchmarks" / "results" / "class_precision.json"
PACKAGES = (
    "Django-5.2",
    "SQLAlchemy-2.0.36",
    "Scrapy-2.12.0",
    "aiohttp-3.11.0",
    "celery-5.4.0",
    "jedi-0.19.2",
    "keras-3.15.1",
    "networkx-3.4.2",
    "scikit_learn-1.6.0",
    "sphinx-8.1.3",
    "transformers-4.30.0",
)


def read_families(folder: str, cache: Path) -> list[Family]:
    """The families of one package that claim duplication."""
    records = build_records(folder, fetch_package(folder, cache))
    return [family for family in build_families(records, uses={}) if family.duplicate]


def draw(cache: Path, seed: int, count: int) -> list[tuple[str, Family]]:
    """One family of each package in turn, in an order that the seed decides."""
    random = Random(seed)  # noqa: S311
    queues = []
    for folder in PACKAGES:
        families = sorted(read_families(folder, cache), key=lambda family: family.fingerprint)
        queues.append((folder, random.sample(families, len(families))))
    chosen: list[tuple[str, Family]] = []
    while len(chosen) < count and any(queue for _, queue in queues):
        for folder, queue in queues:
            if queue and len(chosen) < count:
                chosen.append((folder, queue.pop()))
    return chosen


def print_sample(sample: Iterable[tuple[str, Family]], cache: Path, most: int = 3) -> None:
    """Each family with the reference's source and the differences of the first others."""
    for number, (folder, family) in enumerate(sample):
        print(f"\n#### {number} {folder} {family.fingerprint} {family.verdict} {family.name}")
        members = {member.path: member for member in family.members}
        reference = members.pop(family.reference)
        base = read_lines(reference, folder, cache)
        print(f"== {reference.path} {reference.zone}")
        print("\n".join(base[:70]))
        for member in list(members.values())[:most]:
            print(f"== {member.path} {member.zone} {member.verdict} {member.confidence}")
            other = read_lines(member, folder, cache)
            lines = list(difflib.unified_diff(base, other, lineterm="", n=0))[2:]
            print("\n".join(line for line in lines[:70] if not line.startswith("@@")))
        if len(members) > most:
            print(f"… {len(members) - most} more: {list(members)[most:][:8]}")


def read_lines(member: FamilyMember, folder: str, cache: Path) -> list[str]:
    """The source of a member, without blank lines."""
    with zipfile.ZipFile(fetch_package(folder, cache)) as archive:
        text = archive.read(member.file.removeprefix(f"{folder}/")).decode("utf-8", "replace")
    return [line for line in text.split("\n")[member.line - 1 : member.end_line] if line.strip()]


def read_judgements() -> list[dict[str, Any]]:
    """The committed judgements, in file order."""
    text = JUDGEMENTS.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


def count(judgements: list[dict[str, Any]], cache: Path) -> dict[str, Any]:
    """Precision per sample, per verdict and package of the last sample, and what is still so."""
    reported: set[tuple[str, str]] = set()
    for folder in sorted({row["package"] for row in judgements}):
        reported.update((folder, family.fingerprint) for family in read_families(folder, cache))

    def share(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
        listed = list(rows)
        return wilson(sum(row["right"] for row in listed), len(listed))

    last = judgements[-1]["seed"]
    newest = [row for row in judgements if row["seed"] == last]
    return {
        "by_sample": {
            str(seed): {
                **share(row for row in judgements if row["seed"] == seed),
                "still_reported": share(
                    row
                    for row in judgements
                    if row["seed"] == seed and (row["package"], row["fingerprint"]) in reported
                ),
            }
            for seed in dict.fromkeys(row["seed"] for row in judgements)
        },
        "last_sample_by_verdict": dict(_grouped(newest, "verdict", share)),
        "last_sample_by_package": dict(_grouped(newest, "package", share)),
    }


def _grouped(rows: list[dict[str, Any]], key: str, share: Any) -> Iterator[tuple[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    for name in sorted(groups):
        yield name, share(groups[name])


def main() -> int:
    """Draw a sample, or count the judgements and write the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path.home() / ".cache" / "ssot-audit-benchmarks"
    parser.add_argument("--cache", type=Path, default=default)
    parser.add_argument("--draw", type=int, metavar="SEED")
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    if arguments.draw is not None:
        print_sample(draw(arguments.cache, arguments.draw, arguments.count), arguments.cache)
        return 0
    figures = count(read_judgements(), arguments.cache)
    print(json.dumps(figures, indent=2))
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

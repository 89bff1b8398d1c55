"""Recall of class families on pairs that their own authors made, and pairs of strangers reported.

    python benchmarks/class_families.py [ROWS] [--cache FOLDER] [--misses]

ROWS is a JSON Lines file of labelled class pairs. The packages named in its file names
(`NAME-VERSION/path`) are downloaded with pip by name and pinned version, without dependencies,
into a folder outside the repository, and read as source from their archives. All packages are
audited as one codebase, each under a folder of its own, together with a few packages that have
nothing to do with them.

A labelled pair is hit when two members of one family that claims a copy, a twin, a wrapper or a
parallel implementation each cover at least 70 % of its lines. Pairs between unrelated packages are
counted over all classes and over those with at least two methods and 50 syntax tokens.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from audit.analysis.families.build import build_families  # noqa: E402
from audit.extraction.extract import extract_facts  # noqa: E402
from audit.model.facts import ClassFact, FileFacts  # noqa: E402
from audit.model.families import ClassRecord, Family, Verdict  # noqa: E402
from audit.model.modules import Zone  # noqa: E402

RESULTS = REPOSITORY / "benchmarks" / "results" / "class_families.json"
# Packages that have nothing to do with the labelled ones: more strangers to confuse.
STRANGERS = ("Django-5.2", "Werkzeug-2.2.2", "keras-3.15.1", "networkx-3.4.2")
# Clients that one generator wrote: their shared code is no accident, so they are not unrelated.
ONE_ORIGIN = (("openai", "anthropic"),)
COVERED = 0.70
CLAIMS = frozenset(Verdict) - {Verdict.POLYMORPHISM, Verdict.UNRELATED}


def read_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    default = REPOSITORY.parent / "shared" / "benchmarks" / "clones_natural_dev.jsonl"
    parser.add_argument("rows", type=Path, nargs="?", default=default)
    parser.add_argument(
        "--cache", type=Path, default=Path.home() / ".cache" / "ssot-audit-benchmarks"
    )
    parser.add_argument("--misses", action="store_true", help="print the pairs that are missed")
    return parser.parse_args()


def fetch_package(folder: str, cache: Path) -> Path:
    """The wheel of `NAME-VERSION`, downloaded if need be."""
    name, _, version = folder.rpartition("-")
    target = cache / folder
    if not list(target.glob("*.whl")):
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--only-binary", ":all:", "--dest", str(target), f"{name}=={version}"),
            ],
            check=True,
        )
    return sorted(target.glob("*.whl"))[0]


def read_package(wheel: Path) -> Iterator[tuple[str, FileFacts]]:
    """File name and facts of every Python file, in name order."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".py"):
                yield name, extract_facts(archive.read(name), name)


def guess_zone(name: str) -> Zone:
    """The zone by path, as the defaults of the kit have it."""
    parts = set(name.lower().split("/"))
    if parts & {"_vendor", "vendor", "vendored", "_vendored"}:
        return Zone.VENDORED
    last = name.rpartition("/")[2]
    if parts & {"tests", "test", "testing"} or last.startswith(("test_", "conftest")):
        return Zone.TEST
    return Zone.TEST if last.endswith(("_test.py", "_tests.py")) else Zone.PRODUCTION


def module_name(name: str) -> str:
    """Dotted module name of a file."""
    dotted = name.removesuffix(".py").replace("/", ".")
    return dotted.removesuffix(".__init__")


def imported_names(name: str, facts: FileFacts) -> dict[str, str]:
    """Names bound by module-level imports, with the dotted path that they stand for."""
    bound: dict[str, str] = {}
    parts = module_name(name).split(".")
    package = parts if name.endswith("__init__.py") else parts[:-1]
    for fact in facts.imports:
        if fact.scope or fact.name in (None, "*"):
            continue
        origin = package[: len(package) - fact.level + 1] if fact.level else []
        path = ".".join([*origin, *([fact.module] if fact.module else []), str(fact.name)])
        bound[fact.alias or str(fact.name)] = path
    return bound


class BaseResolver:
    """Follows the names of bases through the imports of one package."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._imports = {module_name(n): imported_names(n, f) for n, f in files.items()}
        self.bases: dict[str, tuple[str, ...]] = {}
        defined = [(module_name(n), fact) for n, f in files.items() for fact in f.classes]
        self._defined = {f"{module}.{fact.qualname}" for module, fact in defined}
        for module, fact in defined:
            found = tuple(self._resolve(module, base) for base in fact.bases)
            self.bases.setdefault(f"{module}.{fact.qualname}", found)

    def _resolve(self, module: str, name: str, depth: int = 0) -> str:
        if f"{module}.{name}" in self._defined:
            return f"{module}.{name}"
        head, _, rest = name.partition(".")
        target = self._imports.get(module, {}).get(head)
        if target is None:
            return name
        full = f"{target}.{rest}" if rest else target
        where, _, last = full.rpartition(".")
        if full in self._defined or depth > 8 or where not in self._imports:
            return full
        return self._resolve(where, last, depth + 1)

    def makes(self, path: str, fact: ClassFact) -> tuple[str, ...]:
        """What the methods of a class call or hand back, as far as names lead anywhere."""
        module = path.removesuffix(f".{fact.qualname}")
        chains = {*fact.collaborators, *(name for m in fact.methods for name in m.returns)}
        found = {self._resolve(module, chain) for chain in chains} - chains
        return tuple(sorted(found - {path}))

    def ancestors(self, path: str) -> tuple[str, ...]:
        """All transitive bases, sorted."""
        seen: set[str] = set()
        pending = list(self.bases.get(path, ()))
        while pending:
            base = pending.pop()
            if base not in seen and base != path:
                seen.add(base)
                pending.extend(self.bases.get(base, ()))
        return tuple(sorted(seen))


def build_records(folder: str, wheel: Path) -> list[ClassRecord]:
    """The classes of one package; module names start with the folder to keep packages apart."""
    files = dict(read_package(wheel))
    resolver = BaseResolver(files)
    prefix = folder.replace(".", "_").replace("-", "_") + "."

    def placed(path: str) -> str:
        return prefix + path if path in resolver.bases else path

    records = []
    for name, facts in files.items():
        module = module_name(name)
        for fact in facts.classes:
            path = f"{module}.{fact.qualname}"
            records.append(
                ClassRecord(
                    path=prefix + path,
                    module=prefix + module,
                    file=f"{folder}/{name}",
                    zone=guess_zone(name),
                    fact=fact,
                    bases=tuple(placed(base) for base in resolver.bases[path]),
                    ancestors=tuple(placed(base) for base in resolver.ancestors(path)),
                    makes=tuple(placed(made) for made in resolver.makes(path, fact)),
                )
            )
    return records


def owner(file: str) -> str:
    """Who wrote a file: the package, or the vendored project inside it."""
    folder, *parts = file.split("/")
    if "_vendor" in parts[:-1]:
        return parts[parts.index("_vendor") + 1].removesuffix(".py").lower()
    return folder.rpartition("-")[0].lower()


def origin(file: str) -> str:
    """The owner, one name for packages of one origin."""
    name = owner(file)
    return next((group[0] for group in ONE_ORIGIN if name in group), name)


class Locator:
    """Finds the families that cover a labelled class."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, family in enumerate(families):
            if family.verdict in CLAIMS:
                for member in family.members:
                    self._spans[member.file].append((member.line, member.end_line, number))

    def covering(self, label: Mapping[str, Any]) -> set[int]:
        """Numbers of families with a member over at least 70 % of the labelled lines."""
        first, last = label["line"], label["end"]
        return {
            number
            for start, end, number in self._spans.get(label["file"], ())
            if min(end, last) - max(start, first) + 1 >= COVERED * (last - first + 1)
        }

    def hits(self, row: Mapping[str, Any]) -> bool:
        """Both sides in one family."""
        return bool(self.covering(row["a"]) & self.covering(row["b"]))


def stranger_pairs(families: Iterable[Family]) -> list[tuple[str, str, str]]:
    """Pairs of members of one family, whatever its verdict, whose files have other origins."""
    return [
        (family.verdict.value, left.path, right.path)
        for family in families
        for left, right in combinations(family.members, 2)
        if origin(left.file) != origin(right.file)
    ]


def count_pairs(origins: Sequence[str]) -> int:
    """Pairs of classes of different origin."""
    sizes = Counter(origins).values()
    return (len(origins) ** 2 - sum(size * size for size in sizes)) // 2


def score(
    rows: Sequence[Mapping[str, Any]], records: Sequence[ClassRecord], families: Sequence[Family]
) -> dict[str, Any]:
    """The figures that the results file holds."""
    locator = Locator(families)
    sets: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        if row["eligible"]:
            sets[row["set"]].append(locator.hits(row))
    hits = sum(sum(found) for found in sets.values())
    total = sum(len(found) for found in sets.values())
    rich = [r for r in records if len(r.fact.methods) >= 2 and r.fact.fingerprint.tokens >= 50]
    return {
        "classes": len(records),
        "families": dict(sorted(Counter(f.verdict.value for f in families).items())),
        "recall": {
            name: {"hits": sum(found), "pairs": len(found), "recall": sum(found) / len(found)}
            for name, found in sorted(sets.items())
        },
        "recall_overall": {"hits": hits, "pairs": total, "recall": hits / total},
        "strangers": {
            "pairs_compared": count_pairs([origin(r.file) for r in records]),
            "pairs_compared_eligible": count_pairs([origin(r.file) for r in rich]),
            "pairs_reported": len(stranger_pairs(families)),
        },
    }


def print_table(figures: Mapping[str, Any]) -> None:
    """The figures as text."""
    print(f"{'set':<36}{'hits':>6}{'pairs':>7}{'recall':>9}")
    lines = [*figures["recall"].items(), ("overall", figures["recall_overall"])]
    for name, row in lines:
        print(f"{name:<36}{row['hits']:>6}{row['pairs']:>7}{row['recall']:>9.3f}")
    strangers = figures["strangers"]
    print(
        f"unrelated packages: {strangers['pairs_reported']} pairs reported of"
        f" {strangers['pairs_compared']:,} compared"
        f" ({strangers['pairs_compared_eligible']:,} of them with eligible classes)"
    )
    print(f"{figures['classes']:,} classes, families {figures['seconds_families']} s of CPU")


def main() -> int:
    """Download, audit, score, print, write."""
    arguments = read_arguments()
    rows = [json.loads(line) for line in arguments.rows.read_text().splitlines() if line]
    labelled = {row[side]["file"].partition("/")[0] for row in rows for side in "ab"}
    folders = sorted(labelled | set(STRANGERS))
    records = []
    for folder in folders:
        records += build_records(folder, fetch_package(folder, arguments.cache))
    started = time.process_time()
    families = build_families(records, uses={})
    spent = time.process_time() - started
    figures = score(rows, records, families)
    figures |= {
        "seconds_families": round(spent, 1),
        "packages": folders,
        "python": platform.python_version(),
    }
    print_table(figures)
    for verdict, left, right in stranger_pairs(families):
        print(f"stranger: {verdict}: {left} | {right}")
    if arguments.misses:
        locator = Locator(families)
        for row in rows:
            if row["eligible"] and not locator.hits(row):
                print("missed:", row["a"]["file"], row["a"]["qualname"], "|", end=" ")
                print(row["b"]["file"], row["b"]["qualname"])
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

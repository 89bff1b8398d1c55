"""Our module graph beside grimp's and pydeps', on real packages, every difference explained.

Run: `python benchmarks/module_graphs.py [PACKAGE...]`. The wheels are downloaded by name and pinned
version and read as source. Compared are edges between modules of the package that import
statements make: with grimp all of them; with pydeps too, and apart from that how many of our
load-time edges it confirms (it does not tell load time from later).

Every edge that one tool alone has stands in the result with the reason; pydeps' edges to packages
above an imported module are counted and not listed. A difference without a known reason is
`unexplained` and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.graph.codebase import Codebase
from audit.model.imports import ResolvedImport, View
from audit.views.second_opinion import EXPLANATIONS, Cause, EdgeDifference, compare_edges
from benchmarks.machine import fetch_wheel
from benchmarks.peer_edges import Edge, grimp_edges, peer_versions, pydeps_edges, statement_edges
from tests.worlds.installed import read_package

RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    ("Django", "5.2", "django"),
    ("SQLAlchemy", "2.0.36", "sqlalchemy"),
    ("celery", "5.4.0", "celery"),
    ("Sphinx", "8.1.3", "sphinx"),
    ("scikit-learn", "1.6.0", "sklearn"),
    ("pydantic", "2.11.7", "pydantic"),
    ("Scrapy", "2.12.0", "scrapy"),
)
ITSELF = "a module that imports itself: an edge for them, none for us"
NOT_SEEN = "a folder on the way has no __init__: they do not look into it"
BOUND = "a submodule and a name of the package are called the same, and the name is bound at that \
point: they take the submodule"
STAR = "a star import loads the submodules that `__all__` names: edges for us, none for them"
COMPILED = "the package is asked for a compiled module: they do not know it and take the package"
ALIKE = "modulefinder, under pydeps, skips an import once another one that is written alike \
(without its dots) has failed at a compiled module"
UNEXPLAINED = "unexplained"
TIME_LIMIT = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An edge that one tool alone has, and why."""

    seen_by: str
    importer: str
    imported: str
    reason: str

    def row(self) -> list[str]:
        """As it is stored."""
        return [self.seen_by, self.importer, self.imported, self.reason]


def main() -> int:
    """Every package, then the tables and the result files."""
    parser = argparse.ArgumentParser(description="Module graphs, kit and peers.")
    parser.add_argument("packages", nargs="*", default=[name for name, _, _ in PACKAGES])
    chosen = parser.parse_args().packages
    stored = RESULTS / "module_graphs.json"
    packages = json.loads(stored.read_text(encoding="utf-8"))["packages"] if stored.exists() else {}
    for name, release, module in PACKAGES:
        if name in chosen:
            packages[f"{name} {release}"] = compare_package(fetch_wheel(name, release), module)
            print(name, {k: v for k, v in packages[f"{name} {release}"].items() if k != "lines"})
    document: dict[str, Any] = {
        "versions": peer_versions(),
        "packages": dict(sorted(packages.items())),
    }
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    stored.write_text(text, encoding="utf-8")
    (RESULTS / "module_graphs.md").write_text(render_table(document), encoding="utf-8")
    found = [row[3] for each in packages.values() for row in each["lines"]]
    return int(UNEXPLAINED in found)


def compare_package(folder: Path, module: str) -> dict[str, Any]:
    """What was looked at in one package, what the tools agree on, every line of difference."""
    codebase = read_package(folder / module)
    imports = [item for item in codebase.imports if _inside(item.importer, module)]
    buckets = Counter(item.bucket.value for item in imports)
    ours = statement_edges(codebase)
    theirs, modules = grimp_edges(folder, [module])
    lines = [
        Difference(
            seen_by="kit" if edge in ours else "grimp",
            importer=edge[0],
            imported=edge[1],
            reason=explain_grimp(edge, codebase, modules, edge in ours),
        )
        for edge in sorted(ours ^ theirs)
    ]
    found, seen = pydeps_edges(folder, module, time_limit=TIME_LIMIT)
    opinion = compare_edges(imports, found, package=module, modules=seen)
    lines += [
        Difference(
            seen_by="kit, beside pydeps" if each.ours else "pydeps",
            importer=each.importer,
            imported=each.imported,
            reason=_pydeps_reason(each, codebase),
        )
        for each in opinion.differences
        if each.cause is not Cause.PARENT
    ]
    load_time = statement_edges(codebase, View.LOAD_TIME)
    return {
        "modules": len(codebase.index.names),
        "imports": len(imports),
        "buckets": dict(sorted(buckets.items())),
        "edges": len(ours),
        "grimp_edges": len(theirs),
        "grimp_agreed": len(ours & theirs),
        "pydeps_edges": opinion.theirs,
        "pydeps_agreed": opinion.agreed,
        "pydeps_packages_above": sum(each.cause is Cause.PARENT for each in opinion.differences),
        "load_time_edges": len(load_time),
        "load_time_confirmed_by_pydeps": len(load_time & found),
        "lines": [each.row() for each in lines],
    }


def _inside(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _pydeps_reason(each: EdgeDifference, codebase: Codebase) -> str:
    if each.cause is not Cause.UNEXPLAINED:
        return EXPLANATIONS[each.cause]
    if not each.ours:
        return UNEXPLAINED
    found = [item for item in codebase.imports if item.importer == each.importer]
    reason = _explain_ours(each.imported, found)
    if reason != UNEXPLAINED:
        return reason
    names = set(codebase.index.names)
    compiled = {item.imported for item in codebase.imports if item.imported not in names}
    last = each.imported.rpartition(".")[2]
    alike = any(name.rpartition(".")[2] == last and "." in name for name in compiled)
    return ALIKE if alike else UNEXPLAINED


def explain_grimp(edge: Edge, codebase: Codebase, modules: set[str], is_ours: bool) -> str:
    """Why only one of the two has the edge."""
    importer, imported = edge
    if importer == imported:
        return ITSELF
    if not {importer, imported} <= modules:
        return NOT_SEEN
    statements = [item for item in codebase.imports if item.importer == importer]
    if is_ours:
        return _explain_ours(imported, statements)
    parent, _, name = imported.rpartition(".")
    if any(item.imported == parent and item.name == name for item in statements):
        return BOUND
    below = {item.imported for item in statements if item.imported.startswith(f"{imported}.")}
    return COMPILED if below - set(codebase.index.names) else UNEXPLAINED


def _explain_ours(imported: str, statements: Iterable[ResolvedImport]) -> str:
    """Whether nothing but stars leads there."""
    found = [item for item in statements if item.imported == imported]
    if found and all(item.name == "*" for item in found):
        return STAR
    return UNEXPLAINED


def render_table(document: dict[str, Any]) -> str:
    """What was looked at and agreed on, one line a package; then every difference."""
    packages, versions = document["packages"], document["versions"]
    heads = [
        *("modules", "imports", "edges", "grimp_edges", "grimp_agreed"),
        *("pydeps_edges", "pydeps_agreed", "pydeps_packages_above"),
        *("load_time_edges", "load_time_confirmed_by_pydeps"),
    ]
    lines = [
        ", ".join(f"{tool} {text}" for tool, text in sorted(versions.items())),
        "",
        f"| package | {' | '.join(head.replace('_', ' ') for head in heads)} |",
        f"|---|{'---:|' * len(heads)}",
    ]
    for name, row in packages.items():
        lines.append(f"| {name} | {' | '.join(f'{row[head]:,}' for head in heads)} |")
    lines += ["", "| package | seen by | lines | reason |", "|---|---|---:|---|"]
    for name, row in packages.items():
        counts = Counter((seen_by, reason) for seen_by, _, _, reason in row["lines"])
        for (seen_by, reason), count in sorted(counts.items()):
            lines.append(f"| {name} | {seen_by} | {count:,} | {reason} |")
    lines += ["", "Every line stands in `module_graphs.json`."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

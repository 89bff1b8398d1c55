"""Small, complete snapshots for tests of whatever reads one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from audit.model.comparison import Comparison
from audit.model.findings import Location
from audit.model.rules import Component, Rules, ZonePattern
from audit.model.snapshot import SCHEMA_VERSION, Coverage, Provenance, Snapshot
from audit.phases.compare import compare_snapshots
from tests.worlds.ferry import (
    MANAGER,
    build_cycles,
    build_imports,
    build_ledger,
    build_modules,
    build_uses,
)
from tests.worlds.ferry_judgement import (
    build_components,
    build_families,
    build_findings,
    build_metrics,
)

__all__ = ["HOSTILE_NAMES", "hostile_snapshot", "small_comparison", "small_snapshot"]

HOSTILE_NAMES = (
    "<script>alert('x')</script>",
    "<img src=x onerror=alert(1)>",
    "a|b|c `code` [link](javascript:alert(1)) # **bold**",
    "first line\nsecond line\r\n| row | of | table |",
    "abc\u202egnp.exe\u2066\u200f שלום مرحبا",
    "long" * 75,
    '=HYPERLINK("http://example.invalid")',
    "control \x00\x07\x1b[31m & \\ \" ' ${x} {{ y }} %s",
    "not\udc80unicode",
)
"""Names that must show escaped, break no table and never run."""


def small_snapshot(label: str = "baseline") -> Snapshot:
    """The ferry company at `label`: `phase-1` is the improved state, any other the baseline."""
    improved = label == "phase-1"
    modules, imports = build_modules(improved), build_imports(improved)
    buckets = Counter(found.bucket.value for found in imports)
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=Provenance(
            label=label,
            kind="commit",
            revision=("b" if improved else "a") * 40,
            rules_digest="sha256:" + "5" * 64,
            tool_version="0.1.0",
            extractor_version="1",
        ),
        rules=_rules(),
        coverage=Coverage(
            files=len(modules),
            files_parsed=len(modules) - 1,
            files_with_problems=1,
            modules=len(modules),
            lines=sum(module.lines for module in modules),
            imports=len(imports),
            buckets=tuple(sorted(buckets.items())),
        ),
        metrics=build_metrics(improved),
        components=build_components(improved),
        findings=build_findings(improved),
        modules=modules,
        imports=imports,
        ledger=build_ledger(improved),
        uses=build_uses(improved),
        families=build_families(improved),
        cycles=build_cycles(improved),
    )


def small_comparison() -> Comparison:
    """The ferry company from its baseline to phase 1."""
    return compare_snapshots(small_snapshot("baseline"), small_snapshot("phase-1"))


def hostile_snapshot() -> Snapshot:
    """The baseline with `HOSTILE_NAMES` in every place that a codebase or its owner can name."""
    calm = small_snapshot("hostile")
    names = HOSTILE_NAMES

    def name(index: int) -> str:
        return names[index % len(names)]

    return replace(
        calm,
        provenance=replace(calm.provenance, label=names[0]),
        metrics=tuple(replace(m, title=name(i)) for i, m in enumerate(calm.metrics)),
        components=tuple(
            replace(c, title=name(i), symbols=names) for i, c in enumerate(calm.components)
        ),
        findings=tuple(
            replace(
                finding,
                subject=name(i),
                message=name(i + 1),
                advice=name(i + 2),
                locations=tuple(Location(file=n, line=1, text=n) for n in names),
            )
            for i, finding in enumerate(calm.findings)
        ),
        modules=tuple(replace(m, name=name(i), file=name(i)) for i, m in enumerate(calm.modules)),
        imports=tuple(
            replace(m, importer=name(i), path=name(i + 1), guard=name(i + 2), reason=name(i + 3))
            for i, m in enumerate(calm.imports)
        ),
        ledger=tuple(
            replace(
                entry,
                definition=replace(entry.definition, path=name(i), qualname=name(i)),
                canonical=name(i),
                paths=tuple(
                    replace(p, path=name(j), chain=names, first_sites=(f"{name(j)}:1",))
                    for j, p in enumerate(entry.paths)
                ),
            )
            for i, entry in enumerate(calm.ledger)
        ),
        uses=tuple(replace(u, path=name(i), importer=name(i)) for i, u in enumerate(calm.uses)),
        families=tuple(
            replace(
                family,
                name=name(i),
                reference_reason=name(i + 1),
                matrix=tuple(replace(row, method=name(i)) for row in family.matrix),
            )
            for i, family in enumerate(calm.families)
        ),
        cycles=tuple(replace(cycle, members=names) for cycle in calm.cycles),
    )


def _rules() -> Rules:
    return Rules(
        roots=("src", ""),
        exclude=("build/**",),
        zones=(ZonePattern(zone="tool", glob="tools/**"),),
        components=(
            Component(
                id="tickets",
                title="Ticket sales",
                symbols=("*TicketManager",),
                canonical=("ferry.TicketManager", MANAGER),
                max_paths=2,
                factory="ferry.tickets.manager.create_manager",
                internal=("ferry.tickets._*",),
            ),
        ),
    )

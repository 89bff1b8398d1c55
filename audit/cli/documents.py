"""JSON documents: what every command's answer has in common. SCHEMAS.md describes them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from audit.model.ledger import LedgerEntry, SymbolDefinition
from audit.model.snapshot import Coverage, Provenance, Snapshot
from audit.version import VERSION

__all__ = [
    "DOCUMENT_VERSION",
    "describe_audit",
    "describe_coverage",
    "describe_definition",
    "describe_entry",
    "describe_provenance",
    "render_document",
    "tell_coverage",
]

DOCUMENT_VERSION = 1
"""Version of the schemas in `audit/cli/schemas`; a change that breaks readers raises it."""


def render_document(command: str, fields: Mapping[str, Any]) -> str:
    """A command's answer as JSON: two spaces deep, ASCII, the same input the same bytes."""
    document = {
        "command": command,
        "schema_version": DOCUMENT_VERSION,
        "tool_version": VERSION,
        **fields,
    }
    text = json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def describe_audit(snapshot: Snapshot) -> dict[str, Any]:
    """Where the figures come from and what was looked at."""
    return {
        **describe_provenance(snapshot.provenance),
        "coverage": describe_coverage(snapshot.coverage),
    }


def describe_provenance(provenance: Provenance) -> dict[str, Any]:
    """Label, kind, revision and rules of one side."""
    return {
        "label": provenance.label,
        "kind": provenance.kind,
        "revision": provenance.revision,
        "rules_digest": provenance.rules_digest,
    }


def describe_coverage(coverage: Coverage) -> dict[str, Any]:
    """Files found and parsed, modules, lines, imports by bucket with their shares of all."""
    total = coverage.imports
    return {
        **dataclasses.asdict(coverage),
        "buckets": [
            {"bucket": name, "imports": count, "share": count / total if total else None}
            for name, count in coverage.buckets
        ],
    }


def describe_definition(definition: SymbolDefinition) -> dict[str, Any]:
    """Where a symbol is written: file relative to the source, qualified name, lines."""
    return dataclasses.asdict(definition)


def describe_entry(entry: LedgerEntry) -> dict[str, Any]:
    """One symbol of the ledger with all its paths."""
    plain = dataclasses.asdict(entry)
    for path in plain["paths"]:
        path["is_canonical"] = path["path"] == entry.canonical
    return plain


def tell_coverage(*snapshots: Snapshot) -> str:
    """What was looked at, in a line for each: files parsed, imports by bucket with shares."""
    return "\n".join(_tell_one(each.provenance.label, each.coverage) for each in snapshots)


def _tell_one(label: str, coverage: Coverage) -> str:
    problems = coverage.files_with_problems
    told = f"; with problems: {problems:,}" if problems else ""
    return (
        f"Looked at in {label}: {coverage.files:,} files, parsed whole: "
        f"{coverage.files_parsed:,}{told}; imports: {coverage.imports:,}"
        f"{_tell_buckets(coverage.buckets, coverage.imports)}."
    )


def _tell_buckets(buckets: Sequence[tuple[str, int]], total: int) -> str:
    ordered = sorted(buckets, key=lambda each: (-each[1], each[0]))
    shares = [f"{name} {count / total:.1%}" for name, count in ordered if total]
    return f" ({', '.join(shares)})" if shares else ""

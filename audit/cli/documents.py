"""JSON documents: what every command's answer has in common. SCHEMAS.md describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from audit.version import VERSION

if TYPE_CHECKING:
    from audit.model.families import Family, FamilyMember
    from audit.model.findings import Finding
    from audit.model.identity import IdentitySplit
    from audit.model.ledger import LedgerEntry, SymbolDefinition
    from audit.model.plan import Edit
    from audit.model.snapshot import Coverage, Provenance, Snapshot, SnapshotHead

__all__ = [
    "DOCUMENT_VERSION",
    "describe_audit",
    "describe_coverage",
    "describe_definition",
    "describe_edit",
    "describe_entry",
    "describe_family",
    "describe_finding",
    "describe_provenance",
    "describe_split",
    "render_answer",
    "tell_coverage",
]

_NAMED_FILES = 3
DOCUMENT_VERSION = 1
"""Version of the schemas in `audit/cli/schemas`; a change that breaks readers raises it."""


def render_answer(command: str, fields: Mapping[str, Any]) -> str:
    """A command's answer as JSON: two spaces deep, ASCII, the same input the same bytes."""
    document = {
        "command": command,
        "schema_version": DOCUMENT_VERSION,
        "tool_version": VERSION,
        **fields,
    }
    text = json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("\x7f", "\\u007f") + "\n"


def describe_audit(snapshot: Snapshot | SnapshotHead) -> dict[str, Any]:
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
        **_pick(coverage, "files files_parsed files_with_problems modules lines imports"),
        "buckets": [
            {"bucket": name, "imports": count, "share": count / total if total else None}
            for name, count in coverage.buckets
        ],
    }


def describe_definition(definition: SymbolDefinition) -> dict[str, Any]:
    """Where a symbol is written: file relative to the source, qualified name, lines."""
    return _pick(definition, "path module qualname kind file line end_line zone")


def describe_entry(entry: LedgerEntry) -> dict[str, Any]:
    """One symbol of the ledger with all its paths."""
    return {
        "definition": describe_definition(entry.definition),
        **_pick(entry, "canonical canonical_reason"),
        "paths": [
            {
                **_pick(path, "path path_class"),
                "is_canonical": path.path == entry.canonical,
                "chain": path.chain,
                "uses": _pick(path.uses, "production test tool vendored"),
                **_pick(path, "first_sites advice"),
            }
            for path in entry.paths
        ],
        **_pick(entry, "paths_production paths_test max_paths fragmented"),
        **_pick(entry, "canonical_share entropy shim_debt deprecation"),
    }


def describe_family(family: Family) -> dict[str, Any]:
    """A class family with its members and its interface matrix."""
    return {
        **_pick(family, "fingerprint name verdict confidence duplicate"),
        "members": [_describe_member(each) for each in family.members],
        **_pick(family, "reference reference_reason"),
        "signals": [_pick(each, "name value left right") for each in family.signals],
        "matrix": [
            {
                "method": row.method,
                "cells": [_pick(cell, "member signature state differences") for cell in row.cells],
            }
            for row in family.matrix
        ],
        "lines_saved": family.lines_saved,
    }


def _describe_member(member: FamilyMember) -> dict[str, Any]:
    return {
        **_pick(member, "path file line end_line zone methods uses_production uses_test"),
        **_pick(member, "verdict confidence compared_with life uses_own_module"),
        **_pick(member, "ports merge_rank merge_reason"),
        "access": [_pick(each, "kind path file line zone") for each in member.access],
        **_pick(member, "constructed_production constructed_test constructed_tool"),
        **_pick(member, "last_change authors"),
    }


def describe_edit(edit: Edit) -> dict[str, Any]:
    """A place to edit: what stands there and what to write; line 0 is a new import."""
    return _pick(edit, "file line zone kind old new")


def describe_split(split: IdentitySplit) -> dict[str, Any]:
    """A file that loads under several module names, with the places that make it so."""
    places = {
        name: [_pick(each, "file line text") for each in getattr(split, name)]
        for name in ("evidence", "imports", "risks")
    }
    return {**_pick(split, "file names cause certain zone fingerprint"), **places}


def describe_finding(finding: Finding) -> dict[str, Any]:
    """A finding with its places and its next move."""
    return {
        **_pick(finding, "kind severity confidence subject message fingerprint zone"),
        "locations": [_pick(each, "file line text") for each in finding.locations],
        **_pick(finding, "component advice"),
    }


def _pick(record: object, names: str) -> dict[str, Any]:
    """The named fields; listed one by one, because a record may gain some that no schema has."""
    return {name: getattr(record, name) for name in names.split()}


def tell_coverage(*snapshots: Snapshot | SnapshotHead) -> str:
    """What was looked at, in a line for each: files parsed, the first with problems,
    imports by bucket with shares."""
    return "\n".join(_tell_one(each) for each in snapshots)


def _tell_one(snapshot: Snapshot | SnapshotHead) -> str:
    coverage = snapshot.coverage
    problems = coverage.files_with_problems
    named = _name_problems(snapshot) if problems else ""
    told = f"; with problems: {problems:,}{named}" if problems else ""
    return (
        f"Looked at in {snapshot.provenance.label}: {coverage.files:,} files, parsed whole: "
        f"{coverage.files_parsed:,}{told}; imports: {coverage.imports:,}"
        f"{_tell_buckets(coverage.buckets, coverage.imports)}."
    )


def _name_problems(snapshot: Snapshot | SnapshotHead) -> str:
    """The first files with problems."""
    files = snapshot.problem_files
    more = snapshot.coverage.files_with_problems - len(files[:_NAMED_FILES])
    rest = f" and {more:,} more" if more > 0 else ""
    return f" ({', '.join(files[:_NAMED_FILES])}{rest})" if files else ""


def _tell_buckets(buckets: Sequence[tuple[str, int]], total: int) -> str:
    ordered = sorted(buckets, key=lambda each: (-each[1], each[0]))
    shares = [f"{name} {count / total:.1%}" for name, count in ordered if total]
    return f" ({', '.join(shares)})" if shares else ""

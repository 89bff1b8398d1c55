"""A snapshot to the files of its folder and back: `decode(encode(snapshot)) == snapshot`.

The files are `snapshot.json` (schema version, provenance, rules, coverage, metrics, components,
findings, and row count and sha256 of each table) and one Parquet table per entry of
`audit.snapshots.columns.TABLES`. Findings stand in both; they are read from the table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from audit.errors import SnapshotError
from audit.model.findings import Finding
from audit.model.metrics import Metric
from audit.model.rules import Rules
from audit.model.snapshot import (
    SCHEMA_VERSION,
    ComponentFigures,
    Coverage,
    Provenance,
    Snapshot,
    SnapshotHead,
    find_problem_files,
)
from audit.paused_collector import paused_collector
from audit.snapshots.columns import TABLES, table_file
from audit.snapshots.document import DOCUMENT, parse_document, render_document

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "check_files",
    "decode_head",
    "decode_snapshot",
    "decode_snapshot_table",
    "encode_snapshot",
]

_Value = TypeVar("_Value")

_RETAKE = "take the snapshot again, or restore the folder"


def encode_snapshot(snapshot: Snapshot) -> dict[str, bytes]:
    """The snapshot as file names and their bytes, `snapshot.json` last.

    The same snapshot gives the same bytes. Raises SnapshotError for a snapshot of another schema
    version than this one writes.
    """
    if snapshot.schema_version != SCHEMA_VERSION:
        raise SnapshotError(
            f"cannot write schema version {snapshot.schema_version}, only {SCHEMA_VERSION}",
            hint="take the snapshot again with this version",
        )
    from audit.snapshots.tables import build_snapshot_table, encode_table, escaped_columns  # noqa: PLC0415 - not for a kept audit

    files: dict[str, bytes] = {}
    listed: list[dict[str, Any]] = []
    for name in TABLES:  # one after the other: all at once are hundreds of megabytes
        with paused_collector():
            table = build_snapshot_table(snapshot, name)
        data = encode_table(table)
        files[table_file(name)] = data
        entry = {"file": table_file(name), "rows": table.num_rows, "sha256": _digest(data)}
        escaped = escaped_columns(table)
        listed.append({**entry, "escaped": escaped} if escaped else entry)
    files[DOCUMENT] = render_document(_head(snapshot, listed))
    return files


def decode_snapshot(files: Mapping[str, bytes]) -> Snapshot:
    """The snapshot of a folder's files (file name to bytes), other files ignored.

    Raises SnapshotError naming the file that is missing, truncated, edited, foreign or of another
    schema version.
    """
    content = check_files(files)
    with paused_collector():
        return _decode(content, files)


def _decode(content: Mapping[str, Any], files: Mapping[str, bytes]) -> Snapshot:
    from audit.snapshots import records  # noqa: PLC0415 - not for a kept audit

    tables = {name: _table(name, content, files[table_file(name)]) for name in TABLES}
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        rules=_value(content, "rules", Rules),
        **_figures(content),
        findings=_joined(records.decode_findings, tables, "findings"),
        modules=_joined(records.decode_modules, tables, "modules"),
        imports=_joined(records.decode_imports, tables, "imports"),
        ledger=_joined(records.decode_ledger, tables, "symbols", "paths"),
        uses=_joined(records.decode_uses, tables, "uses"),
        families=_joined(records.decode_families, tables, "families", "signals", "matrix"),
        cycles=_joined(records.decode_cycles, tables, "cycles"),
        identity_splits=_joined(records.decode_identity_splits, tables, "identity_splits"),
    )


def decode_head(files: Mapping[str, bytes]) -> SnapshotHead:
    """What the document of a snapshot's files says, once it and every table match their digests;
    the tables are not decoded.

    Raises SnapshotError as `decode_snapshot` does.
    """
    content = check_files(files)
    return SnapshotHead(
        **_figures(content),
        symbols=_value(_entry("symbols", content), "rows", int),
        problem_files=find_problem_files(
            (each.kind, each.subject) for each in _value(content, "findings", tuple[Finding, ...])
        ),
    )


def decode_snapshot_table(name: str, document: bytes, data: bytes) -> pa.Table:
    """The table `name` alone, checked against the snapshot's document.

    Raises SnapshotError as `decode_snapshot` does.
    """
    content = parse_document(document, schema_version=SCHEMA_VERSION)
    _check_digest(name, content, {table_file(name): data})
    return _table(name, content, data)


def check_files(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The document's content, once it and every table match their digests.

    Raises SnapshotError naming the first file that does not.
    """
    content = _document(files)
    for name in TABLES:
        _check_digest(name, content, files)
    return content


def _document(files: Mapping[str, bytes]) -> dict[str, Any]:
    if DOCUMENT not in files:
        raise SnapshotError("the file is missing", where=DOCUMENT, hint=_RETAKE)
    return parse_document(files[DOCUMENT], schema_version=SCHEMA_VERSION)


def _figures(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "provenance": _value(content, "provenance", Provenance),
        "coverage": _value(content, "coverage", Coverage),
        "metrics": _value(content, "metrics", tuple[Metric, ...]),
        "components": _value(content, "components", tuple[ComponentFigures, ...]),
    }


def _head(snapshot: Snapshot, tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema_version": snapshot.schema_version,
        "provenance": _plain(snapshot.provenance, Provenance),
        "coverage": _plain(snapshot.coverage, Coverage),
        "rules": _plain(snapshot.rules, Rules),
        "metrics": _plain(snapshot.metrics, tuple[Metric, ...]),
        "components": _plain(snapshot.components, tuple[ComponentFigures, ...]),
        "findings": _plain(snapshot.findings, tuple[Finding, ...]),
        "tables": tables,
    }


def _plain(value: object, kind: object) -> Any:
    """Dictionaries and lists of a record; the way over its types makes 3 and 3.0 the same."""
    return msgspec.to_builtins(msgspec.convert(msgspec.to_builtins(value), kind))


def _value(content: Mapping[str, Any], key: str, kind: type[_Value]) -> _Value:
    try:
        return msgspec.convert(content[key], kind)
    except (KeyError, msgspec.ValidationError) as error:
        what = f"the entry {key!r} is not what this schema version holds ({error})"
        raise SnapshotError(what, where=DOCUMENT, hint=_RETAKE) from error


def _entry(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    listed = content.get("tables")
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and entry.get("file") == table_file(name):
            return entry
    what = f"the document lists no file {table_file(name)}"
    raise SnapshotError(what, where=DOCUMENT, hint=_RETAKE)


def _check_digest(name: str, content: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    file = table_file(name)
    expected = _entry(name, content).get("sha256")
    if file not in files:
        raise SnapshotError("the file is missing", where=file, hint=_RETAKE)
    if _digest(files[file]) != expected:
        what = "the file is truncated or edited: its content does not match its digest"
        raise SnapshotError(what, where=file, hint=_RETAKE)


def _table(name: str, content: Mapping[str, Any], data: bytes) -> pa.Table:
    from audit.snapshots.tables import decode_table  # noqa: PLC0415 - not for a kept audit

    entry = _entry(name, content)
    try:
        table = decode_table(name, data, tuple(entry.get("escaped", ())))
    except (ValueError, TypeError) as error:
        raise SnapshotError(str(error), where=table_file(name), hint=_RETAKE) from error
    if table.num_rows != entry.get("rows"):
        what = f"the file has {table.num_rows} rows, the document says {entry.get('rows')}"
        raise SnapshotError(what, where=table_file(name), hint=_RETAKE)
    return table


def _joined(build: Callable[..., _Value], tables: Mapping[str, pa.Table], *names: str) -> _Value:
    try:
        return build(*(tables[name] for name in names))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        what = "the rows do not fit together"
        raise SnapshotError(what, where=table_file(names[0]), hint=_RETAKE) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

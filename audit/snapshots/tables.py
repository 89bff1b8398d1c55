"""Columns of a snapshot to Arrow tables and Parquet bytes, and back.

The columns are declared in `audit.snapshots.columns`; every table is built whether or not it has
rows. Parquet cannot hold a lone
surrogate, as a file name that is not UTF-8 brings it: a column with one is escaped as a whole
(`\\udc80` as text, a backslash doubled) and named in the table's `escaped` list.
pyarrow is heavy, so it is imported where a table is made or read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from audit.model.snapshot import Snapshot
from audit.snapshots.arrow_arrays import build_array
from audit.snapshots.columns import LATER_COLUMNS, TABLES
from audit.snapshots.record_columns import build_columns

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ROW_LIMIT",
    "build_snapshot_table",
    "decode_table",
    "encode_table",
    "escaped_columns",
    "read_columns",
]

ROW_LIMIT = 200_000_000
"""More rows than any real audit has; a table that claims more is not read."""

_ESCAPED = b"escaped"
_ESCAPE = re.compile(r"\\(?:\\|u[0-9a-f]{4})")


def build_snapshot_table(snapshot: Snapshot, name: str) -> pa.Table:
    """The table `name` of the snapshot."""
    return _build_table(name, build_columns(snapshot, name))


def encode_table(table: pa.Table) -> bytes:
    """The table as Parquet bytes, zstd-compressed; equal tables give equal bytes.

    The bytes name the version of the Parquet library, so they may change with it.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=False)
    data = bytes(sink.getvalue().to_pybytes())
    pa.default_memory_pool().release_unused()
    return data


def decode_table(name: str, data: bytes, escaped: Sequence[str] = ()) -> pa.Table:
    """The table `name` from its Parquet bytes, `escaped` columns as text again.

    Raises ValueError when the bytes are not Parquet or hold other columns than declared.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = _arrow_schema(name)
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows > ROW_LIMIT:
            raise ValueError(f"it claims {file.metadata.num_rows} rows")
        later = LATER_COLUMNS.get(name, frozenset()) - set(file.schema_arrow.names)
        if file.schema_arrow.names != [each for each in schema.names if each not in later]:
            raise ValueError("its columns are not those of this table")
        table = file.read(use_threads=False)
        for each in sorted(later, key=schema.get_field_index):
            empty = pa.array([""] * table.num_rows, pa.string())
            table = table.add_column(schema.get_field_index(each), each, empty)
        table = table.cast(schema)
    except (pa.ArrowException, OSError) as error:
        raise ValueError("it is not a readable Parquet table") from error
    return table.replace_schema_metadata({_ESCAPED: ",".join(escaped)}) if escaped else table


def escaped_columns(table: pa.Table) -> tuple[str, ...]:
    """The names of the columns whose texts are escaped, sorted."""
    marked = (table.schema.metadata or {}).get(_ESCAPED, b"").decode()
    return tuple(marked.split(",")) if marked else ()


def read_columns(table: pa.Table) -> dict[str, list[Any]]:
    """The table as one list per column, escaped texts restored."""
    columns: dict[str, list[Any]] = table.to_pydict()
    for name in escaped_columns(table):
        columns[name] = [_restore(value) for value in columns[name]]
    return columns


def _arrow_schema(name: str) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415

    place = [("importer", pa.string()), ("imported", pa.string())]
    where = [("file", pa.string()), ("line", pa.int64())]
    zone = ("zone", pa.string())
    kinds = (
        pa.string(),
        pa.int64(),
        pa.float64(),
        pa.bool_(),
        pa.list_(pa.string()),
        pa.list_(pa.struct(place)),
        pa.list_(pa.struct(place + where)),
        pa.list_(pa.struct([*where, ("text", pa.string())])),
        pa.list_(pa.struct([(n, pa.string()) for n in ("kind", "path")] + [*where, zone])),
    )
    types = {str(kind).replace("item: ", ""): kind for kind in kinds}
    return pa.schema([(column.name, types[column.dtype]) for column in TABLES[name]])


def _build_table(name: str, columns: Mapping[str, Sequence[Any]]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    schema = _arrow_schema(name)
    arrays, escaped = [], []
    for field in schema:
        values = columns[field.name]
        try:
            arrays.append(build_array(values, field.type))
        except UnicodeEncodeError:
            arrays.append(build_array([_shield(value) for value in values], field.type))
            escaped.append(field.name)
    metadata = {_ESCAPED: ",".join(sorted(escaped))} if escaped else None
    return pa.Table.from_arrays(arrays, schema=schema.with_metadata(metadata))


def _shield(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\\", "\\\\").encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {key: _shield(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shield(item) for item in value]
    return value


def _restore(value: Any) -> Any:
    if isinstance(value, str):
        return _ESCAPE.sub(lambda m: "\\" if m[0] == "\\\\" else chr(int(m[0][2:], 16)), value)
    if isinstance(value, dict):
        return {key: _restore(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_restore(item) for item in value]
    return value

"""Records as tables."""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pytest

from audit.model.families import Family, FamilyMember, MatrixCell, Signal
from audit.model.findings import Finding
from audit.model.identity import IdentitySplit
from audit.model.imports import Cycle, ResolvedImport
from audit.model.ledger import LedgerEntry, PathEntry, SymbolDefinition, UseSite, ZoneCounts
from audit.model.modules import Module
from audit.snapshots.columns import TABLES, render_columns
from audit.snapshots.records import decode_ledger
from audit.snapshots.tables import build_snapshot_table, decode_table, encode_table, escaped_columns
from tests.worlds.snapshots import small_snapshot


def _names(table: str) -> set[str]:
    return {column.name for column in TABLES[table]}


def _fields(record: type) -> set[str]:
    return {field.name for field in dataclasses.fields(record)}


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("modules", _fields(Module)),
        ("imports", _fields(ResolvedImport)),
        ("uses", _fields(UseSite)),
        ("cycles", _fields(Cycle)),
        ("findings", _fields(Finding)),
        ("identity_splits", _fields(IdentitySplit)),
        (
            "symbols",
            (_fields(LedgerEntry) | _fields(SymbolDefinition)) - {"paths", "path"},
        ),
        (
            "paths",
            (_fields(PathEntry) - {"uses"})
            | {f"uses_{zone}" for zone in _fields(ZoneCounts)}
            | {"symbol", "definition"},
        ),
        (
            "families",
            (_fields(Family) - {"members", "matrix", "signals"})
            | (_fields(FamilyMember) - {"path"})
            | {"family", "member", "member_verdict", "member_confidence"},
        ),
        ("signals", _fields(Signal) | {"family"}),
        ("matrix", _fields(MatrixCell) | {"family", "row", "method"}),
    ],
)
def test_every_field_of_a_record_has_a_column(table: str, fields: set[str]) -> None:
    """No field of a record is lost: each has its column, and no column is made up."""
    assert _names(table) == fields


def test_columns_are_explained() -> None:
    """Every column says what it means, and every count and share has a unit."""
    for columns in TABLES.values():
        for column in columns:
            assert column.meaning
            assert bool(column.unit) == (column.dtype in ("int64", "double")), column
    assert "canonical_share – double – " in render_columns("symbols")


@pytest.mark.parametrize("name", list(TABLES))
def test_the_columns_have_the_declared_types(name: str) -> None:
    """The dtype in the declaration is the type in the file."""
    schema = build_snapshot_table(small_snapshot(), name).schema
    assert {field.name: str(field.type).replace("item: ", "") for field in schema} == {
        column.name: column.dtype for column in TABLES[name]
    }


def test_other_readers_see_plain_tables() -> None:
    """pandas alone reads the bytes: one row a member, a path, a cell."""
    tables = {name: build_snapshot_table(small_snapshot(), name) for name in TABLES}
    paths = pd.read_parquet(io.BytesIO(encode_table(tables["paths"])))
    manager = paths[paths["definition"] == "ferry.tickets.manager.TicketManager"]
    assert int((manager["uses_production"] > 0).sum()) == 6
    families = pd.read_parquet(io.BytesIO(encode_table(tables["families"])))
    assert len(families) == 6
    assert families["line"].tolist() == [30, 31] * 3
    matrix = pd.read_parquet(io.BytesIO(encode_table(tables["matrix"])))
    assert matrix[matrix["state"] == "missing"]["method"].tolist() == ["cancel"]


def test_a_column_with_a_lone_surrogate_is_escaped_and_restored() -> None:
    """A file name that is not UTF-8 is written as an escape, and named as such."""
    snapshot = small_snapshot()
    modules = tuple(
        dataclasses.replace(module, file=file)
        for module, file in zip(
            snapshot.modules,
            ["caf\udce9.py", "a\\udce9.py", "a\\\\b", "\\", *"cdefghi"],
            strict=False,
        )
    )
    table = build_snapshot_table(dataclasses.replace(snapshot, modules=modules), "modules")
    assert escaped_columns(table) == ("file",)
    assert table["file"].to_pylist()[:2] == ["caf\\udce9.py", "a\\\\udce9.py"]
    again = decode_table("modules", encode_table(table), ("file",))
    assert again == table


def test_bytes_are_the_same_every_time() -> None:
    """Encoding a table twice gives the same bytes."""
    for name in TABLES:
        table = build_snapshot_table(small_snapshot(), name)
        assert encode_table(table) == encode_table(table)


@pytest.mark.parametrize("data", [b"", b"PAR1PAR1", b"x" * 100])
def test_bytes_that_are_no_table_are_refused(data: bytes) -> None:
    """Bytes that are not Parquet raise ValueError, whatever the library raises inside."""
    with pytest.raises(ValueError, match="not a readable Parquet table"):
        decode_table("modules", data)


def test_importing_the_room_loads_no_heavy_library() -> None:
    """Neither pandas nor pyarrow is imported before a table is built."""
    code = (
        "import sys, audit.snapshots.store\n"
        "print([name for name in ('pandas', 'pyarrow', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_row_number_below_zero_joins_nothing() -> None:
    """A forged row number does not reach round to the last row."""
    paths = build_snapshot_table(small_snapshot(), "paths")
    forged = paths.set_column(0, paths.schema.field(0), pa.array([-1] * paths.num_rows))
    with pytest.raises(IndexError):
        decode_ledger(build_snapshot_table(small_snapshot(), "symbols"), forged)

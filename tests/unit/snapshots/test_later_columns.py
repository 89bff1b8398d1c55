"""Tables of snapshots that were saved before a column was added."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.snapshots.tables import build_snapshot_table, decode_table, encode_table, read_columns
from tests.worlds.snapshots import small_snapshot


def test_a_table_written_before_a_column_was_added_is_read() -> None:
    """The paths of an earlier snapshot have no advice: it is read as none, and nothing else may
    be missing."""
    entry = small_snapshot().ledger[0]
    told = replace(entry, paths=tuple(replace(each, advice="pkg.b.X") for each in entry.paths))
    table = build_snapshot_table(replace(small_snapshot(), ledger=(told,)), "paths")
    earlier = encode_table(table.drop_columns(["advice"]))
    assert read_columns(decode_table("paths", earlier))["advice"] == [""] * len(entry.paths)
    whole = read_columns(decode_table("paths", encode_table(table)))
    assert whole["advice"] == ["pkg.b.X"] * len(entry.paths)
    with pytest.raises(ValueError, match="columns"):
        decode_table("paths", encode_table(table.drop_columns(["chain"])))

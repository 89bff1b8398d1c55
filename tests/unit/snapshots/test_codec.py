"""A snapshot's files and back."""

from __future__ import annotations

import dataclasses
import hashlib
import json

import pytest

from audit.errors import SnapshotError
from audit.model.findings import Location
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.metrics import Direction, Metric
from audit.model.modules import Zone
from audit.model.snapshot import SCHEMA_VERSION, Snapshot
from audit.snapshots.codec import decode_snapshot, encode_snapshot
from tests.worlds.small_records import make_snapshot
from tests.worlds.snapshots import HOSTILE_NAMES, hostile_snapshot, small_snapshot


def _reseal(files: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    """The files with entries of the document replaced and its digest made right again."""
    content = json.loads(files["snapshot.json"]) | changes
    del content["digest"]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    content["digest"] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    return files | {"snapshot.json": json.dumps(content).encode()}


@pytest.mark.parametrize(
    "snapshot",
    [small_snapshot(), small_snapshot("phase-1"), hostile_snapshot()],
    ids=["baseline", "improved", "hostile"],
)
def test_decoding_undoes_encoding(snapshot: Snapshot) -> None:
    """Decoding the encoded files gives the same record, whatever its names hold."""
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


@pytest.mark.parametrize("name", ["pkg.models", *HOSTILE_NAMES])
def test_identity_splits_survive(name: str) -> None:
    """Files with several module names come back with their names, places and risks."""
    spot = Location(file=name, line=3, text=name)
    split = IdentitySplit(
        fingerprint="0" * 16,
        cause=SplitCause.SEARCH_PATH,
        file="src/pkg/models.py",
        names=(name, "src.pkg.models"),
        zone=Zone.PRODUCTION,
        certain=True,
        evidence=(spot,),
        imports=(spot, spot),
        risks=(),
    )
    snapshot = dataclasses.replace(small_snapshot(), identity_splits=(split,))
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def test_an_empty_audit_survives() -> None:
    """A snapshot without a single row is kept as it is."""
    snapshot = make_snapshot()
    assert decode_snapshot(encode_snapshot(snapshot)) == snapshot


def test_the_same_snapshot_gives_the_same_bytes() -> None:
    """Two snapshots that are equal encode to the same bytes, 3 and 3.0 included."""

    def with_value(value: float) -> Snapshot:
        metric = Metric(
            id="m", title="M", value=value, unit="", direction=Direction.LOWER, covers=""
        )
        return dataclasses.replace(small_snapshot(), metrics=(metric,))

    assert encode_snapshot(with_value(3)) == encode_snapshot(with_value(3.0))


def test_the_document_lists_every_table_with_rows_and_digest() -> None:
    """The document names each Parquet file with its row count and sha256."""
    files = encode_snapshot(small_snapshot())
    listed = {entry["file"]: entry for entry in json.loads(files["snapshot.json"])["tables"]}
    assert set(listed) == set(files) - {"snapshot.json"}
    assert listed["modules.parquet"]["rows"] == len(small_snapshot().modules)
    for name, entry in listed.items():
        assert entry["sha256"] == hashlib.sha256(files[name]).hexdigest()


def test_the_document_holds_what_a_reader_looks_for_first() -> None:
    """Schema version, provenance, metrics and findings can be read with any JSON reader."""
    content = json.loads(encode_snapshot(small_snapshot())["snapshot.json"])
    assert content["schema_version"] == SCHEMA_VERSION
    assert content["provenance"]["revision"] == "a" * 40
    assert {m["id"]: m["value"] for m in content["metrics"]}["imports.broken"] == 1.0
    assert [f["kind"] for f in content["findings"]][:2] == ["alias-cycle", "broken-import"]


@pytest.mark.parametrize(
    ("version", "advice"), [(SCHEMA_VERSION + 1, "update"), (0, "take the snapshot again")]
)
def test_another_schema_version_is_refused(version: int, advice: str) -> None:
    """A snapshot of another schema version is refused with the version and what to do."""
    files = _reseal(encode_snapshot(small_snapshot()), schema_version=version)
    with pytest.raises(
        SnapshotError, match=f"schema version {version}.*reads {SCHEMA_VERSION}.*{advice}"
    ):
        decode_snapshot(files)


def test_another_schema_version_is_not_written() -> None:
    """A record that claims another schema version than this kit writes is refused."""
    with pytest.raises(SnapshotError, match="schema version 99"):
        encode_snapshot(dataclasses.replace(small_snapshot(), schema_version=99))


@pytest.mark.parametrize("name", sorted(encode_snapshot(small_snapshot())))
def test_a_truncated_or_missing_file_is_named(name: str) -> None:
    """Each file that is cut off, changed or missing is refused by name."""
    files = encode_snapshot(small_snapshot())
    cut, half = files[name][:-1], len(files[name]) // 2
    flipped = files[name][:half] + bytes([files[name][half] ^ 1]) + files[name][half + 1 :]
    damaged = [flipped, files[name][:half], b""]
    if name != "snapshot.json":  # the document's last byte is a line end
        damaged.append(cut)
    for data in damaged:
        with pytest.raises(SnapshotError, match=name):
            decode_snapshot(files | {name: data})
    with pytest.raises(SnapshotError, match=f"{name}: the file is missing"):
        decode_snapshot({key: value for key, value in files.items() if key != name})


def test_an_edited_figure_is_noticed() -> None:
    """A number typed over in the document is refused."""
    files = encode_snapshot(small_snapshot())
    files["snapshot.json"] = files["snapshot.json"].replace(b'"value": 6.0', b'"value": 2.0')
    with pytest.raises(SnapshotError, match="edited"):
        decode_snapshot(files)


def test_line_endings_do_not_matter() -> None:
    """A document whose line ends were changed by a checkout is still the same."""
    files = encode_snapshot(small_snapshot())
    files["snapshot.json"] = files["snapshot.json"].replace(b"\n", b"\r\n")
    assert decode_snapshot(files) == small_snapshot()


@pytest.mark.parametrize(
    "data", [b"[1]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"format": "other"}'], ids=repr
)
def test_a_foreign_document_is_refused(data: bytes) -> None:
    """A snapshot.json of another tool is refused in one sentence."""
    with pytest.raises(SnapshotError, match=r"snapshot\.json"):
        decode_snapshot(encode_snapshot(small_snapshot()) | {"snapshot.json": data})


def test_a_forged_document_is_refused() -> None:
    """Entries of another shape are refused even when all digests are right."""
    files = encode_snapshot(small_snapshot())
    for changes in ({"metrics": [{"id": 3}]}, {"provenance": None}, {"tables": [1]}):
        with pytest.raises(SnapshotError, match=r"snapshot\.json"):
            decode_snapshot(_reseal(files, **changes))


def test_a_forged_table_is_refused() -> None:
    """A file that is no table, or another one, is refused even when its digest is right."""
    files = encode_snapshot(small_snapshot())
    tables = json.loads(files["snapshot.json"])["tables"]
    cases = ((b"PAR1", "not a readable"), (files["uses.parquet"], "its columns are not those"))
    for data, what in cases:
        tables[0]["sha256"] = hashlib.sha256(data).hexdigest()
        with pytest.raises(SnapshotError, match=rf"modules\.parquet: .*{what}"):
            decode_snapshot(_reseal(files | {"modules.parquet": data}, tables=tables))


def test_a_row_count_that_is_wrong_is_refused() -> None:
    """The document's count of rows must be the table's."""
    files = encode_snapshot(small_snapshot())
    tables = json.loads(files["snapshot.json"])["tables"]
    tables[0]["rows"] = 10
    with pytest.raises(SnapshotError, match=r"modules\.parquet: the file has 11 rows.*says 10"):
        decode_snapshot(_reseal(files, tables=tables))


def test_rows_that_do_not_join_are_refused() -> None:
    """A table that was swapped for that of another snapshot is refused even when sealed."""
    files = encode_snapshot(small_snapshot())
    other = encode_snapshot(dataclasses.replace(small_snapshot(), ledger=()))
    sealed = {e["file"]: e for e in json.loads(files["snapshot.json"])["tables"]}
    sealed |= {
        e["file"]: e
        for e in json.loads(other["snapshot.json"])["tables"]
        if e["file"] == "symbols.parquet"
    }
    mixed = files | {"symbols.parquet": other["symbols.parquet"]}
    with pytest.raises(SnapshotError, match="do not fit together"):
        decode_snapshot(_reseal(mixed, tables=list(sealed.values())))

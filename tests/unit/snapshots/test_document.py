"""The readable document."""

from __future__ import annotations

import json
import math

import pytest

from audit.errors import SnapshotError
from audit.snapshots.document import MARK, parse_document, render_document
from tests.worlds.snapshots import HOSTILE_NAMES


def test_a_small_document_reads_like_this() -> None:
    """Records that fit stand on one line; a long one shows its short fields first."""
    content = {
        "schema_version": 1,
        "findings": [{"kind": "cycle", "line": 3}, {"b": 1, "a": "x" * 90, "c": [1, 2]}],
    }
    text = render_document(content).decode()
    assert text.splitlines()[:-2] == [
        "{",
        ' "format": "ssot-audit snapshot",',
        ' "schema_version": 1,',
        ' "findings": [',
        '  {"kind": "cycle", "line": 3},',
        "  {",
        '   "b": 1, "c": [1, 2],',
        '   "a": "' + "x" * 90 + '"}],',
    ]
    assert text.startswith(MARK.decode())


def test_a_changed_message_changes_one_line_and_the_digest() -> None:
    """Two documents that differ in one long field differ in its line and the digest only."""

    def lines(message: str) -> list[str]:
        finding = {"kind": "cycle", "message": message, "subject": "a" * 60}
        return render_document({"findings": [finding] * 3}).decode().splitlines()

    old, new = lines("m" * 50), lines("n" * 50)
    assert [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b] == [5, 9, 13, 15]


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_hostile_names_are_escaped(name: str) -> None:
    """A name cannot reorder, break or blank a line of the document, and comes back as it was."""
    data = render_document({"schema_version": 1, "subject": name})
    assert all(byte == 10 or 32 <= byte < 127 for byte in data)
    assert len(data.splitlines()) == 6
    assert parse_document(data, schema_version=1)["subject"] == name


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_figure_that_is_no_number_is_refused(value: float) -> None:
    """Neither NaN nor infinity is written, since JSON knows neither."""
    with pytest.raises(SnapshotError, match="not a finite number"):
        render_document({"value": value})


def test_the_layout_is_json() -> None:
    """Whatever the nesting, the text says the same as the value."""
    value = {"deep": [{"x" * 70: [{"y": ["z" * 80, {}, [], None, True, 1.5]}]}], "": "'\"\\"}
    parsed = json.loads(render_document(value))
    assert {key: parsed[key] for key in value} == value

"""The cross-run that a phase names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audit.errors import EvidenceError
from audit.model.attribution import CrossRun, TestSplit
from audit.model.comparison import EvidenceNoteKind
from audit.phases.attribution_file import note_attribution, read_attribution
from tests.worlds.snapshots import small_comparison


def _document(**changes: Any) -> str:
    run = {"tests": "before", "production": "after", "passed": 3, "total": 5}
    gained = [
        {"test": "b::t", "owner": "given away by the tests"},
        {"test": "a::t", "owner": "earned by the code"},
    ]
    document = {
        "command": "attribute",
        "before": "a" * 40,
        "after": "b" * 40,
        "runs": [run],
        "gained": gained,
        "lost": ["c::t"],
        **changes,
    }
    return json.dumps(document)


def test_the_saved_answer_is_read_back(tmp_path: Path) -> None:
    """Runs, gained and lost tests, revisions, and the file that it came from."""
    (tmp_path / "cross.json").write_text(_document(), encoding="utf-8")
    found = read_attribution("cross.json", base=tmp_path)
    assert found.runs == (CrossRun(tests="before", production="after", passed=3, total=5),)
    assert found.gained == (("a::t", TestSplit.CODE), ("b::t", TestSplit.TESTS))
    assert found.lost == ("c::t",)
    assert found.file == "cross.json"
    assert len(found.digest) == 64


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "[" * 100_000, _document(gained=[{"test": "a::t", "owner": "luck"}])],
    ids=["empty", "list", "cut", "deep", "owner"],
)
def test_another_document_is_refused(text: str, tmp_path: Path) -> None:
    """What is no answer of the command ends in one sentence that says how to make one."""
    (tmp_path / "cross.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"cross.json: this is no answer.*audit attribute"):
        read_attribution("cross.json", base=tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A cross-run that is not there is not passed over in silence."""
    with pytest.raises(EvidenceError, match=r"gone\.json: the cross-run cannot be read"):
        read_attribution("gone.json", base=tmp_path)


def test_a_cross_run_of_other_revisions_is_called_out(tmp_path: Path) -> None:
    """It says nothing about the phase; one of the same revisions needs no note."""
    comparison = small_comparison()
    for name, later in (("same", comparison.after.revision), ("other", "c" * 40)):
        text = _document(before=comparison.before.revision, after=later)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert note_attribution(None, comparison) == ()
    assert note_attribution(read_attribution("same", base=tmp_path), comparison) == ()
    (note,) = note_attribution(read_attribution("other", base=tmp_path), comparison)
    assert note.kind is EvidenceNoteKind.OTHER_CROSS_RUN

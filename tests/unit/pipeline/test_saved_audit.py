"""An audit that goes straight to disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.pipeline import snapshot as snapshots
from audit.snapshots.store import load_snapshot, save_snapshot

CODE = {
    "pkg/__init__.py": "from pkg.seats import Seat\n",
    "pkg/seats.py": "class Seat: ...\n",
    "app.py": "from pkg import Seat\nfrom pkg.seats import Seat as Other\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small codebase, and a cache of its own."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "cache"))
    for name, text in CODE.items():
        file = tmp_path / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "tree"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_saved_audit_is_the_snapshot_that_would_be_taken(tree: Path, tmp_path: Path) -> None:
    """Saving at once gives the very files of taking and saving, and tells the same figures."""
    saved = snapshots.save_audit(str(tree), lambda label: tmp_path / f"saved-{label}")
    head, folder = saved.head, saved.folder
    taken = snapshots.take_snapshot(str(tree))
    assert folder == tmp_path / "saved-tree"
    assert _bytes(folder) == _bytes(save_snapshot(taken, tmp_path / "taken"))
    assert (head.provenance, head.coverage) == (taken.provenance, taken.coverage)
    assert (head.metrics, head.components) == (taken.metrics, taken.components)
    assert load_snapshot(folder) == taken


def test_an_unchanged_tree_is_copied_and_a_changed_one_is_not(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second save of the same tree audits nothing; after an edit it audits again."""
    first = _bytes(snapshots.save_audit(str(tree), lambda _: tmp_path / "first").folder)
    audited: list[str] = []
    audit = snapshots.audit_source

    def count(*args: object, **named: object) -> object:
        audited.append("once more")
        return audit(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshots, "audit_source", count)
    assert _bytes(snapshots.save_audit(str(tree), lambda _: tmp_path / "second").folder) == first
    assert audited == []
    (tree / "app.py").write_text("from pkg import Seat\n", encoding="utf-8")
    assert _bytes(snapshots.save_audit(str(tree), lambda _: tmp_path / "third").folder) != first
    assert audited == ["once more"]

"""From what a user types to a source."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import AuditError, SourceError, UnknownNameError
from audit.sources.locate import open_source

Draw = Callable[..., Path]


def test_relative_paths_start_at_the_base(draw: Draw) -> None:
    """A relative specification is looked for in `base`, not in the current folder."""
    root = draw({"baseline/a.py": ""})
    source = open_source("baseline", base=root)
    assert [file.path for file in source.tree.files] == ["a.py"]
    assert source.tree.label == "baseline"


def test_without_a_base_the_current_folder_counts(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`.` is the current folder and is labelled with its name."""
    monkeypatch.chdir(draw({"a.py": ""}))
    assert open_source(".").tree.label == "world"


@pytest.mark.parametrize(("typed", "label"), [("", "world"), ("/", "world"), ("/sub/..", "world")])
def test_labels_never_hold_the_machine(draw: Draw, typed: str, label: str) -> None:
    """A label is the last part of the path, however the path was typed."""
    root = draw({"sub/a.py": ""})
    assert open_source(f"{root}{typed}").tree.label == label


def test_a_given_label_wins(draw: Draw) -> None:
    """The label that a person gave is taken as it is."""
    assert open_source(str(draw({})), label="before the move").tree.label == "before the move"


def test_a_missing_path_names_the_nearest_sibling(draw: Draw) -> None:
    """A folder that does not exist is answered with the nearest one that does."""
    root = draw({"baseline/src/a.py": ""})
    for typed, nearest in (
        ("basline", "did you mean baseline?"),
        ("baseline/scr", "did you mean baseline/src?"),
        ("basline/src", "did you mean baseline?"),
        ("qqqq", ""),
    ):
        with pytest.raises(UnknownNameError) as caught:
            open_source(typed, base=root)
        assert caught.value.hint == nearest
        assert str(caught.value).startswith(f"{typed}: no such folder or file")
        assert str(root) not in str(caught.value)


def test_a_missing_path_with_a_revision_names_the_path(draw: Draw) -> None:
    """Outside of any repository the missing folder is the mistake, not the revision."""
    root = draw({"baseline/a.py": ""})
    with pytest.raises(UnknownNameError, match=r"^basline: no such folder.*mean baseline\?"):
        open_source("basline@main", base=root)


def test_what_is_neither_folder_nor_archive_is_refused(draw: Draw) -> None:
    """A lone file, a pipe and an empty text are refused in one sentence."""
    root = draw({"a.py": ""})
    os.mkfifo(root / "pipe.whl")
    for typed in ("a.py", "pipe.whl"):
        with pytest.raises(SourceError, match=f"^{typed}: neither a folder nor an archive"):
            open_source(typed, base=root)
    with pytest.raises(SourceError, match="no source was named"):
        open_source("")


@pytest.mark.parametrize(
    "typed", ["a\0b", "x" * 5000, "~nobody-here/x", "a@b@c", "@", "@main", "\n"]
)
def test_odd_specifications_never_crash(draw: Draw, typed: str) -> None:
    """Whatever is typed, the answer is an error of the kit in one line."""
    with pytest.raises(AuditError):
        open_source(typed, base=draw({}))


def test_a_name_that_is_not_utf8_is_a_label_that_can_be_written(draw: Draw) -> None:
    """Bytes of a folder's name, or of a label, that are not UTF-8 show as escapes, as in paths."""
    root = draw({})
    place = os.path.join(os.fsencode(root), b"caf\xe9")
    os.mkdir(place)
    assert open_source(os.fsdecode(place)).tree.label == r"caf\xe9"
    assert open_source(str(root), label=os.fsdecode(b"t\xe9")).tree.label == r"t\xe9"

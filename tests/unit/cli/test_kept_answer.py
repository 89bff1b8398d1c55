"""Answers that are given again: only while nothing that they depend on has been touched."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from audit import file_stamps
from audit.cli import answer_recorder, kept_answer
from audit.cli.application import app
from audit.sources import worktree
from tests.worlds.command_line import write_tree

Ask = Callable[..., tuple[bool, str, str]]
OTHER = "from hall.stage import Stage as Other\n"


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a codebase, a cache and a kit of its own; files are old enough a moment
    after they were written."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(file_stamps, "_YOUNG_NANOSECONDS", 0)
    write_tree(
        tmp_path,
        {
            "kit/inner/code.py": "",
            "tree/hall/__init__.py": "from hall.stage import Stage\n",
            "tree/hall/stage.py": "class Stage: ...\n",
            "tree/hall/notes.txt": "nothing that is audited\n",
            "tree/jobs/cron.py": "from hall import Stage\n",
        },
    )
    (tmp_path / "tree/linked").symlink_to("hall")
    (tmp_path / "tree/.venv").mkdir()
    (tmp_path / "tree/.venv/current").symlink_to("../hall")
    (tmp_path / "tree/chosen").symlink_to(".venv/current")
    monkeypatch.setattr(answer_recorder, "PACKAGE", tmp_path / "kit")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Whether the answer was a kept one, and what came out and was said beside it."""

    def answer(*arguments: str, asking: bytes = b"") -> tuple[bool, str, str]:
        asked = ("snapshot", *(arguments or ("tree", "--out", "out")))
        asking = asking or repr(asked).encode()
        capsys.readouterr()
        kept = kept_answer.give_again(asking)
        if not kept:
            app(list(asked), obj=asking, standalone_mode=False)
        return kept, *capsys.readouterr()

    return answer


def _commit(folder: Path) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)


def _rewrite(file: Path, text: str) -> None:
    """Other content of the same size, under the times of the former."""
    before = file.stat()
    assert len(text) == before.st_size
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _retarget(link: Path, target: str) -> None:
    link.unlink()
    link.symlink_to(target)


TOUCHES: dict[str, Callable[[Path], object]] = {
    "a file of the same size and time": lambda world: _rewrite(
        world / "tree/hall/stage.py", "class Scene: ...\n"
    ),
    "a new file": lambda world: (world / "tree/jobs/more.py").write_text(OTHER),
    "a new file in a new folder": lambda world: write_tree(world, {"tree/data/more.py": OTHER}),
    "a file that is gone": lambda world: (world / "tree/jobs/cron.py").unlink(),
    "a file that is called otherwise": lambda world: (world / "tree/jobs/cron.py").rename(
        world / "tree/jobs/daily.py"
    ),
    "a link": lambda world: _retarget(world / "tree/linked", "jobs"),
    "a link behind a link": lambda world: _retarget(world / "tree/.venv/current", "../jobs"),
    "rules": lambda world: (world / "tree/audit.toml").write_text('exclude = ["jobs/**"]\n'),
    "rules beside": lambda world: (world / "audit.toml").write_text(""),
    "a package around it": lambda world: (world / "tree/__init__.py").write_text(""),
    "all that was saved": lambda world: shutil.rmtree(world / "out"),
    "the kit": lambda world: (world / "kit/inner/code.py").write_text("new = 1\n"),
    "a new module of the kit": lambda world: (world / "kit/inner/more.py").write_text(""),
    "a repository": lambda world: _commit(world / "tree"),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES)
def test_an_answer_is_given_again_until_something_is_touched(
    touch: Callable[[Path], object], world: Path, ask: Ask, tmp_path: Path
) -> None:
    """The second answer is the first, word for word; after a touch it is that of a new audit, and
    what was saved is right again."""
    first = ask()
    assert not first[0]
    assert ask() == (True, *first[1:])
    touch(world)
    kept, *said = ask()
    assert not kept
    shutil.rmtree(tmp_path / "cache")
    saved = {file.name: file.read_bytes() for file in (world / "out").iterdir()}
    shutil.rmtree(world / "out")
    assert ask() == (False, *said)
    assert {file.name: file.read_bytes() for file in (world / "out").iterdir()} == saved


def test_a_package_is_called_by_what_is_around_it(world: Path, ask: Ask) -> None:
    """For a source that is a package, the folders around it are looked at too."""
    inner = ("tree/hall", "--out", "out")
    assert [ask(*inner)[0] for _ in range(2)] == [False, True]
    (world / "tree/__init__.py").write_text("")
    assert not ask(*inner)[0]


def test_a_foreign_file_among_the_saved_is_noticed(world: Path, ask: Ask) -> None:
    """A folder that something was put into is no longer what was saved."""
    ask()
    (world / "out/notes.txt").write_text("mine")
    assert not ask()[0]


@pytest.mark.parametrize("damage", ["", "x"])
def test_a_saved_snapshot_that_was_edited_is_noticed(damage: str, world: Path, ask: Ask) -> None:
    """Where what was saved is damaged, in its own size or not, that is said as it is at first."""
    ask()
    file = world / "out/modules.parquet"
    _rewrite(file, damage * file.stat().st_size) if damage else file.unlink()
    kept, _, errors = ask()
    assert not kept
    assert "not intact" in errors


def test_what_is_not_audited_may_change(world: Path, ask: Ask) -> None:
    """A file that no audit looks at is written, and the answer is given again."""
    first = ask()
    (world / "tree/hall/notes.txt").write_text("written again\n")
    assert ask() == (True, *first[1:])


def test_a_commit_asks_for_another_answer(world: Path, ask: Ask) -> None:
    """What a repository knows of the files is told by the commit that its work tree is at."""
    _commit(world / "tree")
    assert [ask()[0] for _ in range(2)] == [False, True]
    subprocess.run(["git", "-C", world / "tree", "pack-refs", "--all"], check=True)
    assert [ask()[0] for _ in range(2)] == [False, True]
    write_tree(world / "tree", {"hall/notes.txt": "committed\n"})
    _commit(world / "tree")
    assert [ask()[0] for _ in range(2)] == [False, True]


def test_a_linked_work_tree_is_audited_anew(world: Path, ask: Ask) -> None:
    """Where a repository's commit stands elsewhere, no answer is kept."""
    _commit(world / "tree")
    subprocess.run(["git", "-C", world / "tree", "worktree", "add", "-q", "../side"], check=True)
    assert [ask("side", "--out", "out")[0] for _ in range(2)] == [False, False]


def test_a_named_configuration_is_looked_at(world: Path, ask: Ask) -> None:
    """Rules from elsewhere are part of what an answer depends on."""
    rules = world / "elsewhere.toml"
    rules.write_text('exclude = ["jobs/**"]\n')
    named = ("tree", "--out", "out", "--config", "elsewhere.toml")
    assert [ask(*named)[0] for _ in range(2)] == [False, True]
    (world / "tree/jobs/cron.py").write_text("")
    assert ask(*named)[0]
    rules.write_text("")
    assert not ask(*named)[0]


def test_what_is_young_is_nothing_to_depend_on(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file written within the last seconds may be written again without its times telling."""
    monkeypatch.setattr(file_stamps, "_YOUNG_NANOSECONDS", 3_000_000_000)
    assert [ask()[0] for _ in range(2)] == [False, False]


def test_a_file_that_cannot_be_read_is_tried_again(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An audit whose cause of failure may be gone next time is no answer for then."""
    usual = worktree._read_regular

    def refuse(place: str) -> bytes:
        if place.endswith("cron.py"):
            raise PermissionError(13, "Permission denied")
        return usual(place)

    monkeypatch.setattr(worktree, "_read_regular", refuse)
    assert [ask()[0] for _ in range(2)] == [False, False]


def test_another_question_has_another_answer(ask: Ask) -> None:
    """An answer is that to its question, wherever both are kept."""
    text = ask()
    document = ask("tree", "--out", "out", "--format", "json")
    assert ask() == (True, *text[1:])
    assert ask("tree", "--out", "out", "--format", "json") == (True, *document[1:])


def test_questions_that_share_a_place_do_not_mix(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one place for all, the last answer is kept and no other is given."""
    monkeypatch.setattr(kept_answer, "PLACES", 1)
    text = ask()
    assert not ask("tree", "--out", "out", "--format", "json")[0]
    assert ask() == (False, *text[1:])


@pytest.mark.parametrize("damage", [b"", b"00000000", b"\xff" * 40])
def test_a_damaged_answer_is_made_again_with_a_warning(
    damage: bytes, world: Path, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    """What does not read back as it was written is said in one warning and made anew."""
    first = ask()
    (place,) = (world / "cache/answers").iterdir()
    place.write_bytes(damage or place.read_bytes()[:-1])
    assert ask() == (False, *first[1:])
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert ask() == (True, *first[1:])


def test_an_answer_of_another_layout_is_none(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What another version of the kit kept is made again without a word."""
    ask()
    monkeypatch.setattr(kept_answer, "SECTIONS", 8)
    assert not ask()[0]
    assert caplog.records == []


def test_an_answer_half_written_is_none(world: Path, ask: Ask) -> None:
    """A run killed while it wrote leaves a file that a later run removes."""
    half = world / "cache/answers"
    half.mkdir(parents=True)
    ask()
    (place,) = half.iterdir()
    half = place.with_name(f"{place.name}.new")
    place.rename(half)
    assert [ask()[0] for _ in range(2)] == [False, False]
    os.utime(half, (0, 0))
    assert [ask()[0] for _ in range(3)] == [False, False, True]
    assert list((world / "cache/answers").iterdir()) == [place]


def test_a_folder_that_cannot_be_written_stops_nothing(world: Path, ask: Ask) -> None:
    """Where nothing can be kept, the answer is made each time."""
    (world / "cache").mkdir()
    (world / "cache/answers").write_text("in the way")
    assert [ask()[0] for _ in range(2)] == [False, False]

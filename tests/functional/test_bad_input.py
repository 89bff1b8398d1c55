"""A user's mistake ends in one sentence and exit code 2, and nothing is overwritten."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.worlds.command_line import (
    CONFIGURATION,
    SAMPLE,
    answer,
    commit_all,
    draw_shop,
    run_audit,
    write_tree,
)


def refused(*arguments: str | Path) -> str:
    """The sentence of a command that could not audit; nothing may stand on standard output."""
    found = run_audit(*arguments)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert found.stderr.startswith("audit: ")
    assert "Traceback" not in found.stderr
    return found.stderr.removeprefix("audit: ").rstrip("\n")


@pytest.mark.parametrize("command", ["paths", "families", "cycles", "graph", "snapshot"])
def test_a_source_that_does_not_exist(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence names what is missing and the nearest that exists."""
    draw_shop(tmp_path / "storehouse")
    monkeypatch.chdir(tmp_path)
    said = refused(command, "storehose")
    assert said.startswith("storehose: no such folder or file")
    assert "storehouse" in said
    assert "\n" not in said


def test_a_pattern_without_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern alone is taken for the source, and the sentence says so."""
    monkeypatch.chdir(tmp_path)
    assert "one argument alone is the SOURCE" in refused("paths", "Till*")


def test_a_revision_that_does_not_exist(tmp_path: Path) -> None:
    """An unknown revision is named."""
    world = draw_shop(tmp_path / "world")
    commit_all(world)
    assert run_audit("paths", f"{world}@v1").exit_code == 0
    assert "v9" in refused("paths", f"{world}@v9")


def test_a_package_name_that_cannot_be(tmp_path: Path) -> None:
    """A malformed package is refused before anything is downloaded."""
    assert "pypi:" in refused("paths", "pypi:not a name==1")


def test_a_component_that_does_not_exist() -> None:
    """An unknown component is answered with the nearest one."""
    said = refused(
        "paths", SAMPLE / "baseline", "--config", CONFIGURATION, "--component", "reservation"
    )
    assert "there is no component 'reservation'" in said
    assert "did you mean reservations?" in said


def test_two_things_to_follow(tmp_path: Path) -> None:
    """A history follows a component or a symbol: with both named, neither is passed over."""
    said = refused("history", tmp_path, "--component", "tills", "--symbol", "Till")
    assert said == "--component and --symbol both name what to follow (give one)"


def test_a_phase_that_does_not_exist(tmp_path: Path) -> None:
    """An unknown phase is answered with the known ones."""
    said = refused("report", "--phase", "phase-9", "--config", CONFIGURATION, "--out", tmp_path)
    assert "there is no phase phase-9" in said
    assert "phase-1" in said


@pytest.mark.parametrize("command", ["paths", "families"])
def test_a_pattern_that_matches_nothing(command: str) -> None:
    """The nearest names stand in the sentence."""
    said = refused(command, "ReservationManger", SAMPLE / "baseline")
    assert "matches 'ReservationManger'" in said
    assert "did you mean ReservationManager" in said


def test_every_mistake_of_a_configuration_at_once(tmp_path: Path) -> None:
    """A broken configuration is answered with all mistakes, each with its TOML path."""
    world = draw_shop(
        tmp_path, {"audit.toml": "max_paths = 'two'\ncolour = 1\n[zones]\nproductive = []\n"}
    )
    said = refused("paths", world)
    assert "3 mistakes in the configuration" in said
    for place in ("max_paths", "colour", "zones.productive"):
        assert place in said


def test_a_configuration_that_does_not_exist(tmp_path: Path) -> None:
    """`--config` must name a file or folder that is there."""
    assert "gone.toml" in refused("paths", draw_shop(tmp_path), "--config", tmp_path / "gone.toml")


def test_a_folder_without_python(tmp_path: Path) -> None:
    """Nothing to look at is not an audit."""
    assert "no Python file" in refused("paths", write_tree(tmp_path, {"notes.txt": "hello\n"}))


@pytest.mark.parametrize("command", ["paths", "families", "cycles", "graph", "snapshot"])
def test_nothing_that_parses_is_never_green(command: str, tmp_path: Path) -> None:
    """When no file could be parsed, what was found is shown, and the exit code is 2."""
    world = write_tree(tmp_path / "world", {"one.py": "def (\n", "two.py": "class\n"})
    extra = ["--out", str(tmp_path / "saved")] if command == "snapshot" else []
    document = answer(command, world, *extra, code=2)
    coverage = document["audited"]["coverage"]
    assert (coverage["files"], coverage["files_parsed"]) == (2, 0)


def test_hostile_archives_are_refused(tmp_path: Path) -> None:
    """A member that leaves the archive is refused before anything is written."""
    wheel = tmp_path / "bad-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("../escaped.py", "X = 1\n")
    sdist = tmp_path / "bad-1.0.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive_file:
        member = tarfile.TarInfo("/etc/escaped.py")
        member.size = 6
        archive_file.addfile(member, io.BytesIO(b"X = 1\n"))
    torn = tmp_path / "torn.whl"
    torn.write_bytes(wheel.read_bytes()[:40])
    for archive_path in (wheel, sdist, torn):
        assert archive_path.name in refused("paths", archive_path)
    assert not list(tmp_path.rglob("escaped.py"))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A snapshot of the shop."""
    place = tmp_path / "saved"
    answer("snapshot", draw_shop(tmp_path / "world"), "--out", place)
    return place


def test_edited_snapshots(saved: Path) -> None:
    """A snapshot with a changed figure, a torn table or another schema is not read."""
    document = saved / "snapshot.json"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace('"lines": ', '"lines": 1', 1), encoding="utf-8")
    assert "snapshot.json" in refused("paths", saved)
    values = json.loads(text)
    values["schema_version"] = 999
    document.write_text(json.dumps(values, indent=2), encoding="utf-8")
    assert "999" in refused("cycles", saved)
    document.write_text(text, encoding="utf-8")
    table = saved / "imports.parquet"
    table.write_bytes(table.read_bytes()[:-20])
    assert "imports.parquet" in refused("compare", saved, saved)


def test_a_damaged_snapshot_is_not_overwritten(saved: Path, tmp_path: Path) -> None:
    """Saving over a snapshot that is not intact, or over other files, is refused."""
    (saved / "uses.parquet").write_bytes(b"")
    assert "nothing was overwritten" in refused("snapshot", tmp_path / "world", "--out", saved)
    other = write_tree(tmp_path / "other", {"thesis.txt": "years of work\n"})
    assert "nothing was overwritten" in refused("snapshot", tmp_path / "world", "--out", other)
    assert (other / "thesis.txt").read_text() == "years of work\n"


def test_a_snapshot_is_not_audited_again(saved: Path, tmp_path: Path) -> None:
    """`audit snapshot`, `audit init` and `audit history` want source code."""
    assert "is a saved snapshot already" in refused("snapshot", saved)
    assert "a saved snapshot has its rules already" in refused("init", saved)
    assert "a saved snapshot has no history" in refused("history", saved, "--symbol", "Till")


def test_rules_beside_a_snapshot_are_noticed(saved: Path) -> None:
    """A snapshot keeps its rules; naming others is answered with a notice, not in silence."""
    found = run_audit("paths", saved, "--config", CONFIGURATION)
    assert found.exit_code == 0
    assert "--config is not used" in found.stderr


def test_snapshots_under_different_rules(saved: Path, tmp_path: Path) -> None:
    """A saved snapshot cannot be measured again, so unlike rules are refused with the way out."""
    world = draw_shop(tmp_path / "other", {"audit.toml": "max_paths = 2\n"})
    said = refused("compare", saved, world)
    assert "other rules" in said
    assert "name its source instead" in said


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    """A file where a folder should be ends in a sentence that names the place as it was asked
    for, before a history or a report is made; nothing is written beside it."""
    world = draw_shop(tmp_path / "world")
    commit_all(world)
    blocked = tmp_path / "file"
    blocked.write_text("mine\n")
    assert refused("snapshot", world, "--out", blocked / "saved").startswith(str(blocked))
    graph = blocked / "graph.dot"
    assert refused("graph", world, "--out", graph).startswith(f"{graph}: ")
    for asked in (("history", world, "--symbol", "Till"), ("report", world, world)):
        said = refused(*asked, "--out", blocked)
        assert said == f"{blocked}: is no folder (name another with --out)"
    assert blocked.read_text() == "mine\n"
    assert sorted(tmp_path.iterdir()) == [blocked, world]


@pytest.mark.parametrize("command", ["paths", "families"])
def test_no_source_at_all(command: str) -> None:
    """Without any argument the usage is shown, and what is missing by its name."""
    found = run_audit(command)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[-1] == "Error: Missing argument 'SOURCE'."


@pytest.mark.parametrize("given", [1, 3])
def test_another_number_of_sources_than_two(given: int, tmp_path: Path) -> None:
    """A report compares two sources: one or three are counted, and two asked for."""
    said = refused("report", *[SAMPLE / "baseline"] * given, "--out", tmp_path)
    assert said.startswith(f"{given} source")
    assert said.endswith("given (give two, BEFORE and AFTER)")


def test_labels_stay_in_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the label, the default place of a snapshot lies below `.audit/snapshots`."""
    world = draw_shop(tmp_path / "world")
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    for label in ("../../up", "/abs", "..", "a/b", "\x1b[31m", "Ä 1", "-x"):
        found = run_audit("snapshot", world, f"--label={label}")
        assert found.exit_code == 0, found.stderr
    below = {path.parent.resolve() for path in tmp_path.rglob("snapshot.json")}
    home = (tmp_path / "run" / ".audit" / "snapshots").resolve()
    assert below
    assert all(each.is_relative_to(home) for each in below)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX file kinds")
def test_strange_files_are_findings(tmp_path: Path) -> None:
    """A FIFO, a dangling link and a link loop are passed over; the rest is audited."""
    world = draw_shop(tmp_path, {"shop/nul.py": b"X = 1\0\n", "shop/latin.py": b"X = '\xe9'\n"})
    os.mkfifo(world / "shop" / "pipe.py")
    (world / "shop" / "lost.py").symlink_to("nowhere.py")
    (world / "shop" / "round.py").symlink_to("round.py")
    found = answer("compare", world, world)
    strange = {
        each["locations"][0]["file"]
        for each in found["remaining"]
        if each["kind"] in {"unreadable-file", "parse-problem"}
    }
    assert {"shop/nul.py", "shop/latin.py", "shop/pipe.py", "shop/lost.py"} <= strange
    assert answer("paths", "Till", world)["total"] == 1

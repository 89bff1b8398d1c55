"""`audit fleet` and `audit cache`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audit import file_stamps
from audit.cli.application import app


def run(*arguments: str) -> Result:
    """The command line."""
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    """Two small sources beside a list that names three."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("from b import X, Y\n")
        (tmp_path / name / "b.py").write_text("class X:\n    pass\n")
    (tmp_path / "two" / "b.py").write_text("class X:\n    pass\n\nY = 1\n")
    place = tmp_path / "repos.txt"
    place.write_text("# ours\none\n\nabsent\ntwo # last\none\n")
    return place


def test_a_fleet_is_one_table_and_one_failure_costs_one_row(listing: Path) -> None:
    """Each source once, in the list's order; the absent one has a reason, and exit is 2."""
    done = run("fleet", str(listing), "--format", "json")
    assert done.exit_code == 2
    rows = json.loads(done.stdout)["sources"]
    assert [row["source"] for row in rows] == ["one", "absent", "two"]
    assert [row["broken_imports"] for row in rows] == [1, None, 0]
    assert "no such folder" in rows[1]["problem"]
    assert rows[0]["problem"] == ""
    whole = ("modules", "lines", "fragmented_symbols", "broken_imports", "deprecated_paths")
    assert all(isinstance(rows[0][key], int) for key in whole)
    assert len(rows[0]["revision"]) == len("tree:") + 64


def test_a_fleet_names_its_sources_whole(listing: Path) -> None:
    """In a terminal a source is not broken inside its version, and a reason names it once."""
    name = "a_rather_long_repository==2.14.2"
    (listing.parent / "one").rename(listing.parent / name)
    (listing.parent / "broken.zip").write_text("no archive")
    listing.write_text(f"{name}\nabsent\n./broken.zip\n")
    done = CliRunner(env={"COLUMNS": "120"}).invoke(app, ["fleet", str(listing)])
    assert name in done.stdout
    assert "absent: no such folder" in done.stderr
    assert "absent: absent" not in done.stderr
    assert "./broken.zip: the archive cannot be read" in done.stderr


def test_a_fleet_without_failures_is_green(listing: Path) -> None:
    """All audited: exit 0."""
    listing.write_text("one\ntwo\n")
    assert run("fleet", str(listing)).exit_code == 0


@pytest.mark.parametrize("content", [None, "", "# nothing\n"])
def test_a_list_that_names_nothing_is_a_mistake(tmp_path: Path, content: str | None) -> None:
    """No file, an empty one, comments only: exit 2."""
    place = tmp_path / "repos.txt"
    if content is not None:
        place.write_text(content)
    assert run("fleet", str(place)).exit_code == 2


def test_a_list_is_never_read_in_part(tmp_path: Path) -> None:
    """A list beyond what is read is refused, not cut."""
    place = tmp_path / "repos.txt"
    place.write_text("one\n" + "# nothing\n" * 120_000)
    done = run("fleet", str(place))
    assert done.exit_code == 2
    assert "longer than" in done.output


def parts(*arguments: str) -> dict[str, dict[str, float]]:
    """The cache's parts by name."""
    done = run("cache", *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return {row["part"]: row for row in json.loads(done.stdout)["parts"]}


def test_the_cache_can_be_looked_at_shrunk_and_cleared(listing: Path) -> None:
    """After two audits facts are kept; prune to nothing and clear leave none, runs go on."""
    listing.write_text("one\ntwo\n")
    assert parts("info")["facts"]["entries"] == 0
    run("fleet", str(listing))
    assert parts("info")["facts"]["entries"] == 3
    assert parts("prune", "--limit", "100")["facts"]["entries"] == 3
    assert parts("prune", "--limit", "0")["facts"]["entries"] == 0
    run("fleet", str(listing))
    cleared = parts("clear")
    assert all(not row["files"] for row in cleared.values())
    assert run("fleet", str(listing)).exit_code == 0


def test_what_is_known_of_a_folder_is_one_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of a hundred files has an entry in the part `trees`, which goes with the rest."""
    monkeypatch.setattr(file_stamps, "_YOUNG_NANOSECONDS", 0)
    for number in range(100):
        (tmp_path / f"m{number}.py").write_text("")
    time.sleep(0.05)
    done = run("snapshot", str(tmp_path), "--out", str(tmp_path.parent / "saved"))
    assert done.exit_code == 0, done.output
    assert parts("info")["trees"]["entries"] == 1
    assert parts("prune", "--limit", "0")["trees"]["entries"] == 0
    assert parts("clear")["trees"]["files"] == 0


def test_clearing_removes_what_the_kit_keeps_and_nothing_else(own_cache: Path) -> None:
    """A file of somebody else in the cache folder stays."""
    (own_cache / "notes.txt").write_text("mine")
    parts("clear")
    assert (own_cache / "notes.txt").read_text() == "mine"

"""`audit resolve`: a row for every line, in order."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.worlds.command_line import SAMPLE, answer, draw_shop, run_audit, write_tree


def test_paths_lead_to_their_definitions(tmp_path: Path) -> None:
    """A path is answered with file, qualified name, line, class and chain, or with a reason."""
    asked = tmp_path / "asked.txt"
    asked.write_text("shop.old.OldTill\nshop.Till\nshop.tills.Till.open\nshop.tills\nshop.gone.X\n")
    found = answer("resolve", draw_shop(tmp_path / "world"), "--paths", asked)
    rows = [
        (
            each["path"],
            each["status"],
            each["definition"] and (each["definition"]["file"], each["definition"]["qualname"]),
            each["path_class"],
        )
        for each in found["paths"]
    ]
    assert rows == [
        ("shop.old.OldTill", "resolved", ("shop/tills.py", "Till"), "shim"),
        ("shop.Till", "resolved", ("shop/tills.py", "Till"), "facade"),
        ("shop.tills.Till.open", "resolved", ("shop/tills.py", "Till.open"), "definition"),
        ("shop.tills", "resolved", ("shop/tills.py", ""), "definition"),
        ("shop.gone.X", "unresolvable", None, "broken"),
    ]
    assert "shop.old.OldTill" in found["paths"][0]["chain"]
    assert found["paths"][0]["chain"][-1] == "shop.tills.Till"
    assert found["paths"][2]["definition"]["line"] == 2
    assert "gone" in found["paths"][4]["reason"]
    assert (found["resolved"], found["unresolvable"]) == (4, 1)


def test_every_line_has_its_row_in_order(tmp_path: Path) -> None:
    """Empty lines, repeated lines, nonsense and lines that are no UTF-8 keep their places."""
    lines = [
        b"shop.Till",
        b"",
        b"shop.Till",
        b"  shop.tills.Till  ",
        b"..",
        b"a b",
        b"shop.",
        b".shop",
        b"\xff\xfe",
        b"shop." + b"x." * 5000 + b"y",
        "schön.größe".encode(),
        b"os.path",
        b"\x1b[31mred",
        b"=1+1",
        b"shop.Till",
    ]
    world = draw_shop(tmp_path)
    found = answer("resolve", world, "--paths", "-", given=b"\n".join(lines))
    expected = [line.decode("utf-8", "surrogateescape").strip() for line in lines]
    assert [each["path"] for each in found["paths"]] == expected
    good = {0, 2, 3, len(lines) - 1}
    assert [each["status"] == "resolved" for each in found["paths"]] == [
        number in good for number in range(len(lines))
    ]
    assert all(each["reason"] for each in found["paths"] if each["status"] == "unresolvable")
    text = run_audit("resolve", world, "--paths", "-", "--format", "csv", given=b"\n".join(lines))
    assert len(list(csv.DictReader(io.StringIO(text.stdout)))) == len(lines)


def test_windows_lines_and_byte_order_mark(tmp_path: Path) -> None:
    """A file written on Windows is read as it is meant."""
    found = answer(
        "resolve", draw_shop(tmp_path), "--paths", "-", given=b"\xef\xbb\xbfshop.Till\r\nshop\r\n"
    )
    assert [each["path"] for each in found["paths"]] == ["shop.Till", "shop"]
    assert found["resolved"] == 2


def test_several_sources_are_one_import_space(tmp_path: Path) -> None:
    """A path of one source is followed into another; files carry the label of their source."""
    front = write_tree(
        tmp_path / "front", {"front/__init__.py": "from back.engine import Engine\n"}
    )
    back = write_tree(
        tmp_path / "back", {"back/__init__.py": "", "back/engine.py": "class Engine: ...\n"}
    )
    asked = "front.Engine\nback.engine.Engine\n"
    alone = answer("resolve", front, "--paths", "-", given=asked)
    assert alone["resolved"] == 0
    found = answer("resolve", front, back, "--paths", "-", given=asked)
    assert [each["definition"]["file"] for each in found["paths"]] == ["back/back/engine.py"] * 2
    assert [each["definition"]["path"] for each in found["paths"]] == ["back.engine.Engine"] * 2
    assert found["sources"] == ["front", "back"]


def test_sources_of_one_name_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders called `src` are labelled as they were typed."""
    write_tree(tmp_path, {"a/src/red/__init__.py": "X = 1\n", "b/src/blue/__init__.py": "Y = 1\n"})
    monkeypatch.chdir(tmp_path)
    found = answer("resolve", "a/src", "b/src", "--paths", "-", given="red.X\nblue.Y\n")
    files = [each["definition"]["file"] for each in found["paths"]]
    assert files == ["a/src/red/__init__.py", "b/src/blue/__init__.py"]


def test_every_branch_is_kept(tmp_path: Path) -> None:
    """A name that both branches of a fallback define has two definitions."""
    world = write_tree(
        tmp_path,
        {
            "kit/__init__.py": (
                "try:\n    from kit.fast import Engine\n"
                "except ImportError:\n    from kit.slow import Engine\n"
            ),
            "kit/fast.py": "class Engine: ...\n",
            "kit/slow.py": "class Engine: ...\n",
        },
    )
    (found,) = answer("resolve", world, "--paths", "-", given="kit.Engine")["paths"]
    both = [found["definition"], *found["other_definitions"]]
    assert {each["path"] for each in both} == {"kit.fast.Engine", "kit.slow.Engine"}


def test_nothing_to_resolve(tmp_path: Path) -> None:
    """An empty file or one that is not there ends in a sentence and exit code 2."""
    world = draw_shop(tmp_path)
    empty = run_audit("resolve", world, "--paths", "-", given="")
    gone = run_audit("resolve", world, "--paths", tmp_path / "gone.txt")
    assert (empty.exit_code, gone.exit_code) == (2, 2)
    assert "holds no path" in empty.stderr
    assert "gone.txt: cannot be read: No such file" in gone.stderr


def test_a_snapshot_has_no_source_to_follow(tmp_path: Path) -> None:
    """A saved snapshot is refused with a sentence that says why."""
    run_audit("snapshot", SAMPLE / "baseline", "--out", tmp_path / "saved")
    found = run_audit("resolve", tmp_path / "saved", "--paths", "-", given="harbour")
    assert found.exit_code == 2
    assert "is a saved snapshot" in found.stderr

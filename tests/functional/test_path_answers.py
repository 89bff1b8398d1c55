"""What `audit paths` tells beyond the ledger: lines to change, hidden names, identity splits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.worlds.command_line import answer, draw_shop, run_audit, write_tree


def test_replacement_lines_bring_a_symbol_down_to_its_limit(tmp_path: Path) -> None:
    """Writing the lines that are told leaves one path in production, and the code still runs."""
    world = draw_shop(tmp_path)
    (symbol,) = answer("paths", "Till", world)["symbols"]
    assert symbol["fragmented"]
    edits = symbol["replacements"]
    assert [each["file"] for each in edits] == ["shop/desk.py", "shop/night.py"]
    for edit in edits:
        place = world / edit["file"]
        lines = place.read_text().split("\n")
        assert edit["old"] == [lines[edit["line"] - 1].strip()]
        lines[edit["line"] - 1] = "\n".join(edit["new"])
        place.write_text("\n".join(lines))
    (symbol,) = answer("paths", "Till", world)["symbols"]
    assert (symbol["paths_production"], symbol["fragmented"]) == (1, False)
    assert symbol["replacements"] == []
    run = [sys.executable, "-c", "import shop.desk, shop.night; print(shop.desk.DESK)"]
    assert subprocess.run(run, cwd=world, capture_output=True, check=False).returncode == 0


def test_replacement_lines_stand_on_the_page_of_the_symbol(tmp_path: Path) -> None:
    """The terminal and the Markdown page show file, line, old and new."""
    world = draw_shop(tmp_path)
    for form in ("table", "md"):
        shown = run_audit("paths", "Till", world, "--format", form).stdout
        assert "What to change to get" in shown
        assert "shop/desk.py:1" in shown
        assert "from shop.tills import" in shown


_HIDDEN = {
    "shop/context.py": "def build_context(a):\n    return a\n",
    "shop/managers.py": "def create_manager(b):\n    return b\n",
    "shop/a.py": "from shop.context import build_context as create_manager\ncreate_manager(1)\n",
    "shop/gone.py": "def connect():\n    raise RuntimeError('gone')\n",
    "shop/b.py": "from shop.gone import connect\nconnect()\n",
    "shop/legacy/__init__.py": "import warnings\nwarnings.warn('use shop', DeprecationWarning)\n",
    "shop/legacy/thing.py": "class Thing:\n    pass\n",
    "shop/d.py": "from shop.legacy.thing import Thing\n",
    "tests/test_patch.py": (
        "from unittest import mock\n\n\n@mock.patch('shop.gone.close')\ndef test(x): ...\n"
    ),
}


def test_what_hides_behind_names_is_listed(tmp_path: Path) -> None:
    """A disguised alias, a patch target that is not there, a stub that can only raise and a
    canonical path that warns are told for the codebase, and for a symbol where they name it."""
    world = draw_shop(tmp_path, _HIDDEN)
    found = {(each["kind"], each["subject"]) for each in answer("paths", world)["hidden"]}
    assert found == {
        ("always-raising", "shop.gone.connect"),
        ("broken-string", "shop.gone.close"),
        ("disguised-alias", "shop.a.create_manager"),
        ("warned-canonical-path", "shop.legacy.thing.Thing"),
    }
    alone = answer("paths", "build_context", world)["hidden"]
    assert [each["kind"] for each in alone] == ["disguised-alias"]
    assert "What hides behind names" in run_audit("paths", world).stdout


def test_identity_splits_are_listed_for_a_codebase_and_for_a_symbol(tmp_path: Path) -> None:
    """A file with two module names is told with its evidence, everywhere or for its symbols."""
    world = write_tree(
        tmp_path / "world",
        {
            "main.py": "import sys\nsys.path.insert(0, 'apps')\nimport users\nimport apps.users\n",
            "apps/__init__.py": "",
            "apps/users.py": "class User:\n    pass\n",
            "apps/other.py": "class Other:\n    pass\n",
        },
    )
    (split,) = answer("paths", world)["identity_splits"]
    assert (split["file"], split["names"]) == ("apps/users.py", ["apps.users", "users"])
    assert [(place["file"], place["line"]) for place in split["evidence"]] == [("main.py", 2)]
    assert answer("paths", "User", world)["identity_splits"] == [split]
    assert answer("paths", "Other", world)["identity_splits"] == []
    answer("snapshot", world, "--out", tmp_path / "saved")
    assert answer("paths", tmp_path / "saved")["identity_splits"] == [split]
    for form in ("table", "md"):
        shown = run_audit("paths", world, "--format", form).stdout
        assert "Files that load under several module names" in shown
        assert "main.py:2" in shown

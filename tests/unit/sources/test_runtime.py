"""Object identity, found by really importing, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.errors import SourceError
from audit.model.verification import VerificationState
from audit.sources.runtime import verify_paths


def _draw(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_paths_are_confirmed_contradicted_or_not_importable(tmp_path: Path) -> None:
    """Each row says whether the path leads to the very object of the definition."""
    root = _draw(
        tmp_path,
        {
            "shop/__init__.py": "from shop.cart import Cart\n",
            "shop/cart.py": "class Cart: pass\nclass Other: pass\n",
            "shop/gone.py": "import a_module_that_is_not_there\n",
        },
    )
    home = "shop.cart.Cart"
    pairs = [("shop.Cart", home), ("shop.cart.Other", home), ("shop.gone.Cart", home)]
    states = [row.state for row in verify_paths([root], pairs)]
    assert states == [
        VerificationState.CONFIRMED,
        VerificationState.CONTRADICTED,
        VerificationState.NOT_IMPORTABLE,
    ]


def test_code_that_ends_hangs_or_talks_costs_its_own_row_only(tmp_path: Path) -> None:
    """A module that exits, hangs or prints answers of its own does not touch the other rows."""
    lie = '{"path": "shop.fine.X", "state": "contradicted", "reason": "lie"}'
    root = _draw(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/ends.py": "import os\nos._exit(3)\n",
            "shop/hangs.py": "import time\ntime.sleep(60)\n",
            "shop/talks.py": f"import os\nprint('''{lie}''')\nos.write(1, b'''{lie}''')\nX = 1\n",
            "shop/fine.py": "class X: pass\n",
        },
    )
    names = ("ends", "hangs", "talks", "fine")
    pairs = [(f"shop.{name}.X", f"shop.{name}.X") for name in names]
    rows = verify_paths([root], pairs, seconds=3)
    assert [row.state for row in rows] == [
        VerificationState.NOT_IMPORTABLE,
        VerificationState.NOT_IMPORTABLE,
        VerificationState.CONFIRMED,
        VerificationState.CONFIRMED,
    ]
    assert "ended the process" in rows[0].reason
    assert "longer than 3 seconds" in rows[1].reason


def test_nothing_is_imported_here(tmp_path: Path) -> None:
    """The audited code never runs in the audit's own process, and leaves no bytecode."""
    root = _draw(tmp_path, {"only_for_this_test/__init__.py": "X = 1\n"})
    verify_paths([root], [("only_for_this_test.X", "only_for_this_test.X")])
    assert "only_for_this_test" not in sys.modules
    assert [path.name for path in root.rglob("*.pyc")] == []


def test_without_a_folder_there_is_nothing_to_import(tmp_path: Path) -> None:
    """A root that is no folder is refused in one sentence."""
    with pytest.raises(SourceError, match="needs a folder"):
        verify_paths([tmp_path / "missing"], [("a.b", "a.b")])

"""A member's source text, where the code is at hand."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from audit.reports.member_source import find_member_text
from tests.worlds.small_records import make_member


def test_the_text_is_the_lines_of_the_class(tmp_path: Path) -> None:
    """From the first to the last line of the class, both included."""
    (tmp_path / "shop.py").write_text("import a\n\nclass Cart:\n    x = 1\n\nrest = 2\n")
    member = replace(make_member("shop.Cart"), line=3, end_line=4)
    assert find_member_text(str(tmp_path), member) == "class Cart:\n    x = 1"


def test_there_is_no_text_without_the_source(tmp_path: Path) -> None:
    """A saved snapshot, an archive or a missing file gives nothing, not an error."""
    member = make_member("shop.Cart")
    assert find_member_text("", member) is None
    assert find_member_text("pypi:shop==1", member) is None
    assert find_member_text(str(tmp_path), member) is None


def test_nothing_outside_the_source_is_read(tmp_path: Path) -> None:
    """Neither `..` nor a link leads out of the folder."""
    folder = tmp_path / "code"
    folder.mkdir()
    (tmp_path / "secret.py").write_text("secret\n")
    os.symlink(tmp_path / "secret.py", folder / "link.py")
    for name in ("../secret.py", "link.py", str(tmp_path / "secret.py")):
        member = replace(make_member("secret.X"), file=name)
        assert find_member_text(str(folder), member) is None


def test_bytes_that_cannot_be_decoded_give_nothing(tmp_path: Path) -> None:
    """A file in an unknown encoding is left out."""
    (tmp_path / "shop.py").write_bytes(b"# \xe9\n")
    assert find_member_text(str(tmp_path), make_member("shop.Cart")) is None

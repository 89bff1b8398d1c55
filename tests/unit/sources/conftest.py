"""Small worlds on disk: folders of files and git repositories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.worlds.command_line import write_tree
from tests.worlds.repositories import quieten_git, run_git

Draw = Callable[..., Path]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Write files into a folder below the test's own and return the folder."""

    def write(files: Mapping[str, str | bytes], folder: str = "world") -> Path:
        root = tmp_path / folder
        root.mkdir(parents=True, exist_ok=True)
        return write_tree(root, files)

    return write


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run git in a folder with a fixed author and without the user's settings."""
    quieten_git(monkeypatch)
    return run_git

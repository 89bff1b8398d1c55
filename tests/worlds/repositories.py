"""Git repositories as tests draw them: without the settings of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["commit_files", "quieten_git", "run_git"]


def quieten_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """For this test git has no settings but these: Ada writes and commits."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


def run_git(folder: Path, *arguments: str, **environment: str) -> str:
    """Run git in a folder, with more environment where given; what it printed, stripped."""
    command = ["git", "-C", str(folder), "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | environment
    )
    return done.stdout.strip()


def commit_files(
    folder: Path, files: Mapping[str, str | None], message: str, *, day: str, author: str = "Ada"
) -> str:
    """Write files (None: remove) and commit all, as the author at noon of that day; the id."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_text(content)
    person = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (
            ("NAME", author),
            ("EMAIL", "ada@example.org"),
            ("DATE", f"{day}T12:00:00+00:00"),
        )
    }
    run_git(folder, "add", "-A")
    run_git(folder, "commit", "-q", "--allow-empty", "-m", message, **person)
    return run_git(folder, "rev-parse", "HEAD")

"""From a source to its snapshot: what the repository knows of each file goes along."""

from __future__ import annotations

from dataclasses import replace

from audit.model.rules import Rules
from audit.model.source import FileHistory
from audit.pipeline.snapshot import audit_source
from tests.worlds.sources import build_source

FILES = {"pkg/__init__.py": "", "pkg/often.py": "", "pkg/never.py": ""}


def test_modules_know_how_many_commits_changed_them() -> None:
    """A file that the history names has its number, any other 0."""
    history = {"pkg/often.py": FileHistory(last_change="2024-05-06", authors=2, commits=7)}
    source = replace(build_source(FILES), past=lambda: history)
    modules = audit_source(source, Rules()).snapshot.modules
    assert {each.name: each.commits for each in modules} == {
        "pkg": 0,
        "pkg.often": 7,
        "pkg.never": 0,
    }


def test_a_source_without_a_history_has_no_commits() -> None:
    """Nothing is made up for a folder or an archive."""
    modules = audit_source(build_source(FILES), Rules()).snapshot.modules
    assert {each.commits for each in modules} == {0}

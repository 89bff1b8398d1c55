"""Commit the sample's states one after the other and save the history of its component.

Call: `python data/sample/build_history.py`. The repository is made in a scratch folder, with fixed
authors and dates, so that `data/history/` comes out the same to the byte; it is not kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from audit.pipeline.history import HistoryRequest, follow_history
from audit.snapshots.history_tables import save_history

__all__ = ["main"]

_SAMPLE = Path(__file__).resolve().parent
_HISTORY = _SAMPLE.parent / "history"
_STATES = (
    ("baseline", "Ada", "2025-01-06", "Import the port's software"),
    ("phase-1", "Ben", "2025-03-03", "Remove two duplicates, mend a broken import"),
    ("phase-2", "Cleo", "2025-04-07", "Loosen the architecture tests"),
    ("phase-3", "Ben", "2025-06-02", "Restore the tests, merge duplicates, cut the cycle"),
)


def main() -> None:
    """Build the repository, follow the component, save the tables."""
    with tempfile.TemporaryDirectory() as scratch:
        repository = Path(scratch) / "harbour"
        repository.mkdir()
        _git(repository, "init", "-q", "-b", "main")
        for state, author, day, subject in _STATES:
            for known in ("src", "tests"):
                shutil.rmtree(repository / known, ignore_errors=True)
                if (_SAMPLE / state / known).is_dir():
                    skipped = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(_SAMPLE / state / known, repository / known, ignore=skipped)
            _git(repository, "add", "-A")
            _git(repository, "commit", "-q", "-m", subject, author=author, day=day)
            _git(repository, "tag", state)
        request = HistoryRequest(source=str(repository), configuration=str(_SAMPLE / "audit.toml"))
        save_history(follow_history(request), _HISTORY)


def _git(folder: Path, *arguments: str, author: str = "Ada", day: str = "2025-01-01") -> None:
    moment = f"{day}T12:00:00+00:00"
    person = {
        f"GIT_{role}_{part}": value
        for role in ("AUTHOR", "COMMITTER")
        for part, value in (
            ("NAME", author),
            ("EMAIL", f"{author.lower()}@example.org"),
            ("DATE", moment),
        )
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, env=kept | quiet | person)


if __name__ == "__main__":
    main()

"""git on a repository that is not trusted: nothing fetched, nothing locked, nothing started."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from audit.errors import SourceError

__all__ = ["git_command", "git_environment", "run_git"]

_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "--no-pager")
_POINTERS = frozenset(  # a hook of another repository sets these
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)


def run_git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git on a repository that is not trusted, output captured, whatever its exit code.

    Raises SourceError when there is no git.
    """
    try:
        return subprocess.run(
            git_command(folder, arguments), capture_output=True, check=False, env=git_environment()
        )
    except FileNotFoundError:
        raise SourceError(
            "git was not found", hint="install git, or audit a folder instead of a revision"
        ) from None


def git_command(folder: Path, arguments: Sequence[str]) -> list[str]:
    """The command line for git in `folder`: nothing in its settings may start a program."""
    return ["git", "-C", str(folder), *_SETTINGS, *arguments]


def git_environment() -> dict[str, str]:
    """The user's environment without what points git elsewhere; nothing fetched, nothing locked."""
    inherited = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    return inherited | {
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }

"""Throw-away copies of revisions, in which the audited project's own tests may run.

This is the one place of the kit that runs audited code, and only when it is asked for by name.
The user's folders and repositories are read, never written: a revision comes out of git as an
archive, a folder is copied. What runs, runs in a process group of its own, below a temporary
folder, with a time limit; it is not a sandbox.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from audit.errors import SourceError
from audit.sources.git import git_command, git_environment
from audit.sources.locate import open_source

__all__ = ["TEST_SETTINGS", "copy_revision", "merge_copies", "run_tests"]

TEST_SETTINGS = frozenset({"conftest.py", "pytest.ini", "setup.cfg", "tox.ini", "pyproject.toml"})
"""Files at the top that come along with the tests: they decide what is collected."""

_LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv",
    "__pycache__", "node_modules", "venv",
)  # fmt: skip
_DROPPED = frozenset({"PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONHOME", "PYTHONPATH"})
_TAIL = 400


def copy_revision(specification: str, base: Path | None, target: Path) -> None:
    """Write all files of a source into the new folder `target`.

    A folder is copied without version control, environments and caches; `path@revision` is taken
    out of git; of archives and packages only what an audit reads is written. Raises SourceError
    when a file cannot be written and UnknownNameError when there is no such source.
    """
    place = (base or Path.cwd()) / os.path.expanduser(specification)
    try:
        if place.is_dir():
            shutil.copytree(place, target, symlinks=True, ignore=_LEFT_BEHIND)
        elif "@" in specification and not specification.startswith("pypi:"):
            _extract_commit(specification, base, target)
        else:
            _write_source(specification, base, target)
    except (OSError, shutil.Error, tarfile.TarError) as error:
        raise SourceError(f"the copy could not be written: {_reason(error)}") from error


def merge_copies(
    production: Path, tests: Path, target: Path, *, is_test: Callable[[str], bool]
) -> None:
    """Write the code of one copy and the tests of another into the new folder `target`.

    `is_test` says of a path relative to the source whether it belongs to the tests, in either
    copy. Test settings at the top come from `tests`.
    """

    def belongs(path: str) -> bool:
        return path in TEST_SETTINGS or is_test(path)

    try:
        for path in _files(production):
            if not belongs(path):
                _copy(production, target, path)
        for path in _files(tests):
            if belongs(path):
                _copy(tests, target, path)
    except OSError as error:
        raise SourceError(f"the copy could not be written: {_reason(error)}") from error


def run_tests(
    command: str, folder: Path, report: Path, *, roots: Sequence[str], time_limit: float
) -> None:
    """Run a pytest command in a copy; JUnit XML is written to `report`.

    The command is split as a shell would, but no shell runs it; options for the report and for
    going on after files that cannot be collected are added. `roots` of the copy come first on the
    import path, so that an installed version of the project does not stand in for the copy.
    Failing tests are a result. Raises SourceError when the command does not exist, writes no
    report, or does not end in `time_limit` seconds; then all that it started is ended.
    """
    words = _split_command(command)
    options = [
        f"--junitxml={report}",
        f"--basetemp={report.parent / (report.stem + '-tmp')}",
        "--continue-on-collection-errors",
        "-ojunit_family=xunit2",
        "-pno:cacheprovider",
    ]
    log = report.with_suffix(".log")
    with log.open("wb") as output:
        process = _start([*words, *options], folder, _environment(folder, roots), output)
        try:
            code = process.wait(time_limit)
        except subprocess.TimeoutExpired:
            raise SourceError(
                f"the tests did not end in {time_limit:g} seconds",
                where=command,
                hint="give more time, or a command that runs fewer tests",
            ) from None
        finally:
            _end_group(process)
    if not report.is_file():
        raise SourceError(
            f"the command wrote no report (exit code {code}): {_last_line(log)}",
            where=command,
            hint="give a command that runs pytest",
        )


def _split_command(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise SourceError(f"the command cannot be read: {error}", where=command) from error
    if not words:
        raise SourceError("no command was given", hint="for instance --tests 'python -m pytest'")
    return words


def _start(
    words: list[str], folder: Path, environment: dict[str, str], output: BinaryIO
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, so that all of it can be ended."""
    try:
        return subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        hint = "give a command that runs pytest"
        raise SourceError(_reason(error), where=words[0], hint=hint) from error


def _extract_commit(specification: str, base: Path | None, target: Path) -> None:
    """Write a revision's files, or those of one of its folders, from `git archive`."""
    text, _, revision = specification.rpartition("@")
    commit = open_source(specification, base=base).tree.revision
    folder = (base or Path.cwd()) / os.path.expanduser(text or ".")
    if not folder.is_dir():
        raise SourceError("the folder of this revision no longer exists", where=specification)
    done = subprocess.run(
        git_command(folder, ("archive", "--format=tar", commit)),
        capture_output=True,
        check=False,
        env=git_environment(),
    )
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise SourceError(f"git cannot write out {revision}: {message}", where=specification)
    target.mkdir()
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(target, filter="data")


def _write_source(specification: str, base: Path | None, target: Path) -> None:
    source = open_source(specification, base=base)
    target.mkdir()
    for file in source.tree.files:
        place = target / PurePosixPath(file.path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(source.read(file))


def _files(folder: Path) -> Iterable[str]:
    for current, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted([*names, *(f for f in folders if Path(current, f).is_symlink())]):
            yield Path(current, name).relative_to(folder).as_posix()


def _copy(source: Path, target: Path, path: str) -> None:
    place = target / path
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / path, place, follow_symlinks=False)


def _environment(folder: Path, roots: Sequence[str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    programs = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    places = [str(folder / root) if root else str(folder) for root in roots]
    return kept | {
        "PATH": programs,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(places),
    }


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End whatever is left of the process group that was started here."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (OSError, AttributeError):
        process.kill()
    process.wait()


def _last_line(log: Path) -> str:
    lines = log.read_bytes()[-10_000:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:_TAIL] if lines else "it printed nothing"


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__

"""What an answer is kept with: everything that it depends on, listed once it is given."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from audit.cli.kept_answer import Inputs, keep_answer, look_at
from audit.errors import AuditError
from audit.file_stamps import find_youngest, is_settled

if TYPE_CHECKING:
    from audit.model.snapshot import SnapshotHead
    from audit.pipeline.snapshot import SavedAudit
    from audit.sources.source import LookedAt

__all__ = ["AnswerRecorder"]

PACKAGE = Path(__file__).parents[1]
LIBRARIES = Path(typer.__file__).parents[1]


class AnswerRecorder:
    """Hears what a command writes, and keeps it as the answer to what was asked.

    Make it before anything is read: what was touched later than a moment before that is nothing
    to depend on. Without a question nothing is kept.
    """

    def __init__(self, asking: object) -> None:
        """`asking` is what `audit.cli.kept_answer.describe_asking` says, or nothing."""
        self._asking = asking if isinstance(asking, bytes) else b""
        self._youngest = find_youngest()
        self._output: list[str] = []
        self._errors: list[str] = []

    @contextlib.contextmanager
    def hear(self) -> Iterator[None]:
        """What is written to the standard streams meanwhile is the answer."""
        if not self._asking:
            yield
            return
        output: Any = _Heard(sys.stdout, self._output)
        errors: Any = _Heard(sys.stderr, self._errors)
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            yield

    def keep(self, saved: SavedAudit, source: str, configuration: str) -> None:
        """Keep the answer that an audit of a folder was saved.

        Nothing is kept where times may not tell of a change: they are too young, their clock is
        too coarse, or what they are of stands elsewhere (a linked work tree's repository).
        """
        if not self._asking or saved.looked_at is None:
            return
        with contextlib.suppress(OSError, AuditError):
            inputs = _list_inputs(saved.looked_at, source, configuration)
            if inputs is None:
                return
            aged = len(inputs.stamped)
            home = os.path.realpath(saved.folder)
            inputs.read = [os.path.join(home, name) for name in sorted(os.listdir(home))]
            inputs.stamped += [home, *inputs.read]  # young, but their content is read
            inputs.followed.append(str(saved.folder))
            seen = look_at(inputs)
            known = (stamp for stamp in seen[0][:aged] if stamp is not None)
            if all(is_settled(stamp, self._youngest) for stamp in known) and _is_saved(
                inputs.read, saved.head
            ):
                said = "".join(self._output), "".join(self._errors)
                keep_answer(self._asking, inputs, seen, *said)


class _Heard:
    """A stream that remembers what it is given to write."""

    def __init__(self, stream: TextIO, said: list[str]) -> None:
        self._stream = stream
        self._said = said

    def write(self, text: str) -> int:
        self._said.append(text)
        return self._stream.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _list_inputs(looked_at: LookedAt, source: str, configuration: str) -> Inputs | None:
    """All that an audit of a folder depends on on disk; None where that cannot be told."""
    folder = os.path.expanduser(source)
    repository = _list_repository(os.path.join(folder, ".git"))
    settings = _list_settings(source, folder, configuration)
    if repository is None or settings is None:
        return None
    kit = [str(LIBRARIES)]
    for above, below, names in os.walk(PACKAGE):
        below[:] = [name for name in below if name != "__pycache__"]
        kit += [above, *(os.path.join(above, name) for name in names if name.endswith(".py"))]
    return Inputs(
        [*looked_at.places, *map(os.path.realpath, settings), *repository, *kit],
        [folder, *looked_at.links, *settings, str(PACKAGE)],
    )


def _list_settings(source: str, folder: str, configuration: str) -> list[str] | None:
    """The files that the rules come from, there or not; None when there may be others."""
    beside = os.path.join(os.path.dirname(os.path.abspath(source)), "audit.toml")
    if os.path.lexists(beside) or os.path.lexists(os.path.join(folder, "snapshot.json")):
        return None
    own = [os.path.join(folder, name) for name in ("audit.toml", "pyproject.toml")]
    if not configuration:
        return [beside, *own]
    return [beside, configuration] if os.path.isfile(configuration) else None


def _list_repository(folder: str) -> list[str] | None:
    """The files that say which commit a work tree is at; None where they are not in `folder`."""
    if not os.path.lexists(folder):
        return []
    home = Path(os.path.realpath(folder))
    files = [home / name for name in ("HEAD", "packed-refs", "reftable/tables.list", "shallow")]
    try:
        head = files[0].read_text(encoding="utf-8")
        if head.startswith("ref: "):
            files.append(home / head.removeprefix("ref: ").strip())
            if files[-1].exists() and files[-1].read_text(encoding="utf-8").startswith("ref: "):
                return None
    except (OSError, ValueError):
        return None
    return [str(file) for file in files]


def _is_saved(files: list[str], taken: SnapshotHead) -> bool:
    """Whether the files are those of the snapshot that the answer is about."""
    from audit.snapshots.codec import decode_head  # noqa: PLC0415

    return decode_head({os.path.basename(each): Path(each).read_bytes() for each in files}) == taken

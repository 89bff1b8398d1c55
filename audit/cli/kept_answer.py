"""Answers given before, given again while nothing that they depend on has been touched.

As make and git's index do, this believes the operating system: while size, both times, inode and
device of every file and folder are what they were when the answer was made, it is the answer. A
folder's times change when something in it comes, goes or is renamed, so no folder is listed.
`audit.cli.answer_recorder` says what an answer depends on.

Imported before anything else of the kit, this module takes built-in modules alone: the answer is
there before the command line could be. One that does not read back as it was written is none.
There are so many places and no more, each for whoever asked last.
"""

from __future__ import annotations

import os
import sys
import zlib
from array import array

from audit.cache_folder import spell_cache_folder
from audit.file_stamps import Stamp, has_change_time, stamp_file

TYPE_CHECKING = False  # `typing` takes longer to load than an answer to be given
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Seen = tuple[list[Stamp | None], list[tuple[str, bool, bool]], list[int]]

__all__ = ["ANSWERS", "Inputs", "describe_asking", "give_again", "keep_answer", "look_at"]

ANSWERS = "answers"
"""The folder of kept answers in the cache folder."""

PLACES = 32
LARGEST = 16 * 1024**2  # bytes of one answer: a tree of 100,000 files
ABANDONED_SECONDS = 60
CHECKSUM_DIGITS = 8
SECTIONS = 7
ABSENT = (-1,) * 5
PIECE = 32_768  # of what is written at once, as in `audit.cli.output`
SETTINGS = frozenset(  # what decides how an answer looks, or what is audited
    {"COLORTERM", "COLUMNS", "FORCE_COLOR", "HOME", "LINES", "NO_COLOR", "PATH", "TERM"}
)
SETTING_FAMILIES = ("GIT_", "JUPYTER_", "LANG", "LC_", "PYTHON", "TTY_")


class Inputs:
    """What an answer depends on, as paths: those whose stamp must not change, those that may be
    links and must lead where they led, and files whose content is looked at all the same."""

    __slots__ = ("followed", "read", "stamped")

    def __init__(
        self, stamped: Iterable[str], followed: Iterable[str] = (), read: Iterable[str] = ()
    ) -> None:
        self.stamped = list(stamped)
        self.followed = list(followed)
        self.read = list(read)


def look_at(inputs: Inputs) -> Seen:
    """What the paths are now: stamps (None where there is nothing), ends of links, checksums.

    Raises OSError when a file cannot be read.
    """
    return (
        [_find_stamp(path) for path in inputs.stamped],
        [
            (os.path.realpath(path), os.path.exists(path), os.path.isdir(path))
            for path in inputs.followed
        ],
        [_sum_file(path) for path in inputs.read],
    )


def describe_asking(arguments: Sequence[str]) -> bytes:
    """All that an answer depends on beside files: what was asked, where, by whom, with which
    Python, and how it is to be shown. Nothing where no answer can be kept: off POSIX, in a folder
    that is gone, without standard streams."""
    if not has_change_time():
        return b""
    settings = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name in SETTINGS or name.startswith(SETTING_FAMILIES)
    )
    who = (os.geteuid(), os.getegid(), os.getgroups())
    try:
        streams = [
            (each.isatty(), each.encoding, _find_width(each.fileno()))
            for each in (sys.stdin, sys.stdout, sys.stderr)
        ]
        parts = (list(arguments), os.getcwd(), who, sys.version, sys.prefix, streams, settings)
    except (OSError, ValueError, AttributeError):
        return b""
    return repr(parts).encode("utf-8", "backslashreplace")


def give_again(asking: bytes) -> bool:
    """Write the kept answer to what was asked to the standard streams; False when there is none
    that still holds."""
    place = _find_place(asking)
    try:
        with open(place, "rb") as file:
            sections = _unpack(file.read(LARGEST + 1))
        if not sections:
            _tell_corrupt(place)
            return False
        if sections[0] != asking or len(sections) != SECTIONS:
            return False
        inputs = Inputs(*(_split(section) for section in sections[1:4]))
        if _encode(look_at(inputs)) != sections[4]:
            return False
        for stream, said in zip((sys.stdout, sys.stderr), sections[5:], strict=True):
            text = said.decode("utf-8", "surrogatepass")
            for start in range(0, len(text), PIECE):
                stream.write(text[start : start + PIECE])
            stream.flush()
    except (OSError, ValueError, OverflowError):
        return False
    return True


def keep_answer(asking: bytes, inputs: Inputs, seen: Seen, output: str, errors: str) -> None:
    """Keep what was written to the standard streams as the answer to what was asked, for as long
    as the inputs look as they did. Whatever the disk says, nothing is raised."""
    groups = (inputs.stamped, inputs.followed, inputs.read)
    try:
        sections = [
            asking,
            *(os.fsencode("\0".join(paths)) for paths in groups),
            _encode(seen),
            *(text.encode("utf-8", "surrogatepass") for text in (output, errors)),
        ]
        content = _pack(sections)
        if len(content) <= LARGEST:
            _replace(_find_place(asking), content)
    except (OSError, OverflowError):  # an inode of more than 63 bits, for one
        return


def _find_stamp(path: str) -> Stamp | None:
    try:
        return stamp_file(os.lstat(path))
    except (FileNotFoundError, NotADirectoryError):
        return None


def _encode(seen: Seen) -> bytes:
    """The same for the same, and nothing else the same; how a stamp is spelled takes its time."""
    stamps = array("q")
    for stamp in seen[0]:
        stamps.extend(stamp or ABSENT)
    return stamps.tobytes() + repr(seen[1:]).encode("utf-8", "backslashreplace")


def _sum_file(path: str) -> int:
    with open(path, "rb") as file:
        return zlib.crc32(file.read())


def _find_width(descriptor: int) -> int:
    try:
        return os.get_terminal_size(descriptor).columns
    except OSError:
        return 0


def _find_place(asking: bytes) -> str:
    number = zlib.crc32(asking) % PLACES
    return os.path.join(spell_cache_folder(), ANSWERS, f"{number:02}.answer")


def _split(section: bytes) -> list[str]:
    return os.fsdecode(section).split("\0") if section else []


def _pack(sections: Sequence[bytes]) -> bytes:
    """A checksum of what follows, the lengths of the sections, and the sections."""
    lengths = " ".join(str(len(section)) for section in sections)
    content = b"".join((b"\n", lengths.encode(), b"\n", *sections))
    return _spell_checksum(content) + content


def _unpack(packed: bytes) -> list[bytes]:
    """The sections; none when the checksum does not fit."""
    content = packed[CHECKSUM_DIGITS:]
    if not content or packed[:CHECKSUM_DIGITS] != _spell_checksum(content):
        return []
    _, lengths, rest = content.split(b"\n", 2)
    sections = []
    start = 0
    for length in map(int, lengths.split()):
        sections.append(rest[start : start + length])
        start += length
    return sections


def _spell_checksum(content: bytes) -> bytes:
    return b"%0*x" % (CHECKSUM_DIGITS, zlib.crc32(content))


def _tell_corrupt(place: str) -> None:
    import logging  # noqa: PLC0415 - not where an answer is given

    logging.getLogger(__name__).warning("kept answer %s: corrupt, made again", place)


def _replace(place: str, content: bytes) -> None:
    """Write a file whole or not at all; whoever comes second leaves it to the first."""
    os.makedirs(os.path.dirname(place), exist_ok=True)
    fresh = f"{place}.new"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _remove_abandoned(fresh)
        return
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        os.replace(fresh, place)
    except BaseException:
        os.unlink(fresh)
        raise


def _remove_abandoned(fresh: str) -> None:
    import time  # noqa: PLC0415 - not where an answer is given

    if os.stat(fresh).st_mtime < time.time() - ABANDONED_SECONDS:
        os.unlink(fresh)

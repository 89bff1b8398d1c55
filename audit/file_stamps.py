"""What tells a file or folder from one that was touched since, as git's index knows it.

A stamp is believed when it is old enough: one so young that another write could bear the same, or
one of a coarse clock, tells nothing. The change time is the operating system's own: setting a
file's modification time back does not set it back.
"""

from __future__ import annotations

import os
import time

__all__ = ["Stamp", "find_youngest", "has_change_time", "is_settled", "stamp_file"]

Stamp = tuple[int, int, int, int, int]
"""Size, modification and change time in nanoseconds, inode and device of a file."""

_YOUNG_NANOSECONDS = 3_000_000_000  # more than the coarsest clock, the two seconds of FAT
_COARSE_NANOSECONDS = 10_000_000  # exFAT's step; what is a multiple of it may be no clock's


def has_change_time() -> bool:
    """Whether the system tells when a file was last changed; Windows tells its creation."""
    return os.name == "posix"


def stamp_file(status: os.stat_result) -> Stamp:
    """The stamp of what `os.stat` says."""
    return (
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
    )


def find_youngest() -> int:
    """The time in nanoseconds from which on a stamp taken from now on is too young."""
    return time.time_ns() - _YOUNG_NANOSECONDS


def is_settled(stamp: Stamp, youngest: int) -> bool:
    """Whether whatever is written later will show; `youngest` is of before the first look."""
    _, modified, changed, _, _ = stamp
    return max(modified, changed) < youngest and changed % _COARSE_NANOSECONDS != 0

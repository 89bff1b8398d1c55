"""What the methods of two classes make: each other, or things that are not the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from audit.analysis.families.profiles import Profile

__all__ = ["LazyMakes", "converts", "make_other_things"]


class LazyMakes(Collection[str]):
    """The paths of what a class makes, looked up when first asked for."""

    def __init__(self, find: Callable[[], tuple[str, ...]]) -> None:
        self._find = find

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return self._find()

    @property
    def asked(self) -> bool:
        """Whether anybody asked."""
        return "_paths" in self.__dict__

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def converts(left: Profile, right: Profile) -> bool:
    """Whether a method of one makes or returns the other: then both are wanted, as two layers."""
    return left.path in right.record.makes or right.path in left.record.makes


def make_other_things(left: Profile, right: Profile) -> bool:
    """Whether each makes a known thing under a name that the other makes nothing by: then their
    bodies differ in what they do and not only in what things are called. What is known on one
    side alone tells nothing."""
    one, other = ({path.rpartition(".")[2] for path in p.record.makes} for p in (left, right))
    return not one <= other and not other <= one

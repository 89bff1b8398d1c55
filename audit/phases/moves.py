"""Files that kept their bytes and changed their path, and what that does to names.

A file is moved when its path is gone, and a path that was not there before has the same blob id.
Several candidates are paired by the longest common end of their paths, ties in sorted order, so
the pairs are the same seen from either side. An empty file says nothing by itself: it counts as
moved only along with another file of its folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath

from audit.model.modules import Module

__all__ = ["Moves", "find_moves"]

_EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """`files` old to new path, in sorted order; `modules` old to new name; `known` are the module
    names of the snapshot that names are translated from."""

    files: Mapping[str, str]
    modules: Mapping[str, str]
    known: frozenset[str]

    def translate_name(self, text: str) -> str:
        """The text with every dotted name of a moved module, or below one, under its new name.

        A name belongs to the longest module name that it starts with.
        """
        return _DOTTED.sub(self._translate_match, text) if self.modules else text

    def translate_file(self, path: str) -> str:
        """The new path of a moved file; any other path as it is."""
        return self.files.get(path, path)

    def _translate_match(self, match: re.Match[str]) -> str:
        parts = match[0].split(".")
        for length in range(len(parts), 0, -1):
            name = ".".join(parts[:length])
            if name in self.known:
                return ".".join([self.modules.get(name, name), *parts[length:]])
        return match[0]


def find_moves(before: Sequence[Module], after: Sequence[Module]) -> tuple[Moves, Moves]:
    """The moves from `before` to `after`, and the same moves backwards.

    Only module names that one side alone has are mapped, so that both directions undo each other.
    """
    files = _pair_files({m.file: m.blob for m in before}, {m.file: m.blob for m in after})
    old_names, new_names = {m.name for m in before}, {m.name for m in after}
    pairs = [
        (old, new)
        for old, new in _pair_modules(files, before, after)
        if old not in new_names and new not in old_names
    ]
    left, right = Counter(old for old, _ in pairs), Counter(new for _, new in pairs)
    modules = {old: new for old, new in pairs if left[old] == 1 and right[new] == 1}
    forward = Moves(files=dict(files), modules=modules, known=frozenset(old_names))
    backward = Moves(
        files=dict(sorted((new, old) for old, new in files)),
        modules={new: old for old, new in modules.items()},
        known=frozenset(new_names),
    )
    return forward, backward


def _pair_files(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[str, str]]:
    gone, come = _by_blob(before, after), _by_blob(after, before)
    pairs: list[tuple[str, str]] = []
    for blob in sorted((gone.keys() & come.keys()) - {_EMPTY_BLOB}):
        pairs += _pair_paths([(old, new) for old in gone[blob] for new in come[blob]])
    folders = {(PurePosixPath(old).parent, PurePosixPath(new).parent) for old, new in pairs}
    pairs += _pair_paths(
        [
            (old, new)
            for old in gone.get(_EMPTY_BLOB, ())
            for new in come.get(_EMPTY_BLOB, ())
            if (PurePosixPath(old).parent, PurePosixPath(new).parent) in folders
        ]
    )
    return sorted(pairs)


def _by_blob(files: Mapping[str, str], others: Mapping[str, str]) -> dict[str, list[str]]:
    """The paths that `others` has not, by blob id."""
    found: dict[str, list[str]] = {}
    for path, blob in files.items():
        if path not in others:
            found.setdefault(blob, []).append(path)
    return found


def _pair_paths(candidates: list[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    taken_old: set[str] = set()
    taken_new: set[str] = set()
    for old, new in sorted(candidates, key=lambda pair: (-_common_end(*pair), pair)):
        if old not in taken_old and new not in taken_new:
            pairs.append((old, new))
            taken_old.add(old)
            taken_new.add(new)
    return pairs


def _common_end(left: str, right: str) -> int:
    """How many parts at the end of two paths are equal."""
    parts = zip(reversed(left.split("/")), reversed(right.split("/")), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], parts)))


def _pair_modules(
    files: Sequence[tuple[str, str]], before: Sequence[Module], after: Sequence[Module]
) -> list[tuple[str, str]]:
    """The module names of moved files, side by side, where both sides have equally many."""
    old_names, new_names = _names_by_file(before), _names_by_file(after)
    return [
        pair
        for old, new in files
        if len(old_names[old]) == len(new_names[new])
        for pair in zip(old_names[old], new_names[new], strict=True)
    ]


def _names_by_file(modules: Sequence[Module]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, file in sorted((module.name, module.file) for module in modules):
        found.setdefault(file, []).append(name)
    return found

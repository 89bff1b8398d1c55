"""Both revisions of a phase as source: test files parsed, production files that really changed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from audit.model.comparison import Comparison, FileChanges
from audit.model.gate import GateChange
from audit.model.modules import Zone
from audit.model.snapshot import Snapshot
from audit.phases.function_changes import FunctionReading
from audit.phases.interface import build_interface
from audit.phases.moves import find_moves
from audit.phases.neutral_syntax import dump, neutral
from audit.phases.reach import ImportMap, build_import_map
from audit.phases.suite_settings import compare_settings, read_settings
from audit.phases.suite_source import SuiteSource, build_suite_source
from audit.phases.suite_syntax import parse_text

__all__ = ["ReadText", "Revision", "RevisionPair", "build_revision_pair"]

ReadText = Callable[[str], str | None]
"""The text of a file of a source by its path; None when it has no such file or it is no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: what was measured, and the way to its texts (None for a saved snapshot,
    whose source is not at hand)."""

    snapshot: Snapshot
    read: ReadText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionPair:
    """What judging tests needs of both revisions.

    `changed` are production files that differ in more than comments, docstrings, annotations and
    version numbers, under their newer path (removed ones under the older); `settings` are
    changes of the test configuration; `gaps` say in words what could not be read.
    """

    before: Revision
    after: Revision
    suites: tuple[SuiteSource, SuiteSource] | None
    maps: tuple[ImportMap, ImportMap]
    reading: FunctionReading
    changed: frozenset[str]
    moved: Mapping[str, str]
    settings: tuple[GateChange, ...]
    gaps: tuple[str, ...]


def build_revision_pair(
    before: Revision, after: Revision, comparison: Comparison, *, tests: bool = True
) -> RevisionPair:
    """Read and parse what the tests of both revisions are judged by; without `tests` no test
    file is read."""
    if before.read is None or after.read is None:
        return _pair_unread(before, after, comparison, tests=tests)
    forward, _ = find_moves(before.snapshot.modules, after.snapshot.modules)
    touched, gone, moves = _split_files(comparison.files)
    old_texts = _texts(before.read, [*touched, *gone, *moves.values()])
    new_texts = _texts(after.read, [*touched, *moves])
    really = {path for path in touched if not _same_code(old_texts.get(path), new_texts.get(path))}
    suites = (_suite(before), _suite(after)) if tests else None
    names = build_interface(old_texts, new_texts).names | _moved_names(forward.modules)
    return RevisionPair(
        before=before,
        after=after,
        suites=suites,
        maps=(build_import_map(before.snapshot), build_import_map(after.snapshot)),
        reading=FunctionReading(names=names, translate=forward.translate_name),
        changed=frozenset({*really, *gone, *moves}),
        moved=forward.files,
        settings=compare_settings(read_settings(before.read), read_settings(after.read)),
        gaps=tuple(
            f"the test file {path} could not be parsed"
            for path in sorted({path for suite in suites or () for path in suite.unreadable})
        ),
    )


def _pair_unread(
    before: Revision, after: Revision, comparison: Comparison, *, tests: bool
) -> RevisionPair:
    """The pair when a source is not at hand: each file that differs counts as changed."""
    forward, _ = find_moves(before.snapshot.modules, after.snapshot.modules)
    touched, gone, moves = _split_files(comparison.files)
    labels = [side.snapshot.provenance.label for side in (before, after) if side.read is None]
    text = f"the source of {' and '.join(labels)} is not at hand, so no test was read"
    return RevisionPair(
        before=before,
        after=after,
        suites=None,
        maps=(build_import_map(before.snapshot), build_import_map(after.snapshot)),
        reading=FunctionReading(translate=forward.translate_name),
        changed=frozenset({*touched, *gone, *moves}),
        moved=forward.files,
        settings=(),
        gaps=(text,) if tests else (),
    )


def _split_files(files: FileChanges) -> tuple[list[str], list[str], dict[str, str]]:
    """The production files that are new or differ, those that are gone, and the older path of
    each that moved."""
    moves = {new: old for old, new, zone in files.moved if zone == Zone.PRODUCTION}
    return _production((*files.added, *files.changed)), _production(files.removed), moves


def _production(files: Iterable[tuple[str, str]]) -> list[str]:
    return [path for path, zone in files if zone == Zone.PRODUCTION]


def _texts(read: ReadText, paths: Iterable[str]) -> dict[str, str]:
    found = {}
    for path in sorted(set(paths)):
        text = read(path)
        if text is not None:
            found[path] = text
    return found


def _suite(side: Revision) -> SuiteSource:
    read = side.read
    paths = sorted({m.file for m in side.snapshot.modules if m.zone is Zone.TEST})
    texts = _texts(read, paths) if read is not None else {}
    return build_suite_source(texts, side.snapshot.modules)


def _moved_names(modules: Mapping[str, str]) -> frozenset[str]:
    pairs = [(old.rpartition(".")[2], new.rpartition(".")[2]) for old, new in modules.items()]
    return frozenset(name for old, new in pairs if old != new for name in (old, new))


def _same_code(old: str | None, new: str | None) -> bool:
    """Whether two texts say the same to Python, version numbers left out."""
    if old is None or new is None:
        return False
    left, right = parse_text(old), parse_text(new)
    if left is None or right is None:
        return old == new
    return _essence(left) == _essence(right)


def _essence(tree: ast.Module) -> str:
    body = [node for node in tree.body if not _is_version(node)]
    return dump(
        [
            item
            for node in body
            if isinstance(item := neutral(node), ast.stmt) and not _is_text(item)
        ]
    )


def _is_version(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Name) and target.id in ("__version__", "VERSION", "version")
        for target in node.targets
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)

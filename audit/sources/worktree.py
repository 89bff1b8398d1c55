"""A folder as a source: walked without git, without following links out of it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from pathlib import Path

from audit.errors import SourceError
from audit.file_stamps import Stamp, has_change_time, stamp_file
from audit.model.source import SourceFile, SourceKind, SourceProblem, SourceTree
from audit.sources.blob_index import BlobIndex
from audit.sources.globs import matches_any
from audit.sources.inner_package import name_package
from audit.sources.selection import (
    decode_path,
    find_data_folders,
    is_code_folder,
    is_compiled,
    is_wanted,
    keep_links,
    size_problem,
    sort_files,
)
from audit.sources.source import MAX_FILE_BYTES, LookedAt, Source, blob_id, tree_revision

__all__ = ["INDEXED_FILES", "open_worktree"]

INDEXED_FILES = 100
"""A folder with fewer files is hashed sooner than an index of it is opened."""

_KINDS = (
    (stat.S_ISFIFO, "a FIFO, not a regular file"),
    (stat.S_ISSOCK, "a socket, not a regular file"),
    (stat.S_ISCHR, "a device, not a regular file"),
    (stat.S_ISBLK, "a device, not a regular file"),
)


def open_worktree(folder: Path, *, label: str, exclude: tuple[str, ...] = ()) -> Source:
    """Return the folder as a source.

    Takes an existing folder, the label to show and globs of files not to look at. Never leaves
    the folder: links that lead out of it, dangling links and link loops, FIFOs, devices, files
    that cannot be read or are too large become problems of the tree. Raises SourceError when the
    folder itself cannot be read. Files that nobody touched since an earlier look are not read
    (`audit.sources.blob_index`), unless the folder is small.
    """
    root = os.path.realpath(folder)
    index = BlobIndex(root, exclude)
    walk = _Walk(root=root, exclude=exclude)
    walk.run()
    indexed = len(walk.places) >= INDEXED_FILES and has_change_time()
    files = sort_files(walk.hash_files(index if indexed else None))
    links = keep_links(walk.links, files)
    tree = SourceTree(
        kind=SourceKind.FOLDER,
        label=label,
        revision=tree_revision(files, links),
        files=files,
        problems=tuple(sorted(walk.problems, key=lambda problem: (problem.path, problem.reason))),
        links=links,
        compiled=tuple(sorted({*walk.compiled, *walk.find_data_folders()})),
        package=name_package(_folders_around(Path(root))),
    )
    places = {path: place for path, (place, _) in walk.places.items()}
    fetch = partial(_fetch, places, index if indexed else None)
    return Source(tree=tree, fetch=fetch, looked_at=_look_around(walk))


def _look_around(walk: _Walk) -> LookedAt:
    """Where the walk was; with those folders around a package that decide what it is called."""
    places = walk.looked_at
    above = walk.root
    for _, held in _folders_around(Path(walk.root)):
        if "__init__.py" not in held:
            break
        above = os.path.dirname(above)
        places.append(above)
    return LookedAt(places=tuple(places), links=tuple(walk.met_links))


def _fetch(places: Mapping[str, str], index: BlobIndex | None, file: SourceFile) -> bytes:
    """The content of a file of the folder; only what was listed is read, and only unchanged."""
    place = places.get(file.path)
    if place is None:
        raise SourceError("the file is not part of this source", where=file.path)
    try:
        content = _read_regular(place)
    except OSError as error:
        raise SourceError(_reason(error), where=file.path) from None
    if blob_id(content) != file.blob:
        if index is not None:
            index.forget()
        raise SourceError(
            "the file changed while it was being audited", where=file.path, hint="run again"
        )
    return content


def _folders_around(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folder and those around it with what they hold; no further than is asked for."""
    for place in (folder, *folder.parents):
        try:
            yield place.name, os.listdir(place)
        except OSError:
            return


@dataclass(slots=True)
class _Walk:
    """The walk in progress. Paths in the results are relative to `root`, POSIX and printable;
    `places` leads from those of the files back to the disk and to what it said of them;
    `looked_at` and `met_links` are all places on disk that decided what the results are,
    `filled` folders that hold files, each with a slash behind it."""

    root: str
    exclude: tuple[str, ...]
    places: dict[str, tuple[str, Stamp]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    problems: list[SourceProblem] = field(default_factory=list)
    compiled: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)
    met_links: list[str] = field(default_factory=list)

    def run(self) -> None:
        """List the files; none of them is opened."""
        self.looked_at.append(self.root)
        try:
            entries = _list_folder(self.root)
        except OSError as error:
            raise SourceError(f"the folder cannot be read: {_reason(error)}") from None
        pending = [("", entries)]
        while pending:
            above, entries = pending.pop()
            is_filled = False
            for entry in entries:
                name = entry.name
                path = above + (name if name.isascii() else decode_path(os.fsencode(name)))
                if self.exclude and matches_any(path, self.exclude):
                    continue
                below = self._visit(entry, path)
                if below:
                    pending.append((f"{path}/", below))
                elif not is_filled and not entry.is_dir(follow_symlinks=False):
                    is_filled = True
                    self.filled.append(above)

    def find_data_folders(self) -> list[str]:
        """As `selection.find_data_folders` of all files."""
        return find_data_folders([*self.places, *self.filled])

    def hash_files(self, index: BlobIndex | None) -> list[SourceFile]:
        """The files with their blob ids, in the order of the walk; those are read that `index`
        does not know, and it learns them. What cannot be read becomes a problem."""
        if index is not None:
            index.load()
        files = []
        known = {}
        for path, (place, stamp) in list(self.places.items()):
            size = stamp[0]
            blob = index.find(path, stamp) if index is not None else ""
            if not blob:
                try:
                    content = _read_regular(place)
                except OSError as error:
                    self._add_problem(path, _reason(error))
                    del self.places[path]
                    continue
                blob, size = blob_id(content), len(content)
            files.append(SourceFile(path=path, blob=blob, size=size))
            known[path] = (stamp, blob)
        if index is not None:
            index.save(known)
        return files

    def _visit(self, entry: os.DirEntry[str], path: str) -> list[os.DirEntry[str]]:
        """Take note of an entry; returns those below it that are to be visited."""
        try:
            if entry.is_symlink():
                self._visit_link(entry.path, path)
            elif entry.is_dir(follow_symlinks=False):
                if is_code_folder(path):
                    self.looked_at.append(entry.path)
                    entries = _list_folder(entry.path)
                    return [] if any(e.name == "pyvenv.cfg" for e in entries) else entries
            else:
                if is_compiled(path):
                    self.compiled.append(path)
                if is_wanted(path):
                    self.looked_at.append(entry.path)
                    self._add_file(entry.path, path, entry.stat(follow_symlinks=False))
        except OSError as error:
            self._add_problem(path, _reason(error))
        return []

    def _visit_link(self, place: str, path: str) -> None:
        name = path.rpartition("/")[2]
        if not is_code_folder(path) or ("." in name and not is_wanted(path)):
            return
        self.met_links.append(place)
        real = os.path.realpath(place, strict=True)
        if real != self.root and not real.startswith(os.path.join(self.root, "")):
            self._add_problem(path, "a link that leads outside the source")
        elif os.path.isdir(real):
            if place.startswith(os.path.join(real, "")):
                self._add_problem(path, "a link loop: it leads back to a folder that holds it")
            else:
                self.links.append((path, self._relative(real)))
        elif is_wanted(path):
            target = self._relative(real)
            if is_wanted(target):
                self.links.append((path, target))
            else:
                self.looked_at.append(real)
                self._add_file(real, path, os.lstat(real))

    def _add_file(self, place: str, path: str, status: os.stat_result) -> None:
        if path in self.places:
            self._add_problem(path, "two file names that are spelled alike")
        elif not stat.S_ISREG(status.st_mode):
            kind = next((text for test, text in _KINDS if test(status.st_mode)), "no regular file")
            self._add_problem(path, kind)
        elif status.st_size > MAX_FILE_BYTES:
            self.problems.append(size_problem(path, status.st_size))
        else:
            self.places[path] = (place, stamp_file(status))

    def _add_problem(self, path: str, reason: str) -> None:
        self.problems.append(SourceProblem(path=path, reason=reason))

    def _relative(self, place: str) -> str:
        relative = os.path.relpath(place, self.root).replace(os.sep, "/")
        return decode_path(os.fsencode(relative))


def _list_folder(place: str) -> list[os.DirEntry[str]]:
    with os.scandir(place) as entries:
        return sorted(entries, key=attrgetter("name"))


def _read_regular(place: str) -> bytes:
    """Read a regular file; a link or FIFO that took its place meanwhile is refused, not opened."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(place, flags | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        content = stream.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise OSError(errno.EFBIG, "too large")
    return content


def _reason(error: OSError) -> str:
    """Return the error without the path on this machine."""
    if error.errno == errno.ELOOP:
        return "a link loop"
    if error.errno == errno.ENOENT:
        return "a dangling link, or a file that has gone"
    return f"cannot be read: {error.strerror or type(error).__name__}"

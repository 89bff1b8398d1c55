"""A wheel or sdist as a source: read in memory, nothing unpacked, anything odd refused."""

from __future__ import annotations

import dataclasses
import functools
import gzip
import hashlib
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from audit.errors import SourceError
from audit.model.source import SourceFile, SourceKind, SourceProblem, SourceTree
from audit.sources.requirements import parse_metadata
from audit.sources.selection import (
    find_unread,
    is_wanted,
    outside_environments,
    size_problem,
    sort_files,
)
from audit.sources.source import MAX_FILE_BYTES, Source, blob_id

__all__ = ["open_archive"]

_METADATA = (".dist-info/METADATA", "/PKG-INFO")
_MAX_MEMBERS = 500_000
_MAX_TOTAL_BYTES = 16 * 1024**3
_MAX_TEXT_BYTES = 1024**3
_FREE_BYTES = 64 * 1024**2
_MAX_RATIO = 200
_DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


def open_archive(
    path: Path,
    *,
    label: str,
    exclude: tuple[str, ...] = (),
    kind: SourceKind = SourceKind.ARCHIVE,
) -> Source:
    """Return a `.whl`, `.zip`, `.tar.gz` or `.tgz` file as a source.

    The single top folder of an sdist is left away. The revision is `sha256:` and the file's
    digest. Raises SourceError, before anything is kept, for members with `..`, absolute names,
    links or devices, for more than 500,000 members or 1 GiB of Python, for content that unpacks
    to more than 200 times the file's size (64 MiB are free) or 16 GiB, and for what is no archive.
    """
    digest, contents = _read_members(path)
    is_wheel = path.name.lower().endswith(".whl")
    top = "" if is_wheel else _top_folder(tuple(contents.paths))
    named = {name.removeprefix(top): content for name, content in contents.wanted.items()}
    kept = outside_environments((name.removeprefix(top) for name in contents.paths), exclude)
    oversized = {name.removeprefix(top): size for name, size in contents.oversized.items()}
    problems = [size_problem(name, oversized[name]) for name in sorted(kept & oversized.keys())]
    source = _build_source(
        {name: content for name, content in named.items() if name in kept},
        problems=tuple(problems),
        compiled=find_unread(kept),
        kind=kind,
        label=label,
        revision=f"sha256:{digest}",
    )
    roots = _wheel_roots(tuple(contents.paths)) if is_wheel else ()
    requirements = parse_metadata(contents.metadata)
    return dataclasses.replace(source, fixed_roots=roots, requirements=requirements)


def _read_members(path: Path) -> tuple[str, _Collector]:
    """The file's digest and its members; whatever is wrong is said with the file's name."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        is_zip = path.name.lower().endswith((".whl", ".zip"))
        return digest, _read_zip(path) if is_zip else _read_tar(path)
    except SourceError as error:
        raise SourceError(error.what, where=path.name, hint=error.hint) from None
    except _DAMAGED as error:
        text = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SourceError(f"the archive cannot be read: {text}", where=path.name) from None


def _build_source(
    contents: dict[str, bytes],
    *,
    problems: tuple[SourceProblem, ...],
    compiled: tuple[str, ...],
    kind: SourceKind,
    label: str,
    revision: str,
) -> Source:
    files = sort_files(
        SourceFile(path=name, blob=blob_id(content), size=len(content))
        for name, content in contents.items()
    )
    tree = SourceTree(
        kind=kind,
        label=label,
        revision=revision,
        files=files,
        problems=problems,
        compiled=compiled,
    )

    def fetch(file: SourceFile) -> bytes:
        content = contents.get(file.path)
        if content is None:
            raise SourceError("the file is not part of this source", where=file.path)
        return content

    return Source(tree=tree, fetch=fetch)


@dataclass(slots=True)
class _Collector:
    """Takes the members one by one and keeps what is wanted, and a wheel's metadata."""

    paths: list[str] = field(default_factory=list)
    wanted: dict[str, bytes] = field(default_factory=dict)
    oversized: dict[str, int] = field(default_factory=dict)
    metadata: bytes = b""
    total: int = 0

    def add(self, name: str, size: int, read: Callable[[], bytes]) -> None:
        path = _clean(name)
        self.paths.append(path)
        if len(self.paths) > _MAX_MEMBERS:
            raise SourceError(f"the archive holds more than {_MAX_MEMBERS} members")
        if path.endswith(_METADATA) and path.count("/") == 1 and size <= MAX_FILE_BYTES:
            self.metadata = read()
        if not is_wanted(path.partition("/")[2] or path):
            return
        if size > MAX_FILE_BYTES:
            self.oversized[path] = size
            return
        content = read()
        self.total += len(content)
        if self.total > _MAX_TEXT_BYTES:
            raise SourceError(f"the archive holds more than {_MAX_TEXT_BYTES} bytes of Python")
        self.wanted[path] = content


def _read_zip(path: Path) -> _Collector:
    collector = _Collector()
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        for member in members:
            _check_name(member.orig_filename)
            kind = stat.S_IFMT(member.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise SourceError(f"the archive holds a link or device: {_shown(member.filename)}")
        _check_total(sum(member.file_size for member in members), path.stat().st_size)
        for member in members:
            if not member.is_dir():
                read = functools.partial(archive.read, member)
                collector.add(member.filename, member.file_size, read)
    return collector


def _read_tar(path: Path) -> _Collector:
    collector = _Collector()
    compressed = path.stat().st_size
    with (
        gzip.open(path) as unpacked,
        io.BufferedReader(_Bounded(unpacked, compressed)) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        for member in archive:
            _check_name(member.name)
            if member.isfile():
                read = functools.partial(_read_member, archive, member)
                collector.add(member.name, member.size, read)
            elif not member.isdir():
                raise SourceError(f"the archive holds a link or device: {_shown(member.name)}")
    return collector


def _read_member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(member)
    return stream.read() if stream else b""


class _Bounded(io.RawIOBase):
    """A stream that refuses to unpack more than is plausible for its compressed size."""

    def __init__(self, stream: gzip.GzipFile, compressed: int) -> None:
        self._stream = stream
        self._compressed = compressed
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        self._total += len(chunk)
        _check_total(self._total, self._compressed)
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    drive = len(parts[0]) == 2 and parts[0].endswith(":")
    if ".." in parts or parts[0] == "" or drive or "\0" in name:
        raise SourceError(f"the archive holds a path that leads outside it: {_shown(name)}")


def _check_total(unpacked: int, compressed: int) -> None:
    if unpacked > _MAX_TOTAL_BYTES:
        raise SourceError(f"the archive unpacks to more than {_MAX_TOTAL_BYTES} bytes")
    if unpacked > max(_FREE_BYTES, _MAX_RATIO * compressed):
        raise SourceError(f"the archive unpacks to more than {_MAX_RATIO} times its size")


def _clean(name: str) -> str:
    text = name.replace("\\", "/").encode("utf-8", "surrogateescape")
    parts = text.decode("utf-8", "backslashreplace").split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def _shown(name: str) -> str:
    return ascii(name if len(name) <= 200 else name[:200] + "…")


def _top_folder(paths: tuple[str, ...]) -> str:
    """Return `folder/` when all members share it and it is not itself a package, else ""."""
    tops = {path.partition("/")[0] for path in paths}
    if len(tops) != 1 or any("/" not in path for path in paths):
        return ""
    top = tops.pop()
    names = {path.removeprefix(top + "/") for path in paths}
    if "__init__.py" in names and not names & {"PKG-INFO", "pyproject.toml", "setup.py"}:
        return ""
    return top + "/"


def _wheel_roots(paths: tuple[str, ...]) -> tuple[str, ...]:
    """A wheel is unpacked on the import path; so are `*.data/purelib` and `*.data/platlib`
    (binary distribution format, "The .data directory")."""
    roots = {""}
    for path in paths:
        parts = path.split("/")
        if len(parts) > 2 and parts[0].endswith(".data") and parts[1] in ("purelib", "platlib"):
            roots.add("/".join(parts[:2]))
    return tuple(sorted(roots))

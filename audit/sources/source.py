"""Code at a revision that can be read: the tree, and the bytes behind each of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audit.errors import SourceError
from audit.model.source import FileHistory, SourceFile, SourceTree

__all__ = ["MAX_FILE_BYTES", "PACKAGE_PREFIX", "LookedAt", "Source", "blob_id", "tree_revision"]

MAX_FILE_BYTES = 10 * 1024 * 1024

PACKAGE_PREFIX = "pypi:"
"""How the name of a released package begins where a source is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """All on disk that decided which files a folder holds and what is in them: `places`, folders
    and files that bear the times of their last change, and `links`, whose ends count."""

    places: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source and the way to its bytes.

    `fetch` returns the content of one file of `tree`. `fixed_roots` are the roots that the
    source's own format prescribes (a wheel's); empty means: discover them. `past` tells the
    history of each file up to the commit `past_revision`; None where there is none. `requirements`
    are the distributions that the source's own metadata (a wheel's) names, normalised and sorted.
    `looked_at` is where a folder was looked at; None for what no folder holds.
    """

    tree: SourceTree
    fetch: Callable[[SourceFile], bytes]
    fixed_roots: tuple[str, ...] = ()
    past: Callable[[], dict[str, FileHistory]] | None = None
    past_revision: str = ""
    requirements: tuple[str, ...] = ()
    looked_at: LookedAt | None = None

    def read_history(self) -> dict[str, FileHistory]:
        """What the repository knows of each file, by path; empty for what is no repository."""
        return self.past() if self.past is not None else {}

    def read(self, file: SourceFile) -> bytes:
        """Return the bytes of `file`, at most `MAX_FILE_BYTES`.

        Raises SourceError when the file is larger, has gone, or is no longer the one in the tree.
        """
        if file.size > MAX_FILE_BYTES:
            raise SourceError("the file is too large to read", where=file.path)
        return self.fetch(file)


def blob_id(content: bytes) -> str:
    r"""Return git's id for `content`: the SHA-1 of `blob <length>\0` and the bytes.

    Source: the Git object format (gitformat-pack and "Git Internals - Git Objects").
    """
    digest = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def tree_revision(files: Iterable[SourceFile], links: Iterable[tuple[str, str]]) -> str:
    """Return `tree:` and the SHA-256 over the sorted (path, blob) pairs, then the sorted links."""
    digest = hashlib.sha256()
    pairs = sorted((file.path, file.blob) for file in files)
    for marker, entries in (("file", pairs), ("link", sorted(links))):
        lines = [f"{marker}\0{left}\0{right}\n" for left, right in entries]
        digest.update("".join(lines).encode())
    return f"tree:{digest.hexdigest()}"

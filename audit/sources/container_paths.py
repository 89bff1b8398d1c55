"""Paths as CI and container files write them, led back to folders of the source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

__all__ = ["ContainerPaths"]

_WORKDIR = re.compile(r"^\s*WORKDIR\s+(\S+)")
_COPY = re.compile(r"^\s*(?:COPY|ADD)\s+((?:--\S+\s+)*)(\S+)\s+(\S+)\s*$")
_VOLUME = re.compile(r"^\s*-\s+[\"']?(\.[\w./-]*):(/[\w./-]+)")
_WORKING_DIR = re.compile(r"^\s*working_dir:\s*[\"']?(/[\w./-]+)")
_TOP = re.compile(
    r"\$\{?(?:GITHUB_WORKSPACE|github\.workspace|CI_PROJECT_DIR|TRAVIS_BUILD_DIR|PWD|WORKSPACE"
    r"|BUILD_SOURCESDIRECTORY|CIRCLE_WORKING_DIRECTORY)\}?"
    r"|\$\((?:pwd|CURDIR|PWD|shell pwd|Build\.SourcesDirectory)\)|\{toxinidir\}|\{tox_root\}"
)


class ContainerPaths:
    """Leads paths of one file back to the source.

    `folder` holds the file, relative to the source. A relative path starts there, or at the top of
    the source in a workflow's file; `$PWD`, `{toxinidir}` and the like stand for that place.
    """

    def __init__(self, folder: str, lines: Sequence[str]) -> None:
        self.start = "" if folder.startswith((".github", ".circleci")) else folder
        self._places: dict[str, str] = {}
        self._working = ""
        for line in lines:
            self._note(line)

    def lead_back(self, path: str) -> str | None:
        """The path relative to the source ("" for the source itself), None when unknown."""
        if path.startswith("~") or not path:
            return None
        told = _TOP.sub("", path, count=1) if _TOP.match(path) else None
        if told is not None:
            return self._inside(self.start, told.lstrip("/"))
        if "$" in path or "{" in path or "%" in path:
            return None
        if path.startswith("/"):
            return self._from_container(path)
        if self._working:
            return self._from_container(posixpath.join(self._working, path))
        return self._inside(self.start, path)

    def _note(self, line: str) -> None:
        """A line that says where in the container the source's folders are."""
        if working := _WORKDIR.match(line) or _WORKING_DIR.match(line):
            self._working = posixpath.normpath(posixpath.join(self._working, working[1]))
        elif copied := _COPY.match(line):
            target = posixpath.normpath(posixpath.join(self._working or "/", copied[3]))
            from_stage = "--from" in copied[1]
            own = self._inside(self.start, copied[2])
            if own is not None and not from_stage and not copied[2].startswith("/"):
                self._places[target] = own
        elif volume := _VOLUME.match(line):
            own = self._inside(self.start, volume[1])
            if own is not None:
                self._places[posixpath.normpath(volume[2])] = own

    def _from_container(self, path: str) -> str | None:
        """By the deepest place that holds the path."""
        path = posixpath.normpath(path)
        for place in sorted(self._places, key=len, reverse=True):
            if path == place or path.startswith(place.rstrip("/") + "/"):
                return self._inside(self._places[place], path[len(place) :].lstrip("/"))
        return None

    def _inside(self, start: str, path: str) -> str | None:
        joined = posixpath.normpath(posixpath.join(start, path)) if path else start or "."
        if joined.startswith(("..", "/")):
            return None
        return "" if joined == "." else joined

"""Cases written as Markdown: prose, small files, and what is expected of them.

A case begins with a second-level heading. A line with nothing but a file name in backquotes and a
colon names the file whose text follows in a `python` block. Blocks called `imports`, `paths`,
`deprecations` and `uses` hold one expectation a line. A line `Not run: reason` says why the case
cannot be confirmed by importing it here, `Loads more: reason` why more is loaded than statements
at load time say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Case", "read_cases"]

_FENCE = re.compile(r"```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^`(?P<name>[^`]+)`:\s*\Z", re.MULTILINE)
_NOT_RUN = re.compile(r"^Not run: (?P<reason>.+)$", re.MULTILINE)
_LOADS_MORE = re.compile(r"^Loads more: .+$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One micro-package with its expectations; None where a kind of them is not given."""

    name: str
    files: dict[str, str]
    imports: tuple[str, ...] | None
    paths: tuple[str, ...] | None
    deprecations: tuple[str, ...] | None
    uses: tuple[str, ...] | None
    not_run: str
    loads_more: bool


def read_cases(folder: Path) -> list[Case]:
    """All cases of all Markdown files in a folder, in order."""
    found: list[Case] = []
    for file in sorted(folder.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
            title, _, body = section.partition("\n")
            found.append(_read_case(f"{file.stem}: {title.strip()}", body))
    return found


def _read_case(name: str, body: str) -> Case:
    files: dict[str, str] = {}
    expected: dict[str, tuple[str, ...]] = {}
    for kind, text, before in _blocks(body):
        if kind == "python":
            named = _FILE.search(before.rstrip("\n"))
            if named is None:
                raise ValueError(f"{name}: a block of Python without the name of its file")
            files[named["name"]] = text
        else:
            lines = (line.strip() for line in text.splitlines())
            expected[kind] = tuple(line for line in lines if line)
    not_run = _NOT_RUN.search(body)
    return Case(
        name=name,
        files=files,
        imports=expected.get("imports"),
        paths=expected.get("paths"),
        deprecations=expected.get("deprecations"),
        uses=expected.get("uses"),
        not_run=not_run["reason"] if not_run else "",
        loads_more=_LOADS_MORE.search(body) is not None,
    )


def _blocks(body: str) -> Iterator[tuple[str, str, str]]:
    position = 0
    for match in _FENCE.finditer(body):
        yield match["kind"], match["text"], body[position : match.start()]
        position = match.end()

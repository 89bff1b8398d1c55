"""mypy's `.test` files: cases with a main file, further files, and what is expected of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["MypyCase", "read_mypy_cases"]

_CASE = re.compile(r"^\[case ([\w-]+)\]\n", re.MULTILINE)
_SECTION = re.compile(r"^\[(\w+)(?: ([^\]\n]+))?\]\n", re.MULTILINE)
_EXPECTED = re.compile(r"# E(?::\d+)?: (?P<text>.*?)(?=\s*#|\\?$)")


@dataclass(slots=True)
class MypyCase:
    """One case: `files` by path (the main file is `__main__.py`), `output` as expected,
    `sections` the names of all its sections, `flags` the text of its comments on options."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    output: str = ""
    sections: set[str] = field(default_factory=set)
    flags: str = ""

    def errors(self) -> Iterator[tuple[str, int, str]]:
        """(file, line, message) of every expected error, from comments and from the output."""
        for file, text in self.files.items():
            line = 0
            for number, content in enumerate(text.split("\n"), 1):
                line = line or number
                for match in _EXPECTED.finditer(content):
                    yield file, line, match["text"]
                line = line if content.endswith("\\") else 0
        for content in self.output.splitlines():
            match = re.match(r"(?:tmp/)?([\w/.]+?):(\d+)(?::\d+)?: error: (.*)", content)
            if match is not None:
                file = "__main__.py" if match[1] == "main" else match[1]
                yield file, int(match[2]), match[3]


def read_mypy_cases(path: Path) -> Iterator[MypyCase]:
    """All cases of a file, in order; lines that begin with `--` are comments."""
    kept = [line for line in path.read_text(encoding="utf-8").split("\n") if line[:2] != "--"]
    parts = _CASE.split("\n".join(kept))[1:]
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        case = MypyCase(name=name)
        pieces = _SECTION.split(body)
        case.files["__main__.py"] = pieces[0]
        case.flags = "\n".join(re.findall(r"^# (?:flags|cmd).*$", pieces[0], re.MULTILINE))
        for kind, argument, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
            case.sections.add(kind)
            if kind in ("file", "fixture") and argument:
                case.files[argument] = text
            elif kind == "out":
                case.output = text
        yield case

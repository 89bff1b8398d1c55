"""The syntax trees that mypy's tests print: names, members, and the full names behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.worlds.codebases import module_name

__all__ = ["Expression", "read_tree"]

_HEAD = re.compile(r"^(?P<indent> *)(?P<text>.*?)\)*$")
_NUMBERED = re.compile(r"\w+:(\d+)\(")
_NAME = re.compile(r"NameExpr\((?P<name>\w+)\*?(?: \[(?P<full>[\w.]+)\])?")
_MEMBER = re.compile(r"(?P<name>\w+)\*?(?: \[(?P<full>[\w.]+)\])?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Dotted text and the full name behind it. `scope` is "class", "function" or ""."""

    module: str
    line: int
    scope: str
    chain: str
    full: str


def read_tree(output: str) -> Iterator[Expression]:
    """All names and members of a printed tree that have a full name, in order."""
    reader = _Reader()
    for content in output.splitlines():
        match = _HEAD.match(content)
        if match is not None and match["text"]:
            yield from reader.read(len(match["indent"]), match["text"])


class _Reader:
    """Where in the tree we are: the nodes around a line, and the text of their first children."""

    def __init__(self) -> None:
        self._module = "__main__"
        self._line = 0
        self._above: list[tuple[int, str]] = []
        self._chains: dict[int, str] = {}

    def read(self, depth: int, text: str) -> Iterator[Expression]:
        self._above = [item for item in self._above if item[0] < depth]
        if text.startswith("MypyFile:"):
            self._module = "__main__"
        elif text.startswith("tmp/"):
            self._module = module_name(text.removeprefix("tmp/"))
        numbered = _NUMBERED.match(text)
        self._line = int(numbered[1]) if numbered else self._line
        name = _NAME.match(text)
        if name is not None:
            self._chains[depth] = name["name"]
            yield from self._told(name["name"], name["full"])
        elif self._above and self._above[-1][1].startswith("MemberExpr") and depth in self._chains:
            yield from self._member(depth, text)
        elif not text.startswith("MemberExpr"):
            self._chains.pop(depth, None)
        self._above.append((depth, text))

    def _member(self, depth: int, text: str) -> Iterator[Expression]:
        member = _MEMBER.match(text)
        if member is not None:
            chain = f"{self._chains[depth]}.{member['name']}"
            self._chains[self._above[-1][0]] = chain
            yield from self._told(chain, member["full"])

    def _told(self, chain: str, full: str | None) -> Iterator[Expression]:
        if full:
            yield Expression(
                module=self._module, line=self._line, scope=self._scope(), chain=chain, full=full
            )

    def _scope(self) -> str:
        for _, head in reversed(self._above):
            if head.startswith("ClassDef"):
                return "class"
            if head.startswith(("FuncDef", "Lambda", "Decorator")):
                return "function"
        return ""

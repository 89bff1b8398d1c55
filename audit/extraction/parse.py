"""The parser: the only module that knows how source becomes syntax nodes.

mypy's native parser (Rust, `ast_serialize`) does the work; `mypy.nativeparse` turns its bytes
into node objects, compiled. It recovers from syntax errors and reads grammars newer than the
running interpreter. Both are internal interfaces, hence the pinned ranges in `pyproject.toml`.
"""

from __future__ import annotations

import io
import re
import threading
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import ast_serialize
from mypy.cache import ReadBuffer, read_int
from mypy.nativeparse import State, deserialize_imports, read_statement
from mypy.nodes import ImportBase, Node, Statement
from mypy.options import Options

from audit.model.facts import ParseProblem

__all__ = ["ParsedFile", "node_text", "parse_source", "read_flat_imports", "run_with_room"]

Result = TypeVar("Result")

_WIRE_VERSION = 5
_OPTIONS = Options()
# Every serialised node ends with 0xff, which UTF-8 never contains: a long stretch without it is
# one long string or one deeply nested expression.
_STRETCH = re.compile(rb"[^\xff]{8000,}")
_DEEPEST_STRETCH = 300_000
# The parser drops all that follows `assert sys.platform == …` at module level, for another platform
# than ours. `not 0,` in place of `assert` has the same length and leaves an expression.
_ASSERTION = re.compile(r"^assert\b", re.MULTILINE)
_PLATFORM_WORDS = ("platform", "version_info", "TYPE_CHECKING", "PY2", "PY3")
# Lines of comments and nothing else, before the first statement.
_HEADER = re.compile(r"(?:[ \t\f\r]*(?:#[^\n]*)?\n)*")
_TOO_DEEP = "deeply nested"
_MOST_TOO_DEEP = 8
# Errors about comments that only a type checker reads: Python parses the file all the same.
_ABOUT_COMMENTS = (
    "Function has duplicate type signatures",
    'Invalid "type: ignore" comment',
    "Multiple mypy ignores",
    "Multiple type comments",
    "Multiple type ignores",
    "Syntax error in type comment",
    "Type signature has too",
)
_STARTS_STATEMENT = re.compile(r"[A-Za-z_@]")
_SIZE_FOR_OWN_STACK = 24_000
_SMALLEST_STACK = 32 << 20
_STACK_PER_BYTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """A parsed file: `text` of its source, the serialised tree, and where it does not parse."""

    text: str
    tree: bytes
    imports: bytes
    problems: tuple[ParseProblem, ...]

    def statements(self) -> list[Statement]:
        """Module-level statements as mypy nodes.

        Raises RecursionError when an expression nests so deeply that reading it would take
        minutes; `read_flat_imports` still works then.
        """
        if len(self.tree) > _DEEPEST_STRETCH and self._stretch() > _DEEPEST_STRETCH:
            raise RecursionError("an expression nests too deeply to be read")
        buffer = ReadBuffer(self.tree)
        state = State(_OPTIONS)
        # One by one: `read_statements` merges neighbouring definitions of one name across an
        # `if`, and a branch would be lost.
        return [read_statement(state, buffer) for _ in range(read_int(buffer))]

    def _stretch(self) -> int:
        stretches = (match.group() for match in _STRETCH.finditer(self.tree))
        return max((len(text) for text in stretches if not text.isascii()), default=0)


def _source_text(content: bytes) -> tuple[str, ParseProblem | None]:
    """Decode source by its own declaration (BOM, PEP 263, else UTF-8), universal newlines.

    Undecodable bytes are replaced, and the problem says so: the rest of the file still counts. So
    does a NUL byte, which the parser takes inside strings and comments and Python nowhere.
    """
    problem = None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    except (SyntaxError, UnicodeDecodeError) as error:
        encoding = "utf-8"
        problem = ParseProblem(line=1, message=f"encoding: {error}")
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = content.decode("utf-8", errors="replace")
        line = _first_undecodable_line(content, encoding)
        problem = problem or ParseProblem(line=line, message=f"not valid {encoding}")
    if problem is None and "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = ParseProblem(line=line, message="NUL byte: Python reads nothing of the file")
    return text.removeprefix("\ufeff"), problem


def _first_undecodable_line(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    except LookupError:
        return 1
    return 1


def parse_source(content: bytes) -> ParsedFile:
    """Parse a file's bytes; syntax errors become problems, the readable rest is kept."""
    text, unreadable = _source_text(content)
    problems = [unreadable] if unreadable else []
    readable = _without_directives(text)
    tree, errors, imports = _serialised(readable)
    for _ in range(_MOST_TOO_DEEP):
        deep = next((error for error in errors if _TOO_DEEP in str(error["message"])), None)
        if deep is None:
            break
        problems.append(_problem(deep))
        readable = _without_statement(readable, max(deep["line"], 1))
        tree, errors, imports = _serialised(readable)
    if _may_drop(readable):
        whole = _serialised(_ASSERTION.sub("not 0,", readable))
        if _count_statements(whole[0]) > _count_statements(tree):
            tree, errors, imports = whole
    problems += [_problem(e) for e in errors if not e["message"].startswith(_ABOUT_COMMENTS)]
    return ParsedFile(text=text, tree=tree, imports=imports, problems=tuple(problems))


def _without_directives(text: str) -> str:
    """Spoil the comments that tell a type checker to leave a file alone.

    For `# mypy: ignore-errors` the parser drops function bodies, for `# type: ignore` at the top
    the whole module. The text keeps its length, so places stay right.
    """
    if "# mypy:" in text:
        text = text.replace("# mypy:", "# mypy;")
    header = _HEADER.match(text)
    end = header.end() if header is not None else 0
    return text[:end].replace("type:", "type;") + text[end:] if "type:" in text[:end] else text


def _may_drop(text: str) -> bool:
    """Whether an assertion at module level may say that the rest is for another platform."""
    # Plain look-ups first: a pattern takes as long as parsing when it must look at every character.
    asserts = "\nassert" in text or text.startswith("assert")
    return (
        asserts and any(word in text for word in _PLATFORM_WORDS) and bool(_ASSERTION.search(text))
    )


def _problem(error: dict[str, Any]) -> ParseProblem:
    return ParseProblem(line=max(error["line"], 1), message=str(error["message"]))


def _without_statement(text: str, line: int) -> str:
    """Empty the module-level statement that a line belongs to: the parser reads nothing behind
    one that nests too deeply."""
    lines = text.split("\n")
    first = last = min(line, len(lines)) - 1
    while first > 0 and not _STARTS_STATEMENT.match(lines[first]):
        first -= 1
    while last + 1 < len(lines) and not _STARTS_STATEMENT.match(lines[last + 1]):
        last += 1
    lines[first : last + 1] = ["pass"] + [""] * (last - first)
    return "\n".join(lines)


def _serialised(text: str) -> tuple[bytes, list[Any], bytes]:
    tree, errors, _, imports, _ = ast_serialize.parse(
        "source.py", text, cache_version=_WIRE_VERSION
    )
    return tree, errors, imports


def _count_statements(tree: bytes) -> int:
    return read_int(ReadBuffer(tree))


def read_flat_imports(parsed: ParsedFile) -> list[ImportBase]:
    """Import statements alone, without the tree around them: what is left of a file whose
    expressions nest too deeply to be read."""
    return list(deserialize_imports(parsed.imports))


def run_with_room(size: int, work: Callable[[], Result]) -> Result:
    """Run `work` on a stack that is deep enough for a file of `size` bytes.

    Parsing, reading and freeing nested syntax recurses in compiled code, about 300 bytes of
    stack a level, and a level takes at least two bytes of source. A hostile file (a sum of
    100,000 terms) would otherwise end the process, so larger files get a thread with a stack
    that no nesting of theirs can exhaust. Exceptions of `work` reach the caller.
    """
    if size < _SIZE_FOR_OWN_STACK:
        return work()
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["result"] = work()
        except BaseException as error:
            outcome["error"] = error

    previous = threading.stack_size(max(_SMALLEST_STACK, size * _STACK_PER_BYTE))
    try:
        thread = threading.Thread(target=run, name="deep-parse")
        thread.start()
    finally:
        threading.stack_size(previous)
    thread.join()
    if "error" in outcome:
        raise outcome["error"]
    result: Result = outcome["result"]
    return result


def node_text(lines: list[str], node: Node) -> str:
    """The source text of a node, white space folded; "" when its place is unknown."""
    begin, stop, end_column = node.line, node.end_line, node.end_column
    if stop is None or end_column is None or not 0 < begin <= len(lines):
        return ""
    first, last = begin - 1, min(stop, len(lines)) - 1
    line = lines[first]
    start = _character_index(line, node.column)
    end = _character_index(lines[last], end_column)
    if first == last:
        return " ".join(line[start:end].split())
    parts = [lines[first][start:], *lines[first + 1 : last], lines[last][:end]]
    return " ".join(" ".join(parts).split())


def _character_index(line: str, column: int) -> int:
    """Undo the parser's columns on lines beyond ASCII.

    There a column is twice the character index minus the byte index; the first index that fits
    is taken.
    """
    if line.isascii():
        return column
    octets = 0
    for index, character in enumerate(line):
        if 2 * index - octets == column and index >= column:
            return index
        octets += len(character.encode("utf-8", "surrogatepass"))
    return len(line)

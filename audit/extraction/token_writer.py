"""Where syntax tokens are written to, and the kinds of rows that most node types need.

A row is a small function of a node and a writer: it writes the node's own token and puts the
children on the stack of pending nodes, last child first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

__all__ = [
    "CODE",
    "END",
    "NAME",
    "Row",
    "TokenWriter",
    "constant_row",
    "list_row",
    "names_row",
    "note",
    "note_async",
    "push_all",
    "push_closed",
    "row",
]

_TOKENS = """
    END NAME MEMBER CALL POSITIONAL STARRED KEYWORD KEYWORDS STRING BYTES INTEGER FLOAT COMPLEX
    ELLIPSIS LIST TUPLE SET DICT INDEX SLICE COMPARE CONDITIONAL LAMBDA GENERATOR LISTCOMP
    SETCOMP DICTCOMP FOR_IN STAR YIELD YIELD_FROM WALRUS SUPER TEMPLATE FUNCTION PARAMETER
    OPTIONAL DECORATOR CLASS BLOCK EXPRESSION ASSIGN DECLARE AUGMENT FOR WHILE IF ELSE RETURN
    RAISE TRY EXCEPT FINALLY WITH AS ASSERT DELETE BREAK CONTINUE IMPORT IMPORT_FROM IMPORT_STAR
    GLOBAL NONLOCAL MATCH CASE GUARD TYPE_ALIAS ABSENT CAPTURE ALTERNATIVES SINGLETON SEQUENCE
    REST MAPPING CLASS_PATTERN TYPE_NAME UNION TYPE_LIST LITERAL TYPE_DICT ARGUMENT OTHER AWAIT
    ASYNC TYPE_PARAMETER
    + - * @ / % ** << >> | ^ & // and or == != < <= > >= is is_not in not_in ~ not u+ u-
"""
# One byte each: four of them in a row are one 32-bit number.
CODE = {name: number for number, name in enumerate(_TOKENS.split(), start=1)}
END = CODE["END"]
NAME = CODE["NAME"]
_ABSENT = CODE["ABSENT"]

Row = Callable[[Any, "TokenWriter"], None]


class TokenWriter:
    """What has been written so far.

    `kinds` holds the tokens, `names` the identifiers, `constants` the literal values as text
    (strings behind an apostrophe). `notes` waits until the body is written; `note_kinds` and
    `note_names` are what became of it.
    """

    __slots__ = ("constants", "kinds", "names", "note_kinds", "note_names", "notes", "stack")

    def __init__(self) -> None:
        self.kinds = bytearray()
        self.names: list[str] = []
        self.constants: list[str] = []
        self.stack: list[Any] = []
        self.notes: list[tuple[int, Any]] = []
        self.note_kinds = bytearray()
        self.note_names: list[str] = []


def push_closed(writer: TokenWriter, children: Sequence[Any]) -> None:
    """Children in order, then the token that ends them."""
    writer.stack.append(END)
    writer.stack.extend(children[::-1])


def push_all(writer: TokenWriter, *children: Any) -> None:
    """Children in order; None stands for an absent one and leaves a token."""
    writer.stack.extend([_ABSENT if child is None else child for child in children[::-1]])


def row(token: str, *fields: str) -> Row:
    """A node that is a token followed by these children."""
    code = CODE[token]
    if len(fields) == 1:
        field = fields[0]

        def write_one(node: Any, writer: TokenWriter) -> None:
            writer.kinds.append(code)
            child = getattr(node, field)
            writer.stack.append(_ABSENT if child is None else child)

        return write_one

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        push_all(writer, *[getattr(node, field) for field in fields])

    return write


def list_row(token: str, field: str = "items") -> Row:
    """A node that is a token, any number of children, and an end."""
    code = CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        writer.stack.append(END)
        writer.stack.extend(getattr(node, field)[::-1])

    return write


def constant_row(token: str, text: Callable[[Any], str]) -> Row:
    """A literal: a token, and its value as text among the constants."""
    code = CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        writer.constants.append(text(node.value))

    return write


def names_row(token: str) -> Row:
    """A statement that lists names."""
    code = CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        for name in node.names:
            writer.kinds.append(NAME)
            writer.names.append(name)

    return write


def note(writer: TokenWriter, what: Any) -> None:
    """Put aside a type, a type parameter or the name of a token, with the position in the body."""
    writer.notes.append((len(writer.kinds), what))


def note_async(writer: TokenWriter, is_async: bool) -> None:
    """Note that what follows is async."""
    if is_async:
        note(writer, "ASYNC")

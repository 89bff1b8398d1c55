"""Readers of dotted chains and literals."""

from __future__ import annotations

import pytest
from mypy.nodes import Expression, ExpressionStmt

from audit.extraction.chains import called_name, dotted_text, literal_names, literal_text
from audit.extraction.parse import parse_source


def expression(text: str) -> Expression:
    """The expression of that text."""
    (statement,) = parse_source(text.encode()).statements()
    assert isinstance(statement, ExpressionStmt)
    return statement.expr


@pytest.mark.parametrize(
    ("text", "chain"), [("a", "a"), ("a.b.c", "a.b.c"), ("a().b", ""), ("a[0].b", ""), ("1", "")]
)
def test_dotted_text(text: str, chain: str) -> None:
    """Only chains on plain names are dotted text."""
    assert dotted_text(expression(text)) == chain


def test_called_name() -> None:
    """The chain that a call calls, nothing for what is no call."""
    assert called_name(expression("a.b(1)")) == "a.b"
    assert called_name(expression("a.b")) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'a' 'b'", "ab"),
        ("'a' + 'b'", "ab"),
        ("'a %s' % x", "a %s"),
        ("f'a {x} b'", "a  b"),
        ("'a {}'.format(x)", "a {}"),
        ("x", ""),
    ],
)
def test_literal_text(text: str, value: str) -> None:
    """The literal parts of a text that is put together."""
    assert literal_text(expression(text)) == value


def test_literal_names_say_whether_they_are_all() -> None:
    """Names of a display, and whether every item was one."""
    assert literal_names(expression("['a', 'b'] + ('c',)")) == (("a", "b", "c"), True)
    assert literal_names(expression("['a', x]")) == (("a",), False)
    assert literal_names(expression("x")) == ((), False)

"""A class body written out as syntax tokens, in prefix order.

One byte per token; identifiers and constants go to lists beside the tokens, in the order in which
they are met. A stack of pending nodes replaces recursion, so nesting of any depth is read. Each
node type has one row: a small function that writes the node's own token and puts its children on
the stack, last child first.

Annotations, type parameters, `async` and `await` are notes: they are written after the body, each
with its position in it.
"""

from __future__ import annotations

from typing import Any

from mypy import nodes

from audit.extraction.expression_tokens import EXPRESSION_ROWS
from audit.extraction.note_tokens import write_notes
from audit.extraction.statement_tokens import STATEMENT_ROWS
from audit.extraction.token_writer import CODE, END, NAME, Row, TokenWriter

__all__ = ["child_nodes", "write_class_body"]

_MEMBER = CODE["MEMBER"]
_CALL = CODE["CALL"]
_STRING = CODE["STRING"]
_KEYWORD = CODE["KEYWORD"]
_STARRED_CODES = {nodes.ARG_STAR: CODE["STARRED"], nodes.ARG_STAR2: CODE["KEYWORDS"]}


def _write_unknown(node: Any, writer: TokenWriter) -> None:
    """A node type that this table does not know yet keeps its name and loses its children."""
    writer.kinds.append(CODE["OTHER"])
    writer.constants.append(type(node).__name__)


class _Rows(dict[type, Row]):
    def __missing__(self, kind: type) -> Row:
        return _write_unknown


_ROWS = _Rows(STATEMENT_ROWS | EXPRESSION_ROWS)


def write_class_body(node: nodes.ClassDef) -> TokenWriter:
    """Write the statements of a class body; the header (name, bases, decorators) is left out."""
    writer = TokenWriter()
    writer.stack.extend(reversed(node.defs.body))
    _write_pending(writer)
    write_notes(writer)
    return writer


def child_nodes(node: Any) -> list[Any]:
    """The nodes directly below a node, in no particular order; annotations are left out.

    The same table tells them as for writing, so no kind of node can be forgotten in one of both.
    """
    kind = type(node)
    if kind is nodes.NameExpr or kind is nodes.StrExpr:
        return []
    if kind is nodes.MemberExpr:
        return [node.expr]
    if kind is nodes.CallExpr:
        return [node.callee, *node.args]
    writer = TokenWriter()
    _ROWS[kind](node, writer)
    return [child for child in writer.stack if isinstance(child, nodes.Node)]


def _write_pending(writer: TokenWriter) -> None:
    # The commonest nodes are written in the loop: a call per node would double the time.
    stack = writer.stack
    pop, push = stack.pop, stack.append
    write, add_name, add_constant = (
        writer.kinds.append,
        writer.names.append,
        writer.constants.append,
    )
    name_expr, member_expr, call_expr = nodes.NameExpr, nodes.MemberExpr, nodes.CallExpr
    str_expr, positional, rows = nodes.StrExpr, nodes.ARG_POS, _ROWS
    while stack:
        node = pop()
        kind = type(node)
        if kind is name_expr:
            write(NAME)
            add_name(node.name)
        elif kind is int:
            write(node)
        elif kind is member_expr:
            write(_MEMBER)
            add_name(node.name)
            push(node.expr)
        elif kind is call_expr:
            write(_CALL)
            push(END)
            arguments = node.args
            if node.arg_kinds.count(positional) == len(arguments):
                stack.extend(arguments[::-1])
            else:
                _push_arguments(node, writer)
            push(node.callee)
        elif kind is str_expr:
            write(_STRING)
            add_constant("'" + node.value)
        elif node is not None:
            rows[kind](node, writer)


def _push_arguments(node: nodes.CallExpr, writer: TokenWriter) -> None:
    stack, positional, named = writer.stack, nodes.ARG_POS, nodes.ARG_NAMED
    for argument, kind in zip(node.args[::-1], node.arg_kinds[::-1], strict=True):
        stack.append(argument)
        if kind is named:
            stack.append(_KEYWORD)
        elif kind is not positional:
            stack.append(_STARRED_CODES[kind])
    writer.names.extend([name for name in node.arg_names if name is not None])

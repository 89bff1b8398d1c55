"""Expressions: attribute chains, calls, dotted strings and dynamic imports inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from typing import Any

from mypy import nodes, patterns, types
from mypy.nodes import CallExpr, Expression, IndexExpr, MemberExpr, NameExpr, StrExpr

from audit.extraction.chains import dotted_text, literal_text
from audit.extraction.scopes import Context

__all__ = ["ExpressionReader"]

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_]\w*)?", re.ASCII)
_LONGEST_DOTTED = 200
_ENTRY_POINTS = frozenset({"setup", "setuptools.setup", "entry_points", "ENTRY_POINTS"})
_NAMESPACES = frozenset({"globals", "locals", "vars"})
_READING_METHODS = frozenset({"get", "keys", "values", "items", "copy"})
_OWN = frozenset({"self", "cls"})

# What a string stands in: text, or the expression that says it, read only when it is asked for.
_Around = str | Expression
_Pending = list[tuple[Any, _Around]]


def _comprehension(node: Any) -> list[Any]:
    tests = [test for tests in node.condlists for test in tests]
    return [*node.sequences, *tests]


def _compared(node: nodes.ComparisonExpr) -> list[Expression]:
    return [operand for operand in node.operands if not _is_namespace(operand)]


# Children of each expression and pattern type, those left out from which nothing is read.
_CHILDREN: dict[type, Callable[[Any], Sequence[Any]]] = {
    nodes.OpExpr: lambda node: (node.left, node.right),
    nodes.ComparisonExpr: _compared,
    nodes.UnaryExpr: lambda node: (node.expr,),
    nodes.SliceExpr: lambda node: (node.begin_index, node.end_index, node.stride),
    nodes.TupleExpr: lambda node: node.items,
    nodes.ListExpr: lambda node: node.items,
    nodes.SetExpr: lambda node: node.items,
    nodes.ConditionalExpr: lambda node: (node.cond, node.if_expr, node.else_expr),
    nodes.GeneratorExpr: lambda node: (node.left_expr, *_comprehension(node)),
    nodes.ListComprehension: lambda node: (node.generator,),
    nodes.SetComprehension: lambda node: (node.generator,),
    nodes.DictionaryComprehension: lambda node: (node.key, node.value, *_comprehension(node)),
    nodes.YieldExpr: lambda node: (node.expr,),
    nodes.YieldFromExpr: lambda node: (node.expr,),
    nodes.AwaitExpr: lambda node: (node.expr,),
    nodes.StarExpr: lambda node: (node.expr,),
    nodes.SuperExpr: lambda node: (node.call,),
    nodes.LambdaExpr: lambda node: (
        *(argument.initializer for argument in node.arguments),
        *(getattr(statement, "expr", None) for statement in node.body.body),
    ),
    nodes.TemplateStrExpr: lambda node: [
        item[0] if isinstance(item, tuple) else item for item in node.items
    ],
    patterns.AsPattern: lambda node: (node.pattern,),
    patterns.OrPattern: lambda node: node.patterns,
    patterns.ValuePattern: lambda node: (node.expr,),
    patterns.SequencePattern: lambda node: node.patterns,
    patterns.MappingPattern: lambda node: (*node.keys, *node.values),
    patterns.ClassPattern: lambda node: (
        node.class_ref,
        *node.positionals,
        *node.keyword_values,
    ),
}


class ExpressionReader:
    """Walks expressions and tells what it meets.

    Chains (`a.b`) and called names go to the pending uses of `context`, the place that is being
    read; those called also to `collaborators` where these are asked for. Callbacks are told the
    rest: `on_mention(chain)` each chain or plain name with one of `names` in it, `on_string(value,
    context, line)` each dotted string, `on_call(call, name)` each call of a chain whose last name
    is in `telling` or speaks of warnings, `on_walrus(node)` each `name := value`.
    """

    def __init__(
        self,
        context: Context,
        *,
        names: frozenset[str],
        telling: Set[str],
        on_mention: Callable[[str], None],
        on_string: Callable[[str, str, int], None],
        on_call: Callable[[CallExpr, str], None],
        on_walrus: Callable[[nodes.AssignmentExpr], None],
    ) -> None:
        self.context = context
        self.collaborators: dict[str, None] | None = None
        self._names = names
        self._telling = telling
        self._on_mention = on_mention
        self._on_string = on_string
        self._on_call = on_call
        self._on_walrus = on_walrus

    def read(self, expression: Any, around: _Around = "") -> None:
        """Walk one expression or pattern; `around` names the assignment or call around it."""
        row = _ROWS.get(type(expression))
        if row is None:
            return
        pending: _Pending = []
        row(self, expression, around, pending)
        while pending:
            node, around = pending.pop()
            _ROWS[type(node)](self, node, around, pending)

    def read_type(self, annotation: types.Type | None) -> None:
        """Walk an annotation: dotted names in it are attribute chains too."""
        if annotation is None:
            return
        pending: list[Any] = [annotation]
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind is types.UnboundType:
                name = node.name
                if "." in name and not name.startswith("builtins."):
                    self.note_text(name, node.line)
                if node.args:
                    pending.extend(node.args)
            elif kind in (types.UnionType, types.TypeList, types.TupleType):
                pending.extend(node.items)
            elif kind is types.UnpackType:
                pending.append(node.type)
            elif kind is types.CallableArgument:
                pending.append(node.typ)

    def note_text(self, chain: str, line: int) -> None:
        """Note a dotted chain that is not written as one."""
        parts = chain.split(".")
        context = self.context
        context.pending[parts[0]].append(((chain, line), context.scope))
        if not self._names.isdisjoint(parts):
            self._on_mention(chain)

    def note_chain(self, chain: Any, use: Expression, *, called: bool) -> str:
        """Note a name or an attribute chain on one, used by `use`: a call of it, or itself. Return
        that name, "" for anything else."""
        names = self._names
        named = False
        below = chain
        while type(below) is MemberExpr:
            if below.name in names:
                named = True
            below = below.expr
        if type(below) is not NameExpr:
            return ""
        root = below.name
        context = self.context
        context.pending[root].append((use, context.scope))
        if called and self.collaborators is not None and not root.startswith("super"):
            if below is chain:
                self.collaborators[root] = None
            elif root not in _OWN:
                self.collaborators[dotted_text(chain)] = None
        if named or root in names:
            self._on_mention(dotted_text(chain))
        return root

    def _push(self, children: Iterable[Any], around: _Around, pending: _Pending) -> None:
        """Put children on the stack, last first. What needs no order is read at once: most are
        plain names and strings that say nothing."""
        names = self._names
        for child in children:
            kind = type(child)
            if kind is NameExpr:
                if child.name in names:
                    self._on_mention(child.name)
            elif kind is StrExpr:
                if "." in child.value or ":" in child.value:
                    pending.append((child, around))
            elif kind is MemberExpr:
                self._read_member(child, around, pending)
            elif kind in _ROWS:
                pending.append((child, around))

    def _read_name(self, node: NameExpr, _around: _Around, _pending: _Pending) -> None:
        if node.name in self._names:
            self._on_mention(node.name)

    def _read_string(self, node: StrExpr, around: _Around, _pending: _Pending) -> None:
        value = node.value
        if "." in value and len(value) <= _LONGEST_DOTTED and _DOTTED.fullmatch(value):
            self._on_string(value, _text(around), node.line)
        elif ":" in value and _text(around).partition("[")[0] in _ENTRY_POINTS:
            self._read_entry_points(value, node.line)

    def _read_entry_points(self, value: str, line: int) -> None:
        """`name = package.module:object`, one a line, as a `setup` call lists them. Their context
        is no name that code can have, such as that of a call `entry_points(group="a.b")`."""
        for text in value.splitlines():
            target = text.partition("=")[2].partition("[")[0].strip()
            if _DOTTED.fullmatch(target):
                self._on_string(target, "entry point", line)

    def _read_member(self, node: MemberExpr, around: _Around, pending: _Pending) -> None:
        if self.note_chain(node, node, called=False):
            return
        below: Expression = node
        while type(below) is MemberExpr:
            below = below.expr
        if not (_is_namespace(below) and node.name in _READING_METHODS):
            self._push((below,), around, pending)

    def _read_call(self, node: CallExpr, around: _Around, pending: _Pending) -> None:
        callee: Any = node.callee
        inner: _Around = ""
        if self.note_chain(callee, node, called=True):
            inner = callee
            last = callee.name
            if last in self._telling or "warn" in last or "deprecat" in last:
                self._on_call(node, dotted_text(callee))
        else:
            if type(callee) is MemberExpr and literal_text(callee.expr):
                inner = around
            self._push((callee,), around, pending)
        arguments = node.args
        if arguments:
            self._push(reversed(arguments), inner, pending)

    def _read_dictionary(self, node: nodes.DictExpr, around: _Around, pending: _Pending) -> None:
        for key, value in reversed(node.items):
            quiet = type(value) is StrExpr and not ("." in value.value or ":" in value.value)
            if not quiet and type(value) in _ROWS:
                label = f"{_text(around)}[{key.value}]" if type(key) is StrExpr else around
                pending.append((value, label))
            self._push((key,), "", pending)

    def _read_index(self, node: IndexExpr, around: _Around, pending: _Pending) -> None:
        self._push((node.index,), around, pending)
        if not _is_namespace(node.base):
            self._push((node.base,), around, pending)

    def _read_walrus(self, node: nodes.AssignmentExpr, around: _Around, pending: _Pending) -> None:
        self._on_walrus(node)
        self._push((node.value,), around, pending)


def _text(around: _Around) -> str:
    return around if isinstance(around, str) else dotted_text(around)


def _children_row(children: Callable[[Any], Sequence[Any]]) -> _Row:
    def push(reader: ExpressionReader, node: Any, around: _Around, pending: _Pending) -> None:
        reader._push(children(node)[::-1], around, pending)

    return push


def _is_namespace(node: Expression) -> bool:
    """`globals()` and its like, read in place."""
    return type(node) is CallExpr and not node.args and dotted_text(node.callee) in _NAMESPACES


_Row = Callable[[ExpressionReader, Any, _Around, _Pending], None]
_ROWS: dict[type, _Row] = {
    **{kind: _children_row(children) for kind, children in _CHILDREN.items()},
    NameExpr: ExpressionReader._read_name,
    StrExpr: ExpressionReader._read_string,
    MemberExpr: ExpressionReader._read_member,
    CallExpr: ExpressionReader._read_call,
    nodes.DictExpr: ExpressionReader._read_dictionary,
    IndexExpr: ExpressionReader._read_index,
    nodes.AssignmentExpr: ExpressionReader._read_walrus,
}

"""A class body written out as syntax tokens, in prefix order.

One byte per token; identifiers and constants go to lists beside the tokens, in the order in which
they are met. A stack of pending nodes replaces recursion, so nesting of any depth is read. Each
node type has one row: a small function that writes the node's own token and puts its children on
the stack, last child first.

Annotations, type parameters, `async` and `await` are notes: they are written after the body, each
with its position in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mypy import nodes, patterns, types

__all__ = ["TokenWriter", "write_class_body"]

_TOKENS = ["END", "NAME", "MEMBER", "CALL", "POSITIONAL", "STARRED", "KEYWORD", "KEYWORDS", "STRING", "BYTES", "INTEGER", "FLOAT", "COMPLEX", "ELLIPSIS", "LIST", "TUPLE", "SET", "DICT", "INDEX", "SLICE", "COMPARE", "CONDITIONAL", "LAMBDA", "GENERATOR", "LISTCOMP", "SETCOMP", "DICTCOMP", "FOR_IN", "STAR", "YIELD", "YIELD_FROM", "WALRUS", "SUPER", "TEMPLATE", "FUNCTION", "PARAMETER", "OPTIONAL", "DECORATOR", "CLASS", "BLOCK", "EXPRESSION", "ASSIGN", "DECLARE", "AUGMENT", "FOR", "WHILE", "IF", "ELSE", "RETURN", "RAISE", "TRY", "EXCEPT", "FINALLY", "WITH", "AS", "ASSERT", "DELETE", "BREAK", "CONTINUE", "IMPORT", "IMPORT_FROM", "IMPORT_STAR", "GLOBAL", "NONLOCAL", "MATCH", "CASE", "GUARD", "TYPE_ALIAS", "ABSENT", "CAPTURE", "ALTERNATIVES", "SINGLETON", "SEQUENCE", "REST", "MAPPING", "CLASS_PATTERN", "TYPE_NAME", "UNION", "TYPE_LIST", "LITERAL", "TYPE_DICT", "ARGUMENT", "OTHER", "AWAIT", "ASYNC", "TYPE_PARAMETER"]
_OPERATORS = ["+", "-", "*", "@", "/", "%", "**", "<<", ">>", "|", "^", "&", "//", "and", "or", "==", "!=", "<", "<=", ">", ">=", "is", "is_not", "in", "not_in", "~", "not", "u+", "u-"]
_CODE = {name: number for number, name in enumerate([*_TOKENS, *_OPERATORS], start=1)}

_END = _CODE["END"]
_NAME = _CODE["NAME"]
_MEMBER = _CODE["MEMBER"]
_CALL = _CODE["CALL"]
_STRING = _CODE["STRING"]
_ARGUMENT_CODES = {
    nodes.ARG_STAR: _CODE["STARRED"],
    nodes.ARG_STAR2: _CODE["KEYWORDS"],
    nodes.ARG_NAMED: _CODE["KEYWORD"],
}
_PARAMETER_CODES = {
    nodes.ARG_POS: _CODE["PARAMETER"],
    nodes.ARG_OPT: _CODE["OPTIONAL"],
    nodes.ARG_STAR: _CODE["STARRED"],
    nodes.ARG_STAR2: _CODE["KEYWORDS"],
    nodes.ARG_NAMED: _CODE["KEYWORD"],
    nodes.ARG_NAMED_OPT: _CODE["KEYWORD"],
}


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


def write_class_body(node: nodes.ClassDef) -> TokenWriter:
    """Write the statements of a class body; the header (name, bases, decorators) is left out."""
    writer = TokenWriter()
    writer.stack.extend(reversed(node.defs.body))
    _write_pending(writer)
    _write_notes(writer)
    return writer


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
            write(_NAME)
            add_name(node.name)
        elif kind is int:
            write(node)
        elif kind is member_expr:
            write(_MEMBER)
            add_name(node.name)
            push(node.expr)
        elif kind is call_expr:
            write(_CALL)
            push(_END)
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
    for argument, kind in zip(reversed(node.args), reversed(node.arg_kinds), strict=True):
        writer.stack.append(argument)
        code = _ARGUMENT_CODES.get(kind)
        if code is not None:
            writer.stack.append(code)
    writer.names.extend([name for name in node.arg_names if name is not None])


def _push_closed(writer: TokenWriter, children: Sequence[Any]) -> None:
    """Children in order, then the token that ends them."""
    writer.stack.append(_END)
    writer.stack.extend(reversed(children))


def _push(writer: TokenWriter, *children: Any) -> None:
    """Children in order; None stands for an absent one and leaves a token."""
    absent = _CODE["ABSENT"]
    writer.stack.extend([absent if child is None else child for child in reversed(children)])


def _row(token: str, *fields: str) -> Callable[[Any, TokenWriter], None]:
    """A node that is a token followed by these children."""
    code = _CODE[token]
    if len(fields) == 1:
        field = fields[0]

        def write_one(node: Any, writer: TokenWriter) -> None:
            writer.kinds.append(code)
            _push(writer, getattr(node, field))

        return write_one

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        _push(writer, *[getattr(node, field) for field in fields])

    return write


def _list_row(token: str, field: str = "items") -> Callable[[Any, TokenWriter], None]:
    """A node that is a token, any number of children, and an end."""
    code = _CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        writer.stack.append(_END)
        writer.stack.extend(getattr(node, field)[::-1])

    return write


def _constant_row(token: str, text: Callable[[Any], str]) -> Callable[[Any, TokenWriter], None]:
    code = _CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        writer.constants.append(text(node.value))

    return write


def _names_row(token: str) -> Callable[[Any, TokenWriter], None]:
    code = _CODE[token]

    def write(node: Any, writer: TokenWriter) -> None:
        writer.kinds.append(code)
        for name in node.names:
            writer.kinds.append(_NAME)
            writer.names.append(name)

    return write


def _note(writer: TokenWriter, what: Any) -> None:
    writer.notes.append((len(writer.kinds), what))


def _note_async(writer: TokenWriter, is_async: bool) -> None:
    if is_async:
        _note(writer, "ASYNC")


def _write_nothing(node: Any, writer: TokenWriter) -> None:
    """`pass` says nothing."""


def _write_block(node: nodes.Block, writer: TokenWriter) -> None:
    _push_closed(writer, node.body)


def _write_expression_statement(node: nodes.ExpressionStmt, writer: TokenWriter) -> None:
    kind = type(node.expr)
    if kind is nodes.StrExpr or kind is nodes.EllipsisExpr:
        return  # docstring, text without effect, placeholder body
    writer.kinds.append(_CODE["EXPRESSION"])
    writer.stack.append(node.expr)


def _write_assignment(node: nodes.AssignmentStmt, writer: TokenWriter) -> None:
    if node.unanalyzed_type is not None:
        _note(writer, node.unanalyzed_type)
    value = node.rvalue
    declares = type(value) is nodes.TempNode
    writer.kinds.append(_CODE["DECLARE" if declares else "ASSIGN"])
    if not declares:
        writer.stack.append(value)
    lvalues = node.lvalues
    if len(lvalues) > 1:
        writer.stack.append(_END)
    writer.stack.extend(lvalues[::-1])
    if len(lvalues) > 1:
        writer.stack.append(_CODE["TUPLE"])


def _write_augmented(node: nodes.OperatorAssignmentStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["AUGMENT"])
    writer.kinds.append(_CODE[node.op])
    _push(writer, node.lvalue, node.rvalue)


def _write_parameters(node: nodes.FuncItem, writer: TokenWriter) -> None:
    """Parameters at once; their defaults follow on the stack, before what it already holds."""
    defaults: list[Any] = []
    for argument in node.arguments:
        writer.kinds.append(_PARAMETER_CODES[argument.kind])
        writer.names.append(argument.variable.name)
        if argument.pos_only:
            _note(writer, "POSITIONAL")
        if argument.type_annotation is not None:
            _note(writer, argument.type_annotation)
        if argument.initializer is not None:
            defaults.append(argument.initializer)
    writer.stack.extend(reversed(defaults))


def _write_function(node: nodes.FuncDef, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["FUNCTION"])
    writer.names.append(node.name)
    _note_async(writer, node.is_coroutine)
    for parameter in node.type_args or ():
        _note(writer, parameter)
    writer.stack.append(node.body)
    _write_parameters(node, writer)
    signature = node.unanalyzed_type
    if type(signature) is types.CallableType and type(signature.ret_type) is not types.AnyType:
        _note(writer, signature.ret_type)


def _write_lambda(node: nodes.LambdaExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["LAMBDA"])
    writer.stack.append(node.body)
    _write_parameters(node, writer)


def _write_decorated(node: nodes.Decorator, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["DECORATOR"])
    writer.stack.append(node.func)
    _push_closed(writer, node.original_decorators)


def _write_overloads(node: nodes.OverloadedFuncDef, writer: TokenWriter) -> None:
    writer.stack.extend(reversed(node.items))


def _write_class(node: nodes.ClassDef, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["CLASS"])
    writer.names.append(node.name)
    for parameter in node.type_args or ():
        _note(writer, parameter)
    writer.names.extend(node.keywords)
    writer.stack.append(node.defs)
    _push_closed(writer, list(node.keywords.values()))
    _push_closed(writer, node.base_type_exprs)
    if node.decorators:
        writer.kinds.append(_CODE["DECORATOR"])
        _push_closed(writer, node.decorators)


def _write_for(node: nodes.ForStmt, writer: TokenWriter) -> None:
    _note_async(writer, node.is_async)
    writer.kinds.append(_CODE["FOR"])
    _push(writer, node.index, node.expr, node.body)
    _push_else(writer, node.else_body, below=3)


def _push_else(writer: TokenWriter, body: nodes.Block | None, *, below: int) -> None:
    """Put an else block under the topmost `below` pending items."""
    if body is not None:
        place = len(writer.stack) - below
        writer.stack[place:place] = [body, _CODE["ELSE"]]


def _write_while(node: nodes.WhileStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["WHILE"])
    _push(writer, node.expr, node.body)
    _push_else(writer, node.else_body, below=2)


def _write_if(node: nodes.IfStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["IF"])
    _push(writer, node.expr[0], node.body[0])
    _push_else(writer, node.else_body, below=2)


def _write_try(node: nodes.TryStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["TRY"])
    children: list[Any] = [node.body]
    for kind, name, body in zip(node.types, node.vars, node.handlers, strict=True):
        children.extend([_CODE["EXCEPT"], kind, name, body])
    if node.else_body is not None:
        children.extend([_CODE["ELSE"], node.else_body])
    if node.finally_body is not None:
        children.extend([_CODE["FINALLY"], node.finally_body])
    _push_closed(writer, children)


def _write_with(node: nodes.WithStmt, writer: TokenWriter) -> None:
    _note_async(writer, node.is_async)
    writer.kinds.append(_CODE["WITH"])
    children: list[Any] = []
    for value, target in zip(node.expr, node.target, strict=True):
        children.append(value)
        if target is not None:
            children.extend([_CODE["AS"], target])
    _push(writer, *children, node.body)


def _write_import(node: nodes.Import, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["IMPORT"])
    _write_imported(writer, node.ids)


def _write_import_from(node: nodes.ImportFrom, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["IMPORT_FROM"])
    _write_imported(writer, [("." * node.relative + node.id, None), *node.names])


def _write_import_star(node: nodes.ImportAll, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["IMPORT_STAR"])
    _write_imported(writer, [("." * node.relative + node.id, None)])


def _write_imported(writer: TokenWriter, names: Iterable[tuple[str, str | None]]) -> None:
    for name, alias in names:
        for part in name.split("."):
            writer.kinds.append(_NAME)
            writer.names.append(part)
        if alias is not None:
            writer.kinds.append(_CODE["AS"])
            writer.names.append(alias)


def _write_match(node: nodes.MatchStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["MATCH"])
    children: list[Any] = [node.subject]
    for pattern, guard, body in zip(node.patterns, node.guards, node.bodies, strict=True):
        children.extend([_CODE["CASE"], pattern])
        if guard is not None:
            children.extend([_CODE["GUARD"], guard])
        children.append(body)
    _push_closed(writer, children)


def _write_type_alias(node: nodes.TypeAliasStmt, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["TYPE_ALIAS"])
    for parameter in node.type_args:
        _note(writer, parameter)
    _push(writer, node.name, node.value.body)


def _write_operation(node: nodes.OpExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE[node.op])
    writer.stack.append(node.right)
    writer.stack.append(node.left)


def _write_unary(node: nodes.UnaryExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["u" + node.op if node.op in "+-" else node.op])
    writer.stack.append(node.expr)


def _write_comparison(node: nodes.ComparisonExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["COMPARE"])
    for operator in node.operators:
        writer.kinds.append(_CODE[operator.replace(" ", "_")])
    writer.stack.extend(node.operands[::-1])


def _write_dict(node: nodes.DictExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["DICT"])
    children: list[Any] = []
    for key, value in node.items:
        children.append(_CODE["KEYWORDS"] if key is None else key)
        children.append(value)
    _push_closed(writer, children)


def _comprehension_parts(node: Any, writer: TokenWriter) -> list[Any]:
    parts: list[Any] = []
    for index, sequence, conditions, is_async in zip(
        node.indices, node.sequences, node.condlists, node.is_async, strict=True
    ):
        _note_async(writer, is_async)
        parts.extend([_CODE["FOR_IN"], index, sequence])
        for condition in conditions:
            parts.extend([_CODE["IF"], condition])
    return parts


def _write_generator(node: nodes.GeneratorExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["GENERATOR"])
    _push_closed(writer, [node.left_expr, *_comprehension_parts(node, writer)])


def _write_dict_comprehension(node: nodes.DictionaryComprehension, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["DICTCOMP"])
    key = _CODE["ABSENT"] if node.key is None else node.key
    _push_closed(writer, [key, node.value, *_comprehension_parts(node, writer)])


def _write_super(node: nodes.SuperExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["SUPER"])
    writer.names.append(node.name)
    writer.stack.append(node.call)


def _write_template(node: nodes.TemplateStrExpr, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["TEMPLATE"])
    children: list[Any] = []
    for item in node.items:
        if isinstance(item, tuple):
            value, _, conversion, specification = item
            writer.constants.append(conversion or "")
            children.extend([_CODE["POSITIONAL"], value])
            if specification is not None:
                children.append(specification)
        else:
            children.append(item)
    _push_closed(writer, children)


def _write_await(node: nodes.AwaitExpr, writer: TokenWriter) -> None:
    _note(writer, "AWAIT")
    writer.stack.append(node.expr)


def _write_singleton(node: patterns.SingletonPattern, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["SINGLETON"])
    writer.constants.append(str(node.value))


def _write_class_pattern(node: patterns.ClassPattern, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["CLASS_PATTERN"])
    writer.names.extend(node.keyword_keys)
    parts: list[Any] = [node.class_ref, *node.positionals]
    for value in node.keyword_values:
        parts.extend([_CODE["KEYWORD"], value])
    _push_closed(writer, parts)


def _write_mapping_pattern(node: patterns.MappingPattern, writer: TokenWriter) -> None:
    writer.kinds.append(_CODE["MAPPING"])
    parts: list[Any] = []
    for key, value in zip(node.keys, node.values, strict=True):
        parts.extend([key, value])
    if node.rest is not None:
        parts.extend([_CODE["REST"], node.rest])
    _push_closed(writer, parts)


def _write_unknown(node: Any, writer: TokenWriter) -> None:
    """A node type that this table does not know yet keeps its name and loses its children."""
    writer.kinds.append(_CODE["OTHER"])
    writer.constants.append(type(node).__name__)


class _Rows(dict[type, Callable[[Any, TokenWriter], None]]):
    def __missing__(self, kind: type) -> Callable[[Any, TokenWriter], None]:
        return _write_unknown


_ROWS = _Rows(
    {
        nodes.Block: _write_block,
        nodes.ExpressionStmt: _write_expression_statement,
        nodes.AssignmentStmt: _write_assignment,
        nodes.OperatorAssignmentStmt: _write_augmented,
        nodes.FuncDef: _write_function,
        nodes.Decorator: _write_decorated,
        nodes.OverloadedFuncDef: _write_overloads,
        nodes.ClassDef: _write_class,
        nodes.ForStmt: _write_for,
        nodes.WhileStmt: _write_while,
        nodes.IfStmt: _write_if,
        nodes.ReturnStmt: _row("RETURN", "expr"),
        nodes.RaiseStmt: _row("RAISE", "expr", "from_expr"),
        nodes.TryStmt: _write_try,
        nodes.WithStmt: _write_with,
        nodes.AssertStmt: _row("ASSERT", "expr", "msg"),
        nodes.DelStmt: _row("DELETE", "expr"),
        nodes.PassStmt: _write_nothing,
        nodes.BreakStmt: _row("BREAK"),
        nodes.ContinueStmt: _row("CONTINUE"),
        nodes.Import: _write_import,
        nodes.ImportFrom: _write_import_from,
        nodes.ImportAll: _write_import_star,
        nodes.GlobalDecl: _names_row("GLOBAL"),
        nodes.NonlocalDecl: _names_row("NONLOCAL"),
        nodes.MatchStmt: _write_match,
        nodes.TypeAliasStmt: _write_type_alias,
        nodes.BytesExpr: _constant_row("BYTES", lambda value: "b'" + value),
        nodes.IntExpr: _constant_row("INTEGER", hex),
        nodes.FloatExpr: _constant_row("FLOAT", repr),
        nodes.ComplexExpr: _constant_row("COMPLEX", repr),
        nodes.EllipsisExpr: _row("ELLIPSIS"),
        nodes.ListExpr: _list_row("LIST"),
        nodes.TupleExpr: _list_row("TUPLE"),
        nodes.SetExpr: _list_row("SET"),
        nodes.DictExpr: _write_dict,
        nodes.IndexExpr: _row("INDEX", "base", "index"),
        nodes.SliceExpr: _row("SLICE", "begin_index", "end_index", "stride"),
        nodes.OpExpr: _write_operation,
        nodes.UnaryExpr: _write_unary,
        nodes.ComparisonExpr: _write_comparison,
        nodes.ConditionalExpr: _row("CONDITIONAL", "cond", "if_expr", "else_expr"),
        nodes.LambdaExpr: _write_lambda,
        nodes.GeneratorExpr: _write_generator,
        nodes.ListComprehension: _row("LISTCOMP", "generator"),
        nodes.SetComprehension: _row("SETCOMP", "generator"),
        nodes.DictionaryComprehension: _write_dict_comprehension,
        nodes.StarExpr: _row("STAR", "expr"),
        nodes.YieldExpr: _row("YIELD", "expr"),
        nodes.YieldFromExpr: _row("YIELD_FROM", "expr"),
        nodes.AwaitExpr: _write_await,
        nodes.AssignmentExpr: _row("WALRUS", "target", "value"),
        nodes.SuperExpr: _write_super,
        nodes.TemplateStrExpr: _write_template,
        nodes.TempNode: _write_nothing,
        patterns.AsPattern: _row("CAPTURE", "pattern", "name"),
        patterns.OrPattern: _list_row("ALTERNATIVES", "patterns"),
        patterns.ValuePattern: _row("POSITIONAL", "expr"),
        patterns.SingletonPattern: _write_singleton,
        patterns.SequencePattern: _list_row("SEQUENCE", "patterns"),
        patterns.StarredPattern: _row("REST", "capture"),
        patterns.MappingPattern: _write_mapping_pattern,
        patterns.ClassPattern: _write_class_pattern,
    }
)


def _write_notes(writer: TokenWriter) -> None:
    """Write the notes, each behind its position, with the same kind of stack."""
    kinds, names = writer.note_kinds, writer.note_names
    for position, what in writer.notes:
        kinds.extend(position.to_bytes(4, "little"))
        pending = [what]
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind is types.UnboundType:
                kinds.append(_CODE["TYPE_NAME"])
                names.append(item.name)
                if item.args:
                    pending.append(_END)
                    pending.extend(reversed(item.args))
            elif kind is int:
                kinds.append(item)
            elif kind is str:
                kinds.append(_CODE[item])
            elif kind is types.UnionType:
                kinds.append(_CODE["UNION"])
                pending.append(_END)
                pending.extend(reversed(item.items))
            elif item is not None:
                _write_rare_note(item, writer, pending)


def _write_rare_note(item: Any, writer: TokenWriter, pending: list[Any]) -> None:
    kinds, names = writer.note_kinds, writer.note_names
    if isinstance(item, (types.TypeList, types.TupleType)):
        kinds.append(_CODE["TYPE_LIST"])
        pending.append(_END)
        pending.extend(reversed(item.items))
    elif isinstance(item, types.RawExpressionType):
        kinds.append(_CODE["LITERAL"])
        writer.constants.append(f"{item.base_type_name}'{item.literal_value!r}")
    elif isinstance(item, types.UnpackType):
        kinds.append(_CODE["STAR"])
        pending.append(item.type)
    elif isinstance(item, types.CallableArgument):
        kinds.append(_CODE["ARGUMENT"])
        names.extend([item.constructor, item.name or ""])
        pending.append(item.typ)
    elif isinstance(item, types.TypedDictType):
        kinds.append(_CODE["TYPE_DICT"])
        names.extend(item.items)
        pending.append(_END)
        pending.extend(reversed(list(item.items.values())))
    elif isinstance(item, nodes.TypeParam):
        kinds.extend([_CODE["TYPE_PARAMETER"], item.kind + 1])
        names.append(item.name)
        pending.extend([item.default, item.upper_bound, *reversed(item.values)])
    else:
        kinds.append(_CODE["OTHER"])
        names.append(type(item).__name__)

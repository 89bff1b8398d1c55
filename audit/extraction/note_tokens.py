"""Notes of a class body: annotations, type parameters, `async` and `await`."""

from __future__ import annotations

from typing import Any

from mypy import nodes, types

from audit.extraction.token_writer import CODE, END, TokenWriter

__all__ = ["write_notes"]


def write_notes(writer: TokenWriter) -> None:
    """Write the notes, each behind its position, with the same kind of stack."""
    kinds, names = writer.note_kinds, writer.note_names
    for position, what in writer.notes:
        kinds.extend(position.to_bytes(4, "little"))
        pending = [what]
        while pending:
            item = pending.pop()
            kind = type(item)
            if kind is types.UnboundType:
                kinds.append(CODE["TYPE_NAME"])
                names.append(item.name)
                if item.args:
                    pending.append(END)
                    pending.extend(reversed(item.args))
            elif kind is int:
                kinds.append(item)
            elif kind is str:
                kinds.append(CODE[item])
            elif kind is types.UnionType:
                kinds.append(CODE["UNION"])
                pending.append(END)
                pending.extend(reversed(item.items))
            elif item is not None:
                _write_rare_note(item, writer, pending)


def _write_rare_note(item: Any, writer: TokenWriter, pending: list[Any]) -> None:
    kinds, names = writer.note_kinds, writer.note_names
    if isinstance(item, (types.TypeList, types.TupleType)):
        kinds.append(CODE["TYPE_LIST"])
        pending.append(END)
        pending.extend(reversed(item.items))
    elif isinstance(item, types.RawExpressionType):
        kinds.append(CODE["LITERAL"])
        writer.constants.append(f"{item.base_type_name}'{item.literal_value!r}")
    elif isinstance(item, types.UnpackType):
        kinds.append(CODE["STAR"])
        pending.append(item.type)
    elif isinstance(item, types.CallableArgument):
        kinds.append(CODE["ARGUMENT"])
        names.extend([item.constructor or "", item.name or ""])
        pending.append(item.typ)
    elif isinstance(item, types.TypedDictType):
        kinds.append(CODE["TYPE_DICT"])
        names.extend(item.items)
        pending.append(END)
        pending.extend(reversed(list(item.items.values())))
    elif isinstance(item, nodes.TypeParam):
        kinds.extend([CODE["TYPE_PARAMETER"], item.kind + 1])
        names.append(item.name)
        pending.extend([item.default, item.upper_bound, *reversed(item.values)])
    else:
        kinds.append(CODE["OTHER"])
        names.append(type(item).__name__)

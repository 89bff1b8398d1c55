"""Python values to Arrow arrays, buffer by buffer.

`pyarrow.array` asks of every list whether it is a pandas object and imports pandas to know: a
fifth of a second in each run that writes a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["build_array"]

_MOST_BYTES = 2**31 - 1  # what the offsets of one array can count


def build_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """The values as text, int64, float64, bool, lists or structs of these; None where nothing is.

    Raises UnicodeEncodeError for a text with a lone surrogate, ValueError for more than 2 GiB of
    text.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy

    missing = sum(value is None for value in values) if None in values else 0
    buffers = [_pack_bits([value is not None for value in values]) if missing else None]
    children: list[pa.Array] = []
    if pa.types.is_string(kind):
        buffers += _pack_texts(
            ["" if value is None else value for value in values] if missing else values
        )
    elif pa.types.is_boolean(kind):
        buffers.append(_pack_bits([bool(value) for value in values]))
    elif pa.types.is_list(kind):
        lists = [value or () for value in values]
        buffers.append(_pack_offsets(map(len, lists), len(lists)))
        children.append(build_array(list(chain.from_iterable(lists)), kind.value_type))
    elif pa.types.is_struct(kind):
        filled = [value or {} for value in values]
        children += [build_array([each.get(f.name) for each in filled], f.type) for f in kind]
    else:
        numbers = [0 if value is None else value for value in values] if missing else values
        buffers.append(_pack_numbers(numbers, kind))
    return pa.Array.from_buffers(
        kind, len(values), buffers, null_count=missing, children=children or None
    )


def _pack_texts(values: Sequence[str]) -> list[pa.Buffer]:
    import pyarrow as pa  # noqa: PLC0415

    text = "".join(values)
    data = text.encode()
    if len(data) > _MOST_BYTES:
        raise ValueError("more text than one column can hold")
    lengths: Iterable[int] = map(len, values)
    if len(data) != len(text):
        lengths = [len(each) if each.isascii() else len(each.encode()) for each in values]
    return [_pack_offsets(lengths, len(values)), pa.py_buffer(data)]


def _pack_offsets(lengths: Iterable[int], count: int) -> pa.Buffer:
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.fromiter(lengths, dtype=np.int32, count=count), out=offsets[1:])
    return pa.py_buffer(offsets)


def _pack_bits(values: Sequence[bool]) -> pa.Buffer:
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    return pa.py_buffer(np.packbits(np.array(values, dtype=bool), bitorder="little"))


def _pack_numbers(values: Sequence[Any], kind: pa.DataType) -> pa.Buffer:
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    width = np.int64 if pa.types.is_integer(kind) else np.float64
    return pa.py_buffer(np.array(values, dtype=width))

"""Python values as Arrow arrays."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.snapshots.arrow_arrays import build_array

TEXT = st.text(st.characters(codec="utf-8"), max_size=5)
PLACE = pa.struct([("file", pa.string()), ("line", pa.int64())])
PLACES = st.fixed_dictionaries({"file": TEXT | st.none(), "line": st.integers(0, 9) | st.none()})
KINDS: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), TEXT),
    (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    (pa.float64(), st.floats(allow_nan=False) | st.integers(-9, 9)),
    (pa.bool_(), st.booleans()),
    (pa.list_(pa.string()), st.lists(TEXT, max_size=3) | st.tuples(TEXT, TEXT)),
    (PLACE, PLACES),
    (pa.list_(PLACE), st.lists(PLACES | st.none(), max_size=3)),
]


@settings(deadline=None)
@given(st.data(), st.sampled_from(KINDS))
def test_arrays_are_those_that_the_library_makes(
    data: st.DataObject, kind: tuple[pa.DataType, st.SearchStrategy[Any]]
) -> None:
    """Texts, numbers, flags, lists and structs, some of them missing."""
    values = data.draw(st.lists(kind[1] | st.none(), max_size=20))
    made, expected = build_array(values, kind[0]), pa.array(values, kind[0])
    made.validate(full=True)
    assert made.equals(expected)
    assert made.null_count == expected.null_count


@pytest.mark.parametrize("kind", [pa.string(), pa.list_(pa.string())])
def test_a_lone_surrogate_is_refused(kind: pa.DataType) -> None:
    """Arrow holds valid Unicode only, wherever the text stands."""
    value: Any = "b\udc80" if kind == pa.string() else ["b\udc80"]
    with pytest.raises(UnicodeEncodeError):
        build_array(["a" if kind == pa.string() else ["a"], value], kind)


def test_no_array_needs_pandas() -> None:
    """Whoever writes a snapshot does not wait for pandas to be imported."""
    text = (
        "import sys, pyarrow as pa; from audit.snapshots.arrow_arrays import build_array;"
        "build_array(['a', None], pa.string()); print('pandas' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"

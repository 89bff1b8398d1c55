"""Laws of the snapshot codec."""

from __future__ import annotations

import enum
import typing
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.model import families, findings, identity, imports, ledger, metrics, modules, rules
from audit.model.snapshot import Snapshot
from audit.snapshots.codec import decode_snapshot, encode_snapshot
from tests.worlds.snapshots import HOSTILE_NAMES, small_snapshot

NAMES = st.sampled_from(("", "a", "a.b", "\\", "\\udc80", "\ud800", *HOSTILE_NAMES)) | st.text(
    st.characters(exclude_categories=()), max_size=4
)
PARTS = (families, findings, identity, imports, ledger, metrics, modules, rules)
PLAIN: dict[object, st.SearchStrategy[object]] = {
    str: NAMES,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(min_value=-(2**63), max_value=2**63 - 1),
    bool: st.booleans(),
    type(None): st.none(),
}


def _values(kind: object) -> st.SearchStrategy[object]:
    """Any value of an annotation that occurs in the records."""
    inner = typing.get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if typing.get_origin(kind) is tuple and inner[-1] is Ellipsis:
        return st.lists(_values(inner[0]), max_size=2).map(tuple)
    if typing.get_origin(kind) is tuple:
        return st.tuples(*(_values(part) for part in inner))
    if inner:
        return st.one_of([_values(part) for part in inner])
    assert isinstance(kind, type)
    if issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: _values(hint) for name, hint in hints.items()})


def _part(name: str, kind: object) -> st.SearchStrategy[dict[str, Any]]:
    return _values(kind).map(lambda value: {name: value})


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A snapshot with any records whatever in one to three of its parts."""
    hints = typing.get_type_hints(
        Snapshot, localns={k: v for p in PARTS for k, v in vars(p).items()}
    )
    names = [name for name in hints if name not in ("schema_version", "provenance", "coverage")]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    snapshot = small_snapshot()
    for name in chosen:
        snapshot = replace(snapshot, **draw(_part(name, hints[name])))
    return snapshot


@settings(
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(snapshots())
def test_decode_undoes_encode(snapshot: Snapshot) -> None:
    """decode(encode(s)) == s, for any text, any number and any nesting."""
    files = encode_snapshot(snapshot)
    assert decode_snapshot(files) == snapshot
    assert encode_snapshot(decode_snapshot(files)) == files

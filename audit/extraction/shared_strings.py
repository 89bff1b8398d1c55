"""One string for equal texts in the facts of many files.

Decoding makes every text anew: `self`, `normal` and the names of much used modules come by the
hundred thousand. Without a pool they take half of what all facts take in memory.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["StringPool"]

_Record = TypeVar("_Record")


class _Plan(NamedTuple):
    """The fields of a record class that hold a text, texts, a record, records; `whole` when it has
    no others than texts, so that one record can stand for all equal ones."""

    text: tuple[types.MemberDescriptorType, ...]
    texts: tuple[types.MemberDescriptorType, ...]
    record: tuple[types.MemberDescriptorType, ...]
    records: tuple[types.MemberDescriptorType, ...]
    whole: bool


class StringPool:
    """The strings met so far, and the records that hold nothing else."""

    def __init__(self) -> None:
        self._known: dict[str | None, str | None] = {}
        self._whole: dict[type, dict[tuple[object, ...], object]] = {}
        self._plans: dict[type, _Plan] = {}

    def share(self, record: _Record) -> _Record:
        """The record itself, with the known string in the place of each equal one, all the way
        down: it is equal to what it was."""
        self._share(record, self._plan(type(record)))
        return record

    def _share(self, record: Any, plan: _Plan) -> None:
        known: Callable[[Any, Any], Any] = self._known.setdefault
        for field in plan.text:
            value = field.__get__(record)
            field.__set__(record, known(value, value))
        for field in plan.texts:
            values = field.__get__(record)
            if values:
                field.__set__(record, tuple([known(value, value) for value in values]))
        for field in plan.record:
            value = field.__get__(record)
            if value is not None:
                self._share(value, self._plan(type(value)))
        for field in plan.records:
            values = field.__get__(record)
            if not values:
                continue
            below = self._plan(type(values[0]))
            if below.whole:
                field.__set__(record, tuple([self._pick(value, below) for value in values]))
                continue
            for value in values:
                self._share(value, below)

    def _pick(self, record: Any, plan: _Plan) -> object:
        """The known record in the place of an equal one."""
        key = tuple([field.__get__(record) for field in plan.text])
        known = self._whole.setdefault(type(record), {})
        found = known.get(key)
        if found is None:
            self._share(record, plan)
            found = known[key] = record
        return found

    def _plan(self, record: type) -> _Plan:
        if record not in self._plans:
            self._plans[record] = _make_plan(record)
        return self._plans[record]


def _make_plan(record: type) -> _Plan:
    found: dict[str, list[types.MemberDescriptorType]] = {
        "text": [],
        "texts": [],
        "record": [],
        "records": [],
    }
    hints = get_type_hints(record)
    for name, hint in hints.items():
        place = _find_place(hint)
        if place:
            found[place].append(getattr(record, name))
    whole = len(found["text"]) == len(hints)
    return _Plan(**{name: tuple(fields) for name, fields in found.items()}, whole=whole)


def _find_place(hint: Any) -> str:
    """The field of the plan that a type hint belongs to, "" for one that holds no text."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not types.NoneType)
    many = get_origin(hint) is tuple
    item = get_args(hint)[0] if many else hint
    if item is str:
        return "texts" if many else "text"
    if dataclasses.is_dataclass(item):
        return "records" if many else "record"
    return ""

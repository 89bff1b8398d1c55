"""Fingerprints of class bodies."""

from __future__ import annotations

import struct
from array import array
from textwrap import dedent

import pytest

from audit.extraction import fingerprint
from audit.extraction.extract import extract_facts
from audit.extraction.token_writer import CODE
from audit.model.facts import Fingerprint


def read(source: str) -> Fingerprint:
    """The fingerprint of the first class."""
    return extract_facts(dedent(source).encode(), "0").classes[0].fingerprint


PLAIN = """
    class Store:
        def get(self, key, default=None):
            if key in self.rows and (key != "no"):
                return self.rows[key]
            return default
"""


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace('"no"', "'no'"),
        PLAIN.replace('(key != "no")', 'key != "no"  # quoted'),
        PLAIN.replace("            if", '            """Doc."""\n            if'),
        PLAIN.replace("class Store:", 'class Store:\n        """Doc."""\n        pass'),
        PLAIN.replace("self, key, default=None", "\n  self,\n  key,\n  default = None,\n"),
        PLAIN.replace("Store", "Depot"),
        PLAIN.replace("class Store", "@final\n    class Store(Base, metaclass=M)"),
    ],
)
def test_what_does_not_count(other: str) -> None:
    """Quotes, comments, docstrings, `pass`, layout, the header and the name change nothing."""
    assert read(other) == read(PLAIN)


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("def get", "def take"),
        PLAIN.replace('"no"', '"yes"'),
        PLAIN.replace("default=None", "default=0"),
        PLAIN.replace("key,", "key: str,"),
        PLAIN.replace("def get", "async def get"),
        PLAIN.replace(" and ", " or "),
        PLAIN.replace("return default", "return"),
        PLAIN.replace("return default", "return (default)()"),
    ],
)
def test_what_counts(other: str) -> None:
    """Names, constants, defaults, annotations, async, operators and structure change `exact`."""
    assert read(other).exact != read(PLAIN).exact


def test_own_name_inside_the_body() -> None:
    """The class's own name does not count where its body speaks of it."""
    body = "def copy(self) -> {0}: return {0}(self.rows)"
    one, other = (read(f"class {n}:\n    {body.format(n)}") for n in ("Store", "Depot"))
    assert one.exact == other.exact


def test_consistent_renaming() -> None:
    """Renaming identifiers one to one keeps `renamed` and the shape, and changes `exact`."""
    other = PLAIN.replace("key", "name").replace("rows", "cells").replace("get", "find")
    one, two = read(PLAIN), read(other)
    assert one.renamed == two.renamed
    assert one.shape == two.shape
    assert one.exact != two.exact


def test_inconsistent_renaming() -> None:
    """Two names that become one are no renaming, nor is None that becomes a name."""
    assert read(PLAIN.replace("default", "key")).renamed != read(PLAIN).renamed
    assert read(PLAIN.replace("None", "nothing")).renamed != read(PLAIN).renamed


def test_nesting_of_calls_is_told_apart() -> None:
    """`g(f(a), b)` and `g(f(a, b))` have the same names in the same order and other syntax."""
    one = read("class A:\n    x = g(f(a), b)")
    other = read("class A:\n    x = g(f(a, b))")
    assert one.exact != other.exact


def test_async_twin_has_one_shape() -> None:
    """`async`, `await` and the async names of dunder methods touch the digests alone."""
    sync = read("class C:\n    def __enter__(self):\n        return self.pool.open(self.AsyncPool)")
    other = read(
        "class C:\n    async def __aenter__(self):\n"
        "        return await self.pool.open(self.SyncPool)"
    )
    assert (sync.shape, sync.bag, sync.tokens) == (other.shape, other.bag, other.tokens)
    assert sync.renamed != other.renamed


def test_shape_holds_every_window_of_four_tokens() -> None:
    """n tokens give n − 3 grams, sorted, repeats kept; fewer than four give none."""
    given = read("class A:\n    a = b\n    c = d\n    e = f")
    grams = array("I", given.shape)
    assert given.tokens == 9  # three times: assign, name, name
    assert list(grams) == sorted(grams)
    assert len(grams) == 6
    assert sorted(grams.count(gram) for gram in set(grams)) == [2, 2, 2]
    assert read("class A:\n    a = b").shape == b""


def test_grams_of_every_token_are_sorted_as_numbers() -> None:
    """Each window of four tokens is kept bit for bit, in the order of the numbers they are."""
    kinds = bytes([*CODE.values(), *reversed(CODE.values())])
    windows = [kinds[start : start + 4] for start in range(len(kinds) - 3)]
    expected = sorted(int.from_bytes(window, "little") for window in windows)
    packed = fingerprint._pack_shape(kinds)
    assert [value for (value,) in struct.iter_unpack("<I", packed)] == expected


def test_bag_leaves_out_what_every_class_says() -> None:
    """`self`, None and `__init__` are in no bag; `rows` twice is there twice."""
    bag = array("I", read("class A:\n    def __init__(self): self.rows = self.rows").bag)
    assert len(bag) == 2
    assert len(set(bag)) == 1


def test_deep_nesting_is_read() -> None:
    """A chain of two thousand additions needs no recursion."""
    given = read("class A:\n    x = " + " + ".join(["a"] * 2000))
    assert given.tokens == 2 + 2000 + 1999


def test_digests_do_not_depend_on_the_run() -> None:
    """The digest of a body is the same in every process and on every machine."""
    assert read("class A:\n    x = 1") == read("class B:\n    x = 0x1")
    assert len(read(PLAIN).exact) == 32


def test_every_piece_of_syntax_has_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class with all statements, expressions and patterns meets no unknown node type."""
    unknown: list[str] = []
    monkeypatch.setattr(
        "audit.extraction.syntax_tokens._write_unknown",
        lambda node, writer: unknown.append(type(node).__name__),
    )
    source = """
        class All(Base):
            x: int
            y: list[int] | "str" = [1, *z]
            a = b = {1: 2, **c}
            del a, b
            async def f(self, p, /, q: Callable[[int], str] = 1.5, *r, s=2j, **t: Any) -> None:
                global g
                import os.path as path, sys
                from .x import y as z
                async with a as b, c: pass
                async for i, *j in k: continue
                else: await m
                while (n := o) > 1 < 2: break
                else: yield
                try: raise E from e
                except* V as v: assert v, "no"
                else: x += 1
                finally: del x
                u = [i async for i in j if k], {i for i in j}, {i: j for i in j}, (i for i in j)
                f"{a!r:>{w}}" + b"c" @ ~d - -e // +h
                lambda q=1, *r: q if r else ...
                match a:
                    case [1, *rest] | {"k": v, **more} | C(1, x=2) | None as w if w: pass
                    case str() | _: return super().f(*a, k=1, **b)[1:2, ::3]
                def inner():
                    nonlocal u
                    yield from u
                class Inner(metaclass=M): pass
            @overload
            def h(self, a: int) -> int: ...
            @overload
            def h(self, a: str) -> str: ...
            def h(self, a): return not a and a is not None or a not in a
    """
    assert read(source).tokens > 200
    assert unknown == []

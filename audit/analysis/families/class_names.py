"""What a class name says: its stem, its role, and whether it marks an older or async version."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["GENERIC_NAMES", "ClassName", "colourless", "read_class_name"]

_ROLE_SUFFIXES_TEXT = """
    adapter backend base builder cache client config configuration connection context controller
    coordinator dispatcher driver engine error exception executor factory formatter gateway
    handler helper impl implementation interface listener loader manager mapper middleware mixin
    model monitor observer parser plugin policy pool processor protocol provider proxy queue
    reader registry renderer repository resolver resource response request runner scheduler
    serializer service session settings store strategy stub task tracker transport validator
    view visitor worker wrapper writer
"""
ROLE_SUFFIXES = frozenset(_ROLE_SUFFIXES_TEXT.split())
_VERSION_PREFIXES_TEXT = """
    abstract base basic custom default deprecated enhanced improved legacy modern my new old
    original simple unified
"""
VERSION_PREFIXES = frozenset(_VERSION_PREFIXES_TEXT.split())
RETIRED_PREFIXES = frozenset({"deprecated", "legacy", "old", "original"})
DOUBLE_PREFIXES = frozenset({"dummy", "fake", "mock", "stub"})
COLOURS = frozenset({"async", "sync"})
# Names that frameworks prescribe or that everybody uses: equal ones say nothing.
_GENERIC_NAMES_TEXT = """
    A B C D Base Child Class Client Command Config Data Dummy Empty Enum Error Exception
    Extension Factory Fake Foo Bar Form Handler Helper Inner Item Manager Media Meta Migration
    Mock Model Module Node Options Params Parent Plugin Result Settings State Stub Target Test
    Tests Thing Type User View Visitor Wrapper X Y
"""
GENERIC_NAMES = frozenset(_GENERIC_NAMES_TEXT.split())

_WORDS = re.compile(r"\d[dD](?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_VERSION = re.compile(r"^v?\d+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassName:
    """A class name taken apart.

    `stem`: its words without prefixes, version, colour and role, in lower case, joined by blanks
    ("" when nothing is left). `role`: the role suffix or ""; a name that is nothing but a role has
    it as its stem. `retired`: it calls itself old.
    `double`: it calls itself a stand-in. `colour`: async, sync or "" as it says.
    """

    name: str
    stem: str
    role: str
    retired: bool
    double: bool
    colour: str


def read_class_name(name: str) -> ClassName:
    """Take a class name (its last component, as written) apart."""
    words = [word.lower() for word in _WORDS.findall(name)]
    seen = set(words)
    kept = [
        word
        for word in words
        if word not in VERSION_PREFIXES
        and word not in COLOURS
        and word not in DOUBLE_PREFIXES
        and (word.isalpha() or not _VERSION.match(word))
    ]
    if kept and kept[-1] == "v" and _VERSION.match(words[-1]):
        kept.pop()
    role = kept.pop() if len(kept) > 1 and kept[-1] in ROLE_SUFFIXES else ""
    return ClassName(
        name=name,
        stem=" ".join(kept),
        role=role,
        retired=bool(seen & RETIRED_PREFIXES),
        double=bool(seen & DOUBLE_PREFIXES),
        colour="async" if "async" in seen else "sync" if "sync" in seen else "",
    )


_COLOUR = re.compile(r"(?i)_?a?sync_?")
_COLOURED_DUNDER = re.compile(r"^__a(enter|exit|iter|next)__$")


def colourless(name: str) -> str:
    """A method or class name without what marks it as sync or async (`__aenter__`, `async_get`).

    A leading `a` alone (`aclose`) is left to the caller, who can see whether `close` exists.
    """
    return _COLOURED_DUNDER.sub(r"__\1__", _COLOUR.sub("", name)) or name

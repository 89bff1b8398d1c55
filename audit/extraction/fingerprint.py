"""Fingerprints of class bodies: normalised syntax, packed so that copies can be found later.

The body is written out once, in prefix order, as one byte per syntax token, with the identifiers
and the constants beside it. Everything else follows from those three sequences:

- `shape`: a 4-gram of one-byte tokens *is* a 32-bit number, so no hash can collide;
- `exact`: digest of tokens, identifiers, constants and notes (annotations, async, await);
- `renamed`: the same with each identifier replaced by the order of its first appearance;
- `bag`: CRC-32 of each identifier and constant.

What does not count: docstrings and other bare strings, `pass`, a bare `...`, comments, formatting,
quotes, redundant parentheses, and the class's own name wherever it appears. Annotations, `async`
and `await` count for the two digests only: typed and untyped, sync and async versions of one class
have one shape and nearly one bag.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain, count, filterfalse

from mypy.nodes import ClassDef

from audit.extraction.records import make_fingerprint
from audit.extraction.syntax_tokens import write_class_body
from audit.model.facts import Fingerprint

__all__ = ["fingerprint_class"]

# Identifiers that every class uses; they would make any two bags look alike.
_UNTELLING = frozenset({"self", "cls", "None", "True", "False", "super", "__init__"})
_KEYWORD_NUMBERS = {"None": 0, "True": 1, "False": 2}
_COLOUR = re.compile(r"_?(?:Async|async|Sync|sync)_?")
_COLOURED_DUNDER = re.compile(r"__a(enter|exit|iter|next)__")
_CACHE_LIMIT = 200_000


class _BagHashes(dict[str, int]):
    """CRC-32 by token text; `Async` and `Sync` in a name do not count."""

    def __missing__(self, token: str) -> int:
        text = token
        # Plain look-ups first: the patterns change few of the many tokens.
        if ("ync" in token or "__a" in token) and not token.startswith("'"):
            text = _COLOURED_DUNDER.sub(r"__\1__", _COLOUR.sub("", token)) or token
        value = zlib.crc32(text.encode("utf-8", "surrogatepass"))
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        self[token] = value
        return value


_bag_hashes = _BagHashes()


def _pack(values: Iterable[int]) -> bytes:
    packed = array("I", sorted(values))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _pack_shape(kinds: bytes) -> bytes:
    """The sorted 4-grams of `kinds`, each read as a little-endian 32-bit number.

    Tokens are below 128, so each number has the bits of a positive float, and floats with these
    bits have the same order; Python sorts them faster than numbers of more than 30 bits.
    """
    grams = array("f")
    for start in range(min(4, max(0, len(kinds) - 3))):
        usable = (len(kinds) - start) // 4 * 4
        grams.frombytes(kinds[start : start + usable])
    if sys.byteorder == "big":
        grams.byteswap()
    packed = array("f", sorted(grams))
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _digest(*parts: bytes) -> str:
    measured = [piece for part in parts for piece in (len(part).to_bytes(8, "little"), part)]
    return blake2b(b"".join(measured), digest_size=16).hexdigest()


def _join(texts: list[str]) -> bytes:
    return "\0".join(texts).encode("utf-8", "surrogatepass")


def _without_own_name(names: list[str], own_name: str) -> list[str]:
    # "." is no identifier, so the placeholder meets no real name.
    return ["." if name == own_name else name for name in names] if own_name in names else names


def _first_appearances(names: list[str]) -> bytes:
    # None, True and False are keywords: renaming never touches them.
    following = count(len(_KEYWORD_NUMBERS)).__next__
    numbers = defaultdict(following, _KEYWORD_NUMBERS)
    places = array("I", map(numbers.__getitem__, names))
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()


def fingerprint_class(node: ClassDef) -> Fingerprint:
    """Fingerprint the body of a class as mypy's native parser hands it out.

    The header takes no part: neither the class's name (in the body, too, it is blanked) nor its
    bases, keywords and decorators. Digests are 128-bit BLAKE2b in hexadecimal. `tokens` counts
    the syntax tokens, without notes. The result depends on the syntax alone, never on the run.
    """
    writer = write_class_body(node)
    kinds = bytes(writer.kinds)
    names = _without_own_name(writer.names, node.name)
    note_kinds = bytes(writer.note_kinds)
    note_names = _without_own_name(writer.note_names, node.name)
    constants = _join(writer.constants)
    telling = chain(filterfalse(_UNTELLING.__contains__, names), writer.constants)
    bag = list(map(_bag_hashes.__getitem__, telling))
    return make_fingerprint(
        exact=_digest(kinds, _join(names), constants, note_kinds, _join(note_names)),
        renamed=_digest(kinds, constants, note_kinds, _first_appearances(names + note_names)),
        shape=_pack_shape(kinds),
        bag=_pack(bag),
        tokens=len(kinds),
    )

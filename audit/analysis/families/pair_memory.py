"""What an earlier audit found out about pairs of classes, for those that are still the same.

Everything kept is a function of two classes alone, or of two classes and what is noted of their
contexts: a row is used again only where both are equal to the byte. So the answer never depends
on what is kept, nor on where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

import msgspec
import numpy as np

from audit.analysis.families.made_things import LazyMakes
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.minhash import SignedSets
from audit.analysis.families.overlaps import sort_distinct
from audit.analysis.families.pair_records import (
    JUDGED,
    MEASURED,
    Positions,
    Rows,
    join_measured,
    move_rows,
    split_measured,
)
from audit.analysis.families.profiles import Profile

__all__ = ["PairMemory"]

_UNKNOWN = bytes(16)


class _Kept(msgspec.Struct, kw_only=True):
    """`classes`, `contexts` and `made` hold sixteen bytes for each class, by position; `made` none
    but zeros where nobody asked what the class makes. `signed` holds numbers and keys by kind."""

    numpy: str
    classes: bytes
    contexts: bytes
    made: bytes
    signed: dict[str, tuple[bytes, bytes]]
    measured: tuple[bytes, bytes]
    judged: bytes
    carriers: tuple[tuple[str, ...], ...]


class _Contexts:
    """What a verdict on a class depends on besides the class itself and what it makes: how telling
    its public method names are, and the methods of the first-party bases that say something."""

    def __init__(self, names: MethodNames, by_path: Mapping[str, Profile]) -> None:
        self._names = names
        self._by_path = by_path
        self._known: dict[int, bytes] = {}

    def describe(self, profile: Profile) -> bytes:
        """Sixteen bytes: equal ones, equal contexts."""
        known = self._known.get(profile.index)
        if known is None:
            counts = [self._names.count_definers(name) for name in sorted(profile.public)]
            bases = sorted(base for base in profile.telling_bases if base in self._by_path)
            methods = [(base, sorted(self._by_path[base].methods)) for base in bases]
            known = self._known[profile.index] = _digest((counts, methods))
        return known


class PairMemory:
    """What is known of pairs of classes: from an earlier audit, and of this one for the next.

    `signed` are the keys of syntax by kind, `measured` and `judged` rows of pairs, `carriers` the
    signals that carry verdicts, by number; all by position in the present profiles. `content` is
    what an earlier memory left, and after `conclude` what this one leaves.
    """

    def __init__(self, content: bytes = b"") -> None:
        """`content` is what an earlier memory gave; ValueError when it cannot be read."""
        self.content = content
        self._kept = _decode(content) if content else None
        self._profiles: Sequence[Profile] = ()
        self._places: Positions = np.empty(0, dtype=np.int64)
        self._contexts = _Contexts(MethodNames({}), {})
        self.signed: dict[str, SignedSets] = {}
        self.measured: Rows = np.empty(0, dtype=MEASURED)
        self.judged: Rows = np.empty(0, dtype=JUDGED)
        self.carriers: tuple[tuple[str, ...], ...] = ((),)

    def recognise(self, profiles: Sequence[Profile]) -> None:
        """Recall keys and measured pairs of the classes that are the same as before."""
        self._profiles = profiles
        kept = self._kept
        if kept is None:
            return
        present = {digest: place for place, digest in enumerate(self._digests) if digest}
        self._places = np.array(
            [present.get(digest, -1) for digest in _cut(kept.classes)], dtype=np.int64
        )
        self.signed = {
            kind: _move_sets(content, self._places) for kind, content in kept.signed.items()
        }
        self.measured = move_rows(join_measured(*kept.measured), self._places)

    @cached_property
    def _digests(self) -> list[bytes]:
        return [_identify(profile) for profile in self._profiles]

    def recall_judged(self, names: MethodNames, by_path: Mapping[str, Profile]) -> None:
        """Recall the judged pairs of two classes whose contexts are the same as before, too."""
        self._contexts = _Contexts(names, by_path)
        kept = self._kept
        if kept is None:
            return
        rows = np.frombuffer(kept.judged, dtype=JUDGED)
        contexts, made = _cut(kept.contexts), _cut(kept.made)
        places = np.full_like(self._places, -1)
        for former in _list_members(rows):
            place = int(self._places[former])
            if place >= 0 and self._is_same(self._profiles[place], contexts[former], made[former]):
                places[former] = place
        self.judged, self.carriers = move_rows(rows, places), kept.carriers

    def conclude(self, rows: Rows, carriers: Sequence[tuple[str, ...]]) -> None:
        """Take the rows of pairs that were judged now. All that is known is in `content` then, for
        the next audit; nothing else is held any longer."""
        self.judged = np.concatenate((self.judged, rows))
        self.carriers = tuple(carriers)
        content = self._render()
        vars(self).clear()
        self.content = content

    def _is_same(self, profile: Profile, context: bytes, made: bytes) -> bool:
        if self._contexts.describe(profile) != context:
            return False
        return made == _UNKNOWN or made == _digest(tuple(profile.record.makes))

    def _render(self) -> bytes:
        count = len(self._profiles)
        contexts, made = [_UNKNOWN] * count, [_UNKNOWN] * count
        for place in _list_members(self.judged):
            makes = self._profiles[place].record.makes
            contexts[place] = self._contexts.describe(self._profiles[place])
            if not isinstance(makes, LazyMakes) or makes.asked:
                made[place] = _digest(tuple(makes))
        return msgspec.msgpack.encode(
            _Kept(
                numpy=np.__version__,
                classes=b"".join(digest or _UNKNOWN for digest in self._digests),
                contexts=b"".join(contexts),
                made=b"".join(made),
                signed={
                    kind: (sets.numbers.tobytes(), sets.keys.tobytes())
                    for kind, sets in self.signed.items()
                },
                measured=split_measured(self.measured),
                judged=self.judged.tobytes(),
                carriers=self.carriers,
            )
        )


_DECODER = msgspec.msgpack.Decoder(_Kept)


def _digest(value: object) -> bytes:
    text = repr(value).encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=len(_UNKNOWN)).digest()


def _identify(profile: Profile) -> bytes:
    """A digest over all that a judge sees of the class itself; empty where its origin is not
    known."""
    record = profile.record
    if not record.origin:
        return b""
    place = (record.origin, record.path, record.file, record.zone.value)
    return _digest((*place, sorted(profile.ancestors)))


def _cut(digests: bytes) -> list[bytes]:
    step = len(_UNKNOWN)
    return [digests[start : start + step] for start in range(0, len(digests), step)]


def _list_members(rows: Rows) -> list[int]:
    both = np.concatenate((rows["left"], rows["right"]))
    members: list[int] = sort_distinct(both).tolist()
    return members


def _move_sets(content: tuple[bytes, bytes], places: Positions) -> SignedSets:
    numbers = places[np.frombuffer(content[0], dtype="<i8")]
    keys = np.frombuffer(content[1], dtype="<u8").reshape(numbers.size, -1)
    kept = np.flatnonzero(numbers >= 0)
    kept = kept[np.argsort(numbers[kept])]
    return SignedSets(numbers=numbers[kept], keys=keys[kept])


def _decode(content: bytes) -> _Kept | None:
    """None for what another numpy wrote: its random numbers may be others."""
    try:
        kept = _DECODER.decode(content)
    except msgspec.DecodeError as error:
        raise ValueError("the pairs are not readable") from error
    if kept.numpy != np.__version__:
        return None
    if not _fits(kept):
        raise ValueError("the pairs do not fit together")
    return kept


def _fits(kept: _Kept) -> bool:
    """Whether every number is one that it may be."""
    count = len(kept.classes) // len(_UNKNOWN)
    if len({count * len(_UNKNOWN), *map(len, (kept.classes, kept.contexts, kept.made))}) > 1:
        return False
    judged = np.frombuffer(kept.judged, dtype=JUDGED)
    named = bool((judged["carried"] < len(kept.carriers)).all())
    return named and all(
        bool(((rows["left"] >= 0) & (rows["left"] < rows["right"]) & (rows["right"] < count)).all())
        for rows in (judged, join_measured(*kept.measured))
    )

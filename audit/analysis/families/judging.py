"""Which pairs of classes are looked at, and what each of them is: judged once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from audit.analysis.families.candidates import (
    find_interface_pairs,
    find_syntax_pairs,
    list_overlaps,
    measure_candidates,
)
from audit.analysis.families.declarations import Declarations
from audit.analysis.families.method_names import (
    MethodNames,
    build_method_names,
    relate_classes,
)
from audit.analysis.families.overlaps import Pair, measure_overlaps, overlap
from audit.analysis.families.pair_memory import PairMemory
from audit.analysis.families.pair_records import JUDGED, Rows
from audit.analysis.families.profiles import Profile, may_share_interface
from audit.analysis.families.signals import PairSignals, measure_pair
from audit.analysis.families.verdicts import PairVerdict, judge_pair
from audit.model.families import Verdict

__all__ = ["PairJudge", "judge_candidates"]

_VERDICTS = tuple(Verdict)


class PairJudge:
    """Judges each pair once. `overlaps` of shape and bag are known for most pairs."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        names: MethodNames,
        overlaps: dict[Pair, tuple[float, float]],
        declarations: Declarations,
    ) -> None:
        self._profiles = profiles
        self._names = names
        self._overlaps = overlaps
        self.by_path = {profile.path: profile for profile in reversed(profiles)}
        self._declarations = declarations
        self._known: dict[Pair, PairVerdict | None] = {}
        self._fresh: list[tuple[PairSignals, PairVerdict | None]] = []

    def __call__(self, left: int, right: int) -> PairVerdict | None:
        """The verdict on the classes at two positions, the lower first."""
        pair = (left, right)
        if pair not in self._known:
            one, other = self._profiles[left], self._profiles[right]
            signals = measure_pair(one, other, self._names, self._overlaps.get(pair))
            found = judge_pair(signals, self.by_path)
            self._fresh.append((signals, found))
            self._known[pair] = self._undeclared(found)
        return self._known[pair]

    def measure_shapes(self, left: Profile, right: Profile) -> float:
        """The overlap of the shapes of two classes."""
        pair = (min(left.index, right.index), max(left.index, right.index))
        known = self._overlaps.get(pair)
        return known[0] if known is not None else overlap(left.shape, right.shape)

    def measure(self, pairs: Iterable[Pair]) -> None:
        """Measure the overlaps of those pairs whose overlaps are not known, all at once."""
        self._overlaps |= _measure(
            self._profiles, sorted(pair for pair in set(pairs) if pair not in self._overlaps)
        )

    def knows(self, pair: Pair) -> bool:
        """Whether the pair is judged already."""
        return pair in self._known

    def _undeclared(self, found: PairVerdict | None) -> PairVerdict | None:
        """Parallel implementations of a declared interface are polymorphism."""
        if found is None or found.verdict is not Verdict.PARALLEL:
            return found
        declared_by = self._declarations.find(found.signals.shared)
        if not declared_by:
            return found
        return replace(found, verdict=Verdict.POLYMORPHISM, declared_by=declared_by)

    def recall(self, rows: Rows, carriers: Sequence[tuple[str, ...]]) -> None:
        """Take over what was judged before, as `render` gave it."""
        columns = ("left", "right", "shape", "bag", "verdict", "confidence", "carried")
        for left, right, shape, bag, verdict, confidence, carried in zip(
            *(rows[name].tolist() for name in columns), strict=True
        ):
            if not verdict:
                self._known[left, right] = None
                continue
            one, other = self._profiles[left], self._profiles[right]
            found = PairVerdict(
                signals=PairSignals(left=one, right=other, names=self._names, shape=shape, bag=bag),
                verdict=_VERDICTS[verdict - 1],
                confidence=confidence,
                carried_by=carriers[carried],
            )
            self._known[left, right] = self._undeclared(found)

    def render(self, carriers: Sequence[tuple[str, ...]]) -> tuple[Rows, list[tuple[str, ...]]]:
        """What was judged here and not taken over, and the signals that carry it: those of
        `carriers` and others."""
        numbers = {carried: number for number, carried in enumerate(carriers)}
        rows = np.empty(len(self._fresh), dtype=JUDGED)
        for place, (signals, found) in enumerate(self._fresh):
            row = (signals.left.index, signals.right.index, signals.shape, signals.bag)
            if found is None:
                rows[place] = (*row, 0, 0.0, 0)
                continue
            carried = numbers.setdefault(found.carried_by, len(numbers))
            verdict = _VERDICTS.index(found.verdict) + 1
            rows[place] = (*row, verdict, found.confidence, carried)
        return rows, list(numbers)


def judge_candidates(
    profiles: Sequence[Profile], memory: PairMemory
) -> tuple[PairJudge, list[PairVerdict]]:
    """Copies first, because copies of one class must not make its method names look like protocol;
    then everything with the interface.

    What `memory` knows is not looked at again; all of it is told to `memory`.
    """
    memory.recognise(profiles)
    syntax = find_syntax_pairs(profiles, memory.signed)
    memory.measured = measure_candidates(profiles, syntax, memory.measured)
    overlaps = list_overlaps(memory.measured)
    declarations = Declarations(profiles)
    names = _weigh_method_names(profiles, overlaps, declarations)
    judge = PairJudge(profiles, names, overlaps, declarations)
    memory.recall_judged(names, judge.by_path)
    judge.recall(memory.judged, memory.carriers)
    alike = _list_alike(profiles, memory.measured, find_interface_pairs(profiles, names))
    judge.measure(pair for pair in alike if not judge.knows(pair))
    return judge, [found for pair in alike if (found := judge(*pair)) is not None]


def _measure(profiles: Sequence[Profile], pairs: Sequence[Pair]) -> dict[Pair, tuple[float, float]]:
    """The overlaps of shape and bag of the ascending `pairs`."""
    if not pairs:
        return {}
    wanted = np.array(pairs, dtype=np.int64)
    shapes, bags = (
        measure_overlaps(sets, wanted).tolist() for sets in (profiles[0].shapes, profiles[0].bags)
    )
    return dict(zip(pairs, zip(shapes, bags, strict=True), strict=True))


def _weigh_method_names(
    profiles: Sequence[Profile],
    overlaps: dict[Pair, tuple[float, float]],
    declarations: Declarations,
) -> MethodNames:
    """Copies count as one definer. Only pairs that nothing else relates need a look."""
    related = relate_classes(profiles)
    judge = PairJudge(profiles, MethodNames({}), overlaps, declarations)
    for left, right in overlaps:
        if related.find(left) != related.find(right):
            found = judge(left, right)
            if found is not None and found.verdict is not Verdict.PARALLEL:
                related.join(left, right)
    return build_method_names(profiles, related)


def _list_alike(
    profiles: Sequence[Profile], measured: Rows, interface: Sequence[Pair]
) -> list[Pair]:
    """The pairs to be judged, ascending: similar bodies, a shared interface, or one name stem with
    public names shared."""
    stems: dict[str, int] = {"": -1}
    numbers = [stems.setdefault(profile.name.stem, profile.index) for profile in profiles]
    numbered = np.array(numbers, dtype=np.int64)
    left = numbered[measured["left"]]
    namesakes = measured[~measured["alike"] & (left >= 0) & (left == numbered[measured["right"]])]
    found = set(interface)
    found.update(
        (one, other)
        for one, other in zip(namesakes["left"].tolist(), namesakes["right"].tolist(), strict=True)
        if may_share_interface(profiles[one], profiles[other])
    )
    chosen = measured[measured["alike"]]
    found.update(zip(chosen["left"].tolist(), chosen["right"].tolist(), strict=True))
    return sorted(found)

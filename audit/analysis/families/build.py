"""Families from classes: candidates, signals, verdicts, groups, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from audit.analysis.families.candidates import find_interface_pairs, find_syntax_pairs
from audit.analysis.families.grouping import Group, group_pairs, strongest_verdict
from audit.analysis.families.matrix import build_matrix
from audit.analysis.families.method_names import MethodNames, build_method_names
from audit.analysis.families.namesakes import find_namesakes
from audit.analysis.families.profiles import Profile, build_profiles
from audit.analysis.families.signals import measure_pair
from audit.analysis.families.survivor import choose_survivor
from audit.analysis.families.verdicts import (
    DUPLICATION,
    PairVerdict,
    judge_pair,
    may_be_copies,
)
from audit.model.families import ClassRecord, Family, FamilyMember, Signal, Verdict
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone

__all__ = ["build_families"]

_COPIES = frozenset({Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED})


class _PairJudge:
    """Judges each pair once."""

    def __init__(self, profiles: Sequence[Profile], names: MethodNames) -> None:
        self._profiles = profiles
        self._by_path = {profile.path: profile for profile in reversed(profiles)}
        self._names = names
        self._known: dict[tuple[int, int], PairVerdict | None] = {}

    def __call__(self, left: int, right: int) -> PairVerdict | None:
        pair = (left, right)
        if pair not in self._known:
            signals = measure_pair(self._profiles[left], self._profiles[right], self._names)
            self._known[pair] = judge_pair(signals, self._by_path)
        return self._known[pair]


def _find_kin(profiles: Sequence[Profile]) -> list[frozenset[int]]:
    """For each class the ancestors, the enclosing classes, and other definitions of its path."""
    places: dict[str, list[int]] = {}
    for profile in profiles:
        places.setdefault(profile.path, []).append(profile.index)
    kin = []
    for profile in profiles:
        outer = profile.fact.qualname.split(".")
        module = profile.record.module
        enclosing = [f"{module}.{'.'.join(outer[:end])}" for end in range(1, len(outer) + 1)]
        kin.append(
            frozenset(
                index for path in {*profile.ancestors, *enclosing} for index in places.get(path, ())
            )
            - {profile.index}
        )
    return kin


def _judge_candidates(profiles: Sequence[Profile]) -> tuple[_PairJudge, list[PairVerdict]]:
    """Two rounds: copies first, because copies of one class must not make its method names look
    like protocol; then everything again with the interface."""
    syntax = find_syntax_pairs(profiles)
    alike = {pair for pair in syntax if may_be_copies(profiles[pair[0]], profiles[pair[1]])}
    first = _PairJudge(profiles, MethodNames({}))
    near = [
        pair
        for pair in sorted(alike)
        if (found := first(*pair)) is not None and found.verdict is not Verdict.PARALLEL
    ]
    names = build_method_names(profiles, near)
    judge = _PairJudge(profiles, names)
    alike.update(find_interface_pairs(profiles, names))
    alike.update(pair for pair in syntax if _share_stem(profiles[pair[0]], profiles[pair[1]]))
    return judge, [found for pair in sorted(alike) if (found := judge(*pair)) is not None]


def _share_stem(left: Profile, right: Profile) -> bool:
    return left.name.stem == right.name.stem != ""


def build_families(
    classes: Sequence[ClassRecord], *, uses: Mapping[str, ZoneCounts]
) -> tuple[Family, ...]:
    """Find the class families of a codebase.

    `classes` in any order; `uses` counts the use sites of a definition path by zone. Families that
    claim duplication come first, then by lines that could go, then by name; members are sorted by
    path. Time is near-linear in the number of classes.
    """
    profiles = build_profiles(classes)
    judge, verdicts = _judge_candidates(profiles)
    claims = [pair for pair in verdicts if pair.verdict is not Verdict.POLYMORPHISM]
    groups = group_pairs(_find_kin(profiles), claims, judge)
    groups += _group_by_base(pair for pair in verdicts if pair.verdict is Verdict.POLYMORPHISM)
    groups += find_namesakes(profiles, groups, judge)
    families = [_build_family(group, profiles, judge, uses) for group in groups]
    return tuple(
        sorted(
            families,
            key=lambda family: (
                not family.duplicate,
                -family.lines_saved,
                family.name,
                family.fingerprint,
            ),
        )
    )


def _group_by_base(pairs: Iterable[PairVerdict]) -> list[Group]:
    """Siblings by the most derived base that they share."""
    by_base: dict[str, list[PairVerdict]] = {}
    for pair in pairs:
        left, right = pair.signals.left, pair.signals.right
        shared = left.ancestors & right.ancestors
        direct = sorted(shared & {*left.record.bases, *right.record.bases}) or sorted(shared)
        by_base.setdefault(direct[0], []).append(pair)
    return [
        Group(
            members=tuple(
                sorted(
                    {
                        profile.index
                        for pair in found
                        for profile in (pair.signals.left, pair.signals.right)
                    }
                )
            ),
            pairs=tuple(found),
        )
        for _, found in sorted(by_base.items())
    ]


def _build_family(
    group: Group,
    profiles: Sequence[Profile],
    judge: _PairJudge,
    uses: Mapping[str, ZoneCounts],
) -> Family:
    members = [profiles[index] for index in group.members]
    verdict = strongest_verdict(group.pairs)
    reference, reason = choose_survivor(members, uses)
    duplicate = _claims_duplication(verdict, members)
    return Family(
        fingerprint=_identify(members),
        name=reference.name.name,
        verdict=verdict,
        confidence=_mean_confidence(group),
        duplicate=duplicate,
        members=tuple(_build_member(member, uses) for member in members),
        reference=reference.path,
        reference_reason=reason,
        signals=tuple(_list_signals(group, reference)),
        matrix=build_matrix(members, reference),
        lines_saved=_count_saved_lines(members, reference) if duplicate else 0,
    )


def _claims_duplication(verdict: Verdict, members: Sequence[Profile]) -> bool:
    """A stand-in in the tests has the interface of what it stands in for: no duplicate."""
    if verdict not in DUPLICATION:
        return False
    production = sum(member.record.zone is Zone.PRODUCTION for member in members)
    tests = sum(member.record.zone is Zone.TEST for member in members)
    return verdict in _COPIES or production != 1 or tests == 0


def _identify(members: Sequence[Profile]) -> str:
    text = "\n".join(member.path for member in members)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _mean_confidence(group: Group) -> float:
    """The mean over members of the best accepted pair that each stands in."""
    best: dict[int, float] = {}
    for pair in group.pairs:
        for profile in (pair.signals.left, pair.signals.right):
            best[profile.index] = max(best.get(profile.index, 0.0), pair.confidence)
    return round(sum(best.values()) / len(best), 3)


def _build_member(profile: Profile, uses: Mapping[str, ZoneCounts]) -> FamilyMember:
    counts = uses.get(profile.path, ZoneCounts())
    return FamilyMember(
        path=profile.path,
        file=profile.record.file,
        line=profile.fact.line,
        end_line=profile.fact.end_line,
        zone=profile.record.zone,
        methods=len(profile.methods),
        uses_production=counts.production,
        uses_test=counts.test,
    )


def _list_signals(group: Group, reference: Profile) -> Iterable[Signal]:
    """For each member the signals that are not zero, on its pair with the reference where that
    was judged, else on its strongest pair."""
    chosen: dict[int, PairVerdict] = {}
    for pair in group.pairs:
        ends = (pair.signals.left.index, pair.signals.right.index)
        for index in ends:
            if index != reference.index and (index not in chosen or reference.index in ends):
                chosen[index] = pair
    for index in sorted(chosen):
        signals = chosen[index].signals
        for name, value in signals.named_values():
            if value:
                yield Signal(
                    name=name,
                    value=round(value, 3),
                    left=signals.left.path,
                    right=signals.right.path,
                )


def _count_saved_lines(members: Sequence[Profile], reference: Profile) -> int:
    return sum(
        member.fact.end_line - member.fact.line + 1
        for member in members
        if member is not reference and member.record.zone is Zone.PRODUCTION
    )

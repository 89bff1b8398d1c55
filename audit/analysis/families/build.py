"""Families from classes: candidates, signals, verdicts, groups, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

from audit.analysis.families.candidates import find_interface_pairs, find_syntax_pairs
from audit.analysis.families.declarations import Declarations
from audit.analysis.families.delegation import find_wrapper
from audit.analysis.families.grouping import Group, group_pairs
from audit.analysis.families.matrix import build_matrix
from audit.analysis.families.membership import (
    Membership,
    count_members,
    find_going,
    judge_members,
    sum_up,
)
from audit.analysis.families.merging import order_merging
from audit.analysis.families.method_names import MethodNames, build_method_names
from audit.analysis.families.namesakes import find_namesakes
from audit.analysis.families.polymorphism import group_by_base
from audit.analysis.families.porting import count_lines_to_go, find_ports
from audit.analysis.families.profiles import Profile, build_profiles
from audit.analysis.families.signals import PairSignals, measure_pair, weigh_names
from audit.analysis.families.survivor import choose_survivor
from audit.analysis.families.verdicts import (
    PairVerdict,
    judge_pair,
    may_be_copies,
    may_share_interface,
)
from audit.model.families import ClassRecord, Family, FamilyMember, Signal, Verdict
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone

__all__ = ["build_families"]


class _PairJudge:
    """Judges each pair once. What an earlier judge measured with other weights of the method names
    is not measured again."""

    def __init__(
        self, profiles: Sequence[Profile], names: MethodNames, earlier: _PairJudge | None = None
    ) -> None:
        self._measured: dict[tuple[int, int], PairSignals] = {}
        self._earlier = earlier
        self._profiles = profiles
        self.by_path = {profile.path: profile for profile in reversed(profiles)}
        self._names = names
        self._declarations = Declarations(profiles)
        self._known: dict[tuple[int, int], PairVerdict | None] = {}

    def __call__(self, left: int, right: int) -> PairVerdict | None:
        pair = (left, right)
        if pair not in self._known:
            signals = self._measure(pair)
            self._known[pair] = self._undeclared(judge_pair(signals, self.by_path))
        return self._known[pair]

    def _measure(self, pair: tuple[int, int]) -> PairSignals:
        known = self._earlier._measured.pop(pair, None) if self._earlier is not None else None
        if known is not None:
            return weigh_names(known, self._names)
        found = measure_pair(self._profiles[pair[0]], self._profiles[pair[1]], self._names)
        if self._earlier is None:
            self._measured[pair] = found
        return found

    def _undeclared(self, found: PairVerdict | None) -> PairVerdict | None:
        """Parallel implementations of a declared interface are polymorphism."""
        if found is None or found.verdict is not Verdict.PARALLEL:
            return found
        declared_by = self._declarations.find(found.signals.shared)
        if not declared_by:
            return found
        return replace(found, verdict=Verdict.POLYMORPHISM, declared_by=declared_by)


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
    judge = _PairJudge(profiles, names, first)
    alike.update(find_interface_pairs(profiles, names))
    alike.update(pair for pair in syntax if _may_do_one_job(profiles[pair[0]], profiles[pair[1]]))
    return judge, [found for pair in sorted(alike) if (found := judge(*pair)) is not None]


def _may_do_one_job(left: Profile, right: Profile) -> bool:
    return left.name.stem == right.name.stem != "" and may_share_interface(left, right)


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
    siblings = [pair for pair in verdicts if pair.verdict is Verdict.POLYMORPHISM]
    claimed = [frozenset(group.members) for group in groups]
    groups += [
        group
        for group in group_by_base(profiles, siblings)
        if not any(claim.issuperset(group.members) for claim in claimed)
    ]
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


def _build_family(
    group: Group, profiles: Sequence[Profile], judge: _PairJudge, uses: Mapping[str, ZoneCounts]
) -> Family:
    members = [profiles[index] for index in group.members]
    reference, reason = choose_survivor(members, uses, _find_wrappers(group))
    judged = judge_members(group, members, reference, judge)
    counted = count_members(judged, reference)
    verdict = sum_up(counted)
    going = find_going(judged, uses)
    if group.base:
        reason = f"one of the implementations that {group.base} declares"
    return Family(
        fingerprint=_identify(members),
        name=(group.base or reference.name.name).rpartition(".")[2],
        verdict=verdict,
        confidence=round(sum(each.pair.confidence for each in counted) / len(counted), 3),
        duplicate=bool(going),
        members=order_merging(
            _build_members(members, judged, going, judge.by_path, uses),
            {each.profile.path for each in going},
            reference.path,
        ),
        reference=reference.path,
        reference_reason=reason,
        signals=tuple(_list_signals(judged)),
        matrix=build_matrix(members, reference),
        lines_saved=sum(
            count_lines_to_go(each.profile, each.other, judge.by_path)
            for each in going
            if each.profile.record.zone is Zone.PRODUCTION
        ),
    )


def _find_wrappers(group: Group) -> set[int]:
    found = set()
    for pair in group.pairs:
        wrapper = find_wrapper(pair.signals) if pair.verdict is Verdict.WRAPPER else None
        if wrapper is not None:
            found.add(wrapper.index)
    return found


def _identify(members: Sequence[Profile]) -> str:
    text = "\n".join(member.path for member in members)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _build_members(
    members: Sequence[Profile],
    judged: Sequence[Membership],
    going: Sequence[Membership],
    by_path: Mapping[str, Profile],
    uses: Mapping[str, ZoneCounts],
) -> list[FamilyMember]:
    verdicts = {each.profile.index: each for each in judged}
    ports = {each.profile.index: find_ports(each.profile, each.other, by_path) for each in going}
    built = []
    for profile in members:
        counts = uses.get(profile.path, ZoneCounts())
        each = verdicts.get(profile.index)
        built.append(
            FamilyMember(
                path=profile.path,
                file=profile.record.file,
                line=profile.fact.line,
                end_line=profile.fact.end_line,
                zone=profile.record.zone,
                methods=len(profile.methods),
                uses_production=counts.production,
                uses_test=counts.test,
                verdict=each.verdict if each else None,
                confidence=each.pair.confidence if each else 0.0,
                compared_with=each.other.path if each else "",
                uses_own_module=profile.record.own_uses,
                ports=ports.get(profile.index, ()),
            )
        )
    return built


def _list_signals(judged: Iterable[Membership]) -> Iterable[Signal]:
    """For each member but the reference the signals that are not zero, on the pair that its
    verdict comes from."""
    for each in judged:
        signals = each.pair.signals
        for name, value in signals.named_values():
            if value:
                yield Signal(
                    name=name,
                    value=round(value, 3),
                    left=signals.left.path,
                    right=signals.right.path,
                )

"""Families from classes: candidates, signals, verdicts, groups, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from hashlib import blake2b

from audit.analysis.families.delegation import find_wrapper
from audit.analysis.families.grouping import Group, Kin, group_pairs
from audit.analysis.families.judging import PairJudge, judge_candidates
from audit.analysis.families.matrix import build_matrix
from audit.analysis.families.membership import (
    Membership,
    count_members,
    find_going,
    judge_members,
    sum_up,
)
from audit.analysis.families.merging import order_merging
from audit.analysis.families.namesakes import find_namesakes
from audit.analysis.families.pair_memory import PairMemory
from audit.analysis.families.polymorphism import group_by_base
from audit.analysis.families.porting import count_lines_to_go, find_ports
from audit.analysis.families.profiles import Profile, build_profiles
from audit.analysis.families.survivor import choose_survivor, list_compared
from audit.model.families import ClassRecord, Family, FamilyMember, Signal, Verdict
from audit.model.ledger import ZoneCounts
from audit.model.modules import Zone

__all__ = ["build_families"]


def _index_kin(profiles: Sequence[Profile]) -> Kin:
    """Finds for a class the ancestors, the enclosing classes, and other definitions of its path."""
    places: dict[str, list[int]] = {}
    for profile in profiles:
        places.setdefault(profile.path, []).append(profile.index)

    def find(index: int) -> frozenset[int]:
        kin = profiles[index].kin
        return frozenset(each for path in kin for each in places.get(path, ())) - {index}

    return find


def build_families(
    classes: Sequence[ClassRecord],
    *,
    uses: Mapping[str, ZoneCounts],
    about: Set[str] | None = None,
    memory: PairMemory | None = None,
) -> tuple[Family, ...]:
    """Find the class families of a codebase.

    `classes` in any order; `uses` counts the use sites of a definition path by zone. Families that
    claim duplication come first, then by lines that could go, then by name; members are sorted by
    path. With `about`, only the families that one of these definition paths is a member of. Time is
    near-linear in the number of classes. `memory` spares what it knows and is told the rest; the
    answer does not depend on it.
    """
    profiles = build_profiles(classes)
    judge, verdicts = judge_candidates(profiles, memory or PairMemory())
    claims = [pair for pair in verdicts if pair.verdict is not Verdict.POLYMORPHISM]
    groups = group_pairs(len(profiles), _index_kin(profiles), claims, judge)
    siblings = [pair for pair in verdicts if pair.verdict is Verdict.POLYMORPHISM]
    claimed = [frozenset(group.members) for group in groups]
    groups += [
        group
        for group in group_by_base(profiles, siblings)
        if not any(claim.issuperset(group.members) for claim in claimed)
    ]
    groups += find_namesakes(profiles, groups, judge)
    if about is not None:
        wanted = {profile.index for profile in profiles if profile.path in about}
        groups = [group for group in groups if not wanted.isdisjoint(group.members)]
    judge.measure(pair for group in groups for pair in list_compared(group.members))
    families = [_build_family(group, profiles, judge, uses) for group in groups]
    if memory is not None:
        memory.conclude(*judge.render(memory.carriers))
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
    group: Group, profiles: Sequence[Profile], judge: PairJudge, uses: Mapping[str, ZoneCounts]
) -> Family:
    members = [profiles[index] for index in group.members]
    reference, reason = choose_survivor(members, uses, judge.measure_shapes, _find_wrappers(group))
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

"""What the signals of a pair support, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.analysis.families.class_names import GENERIC_NAMES
from audit.analysis.families.delegation import find_wrapper, hands_on_one_side
from audit.analysis.families.made_things import converts, make_other_things
from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import PairSignals
from audit.analysis.families.thresholds import (
    BODILESS_SHARE,
    DECLARED_SHARE,
    INTERFACE,
    INTERFACE_TOKENS,
    MINIMUM_EXACT_TOKENS,
    MINIMUM_METHODS,
    MINIMUM_RENAMED_TOKENS,
    MINIMUM_SHARED_NAMES,
    MINIMUM_TOKENS,
    NAMED_SHAPE,
    NAMED_SUM,
    NAMED_TOKENS,
    NEAR_BAG,
    NEAR_SHAPE,
    SIBLING_BAG,
    SIBLING_SHAPE,
    STRANGER_SHAPE,
    STRANGER_SUM,
    STRANGER_TOKENS,
    SUPPORTING_ATTRIBUTES,
    SUPPORTING_BAG,
    SUPPORTING_EVIDENCE,
    SUPPORTING_SHAPE,
    TWIN_SHAPE,
    VOCABULARY,
)
from audit.model.families import Verdict
from audit.model.modules import Zone

__all__ = [
    "DUPLICATION",
    "PairVerdict",
    "judge_pair",
]

DUPLICATION = frozenset(
    {Verdict.EXACT, Verdict.RENAMED, Verdict.DRIFTED, Verdict.PARALLEL, Verdict.WRAPPER}
)
_ONE_FOR_THE_OTHER = DUPLICATION - {Verdict.WRAPPER}


@dataclass(frozen=True, slots=True, kw_only=True)
class PairVerdict:
    """A verdict on two classes, 0–1 confidence, and the names of the signals that carry it.

    `declared_by` is the path of a class that declares what they share without being their base.
    """

    signals: PairSignals
    verdict: Verdict
    confidence: float
    carried_by: tuple[str, ...]
    declared_by: str = ""


def judge_pair(signals: PairSignals, by_path: Mapping[str, Profile]) -> PairVerdict | None:
    """The verdict that the evidence supports, or None where it supports nothing.

    `by_path` finds the profile of a first-party base.
    """
    left, right = signals.left, signals.right
    if _are_kin(left, right):
        return None
    by_body = _judge_body(signals)
    found = by_body or _judge_interface(signals)
    if found is None or (found.verdict in _ONE_FOR_THE_OTHER and converts(left, right)):
        return None
    declared = 0.0 if _nearly_identical(signals) else _declared_share(signals, by_path)
    if declared >= DECLARED_SHARE:
        if len(signals.shared) >= MINIMUM_SHARED_NAMES:
            return _verdict(signals, Verdict.POLYMORPHISM, declared, "bases", "interface")
        return None
    if by_body is None and found.verdict is not Verdict.TWIN and signals.bases > 0:
        return None  # siblings that answer the same calls: what a common base is for
    return found


def _are_kin(left: Profile, right: Profile) -> bool:
    """Parent and child, outer and inner class, or two branches that define one name."""
    return left.path in right.kin or right.path in left.kin


def _verdict(
    signals: PairSignals, verdict: Verdict, confidence: float, *carried_by: str
) -> PairVerdict:
    return PairVerdict(
        signals=signals,
        verdict=verdict,
        confidence=round(min(1.0, confidence), 3),
        carried_by=carried_by,
    )


def _least_tokens(signals: PairSignals) -> int:
    return min(signals.left.fact.fingerprint.tokens, signals.right.fact.fingerprint.tokens)


def _judge_body(signals: PairSignals) -> PairVerdict | None:
    """Copies by digest or by similar syntax."""
    tokens = _least_tokens(signals)
    carried: tuple[str, ...] = ()
    if signals.exact and tokens >= MINIMUM_EXACT_TOKENS:
        kind, confidence, carried = _kind_of_equal_bodies(signals), 1.0, ("exact",)
    elif _is_renamed(signals, tokens):
        kind = Verdict.TWIN if _are_named_twins(signals) else Verdict.RENAMED
        confidence, carried = 0.95, ("renamed",)
    elif _have_bodies(signals):
        carried = _near_miss(signals, tokens)
        kind = Verdict.TWIN if _are_twins(signals) else Verdict.DRIFTED
        confidence = 0.5 + 0.5 * max(signals.shape, signals.bag)
    if not carried:
        return None
    return _verdict(signals, _crosses_vendoring(signals) or kind, confidence, *carried)


def _is_renamed(signals: PairSignals, tokens: int) -> bool:
    """Twins make the twins of what the other makes."""
    if not signals.renamed or tokens < MINIMUM_RENAMED_TOKENS:
        return False
    return _are_named_twins(signals) or not make_other_things(signals.left, signals.right)


def _kind_of_equal_bodies(signals: PairSignals) -> Verdict:
    """One body under two class names is a renamed copy."""
    if signals.left.name.name == signals.right.name.name:
        return Verdict.EXACT
    return Verdict.TWIN if _are_named_twins(signals) else Verdict.RENAMED


def _have_bodies(signals: PairSignals) -> bool:
    return min(len(signals.left.methods), len(signals.right.methods)) >= MINIMUM_METHODS


def _near_miss(signals: PairSignals, tokens: int) -> tuple[str, ...]:
    """The signals that make two bodies near copies, or nothing."""
    shape, bag = signals.shape, signals.bag
    named = _share_name(signals)
    if tokens >= MINIMUM_TOKENS:
        enough = named or shape + bag >= STRANGER_SUM
        if shape >= NEAR_SHAPE and bag >= SUPPORTING_BAG and enough:
            return ("shape", "bag")
        if bag >= NEAR_BAG and shape >= SUPPORTING_SHAPE:
            return ("bag",)
    if tokens >= STRANGER_TOKENS and shape >= STRANGER_SHAPE:
        return ("shape",)
    if named and tokens >= MINIMUM_TOKENS and shape >= NAMED_SHAPE and shape + bag >= NAMED_SUM:
        return ("stem", "shape", "bag")
    if named and tokens >= NAMED_TOKENS and shape >= NEAR_SHAPE and shape + bag >= STRANGER_SUM:
        return ("stem", "shape", "bag")
    return ()


def _share_name(signals: PairSignals) -> bool:
    """The same stem and role, and no name that everybody uses."""
    left, right = signals.left.name, signals.right.name
    return (
        signals.stem
        and left.role == right.role
        and left.name not in GENERIC_NAMES
        and right.name not in GENERIC_NAMES
    )


def _crosses_vendoring(signals: PairSignals) -> Verdict | None:
    zones = {signals.left.record.zone, signals.right.record.zone}
    return Verdict.VENDORED if Zone.VENDORED in zones and len(zones) == 2 else None


def _are_named_twins(signals: PairSignals) -> bool:
    """`AsyncClient` and `Client`, `SyncPool` and `AsyncPool`."""
    left, right = signals.left.name, signals.right.name
    colours = {left.colour, right.colour}
    named = signals.stem and left.role == right.role
    return named and "async" in colours and len(colours) == 2


def _are_twins(signals: PairSignals) -> bool:
    """One side is the other in async: by its name, or by its methods."""
    if _are_named_twins(signals):
        return True
    alike = signals.shape >= (NEAR_SHAPE if signals.stem else TWIN_SHAPE)
    one_colour = min(signals.left.coroutines, signals.right.coroutines) == 0
    return alike and signals.recoloured > 0 and one_colour


def _judge_interface(signals: PairSignals) -> PairVerdict | None:
    """Classes that answer the same calls with other bodies."""
    twins = _are_named_twins(signals)
    if not _may_answer_alike(signals, twins) or signals.interface < INTERFACE:
        return None
    confidence = 0.4 + 0.4 * signals.interface + (0.1 if signals.stem else 0.0)
    if twins:
        return _verdict(signals, Verdict.TWIN, confidence, "stem", "interface")
    if _is_declaration(signals):
        return None
    if hands_on_one_side(signals):
        if find_wrapper(signals) is None:
            return None  # it implements nothing itself, and what it wraps is something else
        return _verdict(signals, Verdict.WRAPPER, confidence + 0.1, "interface", "collaborators")
    if not signals.stem and _support(signals) < SUPPORTING_EVIDENCE:
        return None
    kind = Verdict.TWIN if _are_twins(signals) else Verdict.PARALLEL
    return _verdict(signals, kind, confidence, "interface", "stem" if signals.stem else "bag")


def _may_answer_alike(signals: PairSignals, twins: bool) -> bool:
    """Bodies that say something, and, but for named twins, three shared names that do."""
    if not _have_bodies(signals) or _least_tokens(signals) < INTERFACE_TOKENS:
        return False
    if twins:
        return True
    shared = signals.left.public & signals.right.public
    return len(shared) >= MINIMUM_SHARED_NAMES <= len(signals.telling)


def _is_declaration(signals: PairSignals) -> bool:
    """One side has no bodies for what both define: it is the interface, not a second one."""
    return any(
        sum(profile.methods[name].body != "normal" for name in signals.shared)
        >= BODILESS_SHARE * len(signals.shared)
        for profile in (signals.left, signals.right)
    )


def _support(signals: PairSignals) -> float:
    common = len(signals.left.attributes & signals.right.attributes)
    speaking = common >= SUPPORTING_ATTRIBUTES and signals.bag >= VOCABULARY
    return max(signals.bag, signals.attributes if speaking else 0.0)


def _nearly_identical(signals: PairSignals) -> bool:
    """More alike than siblings are by design.

    Siblings differ in what they are called. Under one class name, bodies that would be copies
    between strangers are copies here, too.
    """
    one_name = signals.left.name.name == signals.right.name.name
    if one_name and signals.shape + signals.bag >= STRANGER_SUM:
        return True
    if signals.exact or (signals.renamed and signals.bag >= SIBLING_BAG):
        return True
    return signals.shape >= SIBLING_SHAPE and signals.bag >= SIBLING_BAG


def _declared_share(signals: PairSignals, by_path: Mapping[str, Profile]) -> float:
    """The share of the shared methods that common bases declare, 0–1.

    A base outside the code is not known: it is taken to declare what is protocol in this code.
    """
    common = signals.left.telling_bases & signals.right.telling_bases
    shared = signals.left.methods.keys() & signals.right.methods.keys() - {"__init__"}
    if not common or not shared:
        return 0.0
    known = [by_path[base].methods for base in common if base in by_path]
    declared = {name for name in shared if any(name in methods for methods in known)}
    if len(known) < len(common):
        declared |= shared.difference(signals.telling)
    return len(declared) / len(shared)

"""The signals of a pair of classes, each on its own, 0–1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from audit.analysis.families.class_names import colourless
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.profiles import Profile, overlap
from audit.model.facts import FunctionFact

__all__ = ["PairSignals", "match_methods", "measure_pair", "weigh_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSignals:
    """What two classes have in common.

    `exact`, `renamed`: equal digests. `shape`: multiset Jaccard of syntax 4-grams. `bag`: the same
    over identifiers and constants. `interface`: weighted Jaccard of public method names, a shared
    name counting as much as its parameters agree. `attributes`, `collaborators`, `bases`: Jaccard.
    `stem`, `role`: equal and not empty. `shared`: public names of both; `telling`: those that are
    not protocol. `recoloured`: methods sync on one side and async on the other.
    """

    left: Profile
    right: Profile
    exact: bool
    renamed: bool
    shape: float
    bag: float
    interface: float
    attributes: float
    collaborators: float
    bases: float
    stem: bool
    role: bool
    shared: tuple[str, ...]
    telling: tuple[str, ...]
    recoloured: int

    def named_values(self) -> list[tuple[str, float]]:
        """Signal name and value, in a fixed order."""
        return [
            ("exact", float(self.exact)),
            ("renamed", float(self.renamed)),
            ("shape", self.shape),
            ("bag", self.bag),
            ("interface", self.interface),
            ("attributes", self.attributes),
            ("collaborators", self.collaborators),
            ("bases", self.bases),
            ("stem", float(self.stem)),
            ("role", float(self.role)),
        ]


def _jaccard(left: Iterable[str], right: Iterable[str]) -> float:
    one, other = frozenset(left), frozenset(right)
    return len(one & other) / len(one | other) if one and other else 0.0


def match_methods(left: Profile, right: Profile) -> dict[str, str]:
    """Method names of `left` with their counterparts of `right`.

    A name matches itself, else its sync or async form (`close` and `aclose`, `__enter__` and
    `__aenter__`, `get` and `async_get`).
    """
    matches = {name: name for name in left.methods if name in right.methods}
    taken = set(matches.values())
    rest = {colourless(name): name for name in right.methods if name not in taken}
    for name in left.methods:
        if name in matches:
            continue
        plain = colourless(name)
        for form in (plain, "a" + plain, plain.removeprefix("a")):
            counterpart = rest.get(form)
            if counterpart is not None and counterpart not in taken:
                matches[name] = counterpart
                taken.add(counterpart)
                break
    return matches


def _agreement(left: FunctionFact, right: FunctionFact) -> float:
    """How far two signatures agree: half for the name, half for the parameters' names."""
    one = {parameter.name for parameter in left.signature.parameters} - {"self", "cls"}
    other = {parameter.name for parameter in right.signature.parameters} - {"self", "cls"}
    if not one and not other:
        return 1.0
    return 0.5 + 0.5 * len(one & other) / len(one | other)


def _measure_interface(
    left: Profile, right: Profile, names: MethodNames, shared: Iterable[str]
) -> float:
    total = sum(names.weight(name) for name in sorted(left.public | right.public))
    common = sum(
        names.weight(name) * _agreement(left.methods[name], right.methods[name]) for name in shared
    )
    return common / total if total else 0.0


def _count_recoloured(left: Profile, right: Profile) -> int:
    if not left.coroutines and not right.coroutines:
        return 0
    return sum(
        left.methods[one].signature.is_async != right.methods[other].signature.is_async
        for one, other in match_methods(left, right).items()
    )


def measure_pair(left: Profile, right: Profile, names: MethodNames) -> PairSignals:
    """All signals of a pair; symmetric up to the order of `left` and `right`."""
    one, other = left.fact.fingerprint, right.fact.fingerprint
    shared = tuple(sorted(left.public & right.public))
    return PairSignals(
        left=left,
        right=right,
        exact=one.exact == other.exact,
        renamed=one.renamed == other.renamed,
        shape=overlap(left.shape, right.shape),
        bag=overlap(left.bag, right.bag),
        interface=_measure_interface(left, right, names, shared),
        attributes=_jaccard(left.attributes, right.attributes),
        collaborators=_jaccard(left.collaborators, right.collaborators),
        bases=_jaccard(left.telling_bases, right.telling_bases),
        stem=left.name.stem == right.name.stem != "",
        role=left.name.role == right.name.role != "",
        shared=shared,
        telling=_telling(shared, names),
        recoloured=_count_recoloured(left, right),
    )


def weigh_names(signals: PairSignals, names: MethodNames) -> PairSignals:
    """The same signals as `measure_pair` finds them with other weights of method names."""
    return replace(
        signals,
        interface=_measure_interface(signals.left, signals.right, names, signals.shared),
        telling=_telling(signals.shared, names),
    )


def _telling(shared: Iterable[str], names: MethodNames) -> tuple[str, ...]:
    return tuple(name for name in shared if not names.is_protocol(name))

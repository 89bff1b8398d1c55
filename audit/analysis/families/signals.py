"""The signals of a pair of classes, each on its own, 0–1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from audit.analysis.families.class_names import colourless
from audit.analysis.families.method_names import MethodNames
from audit.analysis.families.overlaps import overlap
from audit.analysis.families.profiles import Profile
from audit.model.facts import FunctionFact

__all__ = ["PairSignals", "match_methods", "measure_pair"]


@dataclass(frozen=True, eq=False, kw_only=True)
class PairSignals:
    """What two classes have in common; each signal is measured when it is first asked for.

    `shape`: multiset Jaccard of syntax 4-grams; `bag`: the same over identifiers and constants.
    `names` weighs the method names.
    """

    left: Profile
    right: Profile
    names: MethodNames
    shape: float
    bag: float

    @property
    def exact(self) -> bool:
        """Equal bodies."""
        return self.left.fact.fingerprint.exact == self.right.fact.fingerprint.exact

    @property
    def renamed(self) -> bool:
        """Bodies that are equal once their names are numbered."""
        return self.left.fact.fingerprint.renamed == self.right.fact.fingerprint.renamed

    @property
    def stem(self) -> bool:
        """The same name stem, not empty."""
        return self.left.name.stem == self.right.name.stem != ""

    @property
    def role(self) -> bool:
        """The same role suffix, not empty."""
        return self.left.name.role == self.right.name.role != ""

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The public method names of both, sorted."""
        return tuple(sorted(self.left.public & self.right.public))

    @cached_property
    def telling(self) -> tuple[str, ...]:
        """Those of `shared` that are not protocol."""
        return tuple(name for name in self.shared if not self.names.is_protocol(name))

    @cached_property
    def interface(self) -> float:
        """Weighted Jaccard of public method names, a shared name counting as much as its parameters
        agree."""
        left, right, weight = self.left, self.right, self.names.weight
        total = sum(weight(name) for name in sorted(left.public | right.public))
        common = sum(
            weight(name) * _agreement(left.methods[name], right.methods[name])
            for name in self.shared
        )
        return common / total if total else 0.0

    @property
    def attributes(self) -> float:
        """Jaccard of attribute names."""
        return _jaccard(self.left.attributes, self.right.attributes)

    @property
    def collaborators(self) -> float:
        """Jaccard of what they call."""
        return _jaccard(self.left.collaborators, self.right.collaborators)

    @property
    def bases(self) -> float:
        """Jaccard of telling bases."""
        return _jaccard(self.left.telling_bases, self.right.telling_bases)

    @property
    def recoloured(self) -> int:
        """How many methods are sync on one side and async on the other."""
        left, right = self.left, self.right
        if not left.coroutines and not right.coroutines:
            return 0
        return sum(
            left.methods[one].signature.is_async != right.methods[other].signature.is_async
            for one, other in match_methods(left, right).items()
        )

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


def _jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right) if left and right else 0.0


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


def measure_pair(
    left: Profile, right: Profile, names: MethodNames, overlaps: tuple[float, float] | None = None
) -> PairSignals:
    """The signals of a pair; symmetric up to the order of `left` and `right`.

    `overlaps` of shape and bag, where they are known already.
    """
    shape, bag = overlaps or (overlap(left.shape, right.shape), overlap(left.bag, right.bag))
    return PairSignals(left=left, right=right, names=names, shape=shape, bag=bag)

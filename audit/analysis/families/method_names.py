"""How telling a method name is, and which names are protocol."""

from __future__ import annotations

import math
from collections.abc import Sequence

from audit.analysis.families.disjoint import DisjointSets
from audit.analysis.families.profiles import Profile

__all__ = ["PROTOCOL_DEFINERS", "MethodNames", "build_method_names", "relate_classes"]

# A name that four or more unrelated classes define is a protocol of the language, of a framework
# or of the codebase (`close`, `get`, `to_dict`): sharing it is no sign of a common job.
PROTOCOL_DEFINERS = 4


class MethodNames:
    """Weights of method names: 1 / (1 + ln d), d the number of unrelated groups of classes that
    define the name. It falls with use like the usual inverse document frequency, but does not
    depend on classes without the name, so that adding an unrelated class changes no weight.
    """

    def __init__(self, definers: dict[str, int]) -> None:
        self._definers = definers
        self._weights: dict[str, float] = {}

    def weight(self, name: str) -> float:
        """1 for a name of one group, less for common ones."""
        known = self._weights.get(name)
        if known is None:
            known = self._weights[name] = 1.0 / (1.0 + math.log(self._definers.get(name, 1)))
        return known

    def count_definers(self, name: str) -> int:
        """The number of unrelated groups of classes that define the name, 0 when not known."""
        return self._definers.get(name, 0)

    def is_protocol(self, name: str) -> bool:
        """Four or more unrelated classes define it, or Python does (`__len__`)."""
        return name.startswith("__") or self._definers.get(name, 0) >= PROTOCOL_DEFINERS


def relate_classes(profiles: Sequence[Profile]) -> DisjointSets:
    """Put together the classes that share a telling base, a name stem, the same three or more
    public names, or a path. The numbers are positions in `profiles`."""
    related = DisjointSets(len(profiles))
    first: dict[object, int] = {}
    for profile in profiles:
        keys: list[object] = [("base", base) for base in profile.telling_bases]
        keys.append(("path", profile.path))
        if profile.name.stem:
            keys.append(("stem", profile.name.stem))
        if len(profile.public) >= 3:
            keys.append(("interface", profile.public))
        for key in keys:
            other = first.setdefault(key, profile.index)
            if other != profile.index:
                related.join(other, profile.index)
    return related


def build_method_names(profiles: Sequence[Profile], related: DisjointSets) -> MethodNames:
    """Count the groups of related classes behind each public method name."""
    groups: dict[str, set[int]] = {}
    for profile in profiles:
        group = related.find(profile.index)
        for name in profile.public:
            groups.setdefault(name, set()).add(group)
    return MethodNames({name: len(owners) for name, owners in groups.items()})

"""Interfaces that classes answer without inheriting them: protocols, and classes without bodies."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from audit.analysis.families.profiles import Profile
from audit.analysis.families.thresholds import (
    BODILESS_SHARE,
    DECLARED_SHARE,
    MINIMUM_SHARED_NAMES,
)

__all__ = ["Declarations"]


class Declarations:
    """The classes that declare at least three public methods and define hardly any."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._by_name: dict[str, list[Profile]] = {}
        for profile in profiles:
            bare = [name for name in profile.public if profile.methods[name].body != "normal"]
            enough = len(bare) >= max(MINIMUM_SHARED_NAMES, BODILESS_SHARE * len(profile.public))
            for name in bare if enough else ():
                self._by_name.setdefault(name, []).append(profile)

    def find(self, names: Collection[str]) -> str:
        """The path of the class that declares most of these methods, "" when none declares at
        least half of them and three; the first path among equals."""
        counts: dict[str, int] = {}
        for name in names:
            for profile in self._by_name.get(name, ()):
                counts[profile.path] = counts.get(profile.path, 0) + 1
        least = max(MINIMUM_SHARED_NAMES, DECLARED_SHARE * len(names))
        fit = [(-count, path) for path, count in counts.items() if count >= least]
        return min(fit)[1] if fit else ""

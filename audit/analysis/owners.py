"""Which component a symbol belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model.rules import Component

__all__ = ["Owners"]


class Owners:
    """Tells the component of a definition path: the first whose patterns match it.

    For many questions about the same components: patterns are made ready once, answers kept.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        self.components = tuple(components)
        self._matchers = [(component, component.matcher()) for component in self.components]
        self._known: dict[str, Component | None] = {}

    def find(self, path: str) -> Component | None:
        """The component of a definition path, None when none matches."""
        if path not in self._known:
            self._known[path] = next((c for c, matches in self._matchers if matches(path)), None)
        return self._known[path]

    def identify(self, *paths: str) -> str:
        """The id of the component of the first path that has one, "" when none has."""
        found = next(filter(None, map(self.find, paths)), None)
        return found.id if found is not None else ""

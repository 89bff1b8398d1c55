"""Look-ups under way: each was asked for the sake of the one before."""

from __future__ import annotations

from audit.graph.outcomes import CIRCLE, Outcome, missing_outcome

__all__ = ["Entered", "OpenLookups"]

_Key = tuple[str, str]
Entered = tuple[int, int, bool, int | None]
"""What `OpenLookups.leave` needs to know of the state before: depth, the outermost look-up that
was leant on, and where the same name stood."""


class OpenLookups:
    """The names (module, name) that are being looked up.

    `keys` begins with the one asked for first. `reached` has for each the position among its
    module's bindings that is being followed, None where none is. `circles` holds the members of
    each circle met, by the path that it begins with.
    """

    def __init__(self) -> None:
        self.keys: list[_Key] = []
        self.reached: dict[_Key, int | None] = {}
        self.circles: dict[str, tuple[str, ...]] = {}
        self._lowest = 0

    def enter(self, key: _Key) -> Entered:
        """A look-up begins; give the answer to `leave`."""
        before = (len(self.keys), self._lowest, key in self.reached, self.reached.get(key))
        self._lowest = len(self.keys)
        self.keys.append(key)
        self.reached[key] = None
        return before

    def leave(self, entered: Entered) -> bool:
        """The innermost look-up ends; whether its answer leant on none that is still open, and so
        is the same whoever asks."""
        level, lowest_before, was_open, position = entered
        key = self.keys.pop()
        if was_open:
            self.reached[key] = position
        else:
            del self.reached[key]
        settled = self._lowest >= level
        self._lowest = lowest_before if settled else min(lowest_before, self._lowest)
        return settled

    def follow_binding(self, key: _Key, position: int | None) -> None:
        """The look-up goes on with the binding at that position of the module, None: with none."""
        self.reached[key] = position

    def lean_on(self, key: _Key) -> int | None:
        """An open look-up is asked for again: the position of the binding that it follows."""
        self._lowest = min(self._lowest, self.keys.index(key))
        return self.reached[key]

    def lean_on_first(self) -> None:
        """The answer depends on how the innermost look-up was come by."""
        self._lowest = 0

    def close_circle(self, key: _Key) -> Outcome:
        """Nothing: an open look-up leads back to itself."""
        members = tuple(sorted({".".join(pair) for pair in self.keys[self.keys.index(key) :]}))
        path = ".".join(key)
        self.circles[path] = members
        return missing_outcome(path, CIRCLE)

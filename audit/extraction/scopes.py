"""Where the walk is: the conditions around a statement, and the names of the function it is in."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.model.facts import ImportKind, UseFact

__all__ = ["Context", "FunctionScope"]


@dataclass(slots=True)
class FunctionScope:
    """A function being walked: its own names, what it imports, and chains still to be judged.

    `local` and `imported` decide, once the whole body is read, whether a chain starts at an
    imported name; chains that start at neither wait for the enclosing scope.
    """

    parent: FunctionScope | None
    local: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    pending: list[UseFact] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """All that is true of the place of a statement."""

    scope: str = ""
    timing: ImportKind = ImportKind.LOAD
    optional: bool = False
    typing: bool = False
    guards: tuple[str, ...] = ()
    branch: str = ""
    function: FunctionScope | None = None

    @property
    def at_module_level(self) -> bool:
        """Whether names bound here are the module's."""
        return not self.scope

    def inside(self, name: str) -> str:
        """The qualified name of `name` defined here."""
        if not self.scope:
            return name
        joint = ".<locals>." if self.function and self.timing is ImportKind.LAZY else "."
        return self.scope + joint + name

    def kinds(self, *extra: ImportKind) -> tuple[ImportKind, ...]:
        """Import kinds of a statement here, in the order of their definition."""
        found = {self.timing, *extra}
        if self.optional:
            found.add(ImportKind.OPTIONAL)
        if self.typing:
            found.add(ImportKind.TYPING)
        if self.guards:
            found.add(ImportKind.GUARDED)
        return tuple(kind for kind in ImportKind if kind in found)

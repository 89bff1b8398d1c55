"""Where the walk is: the conditions around a statement, and the names of the function it is in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from mypy.nodes import Expression

from audit.extraction.uses import PendingUses
from audit.model.facts import ImportKind

__all__ = ["Context", "FunctionScope", "Guard"]

Guard = Callable[[], str]
"""Says the text of a condition; most are never asked for."""

_KINDS: dict[tuple[ImportKind, ...], tuple[ImportKind, ...]] = {}


class FunctionScope:
    """A function being walked: its own names, what it imports, and chains still to be judged.

    `local` and `imported` decide, once the whole body is read, whether a chain starts at an
    imported name; chains that start at neither wait for the enclosing scope. `values` are the
    expressions last assigned to its plain names, `returns` what its return statements name.
    `left`: a return statement was passed, so that what follows does not always run.
    """

    __slots__ = ("imported", "left", "local", "outer", "parent", "pending", "returns", "values")

    def __init__(self, parent: FunctionScope | None) -> None:
        self.parent = parent
        self.local: set[str] = set()
        self.outer: set[str] = set()
        self.imported: set[str] = set()
        self.pending: PendingUses = defaultdict(list)
        self.values: dict[str, Expression] = {}
        self.returns: dict[str, None] = {}
        self.left = False


class Context:
    """All that is true of the place of a statement; never changed once it is handed out.

    `lazy`: inside a function. `in_class`: directly in a class body. `branch` names the branch of
    the conditionals around, "" when there are none; it starts anew in each function and class.
    `pending` are the chains still to be judged of the function around, else of the file.
    """

    __slots__ = (
        "branch",
        "function",
        "guards",
        "in_class",
        "lazy",
        "optional",
        "pending",
        "scope",
        "typing",
    )

    def __init__(
        self,
        scope: str = "",
        function: FunctionScope | None = None,
        pending: PendingUses | None = None,
    ) -> None:
        self.scope = scope
        self.function = function
        self.pending: PendingUses = defaultdict(list) if pending is None else pending
        self.lazy = function is not None
        self.in_class = False
        self.optional = False
        self.typing = False
        self.guards: tuple[Guard, ...] = ()
        self.branch = ""

    def inside(self, name: str) -> str:
        """The qualified name of `name` defined here."""
        if not self.scope:
            return name
        joint = ".<locals>." if self.lazy and not self.in_class else "."
        return self.scope + joint + name

    def in_function(self, qualname: str, function: FunctionScope) -> Context:
        """The body of a function: it runs later, and a try around it does not protect it."""
        inner = Context(qualname, function, function.pending)
        inner.typing = self.typing
        inner.guards = self.guards
        return inner

    def in_class_body(self, qualname: str) -> Context:
        """The body of a class: it runs where it stands."""
        inner = Context(qualname, self.function, self.pending)
        inner.in_class = True
        inner.optional = self.optional
        inner.typing = self.typing
        inner.guards = self.guards
        return inner

    def in_branch(self, branch: str, *, optional: bool | None = None) -> Context:
        """The branch of a conditional."""
        if optional is None:
            optional = self.optional
        if branch == self.branch and optional == self.optional:
            return self
        return self._copied(branch, optional)

    def _copied(self, branch: str, optional: bool) -> Context:
        inner = Context(self.scope, self.function, self.pending)
        inner.in_class = self.in_class
        inner.optional = optional
        inner.typing = self.typing
        inner.guards = self.guards
        inner.branch = branch
        return inner

    def guarded(self, guard: Guard, branch: str) -> Context:
        """The branch of an `if` whose condition depends on something."""
        inner = self._copied(branch, self.optional)
        inner.guards = (*self.guards, guard)
        return inner

    def for_typing(self, branch: str) -> Context:
        """A branch that only type checkers take."""
        inner = self._copied(branch, self.optional)
        inner.typing = True
        return inner

    def guard_text(self) -> str:
        """The conditions around this place, outermost first."""
        return " and ".join([guard() for guard in self.guards])

    def kinds(self, *extra: ImportKind) -> tuple[ImportKind, ...]:
        """Import kinds of a statement here, in the order of their definition.

        A class body inside a function is both: it runs when the function does.
        """
        found = list(extra)
        if self.in_class:
            found.append(ImportKind.CLASS_BODY)
        if self.lazy:
            found.append(ImportKind.LAZY)
        elif not self.in_class:
            found.append(ImportKind.LOAD)
        if self.optional:
            found.append(ImportKind.OPTIONAL)
        if self.typing:
            found.append(ImportKind.TYPING)
        if self.guards:
            found.append(ImportKind.GUARDED)
        key = tuple(found)
        known = _KINDS.get(key)
        if known is None:
            known = _KINDS[key] = tuple(kind for kind in ImportKind if kind in key)
        return known

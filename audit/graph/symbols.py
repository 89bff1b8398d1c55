"""The symbol table: follows a dotted path to its definition, as Python's import would.

Followed are re-exports, alias assignments, star imports with and without `__all__`, every branch
of a conditional, lazy names of a module-level `__getattr__`, submodules, `sys.modules` entries and
attribute chains. The order in which a module binds a name decides what the name is.
"""

from __future__ import annotations

from audit.graph.definitions import Definitions
from audit.graph.given_names import GivenNames
from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Binding, Namespaces
from audit.graph.outcomes import (
    CIRCLE,
    Outcome,
    found_any,
    join_outcomes,
    missing_outcome,
    module_outcome,
    sorted_outcomes,
    unique_outcomes,
)
from audit.model.facts import BindingKind, FileFacts, ImportFact, ImportKind

__all__ = ["SymbolTable"]

_DEEPEST = 60
_Key = tuple[str, str]


class SymbolTable:
    """Answers `follow(path)` over a fixed set of modules; answers are remembered.

    `alias_cycles` holds the circles met so far of names that stand only for each other.
    """

    def __init__(self, index: ModuleIndex) -> None:
        self.index = index
        self.namespaces = Namespaces(index)
        self.alias_cycles: set[tuple[str, ...]] = set()
        self._answers: dict[_Key, tuple[Outcome, ...]] = {}
        self._followed: dict[str, tuple[Outcome, ...]] = {}
        self._locals: dict[tuple[str, str, int], tuple[Outcome, ...]] = {}
        self._frames: list[tuple[_Key, int | None]] = []
        self._position: dict[_Key, int | None] = {}
        self._lowest = 0
        self._circles: dict[str, tuple[str, ...]] = {}
        self._replacing: set[str] = set()
        self._definitions = Definitions(index, self.namespaces, self.local)
        self._given = GivenNames(index, self.follow, self.local)
        self._replaced: dict[str, str] = {}
        self._replaced = self._given.replacements()
        for known in (self._answers, self._followed, self._locals, self.alias_cycles):
            known.clear()

    # Whole paths

    def follow(self, path: str) -> tuple[Outcome, ...]:
        """All candidates for an absolute dotted path, the likeliest first; never empty.

        `a.b.C` is read as `from a.b import C` reads it: the longest module first, then names in
        it; where that finds nothing, as an attribute chain from the top.
        """
        if self._frames:  # amid another look-up a circle may show: such an answer is not kept
            return self._follow(path)
        known = self._followed.get(path)
        if known is None:
            known = self._followed[path] = self._follow(path)
        return known

    def _follow(self, path: str) -> tuple[Outcome, ...]:
        parts = path.split(".")
        if not self.index.is_first_party(path):
            return (Outcome(kind="external", path=path, chain=(path,)),)
        depth = self._module_depth(parts)
        start = self._module_itself(".".join(parts[:depth]))
        answers = self._descend(start, parts[depth:], path)
        if not found_any(answers) and depth > 1:
            from_top = self._descend(self._module_itself(parts[0]), parts[1:], path)
            answers = from_top if found_any(from_top) else answers
        return tuple(outcome.via(path) for outcome in answers)

    def may_be_module(self, path: str) -> bool:
        """Whether the import system may find a module under that path: a file, an entry in
        `sys.modules`, or one that code makes which cannot be read. A name of a package is none."""
        above = path
        while above and not self.index.exists(above):
            if above in self._replaced:
                return True
            above = above.rpartition(".")[0]
        facts = self.index.facts(above)
        unread = facts is None or facts.dynamic_names or bool(facts.problems)
        unread = unread or self.namespaces.sets_path(above) or self._given.lends_path(above)
        return above == path or above in self._replaced or unread

    def _module_depth(self, parts: list[str]) -> int:
        """How many parts make the longest module that a last part can be looked up in."""
        depth = 1
        for length in range(2, len(parts)):
            name = ".".join(parts[:length])
            if self.index.exists(name) or name in self._replaced:
                depth = length
        return depth

    def _module_itself(self, name: str) -> tuple[Outcome, ...]:
        target = self._replaced.get(name)
        if target is None or name in self._replacing:
            return (Outcome(kind="module", path=name),)
        self._replacing.add(name)
        try:
            return tuple(outcome.via(name) for outcome in self.follow(target))
        finally:
            self._replacing.discard(name)

    def _descend(
        self, starts: tuple[Outcome, ...], parts: list[str], path: str
    ) -> tuple[Outcome, ...]:
        current = starts
        for part in parts:
            current = unique_outcomes(
                answer for outcome in current for answer in self._step(outcome, part)
            )
            if len(current) > 1 and found_any(current):
                current = tuple(outcome for outcome in current if outcome.kind != "missing")
        return current or (missing_outcome(path, "nothing there"),)

    def _step(self, outcome: Outcome, part: str) -> tuple[Outcome, ...]:
        if outcome.kind == "module":
            return tuple(join_outcomes(outcome, o, part) for o in self.member(outcome.path, part))
        if outcome.kind == "external":
            path = f"{outcome.path}.{part}"
            beyond = Outcome(kind="external", path=path, chain=(path,))
            return (join_outcomes(outcome, beyond, part),)
        if outcome.definition is not None:
            return (self._definitions.attribute(outcome, outcome.definition, part),)
        return (outcome,)

    # Members of modules

    def member(self, module: str, name: str) -> tuple[Outcome, ...]:
        """What `module.name` is once everything has run: candidates, never empty."""
        return self._look_up(module, name, None)

    def _look_up(self, module: str, name: str, before: int | None) -> tuple[Outcome, ...]:
        """The same as seen when the module has reached a position among its bindings.

        A name that is asked for while it is being resolved means what it meant before the binding
        that is being followed: an import in a circle sees the half-run module.
        """
        key = (module, name)
        if before is None and key in self._answers:
            return self._answers[key]
        if key in self._position:
            entered = next(i for i, (active, _) in enumerate(self._frames) if active == key)
            self._lowest = min(self._lowest, entered)
            reached = self._position[key]
            if reached is None:
                return (self._circle(key),)
            before = reached if before is None else min(before, reached)
            if not self.namespaces.positioned_bindings(module, name, before):
                return (self._circle(key),)
        if len(self._frames) > _DEEPEST:
            self._lowest = 0
            return (missing_outcome(f"{module}.{name}", "too many aliases in a row"),)
        return self._in_frame(key, before)

    def _in_frame(self, key: _Key, before: int | None) -> tuple[Outcome, ...]:
        level = len(self._frames)
        outer_lowest, self._lowest = self._lowest, level
        had_position = key in self._position
        previous = self._position.get(key)
        self._frames.append((key, before))
        self._position[key] = None
        try:
            answer = self._find_member(*key, before)
        finally:
            self._frames.pop()
            if had_position:
                self._position[key] = previous
            else:
                del self._position[key]
            lowest, self._lowest = self._lowest, min(outer_lowest, self._lowest)
        if lowest >= level:
            self._lowest = outer_lowest
            if before is None:
                self._answers[key] = answer
        return answer

    def _circle(self, key: _Key) -> Outcome:
        keys = [active for active, _ in self._frames]
        members = tuple(sorted({".".join(pair) for pair in keys[keys.index(key) :]}))
        path = ".".join(key)
        self._circles[path] = members
        return missing_outcome(path, CIRCLE)

    def _find_member(self, module: str, name: str, before: int | None) -> tuple[Outcome, ...]:
        path = f"{module}.{name}"
        target = self._replaced.get(path) or self._replaced.get(module, "")
        if target and module not in self._replacing:
            asked = target if path in self._replaced else f"{target}.{name}"
            return tuple(outcome.via(path) for outcome in self.follow(asked))
        facts = self.index.facts(module)
        if facts is None:
            return (self._definitions.without_facts(module, name),)
        candidates = self._bound(module, facts, name, before)
        if found_any(candidates):
            return candidates
        lazy = self._given.lazy(module, facts, name)
        if found_any(lazy):
            return lazy
        foreign = self._given.from_elsewhere(path)
        if found_any(foreign):
            return foreign
        if self.index.exists(path):
            return (module_outcome(path),)
        circle = any(outcome.reason == CIRCLE for outcome in candidates)
        if circle and self.namespaces.openness(module):
            return (self._definitions.nothing(module, name),)
        self._note_circle(path, candidates)
        return candidates or lazy or (self._definitions.nothing(module, name),)

    def _note_circle(self, path: str, candidates: tuple[Outcome, ...]) -> None:
        """Keep a circle that begins here and that no other candidate leads out of."""
        for outcome in candidates:
            if outcome.reason == CIRCLE and outcome.path == path:
                self.alias_cycles.add(self._circles[path])

    def _bound(
        self, module: str, facts: FileFacts, name: str, before: int | None
    ) -> tuple[Outcome, ...]:
        first: tuple[Outcome, ...] = ()
        while True:
            bindings = self.namespaces.positioned_bindings(module, name, before)
            run_time = [item for item in bindings if not item[1].typing]
            if not run_time and facts.lazy is not None:
                lazy = self._given.lazy(module, facts, name)
                bindings = [] if found_any(lazy) else bindings
            found = self._candidates(module, facts, run_time or bindings)
            first = first or found
            if found_any(found) or not self._may_be_passed_by(facts, bindings, found):
                return found if found_any(found) else first
            before = bindings[0][0]

    def _candidates(
        self, module: str, facts: FileFacts, bindings: list[Binding]
    ) -> tuple[Outcome, ...]:
        found: list[Outcome] = []
        for position, binding in bindings:
            self._position[module, binding.name] = position
            found += self._binding(module, facts, (position, binding))
            self._position[module, binding.name] = None
        return sorted_outcomes(found)

    def _may_be_passed_by(
        self, facts: FileFacts, bindings: list[Binding], found: tuple[Outcome, ...]
    ) -> bool:
        """Whether bindings that lead nowhere leave earlier ones in force: a star brings nothing
        that its module does not have yet, and an import in a circle sees a half-run module."""
        stars = any(b.index >= 0 and facts.imports[b.index].name == "*" for _, b in bindings)
        return bool(bindings) and (stars or any(outcome.reason == CIRCLE for outcome in found))

    def _binding(self, module: str, facts: FileFacts, item: Binding) -> tuple[Outcome, ...]:
        position, binding = item
        name = binding.name
        path = f"{module}.{name}"
        doubt = binding.branch.rpartition("/")[2].endswith("?")
        if self.namespaces.is_submodule_load(binding):
            return (module_outcome(path),)
        if binding.kind is BindingKind.IMPORT:
            fact = facts.imports[binding.index]
            answers = self._imported(module, fact, item)
            return tuple(outcome.via(path, unlikely=doubt) for outcome in answers)
        if binding.kind is BindingKind.ALIAS and binding.target != name:
            followed = self._local(module, binding.target, position, runs_now=True)
            if found_any(followed):
                return tuple(outcome.via(path, unlikely=doubt) for outcome in followed)
        kind = binding.kind.value if binding.kind is not BindingKind.ALIAS else "value"
        end = self.namespaces.end_line(module, name, binding.line)
        symbol = self._definitions.symbol(module, name, kind, (binding.line, end))
        return (symbol.via(path, unlikely=doubt),)

    def _imported(self, module: str, fact: ImportFact, item: Binding) -> tuple[Outcome, ...]:
        position, binding = item
        target = self.index.absolute_name(module, fact)
        if not target:
            reason = "the relative import leaves the top-level package"
            return (missing_outcome(f"{module}.{binding.name}", reason),)
        if not self.index.is_first_party(target):
            return _from_outside(target, fact, binding.target)
        if fact.name == "*":
            return self.member(target, binding.name) if self.index.exists(target) else ()
        if ImportKind.DYNAMIC in fact.kinds:
            attributes = binding.target.split(".") if binding.target else []
            return self._descend(self.follow(target), attributes, target)
        if (fact.name or fact.alias) and not self.may_be_module(target):
            return (missing_outcome(target, f"there is no module {target}"),)
        if fact.name is None:
            return self.follow(target if fact.alias else target.partition(".")[0])
        if target == module:
            return self._from_itself(module, fact.name, position)
        whole = f"{target}.{fact.name}"
        return self.member(target, fact.name) if self.index.exists(target) else self.follow(whole)

    def _from_itself(self, module: str, name: str, position: int) -> tuple[Outcome, ...]:
        """`from . import x` in a package: what is bound already, else the submodule."""
        submodule = f"{module}.{name}"
        bound = self.namespaces.positioned_bindings(module, name, position)
        if self.index.exists(submodule) and not bound:
            return (module_outcome(submodule),)
        return self._look_up(module, name, position)

    def local(self, module: str, chain: str, *, line: int = 0) -> tuple[Outcome, ...]:
        """What dotted text means inside a module: its own names, () when it has none.

        With `line`, as the names stand when that line is reached.
        """
        key = (module, chain, line)
        known = self._locals.get(key) if not self._frames else None
        if known is None:
            before = self.namespaces.position_of_line(module, line) if line else None
            known = self._local(module, chain, before)
            if not self._frames:
                self._locals[key] = known
        return known

    def _local(
        self, module: str, chain: str, before: int | None, *, runs_now: bool = False
    ) -> tuple[Outcome, ...]:
        """With `runs_now` the text is evaluated right there: what is bound later is not seen."""
        root, *rest = chain.split(".")
        if before is not None and not self.namespaces.positioned_bindings(module, root, before):
            if runs_now and self.namespaces.positioned_bindings(module, root):
                return ()
            before = None
        if before is None and not self.namespaces.binds(module, root):
            return ()
        return self._descend(self._look_up(module, root, before), rest, chain)


def _from_outside(target: str, fact: ImportFact, attribute: str) -> tuple[Outcome, ...]:
    """What an import of a module that is not first-party binds."""
    whole = f"{target}.{fact.name}" if fact.name else target
    if not fact.name and not fact.alias and ImportKind.DYNAMIC not in fact.kinds:
        whole = target.partition(".")[0]
    path = ".".join(part for part in (whole, attribute) if part)
    return (Outcome(kind="external", path=path, chain=(path,)),) if path else ()

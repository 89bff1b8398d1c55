"""The symbol table: follows a dotted path to its definition, as Python's import would.

Followed are re-exports, alias assignments, star imports with and without `__all__`, every branch
of a conditional, lazy names of a module-level `__getattr__`, submodules, `sys.modules` entries and
attribute chains. The order in which a module binds a name decides what the name is.
"""

from __future__ import annotations

import itertools

from audit.graph.binding_rules import from_outside, is_doubtful, may_be_passed_by
from audit.graph.definitions import Definitions
from audit.graph.given_names import GivenNames
from audit.graph.load_order import LoadOrder
from audit.graph.module_index import ModuleIndex
from audit.graph.module_paths import ModulePaths
from audit.graph.namespaces import Binding, Namespaces
from audit.graph.open_lookups import OpenLookups
from audit.graph.openness import Openness
from audit.graph.outcomes import (
    CIRCLE,
    Outcome,
    external_outcome,
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


class SymbolTable:
    """Answers `follow(path)` over a fixed set of modules; answers are remembered.

    `alias_cycles` holds the circles met so far of names that stand only for each other.
    """

    def __init__(self, index: ModuleIndex, load_order: LoadOrder | None = None) -> None:
        self.index = index
        self.namespaces = Namespaces(index, load_order)
        self.alias_cycles: set[tuple[str, ...]] = set()
        self._answers: dict[tuple[str, str], tuple[Outcome, ...]] = {}
        self._followed: dict[str, tuple[Outcome, ...]] = {}
        self._locals: dict[tuple[str, str, int], tuple[Outcome, ...]] = {}
        self._open = OpenLookups()
        self._given = GivenNames(index, self.namespaces, self.follow, self.local)
        self.openness = Openness(index, self.namespaces, self.local, self._given)
        self._definitions = Definitions(index, self.namespaces, self.local, self.openness)
        self._modules = ModulePaths(index, self.namespaces, self._given, self.follow)
        self._modules.replaced = self._given.replacements()
        self.openness.computed = self._given.computed_names()
        for known in (self._answers, self._followed, self._locals, self.alias_cycles):
            known.clear()

    def release(self) -> None:
        """Let go of everything; nothing can be asked afterwards.

        The parts of a table ask it back, and themselves. Such circles, and all facts with them,
        stay in memory until the cyclic collector comes, which an audit keeps away.
        """
        for part in (self._definitions, self._given, self._modules, self.openness, self):
            vars(part).clear()

    # Whole paths

    def follow(self, path: str) -> tuple[Outcome, ...]:
        """All candidates for an absolute dotted path, the likeliest first; never empty.

        `a.b.C` is read as `from a.b import C` reads it: the longest module first, then names in
        it; where that finds nothing, as an attribute chain from the top.
        """
        if self._open.keys:  # amid another look-up a circle may show: such an answer is not kept
            return self._follow(path)
        known = self._followed.get(path)
        if known is None:
            known = self._followed[path] = self._follow(path)
        return known

    def _follow(self, path: str) -> tuple[Outcome, ...]:
        if not self.index.is_first_party(path):
            return (external_outcome(path),)
        module, names = self._modules.split(path)
        answers = self._descend(self._modules.itself(module), names, path)
        if "." in module and not found_any(answers):
            top, *parts = path.split(".")
            from_top = self._descend(self._modules.itself(top), parts, path)
            answers = from_top if found_any(from_top) else answers
        return tuple(outcome.via(path) for outcome in answers)

    def may_be_module(self, path: str) -> bool:
        """Whether the import system may find a module under that path: a file, an entry in
        `sys.modules`, or one that code makes which cannot be read. A name of a package is none."""
        return self._modules.may_be_module(path)

    def _descend(
        self, starts: tuple[Outcome, ...], parts: list[str], path: str
    ) -> tuple[Outcome, ...]:
        current = starts
        for part in parts:
            steps = (self._step(outcome, part) for outcome in current)
            current = unique_outcomes(itertools.chain.from_iterable(steps))
            if len(current) > 1 and found_any(current):
                current = tuple(outcome for outcome in current if outcome.kind != "missing")
        return current or (missing_outcome(path, "nothing there"),)

    def _step(self, outcome: Outcome, part: str) -> tuple[Outcome, ...]:
        if outcome.kind == "module":
            found = self.member(outcome.path, part)
            return tuple(join_outcomes(outcome, o, part) for o in found) if outcome.chain else found
        if outcome.kind == "external":
            path = f"{outcome.path}.{part}"
            return (join_outcomes(outcome, external_outcome(path), part),)
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
        known = self._answers.get(key) if before is None else None
        if known is not None:
            return known
        if key in self._open.reached:
            reached = self._open.lean_on(key)
            if reached is None:
                return (self._open.close_circle(key),)
            before = reached if before is None else min(before, reached)
            if not self.namespaces.positioned_bindings(module, name, before):
                return (self._open.close_circle(key),)
        if len(self._open.keys) > _DEEPEST:
            self._open.lean_on_first()
            return (missing_outcome(f"{module}.{name}", "too many aliases in a row"),)
        answer: tuple[Outcome, ...] = ()
        settled = True
        if not self._modules.stand_in(module, name):
            bindings = self.namespaces.positioned_bindings(module, name, before)
            answer = self._definitions.written_alone(module, bindings)
        if not answer:
            entered = self._open.enter(key)
            try:
                answer = self._find_member(module, name, before)
            finally:
                settled = self._open.leave(entered)
        if settled and before is None:
            self._answers[key] = answer
        return answer

    def _find_member(self, module: str, name: str, before: int | None) -> tuple[Outcome, ...]:
        path = f"{module}.{name}"
        stand_in = self._modules.stand_in(module, name)
        if stand_in:
            return tuple(outcome.via(path) for outcome in self.follow(stand_in))
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
        if circle and self.openness.find(module):
            return (self._definitions.nothing(module, name),)
        if any(outcome.reason == CIRCLE and outcome.path == path for outcome in candidates):
            self.alias_cycles.add(self._open.circles[path])  # no other candidate leads out of it
        return candidates or lazy or (self._definitions.nothing(module, name),)

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
            if found_any(found) or not may_be_passed_by(facts, bindings, found):
                return found if found_any(found) else first
            before = bindings[0][0]

    def _candidates(
        self, module: str, facts: FileFacts, bindings: list[Binding]
    ) -> tuple[Outcome, ...]:
        found: list[Outcome] = []
        for position, binding in bindings:
            self._open.follow_binding((module, binding.name), position)
            found += self._binding(module, facts, (position, binding))
            self._open.follow_binding((module, binding.name), None)
        return sorted_outcomes(found)

    def _binding(self, module: str, facts: FileFacts, item: Binding) -> tuple[Outcome, ...]:
        position, binding = item
        name = binding.name
        path = f"{module}.{name}"
        doubt = is_doubtful(binding)
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
        return (self._definitions.written(module, binding),)

    def _imported(self, module: str, fact: ImportFact, item: Binding) -> tuple[Outcome, ...]:
        binding = item[1]
        target = self.index.absolute_name(module, fact)
        if not target:
            reason = "the relative import leaves the top-level package"
            return (missing_outcome(f"{module}.{binding.name}", reason),)
        if not self.index.is_first_party(target):
            return from_outside(target, fact, binding.target)
        if fact.name == "*":
            return self.member(target, binding.name) if self.index.exists(target) else ()
        return self._imported_inside(module, fact, item, target)

    def _imported_inside(
        self, module: str, fact: ImportFact, item: Binding, target: str
    ) -> tuple[Outcome, ...]:
        position, binding = item
        if ImportKind.DYNAMIC in fact.kinds:
            attributes = binding.target.split(".") if binding.target else []
            return self._descend(self.follow(target), attributes, target)
        if (fact.name or fact.alias) and not self.may_be_module(target):
            return (missing_outcome(target, f"there is no module {target}"),)
        if fact.name is None and not fact.alias:
            return self.follow(self.index.bound_name(module, fact))
        whole = f"{target}.{fact.name}" if fact.name else target
        owner, _, name = whole.rpartition(".")
        if owner == module:
            return self._from_itself(module, name, position)
        if fact.name and self.index.exists(target):
            return self.member(target, fact.name)
        return self.follow(whole)

    def _from_itself(self, module: str, name: str, position: int) -> tuple[Outcome, ...]:
        """`from . import x`, `import pkg.x as y` in `pkg`: what is bound already, else a module."""
        submodule = f"{module}.{name}"
        bound = self.namespaces.positioned_bindings(module, name, position)
        if self.index.exists(submodule) and not bound:
            return (module_outcome(submodule),)
        if not bound and (module, name) in self._open.reached:  # asked for by its own import
            return (self._definitions.nothing(module, name),)
        return self._look_up(module, name, position)

    def local(self, module: str, chain: str, *, line: int = 0) -> tuple[Outcome, ...]:
        """What dotted text means inside a module: its own names, () when it has none.

        With `line`, as the names stand when that line is reached.
        """
        key = (module, chain, line)
        known = self._locals.get(key) if not self._open.keys else None
        if known is None:
            before = self.namespaces.position_of_line(module, line) if line else None
            known = self._local(module, chain, before)
            if not self._open.keys:
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

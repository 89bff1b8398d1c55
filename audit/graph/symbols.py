"""The symbol table: follows a dotted path to its definition, as Python's import would.

Followed are re-exports, alias assignments, star imports with and without `__all__`, every branch
of a conditional, lazy names of a module-level `__getattr__`, submodules, `sys.modules` entries and
attribute chains. The order in which a module binds a name decides what the name is.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.graph.module_index import ModuleIndex
from audit.graph.namespaces import Namespaces
from audit.model.facts import BindingFact, BindingKind, FileFacts, ImportFact, LazyEntry
from audit.model.ledger import SymbolDefinition

__all__ = ["Outcome", "SymbolTable"]

_DEEPEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where a path ends.

    `kind` is `symbol`, `module`, `external` or `missing`. `path` is the definition path, the
    module name or the external dotted path; `chain` the paths passed on the way; `reason` says
    why something is missing, and `open` that it may exist all the same (a module that makes
    names at run time).
    """

    kind: str
    path: str
    chain: tuple[str, ...] = ()
    definition: SymbolDefinition | None = None
    reason: str = ""
    open: bool = False

    def via(self, path: str) -> Outcome:
        """The same outcome reached by one more hop."""
        if self.chain and self.chain[0] == path:
            return self
        return Outcome(
            kind=self.kind,
            path=self.path,
            chain=(path, *self.chain),
            definition=self.definition,
            reason=self.reason,
            open=self.open,
        )


class SymbolTable:
    """Answers `follow(path)` over a fixed set of modules; answers are remembered."""

    def __init__(self, index: ModuleIndex) -> None:
        self.index = index
        self.namespaces = Namespaces(index)
        self._answers: dict[tuple[str, str], tuple[Outcome, ...]] = {}
        self._active: list[tuple[str, str]] = []
        self._circle: list[tuple[str, str]] = []
        self.alias_cycles: set[tuple[str, ...]] = set()
        self._replaced = self._module_replacements()

    # Whole paths

    def follow(self, path: str) -> tuple[Outcome, ...]:
        """All candidates for an absolute dotted path, the likeliest first; never empty."""
        parts = path.split(".")
        if not self.index.is_first_party(path) and not self.index.exists(parts[0]):
            return (self._outside(path),)
        return self._descend((Outcome(kind="module", path=parts[0]),), parts[1:], path)

    def _outside(self, path: str) -> Outcome:
        return Outcome(kind="external", path=path, chain=(path,))

    def _descend(
        self, starts: tuple[Outcome, ...], parts: list[str], path: str
    ) -> tuple[Outcome, ...]:
        current = starts
        for part in parts:
            following: list[Outcome] = []
            for outcome in current:
                following += self._step(outcome, part)
            current = _unique(following)
        return current or (_missing(path, "nothing there"),)

    def _step(self, outcome: Outcome, part: str) -> tuple[Outcome, ...]:
        if outcome.kind == "module":
            found = self.member(outcome.path, part)
            return tuple(_joined(outcome, answer) for answer in found)
        if outcome.kind == "external":
            return (Outcome(kind="external", path=f"{outcome.path}.{part}", chain=outcome.chain),)
        if outcome.kind == "symbol" and outcome.definition is not None:
            return (self._attribute(outcome, outcome.definition, part),)
        return (outcome,)

    # Members of modules

    def member(self, module: str, name: str) -> tuple[Outcome, ...]:
        """What `module.name` is: candidates in Python's order, never empty."""
        key = (module, name)
        known = self._answers.get(key)
        if known is not None:
            return known
        if key in self._active or len(self._active) > _DEEPEST:
            if key in self._active:
                self._circle = self._active[self._active.index(key) :]
            return (_missing(f"{module}.{name}", "aliases of each other in a circle"),)
        self._active.append(key)
        try:
            answer = self._find_member(module, name)
        finally:
            self._active.pop()
        circular = any(o.kind == "missing" and "circle" in o.reason for o in answer)
        if circular and len(answer) == 1 and self._circle[:1] == [key]:
            self.alias_cycles.add(tuple(sorted(".".join(pair) for pair in self._circle)))
        if not circular or not self._active:
            self._answers[key] = answer
        return answer

    def _find_member(self, module: str, name: str) -> tuple[Outcome, ...]:
        path = f"{module}.{name}"
        if path in self._replaced:
            target = self._replaced[path]
            return tuple(o.via(path) for o in self.follow(target)) if target != path else ()
        facts = self.index.facts(module)
        if facts is None:
            return (self._without_facts(module, name),)
        candidates = self._bound(module, facts, name)
        if candidates and not all(o.kind == "missing" for o in candidates):
            return candidates
        lazy = self._lazy(module, facts, name)
        if lazy and not all(o.kind == "missing" for o in lazy):
            return lazy
        if self.index.exists(path):
            return (Outcome(kind="module", path=path, chain=(path,)),)
        return candidates or lazy or (self._nothing(module, facts, name),)

    def _without_facts(self, module: str, name: str) -> Outcome:
        path = f"{module}.{name}"
        if self.index.exists(path):
            return Outcome(kind="module", path=path, chain=(path,))
        if self.index.is_compiled(module):
            return _missing(path, f"{module} is compiled and cannot be read", may_exist=True)
        return _missing(path, f"there is no module {path}")

    def _nothing(self, module: str, facts: FileFacts, name: str) -> Outcome:
        if name in (
            "__name__",
            "__file__",
            "__doc__",
            "__path__",
            "__all__",
            "__spec__",
            "__package__",
            "__loader__",
            "__dict__",
            "__builtins__",
        ):
            return self._symbol(module, name, "value", 1, 1)
        reason = self.namespaces.openness(module)
        if reason:
            return _missing(f"{module}.{name}", reason, may_exist=True)
        return _missing(f"{module}.{name}", f"{module} has no name {name}")

    def _bound(self, module: str, facts: FileFacts, name: str) -> tuple[Outcome, ...]:
        bindings = self.namespaces.live_bindings(module, name)
        run_time = [binding for binding in bindings if not binding.typing]
        if not run_time and facts.lazy is not None and self._lazy(module, facts, name):
            return ()
        found: list[Outcome] = []
        for binding in run_time or bindings:
            found += self._binding(module, facts, name, binding)
        found.sort(key=_preference)
        return _unique(found)

    def _binding(
        self, module: str, facts: FileFacts, name: str, binding: BindingFact
    ) -> tuple[Outcome, ...]:
        path = f"{module}.{name}"
        if binding.kind is BindingKind.IMPORT:
            return self._imported(module, facts.imports[binding.index], name, path)
        if binding.kind is BindingKind.ALIAS and binding.target != name:
            followed = self.local(module, binding.target, before=name)
            if any(outcome.kind != "missing" for outcome in followed):
                return tuple(outcome.via(path) for outcome in followed)
        kind = binding.kind.value if binding.kind is not BindingKind.ALIAS else "value"
        end = self.namespaces.end_line(module, name, binding.line)
        return (self._symbol(module, name, kind, binding.line, end),)

    def _imported(self, module: str, fact: ImportFact, name: str, path: str) -> tuple[Outcome, ...]:
        target = self.index.absolute_name(module, fact)
        if not target:
            return (_missing(path, "the relative import leaves the top-level package"),)
        if fact.name == "*":
            answers = self.member(target, name) if self.index.exists(target) else ()
            return tuple(outcome.via(path) for outcome in answers)
        if fact.name is None:
            whole = target if fact.alias else target.partition(".")[0]
            answers = self.follow(whole)
        elif self.index.exists(target):
            if target == module and self.index.exists(f"{target}.{fact.name}"):
                submodule = f"{target}.{fact.name}"
                answers = (Outcome(kind="module", path=submodule, chain=(submodule,)),)
            else:
                answers = self.member(target, fact.name)
        else:
            answers = self.follow(f"{target}.{fact.name}")
        return tuple(outcome.via(path) for outcome in answers)

    def local(self, module: str, chain: str, *, before: str = "") -> tuple[Outcome, ...]:
        """What dotted text means inside a module: its own names first, then nothing.

        `before` is the name being bound, which the chain's root must not lead back to.
        """
        root, *rest = chain.split(".")
        if root == before and not rest:
            return ()
        if self.namespaces.binds(module, root):
            return self._descend(self.member(module, root), rest, chain)
        return ()

    # Lazy names

    def _lazy(self, module: str, facts: FileFacts, name: str) -> tuple[Outcome, ...]:
        if facts.lazy is None:
            return ()
        path = f"{module}.{name}"
        for entry in facts.lazy.entries:
            if entry.name == name:
                return tuple(o.via(path) for o in self._lazy_entry(module, entry))
        for delegate in facts.lazy.delegates:
            target = self._delegate(module, delegate)
            if target:
                found = self.follow(f"{target}.{name}")
                if any(outcome.kind != "missing" for outcome in found):
                    return tuple(outcome.via(path) for outcome in found)
        return ()

    def _lazy_entry(self, module: str, entry: LazyEntry) -> tuple[Outcome, ...]:
        if not entry.module:
            return self.local(module, entry.attribute, before=entry.name)
        attempts = []
        for base in self._lazy_modules(module, entry.module):
            attempts.append(f"{base}.{entry.attribute}" if entry.attribute else base)
            if entry.attribute == entry.name:
                attempts.append(base)
        best: tuple[Outcome, ...] = ()
        for attempt in attempts:
            if attempt == f"{module}.{entry.name}" and not self.index.exists(attempt):
                continue
            found = self.follow(attempt)
            if any(o.kind in ("symbol", "module") for o in found):
                return found
            best = best or found
        return self.local(module, entry.module, before=entry.name) or best

    def _lazy_modules(self, module: str, written: str) -> list[str]:
        """Absolute readings of a module as a table writes it, likeliest first."""
        package = module if self._is_package(module) else module.rpartition(".")[0]
        stripped = written.lstrip(".")
        level = len(written) - len(stripped)
        if level:
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - level + 1])
            return [f"{base}.{stripped}" if stripped else base, stripped]
        beside = f"{package}.{written}"
        return [written, beside] if self.index.is_first_party(written) else [beside, written]

    def _delegate(self, module: str, written: str) -> str:
        if not written.startswith("."):
            for outcome in self.local(module, written):
                if outcome.kind == "module":
                    return outcome.path
        for candidate in self._lazy_modules(module, written):
            if self.index.exists(candidate):
                return candidate
        return ""

    def _is_package(self, module: str) -> bool:
        known = self.index.module(module)
        return known is None or known.is_package

    # Symbols and their attributes

    def _symbol(self, module: str, qualname: str, kind: str, line: int, end: int) -> Outcome:
        owner = self.index.module(module)
        path = f"{module}.{qualname}"
        if owner is None:
            return _missing(path, f"there is no module {module}")
        definition = SymbolDefinition(
            path=path,
            module=module,
            qualname=qualname,
            kind=kind,
            file=owner.file,
            line=line,
            end_line=end,
            zone=owner.zone,
        )
        return Outcome(kind="symbol", path=path, chain=(path,), definition=definition)

    def _attribute(self, outcome: Outcome, owner: SymbolDefinition, part: str) -> Outcome:
        path = f"{owner.path}.{part}"
        if owner.kind != "class":
            return _missing(path, f"{owner.path} is no class or module", may_exist=True)
        found = self._class_attribute(owner.module, owner.qualname, part, set())
        if found is not None:
            return _joined(outcome, found)
        return _missing(
            path, f"class {owner.path} has no attribute {part} that can be seen", may_exist=True
        )

    def _class_attribute(
        self, module: str, qualname: str, part: str, seen: set[str]
    ) -> Outcome | None:
        if f"{module}.{qualname}" in seen:
            return None
        seen.add(f"{module}.{qualname}")
        fact = self.namespaces.class_fact(module, qualname)
        if fact is None:
            return None
        for method in fact.methods:
            if method.qualname == f"{qualname}.{part}":
                return self._symbol(
                    module, method.qualname, "function", method.line, method.end_line
                )
        nested = self.namespaces.class_fact(module, f"{qualname}.{part}")
        if nested is not None:
            return self._symbol(module, nested.qualname, "class", nested.line, nested.end_line)
        if part in fact.attributes:
            return self._symbol(module, f"{qualname}.{part}", "value", fact.line, fact.line)
        for base in fact.bases:
            for outcome in self.local(module, base):
                if outcome.definition is not None and outcome.definition.kind == "class":
                    owner = outcome.definition
                    found = self._class_attribute(owner.module, owner.qualname, part, seen)
                    if found is not None:
                        return found
        return None

    def _module_replacements(self) -> dict[str, str]:
        """`sys.modules["a.b"] = thing`: the dotted path and what it stands for."""
        found: dict[str, str] = {}
        for name in self.index.names:
            facts = self.index.facts(name)
            for alias in facts.module_aliases if facts else ():
                target = self._delegate(name, alias.value) or (
                    alias.value if self.index.exists(alias.value) else ""
                )
                key = name if alias.key == "__name__" else alias.key
                if target and key != target:
                    found[key] = target
        return found


def _missing(path: str, reason: str, *, may_exist: bool = False) -> Outcome:
    return Outcome(kind="missing", path=path, chain=(path,), reason=reason, open=may_exist)


def _joined(before: Outcome, after: Outcome) -> Outcome:
    chain = tuple(dict.fromkeys((*before.chain, *after.chain)))
    return Outcome(
        kind=after.kind,
        path=after.path,
        chain=chain,
        definition=after.definition,
        reason=after.reason,
        open=after.open,
    )


def _preference(outcome: Outcome) -> int:
    """Things that can be seen before bare values, values before what is outside or missing."""
    if outcome.kind == "symbol":
        is_value = outcome.definition is not None and outcome.definition.kind == "value"
        return 1 if is_value else 0
    return {"module": 0, "external": 2, "missing": 3}[outcome.kind]


def _unique(outcomes: list[Outcome]) -> tuple[Outcome, ...]:
    seen: dict[tuple[str, str], Outcome] = {}
    for outcome in outcomes:
        seen.setdefault((outcome.kind, outcome.path), outcome)
    return tuple(seen.values())

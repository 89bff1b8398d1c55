"""What each module's namespace holds: bindings in order, exports, classes by name."""

from __future__ import annotations

from collections import defaultdict

from audit.graph.module_index import ModuleIndex
from audit.model.facts import BindingFact, BindingKind, ClassFact, FileFacts, ImportKind

__all__ = ["Namespaces"]


class Namespaces:
    """Name look-ups over the facts of all modules; indexes are built when first asked for."""

    def __init__(self, index: ModuleIndex) -> None:
        self._index = index
        self._bindings: dict[str, dict[str, list[BindingFact]]] = {}
        self._classes: dict[str, dict[str, ClassFact]] = {}
        self._exports: dict[str, tuple[str, ...] | None] = {}
        self._computing: set[str] = set()

    def binds(self, module: str, name: str) -> bool:
        """Whether the module binds that name itself, star imports included."""
        return bool(self.live_bindings(module, name))

    def bound_names(self, module: str) -> tuple[str, ...]:
        """Names that the module binds itself, star imports apart, sorted."""
        return tuple(sorted(self._by_name(module)))

    def live_bindings(self, module: str, name: str) -> list[BindingFact]:
        """The bindings that can be in force once the module has run, in source order.

        An unconditional binding ends all earlier ones, `del` ends them too; conditional ones
        stay beside each other. A star import counts where it stands.
        """
        explicit = self._by_name(module).get(name, [])
        found: list[BindingFact] = []
        for binding in sorted((*explicit, *self._star_bindings(module, name)), key=_line):
            if binding.kind is BindingKind.DELETE:
                found = [] if not binding.branch else found
                continue
            wraps_itself = binding.kind is BindingKind.ALIAS and binding.target == name
            if wraps_itself and found:
                continue
            if not binding.branch:
                found = []
            found.append(binding)
        return found

    def _star_bindings(self, module: str, name: str) -> list[BindingFact]:
        facts = self._index.facts(module)
        found = []
        for position in self._stars(module):
            fact = facts.imports[position] if facts else None
            if fact is None:
                continue
            target = self._index.absolute_name(module, fact)
            if target != module and name in self.exported_names(target):
                found.append(
                    BindingFact(
                        name=name,
                        kind=BindingKind.IMPORT,
                        line=fact.line,
                        index=position,
                        branch="star" if ImportKind.OPTIONAL in fact.kinds else "",
                        typing=ImportKind.TYPING in fact.kinds,
                    )
                )
        return found

    def _stars(self, module: str) -> list[int]:
        facts = self._index.facts(module)
        imports = facts.imports if facts else ()
        return [i for i, fact in enumerate(imports) if fact.name == "*" and not fact.scope]

    def exported_names(self, module: str) -> tuple[str, ...]:
        """The names that `from module import *` binds, sorted; () for unknown modules."""
        declared = self.declared_exports(module)
        if declared is not None:
            return declared
        if module in self._computing or self._index.facts(module) is None:
            return ()
        self._computing.add(module)
        try:
            names = set(self._by_name(module))
            facts = self._index.facts(module)
            for position in self._stars(module):
                if facts is not None:
                    target = self._index.absolute_name(module, facts.imports[position])
                    names.update(self.exported_names(target))
        finally:
            self._computing.discard(module)
        return tuple(sorted(name for name in names if not name.startswith("_")))

    def declared_exports(self, module: str) -> tuple[str, ...] | None:
        """The names in `__all__`, sorted; None when the module declares none."""
        if module in self._exports:
            return self._exports[module]
        facts = self._index.facts(module)
        if facts is None or not facts.exports:
            return None
        self._exports[module] = None
        names: set[str] = set()
        for export in facts.exports:
            values = set(export.names)
            for text in export.modules:
                values.update(self._exports_of(module, facts, text))
            if export.operation == "set":
                names = values
            elif export.operation == "add":
                names |= values
            else:
                names -= values
        self._exports[module] = tuple(sorted(names))
        return self._exports[module]

    def _exports_of(self, module: str, facts: FileFacts, text: str) -> tuple[str, ...]:
        root = text.partition(".")[0]
        for fact in facts.imports:
            bound = fact.alias or fact.name or fact.module.partition(".")[0]
            if bound != root:
                continue
            target = self._index.absolute_name(module, fact)
            if fact.name is not None:
                target = f"{target}.{fact.name}"
            if not fact.alias and fact.name is None:
                target = text
            elif text != root:
                target += text[len(root) :]
            return self.declared_exports(target) or ()
        beside = f"{module}.{text}"
        return (self.declared_exports(beside) or ()) if self._index.exists(beside) else ()

    def openness(self, module: str) -> str:
        """Why a module may have names that cannot be seen; "" when it cannot."""
        facts = self._index.facts(module)
        if facts is None:
            return ""
        if facts.lazy is not None and facts.lazy.opaque:
            return f"{module} has a __getattr__ whose answers cannot all be read"
        if facts.lazy is not None and facts.lazy.delegates:
            return f"{module} hands other names on to {facts.lazy.delegates[0]}"
        if facts.problems:
            return f"{module} does not parse"
        if facts.dynamic_names:
            return f"{module} makes names at run time"
        for position in self._stars(module):
            target = self._index.absolute_name(module, facts.imports[position])
            if self._index.facts(target) is None:
                return f"{module} has a star import of {target or 'an unknown module'}"
            if self.openness_of_star(module, target):
                return f"{module} has a star import of {target}, which makes names at run time"
        return ""

    def openness_of_star(self, module: str, target: str) -> bool:
        """Whether a star import of `target` may bring names that cannot be seen."""
        if target in self._computing or target == module:
            return False
        self._computing.add(target)
        try:
            return bool(self.openness(target))
        finally:
            self._computing.discard(target)

    def class_fact(self, module: str, qualname: str) -> ClassFact | None:
        """The class of that qualified name, None when there is none."""
        if module not in self._classes:
            facts = self._index.facts(module)
            self._classes[module] = {fact.qualname: fact for fact in facts.classes} if facts else {}
        return self._classes[module].get(qualname)

    def end_line(self, module: str, name: str, line: int) -> int:
        """The last line of the class or function of that name that starts at `line`."""
        known = self.class_fact(module, name)
        if known is not None and known.line == line:
            return known.end_line
        facts = self._index.facts(module)
        for function in facts.functions if facts else ():
            if function.qualname == name and function.line == line:
                return function.end_line
        return line

    def _by_name(self, module: str) -> dict[str, list[BindingFact]]:
        if module not in self._bindings:
            grouped: dict[str, list[BindingFact]] = defaultdict(list)
            facts = self._index.facts(module)
            for binding in facts.bindings if facts else ():
                if binding.name != "*":
                    grouped[binding.name].append(binding)
            self._bindings[module] = dict(grouped)
        return self._bindings[module]


def _line(binding: BindingFact) -> int:
    return binding.line

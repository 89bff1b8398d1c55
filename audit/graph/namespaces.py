"""What each module's namespace holds: bindings in order, exports, lazy names, classes by name."""

from __future__ import annotations

import bisect
from collections import defaultdict
from operator import itemgetter

from audit.graph.load_order import LoadOrder
from audit.graph.module_index import ModuleIndex
from audit.model.export_facts import ExportFact, LazyEntry
from audit.model.facts import BindingFact, BindingKind, ClassFact, FileFacts, FunctionFact

__all__ = ["Binding", "Namespaces"]

Binding = tuple[int, BindingFact]
"""A binding and its position among all bindings of its module."""

_SUBMODULE = -2


class Namespaces:
    """Name look-ups over the facts of all modules; indexes are built when first asked for."""

    def __init__(self, index: ModuleIndex, load_order: LoadOrder | None = None) -> None:
        self._index = index
        self._load_order = load_order or LoadOrder(index)
        self._bindings: dict[str, dict[str, list[int]]] = {}
        self._stars: dict[str, tuple[tuple[int, str], ...]] = {}
        self._live: dict[tuple[str, str], list[Binding]] = {}
        self._lines: dict[str, list[int]] = {}
        self._classes: dict[str, dict[str, ClassFact]] = {}
        self._ends: dict[str, dict[tuple[str, int], int]] = {}
        self._lazy: dict[str, dict[str, LazyEntry]] = {}
        self._exports: dict[str, tuple[str, ...] | None] = {}
        self._exported: dict[str, frozenset[str]] = {}
        self._computing: set[str] = set()

    # Bindings

    def binds(self, module: str, name: str) -> bool:
        """Whether the module binds that name itself, star imports included."""
        return bool(self.positioned_bindings(module, name))

    def assigns(self, module: str, name: str) -> bool:
        """Whether a statement of the module binds the name, star imports apart."""
        return name in self._by_name(module)

    def bound_names(self, module: str) -> tuple[str, ...]:
        """Names that the module binds itself, star imports apart, sorted."""
        return tuple(sorted(self._by_name(module)))

    def live_bindings(self, module: str, name: str) -> list[BindingFact]:
        """The bindings that can be in force once the module has run, in source order.

        An unconditional binding ends all earlier ones, `del` ends them too; a conditional one
        ends those of its own branch and stays beside the others. A star import counts where it
        stands. The load of a submodule of that name binds the name as well.
        """
        return [binding for _, binding in self.positioned_bindings(module, name)]

    def positioned_bindings(
        self, module: str, name: str, before: int | None = None
    ) -> list[Binding]:
        """The same with positions; with `before`, those in force when that position is reached.

        The list is shared: read it only.
        """
        if before is not None:
            return self._in_force(module, name, before)
        known = self._live.get((module, name))
        if known is None:
            known = self._in_force(module, name, None)
            if not self._computing:  # stars that import each other are seen half-way there
                self._live[module, name] = known
        return known

    def _in_force(self, module: str, name: str, before: int | None) -> list[Binding]:
        events = self._events(module, name)
        if before is not None:
            events = [event for event in events if event[0] < before]
        if len(events) == 1 and events[0][1].kind is not BindingKind.DELETE:
            return events
        found: list[Binding] = []
        for position, binding in events:
            branch = binding.branch
            if binding.kind is BindingKind.DELETE:
                found = [item for item in found if not _inside(item[1].branch, branch)]
                continue
            wraps_itself = binding.kind is BindingKind.ALIAS and binding.target == name
            if wraps_itself and found:
                continue
            if not binding.typing:
                found = [item for item in found if not _inside(item[1].branch, branch)]
            found.append((position, binding))
        return found

    def position_of_line(self, module: str, line: int) -> int:
        """How many bindings stand above a line: what a statement there can see."""
        lines = self._lines.get(module)
        if lines is None:
            facts = self._index.facts(module)
            lines = [binding.line for binding in facts.bindings] if facts else []
            self._lines[module] = lines
        return bisect.bisect_left(lines, line)

    def is_submodule_load(self, binding: BindingFact) -> bool:
        """Whether it stands for the load of a submodule, which sets the package's attribute."""
        return binding.index == _SUBMODULE

    def _events(self, module: str, name: str) -> list[Binding]:
        facts = self._index.facts(module)
        if facts is None:
            return []
        positions = self._by_name(module).get(name, ())
        events = [(position, facts.bindings[position]) for position in positions]
        if self._stars[module]:
            events += self._star_events(module, facts, name)
            events.sort(key=itemgetter(0))
        if not events:
            return []
        submodule = f"{module}.{name}"
        if self._index.facts(submodule) is not None:
            loaded = self._load_order.first_load(module, submodule)
            if loaded is not None:
                binding = BindingFact(
                    name=name, kind=BindingKind.IMPORT, line=loaded[1], index=_SUBMODULE
                )
                events.insert(
                    bisect.bisect_left([p for p, _ in events], loaded[0]), (loaded[0], binding)
                )
        return events

    def _star_events(self, module: str, facts: FileFacts, name: str) -> list[Binding]:
        found = []
        for position, target in self._stars[module]:
            if target != module and name in self.exported_names(target):
                star = facts.bindings[position]
                found.append(
                    (
                        position,
                        BindingFact(
                            name=name,
                            kind=BindingKind.IMPORT,
                            line=star.line,
                            index=star.index,
                            branch=star.branch,
                            typing=star.typing,
                        ),
                    )
                )
        return found

    def starred_modules(self, module: str) -> list[str]:
        """The absolute names of the modules that its star imports name, in source order; "" for
        one that leaves the top-level package."""
        self._by_name(module)
        return [target for _, target in self._stars[module]]

    def _by_name(self, module: str) -> dict[str, list[int]]:
        """Positions of the bindings of each plain name; `_stars` holds the module's then."""
        known = self._bindings.get(module)
        if known is not None:
            return known
        grouped: dict[str, list[int]] = defaultdict(list)
        facts = self._index.facts(module)
        for position, binding in enumerate(facts.bindings if facts else ()):
            grouped[binding.name].append(position)
        stars = grouped.pop("*", ())
        self._stars[module] = tuple((each, self._starred(module, each)) for each in stars)
        plain = {name: found for name, found in grouped.items() if "." not in name}
        self._bindings[module] = plain
        return plain

    def _starred(self, module: str, position: int) -> str:
        facts = self._index.facts(module)
        if facts is None:
            return ""
        return self._index.absolute_name(module, facts.imports[facts.bindings[position].index])

    # Exports

    def exported_names(self, module: str) -> frozenset[str]:
        """The names that `from module import *` binds; empty for unknown modules.

        Where `__all__` cannot be read whole, every public name may be among them.
        """
        known = self._exported.get(module)
        if known is not None:
            return known
        facts = self._index.facts(module)
        if module in self._computing or facts is None:
            return frozenset()
        declared = self.declared_exports(module)
        if declared is not None and all(export.complete for export in facts.exports):
            self._exported[module] = frozenset(declared)
            return self._exported[module]
        self._computing.add(module)
        nested = len(self._computing) > 1
        try:
            names = {n for n in self._bound_here(module, facts) if not n.startswith("_")}
        finally:
            self._computing.discard(module)
        result = frozenset(names.union(declared or ()))
        if not nested:
            self._exported[module] = result
        return result

    def _bound_here(self, module: str, facts: FileFacts) -> set[str]:
        names = set(self._by_name(module))
        for target in self.starred_modules(module):
            names.update(self.exported_names(target))
        names.update(self._load_order.loaded_submodules(module))
        if facts.exports and facts.lazy is not None:
            names.update(entry.name for entry in facts.lazy.entries)
        return names

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
            values = self._exported_values(module, facts, export)
            if export.operation == "set":
                names = values
            elif export.operation == "add":
                names |= values
            else:
                names -= values
        self._exports[module] = tuple(sorted(names))
        return self._exports[module]

    def _exported_values(self, module: str, facts: FileFacts, export: ExportFact) -> set[str]:
        values = set(export.names)
        for text in export.modules:
            values.update(self._exports_of(module, facts, text))
        return values

    def _exports_of(self, module: str, facts: FileFacts, text: str) -> tuple[str, ...]:
        root = text.partition(".")[0]
        for fact in facts.imports:
            bound = fact.alias or fact.name or fact.module.partition(".")[0]
            if bound != root:
                continue
            target = self._index.absolute_name(module, fact)
            if fact.name is not None and (fact.name, text) != ("__all__", root):
                target = f"{target}.{fact.name}"
            if not fact.alias and fact.name is None:
                target = text
            elif text != root:
                target += text[len(root) :]
            return self.declared_exports(target) or ()
        beside = f"{module}.{text}"
        return (self.declared_exports(beside) or ()) if self._index.exists(beside) else ()

    # Definitions and lazy names

    def lazy_entry(self, module: str, name: str) -> LazyEntry | None:
        """What the module's `__getattr__` has for the name in its tables, the first of several;
        None when they do not hold it."""
        return self._lazy_table(module).get(name)

    def lazy_names(self, module: str) -> tuple[str, ...]:
        """The names in the tables of the module's `__getattr__`."""
        return tuple(self._lazy_table(module))

    def _lazy_table(self, module: str) -> dict[str, LazyEntry]:
        known = self._lazy.get(module)
        if known is None:
            lazy = facts.lazy if (facts := self._index.facts(module)) is not None else None
            entries = lazy.entries if lazy is not None else ()
            known = self._lazy[module] = {entry.name: entry for entry in reversed(entries)}
        return known

    def class_fact(self, module: str, qualname: str) -> ClassFact | None:
        """The class of that qualified name, None when there is none; of several the last."""
        if module not in self._classes:
            facts = self._index.facts(module)
            self._classes[module] = {fact.qualname: fact for fact in facts.classes} if facts else {}
        return self._classes[module].get(qualname)

    def end_line(self, module: str, name: str, line: int) -> int:
        """The last line of the class or function of that name that starts at `line`."""
        if module not in self._ends:
            facts = self._index.facts(module)
            written: list[ClassFact | FunctionFact] = list(facts.classes) if facts else []
            written += facts.functions if facts else ()
            self._ends[module] = {(each.qualname, each.line): each.end_line for each in written}
        return self._ends[module].get((name, line), line)


def _inside(branch: str, outer: str) -> bool:
    """Whether a binding in `branch` is over once one in `outer` has run."""
    return not outer or branch == outer or branch.startswith(f"{outer}/")

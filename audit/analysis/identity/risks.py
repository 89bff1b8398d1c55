"""What two copies of a file would break: classes that are asked for by identity, and state."""

from __future__ import annotations

from collections import Counter, defaultdict

from audit.analysis.identity.layout import Layout
from audit.analysis.identity.loaded_names import NameTracer
from audit.graph.codebase import Codebase
from audit.model.facts import ClassFact, FileFacts, ImportFact
from audit.model.findings import Location

__all__ = ["RiskReader"]

_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "EnumMeta", "EnumType"})


class RiskReader:
    """Counts, over the whole codebase, where the classes of a file are asked for by identity."""

    def __init__(self, codebase: Codebase, layout: Layout, tracer: NameTracer) -> None:
        self._codebase = codebase
        self._layout = layout
        self._tracer = tracer
        self._counts: dict[str, Counter[str]] | None = None

    def read(self, file: str) -> tuple[Location, ...]:
        """Classes and shared values of the file that matter twice, those most asked for first."""
        facts = self._layout.files[file]
        module = self._layout.modules[file].name
        ranked = [
            (-score, fact.line, Location(file=file, line=fact.line, text=f"{path}: {told}"))
            for fact in facts.classes
            for path in (f"{module}.{fact.qualname}",)
            for score, told in (self._judge(path, fact),)
            if score
        ]
        ranked += [
            (
                -1,
                state.line,
                Location(
                    file=file, line=state.line, text=f"{module}.{state.name}: shared {state.value}"
                ),
            )
            for state in facts.states
            if state.changed_in
        ]
        return tuple(place for _, _, place in sorted(ranked, key=lambda item: item[:2]))

    def _judge(self, path: str, fact: ClassFact) -> tuple[int, str]:
        """How much is at risk, and in words."""
        if self._counts is None:
            self._counts = self._count()
        counts = self._counts.get(path, Counter())
        told = [f"{place} {count}" for place, count in sorted(counts.items())]
        is_enum = any(base.rpartition(".")[2] in _ENUMS for base in fact.bases)
        return sum(counts.values()) + is_enum, ", ".join([*told, *["enum"] * is_enum])

    def _count(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for file, facts in self._layout.files.items():
            binders = _binders(facts)
            own = {fact.qualname for fact in facts.classes}
            for check in facts.checks:
                path = self._definition(file, check.chain, binders, own)
                if path:
                    found[path][check.place] += check.count
        return found

    def _definition(
        self, file: str, chain: str, binders: dict[str, ImportFact], own: set[str]
    ) -> str:
        """The definition that a name in a file stands for, "" when it is none of the codebase's."""
        if chain in own:
            return f"{self._layout.modules[file].name}.{chain}"
        first, _, rest = chain.partition(".")
        fact = binders.get(first)
        if fact is None:
            return ""
        index = self._codebase.index
        module = index.absolute_name(self._layout.modules[file].name, fact)
        if fact.alias or fact.name:
            asked = ".".join(part for part in (module, fact.name or "", rest) if part)
        else:
            asked = chain
        known = self._tracer.known_as(file, asked)
        return self._codebase.symbols.follow(known)[0].path if known else ""


def _binders(facts: FileFacts) -> dict[str, ImportFact]:
    return {
        fact.alias or fact.name or fact.module.partition(".")[0]: fact
        for fact in facts.imports
        if fact.name != "*"
    }

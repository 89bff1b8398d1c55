"""Class records kept from revision to revision, and the families made of them.

What the classes of a module derive from and make is asked of half the codebase, and hardly ever
changes. So the records of each module are kept with the names that were looked up for them, and
only those are made again that something changed under.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from audit.analysis.class_records import build_class_records, find_ancestors
from audit.analysis.families.build import build_families
from audit.analysis.history.digests import digest_with_lines
from audit.analysis.history.kept_answers import KeptAnswers
from audit.analysis.history.kept_load_order import KeptLoadOrder
from audit.analysis.history.live_index import LiveIndex, prefixes
from audit.analysis.history.narrowed import cut_codebase
from audit.graph.symbols import SymbolTable
from audit.model.families import ClassRecord, Family

__all__ = ["KeptClasses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The classes of one module, without ancestors. The digest is equal where they differ in lines
    alone, which no verdict depends on."""

    records: tuple[ClassRecord, ...]
    digest: bytes


class KeptClasses:
    """The families among the classes of some modules, at one revision after another."""

    def __init__(self, index: LiveIndex, loads: KeptLoadOrder) -> None:
        self._index = index
        self._loads = loads
        self._kept = KeptAnswers(index, self._read)
        self._everywhere: tuple[str, ...] = ()
        self._asked: tuple[tuple[str, ...], frozenset[str]] = ((), frozenset())
        self._complete = False
        self._families: tuple[Family, ...] = ()
        self._made_of: tuple[object, ...] = ()

    def looks_at(self, name: str) -> bool:
        """Whether a kept record depends on that name."""
        return self._kept.looks_at(name)

    def forget(self, changed: set[str], rewritten: Iterable[str]) -> None:
        """Drop what depends on a changed name, and the classes of modules with other content."""
        dropped = self._kept.forget(rewritten, changed)
        self._complete = self._complete and not dropped

    def find_families(
        self, asked: tuple[str, ...], everywhere: tuple[str, ...], about: frozenset[str]
    ) -> tuple[Family, ...]:
        """Families among the classes of the modules asked for and of those that define their bases,
        as far as a class that they are `about` is a member.

        `everywhere` are the modules that change the namespaces of others. Both are sorted.
        """
        if everywhere != self._everywhere:
            self._everywhere = everywhere
            self._kept.forget_others(())
        elif self._complete and (asked, about) == self._asked:
            return self._families
        found = self._find_modules(asked)
        self._kept.forget_others(found)
        self._asked, self._complete = (asked, about), True
        made_of: tuple[object, ...] = (about, *(found[name].digest for name in sorted(found)))
        if made_of != self._made_of:
            self._made_of = made_of
            self._families = build_families(_join(found), uses={}, about=about)
        return self._families

    def _find_modules(self, asked: tuple[str, ...]) -> dict[str, _Kept]:
        """The classes of the modules, of those that their bases stand in, of the bases of these."""
        found: dict[str, _Kept] = {}
        pending = set(asked)
        while pending:
            for name in sorted(pending):
                found[name] = self._kept.get(name)
            homes = {
                self._home(base)
                for name in pending
                for record in found[name].records
                for base in record.bases
                if "." in base
            }
            pending = homes - found.keys() - {""}
        return found

    def _read(self, name: str) -> _Kept:
        table = SymbolTable(self._index.view(self._everywhere, {}), self._loads)
        view = self._index.view([name], {})
        records = build_class_records(cut_codebase(table, view))
        table.release()
        for record in records:
            for base in record.bases:
                self._index.reads.update(prefixes(base))
        return _Kept(
            records=records,
            digest=digest_with_lines([_without_lines(record) for record in records]),
        )

    def _home(self, path: str) -> str:
        """The module that a definition path begins with, "" for one of another package."""
        return next((name for name in prefixes(path) if self._index.place(name) is not None), "")


def _without_lines(record: ClassRecord) -> ClassRecord:
    fact = record.fact
    methods = tuple(replace(method, line=0, end_line=0) for method in fact.methods)
    return replace(record, fact=replace(fact, line=0, end_line=0, methods=methods), origin="")


def _join(found: Mapping[str, _Kept]) -> list[ClassRecord]:
    records = [record for name in sorted(found) for record in found[name].records]
    bases: dict[str, tuple[str, ...]] = {}
    for record in records:
        bases.setdefault(record.path, record.bases)
    return [replace(record, ancestors=find_ancestors(record.bases, bases)) for record in records]

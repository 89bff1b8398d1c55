"""What-if: steps of a refactoring on a snapshot, in memory, with what they bring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from audit.analysis.cycles import find_cycles
from audit.analysis.plan_cuts import break_uses, cut_imports, is_edge
from audit.analysis.plan_figures import build_deltas, build_view, compare_cycles, measure_plan
from audit.analysis.plan_moves import (
    build_move_edit,
    find_destination,
    move_definition,
    move_entry,
)
from audit.analysis.plan_notes import note_cut, note_left, note_move
from audit.analysis.planned_ledger import (
    find_relinked,
    recount_components,
    recount_ledger,
    relink_ledger,
)
from audit.errors import UnknownNameError
from audit.graph.import_graph import ImportGraph
from audit.model.edits import build_edits
from audit.model.imports import View
from audit.model.ledger import LedgerEntry
from audit.model.modules import Module
from audit.model.nearest import nearest_names
from audit.model.plan import Draft, Edit, PlanOutcome, PlanStep, StepKind
from audit.model.redirect import build_path_index, redirect_uses
from audit.model.snapshot import ComponentFigures, Snapshot

__all__ = ["ChangePlan", "plan_changes"]


def plan_changes(snapshot: Snapshot) -> ChangePlan:
    """A plan without steps: nothing changes yet.

    `plan_changes(snapshot).canonicalise("reservations").cut(("a", "b")).build_outcome()`
    """
    return ChangePlan(
        snapshot=snapshot,
        draft=Draft(imports=snapshot.imports, uses=snapshot.uses),
        ledger=snapshot.ledger,
        modules=snapshot.modules,
        components=snapshot.components,
    )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChangePlan:
    """Steps on a snapshot and the state that they lead to; every step returns a new plan.

    `draft` holds imports and uses as they would be, `ledger` and `modules` likewise, `moves` the
    definitions to move. Nothing is written anywhere.
    """

    snapshot: Snapshot
    draft: Draft
    ledger: tuple[LedgerEntry, ...]
    modules: tuple[Module, ...]
    steps: tuple[PlanStep, ...] = ()
    components: tuple[ComponentFigures, ...] = ()
    moves: tuple[Edit, ...] = ()

    def canonicalise(self, target: str) -> ChangePlan:
        """All uses of a component's symbols, or of one symbol, led to their canonical paths.

        `target`: a component id, a definition path, or any path of a symbol. Imports that make
        the canonical path exist stay; so do modules inside a facade's own package, vendored code,
        paths that lead to several definitions, and dotted strings in tests. Raises
        UnknownNameError.
        """
        index = build_path_index(self.snapshot)
        draft = self.draft
        entries = self._find_entries(target)
        for entry in entries:
            draft = redirect_uses(draft, entry, entry.canonical, index)
        step = PlanStep(
            kind=StepKind.CANONICALISE,
            subject=target,
            target=", ".join(sorted({entry.canonical for entry in entries})),
            changes=draft.count_changes(self.draft),
            notes=note_left(entries, draft, index.several),
        )
        return self._take(step, draft, self.ledger)

    def move(self, symbol: str, module: str, *, takes: Iterable[str] = ()) -> ChangePlan:
        """A symbol's definition put into another module, a new one of an existing package too.

        Every import of the old definition path is led to the new one; re-exports go on working.
        Imports inside the definition move along; `takes` names the modules that it needs from the
        top of its old module: the snapshot does not know which. Raises UnknownNameError, and
        AuditError when the name is taken there.
        """
        entry = self._find_symbol(symbol)
        old = entry.definition
        if old.module == module:
            raise UnknownNameError(f"{old.path} is in {module} already")
        home = find_destination(self.modules, module)
        wanted = frozenset(takes)
        moved, ledger = move_entry(entry, self.ledger, home)
        draft = move_definition(self.draft, old, home, wanted)
        modules = self.modules
        if home not in modules:
            modules = tuple(sorted((*modules, home), key=lambda each: each.name))
        step = PlanStep(
            kind=StepKind.MOVE,
            subject=old.path,
            target=moved.definition.path,
            changes=draft.count_changes(self.draft),
            notes=note_move(entry, self.draft, wanted),
        )
        plan = replace(
            self,
            modules=modules,
            components=_rename(self.components, old.path, moved.definition.path),
            moves=(*self.moves, build_move_edit(old, home)),
        )
        return plan._take(step, draft, ledger)

    def cut(self, edge: Sequence[str | int]) -> ChangePlan:
        """Every import from one module of another taken out, whatever its kind.

        `edge`: (importer, imported); a cycle's breaker can be given as it is. Uses through these
        imports go; paths that they made are broken, and counted so. Raises UnknownNameError when
        there is no such import.
        """
        importer, imported = str(edge[0]), str(edge[1])
        if not any(is_edge(item, importer, imported) for item in self.draft.list_imports()):
            raise UnknownNameError(
                f"{importer} does not import {imported}", hint=self._hint_edge(importer, imported)
            )
        draft = cut_imports(self.draft, importer, imported)
        _, gone = relink_ledger(self.ledger, find_relinked(self.draft, draft))
        step = PlanStep(
            kind=StepKind.CUT,
            subject=importer,
            target=imported,
            changes=draft.count_changes(self.draft),
            notes=note_cut(importer, imported, gone),
        )
        return self._take(step, draft, self.ledger)

    def build_graph(self, view: View = View.LOAD_TIME) -> nx.DiGraph[str]:
        """The import graph as it would be, frozen."""
        return build_view(self.modules, self.draft.list_imports(), view)

    def build_edits(self) -> tuple[Edit, ...]:
        """The exact lines to edit for all steps together, by file and line."""
        edits = (*build_edits(self.snapshot, self.draft), *self.moves)
        return tuple(sorted(edits, key=lambda each: (each.file, each.line, each.kind, each.old)))

    def build_outcome(self) -> PlanOutcome:
        """The plan as a record: steps, figures before and after, edits, cycles that come and go."""
        source = self.snapshot
        before, old = measure_plan(
            modules=source.modules,
            imports=source.imports,
            uses=source.uses,
            ledger=source.ledger,
            components=source.components,
        )
        after, new = measure_plan(
            modules=self.modules,
            imports=self.draft.list_imports(),
            uses=self.draft.list_uses(),
            ledger=self.ledger,
            components=self.components,
        )
        gone, opened = compare_cycles(old, new)
        return PlanOutcome(
            label=source.provenance.label,
            steps=self.steps,
            deltas=build_deltas(before, after),
            edits=self.build_edits(),
            cycles_removed=gone,
            cycles_added=opened,
        )

    def build_snapshot(self) -> Snapshot:
        """The snapshot as it would be, for the views: modules, imports, uses, ledger, components
        and cycles. Findings, families and metrics are left out: only a new audit can tell them.
        """
        if not self.steps:
            return self.snapshot
        imports, uses = self.draft.list_imports(), self.draft.list_uses()
        source = self.snapshot
        zones = {module.name: module.zone.value for module in self.modules}
        origin = source.provenance
        return replace(
            source,
            provenance=replace(origin, label=f"{origin.label} as planned", revision="planned"),
            modules=self.modules,
            imports=imports,
            uses=uses,
            ledger=self.ledger,
            components=recount_components(self.components, self.ledger, uses),
            cycles=find_cycles(ImportGraph(zones, imports)),
            metrics=(),
            findings=(),
            families=(),
        )

    def __repr__(self) -> str:
        told = "; ".join(f"{step.kind} {step.subject} → {step.target}" for step in self.steps)
        return f"<ChangePlan of {self.snapshot.provenance.label}: {told or 'no steps'}>"

    def _take(self, step: PlanStep, draft: Draft, ledger: tuple[LedgerEntry, ...]) -> ChangePlan:
        linked, gone = relink_ledger(ledger, find_relinked(self.draft, draft))
        draft = break_uses(draft, gone)
        counted = recount_ledger(linked, (use for use in draft.uses if use is not None))
        return replace(self, draft=draft, ledger=counted, steps=(*self.steps, step))

    def _find_entries(self, target: str) -> tuple[LedgerEntry, ...]:
        for component in self.components:
            if component.id == target and component.symbols:
                symbols = set(component.symbols)
                return tuple(each for each in self.ledger if each.definition.path in symbols)
        known = [component.id for component in self.components]
        return (self._find_symbol(target, known),)

    def _find_symbol(self, path: str, known: Sequence[str] = ()) -> LedgerEntry:
        for entry in self.ledger:
            if entry.definition.path == path:
                return entry
        for entry in self.ledger:
            if any(each.path == path for each in entry.paths):
                return entry
        names = [*known, *(entry.definition.path for entry in self.ledger)]
        raise UnknownNameError(
            f"there is no symbol {path} in the ledger", hint=nearest_names(path, names)
        )

    def _hint_edge(self, importer: str, imported: str) -> str:
        pairs = [f"{a} → {b}" for a, b in self.build_graph(View.CONCEPTUAL).edges()]
        near = [pair for pair in pairs if pair.startswith(f"{importer} ")]
        return nearest_names(f"{importer} → {imported}", near or pairs)


def _rename(
    components: Iterable[ComponentFigures], old: str, new: str
) -> tuple[ComponentFigures, ...]:
    return tuple(
        replace(
            each,
            symbols=tuple(sorted(new if path == old else path for path in each.symbols)),
            canonical=tuple(sorted(new if path == old else path for path in each.canonical)),
        )
        for each in components
    )

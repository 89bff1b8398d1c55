"""The dependency matrix in the notebook."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import traitlets

from audit.model.imports import ResolvedImport, View
from audit.model.snapshot import Snapshot
from audit.paused_collector import paused_collector
from audit.views.graph_details import GraphDetails, build_statement_table
from audit.views.graph_payload import build_graph_payload, order_by_view
from audit.views.matrix_picture import draw_dependency_matrix
from audit.views.widget_display import STATIC_FOLDER, GraphWidget

if TYPE_CHECKING:
    import pandas

__all__ = ["Matrix", "dependency_matrix"]


class Matrix(GraphWidget):
    """A dependency structure matrix to work in; made by `dependency_matrix`.

    Rows import columns. Packages are ordered by level, imported before importers, the members of
    a cycle next to each other: what stands above the diagonal closes a cycle. `view`,
    `hide_tests` and `expanded` can be read and set like its controls.
    """

    _esm = STATIC_FOLDER / "matrix.js"
    _css = STATIC_FOLDER / "widgets.css"

    hide_tests = traitlets.Bool(default_value=False).tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, snapshot: Snapshot, before: Snapshot | None = None) -> None:
        with paused_collector():  # as in the explorer
            payload = build_graph_payload(snapshot, before)
            orders = order_by_view(payload)
            picture = draw_dependency_matrix(snapshot, zone=None, before=before)
        super().__init__(
            replace(payload, document={**payload.document, "orders": orders}),
            GraphDetails(snapshot, payload.tree, before),
            picture,
        )

    @property
    def selection(self) -> pandas.DataFrame:
        """The import statements of the selected cell under the current view, by place.

        Columns: `importer`, `imported`, `path`, `place` (file:line), `kinds`. Set it to a pair of
        names, the importing and the imported package or module; raises UnknownNameError for a
        name that does not exist.
        """
        found: tuple[ResolvedImport, ...] = ()
        if len(self.selected) == 2:
            importer, imported = self.selected
            found = self._details.find_statements(importer, imported, View(self.view))
        return build_statement_table(found, title="Selected import statements").to_frame()

    @selection.setter
    def selection(self, chosen: tuple[str, str]) -> None:
        importer, imported = chosen
        self.selected = [self.find_node(importer), self.find_node(imported)]


def dependency_matrix(snapshot: Snapshot, before: Snapshot | None = None) -> Matrix:
    """The dependency matrix of a snapshot.

    With `before`, an earlier snapshot under the same rules: cells with added and with removed
    imports are marked. Works from the snapshots alone.
    """
    return Matrix(snapshot, before)

"""The explorer: the import graph in the notebook, from packages down to statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import traitlets

from audit.errors import SnapshotError
from audit.model.imports import ResolvedImport, View
from audit.model.snapshot import Snapshot
from audit.paused_collector import paused_collector
from audit.views.escape import show_invisible
from audit.views.graph_details import GraphDetails, build_statement_table
from audit.views.graph_payload import build_graph_payload, find_module_communities
from audit.views.pictures import draw_package_graph
from audit.views.widget_display import STATIC_FOLDER, GraphWidget

if TYPE_CHECKING:
    import pandas

__all__ = ["Explorer", "explore"]

SELECTION_COLUMNS = (
    "module", "selected", "zone", "file", "lines", "fan_in", "fan_out", "community", "family",
    "findings", "commits",
)  # fmt: skip


class Explorer(GraphWidget):
    """The import graph as a picture to work in; made by `explore`.

    `view`, `colour`, `size`, `hide_tests`, `show_cycles` and `expanded` can be read and set like
    the controls of the picture. `selection` is what is selected in it, `connection` the selected
    connection between two nodes, with its `statements`. Size by churn is the number of commits
    that changed a file, which only snapshots of git repositories know.
    """

    _esm = STATIC_FOLDER / "explorer.js"
    _css = STATIC_FOLDER / "widgets.css"

    colour = traitlets.Enum(
        ["zone", "package", "community", "family", "finding"], default_value="zone"
    ).tag(sync=True)
    size = traitlets.Enum(["fan-in", "lines", "churn"], default_value="fan-in").tag(sync=True)
    hide_tests = traitlets.Bool(default_value=False).tag(sync=True)
    show_cycles = traitlets.Bool(default_value=True).tag(sync=True)
    selected = traitlets.List(traitlets.Int()).tag(sync=True)
    edge = traitlets.List(traitlets.Int(), maxlen=2).tag(sync=True)
    focused = traitlets.Int(-1).tag(sync=True)
    upstream = traitlets.Int(1, min=0, max=9).tag(sync=True)
    downstream = traitlets.Int(1, min=0, max=9).tag(sync=True)
    chain = traitlets.List(traitlets.Int()).tag(sync=True)
    communities = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, snapshot: Snapshot, before: Snapshot | None = None) -> None:
        # A hundred thousand small records, none of them in a cycle: nothing to collect meanwhile.
        with paused_collector():
            payload = build_graph_payload(snapshot, before)
            picture = draw_package_graph(snapshot, zone=None, before=before)
        self._snapshot = snapshot
        self._payload = payload
        super().__init__(
            payload,
            GraphDetails(snapshot, payload.tree, before),
            picture,
        )

    @traitlets.observe("colour")
    def _find_communities(self, _change: object = None) -> None:
        # The first picture does not wait for what few ask for.
        if not self.communities and self.colour == "community":
            self.communities = find_module_communities(self._payload)

    @traitlets.validate("size")
    def _check_size(self, proposal: dict[str, str]) -> str:
        size = proposal["value"]
        if size == "churn" and not any(self._payload.column("commits")):
            raise SnapshotError(
                "the snapshot does not know how often its files changed",
                where=self._snapshot.provenance.label,
                hint="audit a git repository, or one of its commits as path@revision",
            )
        return size

    @property
    def selection(self) -> pandas.DataFrame:
        """What is selected, as a table with one row per module; a package stands for its modules.

        Columns: `module`, `selected` (the selected name that it belongs to), `zone`, `file`,
        `lines`, `fan_in` and `fan_out` (modules, under the current view), `community` (number),
        `family` (name or ""), `findings` and `commits` (numbers; 0 commits: not known). A module
        that only exists in the earlier snapshot has no file. Set it to a name, names, or a table
        with a column `module`; the picture opens and moves there. Raises UnknownNameError for a
        name that does not exist.
        """
        import pandas  # noqa: PLC0415 - heavy, and only wanted here

        known = {each.name: each for each in self._snapshot.modules}
        if not self.communities:
            self.communities = find_module_communities(self._payload)
        fan_in, fan_out = self._details.count_neighbours(View(self.view))
        rows = []
        for node in self.selected:
            for name in self.tree.find_modules(node):
                number, module = self.tree.modules[name], known.get(name)
                rows.append(
                    (
                        name,
                        self.tree.names[node],
                        module.zone.value if module else "",
                        module.file if module else "",
                        module.lines if module else 0,
                        fan_in[name],
                        fan_out[name],
                        self.communities[number],
                        self._tell_family(self._payload.column("family")[number]),
                        self._payload.column("findings")[number],
                        self._payload.column("commits")[number],
                    )
                )
        frame = pandas.DataFrame(rows, columns=list(SELECTION_COLUMNS))
        return frame.drop_duplicates("module", ignore_index=True)

    @selection.setter
    def selection(self, chosen: str | Iterable[str] | pandas.DataFrame) -> None:
        names = [chosen] if isinstance(chosen, str) else chosen
        # A table is recognised by its columns: pandas is not loaded to look at a list of names.
        column = names["module"] if hasattr(names, "columns") else names  # type: ignore[index]
        nodes = list(dict.fromkeys(self.find_node(name) for name in column))
        with self.hold_sync():
            self.selected, self.edge = nodes, []

    @property
    def connection(self) -> tuple[str, str] | None:
        """The selected connection as (importer, imported), packages or modules; None without one.

        Set it to such a pair; raises UnknownNameError for a name that does not exist.
        """
        if len(self.edge) != 2:
            return None
        importer, imported = self.edge
        return self.tree.names[importer], self.tree.names[imported]

    @connection.setter
    def connection(self, chosen: tuple[str, str]) -> None:
        ends = [self.find_node(name) for name in chosen]
        with self.hold_sync():
            self.selected, self.edge = [], ends

    @property
    def statements(self) -> pandas.DataFrame:
        """The import statements of the selected connection under the current view, by place.

        Columns: `importer`, `imported`, `path`, `place` (file:line), `kinds`.
        """
        found: tuple[ResolvedImport, ...] = ()
        if len(self.edge) == 2:
            found = self._details.find_statements(self.edge[0], self.edge[1], View(self.view))
        return build_statement_table(found, title="Import statements").to_frame()

    def focus(self, name: str, *, upstream: int = 1, downstream: int = 1) -> None:
        """Show a module with what it imports (`upstream` steps) and what imports it
        (`downstream` steps) alone; an empty name shows everything again.

        Raises UnknownNameError with the nearest known name.
        """
        node = self.find_node(name) if name else -1
        with self.hold_sync():
            self.upstream, self.downstream, self.focused = upstream, downstream, node

    def show_chains(self, importer: str, imported: str) -> None:
        """Show the shortest chains of imports from one module or package to another.

        Raises UnknownNameError with the nearest known name.
        """
        self.chain = [self.find_node(importer), self.find_node(imported)]

    def _tell_family(self, number: int) -> str:
        return show_invisible(self._snapshot.families[number].name) if number >= 0 else ""


def explore(snapshot: Snapshot, before: Snapshot | None = None) -> Explorer:
    """The explorer of a snapshot.

    With `before`, an earlier snapshot under the same rules: modules and imports that were added
    are marked, removed ones shown as ghosts. Works from the snapshots alone.
    """
    return Explorer(snapshot, before)

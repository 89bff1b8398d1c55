"""What the explorer and the matrix share: the graph behind them, questions, static stand-ins."""

from __future__ import annotations

import json
from pathlib import Path

import anywidget
import traitlets

from audit.errors import UnknownNameError
from audit.model.imports import View
from audit.model.nearest import nearest_names
from audit.views.graph_details import GraphDetails
from audit.views.graph_payload import GraphPayload, choose_expanded
from audit.views.module_tree import ModuleTree
from audit.views.picture import Picture

__all__ = ["STATIC_FOLDER", "GraphWidget"]

STATIC_FOLDER = Path(__file__).parent / "static"
"""Where the built front ends stand."""


class GraphWidget(anywidget.AnyWidget):
    """A picture of the module graph that answers questions about what is selected in it.

    Nodes are numbers of the tree. The front end asks by messages `{"ask": …, "ticket": …}`; each
    is answered under the same ticket.
    """

    document = traitlets.Bytes().tag(sync=True)
    svg = traitlets.Unicode().tag(sync=True)
    expanded = traitlets.List(traitlets.Int()).tag(sync=True)
    view = traitlets.Enum([each.value for each in View], View.LOAD_TIME.value).tag(sync=True)

    def __init__(self, payload: GraphPayload, details: GraphDetails, picture: Picture) -> None:
        self._tree = payload.tree
        self._details = details
        self._picture = picture
        super().__init__(
            # As bytes it passes the layers of the notebook without being taken apart.
            document=json.dumps(payload.document, separators=(",", ":")).encode(),
            svg=picture.svg,
            expanded=list(choose_expanded(payload.tree)),
        )
        self.on_msg(self._answer)

    @property
    def tree(self) -> ModuleTree:
        """Packages and modules by node number."""
        return self._tree

    @property
    def picture(self) -> Picture:
        """The static picture that stands in where no widget runs, with its table."""
        return self._picture

    def find_node(self, name: str) -> int:
        """The node of a package or module; of the package where both have the name.

        Raises UnknownNameError with the nearest known name.
        """
        try:
            return self._tree.names.index(name)
        except ValueError:
            raise UnknownNameError(
                f"there is no module or package {name}",
                where="explorer",
                hint=nearest_names(name, sorted(set(self._tree.names))),
            ) from None

    def _answer(self, _widget: object, question: object, _buffers: object) -> None:
        if isinstance(question, dict):
            self.send({"ticket": question.get("ticket"), "answer": self.answer(question)})

    def answer(self, question: dict[str, object]) -> dict[str, object]:
        """What the front end asks: `node` (one node) or `statements` (`source`, `target`).

        A question that makes no sense is answered by `{"error": …}`.
        """
        numbers = [question.get(key) for key in ("node", "source", "target")]
        node, source, target = (
            each if isinstance(each, int) and 0 <= each < len(self._tree.names) else None
            for each in numbers
        )
        view = View(self.view)
        if question.get("ask") == "node" and node is not None:
            return self._details.describe_node(node, view)
        if question.get("ask") == "statements" and source is not None and target is not None:
            return self._details.describe_statements(source, target, view)
        return {"error": "there is no such node"}

    def _repr_mimebundle_(
        self, **settings: dict[str, object]
    ) -> tuple[dict[str, object], dict[str, object]] | None:
        bundle = super()._repr_mimebundle_(**settings)
        if bundle is None:
            return None
        data, metadata = bundle
        # A viewer takes the richest form it knows: code hosts and exported pages know no widget.
        standing_in = {
            "text/html": self._picture.render_html(),
            "text/markdown": self._picture.render_markdown(),
            "text/plain": repr(self._picture),
        }
        return {**data, **standing_in}, metadata

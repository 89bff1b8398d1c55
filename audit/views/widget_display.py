"""What the explorer and the matrix share as notebook outputs."""

from __future__ import annotations

from pathlib import Path

import anywidget

from audit.views.picture import Picture

__all__ = ["GraphWidget"]

STATIC = Path(__file__).parent / "static"


class GraphWidget(anywidget.AnyWidget):  # type: ignore[misc]  # anywidget builds on untyped classes
    """A widget that carries a static picture for every place where no widget runs."""

    def __init__(self, *, picture: Picture, **traits: object) -> None:
        super().__init__(**traits)
        self._picture = picture

    @property
    def picture(self) -> Picture:
        """The static picture that stands in for the widget, with its table."""
        return self._picture

    def _repr_mimebundle_(
        self, **settings: object
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

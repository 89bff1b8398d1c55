"""What tests do with the explorer and the matrix on a page: find them, count and pick pixels."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.jupyter_lab import LabPage

__all__ = [
    "NOTEBOOK",
    "count_pixels",
    "find_explorer",
    "find_matrix",
    "find_pixel",
    "reset_explorer",
]

NOTEBOOK = "notebooks/explore.ipynb"
_LOOK = """async ([picture, wanted, share]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const found = [];
  for (let at = 0; at < data.length; at += 4) {
    if (wanted.every((value, each) => Math.abs(data[at + each] - value) < 6)) found.push(at / 4);
  }
  const place = found[Math.floor(found.length * share)] ?? 0;
  return { count: found.length, x: place % canvas.width, y: Math.floor(place / canvas.width) };
}"""


def find_explorer(page: Page) -> Locator:
    """The explorer by its accessible name."""
    return page.get_by_role("region", name="Explorer of")


def find_matrix(page: Page) -> Locator:
    """The matrix by its accessible name."""
    return page.get_by_role("region", name="Dependency matrix of")


def count_pixels(target: Locator, colour: tuple[int, int, int]) -> int:
    """How many pixels of a screenshot have about that colour."""
    return int(_look(target, colour, 0)["count"])


def find_pixel(target: Locator, colour: tuple[int, int, int], share: float = 0) -> tuple[int, int]:
    """A pixel of about that colour, from the left and from above: the first one, or the one after
    a share of them."""
    found = _look(target, colour, share)
    return int(found["x"]), int(found["y"])


def _look(target: Locator, colour: tuple[int, int, int], share: float) -> dict[str, Any]:
    picture = base64.b64encode(target.screenshot()).decode()
    found: dict[str, Any] = target.page.evaluate(_LOOK, [picture, colour, share])
    return found


def reset_explorer(explored: LabPage) -> None:
    """The explorer as it was after all cells ran, nothing selected."""
    explored.run_code(
        "explorer.set_trait('selected', []); explorer.set_trait('edge', []);"
        "explorer.set_trait('view', 'load-time');"
        "explorer.set_trait('hide_tests', False); explorer.set_trait('focused', -1);"
        "explorer.set_trait('chain', []); from audit.views.graph_payload import choose_expanded;"
        "explorer.set_trait('expanded', list(choose_expanded(explorer.tree)))"
    )

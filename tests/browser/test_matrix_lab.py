"""The matrix in a real JupyterLab: its cells list statements, its rows open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.jupyter_lab import (
    LabPage,
)
from tests.browser.widget_page import (
    find_matrix,
)

pytestmark = pytest.mark.browser


def test_a_cell_of_the_matrix_lists_its_statements(explored: LabPage) -> None:
    """A click on a cell lists what it counts; Python reads the same statements."""
    page, matrix = explored.page, find_matrix(explored.page)
    grid = matrix.get_by_role("application")
    grid.scroll_into_view_if_needed()
    grid.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Home")
    page.keyboard.press("n")
    said = matrix.locator("[aria-live=assertive]").inner_text()
    assert " imports " in said
    page.keyboard.press("Enter")
    panel = matrix.get_by_role("complementary", name="Import statements")
    expect(panel.locator("table")).to_be_visible()
    rows = panel.locator("tbody tr").count()
    assert f": {rows} import" in said
    explored.expect_output("print(len(matrix.selection))", f"{rows}\n")
    box = grid.bounding_box()
    assert box is not None
    before = explored.run_code("print(list(matrix.selected))").strip()
    grid.click(position={"x": box["width"] - 40, "y": box["height"] - 40})
    expect(panel.locator("h3")).to_contain_text("→")
    explored.expect_output(f"print(list(matrix.selected) != {before})", "True\n")


def test_rows_of_the_matrix_open_by_key_and_by_click(explored: LabPage) -> None:
    """Space opens the package of the row; a click on its name closes it again."""
    page, matrix = explored.page, find_matrix(explored.page)
    rows = int(matrix.get_attribute("data-rows") or 0)
    grid = matrix.get_by_role("application")
    grid.focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Space")
    expect(matrix).not_to_have_attribute("data-rows", str(rows))
    grid.click(position={"x": 20, "y": 104 + 12})
    expect(matrix).to_have_attribute("data-rows", str(rows))

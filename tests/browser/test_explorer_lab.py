"""The explorer in a real JupyterLab: drawn, operated, read back, without network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Position, expect

from tests.browser.jupyter_lab import (
    LabPage,
)
from tests.browser.widget_page import (
    count_pixels,
    find_explorer,
    find_pixel,
    reset_explorer,
)

pytestmark = pytest.mark.browser

BLUE, ORANGE, ACCENT = (59, 125, 216), (217, 123, 41), (22, 86, 184)


def test_the_graph_is_drawn_in_pixels(explored: LabPage) -> None:
    """Production and test nodes show in their colours, not only as elements."""
    reset_explorer(explored)
    canvas = find_explorer(explored.page).locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    explored.page.wait_for_timeout(500)
    assert count_pixels(canvas, BLUE) > 500
    assert count_pixels(canvas, ORANGE) > 200


def test_a_search_is_completed_and_selects_in_python(explored: LabPage) -> None:
    """Typing, choosing by keyboard, and the next cell goes on with what was chosen."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    field = widget.get_by_role("combobox", name="Search")
    field.fill("reserva")
    expect(widget.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    chosen = "harbour.berths.reservations"
    expect(widget.get_by_role("heading", name=chosen)).to_be_visible()
    expect(widget.locator(f'[data-selected="{chosen}"]')).to_be_visible()
    explored.expect_output("print(*explorer.selection['module'])", f"{chosen}\n")


def test_the_panel_lists_statements_symbols_paths_and_findings(explored: LabPage) -> None:
    """What is selected is shown with the lines of its imports."""
    reset_explorer(explored)
    explored.run_code("explorer.selection = 'harbour.services'")
    panel = find_explorer(explored.page).get_by_role("complementary", name="Selection")
    expect(panel.get_by_text("Imports: ")).to_be_visible()
    expect(panel.locator("summary")).to_have_count(5)
    assert "src/harbour/services/" in panel.inner_text().replace("\n", "")


def test_selection_from_python_opens_and_marks_the_picture(explored: LabPage) -> None:
    """Setting the selection opens the packages around it."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    nodes = int(widget.get_attribute("data-nodes") or 0)
    explored.run_code("explorer.selection = ['harbour.billing.dues']")
    expect(widget.get_by_role("heading", name="harbour.billing.dues")).to_be_visible()
    assert int(widget.get_attribute("data-nodes") or 0) > nodes


def test_the_graph_is_operated_by_keyboard_alone(explored: LabPage) -> None:
    """Arrows move, Enter selects, Space opens and closes; JupyterLab's own keys stay silent."""
    reset_explorer(explored)
    page, widget = explored.page, find_explorer(explored.page)
    cells = page.locator(".jp-Cell").count()
    canvas = widget.get_by_role("application")
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "b", "a", "d", "d"):
        page.keyboard.press(key)
    said = widget.locator("[aria-live=assertive]")
    expect(said).to_contain_text("imported by")
    page.keyboard.press("Enter")
    name = said.inner_text().partition(",")[0]
    expect(widget.locator(f'[data-selected="{name}"]')).to_be_visible()
    explored.expect_output("print(explorer.tree.names[explorer.selected[0]])", f"{name}\n")
    explored.run_code("explorer.selection = 'harbour.berths'")
    expect(widget.locator('[data-selected="harbour.berths"]')).to_be_visible()
    nodes = widget.get_attribute("data-nodes")
    canvas.focus()
    page.keyboard.press("Space")
    expect(widget).not_to_have_attribute("data-nodes", nodes or "")
    page.keyboard.press("Backspace")
    expect(widget).to_have_attribute("data-nodes", nodes or "")
    page.keyboard.press("Escape")
    explored.expect_output("print(explorer.selected)", "[]\n")
    assert page.locator(".jp-Cell").count() == cells


def test_a_line_is_clicked_for_its_import_statements(explored: LabPage) -> None:
    """A click next to a line selects the connection; panel and Python list its statements."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    ends = ("harbour.cli", "harbour.windows")
    explored.run_code(f"explorer.show_chains(*{ends}); explorer.connection = {ends}")
    panel = widget.get_by_role("complementary", name="Selection")
    expect(panel).to_have_attribute("data-selected", " → ".join(ends))
    expect(widget).to_have_attribute("data-edges", "1")
    canvas = widget.locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    explored.page.wait_for_timeout(300)
    across, down = find_pixel(canvas, ACCENT, 0.4)
    explored.run_code("explorer.selection = []")
    expect(panel).to_have_attribute("data-selected", "")
    canvas.click(position={"x": across + 4, "y": down})
    expect(panel).to_have_attribute("data-selected", " → ".join(ends))
    rows = panel.locator("tbody tr").count()
    explored.expect_output("print(explorer.connection)", f"{ends}\n")
    explored.expect_output("print(len(explorer.statements))", f"{rows}\n")
    panel.get_by_role("button", name="Select harbour.cli").click()
    expect(panel).to_have_attribute("data-selected", ends[0])
    explored.expect_output("print(explorer.connection)", "None\n")


def test_connections_are_reached_by_keyboard(explored: LabPage) -> None:
    """E goes from line to line of the node, Enter lists the statements."""
    reset_explorer(explored)
    page, widget = explored.page, find_explorer(explored.page)
    explored.run_code("explorer.selection = 'harbour.tides'")
    expect(widget.locator('[data-selected="harbour.tides"]')).to_be_visible()
    widget.get_by_role("application").focus()
    page.keyboard.press("e")
    said = widget.locator("[aria-live=assertive]")
    expect(said).to_contain_text("harbour.tides imports ")
    first = said.inner_text()
    page.keyboard.press("e")
    expect(said).not_to_have_text(first)
    page.keyboard.press("Shift+E")
    expect(said).to_have_text(first)
    page.keyboard.press("Enter")
    imported = first.removeprefix("harbour.tides imports ").partition(":")[0]
    expect(widget.locator(f'[data-selected="harbour.tides → {imported}"]')).to_be_visible()
    explored.expect_output("print(explorer.connection[1])", f"{imported}\n")


def test_size_by_churn_says_why_it_cannot_be_chosen(explored: LabPage) -> None:
    """The sample has no git history: the choice is there, disabled, with the reason."""
    size = find_explorer(explored.page).get_by_role("combobox", name="Size")
    option = size.locator('option[value="churn"]')
    expect(option).to_be_disabled()
    expect(option).to_have_text("churn: no git history")


def test_a_click_selects_and_a_double_click_opens(explored: LabPage) -> None:
    """The mouse does what the keyboard does."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    explored.page.wait_for_timeout(300)
    canvas = widget.locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    # The first orange pixel from above is the upper border of the first test package.
    across, down = find_pixel(canvas, ORANGE)
    spot: Position = {"x": across + 5, "y": down + 5}
    before = widget.get_attribute("data-nodes")
    canvas.click(position=spot)
    panel = widget.get_by_role("complementary", name="Selection")
    expect(panel).to_have_attribute("data-selected", "tests.unit")
    canvas.dblclick(position=spot)
    expect(widget).not_to_have_attribute("data-nodes", before or "")


def test_the_view_is_switched_from_either_side(explored: LabPage) -> None:
    """The run-time view has more connections; Python reads the choice and makes its own."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    load = int(widget.get_attribute("data-edges") or 0)
    widget.get_by_role("combobox", name="View").select_option("conceptual")
    expect(widget.get_by_role("status")).to_contain_text("conceptual view")
    assert int(widget.get_attribute("data-edges") or 0) > load
    explored.expect_output("print(explorer.view)", "conceptual\n")
    explored.run_code("explorer.view = 'load-time'")
    expect(widget).to_have_attribute("data-edges", str(load))


def test_chains_and_focus_narrow_the_picture(explored: LabPage) -> None:
    """Chains are listed in the panel; focus shows neighbours; everything comes back."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    explored.run_code("explorer.show_chains('harbour.cli', 'harbour.errors')")
    expect(widget.get_by_role("heading", name="Shortest chains")).to_be_visible()
    expect(widget.locator(".audit-chains li").first).to_contain_text("harbour.cli → ")
    widget.get_by_role("button", name="Show everything").click()
    expect(widget.get_by_role("heading", name="Shortest chains")).to_have_count(0)
    explored.run_code("explorer.focus('harbour.berths.models')")
    expect(widget.get_by_role("status")).to_contain_text("only harbour.berths.models")
    widget.get_by_role("button", name="Show everything").click()
    expect(widget.get_by_role("status")).not_to_contain_text("only")


def test_hidden_tests_are_gone_and_before_after_is_told(explored: LabPage) -> None:
    """No test node is left in the legend; the status counts what was added and removed."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    expect(widget.get_by_role("status")).to_contain_text("since baseline")
    widget.get_by_label("hide tests").check()
    expect(widget.get_by_role("status")).to_contain_text("without tests")
    expect(widget.get_by_role("list", name="Legend")).not_to_contain_text("test (")
    widget.get_by_label("hide tests").uncheck()


def test_the_tables_say_the_same_as_the_picture(explored: LabPage) -> None:
    """As many rows as nodes and connections, and their buttons select."""
    reset_explorer(explored)
    widget = find_explorer(explored.page)
    widget.get_by_text("The same as tables").click()
    nodes = widget.get_by_role("table", name="Nodes").locator("tbody tr")
    expect(nodes).to_have_count(int(widget.get_attribute("data-nodes") or 0))
    edges = widget.get_by_role("table", name="Connections").locator("tbody tr")
    expect(edges).to_have_count(int(widget.get_attribute("data-edges") or 0))
    widget.get_by_role("button", name="Select harbour.tides", exact=True).click()
    expect(widget.locator('[data-selected="harbour.tides"]')).to_be_visible()
    listing = "List imports from harbour.tides to harbour.berths"
    widget.get_by_role("button", name=listing, exact=True).click()
    expect(widget.locator('[data-selected="harbour.tides → harbour.berths"]')).to_be_visible()
    widget.get_by_text("The same as tables").click()

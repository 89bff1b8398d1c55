"""Explorer and matrix in a real JupyterLab: drawn, operated, read back, without network."""

from __future__ import annotations

import base64
import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbclient import NotebookClient
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright

from tests.browser.jupyter_lab import (
    ARGUMENTS,
    CHROMIUM,
    Lab,
    LabPage,
    open_lab_page,
    run_lab,
    write_notebook,
)

pytestmark = pytest.mark.browser

NOTEBOOK = "notebooks/explore.ipynb"
BLUE, ORANGE = (59, 125, 216), (217, 123, 41)
SERIOUS = {"serious", "critical"}
HOSTILE = (
    "from tests.worlds.snapshots import hostile_snapshot, HOSTILE_NAMES",
    "from tests.worlds.small_records import make_module, make_import",
    "from dataclasses import replace",
    "from audit.views.explorer import explore",
    "from audit.views.matrix import dependency_matrix",
    "names = HOSTILE_NAMES + tuple(f'big.module_{n}' for n in range(10_000))",
    "world = replace(hostile_snapshot(), modules=tuple(map(make_module, names)), imports=tuple(",
    "    make_import(a, b) for a, b in zip(names, names[1:])))",
    "explorer = explore(world)",
    "explorer",
)
COUNT_PIXELS = """async ([picture, wanted]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (wanted.every((value, each) => Math.abs(data[at + each] - value) < 6)) found += 1;
  }
  return found;
}"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a copy of notebooks and data."""
    with run_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """Playwright without a browser of its own."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """The system's Chromium; a machine without it fails these tests."""
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield chromium
    chromium.close()


@pytest.fixture(scope="module")
def explored(browser: Browser, lab: Lab) -> Iterator[LabPage]:
    """The notebook after all its cells ran; nothing asked the network, nothing failed."""
    with open_lab_page(browser, lab, NOTEBOOK) as opened:
        opened.run_all()
        find_explorer(opened.page).locator("[data-drawn]").wait_for(timeout=60_000)
        find_matrix(opened.page).locator("[data-drawn]").wait_for(timeout=60_000)
        yield opened
        assert opened.strayed == []
        assert opened.problems == []


def find_explorer(page: Page) -> Locator:
    """The explorer by its accessible name."""
    return page.get_by_role("region", name="Explorer of")


def find_matrix(page: Page) -> Locator:
    """The matrix by its accessible name."""
    return page.get_by_role("region", name="Dependency matrix of")


def count_pixels(target: Locator, colour: tuple[int, int, int]) -> int:
    """How many pixels of a screenshot have about that colour."""
    picture = base64.b64encode(target.screenshot()).decode()
    return int(target.page.evaluate(COUNT_PIXELS, [picture, colour]))


def reset(explored: LabPage) -> None:
    """The explorer as it was after all cells ran, nothing selected."""
    explored.run_code(
        "explorer.set_trait('selected', []); explorer.set_trait('view', 'load-time');"
        "explorer.set_trait('hide_tests', False); explorer.set_trait('focused', -1);"
        "explorer.set_trait('chain', []); from audit.views.graph_payload import choose_expanded;"
        "explorer.set_trait('expanded', list(choose_expanded(explorer.tree)))"
    )


def test_the_graph_is_drawn_in_pixels(explored: LabPage) -> None:
    """Production and test nodes show in their colours, not only as elements."""
    reset(explored)
    canvas = find_explorer(explored.page).locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    explored.page.wait_for_timeout(500)
    assert count_pixels(canvas, BLUE) > 500
    assert count_pixels(canvas, ORANGE) > 200


def test_a_search_is_completed_and_selects_in_python(explored: LabPage) -> None:
    """Typing, choosing by keyboard, and the next cell goes on with what was chosen."""
    reset(explored)
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
    reset(explored)
    explored.run_code("explorer.selection = 'harbour.services'")
    panel = find_explorer(explored.page).get_by_role("complementary", name="Selection")
    expect(panel.get_by_text("Imports: ")).to_be_visible()
    expect(panel.locator("summary")).to_have_count(5)
    assert "src/harbour/services/" in panel.inner_text().replace("\n", "")


def test_selection_from_python_opens_and_marks_the_picture(explored: LabPage) -> None:
    """Setting the selection opens the packages around it."""
    reset(explored)
    widget = find_explorer(explored.page)
    nodes = int(widget.get_attribute("data-nodes") or 0)
    explored.run_code("explorer.selection = ['harbour.billing.dues']")
    expect(widget.get_by_role("heading", name="harbour.billing.dues")).to_be_visible()
    assert int(widget.get_attribute("data-nodes") or 0) > nodes


def test_the_graph_is_operated_by_keyboard_alone(explored: LabPage) -> None:
    """Arrows move, Enter selects, Space opens and closes; JupyterLab's own keys stay silent."""
    reset(explored)
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


def test_a_click_selects_and_a_double_click_opens(explored: LabPage) -> None:
    """The mouse does what the keyboard does."""
    reset(explored)
    widget = find_explorer(explored.page)
    explored.page.wait_for_timeout(300)
    canvas = widget.locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    spot = explored.page.evaluate(FIND_SPOT, base64.b64encode(canvas.screenshot()).decode())
    before = widget.get_attribute("data-nodes")
    canvas.click(position=spot)
    panel = widget.get_by_role("complementary", name="Selection")
    expect(panel).to_have_attribute("data-selected", "tests.unit")
    canvas.dblclick(position=spot)
    expect(widget).not_to_have_attribute("data-nodes", before or "")


FIND_SPOT = """async (picture) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  // The first orange pixel from above is the upper border of the first test package.
  for (let at = 0; at < data.length; at += 4) {
    if (Math.abs(data[at] - 217) < 6 && Math.abs(data[at + 1] - 123) < 6) {
      const place = at / 4;
      return { x: (place % canvas.width) + 5, y: Math.floor(place / canvas.width) + 5 };
    }
  }
}"""


def test_the_view_is_switched_from_either_side(explored: LabPage) -> None:
    """The run-time view has more connections; Python reads the choice and makes its own."""
    reset(explored)
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
    reset(explored)
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
    reset(explored)
    widget = find_explorer(explored.page)
    expect(widget.get_by_role("status")).to_contain_text("since baseline")
    widget.get_by_label("hide tests").check()
    expect(widget.get_by_role("status")).to_contain_text("without tests")
    expect(widget.get_by_role("list", name="Legend")).not_to_contain_text("test (")
    widget.get_by_label("hide tests").uncheck()


def test_the_tables_say_the_same_as_the_picture(explored: LabPage) -> None:
    """As many rows as nodes and connections, and their buttons select."""
    reset(explored)
    widget = find_explorer(explored.page)
    widget.get_by_text("The same as tables").click()
    nodes = widget.get_by_role("table", name="Nodes").locator("tbody tr")
    expect(nodes).to_have_count(int(widget.get_attribute("data-nodes") or 0))
    edges = widget.get_by_role("table", name="Connections").locator("tbody tr")
    expect(edges).to_have_count(int(widget.get_attribute("data-edges") or 0))
    widget.get_by_role("button", name="Select harbour.tides", exact=True).click()
    expect(widget.locator('[data-selected="harbour.tides"]')).to_be_visible()
    widget.get_by_text("The same as tables").click()


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_serious_accessibility_finding(browser: Browser, lab: Lab, dark: bool) -> None:
    """axe-core finds nothing serious in either widget, tables and panel open, in both themes."""
    with open_lab_page(browser, lab, NOTEBOOK, dark=dark) as opened:
        opened.run_all()
        page = opened.page
        find_matrix(page).locator("[data-drawn]").wait_for(timeout=60_000)
        find_explorer(page).locator('[data-selected="harbour.berths"]').wait_for()
        for summary in page.locator(".audit-more > summary").all():
            summary.click()
        opened.run_code("matrix.selection = ('harbour.services', 'harbour.berths')")
        find_matrix(page).locator("aside table").wait_for()
        found = Axe().run(page, context=".audit-widget").response["violations"]
        serious = [
            (each["id"], [node["html"][:200] for node in each["nodes"]])
            for each in found
            if each["impact"] in SERIOUS
        ]
        assert serious == []
        assert opened.strayed == []


def test_a_narrow_page_never_scrolls_sideways(browser: Browser, lab: Lab) -> None:
    """At 500 pixels neither widget is wider than its cell."""
    with open_lab_page(browser, lab, NOTEBOOK, width=500) as opened:
        opened.run_all()
        find_matrix(opened.page).locator("[data-drawn]").wait_for(timeout=60_000)
        for widget in (find_explorer(opened.page), find_matrix(opened.page)):
            assert widget.evaluate("each => each.scrollWidth <= each.clientWidth")


def test_hostile_names_change_nothing_but_their_label(browser: Browser, lab: Lab) -> None:
    """Markup, marks of direction and ten thousand children: text only, nothing runs or loads."""
    write_notebook(lab.folder / "hostile.ipynb", ["\n".join(HOSTILE), "dependency_matrix(world)"])
    with open_lab_page(browser, lab, "hostile.ipynb") as opened:
        opened.run_all()
        page = opened.page
        find_explorer(page).locator("[data-drawn]").wait_for(timeout=60_000)
        find_matrix(page).locator("[data-drawn]").wait_for(timeout=60_000)
        opened.run_code("explorer.selection = [HOSTILE_NAMES[0]]")
        for summary in page.locator(".audit-more > summary").all():
            summary.click()
        expect(find_explorer(page).get_by_role("heading", name="<script>")).to_be_visible()
        assert page.locator(".audit-widget :is(script, img, a)").count() == 0
        assert opened.strayed == []
        assert opened.problems == []


def test_without_webgl_the_static_picture_and_the_tables_remain(
    driver: Playwright, lab: Lab
) -> None:
    """A browser that cannot draw the graph shows the SVG, says so, and opens the tables."""
    arguments = [*ARGUMENTS, "--disable-3d-apis"]
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
    with open_lab_page(chromium, lab, NOTEBOOK) as opened:
        opened.run_all()
        widget = find_explorer(opened.page)
        widget.locator('[data-drawn="static"]').wait_for(timeout=60_000)
        expect(widget.locator("svg")).to_be_visible()
        expect(widget.get_by_role("table", name="Nodes")).to_be_visible()
        expect(widget.get_by_role("heading", name="harbour.berths", exact=True)).to_be_visible()
        assert opened.problems == []
    chromium.close()


def test_a_saved_notebook_shows_the_static_picture(lab: Lab) -> None:
    """Exported to a page, where no widget runs, the outputs are SVG pictures with their tables."""
    notebook: Any = importlib.import_module("nbformat").read(lab.folder / NOTEBOOK, as_version=4)
    place = {"metadata": {"path": str(lab.folder / "notebooks")}}
    NotebookClient(notebook, timeout=120, store_widget_state=False, resources=place).execute()
    exporter: Any = importlib.import_module("nbconvert").HTMLExporter(template_name="basic")
    page, _ = exporter.from_notebook_node(notebook)
    assert re.findall(r'<svg[^>]* aria-label="(Imports between|Dependency matrix of)', page) == [
        "Imports between",
        "Dependency matrix of",
    ]

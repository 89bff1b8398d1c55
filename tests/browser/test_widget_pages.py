"""Both widgets under hard conditions: axe, narrow, hostile, without WebGL, saved, Notebook."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbclient import NotebookClient
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.jupyter_lab import (
    ARGUMENTS,
    CHROMIUM,
    Lab,
    open_lab_page,
    run_lab,
    write_notebook,
)
from tests.browser.widget_page import (
    NOTEBOOK,
    count_pixels,
    find_explorer,
    find_matrix,
)

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
BLUE = (59, 125, 216)
# Notebook 7.6 says this of every notebook, an empty one too.
STOCK_PROBLEMS = {"Cannot read properties of undefined (reading 'schema')"}
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


def test_the_widgets_work_in_notebook_too(browser: Browser, tmp_path: Path) -> None:
    """In Jupyter Notebook all cells run, both pictures are drawn, and a selection comes back."""
    with (
        run_lab(tmp_path, application="notebook") as server,
        open_lab_page(browser, server, NOTEBOOK) as opened,
    ):
        opened.run_all()
        page = opened.page
        find_matrix(page).locator("[data-drawn]").wait_for(timeout=60_000)
        canvas = find_explorer(page).locator(".audit-canvas")
        canvas.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        assert count_pixels(canvas, BLUE) > 500
        find_explorer(page).get_by_role("combobox", name="Search").fill("tides")
        page.keyboard.press("Enter")
        opened.expect_output("print(explorer.selection['selected'][0])", "harbour.tides\n")
        for widget in (find_explorer(page), find_matrix(page)):
            assert widget.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert opened.strayed == []
        assert set(opened.problems) <= STOCK_PROBLEMS

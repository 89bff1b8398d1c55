"""Sorting and filtering tables in a real browser, by keyboard, offline."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, Route, sync_playwright

from audit.views.column import Column, Dtype
from audit.views.sortable import build_sortable_table
from audit.views.table import build_table
from tests.worlds.snapshots import HOSTILE_NAMES

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu"]
COLUMNS = (
    Column(key="name", title="Name", dtype=Dtype.CODE),
    Column(key="uses", title="Uses", dtype=Dtype.INTEGER),
    Column(key="share", title="Share", dtype=Dtype.SHARE),
)
ROWS = [("beta", 1200, 0.5), ("Alpha", 90, None), ("gamma", 7, 0.125), ("delta", 900, 1.0)]


def render_page(rows: list[tuple[str, int, float | None]]) -> str:
    """A page with one table."""
    table = build_sortable_table(build_table(title="Paths", columns=COLUMNS, rows=rows))
    return (
        '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>'
        f"{table.render_html()}</main></html>"
    )


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page of a browser that may fetch nothing."""

    def refuse(route: Route) -> None:
        route.abort()

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page()
        opened.route("**/*", refuse)
        yield opened
        browser.close()


def read_names(page: Page) -> list[str]:
    """The first cells of the rows that can be seen, top to bottom."""
    return page.locator("tbody tr:visible td:first-child").all_inner_texts()


def test_a_heading_sorts_by_keyboard_and_says_so(page: Page) -> None:
    """Enter on a heading sorts up, down and back; gaps stand last; aria-sort tells."""
    page.set_content(render_page(ROWS))
    head = page.get_by_role("columnheader", name="Uses")
    button = page.get_by_role("button", name="Uses")
    button.focus()
    page.keyboard.press("Enter")
    assert read_names(page) == ["gamma", "Alpha", "delta", "beta"]
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert read_names(page) == ["beta", "delta", "Alpha", "gamma"]
    assert head.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert read_names(page) == [row[0] for row in ROWS]
    assert head.get_attribute("aria-sort") == "none"
    page.get_by_role("button", name="Share").press("Enter")
    assert read_names(page) == ["gamma", "beta", "delta", "Alpha"]
    page.get_by_role("button", name="Name").press("Enter")
    assert read_names(page) == ["Alpha", "beta", "delta", "gamma"]


def test_words_filter_in_any_or_one_column(page: Page) -> None:
    """All words must occur; a chosen column narrows the search; the count is announced."""
    page.set_content(render_page(ROWS))
    field = page.get_by_role("searchbox", name="Filter Paths")
    status = page.get_by_role("status")
    field.fill("a 90")
    assert read_names(page) == ["Alpha", "delta"]
    assert status.inner_text() == "2 of 4 rows"
    field.fill("9")
    page.get_by_role("combobox").select_option(label="Name")
    assert read_names(page) == []
    field.fill("")
    assert status.inner_text() == "4 of 4 rows"


def test_two_tables_on_a_page_do_not_disturb_each_other(page: Page) -> None:
    """Each table has its own controls, and is wired once."""
    page.set_content(render_page(ROWS) + render_page(ROWS[:2]))
    assert page.get_by_role("searchbox").count() == 2
    page.get_by_role("searchbox").first.fill("beta")
    assert page.get_by_role("status").all_inner_texts() == ["1 of 4 rows", "2 of 2 rows"]


def test_hostile_names_are_shown_and_never_run(page: Page) -> None:
    """Markup in a name is text before and after sorting and filtering."""
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    page.set_content(render_page([(name, 1, None) for name in HOSTILE_NAMES]))
    page.get_by_role("button", name="Name").press("Enter")
    page.get_by_role("searchbox").fill("<script>")
    assert len(read_names(page)) == 1
    assert page.locator("img").count() == 0
    assert ran == []


def test_an_empty_table_has_no_row_to_count(page: Page) -> None:
    """A table without rows can be sorted and filtered without an error."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content(render_page([]))
    page.get_by_role("button", name="Uses").press("Enter")
    assert page.get_by_role("status").inner_text() == "0 of 0 rows"
    assert faults == []


def test_the_table_is_accessible(page: Page) -> None:
    """axe-core finds nothing serious, sorted and filtered."""
    page.set_content(render_page(ROWS))
    page.get_by_role("button", name="Uses").press("Enter")
    found = Axe().run(page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []

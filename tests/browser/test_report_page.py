from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from audit.model.findings import FindingKind
from audit.reports.html import render_html
from tests.worlds.judged_story import judged_story
from tests.worlds.phase_story import (
    PhaseStory,
    bare_story,
    build_story,
    finding,
    hostile_story,
)
from tests.worlds.snapshots import HOSTILE_NAMES

pytestmark = pytest.mark.browser

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
_PHONE, _LAPTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
_SERIOUS = {"serious", "critical"}


def _crowded_story() -> PhaseStory:
    """Two hundred findings with long names, each in a component of its own."""
    story = build_story()
    kinds = [kind for kind in FindingKind if kind is not FindingKind.CLASS_FAMILY]
    crowd = tuple(
        finding(kinds[n % len(kinds)], f"shop.{'very.long.' * 8}name_{n:03}") for n in range(200)
    )
    return replace(story, after=replace(story.after, findings=crowd))


_STORIES = {
    "story": build_story(),
    "bare": bare_story(),
    "crowded": _crowded_story(),
    "hostile": hostile_story(HOSTILE_NAMES),
    "judged": judged_story(),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a machine without it fails these tests."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield chromium
        chromium.close()


def _open(
    browser: Browser, folder: Path, name: str, size: dict[str, int], scheme: str = "light"
) -> tuple[Page, list[str]]:
    """The page of a story, opened; every request beyond the file and every message is noted."""
    path = folder / "executive_summary.html"
    path.write_text(render_html(_STORIES[name].tell()), encoding="utf-8")
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=False,
    )
    page = context.new_page()
    noted: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            noted.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.on("console", lambda message: noted.append(message.text))
    page.on("dialog", lambda dialog: noted.append(dialog.message))
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.goto(path.as_uri())
    return page, noted


@pytest.mark.parametrize("name", list(_STORIES))
def test_the_page_asks_for_nothing_and_runs_nothing(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    """No request leaves the file, and the policy has nothing to complain about."""
    page, noted = _open(browser, tmp_path, name, _LAPTOP)
    page.mouse.wheel(0, 100_000)
    assert page.locator("h1").count() == 1
    assert noted == []


@pytest.mark.parametrize("size", [_PHONE, _LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("name", list(_STORIES))
def test_the_page_never_scrolls_sideways(
    browser: Browser, tmp_path: Path, name: str, size: dict[str, int]
) -> None:
    """At phone and laptop width nothing is wider than the window; wide tables scroll inside."""
    page, _ = _open(browser, tmp_path, name, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["story", "bare", "hostile", "judged"])
def test_the_page_has_no_serious_accessibility_finding(
    browser: Browser, tmp_path: Path, name: str, scheme: str
) -> None:
    """axe-core finds nothing serious, in either colour scheme."""
    page, _ = _open(browser, tmp_path, name, _LAPTOP, scheme)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], len(each["nodes"])) for each in found if each["impact"] in _SERIOUS] == []


def test_the_first_screen_holds_what_an_executive_reads(browser: Browser, tmp_path: Path) -> None:
    """Status, the three questions, the gate line, all figures, the warnings and the first moves
    stand on a laptop's first screen."""
    page, _ = _open(browser, tmp_path, "judged", _LAPTOP)
    assert page.locator(".answers dt").all_inner_texts() == [
        "Are we in control?",
        "Did this phase do what it promised?",
        "What gets worse if we stop?",
        "What the improvements rest on",
    ]
    last = page.locator(".first-screen tbody tr").nth(1)
    for found in (".status", ".answers > div >> nth=3", ".card >> nth=3", ".warnings", last):
        box = (page.locator(found).first if isinstance(found, str) else found).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= _LAPTOP["height"]


def test_everything_is_reached_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    """The first stop skips to the summary; tables are stops as well."""
    page, _ = _open(browser, tmp_path, "story", _LAPTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#executive-summary")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "grid"


def test_print_is_for_paper(browser: Browser, tmp_path: Path) -> None:
    """On paper the navigation is gone, every section is there, and ink stands on white."""
    page, _ = _open(browser, tmp_path, "story", _LAPTOP, "dark")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert all(part.is_visible() for part in page.locator("main section").all())
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_tables_keep_their_columns_on_paper(browser: Browser, tmp_path: Path) -> None:
    """On paper the heading of a table is repeated on every page and its cells stand above those
    of the rows."""
    page, _ = _open(browser, tmp_path, "judged", _LAPTOP)
    page.emulate_media(media="print")
    table = page.locator("#primary-metrics table")
    display = "node => getComputedStyle(node).display"
    assert table.locator("thead").evaluate(display) == "table-header-group"
    assert set(table.locator("tr").evaluate_all(f"nodes => nodes.map({display})")) == {"table-row"}
    heads = [each.bounding_box() for each in table.locator("thead th").all()]
    cells = [each.bounding_box() for each in table.locator("tbody tr").first.locator("> *").all()]
    assert [box and box["x"] for box in heads] == [box and box["x"] for box in cells]


def test_the_primary_metrics_fit_a_laptop(browser: Browser, tmp_path: Path) -> None:
    """The first table under the first screen shows its last column without scrolling."""
    page, _ = _open(browser, tmp_path, "judged", _LAPTOP)
    grid = page.locator("#primary-metrics .grid")
    assert grid.evaluate("node => node.scrollWidth <= node.clientWidth")


@pytest.mark.parametrize("name", list(_STORIES))
def test_no_cell_is_out_of_sight_on_a_phone(browser: Browser, tmp_path: Path, name: str) -> None:
    """At phone width no table is wider than the window."""
    page, _ = _open(browser, tmp_path, name, _PHONE)
    wide = "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth).map(n => n.ariaLabel)"
    assert page.locator(".grid").evaluate_all(wide) == []


def test_a_cell_on_a_phone_carries_its_heading(browser: Browser, tmp_path: Path) -> None:
    """Where a row stands as a card, each cell is led by the heading of its column."""
    page, _ = _open(browser, tmp_path, "judged", _PHONE)
    table = page.locator("#primary-metrics table")
    heads = table.locator("thead th").all_text_contents()[1:]
    led = "nodes => nodes.map(node => getComputedStyle(node, '::before').content)"
    shown = table.locator("tbody tr").first.locator("td").evaluate_all(led)
    assert shown == [f'"{head}: "' for head in heads]


@pytest.mark.parametrize("size", [_PHONE, _LAPTOP], ids=["phone", "laptop"])
def test_the_words_of_the_title_block_stand_whole(
    browser: Browser, tmp_path: Path, size: dict[str, int]
) -> None:
    """No name of a fact is broken over two lines, however long the fact is."""
    page, _ = _open(browser, tmp_path, "judged", size)
    longer = "nodes => nodes.forEach(node => node.append(' word'.repeat(40)))"
    page.locator(".facts dd").evaluate_all(longer)
    lines = """nodes => nodes.map(node => {
        const words = document.createRange();
        words.selectNodeContents(node);
        return words.getClientRects().length;
    })"""
    assert set(page.locator(".facts dt").evaluate_all(lines)) == {1}

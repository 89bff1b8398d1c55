"""JupyterLab, the system's Chromium, and the notebook of the explorer after all its cells ran."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.jupyter_lab import ARGUMENTS, CHROMIUM, Lab, LabPage, open_lab_page, run_lab
from tests.browser.widget_page import NOTEBOOK, find_explorer, find_matrix


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

"""A real JupyterLab or Notebook on a free port, and a page in Chromium that drives it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

__all__ = ["ARGUMENTS", "CHROMIUM", "Lab", "LabPage", "open_lab_page", "run_lab", "write_notebook"]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
]
REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 90
EXPOSED = {"jupyterlab": "LabApp", "notebook": "JupyterNotebookApp"}
PAGES = {"jupyterlab": "lab/tree", "notebook": "notebooks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """A running server: its address, token, the folder that it serves, and under which path a
    notebook opens."""

    address: str
    token: str
    folder: Path
    page: str


@dataclass(slots=True, kw_only=True)
class LabPage:
    """A page with a notebook in it; `strayed` are the requests that left the server."""

    page: Page
    strayed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def run_all(self) -> None:
        """Run all cells of the notebook in front."""
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")

    def run_code(self, code: str) -> str:
        """Add a cell at the end, run it, give back what it prints."""
        return str(self.page.evaluate(_RUN_CODE, code))

    def expect_output(self, code: str, text: str) -> None:
        """Run code until it prints `text`: what the picture says reaches the kernel in its turn."""
        deadline = time.monotonic() + 10
        while (found := self.run_code(code)) != text and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
        assert found == text


_RUN_CODE = """async (code) => {
  const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  let text = "";
  const future = kernel.requestExecute({ code });
  future.onIOPub = (message) => {
    if (message.header.msg_type === "stream") text += message.content.text;
    if (message.header.msg_type === "error") text += message.content.evalue;
  };
  await future.done;
  return text;
}"""


@contextmanager
def run_lab(
    folder: Path, *, parts: tuple[str, ...] = ("notebooks", "data"), application: str = "jupyterlab"
) -> Iterator[Lab]:
    """JupyterLab, or Notebook by its module's name, on a copy of the repository's notebooks and
    data; ended afterwards."""
    for part in parts:
        shutil.copytree(REPOSITORY / part, folder / part)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    private = {
        name: str(folder / ".lab" / name.lower())
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR",
                     "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
                     "SSOT_AUDIT_CACHE")
    }  # fmt: skip
    # The question about news from Jupyter would lie over the page, and its answer ask the network.
    settings = Path(private["JUPYTER_CONFIG_DIR"]) / "labconfig"
    settings.mkdir(parents=True)
    (settings / "page_config.json").write_text(
        json.dumps({"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}})
    )
    environment = {**os.environ, **private, "PYTHONPATH": str(REPOSITORY)}
    log = (folder / "lab.log").open("w", encoding="utf-8")
    command = [
        sys.executable, "-m", application, "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
        f"--{EXPOSED[application]}.expose_app_in_browser=True",
    ]  # fmt: skip
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
    address, opens = f"http://127.0.0.1:{port}", PAGES[application]
    lab = Lab(address=address, token=token, folder=folder, page=opens)
    try:
        _await_server(lab, server)
        yield lab
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _await_server(lab: Lab, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", int(lab.address.rpartition(":")[2])), 2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError((lab.folder / "lab.log").read_text(encoding="utf-8")[-4000:])


@contextmanager
def open_lab_page(
    browser: Browser, lab: Lab, notebook: str, *, width: int = 1280, dark: bool = False
) -> Iterator[LabPage]:
    """A notebook opened with its kernel ready, JupyterLab's side bar folded."""
    context = browser.new_context(viewport={"width": width, "height": 860})
    page = context.new_page()
    opened = LabPage(page=page)

    def answer(route: Route) -> None:
        if route.request.url.startswith((lab.address, "data:", "blob:")):
            route.continue_()
        else:
            opened.strayed.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.on("pageerror", lambda error: opened.problems.append(str(error)))
    page.on("dialog", lambda dialog: opened.problems.append(dialog.message))
    page.goto(f"{lab.address}/{lab.page}/{notebook}?token={lab.token}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.evaluate(_PREPARE, dark)
    yield opened
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    context.close()


_PREPARE = """async (dark) => {
  const app = window.jupyterapp;
  await app.restored;
  await app.commands.execute('application:toggle-left-area').catch(() => {});
  const theme = dark ? 'JupyterLab Dark' : 'JupyterLab Light';
  await app.commands.execute('apputils:change-theme', { theme });
  await app.shell.currentWidget.sessionContext.ready;
}"""


def write_notebook(path: Path, sources: list[str]) -> None:
    """A notebook of code cells."""
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"cell-{place}", "metadata": {}, "outputs": [],
         "execution_count": None, "source": source}
        for place, source in enumerate(sources)
    ]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")

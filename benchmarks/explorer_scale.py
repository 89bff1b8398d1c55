"""How long the explorer takes in a real browser, from 1,000 to 20,000 modules, and on Django.

Call: `python benchmarks/explorer_scale.py [MODULES or SOURCE…]`. Measured in JupyterLab with the
system's Chromium, WebGL in software. Numbers are generated snapshots: packages of twenty modules,
four imports each, one in a hundred against the order; anything else is a source to audit first,
such as `pypi:django==5.2.4`. Times start when the cell is sent and end when the picture is on the
canvas. Writes `benchmarks/results/explorer_scale.json`.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audit.model.snapshot import Snapshot
from audit.pipeline.snapshot import take_snapshot
from audit.snapshots.store import save_snapshot
from tests.browser.jupyter_lab import (
    ARGUMENTS,
    CHROMIUM,
    Lab,
    open_lab_page,
    run_lab,
    write_notebook,
)
from tests.worlds.small_records import make_import, make_module, make_snapshot

__all__ = ["generate_snapshot", "main"]

CODEBASES = ("1000", "5000", "20000", "pypi:django==5.2.4")
ROUNDS = 3
RESULTS = Path(__file__).parent / "results" / "explorer_scale.json"
PACKAGE, DEGREE = 20, 4
PREPARE = (
    "from pathlib import Path\n"
    "from audit.snapshots.store import load_snapshot\n"
    "world = load_snapshot(Path({0!r}))"
)
EXPLORE = "from audit.views.explorer import explore\nexplorer = explore(world)\nexplorer"
MATRIX = (
    "from audit.views.matrix import dependency_matrix\nmatrix = dependency_matrix(world)\nmatrix"
)
# Each measurement is taken inside the page: the way to Playwright and back would count otherwise.
RUN_CELL = """async ([cell, selector]) => {
  const { commands, shell } = window.jupyterapp;
  shell.currentWidget.content.activeCellIndex = cell;
  const start = performance.now();
  const done = new Promise((resolve, reject) => {
    const look = () => {
      if (document.querySelector(selector)) {
        requestAnimationFrame(() => resolve(performance.now() - start));
      } else if (performance.now() - start > 90000) reject(new Error("nothing drawn"));
      else setTimeout(look, 5);
    };
    look();
  });
  commands.execute('notebook:run-cell-and-select-next');
  return await done;
}"""
PRESS = """async ([title, before]) => {
  const root = document.querySelector(".audit-widget");
  const start = performance.now();
  [...root.querySelectorAll("button")].find((each) => each.textContent === title).click();
  return await new Promise((resolve) => {
    const look = () => {
      const drawn = root.querySelector("[data-drawn]").dataset.drawn;
      return drawn !== before && drawn === root.dataset.nodes
        ? requestAnimationFrame(() => resolve(performance.now() - start)) : setTimeout(look, 5);
    };
    look();
  });
}"""
SEARCH = """async (typed) => {
  const field = document.querySelector(".audit-widget [role=combobox]");
  const start = performance.now();
  field.value = typed;
  field.dispatchEvent(new Event("input"));
  return performance.now() - start;
}"""
OPEN_MATRIX = """async () => {
  const root = [...document.querySelectorAll(".audit-widget")].at(-1);
  const frame = root.querySelector(".audit-matrix-frame");
  const before = frame.dataset.drawn;
  const start = performance.now();
  [...root.querySelectorAll("button")].find((each) => each.textContent === "Open all").click();
  const matrix_open_all = await new Promise((resolve) => {
    const look = () => (frame.dataset.drawn === before ? setTimeout(look, 5)
      : requestAnimationFrame(() => resolve(performance.now() - start)));
    look();
  });
  const scroller = root.querySelector(".audit-matrix-scroll");
  let frames = 0;
  const begun = performance.now();
  const matrix_frames_per_second_scrolling = await new Promise((resolve) => {
    const next = (now) => {
      frames += 1;
      scroller.scrollTop += 40;
      scroller.scrollLeft += 40;
      if (now - begun < 1500) requestAnimationFrame(next);
      else resolve(frames / ((now - begun) / 1000));
    };
    requestAnimationFrame(next);
  });
  const matrix_rows = Number(root.dataset.rows);
  return { matrix_open_all, matrix_rows, matrix_frames_per_second_scrolling };
}"""
COUNT_FRAMES = """async (milliseconds) => {
  let frames = 0;
  const start = performance.now();
  return await new Promise((resolve) => {
    const next = (now) => {
      frames += 1;
      if (now - start < milliseconds) requestAnimationFrame(next);
      else resolve(frames / ((now - start) / 1000));
    };
    requestAnimationFrame(next);
  });
}"""


def generate_snapshot(modules: int) -> Snapshot:
    """A layered codebase: packages of 20 modules, 16 packages to an area, 4 imports a module.

    Sixty imports of a hundred stay near, the rest go to any earlier module; one in a hundred of
    those goes anywhere. The same number gives the same snapshot.
    """
    dice = random.Random(modules)  # noqa: S311 - no secret
    names = [
        f"app.area_{number // PACKAGE // 16:02}.package_{number // PACKAGE % 16:02}"
        f".module_{number % PACKAGE:02}"
        for number in range(modules)
    ]
    imports = []
    for importer in range(modules):
        for line in range(1, DEGREE + 1):
            far = modules if dice.random() < 0.01 else max(importer, 1)
            near = max(0, importer - dice.randint(1, PACKAGE))
            imported = near if dice.random() < 0.6 else dice.randrange(far)
            if imported != importer:
                imports.append(make_import(names[importer], names[imported], line=line))
    return make_snapshot(modules=tuple(map(make_module, names)), imports=tuple(imports))


def main(arguments: Sequence[str]) -> int:
    """Measure the named codebases, or all, and write the results."""
    codebases = list(arguments) or list(CODEBASES)
    load = round(os.getloadavg()[0], 1)  # other work on the machine stretches every time
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with run_lab(Path(folder), parts=()) as lab:
            measured = {each: _measure_codebase(browser, lab, each) for each in codebases}
        version = browser.version
        browser.close()
    report = {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "chromium": version,
            "webgl": "software (SwiftShader)",
            "load_average_at_start": load,
        },
        "rounds": ROUNDS,
        "units": {"times": "ms, median of the rounds", "memory": "MiB of JavaScript heap"},
        "codebases": measured,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0


def _measure_codebase(browser: Browser, lab: Lab, codebase: str) -> dict[str, float]:
    snapshot = generate_snapshot(int(codebase)) if codebase.isdecimal() else take_snapshot(codebase)
    save_snapshot(snapshot, lab.folder / "world")
    counted = {
        "modules": len(snapshot.modules),
        "imports_between_modules": sum(each.stays_inside for each in snapshot.imports),
    }
    rounds = []
    for _ in range(ROUNDS):
        rounds.append(_measure_round(browser, lab))
        sys.stderr.write(f"{codebase}: {rounds[-1]}\n")
    medians = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
    return counted | {key: round(value, 1) for key, value in medians.items()}


def _measure_round(browser: Browser, lab: Lab) -> dict[str, float]:
    prepare = PREPARE.format(str(lab.folder / "world"))
    write_notebook(lab.folder / "scale.ipynb", [prepare, EXPLORE, MATRIX])
    with open_lab_page(browser, lab, "scale.ipynb") as opened:
        page = opened.page
        opened.run_code(prepare)
        first = float(page.evaluate(RUN_CELL, [1, ".audit-canvas[data-drawn]"]))
        canvas = page.locator(".audit-canvas")
        shown = canvas.get_attribute("data-drawn")
        expanded = float(page.evaluate(PRESS, ["Open all", shown]))
        found = {
            "first_picture": first,
            "nodes_at_first": float(shown or 0),
            "open_all": expanded,
            "nodes_open": float(canvas.get_attribute("data-drawn") or 0),
            "search": float(page.evaluate(SEARCH, "module_07")),
            "frames_per_second_dragging": _drag(opened.page),
        }
        found["close_all"] = float(
            page.evaluate(PRESS, ["Close all", canvas.get_attribute("data-drawn")])
        )
        memory = page.context.new_cdp_session(page).send("Runtime.getHeapUsage")
        found["memory"] = float(memory["usedSize"]) / 2**20
        found["matrix_first_picture"] = float(
            page.evaluate(RUN_CELL, [2, ".audit-matrix-frame[data-drawn]"])
        )
        found |= {key: float(value) for key, value in page.evaluate(OPEN_MATRIX).items()}
    return found


def _drag(page: Page) -> float:
    canvas = page.locator(".audit-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None  # noqa: S101 - it was just drawn
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.evaluate("window.frames_counted = null")
    page.evaluate(f"({COUNT_FRAMES})(1500).then((each) => {{ window.frames_counted = each; }}); 0")
    step = 0
    while page.evaluate("window.frames_counted") is None:
        step += 1
        page.wait_for_timeout(10)
        page.mouse.move(box["x"] + 200 + step % 40 * 5, box["y"] + 200 + step % 30 * 3)
    page.mouse.up()
    return float(page.evaluate("window.frames_counted"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The notebooks on code that they were not written for, by parameter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks.refresh import nbformat
from tests.notebooks.run_nbval import NOTEBOOKS, ROOT

FILES = {
    "shop/__init__.py": "from shop.cart import Cart\n",
    "shop/cart.py": "class Cart:\n    def add(self, item):\n        return item\n",
    "shop/till.py": "from shop import Cart\nfrom shop.cart import Cart as C\nimport shop.gone\n",
}


def draw_source(folder: Path, files: dict[str, str]) -> str:
    """Write the files of a small codebase; return its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)


def run_papermill(name: str, folder: Path, parameters: dict[str, str]) -> str:
    """Run a notebook by papermill's command line; return all of its plain-text output."""
    result = folder / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--cwd", str(NOTEBOOKS)]
    options = [part for key, value in parameters.items() for part in ("-p", key, value)]
    done = subprocess.run(
        [*command, str(NOTEBOOKS / f"{name}.ipynb"), str(result), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outputs = [
        output
        for cell in nbformat.read(result, as_version=4).cells
        for output in cell.get("outputs", ())
    ]
    return "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("import_graph", "shop.gone"),
        ("fragmented_paths", "shop.cart.Cart"),
        ("duplicate_classes", "families"),
    ],
)
def test_a_notebook_takes_another_source(name: str, told: str, tmp_path: Path) -> None:
    """Given another folder by parameter, the page speaks about that code and nothing else."""
    text = run_papermill(name, tmp_path, {"snapshot": draw_source(tmp_path / "code", FILES)})
    assert told in text
    assert "harbour" not in text


def test_the_comparison_takes_two_other_sources(tmp_path: Path) -> None:
    """Given two other folders, the page tells what changed between them."""
    after = {**FILES, "shop/till.py": "from shop.cart import Cart\n"}
    text = run_papermill(
        "phase_comparison",
        tmp_path,
        {
            "before": draw_source(tmp_path / "old", FILES),
            "after": draw_source(tmp_path / "new", after),
        },
    )
    assert "shop.gone" in text
    assert "resolved" in text
    assert "harbour" not in text

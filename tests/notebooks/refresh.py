"""Run the notebooks and store the outputs that are compared.

Call: `python tests/notebooks/refresh.py [NOTEBOOK…]`.
Only cells tagged `nbval-check-output` keep their output; everything else that changes from run to
run or from machine to machine is taken out. Read the difference before you commit it: a stored
output is an expectation.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbclient import NotebookClient

__all__ = ["CHECK_TAG", "main", "nbformat", "refresh_notebook", "strip_notebook"]

CHECK_TAG = "nbval-check-output"
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
nbformat: Any = importlib.import_module("nbformat")  # its functions carry no types
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def strip_notebook(notebook: Any) -> Any:
    """The notebook with checked outputs only; changed in place and returned.

    Kept: sources, ids, tags, and of a checked cell its outputs and execution count. Taken out:
    all other outputs, counts and metadata, widget state among them.
    """
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        tags = list(cell.metadata.get("tags", ()))
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type != "code":
            continue
        if CHECK_TAG not in tags:
            cell.outputs, cell.execution_count = [], None
        for output in cell.outputs:
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def refresh_notebook(path: Path) -> bool:
    """Run the notebook in its own folder and store it stripped; whether the file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    text: str = nbformat.writes(strip_notebook(notebook), indent=1).rstrip("\n") + "\n"
    if text != before:
        path.write_text(text, encoding="utf-8")
    return text != before


def main(arguments: Sequence[str]) -> int:
    """Refresh the named notebooks, or all of them; tell which files changed."""
    paths = [Path(each).resolve() for each in arguments] or sorted(NOTEBOOKS.glob("*.ipynb"))
    for path in paths:
        print(f"{path.name}: {'changed' if refresh_notebook(path) else 'unchanged'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

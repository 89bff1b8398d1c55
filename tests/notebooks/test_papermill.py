"""The report's notebook as papermill users run it: from any folder, by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.notebooks.run_nbval import NOTEBOOKS

_NOTEBOOK = NOTEBOOKS / "executive_summary.ipynb"


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "papermill", str(_NOTEBOOK), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_notebook_runs_from_any_folder(tmp_path: Path) -> None:
    """With nothing but the phase given, the default configuration is found."""
    done = _run(tmp_path, "out.ipynb", "--no-progress-bar", "-p", "phase", "phase-1")
    assert done.returncode == 0, done.stderr
    cells = json.loads((tmp_path / "out.ipynb").read_text("utf-8"))["cells"]
    printed = "".join(
        "".join(output.get("text", ()))
        for cell in cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "stream"
    )
    assert "paths in production use: 6 → 3" in printed


def test_a_wrong_phase_ends_in_one_sentence_and_an_exit_code(tmp_path: Path) -> None:
    """The notebook shows the sentence alone, with the known phases, and papermill fails."""
    done = _run(tmp_path, "out.ipynb", "--no-progress-bar", "-p", "phase", "9")
    assert done.returncode == 1
    cells = json.loads((tmp_path / "out.ipynb").read_text("utf-8"))["cells"]
    shown = [
        output["traceback"]
        for cell in cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]
    assert len(shown) == 1
    assert len(shown[0]) == 1
    assert "there is no phase 9 (known: phase-1, phase-2, phase-3)" in shown[0][0]


def test_every_parameter_is_explained(tmp_path: Path) -> None:
    """`--help-notebook` shows name, type, default and help of each parameter."""
    told = _run(tmp_path, "--help-notebook").stdout
    for name in ("configuration", "phase", "before", "after"):
        assert f"{name}: str (default " in told
    assert "rules and phases; empty: none" in told
    assert "Unknown" not in told

"""Validate the notebooks with nbval in a process of their own.

Call: `python tests/notebooks/run_nbval.py [NOTEBOOK…]`.
Each notebook runs from top to bottom as it stands; cells tagged `nbval-check-output` must give the
stored output again. The project's pytest settings are switched off for this run: they turn every
warning of the notebook machinery into an error.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["CELL_TIMEOUT", "NOTEBOOKS", "build_command", "main", "run_nbval"]

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
CELL_TIMEOUT = 120


def build_command(paths: Sequence[Path]) -> list[str]:
    """The nbval command for the given notebooks or folders."""
    return [
        sys.executable,
        "-m",
        "pytest",
        "-o",
        "addopts=",
        "-o",
        "filterwarnings=",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-q",
        "--nbval-lax",
        "--nbval-current-env",
        f"--nbval-cell-timeout={CELL_TIMEOUT}",
        f"--rootdir={ROOT}",
        *map(str, paths),
    ]


def run_nbval(paths: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """Run nbval to its end; the exit code is 0 only when cells ran and all agree."""
    return subprocess.run(
        build_command(paths), cwd=ROOT, capture_output=True, text=True, check=False
    )


def main(arguments: Sequence[str]) -> int:
    """Validate the named notebooks, or all of them, and print what nbval says."""
    paths = [Path(each).resolve() for each in arguments] or [NOTEBOOKS]
    return subprocess.run(build_command(paths), cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

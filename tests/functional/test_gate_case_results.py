"""The results on the pages of the gate cases are those of a real run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.phases.evidence import read_test_run
from tests.worlds.gate_cases import GATE_CASES, read_case, write_sides


@pytest.mark.parametrize("path", GATE_CASES, ids=lambda path: path.stem)
def test_the_results_of_a_page_are_true(path: Path, tmp_path: Path) -> None:
    """Running the tests of both sides gives the outcomes that the page tells."""
    case = read_case(path)
    write_sides(case, tmp_path)
    for number, side in enumerate(("before", "after")):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-c", "pyproject.toml", f"--junitxml={tmp_path / side}.xml"]
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        subprocess.run(
            command, check=False, cwd=tmp_path / side, env=environment, capture_output=True
        )
        run = read_test_run([Path(f"{side}.xml")], base=tmp_path)
        told = {name: found[number] for name, found in case.outcomes.items() if found[number]}
        assert {result.id: result.outcome.value for result in run.results} == told, side

"""Run the test suite of every state of the sample and save the results as JUnit XML.

Usage, with pytest installed in the same interpreter::

    python data/sample/run_tests.py            # remake results/*.xml
    python data/sample/run_tests.py --check    # only tell whether they would change

The suites really run, each in a process of its own. What differs from machine to machine (host
name, time of day, durations, absolute paths, object addresses) is replaced by fixed values, so
the same sample gives the same bytes.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent
RESULTS = SAMPLE / "results"
FIXED = {"hostname": "localhost", "timestamp": "2025-01-01T00:00:00+00:00", "time": "0.000"}
UNSET = {"CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONWARNINGS"}
SETTINGS = {
    "COLUMNS": "100",
    "NO_COLOR": "1",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
}


def find_states() -> list[Path]:
    """List the states of the sample: the folders that hold a ``pyproject.toml``."""
    return sorted(path.parent for path in SAMPLE.glob("*/pyproject.toml"))


def normalised(text: str, state: Path) -> str:
    """Replace what depends on the machine in a message or a traceback."""
    for folder in (state, SAMPLE):
        text = text.replace(f"{folder}{os.sep}", "")
    for name in ("purelib", "platlib", "stdlib"):
        text = text.replace(sysconfig.get_path(name), f"<{name}>")
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0x0", text)


def normalise(root: ElementTree.Element, state: Path) -> None:
    """Give every element of a JUnit report fixed values in place."""
    for element in root.iter():
        for name, value in element.attrib.items():
            element.set(name, FIXED.get(name) or normalised(value, state))
        if element.text:
            element.text = normalised(element.text, state)


def run_suite(state: Path) -> ElementTree.Element:
    """Run the suite of one state; failing tests are a result, a run that breaks is an error."""
    environment = {name: value for name, value in os.environ.items() if name not in UNSET}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "junit.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += ["-c", "pyproject.toml", "--rootdir", ".", "-o", "junit_family=xunit2"]
        command += [f"--junitxml={report}", f"--basetemp={folder}/tmp"]
        done = subprocess.run(
            command,
            cwd=state,
            env={**environment, **SETTINGS},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1) or not report.exists():
            raise SystemExit(f"{state.name}: pytest did not finish\n{done.stdout}{done.stderr}")
        root = ElementTree.parse(report).getroot()
    normalise(root, state)
    return root


def render_result(root: ElementTree.Element) -> bytes:
    """Return the report as bytes with one element a line."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def render_counts(name: str, root: ElementTree.Element) -> str:
    """Return one line with the counts of a state, of all tests and of the architecture tests."""

    def count(cases: list[ElementTree.Element]) -> str:
        failed = sum(c.find("failure") is not None or c.find("error") is not None for c in cases)
        skipped = sum(c.find("skipped") is not None for c in cases)
        passed = len(cases) - failed - skipped
        return f"{passed:3} of {len(cases):3} passed, {failed:2} failed, {skipped} skipped"

    cases = list(root.iter("testcase"))
    checks = [case for case in cases if ".architecture." in case.get("classname", "")]
    return f"{name:<12} all: {count(cases)}   architecture: {count(checks)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all suites; with ``--check`` nothing is written and a difference gives exit code 1."""
    parser = argparse.ArgumentParser(description="Remake the test results of the sample.")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args(arguments).check
    different = []
    for state in find_states():
        root = run_suite(state)
        print(render_counts(state.name, root))
        content = render_result(root)
        target = RESULTS / f"{state.name}.xml"
        if not target.exists() or target.read_bytes() != content:
            different.append(target.name)
            if not check:
                RESULTS.mkdir(exist_ok=True)
                target.write_bytes(content)
    if different:
        print(f"{'would change' if check else 'written'}: {', '.join(different)}")
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())

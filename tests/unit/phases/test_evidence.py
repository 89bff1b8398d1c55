"""Test runs: read and compared."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.errors import EvidenceError
from audit.model import comparison
from audit.phases import evidence
from audit.phases.evidence import compare_test_runs, rate_change, read_test_run

MARKS = {"F": "<failure message='f'/>", "E": "<error message='e'/>", "S": "<skipped/>", "P": ""}


def _write(path: Path, cases: str) -> Path:
    """A file with one test per word, as `name:MARK`."""
    body = "".join(
        f"<testcase classname='c' name='{name}'>{MARKS[mark]}</testcase>"
        for name, mark in (word.split(":") for word in cases.split())
    )
    path.write_text(f"<testsuite>{body}</testsuite>")
    return path


def _run(tmp_path: Path, *files: str) -> comparison.TestRun:
    paths = [_write(tmp_path / f"{number}.xml", cases) for number, cases in enumerate(files)]
    return read_test_run(paths, base=tmp_path)


def _outcomes(run: comparison.TestRun) -> str:
    return " ".join(f"{r.id.removeprefix('c::')}:{r.outcome[0].upper()}" for r in run.results)


def test_results_are_sorted_and_files_named_with_their_digest(tmp_path: Path) -> None:
    """A run lists its tests by id and its files relative to the base with their sha256."""
    (tmp_path / "reports").mkdir()
    path = _write(tmp_path / "reports" / "x.xml", "b:P a:F")
    digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    for given in (path, Path("reports/x.xml")):
        run = read_test_run([given, given], base=tmp_path)
        assert run.files == (("reports/x.xml", digest),)
        assert _outcomes(run) == "a:F b:P"
        assert (run.passed, run.total) == (1, 2)


def test_a_file_outside_the_base_is_named_without_its_place(tmp_path: Path) -> None:
    """No path of the machine gets into a run."""
    (tmp_path / "base").mkdir()
    path = _write(tmp_path / "x.xml", "a:P")
    assert read_test_run([path], base=tmp_path / "base").files[0][0] == "x.xml"


@pytest.mark.parametrize(
    ("cases", "outcome"),
    [
        ("t:F t:P", "t:P"),
        ("t:P t:F", "t:F"),
        ("t:F t:E", "t:E"),
        ("t:P t:E", "t:E"),
        ("t:F t:S", "t:S"),
    ],
)
def test_the_last_outcome_of_a_retried_test_counts(
    tmp_path: Path, cases: str, outcome: str
) -> None:
    """Within one file the later report of a test replaces the earlier one."""
    assert _outcomes(_run(tmp_path, cases)) == outcome


def test_a_pass_on_retry_says_so(tmp_path: Path) -> None:
    """A test that passed after failures is not silently like any other pass."""
    assert _run(tmp_path, "t:F t:E t:P").results[0].message == (
        "passed on attempt 3, 2 failed before"
    )
    assert _run(tmp_path, "t:P t:P").results[0].message == ""


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        (("t:P", "t:F"), "t:F"),
        (("t:F", "t:P"), "t:F"),
        (("t:S", "t:P"), "t:S"),
        (("t:E", "t:F"), "t:E"),
        (("a:P", "b:P"), "a:P b:P"),
    ],
)
def test_a_test_in_several_files_has_to_hold_in_all(
    tmp_path: Path, files: tuple[str, ...], outcome: str
) -> None:
    """Between files the worst outcome of a test counts, in whatever order they are given."""
    assert _outcomes(_run(tmp_path, *files)) == outcome


def test_a_run_that_collected_nothing_shows(tmp_path: Path) -> None:
    """An empty suite is a run with a total of 0 and its file named."""
    run = _run(tmp_path, "")
    assert (run.passed, run.total, len(run.files)) == (0, 0, 1)


def test_a_malformed_file_is_named_with_its_line(tmp_path: Path) -> None:
    """The error of a broken file carries the file and the line."""
    (tmp_path / "x.xml").write_text("<testsuite>\n<testcase name='t'>")
    with pytest.raises(EvidenceError, match=rf"{tmp_path}/x\.xml:2: no element found"):
        read_test_run([Path("x.xml")], base=tmp_path)


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a FIFO and a huge file are errors, not hangs."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    for name, what in (("none", "No such file"), ("folder", "regular"), ("fifo", "regular")):
        with pytest.raises(EvidenceError, match=what):
            read_test_run([Path(name)], base=tmp_path)


def test_the_size_of_a_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is not read."""
    path = _write(tmp_path / "x.xml", "a:P")
    monkeypatch.setattr(evidence, "EVIDENCE_SIZE_LIMIT", path.stat().st_size - 1)
    with pytest.raises(EvidenceError, match="more than"):
        read_test_run([path], base=tmp_path)


def test_a_file_that_pytest_wrote_is_read(tmp_path: Path) -> None:
    """The results of a real pytest run are those that its tests have."""
    (tmp_path / "test_x.py").write_text(
        "import pytest, unittest\n"
        "@pytest.mark.parametrize('n', [1, 2])\n"
        "def test_n(n): assert n == 1\n"
        "class TestBox:\n"
        "    def test_in(self): pass\n"
        "@pytest.mark.xfail\n"
        "def test_x(): assert False\n"
        "@pytest.fixture\n"
        "def bad(): yield; raise RuntimeError('late')\n"
        "def test_teardown(bad): pass\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--junitxml",
        "out.xml",
        "-p",
        "no:cacheprovider",
    ]
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    run = read_test_run([Path("out.xml")], base=tmp_path)
    assert {result.id: result.outcome.value for result in run.results} == {
        "test_x.TestBox::test_in": "passed",
        "test_x::test_n[1]": "passed",
        "test_x::test_n[2]": "failed",
        "test_x::test_teardown": "error",
        "test_x::test_x": "skipped",
    }


def test_each_test_of_both_runs_is_in_one_group(tmp_path: Path) -> None:
    """Every pair of outcomes has its group."""
    marks = "PFES"
    before = " ".join(f"{a}{b}:{a}" for a in marks for b in marks) + " old:P"
    after = " ".join(f"{a}{b}:{b}" for a in marks for b in marks) + " new:F"
    changes = compare_test_runs(_run(tmp_path, before), _run(tmp_path, after))
    groups = {
        name: " ".join(test.removeprefix("c::") for test in getattr(changes, name))
        for name in comparison.TestChanges.__slots__
    }
    assert groups == {
        "newly_passing": "EP FP SP",
        "still_passing": "PP",
        "newly_failing": "PE PF SE SF",
        "still_failing": "EE EF FE FF",
        "newly_skipped": "ES FS PS",
        "added": "new",
        "removed": "old",
        "still_skipped": "SS",
        "xfailed": "",
        "flaky": "",
        "renamed": "",
    }


def test_a_test_that_passes_and_fails_in_several_files_is_flaky(tmp_path: Path) -> None:
    """Several reports of one state are several runs: the worst outcome counts, marked flaky."""
    run = _run(tmp_path, "a:P b:P c:F s:S", "a:F b:P c:F s:P")
    assert [r.id for r in run.results if r.flaky] == ["c::a"]
    assert _outcomes(run) == "a:F b:P c:F s:S"
    assert compare_test_runs(run, run).flaky == ("c::a",)
    retried = _run(tmp_path, "a:P", "a:F a:P")
    assert [result.flaky for result in retried.results] == [True]


def test_a_retry_that_passes_is_flaky(tmp_path: Path) -> None:
    """A pass after a failure in one file counts as a pass, with its attempts, marked flaky."""
    (only,) = _run(tmp_path, "a:F a:F a:P").results
    assert (only.outcome.value, only.attempts, only.flaky) == ("passed", 3, True)
    (other,) = _run(tmp_path, "a:P a:P").results
    assert (other.attempts, other.flaky) == (2, False)


def test_a_renamed_test_is_one_test(tmp_path: Path) -> None:
    """With its new name known, a test is compared with itself, not removed and added."""
    before, after = _run(tmp_path, "old:F gone:P"), _run(tmp_path, "new:P")
    changes = compare_test_runs(before, after, renamed={"c::old": "c::new"})
    assert changes.newly_passing == ("c::new",)
    assert (changes.added, changes.removed) == ((), ("c::gone",))
    assert changes.renamed == (("c::old", "c::new"),)


def test_the_rate_is_told_as_points_and_as_ratio(tmp_path: Path) -> None:
    """3 of 15 to 6 of 15 is 20 points more and twice as much; from nothing there is no ratio."""
    three = _run(tmp_path, " ".join(f"t{n}:{'P' if n < 3 else 'F'}" for n in range(15)))
    six = _run(tmp_path, " ".join(f"t{n}:{'P' if n < 6 else 'F'}" for n in range(15)))
    rate = rate_change(three, six)
    assert (rate.before, rate.after, rate.ratio) == (0.2, 0.4, 2.0)
    assert rate.points == pytest.approx(20)
    none = rate_change(_run(tmp_path, "a:F"), _run(tmp_path, "a:P"))
    assert (none.ratio, none.points) == (None, 100.0)
    nothing = rate_change(_run(tmp_path, ""), six)
    assert (nothing.before, nothing.points, nothing.ratio) == (None, None, None)


def test_both_formats_of_one_suite_compare(tmp_path: Path) -> None:
    """A pytest-json-report file is read as JUnit XML is, with the same ids."""
    node = {"nodeid": "tests/unit/test_a.py::TestBox::test_in[1.5-a::b]", "outcome": "passed"}
    (tmp_path / "report.json").write_text(json.dumps({"tests": [node]}))
    (tmp_path / "junit.xml").write_text(
        "<testsuite><testcase classname='tests.unit.test_a.TestBox' name='test_in[1.5-a::b]'/>"
        "</testsuite>"
    )
    runs = [read_test_run([Path(n)], base=tmp_path) for n in ("report.json", "junit.xml")]
    assert [result.id for result in runs[0].results] == [result.id for result in runs[1].results]


def test_a_broken_report_is_named_with_its_line(tmp_path: Path) -> None:
    """Malformed JSON is an error with file and line."""
    (tmp_path / "report.json").write_text('{\n"tests": [\n}')
    with pytest.raises(EvidenceError, match=r"report\.json:3: this is not JSON"):
        read_test_run([Path("report.json")], base=tmp_path)

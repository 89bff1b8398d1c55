"""Test results as another tool reported them: read, merged, compared."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from audit.errors import EvidenceError
from audit.model.comparison import TestChanges, TestOutcome, TestResult, TestRun
from audit.phases.junit import JUnitError, parse_junit

__all__ = ["EVIDENCE_SIZE_LIMIT", "compare_test_runs", "read_test_run"]

EVIDENCE_SIZE_LIMIT = 256 * 1024**2
"""Bytes of one file of test results; a bigger one is not read."""

_FAILING = (TestOutcome.FAILED, TestOutcome.ERROR)
_SEVERITY = (TestOutcome.PASSED, TestOutcome.SKIPPED, TestOutcome.FAILED, TestOutcome.ERROR)


def read_test_run(paths: Sequence[Path], *, base: Path) -> TestRun:
    """One run from its JUnit XML files, `paths` being relative to `base` or absolute.

    A test reported several times in one file was retried: the last outcome counts, and a pass
    after something else says so in its message. A test in several files has to hold in all of
    them: the worst outcome counts (error, failed, skipped, passed). Each file is named relative
    to `base` (by its bare name outside of it) with its sha256. A run that collected no test has
    a total of 0. Raises EvidenceError, naming file and line, for a file that cannot be read, is
    not JUnit XML, or declares a document type.
    """
    files: dict[str, str] = {}
    merged: dict[str, TestResult] = {}
    for path in sorted({Path(os.path.normpath(base / path)) for path in paths}):
        data = _read_file(path)
        digest = hashlib.sha256(data).hexdigest()
        files[_relative_name(path, base)] = f"sha256:{digest}"
        try:
            reported = parse_junit(data)
        except JUnitError as error:
            hint = "give the JUnit XML file as the test runner wrote it"
            raise EvidenceError(str(error), where=f"{path}:{error.line}", hint=hint) from error
        for result in _last_outcomes(reported):
            known = merged.get(result.id)
            if known is None or _severity(result) > _severity(known):
                merged[result.id] = result
    return TestRun(
        files=tuple(sorted(files.items())),
        results=tuple(merged[name] for name in sorted(merged)),
    )


def compare_test_runs(before: TestRun, after: TestRun) -> TestChanges:
    """The tests by what became of them, ids sorted.

    A test in both runs is passing, failing (failed or error) or skipped in each: `newly_` means
    that it is so only in the later one, `still_` that it is so in both; one skipped in both is in
    no group. `added` and `removed` are in one run only, whatever their outcome.
    """
    old = {result.id: result.outcome for result in before.results}
    new = {result.id: result.outcome for result in after.results}
    both = sorted(old.keys() & new.keys())

    def select(outcomes: Iterable[TestOutcome], *, earlier: bool) -> tuple[str, ...]:
        wanted = frozenset(outcomes)
        return tuple(t for t in both if new[t] in wanted and (old[t] in wanted) is earlier)

    return TestChanges(
        newly_passing=select([TestOutcome.PASSED], earlier=False),
        still_passing=select([TestOutcome.PASSED], earlier=True),
        newly_failing=select(_FAILING, earlier=False),
        still_failing=select(_FAILING, earlier=True),
        newly_skipped=select([TestOutcome.SKIPPED], earlier=False),
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def _severity(result: TestResult) -> int:
    return _SEVERITY.index(result.outcome)


def _last_outcomes(reported: Iterable[TestResult]) -> list[TestResult]:
    attempts: dict[str, list[TestResult]] = {}
    for result in reported:
        attempts.setdefault(result.id, []).append(result)
    return [_retried(results) for results in attempts.values()]


def _retried(results: Sequence[TestResult]) -> TestResult:
    last = results[-1]
    failed = sum(1 for result in results if result.outcome in _FAILING)
    if last.outcome is not TestOutcome.PASSED or not failed:
        return last
    message = f"passed on attempt {len(results)}, {failed} failed before"
    return TestResult(id=last.id, outcome=last.outcome, message=message)


def _relative_name(path: Path, base: Path) -> str:
    root = PurePath(os.path.normpath(base))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _read_file(path: Path) -> bytes:
    hint = "run the tests with JUnit XML output, or correct the path"
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise EvidenceError("this is not a regular file", where=str(path), hint=hint)
        if status.st_size > EVIDENCE_SIZE_LIMIT:
            what = f"the file has {status.st_size} bytes, more than {EVIDENCE_SIZE_LIMIT}"
            raise EvidenceError(what, where=str(path), hint="split it, or leave out the output")
        return path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise EvidenceError(what, where=str(path), hint=hint) from error

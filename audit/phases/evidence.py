"""Test results as another tool reported them: read, merged, compared."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath
from types import MappingProxyType

from audit.errors import EvidenceError
from audit.model.comparison import RateChange, TestChanges, TestOutcome, TestResult, TestRun
from audit.phases.json_report import JsonReportError, parse_json_report
from audit.phases.junit import JUnitError, parse_junit

__all__ = ["EVIDENCE_SIZE_LIMIT", "compare_test_runs", "rate_change", "read_test_run"]

EVIDENCE_SIZE_LIMIT = 256 * 1024**2
"""Bytes of one file of test results; a bigger one is not read."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_FAILING = (TestOutcome.FAILED, TestOutcome.ERROR)
_SEVERITY = (TestOutcome.PASSED, TestOutcome.SKIPPED, TestOutcome.FAILED, TestOutcome.ERROR)


def read_test_run(paths: Sequence[Path], *, base: Path) -> TestRun:
    """One run from its files, JUnit XML or pytest-json-report, relative to `base` or absolute.

    A test reported several times in one file was retried: the last outcome counts, and a pass
    after something else says so in its message. A test in several files has to hold in all of
    them: the worst outcome counts (error, failed, skipped, passed). A test that both passed and
    failed, in retries or in several files, is `flaky`. Each file is named relative to `base` (by
    its bare name outside of it) with its sha256. A run that collected no test has a total of 0.
    Raises EvidenceError, naming file and line, for a file that cannot be read, is neither format,
    or declares a document type.
    """
    files: dict[str, str] = {}
    merged: dict[str, TestResult] = {}
    for path in sorted({Path(os.path.normpath(base / path)) for path in paths}):
        data = _read_file(path)
        digest = hashlib.sha256(data).hexdigest()
        files[_relative_name(path, base)] = f"sha256:{digest}"
        for result in _last_outcomes(_parse(data, path)):
            merged[result.id] = _worst(merged.get(result.id), result)
    return TestRun(
        files=tuple(sorted(files.items())),
        results=tuple(merged[name] for name in sorted(merged)),
    )


def compare_test_runs(
    before: TestRun, after: TestRun, *, renamed: Mapping[str, str] = _NOTHING
) -> TestChanges:
    """The tests by what became of them, ids sorted.

    A test in both runs is passing, failing (failed or error) or skipped in each: `newly_` means
    that it is so only in the later one, `still_` that it is so in both. `added` and `removed` are
    in one run only, whatever their outcome. `renamed` leads from earlier ids to later ones of the
    same test; each pair counts as one test, under its later id.
    """
    known = {result.id for result in after.results}
    names = {old: new for old, new in renamed.items() if new in known}
    old = {names.get(result.id, result.id): result for result in before.results}
    new = {result.id: result for result in after.results}
    both = sorted(old.keys() & new.keys())

    def select(outcomes: Iterable[TestOutcome], *, earlier: bool) -> tuple[str, ...]:
        wanted = frozenset(outcomes)
        return tuple(
            t for t in both if new[t].outcome in wanted and (old[t].outcome in wanted) is earlier
        )

    return TestChanges(
        newly_passing=select([TestOutcome.PASSED], earlier=False),
        still_passing=select([TestOutcome.PASSED], earlier=True),
        newly_failing=select(_FAILING, earlier=False),
        still_failing=select(_FAILING, earlier=True),
        newly_skipped=select([TestOutcome.SKIPPED], earlier=False),
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        still_skipped=select([TestOutcome.SKIPPED], earlier=True),
        xfailed=tuple(sorted(name for name, result in new.items() if result.xfail)),
        flaky=tuple(
            sorted({n for side in (old, new) for n, result in side.items() if result.flaky})
        ),
        renamed=tuple(sorted((a, b) for a, b in names.items() if a != b)),
    )


def rate_change(before: TestRun, after: TestRun) -> RateChange:
    """The success rates of both runs, with their numerators and denominators."""
    return RateChange(
        passed_before=before.passed,
        total_before=before.total,
        passed_after=after.passed,
        total_after=after.total,
    )


def _parse(data: bytes, path: Path) -> tuple[TestResult, ...]:
    """The results in the format that the first character tells."""
    try:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
            return parse_json_report(data)
        return parse_junit(data)
    except (JUnitError, JsonReportError) as error:
        hint = "give the JUnit XML or pytest-json-report file as the test runner wrote it"
        raise EvidenceError(str(error), where=f"{path}:{error.line}", hint=hint) from error


def _worst(known: TestResult | None, result: TestResult) -> TestResult:
    """One result of two reports of the same test."""
    if known is None:
        return result
    worse = result if _severity(result) > _severity(known) else known
    failing = {known.outcome in _FAILING, result.outcome in _FAILING}
    passing = TestOutcome.PASSED in (known.outcome, result.outcome)
    flaky = known.flaky or result.flaky or (failing == {True, False} and passing)
    attempts = known.attempts + result.attempts
    return dataclasses.replace(worse, flaky=flaky, attempts=attempts)


def _severity(result: TestResult) -> int:
    return _SEVERITY.index(result.outcome)


def _last_outcomes(reported: Iterable[TestResult]) -> list[TestResult]:
    attempts: dict[str, list[TestResult]] = {}
    for result in reported:
        attempts.setdefault(result.id, []).append(result)
    return [_retried(results) for results in attempts.values()]


def _retried(results: Sequence[TestResult]) -> TestResult:
    last = results[-1]
    attempts = sum(result.attempts for result in results)
    failed = sum(1 for result in results if result.outcome in _FAILING)
    if last.outcome is not TestOutcome.PASSED or not failed:
        flaky = failed > 0 and any(r.outcome is TestOutcome.PASSED for r in results)
        return dataclasses.replace(last, attempts=attempts, flaky=last.flaky or flaky)
    message = f"passed on attempt {len(results)}, {failed} failed before"
    return dataclasses.replace(last, message=message, attempts=attempts, flaky=True)


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

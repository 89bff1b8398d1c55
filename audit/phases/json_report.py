"""The report of the pytest-json-report plugin to test results.

The format is the plugin's own: an object with `tests`, each with `nodeid`, `outcome` and the
stages `setup`, `call`, `teardown`; and `collectors`, whose failures are files that could not be
imported. Ids are written as pytest writes them in JUnit XML, so that both formats of one suite
compare.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from audit.model.comparison import TestOutcome, TestResult
from audit.phases.junit import DETAIL_LIMIT, MESSAGE_LIMIT

__all__ = ["JsonReportError", "parse_json_report"]

_OUTCOMES = {
    "passed": TestOutcome.PASSED,
    "xpassed": TestOutcome.PASSED,
    "failed": TestOutcome.FAILED,
    "rerun": TestOutcome.FAILED,
    "error": TestOutcome.ERROR,
    "skipped": TestOutcome.SKIPPED,
    "xfailed": TestOutcome.SKIPPED,
}
_STAGES = ("call", "setup", "teardown")


class JsonReportError(ValueError):
    """The text is not a pytest-json-report document; `line` is 1-based."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def parse_json_report(data: bytes) -> tuple[TestResult, ...]:
    """The tests in document order, repeats kept; a file that failed to be collected is an error.

    The place is that of the crash, relative to the report's root, left out when it is elsewhere.
    Raises JsonReportError for anything but such a report.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise JsonReportError("the text is not UTF-8", line) from error
    except json.JSONDecodeError as error:
        raise JsonReportError(f"this is not JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise JsonReportError("the document nests too deeply") from error
    if not isinstance(document, dict) or not isinstance(document.get("tests"), list):
        raise JsonReportError("this is no pytest-json-report: it has no list of tests")
    root = document.get("root")
    root = root if isinstance(root, str) else ""
    collectors = document.get("collectors")
    broken = [
        _collector(item)
        for item in (collectors if isinstance(collectors, list) else ())
        if isinstance(item, dict) and item.get("outcome") == "failed"
    ]
    tests = [_test(item, root, number) for number, item in enumerate(document["tests"], start=1)]
    return (*broken, *tests)


def _test(item: object, root: str, number: int) -> TestResult:
    if not isinstance(item, dict) or not isinstance(item.get("nodeid"), str):
        raise JsonReportError(f"test {number} has no nodeid")
    outcome = item.get("outcome")
    if outcome not in _OUTCOMES:
        raise JsonReportError(f"test {number} has the unknown outcome {str(outcome)[:80]!r}")
    found = _OUTCOMES[outcome]
    crash = _crash(item)
    file = _relative(crash.get("path"), root)
    passed = found is TestOutcome.PASSED
    message, detail = ("", "") if passed else _message(crash, item)
    return TestResult(
        id=_identifier(item["nodeid"]),
        outcome=found,
        message=message,
        detail=detail,
        file=file,
        line=_line(crash.get("lineno")) if file else 0,
        xfail=outcome == "xfailed",
    )


def _collector(item: dict[str, object]) -> TestResult:
    text = item.get("longrepr")
    lines = text.strip().splitlines() if isinstance(text, str) else []
    return TestResult(
        id=_identifier(str(item.get("nodeid", ""))),
        outcome=TestOutcome.ERROR,
        message=(lines[-1] if lines else "collection failure")[:MESSAGE_LIMIT],
    )


def _identifier(node: str) -> str:
    """`tests/unit/test_a.py::Class::test[x]` as `tests.unit.test_a.Class::test[x]`."""
    path, _, rest = node.partition("::")
    module = path.removesuffix(".py").replace("/", ".")
    head, bracket, parameters = rest.partition("[")
    *classes, name = head.split("::")
    group = ".".join([module, *classes])
    return f"{group}::{name}{bracket}{parameters}" if rest else module


def _crash(item: dict[str, object]) -> dict[str, object]:
    for stage in _STAGES:
        found = item.get(stage)
        if isinstance(found, dict) and isinstance(found.get("crash"), dict):
            return dict(found["crash"])
    return {}


def _message(crash: dict[str, object], item: dict[str, object]) -> tuple[str, str]:
    """The first line of what is reported, and the following ones, each cut."""
    texts = [crash.get("message")]
    texts += [
        stage.get("longrepr") for name in _STAGES if isinstance(stage := item.get(name), dict)
    ]
    for text in texts:
        if isinstance(text, str) and text.strip():
            first, *rest = [line.strip() for line in text[:20_000].splitlines() if line.strip()]
            cut = first if len(first) <= MESSAGE_LIMIT else first[: MESSAGE_LIMIT - 1] + "…"
            return cut, "\n".join(rest)[:DETAIL_LIMIT]
    return "", ""


def _relative(path: object, root: str) -> str:
    if not isinstance(path, str):
        return ""
    place = PurePosixPath(path.replace("\\", "/"))
    if not place.is_absolute():
        return "" if ".." in place.parts or ":" in path else place.as_posix()
    base = PurePosixPath(root.replace("\\", "/"))
    inside = bool(root) and place.is_relative_to(base)
    return place.relative_to(base).as_posix() if inside else ""


def _line(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 10**9 else 0

"""JUnit XML as pytest, unittest-xml-reporting and others write it, to test results.

Read with expat, event by event: nothing is expanded, nothing outside the file is opened, and a
document type declaration, which entities would need, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from audit.model.comparison import TestOutcome, TestResult

__all__ = ["DETAIL_LIMIT", "MESSAGE_LIMIT", "JUnitError", "parse_junit"]

MESSAGE_LIMIT = 500
"""Characters kept of a failure's first line."""

DETAIL_LIMIT = 2000
"""Characters kept of what follows it."""

_OUTCOMES = {
    "error": TestOutcome.ERROR,
    "failure": TestOutcome.FAILED,
    "skipped": TestOutcome.SKIPPED,
}
_NOT_RUN = frozenset({"disabled", "notrun", "skipped"})
_RETRIED = frozenset({"flakyError", "flakyFailure", "rerunError", "rerunFailure"})
_PLACE = re.compile(r"^(?P<file>[^\s:]+\.py):(?P<line>\d+):", re.MULTILINE)
_TEXT_LIMIT = 200_000
_RANK = (TestOutcome.PASSED, TestOutcome.SKIPPED, TestOutcome.FAILED, TestOutcome.ERROR)


class JUnitError(ValueError):
    """The text is not JUnit XML; `line` is 1-based."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(slots=True)
class _Case:
    """A test case while its element is open."""

    id: str
    outcome: TestOutcome
    message: str = ""
    detail: str = ""
    file: str = ""
    line: int = 0
    xfail: bool = False
    retries: int = 0
    size: int = 0
    text: list[str] = field(default_factory=list)


class _Reader:
    """Collects test cases from expat's events."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.path: list[str] = []
        self.suites: list[str] = []
        self.case: _Case | None = None
        self.results: list[TestResult] = []

    def _refuse_doctype(self, *_: object) -> None:
        raise self._error("a document type declaration is not allowed in test results")

    def _error(self, message: str) -> JUnitError:
        return JUnitError(message, self.parser.CurrentLineNumber)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path and tag not in ("testsuites", "testsuite"):
            raise self._error(f"the root element is {tag[:80]!r}, not testsuites or testsuite")
        self.path.append(tag)
        if tag in ("testsuites", "testsuite"):
            self.suites.append(attributes.get("name", ""))
        elif tag == "testcase" and self.case is None:
            self.case = self._open_case(attributes)
        elif tag in _OUTCOMES and self.case is not None and self.path[-2] == "testcase":
            outcome = _OUTCOMES[tag]
            if _RANK.index(outcome) > _RANK.index(self.case.outcome):
                self.case.outcome = outcome
                self.case.message = _first_line(attributes.get("message", ""))
                self.case.detail = _further_lines(attributes.get("message", ""))
                self.case.xfail = attributes.get("type", "") == "pytest.xfail"
                self.case.text, self.case.size = [], 0
        elif tag in _RETRIED and self.case is not None:
            self.case.retries += 1

    def _open_case(self, attributes: dict[str, str]) -> _Case:
        name = attributes.get("name", "")
        if "name" not in attributes:
            raise self._error("a test case has no name")
        group = attributes.get("classname") or (
            "" if "classname" in attributes else self.suites[-1]
        )
        not_run = {attributes.get("status", "").lower(), attributes.get("result", "").lower()}
        skipped = bool(not_run & _NOT_RUN)
        return _Case(
            id=f"{group}::{name}" if group else name,
            outcome=TestOutcome.SKIPPED if skipped else TestOutcome.PASSED,
            file=_inside(attributes.get("file", "")),
            line=_count(attributes.get("line", "")),
        )

    def _text(self, text: str) -> None:
        if self.case is None or self.path[-1] not in _OUTCOMES or self.case.size > _TEXT_LIMIT:
            return
        self.case.text.append(text)
        self.case.size += len(text)

    def _end(self, tag: str) -> None:
        self.path.pop()
        if tag in ("testsuites", "testsuite"):
            self.suites.pop()
        elif tag == "testcase" and self.case is not None and "testcase" not in self.path:
            self.results.append(_close_case(self.case))
            self.case = None


def parse_junit(data: bytes) -> tuple[TestResult, ...]:
    """The test cases in document order, repeats kept.

    The id is `classname::name` as written; a missing classname is the enclosing suite's name, an
    empty one is left out (pytest's collection errors). Within a case an error outranks a failure,
    a failure a skip; xfail is a skip, as its writers report it, and marked; a status of `notrun`,
    `disabled` or `skipped` counts as skipped. `message` is the first line of what is reported,
    the place the last `file.py:line:` of it, else the case's own attributes; a place outside the
    project is left out. A retried case (`flakyFailure`, `rerunFailure`) counts its attempts.
    Raises JUnitError for anything but well-formed JUnit XML without a document type declaration.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise JUnitError(expat.errors.messages[error.code], error.lineno) from error
    except (LookupError, UnicodeError) as error:
        raise JUnitError(f"the text encoding cannot be read: {error}", 1) from error
    return tuple(reader.results)


def _close_case(case: _Case) -> TestResult:
    text = "".join(case.text)
    passed = case.outcome is TestOutcome.PASSED
    file, line = case.file, case.line
    for match in _PLACE.finditer(text):
        if _inside(match["file"]):
            file, line = match["file"], _count(match["line"])
    return TestResult(
        id=case.id,
        outcome=case.outcome,
        message="" if passed else case.message or _first_line(text),
        file=file,
        line=line,
        xfail=case.xfail and case.outcome is TestOutcome.SKIPPED,
        detail="" if passed else case.detail or _further_lines(text),
        attempts=1 + case.retries,
        flaky=passed and case.retries > 0,
    )


def _inside(path: str) -> str:
    """The path in POSIX spelling; "" for one that leads out of the project."""
    path = path.replace("\\", "/")
    absolute = path.startswith(("/", "<", "~")) or ":" in path or ".." in path.split("/")
    return "" if absolute else path


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _further_lines(text: str) -> str:
    """What follows the first line that is not blank, cut at `DETAIL_LIMIT` characters."""
    lines = [line.strip() for line in text[: 4 * DETAIL_LIMIT].splitlines() if line.strip()]
    return "\n".join(lines[1:])[:DETAIL_LIMIT]


def _first_line(text: str) -> str:
    """The first line that is not blank, cut at `MESSAGE_LIMIT` characters."""
    lines = (line.strip() for line in text.splitlines())
    line = next((line for line in lines if line), "")
    return line if len(line) <= MESSAGE_LIMIT else line[: MESSAGE_LIMIT - 1] + "…"

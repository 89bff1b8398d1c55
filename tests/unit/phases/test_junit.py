"""JUnit XML as it is written out there."""

from __future__ import annotations

import pytest

from audit.phases.junit import MESSAGE_LIMIT, JUnitError, parse_junit


def _parse(text: str) -> list[tuple[str, str, str]]:
    results = parse_junit(text.encode())
    return [(result.id, result.outcome.value, result.message) for result in results]


def test_pytest_writes_like_this() -> None:
    """Outcomes, parametrised and class tests, xfail and collection errors of pytest."""
    text = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" tests="6">
<testcase classname="tests.test_a" name="test_ok" time="0.001" />
<testcase classname="tests.test_a.TestBox" name="test_bad[1-x::y]" time="0.1">
  <failure message="AssertionError: assert 1 == 2&#10;  +where">def test():
  long text</failure></testcase>
<testcase classname="tests.test_a" name="test_later"><skipped type="pytest.xfail"
  message="not yet" /></testcase>
<testcase classname="tests.test_a" name="test_skip"><skipped type="pytest.skip"
  message="no disk">tests/test_a.py:3: no disk</skipped></testcase>
<testcase classname="" name="tests.test_b"><error message="collection failure">E</error></testcase>
<testcase classname="tests.test_a" name="test_out"><system-out>failure</system-out></testcase>
</testsuite></testsuites>"""
    assert _parse(text) == [
        ("tests.test_a::test_ok", "passed", ""),
        ("tests.test_a.TestBox::test_bad[1-x::y]", "failed", "AssertionError: assert 1 == 2"),
        ("tests.test_a::test_later", "skipped", "not yet"),
        ("tests.test_a::test_skip", "skipped", "no disk"),
        ("tests.test_b", "error", "collection failure"),
        ("tests.test_a::test_out", "passed", ""),
    ]


def test_unittest_writes_like_this() -> None:
    """A single suite as root, text without message, unexpected success as error."""
    text = """<testsuite name="test_mod.TestA-2024" tests="3">
<properties><property name="x" value="y"/></properties>
<testcase classname="test_mod.TestA" name="test_x" file="test_mod.py" line="4">
  <failure type="AssertionError"><![CDATA[
  Traceback (most recent call last):
AssertionError: <b> & 1 != 2]]></failure></testcase>
<testcase name="test_y"><error type="UnexpectedSuccess"/></testcase>
</testsuite>"""
    assert _parse(text) == [
        ("test_mod.TestA::test_x", "failed", "Traceback (most recent call last):"),
        ("test_mod.TestA-2024::test_y", "error", ""),
    ]


def test_nested_suites_and_flaky_marks_are_read() -> None:
    """Suites inside suites count; a flakyFailure of a passed case is not a failure."""
    text = """<testsuites><testsuite name="a"><testsuite name="b"><testcase name="t">
<flakyFailure message="first try"><failure>x</failure></flakyFailure></testcase></testsuite>
</testsuite>
<testcase name="u" status="notrun"/><testcase name="v" classname="c" result="skipped"/>
</testsuites>"""
    assert _parse(text) == [("b::t", "passed", ""), ("u", "skipped", ""), ("c::v", "skipped", "")]


def test_an_error_outranks_a_failure() -> None:
    """A case with a failure and an error in its teardown is an error, with its message."""
    text = """<testsuite><testcase name="t"><failure message="f">x</failure>
<error message="e">y</error><skipped message="s"/></testcase></testsuite>"""
    assert _parse(text) == [("t", "error", "e")]


def test_a_long_message_is_cut() -> None:
    """A failure's first line is kept to a bounded length."""
    text = f'<testsuite><testcase name="t"><failure message="{"x" * 9999}"/></testcase></testsuite>'
    (result,) = parse_junit(text.encode())
    assert len(result.message) == MESSAGE_LIMIT
    assert result.message.endswith("x…")


def test_a_run_without_tests_is_empty() -> None:
    """A suite that collected nothing gives no result, and no error."""
    assert parse_junit(b'<testsuites><testsuite name="pytest" tests="0"/></testsuites>') == ()


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<testsuite><testcase name="&lol1;"/></testsuite>"""
OUTSIDE = """<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<testsuite><testcase name="t"><failure>&x;</failure></testcase></testsuite>"""
DTD = """<!DOCTYPE testsuite SYSTEM "http://example.invalid/x.dtd"><testsuite/>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, DTD], ids=["bomb", "file", "network"])
def test_document_types_are_refused(text: str) -> None:
    """No entity is expanded and nothing outside is opened: the declaration ends the reading."""
    with pytest.raises(JUnitError, match="document type declaration"):
        parse_junit(text.encode())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "no element found"),
        ("<testsuite>\n<testcase name='t'>\n", 3, "no element found"),
        ("<testsuite>\n\n<testcase name='t'></testsuite>", 3, "mismatched tag"),
        ("<testsuite>\n&undefined;</testsuite>", 2, "undefined entity"),
        ("<testsuite/>\n<testsuite/>", 2, "junk after document element"),
        ("not xml", 1, "syntax error"),
        ("<html>\n</html>", 1, "the root element is 'html'"),
        ("<testsuite>\n<testcase/></testsuite>", 2, "a test case has no name"),
        ("<?xml version='1.0' encoding='klingon'?><testsuite/>", 1, "encoding"),
        ("<testsuite name='\x00'/>", 1, "not well-formed"),
    ],
)
def test_a_malformed_file_is_an_error_with_its_line(text: str, line: int, message: str) -> None:
    """Whatever is wrong, the error says what and on which line."""
    with pytest.raises(JUnitError, match=message) as caught:
        parse_junit(text.encode())
    assert caught.value.line == line


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    """The encoding that the file declares is the one it is read in."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><testsuite><testcase name="é"/></testsuite>'
    assert parse_junit(text.encode(encoding))[0].id == "é"


def test_deep_nesting_is_no_trouble() -> None:
    """A file nested a hundred thousand deep ends like any other."""
    deep = 100_000
    text = "<testsuite>" * deep + '<testcase name="t"/>' + "</testsuite>" * deep
    assert parse_junit(text.encode())[0].id == "t"

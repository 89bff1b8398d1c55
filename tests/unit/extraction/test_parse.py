"""The parser: bytes to syntax nodes, hostile input included."""

from __future__ import annotations

import ast
import threading

import pytest
from mypy.nodes import AssignmentStmt, ImportBase

from audit.extraction.extract import extract_facts
from audit.extraction.parse import node_text, parse_source, read_flat_imports, run_with_room


def test_declared_encoding_is_read() -> None:
    """A file is decoded by its own declaration."""
    parsed = parse_source('# -*- coding: latin-1 -*-\nname = "grüße"\n'.encode("latin-1"))
    assert "grüße" in parsed.text
    assert parsed.problems == ()


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    """A byte order mark is taken off before parsing."""
    parsed = parse_source(b"\xef\xbb\xbfimport json\n")
    assert parsed.text == "import json\n"
    assert len(parsed.statements()) == 1


def test_undecodable_bytes_are_a_problem_on_their_line() -> None:
    """Bytes that are not UTF-8 are told with their line, and the rest is parsed."""
    parsed = parse_source(b'import json\nname = "\xff"\nimport os\n')
    assert parsed.problems[0].line == 2
    assert "utf-8" in parsed.problems[0].message
    assert len([s for s in parsed.statements() if isinstance(s, ImportBase)]) == 2


def test_unknown_declared_encoding_is_a_problem() -> None:
    """An encoding that does not exist is told, and the file is read as UTF-8."""
    parsed = parse_source(b"# coding: klingon\nimport json\n")
    assert "klingon" in parsed.problems[0].message
    assert len(parsed.statements()) == 1


@pytest.mark.parametrize("content", [b'a = 1\nb = "\0"\nimport os\n', b"a = 1\n# \0\nimport os\n"])
def test_nul_bytes_are_a_problem_wherever_they_stand(content: bytes) -> None:
    """A NUL byte in a string or a comment is told with its line, and the rest is read."""
    parsed = parse_source(content)
    assert [(problem.line, problem.message[:8]) for problem in parsed.problems] == [(2, "NUL byte")]
    assert len(read_flat_imports(parsed)) == 1


@pytest.mark.parametrize(
    "comment",
    [
        "# mypy: ignore-errors",
        "    # mypy: disable-error-code=misc, ignore-errors",
        "# type: ignore",
        "# type: ignore[misc]",
        "#!/usr/bin/env python3\n# coding: utf-8\n\n#  type:ignore  # why",
    ],
)
def test_comments_for_type_checkers_hide_nothing(comment: str) -> None:
    """A comment that tells a type checker to leave the file alone changes nothing that is read."""
    body = "class C: ...\ndef f():\n    import os\n    return os\n"
    silent = extract_facts(body.encode(), "blob")
    told = extract_facts(f"{comment}\n{body}".encode(), "blob")
    assert [fact.module for fact in told.imports] == ["os"]
    assert [fact.qualname for fact in told.functions] == ["f"]
    assert [fact.fingerprint for fact in told.classes] == [f.fingerprint for f in silent.classes]
    assert told.problems == ()


_TEXTS = (
    "x = []  # type: (List)\n",
    "x = 1  # type: 3 4\n",
    "x = 1  # type: \n",
    "x = 1  # type: int # type: str\n",
    "x = 1  # type: ignore[a b]\n",
    "x = 1  # type: ignore # type: ignore\n",
    "x = 1  # mypy: a # mypy: b\n",
    "def f(a):\n    # type: (List)\n    return a\n",
    "def f(a, b):\n    # type: (int) -> int\n    return a\n",
    "def f(a):\n    # type: (int, str) -> int\n    return a\n",
    "def f(a: int) -> int:\n    # type: (int) -> int\n    return a\n",
    "def f(a, # type: [\n):\n    pass\n",
    "x: g(1) = 2\n",
    "x: 'not a type' = 2\n",
    "return 1\n",
    "break\n",
    "lambda x, x: 1\n",
    "from __future__ import braces\n",
    "a, *b, *c = d\n",
    "[await x for x in y]\n",
    "match x:\n    case a: pass\n    case b: pass\n",
    "print 1\n",
    "x = 0777\n",
    "x: int | = 1\n",
    "def f(a=1, b): pass\n",
    "from a import b,\n",
    "import a.b as c.d\n",
    "None = 1\n",
    "try:\n    pass\nexcept A, b as c:\n    pass\n",
    "if 1:\n\tx = 1\n        y = 2\n",
    "'never closed\n",
    "f(x for x in y, 1)\n",
    "!ls\n",
    "x = 1  # type: 3 4\nclass (:\n",
)


@pytest.mark.parametrize("text", _TEXTS)
def test_what_python_parses_has_no_problem(text: str) -> None:
    """A file has problems exactly when Python's own parser refuses it."""
    try:
        compile(text, "text", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError:
        refused = True
    else:
        refused = False
    assert bool(parse_source(text.encode()).problems) is refused


def test_syntax_errors_keep_the_rest() -> None:
    """A statement that does not parse is a problem with its line; its neighbours are read."""
    parsed = parse_source(b"import json\nclass (:\nimport os\n")
    assert 2 in {problem.line for problem in parsed.problems}
    assert len(read_flat_imports(parsed)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"import json\n\x00\nimport os\n",
        b"def f(",
        b"class A:\n  def f(self):\n    '''never closed",
        b"\xff\xfe\x00",
        b"x = (((((\n",
        b"\r\n\r\nimport json\r\n",
        b"if True:\n\tx\n        y\n",
        b"lambda: (yield)\n" * 10,
    ],
)
def test_hostile_input_never_raises(content: bytes) -> None:
    """Whatever the bytes, parsing and reading end without an exception."""
    parsed = parse_source(content)
    parsed.statements()
    read_flat_imports(parsed)


def test_statements_behind_a_platform_assertion_are_read() -> None:
    """An assertion about another platform hides nothing behind it."""
    text = b"import sys\nassert sys.platform == 'win32', 'no'\nimport json\n"
    assert len([s for s in parse_source(text).statements() if isinstance(s, ImportBase)]) == 2


def test_text_of_a_node_counts_characters_not_bytes() -> None:
    """Columns on lines beyond ASCII lead to the right characters."""
    parsed = parse_source('größe = "日本" + maß(länge)  # ü\n'.encode())
    (statement,) = parsed.statements()
    assert isinstance(statement, AssignmentStmt)
    lines = parsed.text.split("\n")
    assert node_text(lines, statement.lvalues[0]) == "größe"
    assert node_text(lines, statement.rvalue) == '"日本" + maß(länge)'


def test_text_of_a_node_over_several_lines_is_folded() -> None:
    """White space of a node that spans lines is folded to single blanks."""
    parsed = parse_source(b"value = call(\n    one,\n    two,\n)\n")
    (statement,) = parsed.statements()
    assert isinstance(statement, AssignmentStmt)
    assert node_text(parsed.text.split("\n"), statement.rvalue) == "call( one, two, )"


def test_large_files_run_on_a_stack_of_their_own() -> None:
    """Work on a large file runs in a thread with room, work on a small one here; results and
    exceptions of both reach the caller."""
    here = threading.current_thread().name
    assert run_with_room(10, lambda: threading.current_thread().name) == here
    assert run_with_room(1_000_000, lambda: threading.current_thread().name) != here

    def fail() -> None:
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"):
        run_with_room(1_000_000, fail)

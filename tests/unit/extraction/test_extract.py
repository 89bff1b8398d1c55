"""From bytes to facts."""

from __future__ import annotations

import gc

import pytest

from audit.extraction.cache import encode_facts
from audit.extraction.extract import extract_encoded, extract_facts
from audit.model.facts import BindingFact, UseFact
from audit.paused_collector import paused_collector
from tests.worlds.codebases import facts_of


def test_facts_do_not_depend_on_anything_but_the_bytes() -> None:
    """The same bytes give the same facts, whatever blob id travels along."""
    content = b"from . import a\nclass C(a.B):\n    def m(self): return a.f()\n"
    first, second = extract_facts(content, "x"), extract_facts(content, "y")
    assert first.blob == "x"
    assert first.imports == second.imports
    assert first.classes == second.classes
    assert first.uses == second.uses


def test_encoded_facts_are_those_of_the_records() -> None:
    """What travels encoded is what encoding the model's own records gives."""
    content = b"""
import a
class C(a.B):
    x = a.d
    def m(self, p: int, *, q="a.b") -> None: return a.f(C, q)
d = C
"""
    facts = extract_facts(content, "x")
    assert (type(facts.uses[0]), type(facts.bindings[0])) == (UseFact, BindingFact)
    assert facts.classes[0].methods[0].signature.parameters[1].annotation == "int"
    assert extract_encoded(content, "x") == encode_facts(facts)


@pytest.mark.parametrize(
    ("content", "lines"), [(b"", 0), (b"\n", 1), (b"a", 1), (b"a\nb\n", 2), (b"a\nb", 2)]
)
def test_lines_are_counted_as_editors_do(content: bytes, lines: int) -> None:
    """A last line counts whether or not it ends in a newline."""
    assert extract_facts(content, "").lines == lines


def test_statements_count_nested_ones_too() -> None:
    """Every statement counts, those in blocks included."""
    facts = facts_of("import a\nif a:\n    x = 1\nelse:\n    def f():\n        return 2\n")
    assert facts.statements == 5


@pytest.mark.parametrize(
    ("text", "logic"),
    [
        ('"""Doc."""\nfrom .a import A\n__all__ = ["A"]\n', 0),
        ("import warnings\nfrom .a import A\nwarnings.warn('x', DeprecationWarning)\n", 0),
        ("from .a import A\nB = A\nTABLE = {'A': 'b'}\nNAME = 'x'\n", 0),
        ("def __getattr__(name):\n    return 1\n", 0),
        ("class C: ...\n", 1),
        ("def f(): ...\n", 1),
        ("print('x')\n", 1),
        ("VALUE = compute()\n", 1),
        ("for x in y:\n    pass\n", 1),
    ],
)
def test_logic_counts_what_is_more_than_handing_on(text: str, logic: int) -> None:
    """Re-exports, `__all__`, docstrings, warnings and tables are no logic; all else is."""
    assert facts_of(text).logic == logic


@pytest.mark.parametrize(
    "text",
    [
        "x = " + " + ".join(["1"] * 100_000) + "\n",
        "x = " + "[" * 5_000 + "]" * 5_000 + "\n",
        "x = " + "-" * 5_000 + "1\n",
        "x = a" + ".b" * 20_000 + "\n",
        "x = f" + "(0)" * 20_000 + "\n",
        "".join("    " * i + "if a:\n" for i in range(90)) + "    " * 90 + "pass\n",
        "if a: pass\n" + "elif b: pass\n" * 3_000,
        "x = " + "not " * 5_700 + "1\n",
        "x = " + "lambda: " * 2_900 + "1\n",
    ],
)
def test_deep_nesting_keeps_what_stands_beside_it(text: str) -> None:
    """A file that nests without bounds neither ends the process nor loses its imports."""
    facts = facts_of(f"import before\n{text}import after\n")
    assert [fact.module for fact in facts.imports] == ["before", "after"]


def test_nul_bytes_are_a_problem() -> None:
    """A file with NUL bytes has a problem, and facts of what could be read."""
    facts = facts_of(b"import a\n\x00\x00\n")
    assert facts.problems
    assert facts.lines == 2


def test_truncated_file_keeps_its_beginning() -> None:
    """What stands before the place where a file breaks off is kept."""
    facts = facts_of(b"import a\nclass C:\n    def m(self):\n        return a.f(")
    assert facts.problems
    assert [fact.module for fact in facts.imports] == ["a"]
    assert [binding.name for binding in facts.bindings] == ["a", "C"]


@pytest.mark.parametrize(
    "content",
    [
        b"import a\nclass C(a.B):\n    def m(self):\n        if a.x: return a.f(self)\n",
        b"def f(a: int = 1, *b: str) -> int | None:\n    def g() -> C: ...\n    return a\n",
        b"class C:\n    @overload\n    def m(self) -> C: ...\n    async def n[T](self) -> T: ...\n",
    ],
)
def test_syntax_trees_go_without_the_garbage_collector(content: bytes) -> None:
    """Nothing of a walk stays behind in circles: a batch runs with the collector off."""
    extract_facts(content, "x")
    with paused_collector():
        gc.collect()
        extract_facts(content, "x")
        assert gc.collect() == 0

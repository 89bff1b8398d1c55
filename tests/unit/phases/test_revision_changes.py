"""What changed between two revisions, and what supports a protected journey."""

from __future__ import annotations

from pathlib import Path

from audit.model.changes import ChangeState
from audit.model.claims import ClaimVerdict
from audit.model.rules import Journey, Phase, Rules
from audit.pipeline.configuration import find_phase, load_configuration
from audit.pipeline.phase import PhaseResult, run_phase
from tests.worlds.command_line import write_tree

_TILL = "def open(key):\n    return key\n\n\ndef close():\n    return 1\n"
_TEST = "from shop.till import open\n\n\ndef test_open():\n    assert open(1) == 1\n"
_MARKS = {"P": "", "F": "<failure message='no'/>", "S": "<skipped/>"}


def _junit(**outcomes: str) -> str:
    cases = (
        f"<testcase classname='tests.test_till' name='{name}'>{_MARKS[mark]}</testcase>"
        for name, mark in outcomes.items()
    )
    return f"<testsuite>{''.join(cases)}</testsuite>"


def _run(folder: Path, *, tests: tuple[str, str] = ("", ""), journeys: tuple[Journey, ...] = ()
         ) -> PhaseResult:  # fmt: skip
    before = {"src/shop/till.py": _TILL, "src/shop/old.py": "X = 1\n", "tests/test_till.py": _TEST}
    after = {
        "src/shop/till.py": _TILL.replace("open(key)", "open(key, lamp=None)"),
        "src/shop/new/old.py": "X = 1\n",
        "src/shop/new/__init__.py": "",
        "src/shop/fresh.py": "class Fresh:\n    pass\n",
        "tests/test_till.py": _TEST,
    }
    write_tree(folder / "before", before)
    write_tree(folder / "after", after)
    write_tree(folder, {"before.xml": tests[0], "after.xml": tests[1]} if tests[0] else {})
    phase = Phase(
        id="p",
        title="P",
        before="before",
        after="after",
        tests_before=("before.xml",) if tests[0] else (),
        tests_after=("after.xml",) if tests[0] else (),
        journeys=journeys,
    )
    return run_phase(phase, Rules(), base=folder)


def test_modules_symbols_signatures_and_lines(tmp_path: Path) -> None:
    """A moved module takes its symbols along; a changed signature shows both texts."""
    changes = _run(tmp_path).changes
    assert changes is not None
    assert {(m.name, m.state, m.earlier) for m in changes.modules} == {
        ("shop.fresh", ChangeState.ADDED, ""),
        ("shop.new", ChangeState.ADDED, ""),
        ("shop.new.old", ChangeState.MOVED, "shop.old"),
    }
    assert ("shop.fresh.Fresh", ChangeState.ADDED) in {(s.path, s.state) for s in changes.symbols}
    (signature,) = changes.signatures
    assert (signature.path, signature.before, signature.after, signature.line) == (
        "shop.till.open",
        "(key)",
        "(key, lamp=None)",
        1,
    )
    lines = {
        line.zone: (line.before, line.after, line.added, line.removed) for line in changes.lines
    }
    assert lines["production"] == (7, 9, 3, 1)
    assert changes.commits.reason == "A folder has no commits to show."


def _evidence(folder: Path, before: str, after: str, *patterns: str) -> tuple[bool, str, list[str]]:
    journey = Journey(title="Open the till", tests=patterns)
    found = _run(folder, tests=(before, after), journeys=(journey,)).journeys[0]
    return found.supported, found.reason, list(found.changed)


def test_a_journey_whose_tests_pass_is_supported(tmp_path: Path) -> None:
    """Matched tests that pass after the phase support it; changed modules on their way are told."""
    ran = _junit(test_open="P")
    assert _evidence(tmp_path, ran, ran, "*::test_open") == (
        True,
        "All 1 of its tests pass after the phase.",
        ["shop.till"],
    )


def test_a_journey_without_passing_tests_is_not(tmp_path: Path) -> None:
    """No match, a failure, a skip or a test that is gone: said to be unsupported."""
    cases = {
        "none": (_junit(test_open="P"), "*::test_other", "No test matches its patterns"),
        "fails": (_junit(test_open="F"), "*::test_open", "passed before and no longer do"),
        "skips": (_junit(test_open="S"), "*::test_open", "passed before and no longer do"),
        "gone": (_junit(test_x="P"), "*::test_open", "passed before and no longer do"),
    }
    for name, (after, pattern, reason) in cases.items():
        found = _evidence(tmp_path / name, _junit(test_open="P"), after, pattern)
        assert found[0] is False
        assert reason in found[1]


def test_the_scope_counts_what_was_excluded(tmp_path: Path) -> None:
    """How many of the source's Python files were looked at is itself a figure, on each side."""
    write_tree(tmp_path / "one", {"a.py": "A = 1\n", "b.py": "B = 1\n", "c/d.py": "C = 1\n"})
    phase = Phase(id="p", title="P", before="one", after="one")
    scopes = run_phase(phase, Rules(exclude=("c/**",)), base=tmp_path).scopes
    assert scopes is not None
    assert (scopes[1].files, scopes[1].found, scopes[1].statements) == (2, 3, 2)
    assert scopes[0].share == 2 / 3


def test_claims_of_the_phase_are_checked(tmp_path: Path) -> None:
    """A claim of the configuration stands beside its measured value in the result."""
    text = """
        [[phases]]
        id = "p"
        before = "one"
        after = "one"
        claims = [{ figure = "modules", value = 7, declared_by = "Ann" }]
        [[phases.targets]]
        metric = "modules"
        op = ">="
        value = 1
        owner = "Ann"
        due = 2026-01-31
    """

    write_tree(tmp_path, {"audit.toml": text, "one/a.py": "A = 1\n"})
    settings = load_configuration(str(tmp_path / "audit.toml"))
    phase = find_phase(settings, "p")
    assert (phase.targets[0].owner, phase.targets[0].due) == ("Ann", "2026-01-31")
    (found,) = run_phase(phase, settings.rules, base=settings.folder).claims
    assert (found.claimed, found.measured, found.verdict, found.declared_by) == (
        "7",
        "1",
        ClaimVerdict.DIFFERS,
        "Ann",
    )


def _compare(folder: Path, before: dict[str, str], after: dict[str, str]) -> PhaseResult:
    write_tree(folder / "before", before)
    write_tree(folder / "after", after)
    phase = Phase(id="p", title="P", before="before", after="after")
    return run_phase(phase, Rules(), base=folder)


def test_a_file_that_moved_and_changed_is_one_file(tmp_path: Path) -> None:
    """A module that kept its name under another path with other bytes is paired: its lines are
    not counted twice, its signatures are compared, and it counts as one changed file."""
    old = {"shop/__init__.py": "A = 1\n", "shop/till.py": _TILL}
    new = {
        "src/shop/__init__.py": "A = 2\n",
        "src/shop/till.py": _TILL.replace("open(key)", "open(key, lamp=None)"),
    }
    result = _compare(tmp_path, old, new)
    assert result.comparison.files.rewritten == (
        ("shop/__init__.py", "src/shop/__init__.py", "production"),
        ("shop/till.py", "src/shop/till.py", "production"),
    )
    assert result.changes is not None
    assert [(c.path, c.before, c.after) for c in result.changes.signatures] == [
        ("shop.till.open", "(key)", "(key, lamp=None)")
    ]
    (lines,) = result.changes.lines
    assert (lines.added, lines.removed) == (2, 2)


def test_annotations_alone_are_told_apart_from_parameters(tmp_path: Path) -> None:
    """A signature that only gained annotations leaves every call as it is; a class that drops
    `object` from its bases changed nothing."""
    old = "class A(object):\n    def f(self, x, *y, z=1, **w): ...\n    def g(self, x): ...\n"
    new = (
        "class A:\n    def f(self, x: int, *y: int, z: int = 1, **w: int) -> None: ...\n"
        "    def g(self, x=None): ...\n"
    )
    changes = _compare(tmp_path, {"a.py": old}, {"a.py": new}).changes
    assert changes is not None
    assert {(c.path, c.annotations) for c in changes.signatures} == {
        ("a.A.f", True),
        ("a.A.g", False),
    }


def test_a_symbol_with_a_new_deprecation_is_newly_deprecated(tmp_path: Path) -> None:
    """A mark that a class, a function or a constructor gains is told; one that was there is not."""
    head = "import warnings\nfrom typing_extensions import deprecated\n"
    warns = "        warnings.warn('Till is gone', DeprecationWarning)\n"
    kept = "@deprecated('gone')\ndef kept(): ...\n"
    till = "class Till:\n    def __init__(self):\n"
    old = f"{head}{kept}class Shop: ...\ndef sell(): ...\n{till}        pass\n"
    new = (
        f"{head}{kept}@deprecated('use a.sell')\nclass Shop: ...\n"
        f"@deprecated('gone')\ndef sell(): ...\n{till}{warns}"
    )
    changes = _compare(tmp_path, {"a.py": old}, {"a.py": new}).changes
    assert changes is not None
    assert [(c.path, c.state) for c in changes.symbols] == [
        ("a.Shop", ChangeState.DEPRECATED),
        ("a.Till", ChangeState.DEPRECATED),
        ("a.sell", ChangeState.DEPRECATED),
    ]

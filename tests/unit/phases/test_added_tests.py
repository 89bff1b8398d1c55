"""What a test that is new in a phase is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.model.gate import Judgement
from audit.model.rules import Phase, Rules
from audit.pipeline.phase import run_phase
from tests.worlds.command_line import write_tree

_TILL = "def opened(key):\n    return {value}\n"
_OLD = "from shop.till import opened\n\n\ndef test_old():\n    assert opened(1) in (1, 2)\n"
_NEW = _OLD + "\n\ndef test_new():\n    {body}\n"
_CASE = "<testcase classname='tests.test_till' name='{name}'/>"


@pytest.mark.parametrize(
    ("value", "body", "judgement"),
    [
        ("2", "assert opened(1) == 2", Judgement.EARNED),
        ("1", "assert opened(1) == 1", Judgement.GATE_MOVED),
        ("2", "opened(1)", Judgement.GATE_MOVED),
    ],
    ids=["code changed", "code unchanged", "asserts nothing"],
)
def test_a_new_test_is_earned_only_by_code_that_changed(
    value: str, body: str, judgement: Judgement, tmp_path: Path
) -> None:
    """More passing tests are the code's merit when a new test can fail and tests code that the
    phase changed; a test added beside unchanged code, or one that asserts nothing, is not."""
    sides = (("before", "1", _OLD), ("after", value, _NEW.format(body=body)))
    for side, answer, text in sides:
        files = {"src/shop/till.py": _TILL.format(value=answer), "tests/test_till.py": text}
        write_tree(tmp_path / side, files)
        names = ("test_old",) if side == "before" else ("test_old", "test_new")
        cases = "".join(_CASE.format(name=name) for name in names)
        (tmp_path / f"{side}.xml").write_text(f"<testsuite>{cases}</testsuite>", encoding="utf-8")
    phase = Phase(
        id="p",
        title="P",
        before="before",
        after="after",
        tests_before=("before.xml",),
        tests_after=("after.xml",),
    )
    gate = run_phase(phase, Rules(), base=tmp_path).gate
    (test,) = gate.tests
    assert (test.test, test.judgement) == ("tests.test_till::test_new", judgement)
    figure = next(each for each in gate.figures if each.id == "tests.passed")
    assert figure.judgement is judgement

"""Can this test fail at all? Each test that counts as evidence is read for it.

The reading is of syntax: nothing is run. A test is called *cannot fail* only for what its source
shows; where the source leaves it open, the test is *substantive*.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit.model.gate import Strength, TestStrength
from audit.phases.mocked import mocked_reason
from audit.phases.reachable import (
    Checked,
    find_checks,
    swallowing_handler,
)
from audit.phases.sizes import never_exceeds
from audit.phases.suite_source import SuiteSource, Unit
from audit.phases.suite_syntax import last_name, name_chain

__all__ = ["ClassLookup", "assess_test"]

ClassLookup = Callable[[str, str], frozenset[str] | None]
"""From module and class name to the attributes that instances have; None when not known."""

_EXISTENCE = frozenset({"callable", "hasattr", "assertIsNotNone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opinion:
    strength: Strength
    line: int
    reason: str


def assess_test(
    identifier: str, suite: SuiteSource, test: Unit, attributes: ClassLookup
) -> TestStrength:
    """The strength of one test, with the line that says so.

    Helpers that the test calls count with their assertions; a `raises` block is an assertion.
    """
    node = test.nodes[-1]
    closure, _ = suite.closure(test)
    helpers = [unit for key, unit in sorted(closure.items()) if key != (test.file, test.name)]
    opinion = _judge(node, test, helpers, suite, attributes)
    return TestStrength(
        test=identifier.partition("[")[0],
        strength=opinion.strength,
        file=test.file,
        line=opinion.line,
        text=suite.files[test.file].text_at(opinion.line),
        reason=opinion.reason,
    )


def _judge(
    node: ast.stmt,
    test: Unit,
    helpers: list[Unit],
    suite: SuiteSource,
    attributes: ClassLookup,
) -> _Opinion:
    checks = find_checks(node)
    called = {last_name(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
    helping = [
        unit
        for unit in helpers
        if unit.name.rpartition(".")[2] in called and find_checks(unit.nodes[-1])
    ]
    if not checks and not helping:
        return _Opinion(
            strength=Strength.VACUOUS, line=test.line, reason="It asserts nothing on any path."
        )
    opinions = [_judge_check(check, node, helpers, test, suite, attributes) for check in checks]
    good = [opinion for opinion in opinions if opinion.strength is Strength.SUBSTANTIVE]
    if good:
        return good[0]
    if helping:
        name = helping[0].name
        line = _call_line(node, name.rpartition(".")[2]) or test.line
        return _Opinion(
            strength=Strength.SUBSTANTIVE, line=line, reason=f"It asserts through {name}."
        )
    order = (Strength.WEAK, Strength.VACUOUS, Strength.CANNOT_FAIL)
    return min(opinions, key=lambda opinion: order.index(opinion.strength))


def _call_line(node: ast.AST, name: str) -> int:
    for item in ast.walk(node):
        if isinstance(item, ast.Call) and last_name(item.func) == name:
            return item.lineno
    return 0


def _judge_check(
    check: Checked,
    node: ast.stmt,
    helpers: list[Unit],
    test: Unit,
    suite: SuiteSource,
    attributes: ClassLookup,
) -> _Opinion:
    def say(strength: Strength, line: int, reason: str) -> _Opinion:
        return _Opinion(strength=strength, line=line or check.line, reason=reason)

    if _is_true(check.node):
        return say(Strength.VACUOUS, 0, "What it asserts is always true.")
    hopeless = [
        *filter(None, [swallowing_handler(check)]),
        (check.empty_loop, "It asserts in a loop over nothing." if check.empty_loop else ""),
        (0, never_exceeds(check.node, node, helpers)),
        (0, mocked_reason(check.node, node)),
        *(
            (condition.lineno, _missing_attribute(condition, node, test, suite, attributes))
            for condition in check.conditions
        ),
    ]
    for line, reason in hopeless:
        if reason:
            return say(Strength.CANNOT_FAIL, line, reason)
    if check.conditions:
        line = check.conditions[0].lineno
        return say(Strength.WEAK, line, "It asserts under a condition only.")
    if check.open_loop:
        reason = "It asserts only in a loop that may run zero times."
        return say(Strength.WEAK, check.open_loop, reason)
    if _is_existence(check.node):
        return say(Strength.WEAK, 0, "It asserts only that something is there.")
    return say(Strength.SUBSTANTIVE, 0, "It asserts on every path.")


def _is_true(node: ast.AST) -> bool:
    """Whether an assertion holds whatever the code does."""
    if isinstance(node, ast.Constant):
        return bool(node.value)
    if isinstance(node, ast.Tuple):
        return bool(node.elts)
    if isinstance(node, ast.BoolOp):
        results = [_is_true(value) for value in node.values]
        return any(results) if isinstance(node.op, ast.Or) else all(results)
    if isinstance(node, ast.Compare):
        return _is_tautology(node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return isinstance(node.operand, ast.Constant) and not node.operand.value
    return isinstance(node, ast.Call) and _is_true_call(node)


def _is_true_call(node: ast.Call) -> bool:
    name, arguments = last_name(node.func), node.args
    if name == "isinstance" and len(arguments) == 2:
        return last_name(arguments[1]) == "object"
    if name == "assertTrue" and arguments:
        return _is_true(arguments[0])
    same = name == "assertEqual" and len(arguments) > 1
    return same and ast.dump(arguments[0]) == ast.dump(arguments[1])


def _is_tautology(node: ast.Compare) -> bool:
    if len(node.ops) != 1:
        return False
    left, operator, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
        return isinstance(operator, ast.Eq | ast.Is) and left.value == right.value
    same = ast.dump(left) == ast.dump(right) and not any(
        isinstance(item, ast.Call) for item in ast.walk(left)
    )
    if same:
        return isinstance(operator, ast.Eq | ast.Is | ast.LtE | ast.GtE)
    counts = isinstance(left, ast.Call) and last_name(left.func) == "len"
    zero = isinstance(right, ast.Constant) and right.value == 0
    return counts and zero and isinstance(operator, ast.GtE)


def _is_existence(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return True
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        nothing = isinstance(node.comparators[0], ast.Constant) and (
            node.comparators[0].value is None
        )
        return nothing and isinstance(node.ops[0], ast.IsNot | ast.NotEq)
    return isinstance(node, ast.Call) and last_name(node.func) in _EXISTENCE


def _missing_attribute(
    condition: ast.expr,
    node: ast.stmt,
    test: Unit,
    suite: SuiteSource,
    attributes: ClassLookup,
) -> str:
    """Why a `hasattr` condition can never hold; "" when it may."""
    if not (isinstance(condition, ast.Call) and last_name(condition.func) == "hasattr"):
        return ""
    if len(condition.args) != 2 or not isinstance(condition.args[1], ast.Constant):
        return ""
    name = str(condition.args[1].value)
    for module, owner in _classes_of(condition.args[0], node, test, suite):
        known = attributes(module, owner)
        if known is not None and name not in known and "__getattr__" not in known:
            return f"It asserts only if {owner} has {name!r}, and {owner} has not."
    return ""


def _classes_of(
    subject: ast.expr, node: ast.stmt, test: Unit, suite: SuiteSource
) -> Iterator[tuple[str, str]]:
    """The production classes that an expression is, or is an instance of, as (module, name)."""
    expressions = [subject]
    if isinstance(subject, ast.Name):
        expressions += [
            item.value
            for item in ast.walk(node)
            if isinstance(item, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == subject.id for t in item.targets)
        ]
    for expression in expressions:
        target = expression.func if isinstance(expression, ast.Call) else expression
        chain = name_chain(target)
        imported = suite.files[test.file].imports.get(chain[0]) if chain else None
        if imported is not None:
            parts = [*imported[0].split("."), *filter(None, [imported[1]]), *chain[1:]]
            yield ".".join(parts[:-1]), parts[-1]

"""Two versions of one test, fixture or helper: what changed, and whether less is asked."""

from __future__ import annotations

import ast
import copy
import difflib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.model.gate import GateChangeKind, GateEffect
from audit.phases.assertions import (
    Assertion,
    compare_pair,
    find_assertions,
)
from audit.phases.function_change import FunctionChange, build_change
from audit.phases.handler_changes import compare_handlers
from audit.phases.marks import compare_marks, mark_nodes
from audit.phases.neutral_syntax import dump, hidden_calls, neutral, shape
from audit.phases.suite_syntax import last_name

__all__ = ["Function", "FunctionReading", "compare_functions"]

Function = ast.FunctionDef | ast.AsyncFunctionDef

_MOCKS = frozenset({"AsyncMock", "MagicMock", "Mock", "PropertyMock", "create_autospec"})
_ESCAPES = (
    ast.Return,
    ast.Try,
    ast.With,
    ast.AsyncWith,
    ast.Continue,
    ast.Break,
    ast.Raise,
    ast.Delete,
    ast.Global,
    ast.Nonlocal,
)
_SIMILAR = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionReading:
    """How test syntax is read: `names` that production code changed, and how texts with dotted
    names of moved modules are translated, on the older side."""

    names: frozenset[str] = frozenset()
    translate: Callable[[str], str] = str


def compare_functions(
    old: Function, new: Function, reading: FunctionReading
) -> list[FunctionChange]:
    """What changed from one version to the other, in the order marks, assertions, exceptions,
    mocks, the rest; empty when nothing but name, docstring and annotations did."""
    plain_old, plain_new = _unnamed(neutral(old)), _unnamed(neutral(new))
    if dump(plain_old) == dump(plain_new):
        return []
    before = _unnamed(neutral(old, reading.names, reading.translate))
    after = _unnamed(neutral(new, reading.names))
    hidden = _compare_hidden(old, new, reading.names)
    if dump(before) == dump(after):
        return hidden or [build_change(GateChangeKind.ADAPTED, GateEffect.NEUTRAL, old, new)]
    changes = hidden + [
        FunctionChange(kind=kind, effect=effect, line=line, before=left, after=right)
        for kind, effect, line, left, right in compare_marks(mark_nodes(before), mark_nodes(after))
    ]
    changes += _compare_assertions(find_assertions(before), find_assertions(after))
    changes += compare_handlers(before, after)
    changes += _compare_calls(before, after, _MOCKS, GateChangeKind.MOCKED_SUBJECT)
    changes += _compare_calls(before, after, frozenset({"skip"}), GateChangeKind.SKIP)
    changes += _compare_calls(before, after, frozenset({"xfail"}), GateChangeKind.XFAIL)
    return changes + _compare_rest(before, after, changes)


def _unnamed(node: ast.AST) -> Function:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        raise TypeError("a function definition is needed")
    node.name = "test"
    return node


def _compare_hidden(old: Function, new: Function, names: frozenset[str]) -> list[FunctionChange]:
    """Calls of changed code in which nothing but numbers and texts changed: a signature does not
    ask for that."""
    before, after = hidden_calls(old, names), hidden_calls(new, names)
    if len(before) != len(after):
        return []
    for left, right in zip(before, after, strict=True):
        arguments = [
            ast.Tuple(elts=[*call.args, *(k.value for k in call.keywords)], ctx=ast.Load())
            for call in (left, right)
        ]
        same_keywords = [k.arg for k in left.keywords] == [k.arg for k in right.keywords]
        changed = dump(arguments[0]) != dump(arguments[1])
        if changed and same_keywords and shape(arguments[0]) == shape(arguments[1]):
            return [build_change(GateChangeKind.CONSTANT, GateEffect.UNKNOWN, left, right)]
    return []


def _compare_assertions(old: Sequence[Assertion], new: Sequence[Assertion]) -> list[FunctionChange]:
    changes: list[FunctionChange] = []
    gone, come = list(old), list(new)
    for assertion in list(come):
        partner = next((a for a in gone if dump(a.node) == dump(assertion.node)), None)
        if partner is not None:
            gone.remove(partner)
            come.remove(assertion)
            changes += _compare_guards(partner, assertion)
    for left, right in _similar_pairs(gone, come):
        gone.remove(left)
        come.remove(right)
        kind, effect = compare_pair(left.node, right.node)
        changes.append(build_change(kind, effect, left.node, right.node, line=right.line))
    changes += [
        build_change(GateChangeKind.FEWER_ASSERTIONS, GateEffect.LOOSENED, item.node, None)
        for item in gone
    ]
    changes += [
        build_change(
            GateChangeKind.MORE_ASSERTIONS, GateEffect.TIGHTENED, None, item.node, line=item.line
        )
        for item in come
    ]
    return changes


def _compare_guards(old: Assertion, new: Assertion) -> list[FunctionChange]:
    before, after = Counter(old.guards), Counter(new.guards)
    if after - before:
        kind, effect = GateChangeKind.WEAKER_ASSERTION, GateEffect.LOOSENED
    elif before - after:
        kind, effect = GateChangeKind.STRONGER_ASSERTION, GateEffect.TIGHTENED
    else:
        return []
    return [build_change(kind, effect, old.node, new.node, line=new.line)]


def _similar_pairs(
    old: Sequence[Assertion], new: Sequence[Assertion]
) -> list[tuple[Assertion, Assertion]]:
    """Assertions that are likely the same one, the most similar first, each used once."""
    scored = sorted(
        (
            (-_likeness(left.node, right.node), i, j)
            for i, left in enumerate(old)
            for j, right in enumerate(new)
        )
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for score, i, j in scored[:10_000]:
        if -score >= _SIMILAR and i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            pairs.append((old[i], new[j]))
    return pairs


def _likeness(left: ast.AST, right: ast.AST) -> float:
    if shape(left) == shape(right):
        return 1.0
    texts = ast.unparse(left)[:400], ast.unparse(right)[:400]
    return difflib.SequenceMatcher(None, *texts, autojunk=False).ratio()


def _compare_calls(
    old: Function, new: Function, names: frozenset[str], kind: GateChangeKind
) -> list[FunctionChange]:
    """Calls that take a test out of the game: more of them ask less."""
    before, after = _calls(old, names), _calls(new, names)
    if len(after) > len(before):
        return [build_change(kind, GateEffect.LOOSENED, None, after[-1])]
    if len(after) < len(before):
        return [build_change(kind, GateEffect.TIGHTENED, before[-1], None)]
    return []


def _calls(node: Function, names: frozenset[str]) -> list[ast.Call]:
    found = []
    for statement in node.body:
        for item in ast.walk(statement):
            if isinstance(item, ast.Call):
                called = ast.unparse(item.func)
                patch = called.startswith(("patch", "mock.patch", "mocker.patch"))
                setting = called == "monkeypatch.setattr"
                if last_name(item.func) in names or (names is _MOCKS and (patch or setting)):
                    found.append(item)
    return found


class _Rest(ast.NodeTransformer):
    """Takes out what is compared elsewhere: assertions, handlers, `raises` arguments."""

    def visit_Assert(self, node: ast.Assert) -> ast.AST | None:
        return None

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        call = node.value
        if isinstance(call, ast.Call):
            name = last_name(call.func)
            if name.startswith("assert") or name in ("skip", "xfail"):
                return None
        return node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body or node.orelse else None

    def visit_Try(self, node: ast.Try) -> list[ast.stmt]:
        self.generic_visit(node)
        return [*node.body, *node.orelse, *node.finalbody]

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        kept = [item for item in node.items if not _is_check(item.context_expr)]
        if not kept:
            return node.body
        node.items = kept
        return node


def _is_check(node: ast.expr) -> bool:
    names = ("raises", "warns", "assertRaises", "assertRaisesRegex", "suppress")
    return isinstance(node, ast.Call) and last_name(node.func) in names


def _compare_rest(
    old: Function, new: Function, found: Sequence[FunctionChange]
) -> list[FunctionChange]:
    """What is left when all that was compared is taken out."""
    before, after = _rest(old), _rest(new)
    if list(map(dump, before)) == list(map(dump, after)):
        return []
    left = next((a for a, b in zip(before, after, strict=False) if dump(a) != dump(b)), None)
    right = next((b for a, b in zip(before, after, strict=False) if dump(a) != dump(b)), None)
    stricter = any(change.effect is GateEffect.TIGHTENED for change in found)
    if stricter and _only_prepares(before, after):
        return []
    if list(map(shape, before)) == list(map(shape, after)):
        return [build_change(GateChangeKind.CONSTANT, GateEffect.UNKNOWN, left, right)]
    mocked = any(change.kind is GateChangeKind.MOCKED_SUBJECT for change in found)
    if mocked:
        return []
    return [build_change(GateChangeKind.EDITED, GateEffect.UNKNOWN, left, right)]


def _rest(node: Function) -> list[ast.stmt]:
    made = _Rest().visit(copy.deepcopy(node))
    made.decorator_list = []
    return [*made.body, ast.Expr(value=ast.Constant(value=ast.dump(made.args)))]


def _only_prepares(old: Sequence[ast.stmt], new: Sequence[ast.stmt]) -> bool:
    """Whether the newer statements are the older ones, in order, and assignments to new names
    that nothing leaves the test by."""
    remaining = [dump(item) for item in old]
    used = {n.id for item in old for n in ast.walk(item) if isinstance(n, ast.Name)}
    for item in new:
        if remaining and dump(item) == remaining[0]:
            remaining.pop(0)
            continue
        targets = item.targets if isinstance(item, ast.Assign) else []
        names = {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        plain = bool(targets) and all(isinstance(t, ast.Name | ast.Tuple) for t in targets)
        if not plain or names & used or any(isinstance(n, _ESCAPES) for n in ast.walk(item)):
            return False
    return not remaining

"""Assertions about a mock: they say what the test itself put there."""

from __future__ import annotations

import ast
import builtins

from audit.phases.suite_syntax import last_name, name_chain

__all__ = ["mocked_reason"]

_MOCKS = frozenset({"AsyncMock", "MagicMock", "Mock", "PropertyMock", "create_autospec"})


def mocked_reason(check: ast.AST, test: ast.AST) -> str:
    """Why an assertion speaks of mocks only, "" when it speaks of something else too.

    Checks that a mock was called (`assert_called…`) say what the code did, so they are not meant.
    """
    if isinstance(check, ast.Call) and last_name(check.func).startswith("assert_"):
        return ""
    fakes, patched = _fakes(test), _patched(test)
    roots = _roots(check) - set(dir(builtins))
    calls = {last_name(n.func) for n in ast.walk(check) if isinstance(n, ast.Call)}
    if roots and roots <= fakes and not calls & {"raises"}:
        return f"It asserts only about {', '.join(sorted(roots))}, which the test made as a mock."
    hit = calls & patched
    if hit and len(calls - set(dir(builtins))) == len(hit):
        return f"It asserts what {sorted(hit)[0]} returns, which the test replaced."
    return ""


def _roots(node: ast.AST) -> set[str]:
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}


def _fakes(test: ast.AST) -> set[str]:
    """Names that hold a mock, or what calling one of them returned."""
    fakes: set[str] = set()
    for item in ast.walk(test):
        if (
            isinstance(item, ast.withitem)
            and isinstance(item.optional_vars, ast.Name)
            and _is_patch(item.context_expr)
        ):
            fakes.add(item.optional_vars.id)
    assignments = [item for item in ast.walk(test) if isinstance(item, ast.Assign)]
    for item in sorted(assignments, key=lambda node: node.lineno):
        names = {t.id for t in item.targets if isinstance(t, ast.Name)}
        value = item.value.value if isinstance(item.value, ast.Await) else item.value
        if not isinstance(value, ast.Call):
            fakes -= names
            continue
        chain = name_chain(value.func)
        from_fake = bool(chain) and chain[0] in fakes
        if last_name(value.func) in _MOCKS or from_fake:
            fakes |= names
        else:
            fakes -= names
    return fakes


def _is_patch(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and (
        "patch" in ast.unparse(node.func) or last_name(node.func) in _MOCKS
    )


def _patched(test: ast.AST) -> set[str]:
    """Last names of what is replaced: `patch("a.b.f")`, `monkeypatch.setattr(a, "f", …)`."""
    found: set[str] = set()
    for item in ast.walk(test):
        if not isinstance(item, ast.Call):
            continue
        name = ast.unparse(item.func)
        if "patch" not in name:
            continue
        for argument in item.args[:2]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value.rpartition(".")[2])
    return found

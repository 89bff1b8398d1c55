"""Modules that are tests, told from those that only bear the name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.graph.codebase import Codebase
from audit.model.facts import FileFacts
from audit.model.modules import Zone

__all__ = ["SuiteModules"]

_FOLDERS = frozenset({"test", "tests"})
_TEST = re.compile(r"(?:.*\.)?test(?:_|[A-Z0-9]|\Z)")
_LIBRARIES = frozenset({"hypothesis", "mock", "nose", "nose2", "pytest", "unittest"})


class SuiteModules:
    """Asked which modules of a codebase are tests.

    A module in the test zone is one. Two kinds are not, which are there for their names alone: a
    file such as `test_results.py` that neither holds tests nor imports a test library, and
    what is below a folder `test` where no module does either.
    """

    def __init__(self, codebase: Codebase) -> None:
        self._codebase = codebase
        self._tested: dict[str, bool] = {}

    def holds(self, name: str) -> bool:
        """Whether the module of that name is a test."""
        module = self._codebase.index.module(name)
        if module is None or module.zone is not Zone.TEST:
            return False
        parts = name.lower().split(".")
        place = next((i for i, part in enumerate(parts) if part in _FOLDERS), None)
        if place is not None:
            return self._any_tests(".".join(name.split(".")[: place + 1]))
        last = parts[-1]
        is_named = last.startswith("test_") or last.endswith("_test")
        return not is_named or self._has_tests([name])

    def _any_tests(self, folder: str) -> bool:
        known = self._tested.get(folder)
        if known is None:
            below = (n for n in self._codebase.index.names if f"{n}.".startswith(f"{folder}."))
            known = self._tested[folder] = self._has_tests(below)
        return known

    def _has_tests(self, names: Iterable[str]) -> bool:
        found = (self._codebase.index.facts(name) for name in names)
        return any(facts is not None and _tests_something(facts) for facts in found)


def _tests_something(facts: FileFacts) -> bool:
    if any(fact.module.partition(".")[0] in _LIBRARIES for fact in facts.imports):
        return True
    methods = (
        method
        for fact in facts.classes
        if fact.qualname.startswith("Test") or fact.qualname.endswith(("Test", "TestCase", "Tests"))
        for method in fact.methods
    )
    return any(_TEST.match(f".{fact.qualname}") for fact in (*facts.functions, *methods))

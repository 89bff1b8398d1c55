"""Tests that changed their name or file between two runs: the same test under two ids."""

from __future__ import annotations

import ast
import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from audit.model.comparison import TestRun
from audit.phases.function_changes import FunctionReading
from audit.phases.neutral_syntax import neutral
from audit.phases.suite_source import SuiteSource, Unit

__all__ = ["match_tests"]

_SAME = 0.72
_SAME_NAME = 0.5
_MOST_PAIRS = 20_000

_Key = tuple[str, str]


def match_tests(
    before: TestRun,
    after: TestRun,
    suites: tuple[SuiteSource, SuiteSource] | None,
    reading: FunctionReading,
) -> dict[str, str]:
    """Ids of the earlier run that the later one knows under another id, earlier to later.

    With the sources of both suites: a test whose definition is gone is matched with a new
    definition of equal or similar source, of the same name before another; names that production
    code changed do not count as differences. The parameters in brackets have to agree. Without
    sources: by class and name, when one test alone on each side has them.
    """
    old = {result.id for result in before.results}
    new = {result.id for result in after.results}
    gone, come = sorted(old - new), sorted(new - old)
    if suites is None:
        return _by_name(gone, come)
    left, right = _by_unit(suites[0], gone), _by_unit(suites[1], come)
    pairs = _match_units(
        {key: unit for key, (unit, _) in left.items() if key not in _keys(suites[1])},
        {key: unit for key, (unit, _) in right.items() if key not in _keys(suites[0])},
        reading,
    )
    found: dict[str, str] = {}
    for old_key, new_key in pairs:
        later = {_parameters(name): name for name in right[new_key][1]}
        for name in left[old_key][1]:
            if _parameters(name) in later:
                found[name] = later[_parameters(name)]
    unmatched = [name for name in gone if name not in found and suites[0].find_test(name) is None]
    return {**_by_name(unmatched, [n for n in come if n not in set(found.values())]), **found}


def _keys(suite: SuiteSource) -> set[_Key]:
    return {(unit.file, unit.name) for unit in suite.tests()}


def _by_unit(suite: SuiteSource, names: Iterable[str]) -> dict[_Key, tuple[Unit, list[str]]]:
    found: dict[_Key, tuple[Unit, list[str]]] = {}
    for name in names:
        unit = suite.find_test(name)
        if unit is not None:
            found.setdefault((unit.file, unit.name), (unit, []))[1].append(name)
    return found


def _match_units(
    old: Mapping[_Key, Unit], new: Mapping[_Key, Unit], reading: FunctionReading
) -> list[tuple[_Key, _Key]]:
    """Pairs by likeness, the best first; ties in sorted order."""
    before = {key: _body(unit, reading) for key, unit in old.items()}
    after = {key: _body(unit, FunctionReading(names=reading.names)) for key, unit in new.items()}
    candidates = [(a, b) for a in sorted(before) for b in sorted(after)][:_MOST_PAIRS]
    scored = []
    for a, b in candidates:
        score = _likeness(before[a], after[b])
        same_name = a[1].rpartition(".")[2] == b[1].rpartition(".")[2]
        if score >= (_SAME_NAME if same_name else _SAME):
            scored.append((-(score + same_name), a, b))
    pairs = []
    used: set[_Key] = set()
    taken: set[_Key] = set()
    for _, a, b in sorted(scored):
        if a not in used and b not in taken:
            used.add(a)
            taken.add(b)
            pairs.append((a, b))
    return pairs


def _body(unit: Unit, reading: FunctionReading) -> str:
    node = neutral(unit.nodes[-1], reading.names, reading.translate)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "\n".join(ast.unparse(item) for item in node.body)[:4000]
    return ast.unparse(node)[:4000]


def _likeness(left: str, right: str) -> float:
    if left == right:
        return 1.0
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _SAME_NAME else 0.0


def _parameters(name: str) -> str:
    return name.partition("[")[2]


def _by_name(gone: Iterable[str], come: Iterable[str]) -> dict[str, str]:
    """Ids with equal class and test name, each of them once on its side."""
    left, right = _grouped(gone), _grouped(come)
    return {
        names[0]: right[name][0]
        for name, names in left.items()
        if len(names) == 1 and len(right.get(name, ())) == 1
    }


def _grouped(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        group, _, test = name.rpartition("::")
        last = group.rpartition(".")[2]
        found[f"{last if last[:1].isupper() else ''}::{test}"].append(name)
    return found

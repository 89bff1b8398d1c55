"""Laws of the import graph and the symbol table, on drawn codebases."""

from __future__ import annotations

import dataclasses
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.analysis.cycles import find_cycle_breakers, find_cycles
from audit.analysis.paths import find_available_paths, resolve_path
from audit.analysis.survey import count_coverage
from audit.analysis.uses import find_uses
from audit.graph.codebase import Codebase
from audit.graph.outcomes import Outcome
from audit.model.imports import Bucket, View
from tests.worlds.codebases import build_world

MODULES = ("{r}", "{r}.a", "{r}.b", "{r}.sub", "{r}.sub.c", "{r}.sub.d")
NAMES = ("X", "Y", "Z", "a", "sub", "c")
FILES = {
    "{r}": "{r}/__init__.py",
    "{r}.a": "{r}/a.py",
    "{r}.b": "{r}/b.py",
    "{r}.sub": "{r}/sub/__init__.py",
    "{r}.sub.c": "{r}/sub/c.py",
    "{r}.sub.d": "{r}/sub/d.py",
}
STATEMENTS = (
    "import {m}",
    "import {m} as {n}",
    "from {m} import {n}",
    "from {m} import {n} as {o}",
    "from {m} import *",
    "from . import {n}",
    "from .. import {n}",
    "class {n}: ...",
    "def {n}(): return {m}.{n}()",
    "{n} = {o}",
    "{n} = {m}.{o}",
    "{n} = 1",
    "del {n}",
    "__all__ = ['{n}', '{o}']",
    "try:\n    from {m} import {n}\nexcept ImportError:\n    {n} = None",
    "if TYPE_CHECKING:\n    from {m} import {n}\nelse:\n    {n} = 1",
    "def __getattr__(n):\n    if n == '{n}':\n        from {m} import {o}\n        return {o}",
    "def f():\n    from {m} import {n}\n    return {n}.{o}",
    "import importlib\nimportlib.import_module('{m}')",
    "importlib.import_module({n})",
    "mock.patch('{m}.{n}')",
    "import json.decoder, numpy",
    "{m}.{n} = {o}",
)


@st.composite
def statements(draw: st.DrawFn) -> str:
    """One statement about the modules and names above."""
    return (
        draw(st.sampled_from(STATEMENTS))
        .replace("{m}", draw(st.sampled_from(MODULES)))
        .replace("{n}", draw(st.sampled_from(NAMES)))
        .replace("{o}", draw(st.sampled_from(NAMES)))
    )


WORLDS = st.fixed_dictionaries(
    {file: st.lists(statements(), max_size=5).map("\n".join) for file in FILES.values()}
)
LAW = settings(max_examples=60, deadline=None)


def build(world: dict[str, str], root: str = "pkg") -> Codebase:
    """The world with its root named."""
    return build_world(
        {f.replace("{r}", root): f"{t}\n".replace("{r}", root) for f, t in world.items()}
    )


def answers(codebase: Codebase) -> dict[str, tuple[Outcome, ...]]:
    """What every name in every module ends in."""
    return {
        f"{module}.{name}": codebase.symbols.follow(f"{module}.{name}")
        for module in codebase.index.names
        for name in NAMES
    }


def lineless(value: Any) -> str:
    """A value as text without its lines."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (f.name for f in dataclasses.fields(value) if f.name not in ("line", "end_line"))
        return f"({', '.join(f'{n}={lineless(getattr(value, n))}' for n in fields)})"
    if isinstance(value, tuple):
        return f"[{', '.join(map(lineless, value))}]"
    return repr(value)


@LAW
@given(WORLDS)
def test_renaming_the_root_renames_every_answer(world: dict[str, str]) -> None:
    """Another name of the top-level package changes that name in every answer, and nothing else."""
    first, second = build(world, "pkg"), build(world, "gkp")
    assert repr(first.imports).replace("pkg", "gkp") == repr(second.imports)
    assert repr(answers(first)).replace("pkg", "gkp") == repr(answers(second))
    assert repr(find_uses(first)).replace("pkg", "gkp") == repr(find_uses(second))


@LAW
@given(WORLDS, st.integers(min_value=1, max_value=9))
def test_moving_lines_changes_only_lines(world: dict[str, str], blank: int) -> None:
    """Blank lines at the top of every file change lines and nothing else."""
    first = build(world)
    second = build({file: "\n" * blank + text for file, text in world.items()})
    assert lineless(tuple(answers(first).values())) == lineless(tuple(answers(second).values()))
    assert lineless(first.imports) == lineless(second.imports)
    assert [i.line + blank for i in first.imports] == [i.line for i in second.imports]


@LAW
@given(WORLDS)
def test_unrelated_file_changes_no_answer(world: dict[str, str]) -> None:
    """A file that nobody imports and that imports nothing changes no answer about the others."""
    first, second = build(world), build({**world, "elsewhere.py": "class X: ...\nY = X"})
    assert first.imports == second.imports
    assert answers(first) == {k: v for k, v in answers(second).items() if k.startswith("pkg")}
    assert find_cycles(first.graph) == find_cycles(second.graph)


@LAW
@given(WORLDS)
def test_chain_is_a_real_chain(world: dict[str, str]) -> None:
    """A chain begins with the path, ends in the definition, passes nothing twice, and every hop on
    it leads to that end, unless its module gives the name another meaning later."""
    codebase = build(world)
    for path, outcomes in answers(codebase).items():
        for outcome in outcomes:
            assert outcome.chain[0] == path
            assert len(set(outcome.chain)) == len(outcome.chain)
            if outcome.kind != "missing":
                assert outcome.chain[-1] == outcome.path
            if outcome.definition is not None:
                assert outcome.definition.path == outcome.path
            for hop in outcome.chain if outcome.kind != "missing" else ():
                ends = {found.path for found in codebase.symbols.follow(hop)}
                assert outcome.path in ends or bound_again(codebase, hop), (hop, outcome)


def bound_again(codebase: Codebase, hop: str) -> bool:
    """Whether a module on the way has more than one source for the name: bindings, stars, a
    submodule of that name."""
    parts = hop.split(".")
    for end in range(1, len(parts)):
        facts = codebase.index.facts(".".join(parts[:end]))
        bindings = [b for b in facts.bindings if b.name in (parts[end], "*")] if facts else []
        if len(bindings) + codebase.index.exists(".".join(parts[: end + 1])) > 1:
            return True
    return False


@LAW
@given(WORLDS)
def test_views_are_nested(world: dict[str, str]) -> None:
    """Load-time edges are run-time edges, run-time edges are conceptual ones."""
    graph = build(world).graph
    load, run, conceptual = (set(graph.view(view).edges) for view in View)
    assert (
        load <= run <= conceptual == {(a, b) for a, b, i in graph.graph.edges(data="imports") if i}
    )


@LAW
@given(WORLDS)
def test_buckets_add_up(world: dict[str, str]) -> None:
    """Every import is in exactly one bucket, and what is not first-party says why or where."""
    codebase = build(world)
    coverage = count_coverage(codebase, ())
    assert sum(count for _, count in coverage.buckets) == len(codebase.imports)
    for item in codebase.imports:
        failed = item.bucket in (Bucket.BROKEN, Bucket.AMBIGUOUS, Bucket.UNRESOLVABLE)
        assert bool(item.reason) is failed
        assert bool(item.imported) or failed


@LAW
@given(WORLDS)
def test_available_paths_lead_to_their_definition(world: dict[str, str]) -> None:
    """Each available path of a symbol resolves to that symbol among its candidates."""
    codebase = build(world)
    for path, (definition, available) in find_available_paths(codebase).items():
        assert definition.path == path
        for item in available:
            found = {d.path for d in resolve_path(codebase, item.path).definitions}
            module, _, name = item.path.rpartition(".")
            found |= {o.path for o in codebase.symbols.member(module, name)}
            assert path in found


@LAW
@given(WORLDS)
def test_questions_in_any_order(world: dict[str, str]) -> None:
    """The order of questions changes no answer (of what is missing, not whether it is)."""
    first, second = build(world), build(world)
    forwards = {path: told(outcomes) for path, outcomes in answers(first).items()}
    for module in reversed(second.index.names):
        for name in reversed(NAMES):
            path = f"{module}.{name}"
            assert told(second.symbols.follow(path)) == forwards[path]


def told(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str, bool]]:
    """Kind, end and openness of each candidate."""
    return [(o.kind, "" if o.kind == "missing" else o.path, o.open) for o in outcomes]


EDGES = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=14)


@settings(max_examples=150, deadline=None)
@given(EDGES)
def test_cycles_equal_brute_force(edges: set[tuple[int, int]]) -> None:
    """Two modules are in one cycle when each reaches the other, tried out pair by pair."""
    files = {
        f"m{node}.py": "".join(f"import m{b}\n" for a, b in sorted(edges) if a == node)
        for node in range(6)
    }
    reach = {(a, b) for a, b in edges if a != b}
    for _ in range(6):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    expected = {
        tuple(sorted(f"m{b}" for b in range(6) if b == a or {(a, b), (b, a)} <= reach))
        for a in range(6)
    }
    found = [cycle for cycle in find_cycles(build_world(files).graph) if cycle.view == "load-time"]
    assert {cycle.members for cycle in found} == {group for group in expected if len(group) > 1}


@settings(max_examples=150, deadline=None)
@given(EDGES)
def test_breakers_leave_no_cycle_and_none_is_superfluous(edges: set[tuple[int, int]]) -> None:
    """Without the breakers there is no cycle, and giving any of them back makes one."""
    graph: nx.DiGraph[str] = nx.DiGraph((str(a), str(b)) for a, b in edges if a != b)
    breakers = find_cycle_breakers(graph)
    rest = graph.copy()
    rest.remove_edges_from(breakers)
    assert nx.is_directed_acyclic_graph(rest)
    for breaker in breakers:
        rest.add_edge(*breaker)
        assert not nx.is_directed_acyclic_graph(rest)
        rest.remove_edge(*breaker)


@pytest.mark.parametrize("view", list(View))
def test_world_of_the_laws_is_not_empty(view: View) -> None:
    """The drawn worlds have edges in every view, so the laws look at something."""
    world = dict.fromkeys(FILES.values(), "")
    world["{r}/a.py"] = "import {r}.b\ndef f():\n    import {r}.sub.c\nmock.patch('{r}.sub.d')"
    assert build(world).graph.view(view).number_of_edges() > 0

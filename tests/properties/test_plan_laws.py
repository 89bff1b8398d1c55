"""Laws of plans, on small codebases drawn at random."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.analysis.plan import plan_changes
from audit.analysis.planned_ledger import recount_components, recount_ledger
from audit.model.imports import Bucket
from audit.model.rules import Component
from tests.worlds.planned import apply_edits, audit_texts, build_profile

MODULES = ("p.a", "p.b", "p.q.c", "p.q.d", "r.e", "r.f")
EVERYTHING = Component(id="all", title="All", symbols=("Class*",))


@st.composite
def draw_files(draw: st.DrawFn) -> dict[str, str]:
    """Six modules in three packages, a class in some, facades, imports by any path there is."""
    files = {"p/__init__.py": "", "p/q/__init__.py": "", "r/__init__.py": ""}
    known: list[tuple[str, str]] = []
    for module in MODULES:
        lines: list[str] = []
        for source, name in draw(st.lists(st.sampled_from(known), max_size=3)) if known else ():
            alias = draw(st.sampled_from(["", f" as {name}{len(lines)}"]))
            lines.append(f"from {source} import {name}{alias}")
            if not alias:
                known.append((module, name))
        if draw(st.booleans()) or module == "p.a":
            name = f"Class{module[-1].upper()}"
            lines.append(f"class {name}:\n    pass")
            known.append((module, name))
            package = module.rpartition(".")[0]
            if draw(st.booleans()):
                files[f"{package.replace('.', '/')}/__init__.py"] += (
                    f"from {module} import {name}\n"
                )
                known.append((package, name))
        files[f"{module.replace('.', '/')}.py"] = "\n".join(lines) + "\n"
    return files


@given(draw_files())
@settings(max_examples=60, deadline=None)
def test_an_unchanged_ledger_counts_the_same(files: dict[str, str]) -> None:
    """Counting the uses anew, without a change, gives the ledger and the components again."""
    snapshot = audit_texts(files, EVERYTHING)
    assert recount_ledger(snapshot.ledger, snapshot.uses) == snapshot.ledger
    again = recount_components(snapshot.components, snapshot.ledger, snapshot.uses)
    assert again == snapshot.components


@given(draw_files(), st.data())
@settings(max_examples=60, deadline=None)
def test_the_edited_code_is_what_the_plan_foretold(
    files: dict[str, str], data: st.DataObject
) -> None:
    """After any canonicalise or cut the files, edited by the list, audit to the planned state."""
    snapshot = audit_texts(files, EVERYTHING)
    symbol = data.draw(st.sampled_from([each.definition.path for each in snapshot.ledger]))
    plan = plan_changes(snapshot).canonicalise(symbol)
    edited = apply_edits(files, plan.build_edits())
    planned = build_profile(plan.build_snapshot())
    assert build_profile(audit_texts(edited, EVERYTHING)) == planned


@given(draw_files(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_cut_leaves_no_import(files: dict[str, str], data: st.DataObject) -> None:
    """After a cut no import is left, neither in the plan nor in the edited code."""
    snapshot = audit_texts(files, EVERYTHING)
    pairs = sorted(
        {
            (each.importer, each.imported)
            for each in snapshot.imports
            if each.bucket is Bucket.FIRST_PARTY and each.importer != each.imported
        }
    )
    if not pairs:
        return
    pair = data.draw(st.sampled_from(pairs))
    plan = plan_changes(snapshot).cut(pair)
    assert pair not in plan.build_graph().edges()
    again = audit_texts(apply_edits(files, plan.build_edits()), EVERYTHING)
    assert pair not in {(each.importer, each.imported) for each in again.imports}


@given(draw_files(), st.data())
@settings(max_examples=40, deadline=None)
def test_canonicalising_two_symbols_commutes(files: dict[str, str], data: st.DataObject) -> None:
    """The order in which two symbols are made canonical does not matter."""
    snapshot = audit_texts(files, EVERYTHING)
    symbols = st.sampled_from([each.definition.path for each in snapshot.ledger])
    one, other = data.draw(symbols), data.draw(symbols)
    plan = plan_changes(snapshot)
    there = plan.canonicalise(one).canonicalise(other)
    back = plan.canonicalise(other).canonicalise(one)
    assert there.build_snapshot() == back.build_snapshot()
    assert there.build_edits() == back.build_edits()

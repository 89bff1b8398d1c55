"""Plans on the page: figures, lines, and a checklist to tick off."""

from __future__ import annotations

from audit.analysis.plan import plan_changes
from audit.model.modules import Zone
from audit.model.plan import Edit, EditKind, PlanOutcome, PlanStep, StepKind
from audit.views.plan import (
    build_edit_table,
    build_effect_table,
    build_plan_page,
    render_checklist,
)
from tests.worlds.planned import audit_texts
from tests.worlds.small_records import make_delta
from tests.worlds.snapshots import HOSTILE_NAMES

FILES = {
    "a/__init__.py": "",
    "a/home.py": "import a.way\n\nclass C:\n    pass\n",
    "a/way.py": "from a.home import C\n",
    "b.py": "import os\nfrom a.way import C\n",
    "tests/test_b.py": "import a.way\n\na.way.C()\n",
}


def plan_small() -> PlanOutcome:
    """One symbol made canonical and one cycle cut."""
    plan = plan_changes(audit_texts(FILES)).canonicalise("a.home.C").cut(("a.home", "a.way"))
    return plan.build_outcome()


def test_the_checklist_has_a_box_for_every_line() -> None:
    """Each edit stands under its file with line, old and new text, ready to be ticked off."""
    text = render_checklist(plan_small())
    assert text.count("- [ ] ") == len(plan_small().edits) == 4
    assert "- [ ] line 2, import statement: `from a.way import C` → `from a.home import C`" in text
    assert "- [ ] line 1, import statement: take out `import a.way`" in text
    assert "- [ ] new import (test): `from a.home import C`" in text
    assert "- [ ] line 3 (test), attribute chain: `a.way.C` → `C`" in text
    assert text.index("### `a/home.py`") < text.index("### `b.py`") < text.index("### `tests")


def test_figures_say_better_and_worse_and_which_cycle_went() -> None:
    """The effect table judges each change by its direction and names the cycles."""
    table = build_effect_table(plan_small(), same=False)
    trends = dict(zip(table.column("figure"), table.column("trend"), strict=True))
    assert trends["cycles.load_time"] == "better"
    assert set(trends.values()) == {"better"}
    assert table.note == "Load-time cycle closed: a.home, a.way."


def test_a_plan_without_steps_says_so() -> None:
    """The page and the checklist of an empty plan say that nothing is to be done."""
    outcome = plan_changes(audit_texts(FILES)).build_outcome()
    assert "A plan without steps changes nothing." in repr(build_plan_page(outcome))
    assert "Nothing to edit." in render_checklist(outcome)


def test_long_lists_are_cut_on_the_page_and_counted() -> None:
    """The page shows the first lines and how many there are; the checklist holds all."""
    outcome = plan_small()
    page = build_plan_page(outcome, limit=1)
    assert "The first 1 of 4 rows." in page.render_markdown()
    assert "4 places to edit" in page.result


def test_hostile_names_stay_names() -> None:
    """No name of audited code becomes markup in the page or in the checklist."""
    for name in HOSTILE_NAMES:
        edit = Edit(
            file=name, line=1, zone=Zone.TEST, kind=EditKind.STATEMENT, old=(name,), new=(name,)
        )
        step = PlanStep(kind=StepKind.CUT, subject=name, target=name, changes=1, notes=(name, name))
        outcome = PlanOutcome(
            label=name,
            steps=(step,),
            deltas=(make_delta(name, 1, 2),),
            edits=(edit,),
            cycles_added=((name, name),),
        )
        for text in (
            build_plan_page(outcome).render_html(),
            build_edit_table([edit]).render_html(),
        ):
            assert "<script>alert" not in text
            assert "<img" not in text
        for text in (render_checklist(outcome), build_plan_page(outcome).render_markdown()):
            assert "\u202e" not in text
            outside = "".join(part for place, part in enumerate(text.split("`")) if place % 2 == 0)
            assert "<script" not in outside
            assert "<img" not in outside
            assert "](javascript" not in outside
            assert text.count("- [ ] ") <= 1

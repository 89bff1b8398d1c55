"""A planned change on the page: its lines to edit, its figures, its checklist."""

from __future__ import annotations

from collections.abc import Iterable

from audit.model.modules import Zone
from audit.model.plan import Edit, EditKind, PlanOutcome
from audit.views.column import Column, Dtype, tell_count
from audit.views.comparison import tell_trend
from audit.views.escape import escape_markdown
from audit.views.page import Page, PageSection
from audit.views.table import Table, build_table

__all__ = [
    "build_edit_table",
    "build_effect_table",
    "build_note_table",
    "build_plan_page",
    "build_step_table",
    "render_checklist",
]

EDIT_COLUMNS = (
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and line as audited."),
    Column(key="old", title="Old", dtype=Dtype.CODES, meaning="As it stands, names sorted."),
    Column(key="new", title="New", dtype=Dtype.CODES, meaning="What to write instead."),
    Column(key="kind", title="What stands there", meaning="What kind of text is edited."),
    Column(key="zone", title="Zone", meaning="Zone of the file."),
)
EFFECT_COLUMNS = (
    Column(key="figure", title="Figure", dtype=Dtype.CODE, meaning="Identifier of the figure."),
    Column(key="title", title="What it counts", meaning="The figure in words."),
    Column(key="before", title="Before", dtype=Dtype.NUMBER, meaning="As audited."),
    Column(key="after", title="After", dtype=Dtype.NUMBER, meaning="With all steps done."),
    Column(key="change", title="Change", dtype=Dtype.NUMBER, meaning="After minus before."),
    Column(key="trend", title="Trend", meaning="better, worse, same, changed, not measurable."),
)
STEP_COLUMNS = (
    Column(key="step", title="Step", dtype=Dtype.INTEGER, meaning="In the order of the plan."),
    Column(key="kind", title="What", meaning="canonicalise, move or cut."),
    Column(key="subject", title="Subject", dtype=Dtype.CODE, meaning="What the step is about."),
    Column(key="target", title="Target", dtype=Dtype.CODE, meaning="Where it leads to."),
    Column(key="changes", title="Changes", dtype=Dtype.INTEGER, meaning="Imports and uses."),
)
NOTE_COLUMNS = (
    STEP_COLUMNS[0],
    Column(key="note", title="To watch", meaning="What the audit cannot know, or leaves."),
)
WRITTEN = (
    "Statements are shown one for each module, names sorted and on one line, however the file "
    "breaks them."
)


def build_edit_table(
    edits: Iterable[Edit], *, title: str = "Lines to edit", limit: int | None = None
) -> Table:
    """One row per place, by file and line."""
    listed = tuple(edits)
    files = len({each.file for each in listed})
    places = tell_count(len(listed), "place", "places")
    return build_table(
        title=title,
        columns=EDIT_COLUMNS,
        rows=(
            (_tell_place(each), each.old, each.new, each.kind.value, each.zone.value)
            for each in listed
        ),
        note=f"{places} in {tell_count(files, 'file', 'files')}. {WRITTEN}",
    ).head(limit)


def _tell_place(edit: Edit) -> str:
    return f"{edit.file}:{edit.line}" if edit.line else edit.file


def build_effect_table(outcome: PlanOutcome, *, same: bool = True) -> Table:
    """Every figure before and after; `same` False leaves out those that do not change."""
    chosen = [each for each in outcome.deltas if same or each.change != 0]
    return build_table(
        title=f"What the plan changes in {outcome.label}",
        columns=EFFECT_COLUMNS,
        rows=(
            (each.id, each.title, each.before, each.after, each.change, tell_trend(each))
            for each in chosen
        ),
        note=_tell_cycles(outcome),
    )


def _tell_cycles(outcome: PlanOutcome) -> str:
    told = []
    for word, cycles in (("closed", outcome.cycles_removed), ("opened", outcome.cycles_added)):
        for members in cycles[:3]:
            shown = ", ".join(members[:5])
            rest = f" and {len(members) - 5:,} more" if len(members) > 5 else ""
            told.append(f"Load-time cycle {word}: {shown}{rest}.")
    unseen = len(outcome.cycles_removed[3:]) + len(outcome.cycles_added[3:])
    if unseen:
        told.append(f"And {tell_count(unseen, 'more cycle', 'more cycles')}.")
    return " ".join(told)


def build_step_table(outcome: PlanOutcome) -> Table:
    """The steps in order."""
    return build_table(
        title="Steps",
        columns=STEP_COLUMNS,
        rows=(
            (number, step.kind.value, step.subject, step.target, step.changes)
            for number, step in enumerate(outcome.steps, start=1)
        ),
        note="" if outcome.steps else "A plan without steps changes nothing.",
    )


def build_note_table(outcome: PlanOutcome) -> Table:
    """What is to be watched or is left by each step."""
    return build_table(
        title="To watch",
        columns=NOTE_COLUMNS,
        rows=(
            (number, note)
            for number, step in enumerate(outcome.steps, start=1)
            for note in step.notes
        ),
    )


def build_plan_page(outcome: PlanOutcome, *, limit: int | None = 50) -> Page:
    """Steps, figures before and after, and the first `limit` lines to edit."""
    steps = tell_count(len(outcome.steps), "step", "steps")
    return Page(
        title=f"Plan for {outcome.label}",
        result=f"{steps}, {tell_count(len(outcome.edits), 'place', 'places')} to edit.",
        sections=(
            PageSection(
                heading="Steps",
                reading="",
                displays=(build_step_table(outcome), build_note_table(outcome)),
            ),
            PageSection(
                heading="Effect",
                reading="Figures that do not change are left out.",
                displays=(build_effect_table(outcome, same=False),),
            ),
            PageSection(
                heading="Lines to edit",
                reading="",
                displays=(build_edit_table(outcome.edits, limit=limit),),
            ),
        ),
    )


def render_checklist(outcome: PlanOutcome) -> str:
    """The plan as Markdown to tick off: steps, figures, and every line to edit, by file.

    Without raw HTML; names are escaped. Ends with a newline.
    """
    lines = [f"# Plan for {escape_markdown(outcome.label)}", ""]
    lines += [build_step_table(outcome).render_markdown()]
    lines += [build_note_table(outcome).render_markdown()]
    lines += [build_effect_table(outcome).render_markdown()]
    lines += ["## Lines to edit", "", escape_markdown(WRITTEN)]
    file = None
    for edit in outcome.edits:
        if edit.file != file:
            file = edit.file
            lines += ["", f"### {escape_markdown(file, code=True)}", ""]
        lines.append(_tell_item(edit))
    if not outcome.edits:
        lines += ["", "Nothing to edit."]
    return "\n".join(lines) + "\n"


def _tell_item(edit: Edit) -> str:
    zone = "" if edit.zone is Zone.PRODUCTION else f" ({edit.zone.value})"
    old = "; ".join(escape_markdown(line, code=True) for line in edit.old)
    new = "; ".join(escape_markdown(line, code=True) for line in edit.new)
    if edit.kind is EditKind.NEW_LINE:
        return f"- [ ] new import{zone}: {new}"
    place = f"line {edit.line}{zone}, {edit.kind.value}"
    return f"- [ ] {place}: {old} → {new}" if new else f"- [ ] {place}: take out {old}"

"""Tables of a component's history: its revisions, and what came and went."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model.history import History, HistoryRevision
from audit.views.column import Column, Dtype, tell_count
from audit.views.escape import escape_html
from audit.views.picture import Picture
from audit.views.svg import MARGIN, wrap_svg
from audit.views.table import Table, build_table

__all__ = ["build_episode_table", "build_history_table", "build_turning_table", "draw_history"]

_WIDTH = 760
_LEFT = 150
_LINE = 40
_BAND = 62
_COUNTS = (
    ("paths_production", "Paths (production)", "Distinct import paths in use by production."),
    ("paths_test", "Paths (test)", "Distinct import paths in use by tests."),
    ("definitions", "Classes", "Classes that do the component's job."),
    ("deprecated_in_use", "Deprecated", "Deprecated paths in use by production."),
    ("broken_in_use", "Broken", "Broken paths in use by production."),
    ("bypasses", "Bypasses", "Constructions beside the declared factory."),
)


def build_history_table(history: History) -> Table:
    """One row a revision, oldest first, with the component's counts."""
    return build_table(
        title=f"History of {history.title}",
        columns=(
            Column(key="revision", title="Revision", dtype=Dtype.CODE, meaning="Commit id."),
            Column(key="date", title="Date", meaning="Committer's date."),
            Column(key="author", title="Author", meaning="Author of the commit."),
            *(
                Column(key=key, title=title, dtype=Dtype.INTEGER, meaning=meaning)
                for key, title, meaning in _COUNTS
            ),
        ),
        rows=(
            (
                point.revision.id[:12],
                point.revision.date[:10],
                point.revision.author,
                *(len(getattr(point.figures, key)) for key, _, _ in _COUNTS),
            )
            for point in history.points
        ),
        note=(
            f"{tell_count(len(history.points), 'revision', 'revisions')} of the first-parent line."
        ),
    )


def build_episode_table(history: History) -> Table:
    """One row for each time that an import path, a member or a broken import was there."""
    return build_table(
        title=f"What came and went in {history.title}",
        columns=(
            Column(key="kind", title="What", meaning="Import path, duplicate member or broken."),
            Column(key="subject", title="Name", dtype=Dtype.CODE, meaning="Its dotted name."),
            Column(key="introduced", title="Introduced", meaning="Date and revision."),
            Column(key="introduced_by", title="By", meaning="Author of that revision."),
            Column(
                key="removed", title="Removed", meaning="Date and revision; empty: still there."
            ),
            Column(key="removed_by", title="By", meaning="Author of that revision."),
            Column(
                key="age_days",
                title="Age (days)",
                dtype=Dtype.NUMBER,
                meaning="From introduction to removal, or to the last revision.",
            ),
            Column(key="note", title="Note", meaning="Re-introduced, or older than what was read."),
        ),
        rows=(
            (
                each.kind.value,
                each.subject,
                _tell(each.introduced),
                each.introduced.author,
                _tell(each.removed),
                each.removed.author if each.removed else "",
                each.age_days,
                "; ".join(_notes(each.known_before, each.occurrence)),
            )
            for each in history.episodes
        ),
        note=f"{tell_count(len(history.episodes), 'episode', 'episodes')}.",
    )


def build_turning_table(turns: Sequence[tuple[HistoryRevision, int, int]]) -> Table:
    """The revisions that changed the picture most, as given, each with how many things came and
    went."""
    return build_table(
        title="The revisions that changed the picture most",
        columns=(
            Column(key="revision", title="Revision", dtype=Dtype.CODE, meaning="Commit id."),
            Column(key="date", title="Date", meaning="Committer's date."),
            Column(key="author", title="Author", meaning="Author of the commit."),
            Column(key="subject", title="Subject", meaning="First line of its message."),
            Column(key="came", title="Came", dtype=Dtype.INTEGER, meaning="Things introduced."),
            Column(key="went", title="Went", dtype=Dtype.INTEGER, meaning="Things removed."),
        ),
        rows=((r.id[:12], r.date[:10], r.author, r.subject, came, went) for r, came, went in turns),
    )


def draw_history(history: History) -> Picture:
    """One step line a figure, time from left to right, with the same figures as a table."""
    table = build_history_table(history)
    seconds = [point.revision.seconds for point in history.points]
    parts, told = [], []
    for number, (field, title, _) in enumerate(_COUNTS):
        values = [len(getattr(point.figures, field)) for point in history.points]
        if values:
            told.append(f"{title} from {values[0]} to {values[-1]}")
            parts += _draw_line(number, title, seconds, values)
    parts += _draw_dates([point.revision.date[:10] for point in history.points])
    description = f"{table.title}: {'; '.join(told) or 'no revision'}."
    height = 2 * MARGIN + len(_COUNTS) * _BAND
    return Picture(
        title=table.title,
        description=description,
        svg=wrap_svg(_WIDTH, height, description, parts),
        table=table,
    )


def _draw_dates(dates: Sequence[str]) -> list[str]:
    """The first day under the left end of the lines, the last one under their right end."""
    down = MARGIN + len(_COUNTS) * _BAND
    ends = ((dates[0], _LEFT, "start"), (dates[-1], _WIDTH - MARGIN, "end")) if dates else ()
    return [
        f'<text x="{across}" y="{down}" text-anchor="{anchor}" fill="currentColor">'
        f"{escape_html(date)}</text>"
        for date, across, anchor in ends
    ]


def _draw_line(number: int, title: str, seconds: Sequence[int], values: Sequence[int]) -> list[str]:
    top = MARGIN + number * _BAND
    most = max(*values, 1)
    span = max(seconds[-1] - seconds[0], 1)
    path = ""
    for place, (moment, value) in enumerate(zip(seconds, values, strict=True)):
        if place and value == values[place - 1] and place < len(values) - 1:
            continue
        across = _LEFT + (_WIDTH - _LEFT - MARGIN) * (moment - seconds[0]) / span
        down = top + _LINE * (1 - value / most)
        path += f"H{across:.1f}V{down:.1f}" if path else f"M{across:.1f},{down:.1f}"
    return [
        f'<text x="0" y="{top + _LINE}" fill="currentColor">{escape_html(title)}</text>',
        f'<text x="{_LEFT - 6}" y="{top + 8}" text-anchor="end" fill="currentColor">{most}</text>',
        f'<text x="{_LEFT - 6}" y="{top + _LINE}" text-anchor="end" fill="currentColor">0</text>',
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"/>',
    ]


def _tell(revision: HistoryRevision | None) -> str:
    return f"{revision.date[:10]} {revision.id[:10]}" if revision else ""


def _notes(known_before: bool, occurrence: int) -> list[str]:
    notes = ["there at the first revision looked at"] if known_before else []
    return [*notes, f"re-introduced, number {occurrence}"] if occurrence > 1 else notes

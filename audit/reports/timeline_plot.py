"""Figures over time as SVG: one panel a figure, phases as dashed lines, no script."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from audit.model.history import History
from audit.model.visible import visible_text

__all__ = ["PANELS", "PhaseMark", "render_timeline_plot"]

PANELS = (
    ("paths_production", "Import paths in production use"),
    ("paths_test", "Import paths in test use"),
    ("definitions", "Classes doing the job"),
    ("broken_in_use", "Broken paths in use"),
    ("deprecated_in_use", "Deprecated paths in use"),
)
"""Fields of `ComponentFigures` that are drawn, with their titles."""

_WIDTH = 880
_LEFT = 44
_RIGHT = 12
_PANEL = 74
_GAP = 34
_ROW = 13
_LETTER = 6.6  # about as wide as a letter of the plot's text
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseMark:
    """A phase's end on the time axis: its title, date (`YYYY-MM-DD`), seconds since 1970."""

    title: str
    date: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A phase's text above the panels, from `left` to `right`, and the place of its line."""

    text: str
    whole: str
    at: float
    left: float
    right: float
    row: int

    def disturbs(self, other: _Label) -> bool:
        """Whether the texts meet, or the line of the higher one goes through the other's text."""
        if self.row == other.row:
            return self.left < other.right + _LETTER and other.left < self.right + _LETTER
        upper, lower = (self, other) if self.row < other.row else (other, self)
        return lower.left < upper.at < lower.right


def render_timeline_plot(history: History, phases: Sequence[PhaseMark] = ()) -> Markup:
    """A step line for each figure, time from left to right; empty without points.

    The picture's title says first, last and largest value of each figure, so that whoever cannot
    see it has the same.
    """
    if not history.points:
        return Markup("")
    seconds = [point.revision.seconds for point in history.points]
    span = (min(seconds), max(seconds))
    marks = [mark for mark in phases if span[0] <= mark.seconds <= span[1]]
    labels = _place_labels(sorted(marks, key=lambda mark: mark.seconds), span)
    top = _ROW * (2 + max((label.row for label in labels), default=-1))
    parts, told = [], []
    for number, (field, title) in enumerate(PANELS):
        values = [len(getattr(point.figures, field)) for point in history.points]
        told.append(f"{title}: first {values[0]}, last {values[-1]}, most {max(values)}")
        place = top + number * (_PANEL + _GAP) + 14
        parts.append(_panel(place, title, _simplify(seconds, values), span))
    height = top + len(PANELS) * (_PANEL + _GAP)
    parts += [_draw_label(label, height) for label in labels]
    parts.append(_axis(history, height))
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        'width="{width}" font-family="system-ui, sans-serif" font-size="12" fill="currentColor" '
        'aria-label="{told}">{parts}</svg>'
    ).format(
        width=_WIDTH,
        height=height + 18,
        told=visible_text(". ".join(told)),
        parts=Markup("").join(parts),
    )


def _simplify(seconds: Sequence[int], values: Sequence[int]) -> list[tuple[int, int]]:
    """The points at which the value changes, and both ends: thousands of revisions stay small."""
    kept = [
        (moment, value)
        for place, (moment, value) in enumerate(zip(seconds, values, strict=True))
        if place == 0 or value != values[place - 1]
    ]
    return [*kept, (seconds[-1], values[-1])]


def _across(moment: int, span: tuple[int, int]) -> float:
    width = _WIDTH - _LEFT - _RIGHT
    share = (moment - span[0]) / (span[1] - span[0]) if span[1] > span[0] else 0.5
    return round(_LEFT + share * width, 1)


def _panel(top: int, title: str, points: list[tuple[int, int]], span: tuple[int, int]) -> Markup:
    most = max(*(value for _, value in points), 1)

    def height(value: int) -> float:
        return round(top + (_PANEL - 14) * (1 - value / most), 1)

    steps = [f"M{_across(points[0][0], span)},{height(points[0][1])}"]
    for moment, value in points[1:]:
        steps.append(f"H{_across(moment, span)}V{height(value)}")
    return Markup(
        '<text x="{left}" y="{title_y}">{title}</text>'
        '<text x="{tick}" y="{high}" text-anchor="end">{most}</text>'
        '<text x="{tick}" y="{low}" text-anchor="end">0</text>'
        '<line x1="{left}" x2="{right}" y1="{base}" y2="{base}" stroke="currentColor" '
        'stroke-opacity="0.3"/>'
        '<path class="step" fill="none" stroke="currentColor" stroke-width="2" d="{path}"/>'
    ).format(
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        title=title,
        title_y=top - 6,
        tick=_LEFT - 6,
        high=top + 6,
        low=top + _PANEL - 12,
        base=top + _PANEL - 14,
        most=most,
        path="".join(steps),
    )


def _place_labels(marks: Sequence[PhaseMark], span: tuple[int, int]) -> list[_Label]:
    """The marks, oldest first, each in the highest row where its text meets no other and no line
    goes through a text; else in a row of its own."""
    placed: list[_Label] = []
    for mark in marks:
        whole = visible_text(mark.title)
        text = whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
        at, width = _across(mark.seconds, span), len(text) * _LETTER
        left = at if at + width <= _WIDTH else max(at - width, 0.0)
        label = _Label(text=text, whole=whole, at=at, left=left, right=left + width, row=0)
        rows = [dataclasses.replace(label, row=row) for row in range(len(placed) + 1)]
        fits = (each for each in rows if not any(map(each.disturbs, placed)))
        placed.append(next(fits, rows[-1]))
    return placed


def _draw_label(label: _Label, height: int) -> Markup:
    base = 10 + _ROW * label.row
    return Markup(
        '<line class="phase" stroke="currentColor" stroke-dasharray="4 4" stroke-opacity="0.6" '
        'x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'
        '<text x="{left}" y="{base}"><title>{whole}</title>{text}</text>'
    ).format(
        x=label.at,
        top=base + 3,
        bottom=height - 14,
        left=round(label.left, 1),
        base=base,
        whole=label.whole,
        text=label.text,
    )


def _axis(history: History, height: int) -> Markup:
    first, last = history.points[0].revision, history.points[-1].revision
    return Markup(
        '<text x="{left}" y="{y}">{first}</text>'
        '<text x="{right}" y="{y}" text-anchor="end">{last}</text>'
    ).format(
        left=_LEFT, right=_WIDTH - _RIGHT, y=height + 10, first=first.date[:10], last=last.date[:10]
    )

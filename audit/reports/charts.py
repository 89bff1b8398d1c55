"""Small pictures of the summary as SVG: drawn here, legible in light and dark, no script.

Widths are percentages, so that text keeps its size when the picture shrinks. Every picture names
all its numbers in its title; colours come from the page through classes, with plain ink as the
fallback where the page has no style.
"""

from __future__ import annotations

from markupsafe import Markup

from audit.model.summary import Consolidation, Figure
from audit.reports.prose import describe_goal, describe_movement, describe_reading

__all__ = ["render_paths_chart", "render_slope_chart"]

_ROW_HEIGHT = 58
_BAR_HEIGHT = 14
_WIDEST_BAR = 88.0
_SLOPE_TOP = 14.0
_SLOPE_BOTTOM = 76.0
_SLOPE_LEFT = 10
_SLOPE_RIGHT = 90


def render_paths_chart(item: Consolidation, key: str) -> Markup:
    """Paths in production use by class, one bar before and one after for each class.

    `key` makes the ids of the picture unique on the page.
    """
    largest = max((max(row.before, row.after) for row in item.classes), default=0)
    told = "; ".join(f"{row.path_class} {row.before} → {row.after}" for row in item.classes)
    parts = [_open(key, f"Import paths in production use by class: {told}", _height(item))]
    for position, row in enumerate(item.classes):
        top = position * _ROW_HEIGHT
        parts.append(_label(0, top + 14, row.path_class, "chart-label"))
        for offset, count, style in ((20, row.before, "bar-before"), (36, row.after, "bar-after")):
            parts.append(_bar(top + offset, count, largest, style))
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _height(item: Consolidation) -> int:
    return max(len(item.classes), 1) * _ROW_HEIGHT


def _bar(top: int, count: int, largest: int, style: str) -> Markup:
    width = round(_WIDEST_BAR * count / largest, 2) if largest else 0
    bar = Markup('<rect class="{}" x="1" y="{}" width="{}%" height="{}" rx="2"/>').format(
        style, top, width, _BAR_HEIGHT - 2
    )
    number = Markup('<text class="chart-number" x="{}%" dx="8" y="{}">{}</text>').format(
        width, top + _BAR_HEIGHT - 4, f"{count:,}"
    )
    return bar + number if count else number


def render_slope_chart(figure: Figure, key: str) -> Markup:
    """A figure from before to after as a line, its target as a dashed one; empty when one of the
    values is missing or there is no target."""
    before, after, goal = figure.before.value, figure.after.value, figure.goal
    if before is None or after is None or goal is None:
        return Markup("")
    low, high = min(before, after, goal.value), max(before, after, goal.value)
    first, second, wanted = (_place(value, low, high) for value in (before, after, goal.value))
    line = Markup(
        '<line class="slope-target" x1="{left}%" x2="{right}%" y1="{wanted}" y2="{wanted}"/>'
        '<line class="slope-line" x1="{left}%" x2="{right}%" y1="{first}" y2="{second}"/>'
        '<circle class="slope-before" cx="{left}%" cy="{first}" r="4.5"/>'
        '<circle class="slope-after" cx="{right}%" cy="{second}" r="5.5"/>'
    ).format(left=_SLOPE_LEFT, right=_SLOPE_RIGHT, first=first, second=second, wanted=wanted)
    said = (f"before {_short(figure, first=True)}", f"after {_short(figure, first=False)}")
    labels = _label(_SLOPE_LEFT, 100, said[0], "chart-number") + _label(
        _SLOPE_RIGHT, 100, said[1], "chart-number", "end"
    )
    words = f"{describe_movement(figure)}; wanted {describe_goal(goal, share=figure.share)}"
    return _open(key, words, 110) + line + labels + Markup("</svg>")


def _short(figure: Figure, *, first: bool) -> str:
    reading = figure.before if first else figure.after
    return describe_reading(reading, share=figure.share).partition(" (")[0]


def _place(value: float, low: float, high: float) -> float:
    """The height at which a value is drawn: high values at the top; a flat set in the middle."""
    if high == low:
        return (_SLOPE_TOP + _SLOPE_BOTTOM) / 2
    return round(_SLOPE_BOTTOM - (value - low) / (high - low) * (_SLOPE_BOTTOM - _SLOPE_TOP), 2)


def _open(key: str, words: str, height: int) -> Markup:
    return Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" width="100%" '
        'height="{height}" fill="currentColor" stroke="none" aria-labelledby="{key}">'
        '<title id="{key}">{words}</title>'
    ).format(height=height, key=key, words=words)


def _label(left: int, top: int, words: str, style: str, anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        style, left, top, anchor, words
    )

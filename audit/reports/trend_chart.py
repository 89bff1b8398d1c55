"""A figure over all phases as a line: drawn here, no script."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup

from audit.model.series import SeriesTrend
from audit.reports.prose import format_number, format_share

__all__ = ["render_trend"]

_CHARACTERS, _CLEAR = 34, 1  # what fits side by side in the narrowest drawing, and a gap
_TOP, _BOTTOM, _LEFT, _RIGHT = 16.0, 70.0, 6.0, 94.0


def render_trend(trend: SeriesTrend, states: tuple[str, ...], key: str) -> Markup:
    """The values at every state as dots joined by lines, dashed past one that is missing. Empty
    when fewer than two states were measured. `key` makes its ids unique on the page."""
    known = [value for value in trend.values if value is not None]
    if len(known) < 2:
        return Markup("")
    low, high = min(known), max(known)
    step = (_RIGHT - _LEFT) / (len(trend.values) - 1)
    dots = [
        (round(_LEFT + position * step, 2), _place(value, low, high), value)
        for position, value in enumerate(trend.values)
        if value is not None
    ]
    told = "; ".join(
        f"{state}: {_tell(value, share=trend.share)}"
        for state, value in zip(states, trend.values, strict=True)
    )
    head = Markup(
        '<svg class="chart" xmlns="http://www.w3.org/2000/svg" role="img" width="100%" '
        'height="104" font-family="Liberation Sans, Arial, sans-serif" '
        'aria-labelledby="{key}"><title id="{key}">{title}. {told}</title>'
    ).format(key=key, title=trend.title, told=told)
    lines = _draw_lines([(x, y) for x, y, _ in dots], step)
    numbered = [(x, y, _tell(value, share=trend.share)) for x, y, value in dots]
    return Markup("").join((head, *lines, *_draw_dots(numbered), Markup("</svg>")))


def _draw_lines(dots: list[tuple[float, float]], step: float) -> Iterator[Markup]:
    """From each dot to the next; dashed where a state between them was not measured."""
    for (x1, y1), (x2, y2) in pairwise(dots):
        dashed = Markup(' stroke-dasharray="2 4"') if x2 - x1 > step * 1.5 else Markup("")
        yield Markup(
            '<line class="slope-line" x1="{}%" x2="{}%" y1="{}" y2="{}" stroke="#174f86" '
            'stroke-width="2.5"{}/>'
        ).format(x1, x2, y1, y2, dashed)


def _draw_dots(dots: list[tuple[float, float, str]]) -> Iterator[Markup]:
    """Each dot, and its number where there is room for it."""
    shown = _choose_labels([words for _, _, words in dots])
    for position, (x, y, words) in enumerate(dots):
        anchor = "start" if x < 20 else "end" if x > 80 else "middle"
        yield Markup('<circle class="slope-after" cx="{}%" cy="{}" r="4" fill="#174f86"/>').format(
            x, y
        )
        if position in shown:
            yield Markup(
                '<text class="chart-number" x="{x}%" y="96" text-anchor="{anchor}" '
                'fill="#17202a" font-size="11">{words}</text>'
            ).format(x=x, anchor=anchor, words=words)


def _choose_labels(words: list[str]) -> set[int]:
    """Which dots get their number: all while there is room for them, else the first, the last,
    and between them those that keep clear of each other. The table has every number."""
    room = _CHARACTERS * (_RIGHT - _LEFT) / 100
    needed = max(map(len, words)) + _CLEAR
    stride = max(1, math.ceil(needed * (len(words) - 1) / room))
    last = len(words) - 1
    return {*range(0, last - stride + 1, stride), last}


def _tell(value: float | None, *, share: bool) -> str:
    if value is None:
        return "not measured"
    return format_share(value) if share else format_number(value)


def _place(value: float, low: float, high: float) -> float:
    if high == low:
        return (_TOP + _BOTTOM) / 2
    return round(_BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP), 2)

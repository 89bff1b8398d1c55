"""Small pictures of the summary as SVG: drawn here, legible in light, dark and print, no script.

Widths are percentages, so that text keeps its size when the picture shrinks. Every picture names
all its numbers in its title. The attributes hold the colours of paper; a page sets its own by
class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from audit.model.figures import Figure
from audit.model.summary_parts import PathRoute
from audit.reports.prose import count_of, describe_goal, describe_movement, describe_reading

__all__ = ["CLASS_COLOURS", "PathBar", "render_paths_bars", "render_routes", "render_slope"]

PathBar = tuple[str, tuple[tuple[str, int], ...]]
"""The label of a bar, and the number of paths of each class in it."""

CLASS_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "definition": "#174f86",
        "facade": "#3a74ad",
        "lazy map": "#6b6fa8",
        "alias assignment": "#7d6a92",
        "star": "#8a6d3b",
        "accidental": "#9a6324",
        "shim": "#a8562a",
        "deprecated": "#b03a2e",
        "broken": "#7b1f1f",
        "string": "#5c6770",
    }
)
"""Each holds white text at 4.5:1; none carries a meaning that is not written beside it."""

_INK, _SOFT, _LINE, _ACCENT, _PALE = "#17202a", "#52606d", "#b8c2cc", "#174f86", "#9fb3c8"
_BAR_TOP, _BAR_STEP, _BAR_HEIGHT = 4, 46, 20
_BAR_WIDTH = 96.0
_LEGEND_STEP = 20
_ROUTE_STEP = 36
_LONGEST_ROUTE = 44
_SLOPE_TOP, _SLOPE_BOTTOM = 14.0, 76.0
_SLOPE_LEFT, _SLOPE_RIGHT = 10, 90


def render_paths_bars(bars: Sequence[PathBar], key: str, limit: int | None = None) -> Markup:
    """Paths in production use, one bar for each state, split by class; a dashed line at `limit`.

    `key` makes the ids of the picture unique on the page. Under the bars each class stands with
    its colour and its count in every state.
    """
    totals = [sum(count for _, count in classes) for _, classes in bars]
    scale = _BAR_WIDTH / max([*totals, limit or 0, 1])
    kinds = list(dict.fromkeys(kind for _, classes in bars for kind, count in classes if count))
    ordered = [kind for kind in CLASS_COLOURS if kind in kinds] + [
        kind for kind in kinds if kind not in CLASS_COLOURS
    ]
    told = "; ".join(
        f"{label}: {total}" + _tell_classes(classes)
        for (label, classes), total in zip(bars, totals, strict=True)
    )
    wanted = f"; allowed: {limit}" if limit is not None else ""
    height = len(bars) * _BAR_STEP + len(ordered) * _LEGEND_STEP + 18
    parts = [_open(key, f"Import paths in production use by class. {told}{wanted}", height)]
    for position, ((label, classes), total) in enumerate(zip(bars, totals, strict=True)):
        top = _BAR_TOP + position * _BAR_STEP
        parts.append(_label(0, top + 11, f"{label}: {total:,}", "chart-label", weight="600"))
        parts.append(_segments(dict(classes), ordered, top + 16, scale))
    if limit is not None:
        parts.append(_limit_line(limit * scale, len(bars) * _BAR_STEP + 2, limit))
    parts.append(_legend(bars, ordered, len(bars) * _BAR_STEP + 24))
    return Markup("").join((*parts, Markup("</svg>")))


def _tell_classes(classes: tuple[tuple[str, int], ...]) -> str:
    named = ", ".join(f"{kind} {count}" for kind, count in classes if count)
    return f" ({named})" if named else ""


def _segments(counts: dict[str, int], ordered: list[str], top: int, scale: float) -> Markup:
    drawn, left = [], 0.0
    for kind in ordered:
        count = counts.get(kind, 0)
        if not count:
            continue
        width = count * scale
        drawn.append(
            Markup(
                '<rect class="segment" x="{}%" y="{}" width="{}%" height="{}" fill="{}"/>'
                '<text class="chart-inside" x="{}%" y="{}" text-anchor="middle" fill="#fff" '
                'font-size="11" font-weight="600">{}</text>'
            ).format(
                round(left, 2),
                top,
                round(max(width - 0.35, 0.3), 2),
                _BAR_HEIGHT,
                CLASS_COLOURS.get(kind, _SOFT),
                round(left + width / 2, 2),
                top + 14,
                f"{count:,}",
            )
        )
        left += width
    return Markup("").join(drawn)


def _limit_line(left: float, bottom: int, limit: int) -> Markup:
    line = Markup(
        '<line class="slope-target" x1="{x}%" x2="{x}%" y1="{top}" y2="{bottom}" stroke="{ink}" '
        'stroke-width="1.5" stroke-dasharray="5 4"/>'
    ).format(x=round(left, 2), top=_BAR_TOP + 12, bottom=bottom, ink=_INK)
    anchor = "end" if left > 70 else "start"
    words = f"allowed: {limit:,}"
    return line + _label(round(left, 2), bottom + 12, words, "chart-number", anchor)


def _legend(bars: Sequence[PathBar], ordered: list[str], top: int) -> Markup:
    rows = []
    for position, kind in enumerate(ordered):
        line = top + position * _LEGEND_STEP
        counts = " → ".join(f"{dict(classes).get(kind, 0):,}" for _, classes in bars)
        rows.append(
            Markup('<rect x="0" y="{}" width="11" height="11" rx="2" fill="{}"/>').format(
                line - 1, CLASS_COLOURS.get(kind, _SOFT)
            )
            + _label(0, line + 9, f"{kind}: {counts}", "chart-number", shift=18)
        )
    return Markup("").join(rows)


def render_routes(routes: Sequence[PathRoute], key: str, *, after: bool, more: int = 0) -> Markup:
    """The import paths of a component as a small graph at one revision: each definition, and the
    paths that lead to it.

    A line is as wide as the path is used; a path that is in use only on the other side is drawn
    faint and says so. `more` paths are not drawn.
    """
    groups: dict[str, list[PathRoute]] = {}
    for route in routes:
        groups.setdefault(route.definition, []).append(route)
    used = [(route, route.after if after else route.before) for route in routes]
    widest = max((count for _, count in used), default=1) or 1
    told = "; ".join(f"{route.path} ({_tell_route(route, count)})" for route, count in used)
    height = sum(26 + len(group) * _ROUTE_STEP for group in groups.values()) + (20 if more else 0)
    when = "after" if after else "before"
    parts = [_open(key, f"Import paths {when}: {told}", max(height, 20))]
    top = 12
    for definition in sorted(groups):
        parts.append(_route_group(definition, groups[definition], top, widest, after=after))
        top += 26 + len(groups[definition]) * _ROUTE_STEP
    if more:
        parts.append(_label(0, top + 4, f"and {count_of(more, 'path')} more", "chart-number"))
    return Markup("").join((*parts, Markup("</svg>")))


def _route_group(
    definition: str, routes: list[PathRoute], top: int, widest: int, *, after: bool
) -> Markup:
    bottom = top + 12 + (len(routes) - 1) * _ROUTE_STEP + 14
    parts = [
        Markup(
            '<line class="route-stem" x1="8" x2="8" y1="{}" y2="{}" stroke="{}" stroke-width="1"/>'
            '<circle class="route-home" cx="8" cy="{}" r="6" fill="{}"/>'
        ).format(top, bottom, _LINE, top, _ACCENT),
        _label(0, top + 5, definition.rpartition(".")[2], "chart-label", shift=22, weight="600"),
    ]
    for position, route in enumerate(routes):
        parts.append(_route(route, top + 26 + position * _ROUTE_STEP, widest, after=after))
    return Markup("").join(parts)


def _route(route: PathRoute, line: int, widest: int, *, after: bool) -> Markup:
    count = route.after if after else route.before
    shown = route.path
    if len(shown) > _LONGEST_ROUTE:
        shown = f"…{shown[1 - _LONGEST_ROUTE :]}"
    style = "route" if count else "route-gone"
    stroke = CLASS_COLOURS.get(route.path_class, _SOFT) if count else _LINE
    arm = Markup(
        '<line class="{}" x1="8" x2="30" y1="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>'
    ).format(
        style,
        line,
        line,
        stroke,
        round(1.5 + 4.5 * count / widest, 1) if count else 1,
        Markup("") if count else Markup(' stroke-dasharray="2 3"'),
    )
    name = _label(0, line + 4, shown, "chart-route" if count else "chart-gone", shift=36)
    told = _label(0, line + 19, _tell_route(route, count), "chart-number", shift=36)
    return arm + name + told


def _tell_route(route: PathRoute, count: int) -> str:
    if not count:
        return "not in production use"
    return f"{route.path_class}, {count_of(count, 'use')}"


def render_slope(figure: Figure, key: str) -> Markup:
    """A figure from before to after as a line, its target as a dashed one; empty when one of the
    values is missing or there is no target."""
    before, after, goal = figure.before.value, figure.after.value, figure.goal
    if before is None or after is None or goal is None:
        return Markup("")
    low, high = min(before, after, goal.value), max(before, after, goal.value)
    first, second, wanted = (_place(value, low, high) for value in (before, after, goal.value))
    line = Markup(
        '<line class="slope-target" x1="{left}%" x2="{right}%" y1="{wanted}" y2="{wanted}" '
        'stroke="{soft}" stroke-width="1.5" stroke-dasharray="5 4"/>'
        '<line class="slope-line" x1="{left}%" x2="{right}%" y1="{first}" y2="{second}" '
        'stroke="{accent}" stroke-width="2.5"/>'
        '<circle class="slope-before" cx="{left}%" cy="{first}" r="4.5" fill="{pale}"/>'
        '<circle class="slope-after" cx="{right}%" cy="{second}" r="5.5" fill="{accent}"/>'
    ).format(
        left=_SLOPE_LEFT,
        right=_SLOPE_RIGHT,
        first=first,
        second=second,
        wanted=wanted,
        soft=_SOFT,
        accent=_ACCENT,
        pale=_PALE,
    )
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
        'height="{height}" font-family="Liberation Sans, Arial, sans-serif" '
        'aria-labelledby="{key}"><title id="{key}">{words}</title>'
    ).format(height=height, key=key, words=words)


def _label(  # a text and where it stands
    left: float,
    top: float,
    words: str,
    style: str,
    anchor: str = "start",
    *,
    shift: int = 0,
    weight: str = "400",
) -> Markup:
    place = Markup('x="{}%"').format(left) if not shift else Markup('x="{}"').format(shift)
    return Markup(
        '<text class="{}" {} y="{}" text-anchor="{}" fill="{}" font-size="11" '
        'font-weight="{}">{}</text>'
    ).format(style, place, top, anchor, _SOFT if style == "chart-gone" else _INK, weight, words)

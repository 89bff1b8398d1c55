"""The import paths of one symbol as a small graph: every path in use, led to the definition."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.model.ledger import LedgerEntry, PathClass, PathEntry
from audit.views.column import Column, Dtype, tell_count
from audit.views.escape import escape_html, show_invisible
from audit.views.picture import Picture
from audit.views.svg import MARGIN, wrap_svg
from audit.views.table import build_table

__all__ = ["PATH_COLOURS", "draw_chains"]

MOST_PATHS = 18
BOX_WIDTH, BOX_HEIGHT, GAP, ROW_HEIGHT = 384, 42, 70, 58
LONGEST_LABEL = 46

# Each at least 3:1 against white and against the dark theme's near-black; a label says the class.
PATH_COLOURS = {
    PathClass.DEFINITION: "#2a8a4a",
    PathClass.FACADE: "#2f7fd0",
    PathClass.LAZY_MAP: "#7a6fd8",
    PathClass.ALIAS_ASSIGNMENT: "#a066c8",
    PathClass.STAR: "#9a7b12",
    PathClass.ACCIDENTAL: "#c2651a",
    PathClass.SHIM: "#d1495b",
    PathClass.DEPRECATED: "#c43d8a",
    PathClass.BROKEN: "#d13b3b",
    PathClass.STRING: "#6f7f8f",
}
CHAIN_COLUMNS = (
    Column(key="path", title="Import path", dtype=Dtype.CODE, meaning="Path that is in use."),
    Column(key="path_class", title="Class", meaning="What makes the path lead to the symbol."),
    Column(key="production", title="Production uses", dtype=Dtype.INTEGER, meaning="Use sites."),
    Column(key="test", title="Test uses", dtype=Dtype.INTEGER, meaning="Use sites."),
    Column(key="next", title="Leads to", dtype=Dtype.CODE, meaning="The next path on the chain."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stop:
    """One path of the picture: where it leads, how far it is from the definition."""

    path: PathEntry
    following: str
    distance: int
    row: int


def draw_chains(entry: LedgerEntry) -> Picture:
    """Every path in use and the paths that its chain passes, the definition on the right.

    A line is as wide as the uses that it carries; its colour is the path's class, which its box
    says in words. At most 18 paths, the most used ones; the caption counts the rest.
    """
    stops, left = _choose_stops(entry)
    carried = _count_carried(stops)
    used = [each for each in entry.paths if each.uses.total]
    rest = f" Not drawn: {tell_count(left, 'path', 'paths')} with the fewest uses." if left else ""
    description = (
        f"Import paths in use of {entry.definition.path}: {len(used):,}, of which production uses "
        f"{entry.paths_production:,} ({entry.max_paths:,} allowed). Lines lead to the definition "
        f"on the right, as wide as the uses they carry.{rest}"
    )
    table = build_table(
        title=f"Chains of {entry.definition.path}",
        columns=CHAIN_COLUMNS,
        rows=(
            (
                stop.path.path,
                stop.path.path_class.value,
                stop.path.uses.production,
                stop.path.uses.test,
                stop.following or None,
            )
            for stop in stops.values()
        ),
    )
    svg = _draw(entry, stops, carried, description)
    return Picture(title="Import paths", description=description, svg=svg, table=table)


def _choose_stops(entry: LedgerEntry) -> tuple[dict[str, _Stop], int]:
    known = {path.path: path for path in entry.paths}
    wanted = [path for path in entry.paths if path.uses.total or path.path == entry.canonical]
    chosen = wanted[:MOST_PATHS]
    passed: dict[str, str] = {}
    for path in chosen:
        # Modules that a lazy name runs through are no paths of the symbol.
        chain = [each for each in path.chain if each in known]
        if len(chain) > 1 and chain[-1] != entry.definition.path:
            chain.append(entry.definition.path)
        for position, name in enumerate(chain):
            passed.setdefault(name, chain[position + 1] if position + 1 < len(chain) else "")
    passed.setdefault(entry.definition.path, "")
    distances = {name: _measure(name, passed) for name in passed}
    rows: dict[int, int] = {}
    stops = {}
    order = {path.path: place for place, path in enumerate(entry.paths)}
    for name in sorted(passed, key=lambda each: order.get(each, len(order))):
        distance = distances[name]
        rows[distance] = rows.get(distance, -1) + 1
        if name in known:
            stops[name] = _Stop(
                path=known[name], following=passed[name], distance=distance, row=rows[distance]
            )
    return stops, len(wanted) - len(chosen)


def _measure(name: str, passed: Mapping[str, str]) -> int:
    seen = {name}
    while (name := passed.get(name, "")) and name not in seen:
        seen.add(name)
    return len(seen) - 1


def _count_carried(stops: Mapping[str, _Stop]) -> dict[str, int]:
    """Uses by a path itself and by all paths that lead through it."""
    carried = dict.fromkeys(stops, 0)
    for name, stop in stops.items():
        place, seen = name, set()
        while place in stops and place not in seen:
            seen.add(place)
            carried[place] += stop.path.uses.total
            place = stops[place].following
    return carried


def _draw(
    entry: LedgerEntry, stops: Mapping[str, _Stop], carried: Mapping[str, int], description: str
) -> str:
    columns = max((stop.distance for stop in stops.values()), default=0) + 1
    height_of = {
        column: sum(stop.distance == column for stop in stops.values()) for column in range(columns)
    }
    tallest = max(height_of.values(), default=1)
    width = columns * (BOX_WIDTH + GAP) - GAP + 2 * MARGIN
    height = tallest * ROW_HEIGHT - (ROW_HEIGHT - BOX_HEIGHT) + 2 * MARGIN
    places = {
        name: (
            MARGIN + (columns - 1 - stop.distance) * (BOX_WIDTH + GAP),
            MARGIN + (tallest - height_of[stop.distance]) * ROW_HEIGHT / 2 + stop.row * ROW_HEIGHT,
        )
        for name, stop in stops.items()
    }
    lines = [
        _draw_line(stop, places[name], places[stop.following], carried[name])
        for name, stop in stops.items()
        if stop.following in places
    ]
    boxes = [
        _draw_box(stop, places[name], canonical=name == entry.canonical)
        for name, stop in stops.items()
    ]
    return wrap_svg(width, height, description, [*lines, *boxes])


def _draw_line(stop: _Stop, start: tuple[float, float], end: tuple[float, float], uses: int) -> str:
    x1, y1 = start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT / 2
    x2, y2 = end[0], end[1] + BOX_HEIGHT / 2
    bend = (x2 - x1) / 2
    width = 1.2 + 2.2 * math.log2(1 + uses)
    told = escape_html(f"{stop.path.path} → {stop.following}: {tell_count(uses, 'use', 'uses')}")
    return (
        f'<path d="M{x1:.0f},{y1:.0f} C{x1 + bend:.0f},{y1:.0f} {x2 - bend:.0f},{y2:.0f} '
        f'{x2:.0f},{y2:.0f}" fill="none" stroke="{PATH_COLOURS[stop.path.path_class]}" '
        f'stroke-width="{width:.1f}" stroke-opacity="0.8"><title>{told}</title></path>'
    )


def _draw_box(stop: _Stop, place: tuple[float, float], *, canonical: bool) -> str:
    x, y = place
    path = stop.path
    colour = PATH_COLOURS[path.path_class]
    words = [path.path_class.value.replace("_", " "), *_tell_uses(path)]
    if canonical:
        words.insert(0, "✓ canonical")
    return (
        f"<g><title>{escape_html(path.path)}</title>"
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
        f'fill="{colour}" fill-opacity="0.1" stroke="{colour}" '
        f'stroke-width="{3 if canonical else 1.5}"/>'
        f'<text x="{x + 10:.0f}" y="{y + 17:.0f}" fill="currentColor" font-size="12" '
        f'font-weight="600">{escape_html(_shorten(path.path))}</text>'
        f'<text x="{x + 10:.0f}" y="{y + 33:.0f}" fill="currentColor" font-size="11">'
        f"{escape_html(' · '.join(words))}</text></g>"
    )


def _tell_uses(path: PathEntry) -> Sequence[str]:
    counts = (
        (path.uses.production, "production"),
        (path.uses.test, "test"),
        (path.uses.tool, "tool"),
        (path.uses.vendored, "vendored"),
    )
    told = [f"{count:,} {zone}" for count, zone in counts if count]
    return told or ["passed on the way"]


def _shorten(name: str) -> str:
    label = show_invisible(name)
    return label if len(label) <= LONGEST_LABEL else f"…{label[1 - LONGEST_LABEL :]}"

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from audit.model.figures import Reading
from audit.model.summary_parts import PathRoute
from audit.reports.charts import CLASS_COLOURS, render_paths_bars, render_routes, render_slope
from tests.worlds.phase_story import build_story

_SVG = "{http://www.w3.org/2000/svg}"
_BARS = [("Before", (("definition", 2), ("shim", 4))), ("After", (("definition", 3), ("shim", 0)))]
_ROUTES = (
    PathRoute(path="a.b.C", definition="a.b.C", path_class="definition", before=2, after=9),
    PathRoute(path="a.C", definition="a.b.C", path_class="facade", before=3, after=0),
    PathRoute(path="x.y.make", definition="x.y.make", path_class="definition", before=1, after=1),
)


def _read(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314  # our own picture


def _texts(picture: ET.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{_SVG}text")]


def test_bars_are_as_long_as_their_counts() -> None:
    """The bar of six paths takes the width that there is, split 2 to 4; three take half."""
    picture = _read(render_paths_bars(_BARS, "k"))
    segments = [bar for bar in picture.iter(f"{_SVG}rect") if bar.get("class") == "segment"]
    assert [(each.get("x"), each.get("width")) for each in segments] == [
        ("0.0%", "31.65%"),
        ("32.0%", "63.65%"),
        ("0.0%", "47.65%"),
    ]


def test_every_count_of_the_bars_is_written() -> None:
    """Totals, segments and a legend line for each class: no number is told by length alone."""
    texts = _texts(_read(render_paths_bars(_BARS, "k", 2)))
    assert texts == [
        "Before: 6",
        "2",
        "4",
        "After: 3",
        "3",
        "allowed: 2",
        "definition: 2 → 3",
        "shim: 4 → 0",
    ]


def test_the_allowed_number_is_a_line_on_the_same_scale() -> None:
    """Two of six paths stand at a third of the longest bar."""
    line = next(_read(render_paths_bars(_BARS, "k", 2)).iter(f"{_SVG}line"))
    assert (line.get("x1"), line.get("x2")) == ("32.0%", "32.0%")


@pytest.mark.parametrize("colour", CLASS_COLOURS.values())
def test_white_numbers_stand_out_on_every_class(colour: str) -> None:
    """Contrast with white is at least 4.5 to 1 by the formula of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


def test_routes_show_what_is_in_use_and_what_is_not() -> None:
    """Each definition with its paths; one that is used on the other side only says so."""
    texts = _texts(_read(render_routes(_ROUTES, "k", after=True, more=4)))
    assert texts == [
        "C",
        "a.b.C",
        "definition, 9 uses",
        "a.C",
        "not in production use",
        "make",
        "x.y.make",
        "definition, 1 use",
        "and 4 paths more",
    ]


def test_a_route_is_as_wide_as_its_use() -> None:
    """The most used path has the widest line, an unused one the thinnest."""
    arms = [
        line.get("stroke-width")
        for line in _read(render_routes(_ROUTES, "k", after=True)).iter(f"{_SVG}line")
        if line.get("class") in {"route", "route-gone"}
    ]
    assert arms == ["6.0", "1", "2.0"]


def test_a_long_path_keeps_its_end() -> None:
    """The end of a path says what it is; the whole stands in the picture's title."""
    long = replace(_ROUTES[0], path="very." * 20 + "Name")
    picture = _read(render_routes((long,), "k", after=True))
    assert _texts(picture)[1].startswith("…")
    assert _texts(picture)[1].endswith(".Name")
    assert long.path in (picture.findtext(f"{_SVG}title") or "")


def test_a_slope_falls_with_its_figure_and_shows_the_target() -> None:
    """6 stands at the top, the target 2 at the bottom, and 3 a quarter above it."""
    figure = build_story().tell().compliance[0]
    picture = _read(render_slope(figure, "k"))
    target, line = picture.iter(f"{_SVG}line")
    assert (line.get("y1"), line.get("y2")) == ("14.0", "60.5")
    assert (target.get("y1"), target.get("y2")) == ("76.0", "76.0")


def test_a_slope_without_one_of_its_ends_is_not_drawn() -> None:
    """A missing value has no place on the scale."""
    figure = replace(build_story().tell().compliance[0], before=Reading(value=None))
    assert render_slope(figure, "k") == ""


@pytest.mark.parametrize("key", ["k", 'x" onload="y', "<b>"])
def test_a_picture_is_well_formed_whatever_its_names(key: str) -> None:
    """Names and keys stay inside their attributes and texts."""
    hostile = "</svg><script>"
    route = PathRoute(path=hostile, definition=hostile, path_class=hostile, before=1, after=1)
    for picture in (
        render_paths_bars([(hostile, ((hostile, 1),))], key),
        render_routes((route,), key, after=True),
    ):
        read = _read(picture)
        assert read.get("aria-labelledby") == key
        assert not list(read.iter(f"{_SVG}script"))

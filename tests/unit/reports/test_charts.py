from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from audit.model.summary import Reading
from audit.reports.charts import render_paths_chart, render_slope_chart
from tests.worlds.phase_story import build_story

_SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_counts() -> None:
    """The longest bar takes the width that there is, the others their share of it."""
    item = build_story().tell().consolidations[0]
    first = replace(item.classes[0], before=4, after=1)
    picture = ET.fromstring(  # noqa: S314  # our own picture
        str(render_paths_chart(replace(item, classes=(first,)), "k"))
    )
    widths = [bar.get("width") for bar in picture.iter(f"{_SVG}rect")]
    assert widths == ["88.0%", "22.0%"]


def test_a_count_of_none_draws_no_bar_but_its_number() -> None:
    """Zero is written, not drawn."""
    item = build_story().tell().consolidations[0]
    gone = replace(item.classes[0], before=2, after=0)
    picture = ET.fromstring(  # noqa: S314
        str(render_paths_chart(replace(item, classes=(gone,)), "k"))
    )
    assert len(list(picture.iter(f"{_SVG}rect"))) == 1
    assert [text.text for text in picture.iter(f"{_SVG}text")] == ["definition", "2", "0"]


def test_a_slope_falls_with_its_figure_and_shows_the_target() -> None:
    """6 stands at the top, the target 2 at the bottom, and 3 a quarter above it."""
    figure = build_story().tell().compliance[0]
    picture = ET.fromstring(str(render_slope_chart(figure, "k")))  # noqa: S314
    target, line = picture.iter(f"{_SVG}line")
    assert (line.get("y1"), line.get("y2")) == ("14.0", "60.5")
    assert (target.get("y1"), target.get("y2")) == ("76.0", "76.0")


def test_a_slope_without_one_of_its_ends_is_not_drawn() -> None:
    """A missing value has no place on the scale."""
    figure = replace(build_story().tell().compliance[0], before=Reading(value=None))
    assert render_slope_chart(figure, "k") == ""


@pytest.mark.parametrize("key", ["k", 'x" onload="y', "<b>"])
def test_a_picture_is_well_formed_whatever_its_names(key: str) -> None:
    """Names and keys stay inside their attributes and texts."""
    item = build_story().tell().consolidations[0]
    hostile = replace(item.classes[0], path_class="</svg><script>")
    picture = ET.fromstring(  # noqa: S314
        str(render_paths_chart(replace(item, classes=(hostile,)), key))
    )
    assert picture.get("aria-labelledby") == key
    assert not list(picture.iter(f"{_SVG}script"))

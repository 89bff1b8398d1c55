from __future__ import annotations

import pytest

from audit.model.figures import Evidence, Excerpt, Figure, Origin, OriginSource, Reading, Trend
from audit.model.metrics import Direction
from audit.reports import prose


def _figure(before: float | None, after: float | None, *, share: bool = False) -> Figure:
    change = None if before is None or after is None else after - before
    return Figure(
        id="paths",
        title="Import paths",
        unit="paths",
        share=share,
        direction=Direction.LOWER,
        before=Reading(value=before),
        after=Reading(value=after),
        change=change,
        trend=Trend.BETTER,
        origin=Origin(evidence=Evidence.MEASURED, before=(), after=()),
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (6, 3, "−3, 0.5×"),
        (3, 6, "+3, 2.0×"),
        (3, 2, "−1, 0.67×"),
        (2, 0, "−2"),
        (0, 4, "+4"),
        (1, 1250, "+1,249, 1,250.0×"),
        (5, 5, "no change"),
        (None, 5, "not measurable"),
    ],
)
def test_a_count_changes_by_an_amount_and_a_ratio(
    before: float | None, after: float | None, said: str
) -> None:
    """The change of a count is its difference and after ÷ before, never a bare percentage."""
    assert prose.describe_change(_figure(before, after)) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.2, 0.4, "+20 points, 2.0×"),
        (0.5, 0.51, "+1 point, 1.02×"),
        (0.4, 0.2, "−20 points, 0.5×"),
        (0.5, 0.5001, "+<0.1 points"),
        (0.0, 0.25, "+25 points"),
    ],
)
def test_a_share_changes_by_points_and_a_ratio(before: float, after: float, said: str) -> None:
    """The change of a share is given in points and as a ratio."""
    assert prose.describe_change(_figure(before, after, share=True)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 %"),
        (0.0001, "0.1 %"),
        (0.2, "20 %"),
        (2 / 3, "66.7 %"),
        (0.9999, "99.9 %"),
        (1, "100 %"),
    ],
)
def test_only_a_whole_is_a_hundred_per_cent(value: float, said: str) -> None:
    """Rounding never turns nearly all into all, nor something into nothing."""
    assert prose.format_share(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(1234567, "1,234,567"), (-2.5, "−2.5"), (1.585, "1.58"), (0.001, "<0.01")]
)
def test_numbers_have_separators_and_at_most_two_decimals(value: float, said: str) -> None:
    """Numbers are short, and something is never shown as nothing."""
    assert prose.format_number(value) == said


def test_a_share_names_numerator_and_denominator() -> None:
    """A reader sees of how many a share is."""
    reading = Reading(value=0.2, numerator=3, denominator=15)
    assert prose.describe_reading(reading, share=True) == "20 % (3 of 15)"


def test_evidence_names_its_sources_with_digests() -> None:
    """Reported figures name file and digest on each side."""
    origin = Origin(
        evidence=Evidence.REPORTED,
        before=(OriginSource(name="a.xml", digest="sha256:" + "1" * 64),),
        after=(OriginSource(name="b.xml", digest=""),),
    )
    said = "reported: before a.xml (sha256:111111111111…); after b.xml"
    assert prose.describe_origin(origin) == said


def test_counts_agree_with_their_noun() -> None:
    """None, one and many are worded as people word them."""
    said = [prose.count_of(n, "class family", "class families") for n in (0, 1, 1200)]
    assert said == ["no class families", "1 class family", "1,200 class families"]


def test_a_cut_list_says_of_how_many() -> None:
    """What is not shown is counted."""
    assert prose.describe_more(Excerpt(items=("a",), total=200)) == "1 of 200 shown"
    assert prose.describe_more(Excerpt(items=("a",), total=1)) == ""


def test_words_are_joined_as_in_speech() -> None:
    """One, two and three words."""
    assert [prose.join_words(("a", "b", "c")[:n]) for n in (0, 1, 2, 3)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_the_unit_stands_beside_a_title_that_lacks_it() -> None:
    """A title that says its unit is not given it twice."""
    figure = _figure(1, 2)
    assert prose.full_title(figure) == "Import paths"

"""Spans of time."""

from datetime import timedelta

import pytest

from harbour.windows import TimeWindow, day_of, total_hours
from tests.support.samples import NOON, stay


def test_window_must_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends at"):
        TimeWindow(NOON, NOON)


def test_touching_windows_do_not_overlap() -> None:
    assert not stay(2).overlaps(stay(2, hour=14))


def test_clipping_keeps_the_common_part() -> None:
    assert stay(4).clipped(stay(4, hour=14)) == stay(2, hour=14)
    assert stay(1).clipped(stay(1, hour=20)) is None


def test_padding_widens_both_sides() -> None:
    assert stay(2).padded(timedelta(hours=1)) == stay(4, hour=11)


def test_total_hours_counts_overlaps_once() -> None:
    assert total_hours([stay(4), stay(4, hour=14), stay(1, hour=20)]) == 7


def test_day_of_starts_at_midnight() -> None:
    assert day_of(NOON) == stay(24, hour=0)

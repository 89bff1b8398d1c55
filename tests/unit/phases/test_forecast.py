"""A forecast, or a refusal in words."""

from __future__ import annotations

import pytest

from audit.phases.forecast import forecast_metric


def test_fewer_than_five_phases_are_refused() -> None:
    """Four phases are no trend."""
    found = forecast_metric("m", [8, 6, 4, 2])
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.reason.startswith("Refused: 4 phases")


def test_a_phase_without_value_is_refused() -> None:
    """A gap cannot be extrapolated over."""
    assert forecast_metric("m", [8, 6, None, 4, 2]).reason == (
        "Refused: 1 of 5 phases has no value."
    )


def test_a_straight_line_goes_on() -> None:
    """Values on a line give the next one, without any width."""
    found = forecast_metric("m", [12, 10, 8, 6, 4])
    assert found.value == pytest.approx(2)
    assert found.low == pytest.approx(2)
    assert found.high == pytest.approx(2)


def test_the_interval_is_that_of_the_textbook() -> None:
    """The 90 % prediction interval of simple regression, worked by hand.

    For 10, 8, 7, 4, 3 the slope is −1.8 and the mean 6.4, so the next value is 1.0; the residuals
    are 0, −0.2, 0.6, −0.6, 0.2, so s² = 0.8 / 3; the width is 2.353 · √(0.2667 · (1 + 0.2 + 0.9)).
    """
    found = forecast_metric("m", [10, 8, 7, 4, 3])
    assert found.value == pytest.approx(1.0)
    assert found.high == pytest.approx(1.0 + 2.353 * (0.8 / 3 * 2.1) ** 0.5, abs=1e-9)
    assert found.low == 0.0


def test_values_that_jump_are_refused() -> None:
    """An interval wider than all that was measured says nothing."""
    assert forecast_metric("m", [1, 9, 2, 8, 1]).reason.startswith("Refused: the values vary")


def test_a_share_stays_a_share() -> None:
    """A share is forecast between 0 and 1."""
    found = forecast_metric("m", [0.8, 0.85, 0.9, 0.95, 1.0], share=True)
    assert (found.value, found.high) == (1.0, 1.0)

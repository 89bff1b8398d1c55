"""The next phase's value of a metric, from those so far: with its interval, or refused."""

from __future__ import annotations

import math
from collections.abc import Sequence

from audit.model.comparison import Forecast

__all__ = ["FEWEST_PHASES", "forecast_metric"]

FEWEST_PHASES = 5
"""Fewer phases than this are no trend; a forecast from them is refused."""

# Two-sided 90 % quantiles of Student's t by degrees of freedom, as in any printed table
# (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2); beyond 30, the normal 1.645.
_T90 = (
    6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771,
    1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725, 1.721, 1.717, 1.714, 1.711, 1.708, 1.706,
    1.703, 1.701, 1.699, 1.697,
)  # fmt: skip


def forecast_metric(name: str, values: Sequence[float | None], *, share: bool = False) -> Forecast:
    """The value after the next phase, from the value after each phase so far, oldest first.

    A straight line through the values by least squares, taken one step further, with the 90 %
    prediction interval `t · s · √(1 + 1/n + (x−x̄)²/Σ(xᵢ−x̄)²)` of simple regression (Draper and
    Smith, Applied Regression Analysis, 1.4). Bounds are cut at 0, and at 1 for a `share`. Refused
    with fewer than five phases, when one has no value, and when the interval is wider than all
    that was measured so far. Example: 10, 8, 6, 4, 2 gives 0 with the interval 0 to 0.
    """
    known = [value for value in values if value is not None]
    count = len(values)
    if count < FEWEST_PHASES:
        so_far = "1 phase is" if count == 1 else f"{count} phases are"
        reason = f"Refused: {so_far} no trend, it takes {FEWEST_PHASES}."
        return _refused(name, count, reason)
    if len(known) < count:
        missing = count - len(known)
        verb = "has" if missing == 1 else "have"
        return _refused(name, count, f"Refused: {missing} of {count} phases {verb} no value.")
    value, margin = _extrapolate(known)
    spread = max(known) - min(known)
    if margin > max(spread, 1e-12):
        reason = "Refused: the values vary too much for a line to say anything."
        return _refused(name, count, reason)
    top = 1.0 if share else math.inf
    value, low, high = (min(max(v, 0.0), top) for v in (value, value - margin, value + margin))
    return Forecast(
        id=name,
        phases=count,
        value=value,
        low=low,
        high=high,
        reason=f"A straight line through {count} phases, with its 90 % interval.",
    )


def _extrapolate(values: Sequence[float]) -> tuple[float, float]:
    """The line's value one step on, and half the width of its interval."""
    count = len(values)
    middle, mean = (count - 1) / 2, math.fsum(values) / count
    squares = math.fsum((x - middle) ** 2 for x in range(count))
    slope = math.fsum((x - middle) * (y - mean) for x, y in enumerate(values)) / squares
    rest = math.fsum((y - mean - slope * (x - middle)) ** 2 for x, y in enumerate(values))
    freedom = count - 2
    deviation = math.sqrt(rest / freedom) if rest > 1e-18 else 0.0
    step = count - middle
    quantile = _T90[freedom - 1] if freedom <= len(_T90) else 1.645
    margin = quantile * deviation * math.sqrt(1 + 1 / count + step**2 / squares)
    return mean + slope * step, margin


def _refused(name: str, phases: int, reason: str) -> Forecast:
    return Forecast(id=name, phases=phases, value=None, low=None, high=None, reason=reason)

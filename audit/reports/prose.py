"""Numbers and sentences as every format prints them; plain text, not yet escaped for a format."""

from __future__ import annotations

import math
import re

from audit.model.comparison import Forecast, RateChange
from audit.model.figures import (
    Excerpt,
    Figure,
    Goal,
    Origin,
    OriginSource,
    Reading,
    Trend,
)
from audit.model.rules import OPERATOR_WORDS

__all__ = [
    "count_of",
    "describe_change",
    "describe_forecast",
    "describe_goal",
    "describe_judged_change",
    "describe_more",
    "describe_movement",
    "describe_origin",
    "describe_rate",
    "describe_reading",
    "describe_source",
    "describe_trend",
    "format_number",
    "format_share",
    "full_title",
    "join_words",
    "target_title",
]

_IMPLIED_UNITS = frozenset({"", "count", "number", "share", "ratio", "percent", "%", "0–1"})
_SHORT_DIGEST = 19
_LONG_HASH = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{8,}\b")


def format_number(value: float) -> str:
    """A number with thousands separators and at most two decimals; a true minus sign."""
    text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    if text == "0" and value:
        text = "0.01" if abs(value) >= 0.005 else "<0.01"  # never show something as nothing
    return f"−{text}" if value < 0 else text


def format_share(value: float) -> str:
    """A share 0–1 in per cent with at most one decimal. Only a whole is shown as 100 %, only
    nothing as 0 %: what would round there stays at 99.9 or 0.1."""
    percent = round(value * 100, 1)
    if percent >= 100 and value < 1:
        percent = 99.9
    if percent <= 0 < value:
        percent = 0.1
    return f"{format_number(percent)} %"


def describe_reading(reading: Reading, *, share: bool) -> str:
    """A value in words: `6`, `20 % (3 of 15)`, or `not measurable`."""
    if reading.value is None:
        return "not measurable"
    if not share:
        return format_number(reading.value)
    text = format_share(reading.value)
    if reading.numerator is None or reading.denominator is None:
        return text
    return f"{text} ({reading.numerator:,} of {reading.denominator:,})"


def describe_change(figure: Figure) -> str:
    """The change: `−3, 0.5×`, or for shares `+20 points, 2.0×`; the ratio is after ÷ before and
    is left out where one of them is zero or negative, or where it would round to 1."""
    if figure.change is None:
        return "not measurable"
    if math.isclose(figure.change, 0, abs_tol=1e-12):
        return "no change"
    sign = "+" if figure.change > 0 else "−"
    ratio = _ratio(figure.before.value, figure.after.value)
    if not figure.share:
        return f"{sign}{format_number(abs(figure.change))}{ratio}"
    points = round(abs(figure.change) * 100, 1)
    noun = "point" if points == 1 else "points"
    return f"{sign}{format_number(points) if points else '<0.1'} {noun}{ratio}"


def _ratio(before: float | None, after: float | None) -> str:
    if before is None or after is None or before <= 0 or after <= 0:
        return ""
    ratio = after / before
    text = f"{ratio:,.1f}" if ratio >= 10 else f"{ratio:.2f}"
    if text == "1.00":
        return ""
    if ratio < 10 and text.endswith("0"):
        text = text[:-1]
    return f", {text}×"


def describe_goal(goal: Goal | None, *, share: bool) -> str:
    """What was asked for: `at most 2`, or `no target`."""
    if goal is None:
        return "no target"
    value = format_share(goal.value) if share else format_number(goal.value)
    return f"{OPERATOR_WORDS.get(goal.op, goal.op)} {value}"


def describe_forecast(forecast: Forecast, *, share: bool) -> str:
    """The value with its interval, `5.6 (3.4 to 7.8)`; "" where it was refused."""
    if forecast.value is None or forecast.low is None or forecast.high is None:
        return ""

    def tell(value: float) -> str:
        return format_share(value) if share else format_number(round(value, 1))

    return f"{tell(forecast.value)} ({tell(forecast.low)} to {tell(forecast.high)})"


def describe_trend(figure: Figure) -> str:
    """`better`, `worse`, `unchanged`; empty where neither way is better or nothing is known."""
    return "" if figure.trend in {Trend.UNKNOWN, Trend.CHANGED} else str(figure.trend)


def describe_judged_change(figure: Figure) -> str:
    """The change and whether that is better or worse: `−3, 0.5× (better)`."""
    trend = describe_trend(figure)
    return describe_change(figure) + (f" ({trend})" if trend in {"better", "worse"} else "")


def describe_movement(figure: Figure) -> str:
    """The whole figure as one clause: title, before → after, change, target."""
    before = describe_reading(figure.before, share=figure.share)
    after = describe_reading(figure.after, share=figure.share)
    target = f"; target {describe_goal(figure.goal, share=figure.share)}" if figure.goal else ""
    return f"{full_title(figure)}: {before} → {after}, {describe_change(figure)}{target}"


def describe_origin(origin: Origin) -> str:
    """Evidence in words: the kind, then its sources before and after, revisions and digests
    shortened; they stand in full in the provenance."""
    sides = []
    for label, sources in (("before", origin.before), ("after", origin.after)):
        if sources:
            named = ", ".join(describe_source(source) for source in sources)
            sides.append(f"{label} {named}")
    detail = "; ".join(sides)
    return f"{origin.evidence}: {detail}" if detail else str(origin.evidence)


def describe_source(source: OriginSource) -> str:
    """One source of a figure with its digest, both shortened."""
    digest = source.digest
    short = digest if len(digest) <= _SHORT_DIGEST else digest[:_SHORT_DIGEST] + "…"
    shown = _LONG_HASH.sub(r"\1…", source.name)
    return f"{shown} ({short})" if short else shown


def describe_rate(rate: RateChange) -> str:
    """The success rates of two runs: `20 % (3 of 15) → 40 % (6 of 15), +20 points, 2.0×`."""
    sides = (
        (rate.before, rate.passed_before, rate.total_before),
        (rate.after, rate.passed_after, rate.total_after),
    )
    told = " → ".join(
        "nothing was run" if share is None else f"{format_share(share)} ({passed:,} of {total:,})"
        for share, passed, total in sides
    )
    if rate.before is None or rate.after is None or rate.points is None:
        return told
    if math.isclose(rate.points, 0, abs_tol=1e-9):
        return f"{told}, no change"
    points = round(abs(rate.points), 1)
    sign = "+" if rate.points > 0 else "−"
    noun = "point" if points == 1 else "points"
    shown = format_number(points) if points else "<0.1"
    return f"{told}, {sign}{shown} {noun}{_ratio(rate.before, rate.after)}"


def full_title(figure: Figure) -> str:
    """The figure's title, with its unit where the title does not say it."""
    if figure.unit in _IMPLIED_UNITS or figure.unit.lower() in figure.title.lower():
        return figure.title
    return f"{figure.title} ({figure.unit})"


def target_title(figure: Figure) -> str:
    """What the phase called the target on this figure, else the figure's own title."""
    return (figure.goal.title if figure.goal is not None else "") or figure.title


def count_of(count: int, noun: str, plural: str = "") -> str:
    """`1 file`, `3 files`, `no files`; `plural` where an s is not enough."""
    if count == 1:
        return f"1 {noun}"
    return f"{f'{count:,}' if count else 'no'} {plural or noun + 's'}"


def join_words(words: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def describe_more(excerpt: Excerpt[object]) -> str:
    """What a cut list leaves out: `12 of 200 shown`, or nothing."""
    return f"{len(excerpt.items):,} of {excerpt.total:,} shown" if excerpt.more > 0 else ""

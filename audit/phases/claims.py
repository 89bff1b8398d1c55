"""Claimed figures beside measured ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.model.claims import (
    Claim,
    ClaimedFigure,
    ClaimResult,
    ClaimVerdict,
    ReportData,
    ReportSide,
    Verification,
)
from audit.model.comparison import Comparison, Status, TestRun
from audit.model.nearest import nearest_names
from audit.model.snapshot import Provenance
from audit.phases.verdicts import TEST_METRICS, measure_test_figure

__all__ = ["check_claims", "verify_report"]

_CLOSE = 1e-9
_Runs = tuple[TestRun | None, TestRun | None]
_Values = Mapping[str, tuple[float | None, float | None]]


def check_claims(
    claims: Sequence[Claim], comparison: Comparison, runs: _Runs
) -> tuple[ClaimResult, ...]:
    """Claims of a hand-written report beside what was measured, in their order."""
    values = _values(comparison, runs)
    results = []
    for claim in claims:
        unit = f" {claim.unit}" if claim.unit else ""
        shown = f"{_number(claim.value)}{unit}"
        if claim.figure not in values:
            reason = f"there is no metric {claim.figure}; {nearest_names(claim.figure, values)}"
            measured, verdict = "", ClaimVerdict.NOT_MEASURABLE
        else:
            value = values[claim.figure][claim.side == "after"]
            measured, verdict, reason = _compare(claim.value, value, claim.tolerance)
        results.append(
            ClaimResult(
                figure=claim.figure,
                side=claim.side,
                claimed=shown,
                measured=f"{measured}{unit}" if measured else "",
                verdict=verdict,
                reason=reason,
                declared_by=claim.declared_by,
            )
        )
    return tuple(results)


def verify_report(  # what the report says, and the four records it is held against
    report: str,
    data: ReportData,
    *,
    comparison: Comparison,
    runs: _Runs,
    status: Status,
    text_digest: str = "",
) -> Verification:
    """What a report carries against the phase measured again.

    First text, status, revisions, rules and versions of both sides, then every figure on both
    sides, in the report's order; one that could be measured neither then nor now agrees.
    `text_digest` is the digest of the report's text as it is now. Figures of the measurement that
    the report does not carry are not its claims.
    """
    results = []
    if data.text_digest:
        results.append(_same("text", "", data.text_digest, text_digest))
    results.append(_same("status", "", data.status, status.value))
    for name, told, found in (
        ("before", data.before, comparison.before),
        ("after", data.after, comparison.after),
    ):
        results += _side(name, told, found)
    values = _values(comparison, runs)
    for figure in data.figures:
        results += _figure(figure, values)
    return Verification(report=report, results=tuple(results))


def _values(comparison: Comparison, runs: _Runs) -> _Values:
    values: dict[str, tuple[float | None, float | None]] = {
        delta.id: (delta.before, delta.after) for delta in comparison.metrics
    }
    for name in TEST_METRICS:
        before, after = (measure_test_figure(name, run)[0] for run in runs)
        if any(run is not None for run in runs):
            values[name] = (before, after)
    return values


def _figure(figure: ClaimedFigure, values: _Values) -> list[ClaimResult]:
    results = []
    for side, claimed in (("before", figure.before), ("after", figure.after)):
        value = values.get(figure.id, (None, None))[side == "after"]
        measured, verdict, reason = _compare(claimed, value, 0.0)
        if figure.id not in values and verdict is ClaimVerdict.NOT_MEASURABLE:
            reason = "this figure is not measured any more"
        results.append(
            ClaimResult(
                figure=figure.id,
                side=side,
                claimed="not measurable" if claimed is None else _number(claimed),
                measured=measured or "not measurable",
                verdict=verdict,
                reason=reason,
            )
        )
    return results


def _compare(
    claimed: float | None, value: float | None, tolerance: float
) -> tuple[str, ClaimVerdict, str]:
    if value is None:
        if claimed is None:
            return "", ClaimVerdict.REPRODUCED, ""
        return "", ClaimVerdict.NOT_MEASURABLE, "it cannot be measured"
    shown = _number(value)
    if claimed is not None and abs(claimed - value) <= tolerance + _CLOSE:
        return shown, ClaimVerdict.REPRODUCED, ""
    return shown, ClaimVerdict.DIFFERS, f"claimed {_number(claimed)}, measured {shown}"


def _side(name: str, told: ReportSide, found: Provenance) -> list[ClaimResult]:
    pairs = (
        ("revision", told.revision, found.revision),
        ("rules", told.rules_digest, found.rules_digest),
        ("tool version", told.tool_version, found.tool_version),
        ("extractor version", told.extractor_version, found.extractor_version),
    )
    return [_same(figure, name, claimed, measured) for figure, claimed, measured in pairs]


def _same(figure: str, side: str, claimed: str, measured: str) -> ClaimResult:
    same = claimed == measured
    return ClaimResult(
        figure=figure,
        side=side,
        claimed=claimed,
        measured=measured,
        verdict=ClaimVerdict.REPRODUCED if same else ClaimVerdict.DIFFERS,
        reason="" if same else f"the report has another {figure} than what was measured",
    )


def _number(value: float | None) -> str:
    if value is None:
        return "not measurable"
    return f"{value:.6f}".rstrip("0").rstrip(".")

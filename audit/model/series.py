"""A series of phases: each with its verdict, and the figures over all of them."""

from __future__ import annotations

from dataclasses import dataclass

from audit.model.comparison import Forecast, Status
from audit.model.metrics import Direction

__all__ = ["PathState", "Series", "SeriesPoint", "SeriesTrend"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One phase of the series. `folder` holds its report, relative to the index, and `files` are
    the names in it; `failure` says why there is none ("" when there is), and `status` is None
    then."""

    phase: str
    title: str
    date: str
    status: Status | None
    before: str
    after: str
    reason: str
    gate_line: str
    folder: str
    files: tuple[str, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesTrend:
    """A figure at every state of the series: before the first phase, then after each phase; None
    where it was not measured. `goals` are the targets of the phases on it, in words."""

    id: str
    title: str
    share: bool
    direction: Direction
    values: tuple[float | None, ...]
    goals: tuple[str, ...] = ()
    forecast: Forecast | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PathState:
    """The import paths of a component in production use at one state, by class."""

    label: str
    classes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All phases, told together. `states` are the labels of the states that the trends hold;
    `paths` pairs each component's title with its states; `notes` say where the chain breaks."""

    points: tuple[SeriesPoint, ...]
    states: tuple[str, ...]
    trends: tuple[SeriesTrend, ...]
    paths: tuple[tuple[str, tuple[PathState, ...]], ...]
    notes: tuple[str, ...]

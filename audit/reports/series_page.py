"""The index over all phases as Markdown and as one self-contained page."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote

from audit.model.series import Series, SeriesPoint, SeriesTrend
from audit.reports.blocks import (
    Block,
    BlockCell,
    BlockPicture,
    Bullets,
    Drawings,
    Grid,
    Link,
    Links,
    Paragraph,
    StatusMark,
    Subheading,
)
from audit.reports.charts import render_paths_bars
from audit.reports.html import load_style, open_templates
from audit.reports.markdown import render_markdown_blocks
from audit.reports.markdown_text import heading
from audit.reports.prose import (
    count_of,
    describe_forecast,
    format_number,
    format_share,
    join_words,
)
from audit.reports.trend_chart import render_trend

__all__ = ["SERIES_TITLE", "build_series_blocks", "render_series_html", "render_series_markdown"]

SERIES_TITLE = "All phases"
_FORECAST = "Forecast of the next phase"
_FORMATS = {".html": "page", ".pdf": "PDF", ".md": "Markdown", ".ipynb": "notebook"}


def render_series_markdown(series: Series) -> str:
    """The index as Markdown, with links to each phase's report. Ends with a newline."""
    parts = [heading(SERIES_TITLE, 1), render_markdown_blocks(build_series_blocks(series))]
    return "\n\n".join(parts) + "\n"


def render_series_html(series: Series) -> str:
    """The index as one page that loads nothing and runs nothing."""
    style = load_style("page.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    return (
        open_templates()
        .get_template("series.html")
        .render(
            title=SERIES_TITLE,
            blocks=build_series_blocks(series),
            style=style,
            style_digest=digest,
        )
    )


def build_series_blocks(series: Series) -> tuple[Block, ...]:
    """The phases with their verdicts and links, the paths by class, the trends, and the breaks."""
    blocks: list[Block] = [_phases(series)]
    if series.notes:
        blocks.append(Bullets(items=tuple((note,) for note in series.notes)))
    for number, (title, states) in enumerate(series.paths, 1):
        blocks.append(Subheading(text=f"{title}: import paths in production use", level=2))
        bars = [(state.label, state.classes) for state in states]
        kinds = list(dict.fromkeys(kind for state in states for kind, _ in state.classes))
        twin = Grid(
            caption=f"{title}: import paths in production use, by class",
            header=("Class", *(state.label for state in states)),
            rows=tuple(
                (kind, *(f"{dict(state.classes).get(kind, 0):,}" for state in states))
                for kind in kinds
            ),
            numbers="l" + "r" * len(states),
        )
        svg = render_paths_bars(bars, f"series-paths-{number}")
        blocks.append(BlockPicture(caption="By class, at every state", svg=svg, twin=twin))
    if series.trends:
        blocks += _trends(series)
    return tuple(blocks)


def _phases(series: Series) -> Grid:
    return Grid(
        caption=f"{count_of(len(series.points), 'phase')}, in the order of the configuration",
        header=("Phase", "Date", "Status", "Why", "What the improvements rest on", "Report"),
        rows=tuple(_phase(point) for point in series.points),
    )


def _phase(point: SeriesPoint) -> tuple[BlockCell, ...]:
    name = point.title if point.title == point.phase else f"{point.phase}: {point.title}"
    if point.failure or point.status is None:
        return (name, point.date, "not reported", point.failure, "", "none")
    links = tuple(
        Link(text=_FORMATS[ending], target=quote(f"{point.folder}/{file}"))
        for ending in _FORMATS
        for file in point.files
        if file.endswith(ending)
    )
    return (
        name,
        point.date or "not dated",
        StatusMark(point.status),
        point.reason,
        point.gate_line,
        Links(links),
    )


def _trends(series: Series) -> list[Block]:
    pictures = tuple(
        BlockPicture(caption=trend.title, svg=svg)
        for number, trend in enumerate(series.trends, 1)
        if not _is_still(trend) and (svg := render_trend(trend, series.states, f"trend-{number}"))
    )
    grid = Grid(
        caption="Figures at every state: before the first phase, then after each",
        header=("Figure", *series.states, "Targets"),
        rows=tuple(
            (
                trend.title,
                *(_tell(value, share=trend.share) for value in trend.values),
                "; ".join(trend.goals) or "none",
            )
            for trend in series.trends
        ),
        numbers="l" + "r" * len(series.states),
    )
    return [
        Subheading(text="Trend", level=2),
        *([Drawings(items=pictures)] if pictures else []),
        grid,
        *_forecasts(series.trends),
    ]


def _is_still(trend: SeriesTrend) -> bool:
    """Whether every state was measured and nothing ever changed."""
    return None not in trend.values and len(set(trend.values)) == 1


def _forecasts(trends: tuple[SeriesTrend, ...]) -> list[Block]:
    """What the next phase may bring, as a table; then the refusals, alike ones in one sentence."""
    rows: list[tuple[BlockCell, ...]] = []
    refused: dict[str, list[str]] = {}
    still: list[str] = []
    basis = ""
    for trend in trends:
        if trend.forecast is None:
            continue
        told = describe_forecast(trend.forecast, share=trend.share)
        if told and _is_still(trend):
            still.append(f"“{trend.title}”")
            continue
        if not told:
            refused.setdefault(trend.forecast.reason, []).append(f"“{trend.title}”")
            continue
        value, _, interval = told.rstrip(")").partition(" (")
        last = _tell(trend.values[-1], share=trend.share)
        rows.append((trend.title, last, value, interval))
        basis = trend.forecast.reason
    if not rows and not refused and not still:
        return []
    blocks: list[Block] = [Subheading(text=_FORECAST, level=2)]
    if rows:
        header = ("Figure", "After the last phase", "Forecast", "Interval")
        blocks.append(Grid(caption=basis, header=header, rows=tuple(rows), numbers="lrrr"))
    if still:
        words = f"The same at every state so far: {join_words(tuple(still))}."
        blocks.append(Paragraph(cells=(words,)))
    blocks += [
        Paragraph(cells=(f"{join_words(tuple(titles))}: {reason}",), faint=True)
        for reason, titles in refused.items()
    ]
    return blocks


def _tell(value: float | None, *, share: bool) -> str:
    if value is None:
        return "not measured"
    return format_share(value) if share else format_number(value)

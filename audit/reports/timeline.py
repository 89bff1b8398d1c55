"""A component's history as a page and as Markdown: plots over time, turning points, episodes."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from markupsafe import Markup

from audit.model.history import Episode, EpisodeKind, History, HistoryRevision
from audit.model.visible import visible_text
from audit.reports.markdown_text import code, heading, paragraph, table, text
from audit.reports.timeline_plot import PANELS, PhaseMark, render_timeline_plot

__all__ = ["TurningPoint", "render_timeline_html", "render_timeline_markdown"]

TurningPoint = tuple[HistoryRevision, int, int]
"""A revision, how many things came with it, how many went."""

_MOST_EPISODES = 200
_MOST = "The revisions that changed the picture most"
_CAME = "What came and went"
_TURNS = ("Revision", "Date", "Author", "Subject", "Came", "Went")
_EPISODES = ("What", "Name", "Introduced", "By", "Removed", "By", "Age in days", "Note")
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #2f6f9f; --faint: #8a949e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ea; --paper: #15181b; --line: #7cc0ee; --faint: #8b949e } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 0 auto; padding: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid var(--faint) }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums }
td:not(.number) { min-width: 6.6rem }
td.name { min-width: 11rem }
code { overflow-wrap: anywhere }
.wide { overflow-x: auto }
.wide:focus-visible { outline: 3px solid var(--line); outline-offset: 3px }
svg { min-width: 40rem; max-width: 100%; height: auto; color: var(--ink) }
.step { stroke: var(--line); fill: none; stroke-width: 2 }
.phase { stroke: var(--faint); stroke-dasharray: 4 4 }
"""


def render_timeline_markdown(
    history: History, turns: Sequence[TurningPoint], phases: Sequence[PhaseMark] = ()
) -> str:
    """The history as Markdown: what was looked at, first and last figures, phases, the revisions
    that changed the picture most, and every episode (at most 200, the rest counted)."""
    parts = [
        heading(f"History of {history.title}", 1),
        paragraph(_tell_cover(history)),
        *(paragraph(f"Not complete: {problem}") for problem in history.problems),
        heading("From first to last", 2),
        table(
            ("Figure", "First", "Last", "Most"),
            [
                (text(title), *(str(number) for number in numbers))
                for title, numbers in _tell_panels(history)
            ],
            "lrrr",
        ),
    ]
    if phases:
        rows = [(text(mark.title), mark.date) for mark in phases]
        parts += [heading("Phases", 2), table(("Phase", "Date"), rows)]
    parts += [
        heading(_MOST, 2),
        _markdown_turns(turns),
        heading(_CAME, 2),
        _markdown_episodes(history.episodes),
    ]
    return "\n\n".join(parts) + "\n"


def _markdown_turns(turns: Sequence[TurningPoint]) -> str:
    if not turns:
        return "None did."
    rows = [
        (code(name), date, text(author), text(subject), came, went)
        for name, date, author, subject, came, went in map(_tell_turn, turns)
    ]
    return table(_TURNS, rows, "llllrr")


def _markdown_episodes(episodes: Sequence[Episode]) -> str:
    if not episodes:
        return "Nothing."
    rows = [
        (each.kind.value, code(each.subject), *map(text, _tell_episode(each)))
        for each in episodes[:_MOST_EPISODES]
    ]
    more = len(episodes) - _MOST_EPISODES
    rest = f"\n\n{more} more are in episodes.parquet." if more > 0 else ""
    return table(_EPISODES, rows, "llllllrl") + rest


def render_timeline_html(
    history: History, turns: Sequence[TurningPoint], phases: Sequence[PhaseMark] = ()
) -> str:
    """The same as one self-contained page with the plots: no script, no outside request."""
    title = visible_text(f"History of {history.title}")
    body = Markup("").join(
        [
            Markup("<h1>{}</h1><p>{}</p>").format(title, _tell_cover(history)),
            *(
                Markup("<p><strong>Not complete:</strong> {}</p>").format(visible_text(problem))
                for problem in history.problems
            ),
            _html_region("Plot", render_timeline_plot(history, phases)),
            _html_table(
                "From first to last",
                ("Figure", "First", "Last", "Most"),
                [(name, *map(str, numbers)) for name, numbers in _tell_panels(history)],
                numbers={1, 2, 3},
            ),
            *_html_phases(phases),
            _html_table(_MOST, _TURNS, list(map(_tell_turn, turns)), numbers={4, 5}, names={0}),
            _html_episodes(history.episodes),
        ]
    )
    return _html_page(title, body)


def _html_page(title: str, body: Markup) -> str:
    """A page whose policy allows its own style sheet, named by digest, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'sha256-{digest}'\">"
        "<title>{title}</title><style>{style}</style></head><body>{body}</body></html>\n"
    )
    return str(
        page.format(
            digest=digest,
            title=title,
            style=Markup(_STYLE),  # noqa: S704 - our own text
            body=body,
        )
    )


def _html_phases(phases: Sequence[PhaseMark]) -> list[Markup]:
    if not phases:
        return []
    rows = [(mark.title, mark.date) for mark in phases]
    return [_html_table("Phases", ("Phase", "Date"), rows, numbers=set())]


def _html_region(name: str, content: Markup) -> Markup:
    """What scrolls sideways where it is too wide: a named stop of the keyboard."""
    return Markup('<div class="wide" role="region" tabindex="0" aria-label="{}">{}</div>').format(
        name, content
    )


def _html_episodes(episodes: Sequence[Episode]) -> Markup:
    rows = [
        (each.kind.value, each.subject, *_tell_episode(each)) for each in episodes[:_MOST_EPISODES]
    ]
    found = _html_table(_CAME, _EPISODES, rows, numbers={6}, names={1})
    more = len(episodes) - _MOST_EPISODES
    if more > 0:
        found += Markup("<p>{} more are in episodes.parquet.</p>").format(more)
    return found


def _html_table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    numbers: set[int],
    names: frozenset[int] | set[int] = frozenset(),
) -> Markup:
    headline = Markup("<h2>{}</h2>").format(title)
    if not rows:
        return headline + Markup("<p>None.</p>")
    heads = ('<th scope="col">{}</th>', '<th scope="col" class="number">{}</th>')
    head = Markup("").join(
        Markup(heads[place in numbers]).format(each)  # noqa: S704 - one of two texts
        for place, each in enumerate(header)
    )
    lines = []
    for row in rows:
        cells = Markup("")
        for place, value in enumerate(row):
            form = '<td class="name"><code>{}</code></td>' if place in names else "<td>{}</td>"
            form = '<td class="number">{}</td>' if place in numbers else form
            cells += Markup(form).format(visible_text(value))  # noqa: S704 - one of three texts
        lines.append(Markup("<tr>{}</tr>").format(cells))
    whole = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>")
    return headline + _html_region(title, whole.format(head, Markup("").join(lines)))


def _tell_cover(history: History) -> str:
    if not history.points:
        return f"{history.label}: no revision has it."
    first, last = history.points[0].revision, history.points[-1].revision
    named = f"component {history.component}" if history.component else f"symbol {history.title}"
    return visible_text(
        f"{history.label}, {named}: {len(history.points):,} revisions of the "
        f"first-parent line, from {first.date[:10]} ({first.id[:10]}) to {last.date[:10]} "
        f"({last.id[:10]}). Measured at each of them."
    )


def _tell_panels(history: History) -> list[tuple[str, tuple[int, ...]]]:
    rows: list[tuple[str, tuple[int, ...]]] = []
    for field, title in PANELS:
        values = [len(getattr(point.figures, field)) for point in history.points]
        if values:
            rows.append((title, (values[0], values[-1], max(values))))
    return rows


def _tell_turn(turn: TurningPoint) -> tuple[str, str, str, str, str, str]:
    revision, came, went = turn
    date = revision.date[:10]
    return revision.id[:10], date, revision.author, revision.subject, str(came), str(went)


def _tell_episode(episode: Episode) -> tuple[str, str, str, str, str, str]:
    begin, end = episode.introduced, episode.removed
    notes = []
    if episode.known_before:
        notes.append("there at the first revision looked at")
    if episode.occurrence > 1:
        notes.append(f"re-introduced (number {episode.occurrence})")
    if episode.kind is EpisodeKind.BROKEN and end is None:
        notes.append("still broken")
    return (
        f"{begin.date[:10]} {begin.id[:10]}",
        begin.author,
        f"{end.date[:10]} {end.id[:10]}" if end else "–",
        end.author if end else "",
        f"{episode.age_days:,.{0 if episode.age_days >= 1 else 1}f}",
        "; ".join(notes),
    )

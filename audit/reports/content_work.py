"""Work: what was done between the revisions, what remains, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model.changes import ModuleChange, SymbolChange
from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import Effort, Implementation, RevisionWork
from audit.reports.blocks import (
    Block,
    Bullets,
    Grid,
    Label,
    Name,
    Names,
    Paragraph,
    Step,
    Steps,
)
from audit.reports.content_opening import tell_effort
from audit.reports.prose import count_of, describe_forecast, describe_more, join_words, target_title

__all__ = [
    "build_conclusion_blocks",
    "build_implementation_blocks",
    "build_next_blocks",
    "build_recommendation_blocks",
    "build_remaining_blocks",
]

_SHORT_REVISION = 12


def _caption(words: str, more: str) -> str:
    return f"{words} ({more})" if more else words


def build_implementation_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Commits, files by zone, lines, modules, symbols and signatures, as far as they are known."""
    work = summary.implementation
    blocks: list[Block] = []
    if not work.production_changed:
        words = "No production file changed between the revisions."
        blocks.append(Paragraph(cells=(words,)))
    if work.work is not None:
        blocks += _commits(work.work)
    if work.zones:
        blocks.append(_files(work))
    if work.work is not None:
        blocks += _differences(work.work)
    return blocks


def _commits(work: RevisionWork) -> list[Block]:
    if not work.commits.items:
        reason = work.commits_reason or "There is none between the revisions"
        return [Paragraph(cells=(f"No commit is shown. {reason.rstrip('.')}.",), faint=True)]
    return [
        Grid(
            caption=_caption("Commits, newest first", describe_more(work.commits)),
            header=("Commit", "Author", "Date", "Subject"),
            rows=tuple(
                (Name(each.revision[:_SHORT_REVISION]), each.author, each.date, each.subject)
                for each in work.commits.items
            ),
        )
    ]


def _files(work: Implementation) -> Grid:
    return Grid(
        caption="Python files that differ between the revisions, by zone",
        header=("Zone", "Added", "Removed", "Changed", "Moved", "Files"),
        rows=tuple(
            (
                zone.zone,
                f"{zone.added:,}",
                f"{zone.removed:,}",
                f"{zone.changed:,}",
                f"{zone.moved:,}",
                Names(zone.files),
            )
            for zone in work.zones
        ),
        numbers="lrrrr",
    )


def _differences(work: RevisionWork) -> list[Block]:
    blocks: list[Block] = []
    if work.lines:
        blocks.append(
            Grid(
                caption="Lines of Python, by zone",
                header=("Zone", "Before", "After", "Added", "Removed"),
                rows=tuple(
                    (
                        each.zone,
                        f"{each.before:,}",
                        f"{each.after:,}",
                        "not known" if each.added is None else f"{each.added:,}",
                        "not known" if each.removed is None else f"{each.removed:,}",
                    )
                    for each in work.lines
                ),
                numbers="lrrrr",
            )
        )
    modules = tuple((each.name, each) for each in work.modules.items)
    symbols = tuple((each.path, each) for each in work.symbols.items)
    for what, cut, found in (
        ("Module", describe_more(work.modules), modules),
        ("Symbol", describe_more(work.symbols), symbols),
    ):
        if found:
            blocks.append(_fates(what, cut, found))
    return blocks + _signatures(work)


def _fates(what: str, more: str, found: Sequence[tuple[str, ModuleChange | SymbolChange]]) -> Grid:
    return Grid(
        caption=_caption(f"{what}s added, moved, removed or newly deprecated", more),
        header=(what, "Zone", "What became of it", "Earlier"),
        rows=tuple(
            (Name(name), each.zone, str(each.state), Name(each.earlier) if each.earlier else "")
            for name, each in found
        ),
    )


def _tell_cut(work: RevisionWork) -> str:
    bare = f"{work.annotations:,} of all in annotations alone" if work.annotations else ""
    return "; ".join(part for part in (describe_more(work.signatures), bare) if part)


def _signatures(work: RevisionWork) -> list[Block]:
    if work.signatures.items:
        return [
            Grid(
                caption=_caption("Signatures and bases that changed", _tell_cut(work)),
                header=("Function, method or class", "Before", "After", "Place"),
                rows=tuple(
                    (
                        Name(each.path),
                        Name(each.before),
                        Name(each.after),
                        Name(f"{each.file}:{each.line}"),
                    )
                    for each in work.signatures.items
                ),
            )
        ]
    reason = work.signatures_reason.rstrip(".")
    words = f"Signatures were not compared: {reason}." if reason else "No signature changed."
    return [Paragraph(cells=(words,), faint=True)]


def build_remaining_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Findings by kind, matched between the revisions, and how many are open."""
    shifts = summary.implementation.findings
    blocks: list[Block] = []
    if shifts:
        blocks.append(
            Grid(
                caption="Findings matched between the revisions; open are introduced and remaining",
                header=("Findings", "Open", "Introduced", "Resolved", "Remaining"),
                rows=tuple(
                    (
                        shift.kind,
                        f"{shift.introduced + shift.remaining:,}",
                        f"{shift.introduced:,}",
                        f"{shift.resolved:,}",
                        f"{shift.remaining:,}",
                    )
                    for shift in shifts
                ),
                numbers="lrrrr",
            )
        )
    changed = summary.implementation.changed
    if changed.items:
        blocks.append(Label(_caption("Remaining with other members", describe_more(changed))))
        blocks.append(Bullets(items=tuple((f"{e.text}:", Names(e.names)) for e in changed.items)))
    open_targets = tuple(
        f"{target_title(figure)} ({figure.goal.status})"
        for figure in summary.compliance
        if figure.goal is not None and figure.goal.status != "met"
    )
    suite = summary.suite
    lines = [f"Targets not met: {', '.join(open_targets) or 'none'}."] * bool(summary.compliance)
    if suite is not None and suite.after is not None:
        failing = suite.after.failed + suite.after.errors
        lines.append(f"Failing tests: {failing:,} of {suite.after.total:,}.")
    lines += _forecasts(summary)
    if lines:
        blocks.append(Bullets(items=tuple((line,) for line in lines)))
    return blocks


def _forecasts(summary: ExecutiveSummary) -> list[str]:
    """What the next phase may bring; refusals that are alike in one sentence."""
    figures = {figure.id: figure for figure in summary.compliance}
    lines = []
    refused: dict[str, list[str]] = {}
    for each in summary.forecasts:
        figure = figures.get(each.id)
        title, share = (figure.title, figure.share) if figure else (each.id, False)
        title = f"“{title}”"
        told = describe_forecast(each, share=share)
        if told:
            lines.append(f"Forecast of the next phase, {title}: {told}. {each.reason}")
        else:
            refused.setdefault(each.reason, []).append(title)
    for reason, titles in refused.items():
        lines.append(f"Forecast of the next phase, {join_words(tuple(titles))}: {reason}")
    return lines


def build_next_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Every next target with where it begins and what it costs."""
    more = describe_more(summary.next_targets)
    rows = tuple(
        (
            target.action,
            target.component or "none",
            f"{target.count:,}",
            Names(target.subjects, "not named"),
            Names(target.places, "not located"),
            _tell_cost(target.effort),
        )
        for target in summary.next_targets.items
    )
    grid = Grid(
        caption=_caption("What the findings ask for next", more),
        header=("What", "Component", "How many", "About", "First places", "Effort and risk"),
        rows=rows,
        numbers="llr",
    )
    note = (
        "Places are the statements and use sites that a move edits; risk follows from fan-in: how "
        "many modules import the most imported of the edited ones (medium from 5, high from 20)."
    )
    return [grid, Bullets(items=((note,),), style="notes")]


def _tell_cost(effort: Effort | None) -> str:
    if effort is None:
        return tell_effort(None)
    size = f"{count_of(effort.places, 'place')} in {count_of(effort.files, 'file')}"
    return f"{size}; risk {tell_effort(effort)}"


def build_recommendation_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Next steps with their evidence."""
    return [
        Steps(
            items=tuple(
                Step(action=(item.action.text, Names(item.action.names)), evidence=item.evidence)
                for item in summary.recommendations
            )
        )
    ]


def build_conclusion_blocks(summary: ExecutiveSummary) -> list[Block]:
    """What the evidence carries and how far it reaches."""
    return [Paragraph(cells=(line,)) for line in summary.conclusion]

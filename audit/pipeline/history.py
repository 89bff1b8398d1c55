"""The corridor for histories: from a repository to a component's figures at every revision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.analysis.history.episodes import find_episodes
from audit.config.configuration import load_rules
from audit.errors import AuditError, SourceError, UnknownNameError
from audit.extraction.collect import Executor
from audit.model.history import History, HistoryPoint, HistoryRevision
from audit.model.nearest import nearest_names
from audit.model.rules import Component, Rules
from audit.pipeline.codebase import Progress
from audit.pipeline.history_walk import HistoryWalk
from audit.reports.timeline_plot import PhaseMark
from audit.snapshots.figure_memory import FigureMemory
from audit.sources.commit import find_repository_prefix
from audit.sources.revisions import choose_revisions, list_revisions

__all__ = ["HistoryRequest", "follow_history", "mark_phases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRequest:
    """What is asked: a component of the configuration by id, or symbols by pattern; bounds and
    density as `audit.sources.revisions.choose_revisions` takes them."""

    source: str
    component: str = ""
    symbol: str = ""
    since: str = ""
    until: str = ""
    every: str = "commit"
    configuration: str = ""


def follow_history(
    request: HistoryRequest,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> History:
    """The history of a component over the first-parent line of a repository.

    Every blob is parsed once in its life, every revision computed once: what is known from an
    earlier run, be it finished or interrupted, is not computed again. `progress` is told
    (revisions done, revisions in all). Revisions that are missing from the repository end the
    history early; they, missing contents and revisions passed over are named in its problems.
    Raises AuditError for what the user can mend.
    """
    folder, revision, prefix = _find_repository(request.source)
    rules = _load_rules(request, folder)
    component = _find_component(request, rules)
    line = list_revisions(folder, revision)
    within = choose_revisions(line.revisions, since=request.since, until=request.until)
    chosen = choose_revisions(within, every=request.every)
    memory = FigureMemory(rules, component, prefix)
    try:
        walk = HistoryWalk(folder, prefix, rules, component, memory, executor)
        points, problems = walk.follow(chosen, progress or _tell_nobody)
    finally:
        memory.close()
    return History(
        label=folder.resolve().name,
        component=component.id,
        title=component.title,
        points=tuple(_from_first_sight(points)),
        episodes=find_episodes(points),
        problems=tuple(sorted({*line.problems, *problems, *_tell_passed_over(within, chosen)})),
    )


def mark_phases(history: History, configuration: str) -> tuple[PhaseMark, ...]:
    """The phases of a configuration that have a place on the history's time axis.

    A phase stands at the revision that its later side names (`path@tag`), else at its date.
    """
    place = Path(configuration)
    if not place.exists() or (place / "HEAD").is_file():
        return ()
    revisions = [point.revision for point in history.points]
    marks = []
    for phase in load_rules(place).phases:
        named = phase.after.rpartition("@")[2] if "@" in phase.after else ""
        at = next((r for r in revisions if named and (named in r.tags or r.id == named)), None)
        at = at or next((r for r in revisions if phase.date and r.date[:10] >= phase.date), None)
        if at is not None:
            title = phase.title or phase.id
            marks.append(PhaseMark(title=title, date=at.date[:10], seconds=at.seconds))
    return tuple(marks)


def _tell_nobody(done: int, total: int) -> None:
    """Nobody wants to know."""


def _from_first_sight(points: list[HistoryPoint]) -> list[HistoryPoint]:
    """Revisions before the component had a symbol say nothing."""
    for place, point in enumerate(points):
        if point.figures.symbols or point.figures.broken_in_use:
            return points[place:]
    return points


def _tell_passed_over(
    within: Sequence[HistoryRevision], chosen: Sequence[HistoryRevision]
) -> Iterator[str]:
    count = len(within) - len(chosen)
    if count:
        yield (
            f"{count:,} of {len(within):,} revisions were passed over: what came or went with one "
            "of them is laid on the next one looked at, and on its author"
        )


def _find_repository(source: str) -> tuple[Path, str, str]:
    """The folder, the revision and the folder's place in its repository."""
    text, revision = source, "HEAD"
    if not Path(text).is_dir() and "@" in text:
        text, _, revision = source.rpartition("@")
    folder = Path(text or ".")
    if not folder.is_dir():
        raise UnknownNameError("no such folder", where=text)
    prefix = find_repository_prefix(folder)
    if prefix is None:
        raise SourceError("not a git repository: it has no history", where=text)
    return folder, revision, prefix


def _load_rules(request: HistoryRequest, folder: Path) -> Rules:
    bare = all((folder / part).exists() for part in ("HEAD", "objects", "refs"))
    if request.configuration:
        return load_rules(Path(request.configuration)).rules
    return Rules() if bare else load_rules(folder).rules


def _find_component(request: HistoryRequest, rules: Rules) -> Component:
    if request.symbol:
        return Component(id="", title=request.symbol, symbols=(request.symbol,))
    known = {component.id: component for component in rules.components}
    if request.component in known:
        return known[request.component]
    if request.component:
        hint = nearest_names(request.component, list(known)) or "the configuration has none"
        raise UnknownNameError(f"there is no component {request.component}", hint=hint)
    if len(known) == 1:
        return next(iter(known.values()))
    raise AuditError(
        "nothing to follow", hint="name a component with --component, or a symbol with --symbol"
    )

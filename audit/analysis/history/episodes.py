"""From figures at each revision to what came, what went, and what changed the picture most."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model.history import Episode, EpisodeKind, HistoryPoint, HistoryRevision
from audit.model.snapshot import ComponentFigures

__all__ = ["find_episodes", "find_turning_points"]

_SECONDS_A_DAY = 86_400


def find_episodes(points: Sequence[HistoryPoint]) -> tuple[Episode, ...]:
    """When each import path, duplicate member and broken import came and went.

    `points` oldest first. A thing that goes and comes back has several episodes, counted from 1.
    Class definitions are members of a duplicate only while there are two or more of them. Sorted
    by kind, subject and occurrence.
    """
    found: list[Episode] = []
    if not points:
        return ()
    last = points[-1].revision
    for kind in EpisodeKind:
        running: dict[str, HistoryRevision] = {}
        counts: dict[str, int] = {}
        for point in points:
            present = _present(kind, point.figures)
            for subject in sorted(present - running.keys()):
                running[subject] = point.revision
                counts[subject] = counts.get(subject, 0) + 1
            for subject in sorted(running.keys() - present):
                began = running.pop(subject)
                found.append(
                    _episode(kind, subject, (began, point.revision), counts[subject], points[0])
                )
        found += [
            _episode(kind, subject, (began, None), counts[subject], points[0], last)
            for subject, began in running.items()
        ]
    order = list(EpisodeKind)
    return tuple(sorted(found, key=lambda e: (order.index(e.kind), e.subject, e.occurrence)))


def _present(kind: EpisodeKind, figures: ComponentFigures) -> set[str]:
    if kind is EpisodeKind.IMPORT_PATH:
        return set(figures.paths_production)
    if kind is EpisodeKind.TEST_PATH:
        return set(figures.paths_test)
    if kind is EpisodeKind.BROKEN:
        return set(figures.broken_in_use)
    return set(figures.definitions) if len(figures.definitions) > 1 else set()


def _episode(
    kind: EpisodeKind,
    subject: str,
    span: tuple[HistoryRevision, HistoryRevision | None],
    occurrence: int,
    first: HistoryPoint,
    last: HistoryRevision | None = None,
) -> Episode:
    introduced, removed = span
    end = removed or last or introduced
    known_before = occurrence == 1 and introduced is first.revision and introduced.parents > 0
    return Episode(
        kind=kind,
        subject=subject,
        introduced=introduced,
        removed=removed,
        age_days=round((end.seconds - introduced.seconds) / _SECONDS_A_DAY, 2),
        occurrence=occurrence,
        known_before=known_before,
    )


def find_turning_points(
    episodes: Sequence[Episode], most: int = 10
) -> tuple[tuple[HistoryRevision, int, int], ...]:
    """The revisions that changed the picture most: (revision, introduced, removed).

    Ranked by the number of import paths (tests apart), members and broken imports that came or
    went with it; what was there at the first revision looked at does not count. Older first among
    equals, at most `most`.
    """
    changes: dict[str, list[int]] = {}
    known: dict[str, HistoryRevision] = {}
    for episode in episodes:
        if episode.kind is EpisodeKind.TEST_PATH:
            continue
        for place, revision in enumerate((episode.introduced, episode.removed)):
            if revision is None or (place == 0 and episode.known_before):
                continue
            known[revision.id] = revision
            changes.setdefault(revision.id, [0, 0])[place] += 1
    ranked = sorted(changes, key=lambda i: (-sum(changes[i]), known[i].seconds, i))
    return tuple((known[i], changes[i][0], changes[i][1]) for i in ranked[:most])

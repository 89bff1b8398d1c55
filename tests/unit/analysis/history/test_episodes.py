"""What came, what went, what came back."""

from __future__ import annotations

from audit.analysis.history.episodes import find_episodes, find_turning_points
from audit.model.history import EpisodeKind, HistoryPoint, HistoryRevision
from audit.model.snapshot import ComponentFigures

DAY = 86_400


def point(day: int, *, author: str = "Ada", parents: int = 1, **lists: str) -> HistoryPoint:
    """The figures of one day; each list is a text of names parted by blanks."""
    names = {key: tuple(value.split()) for key, value in lists.items()}
    empty = dict.fromkeys(
        (
            *("symbols", "canonical", "paths_production", "paths_test", "definitions"),
            *("deprecated_in_use", "broken_in_use", "bypasses"),
        ),
        (),
    )
    figures = ComponentFigures(id="c", title="C", proposed=False, **(empty | names))
    revision = HistoryRevision(
        id=f"{day:040x}",
        author=author,
        date=f"2024-01-{day:02}T00:00:00+00:00",
        seconds=day * DAY,
        subject=f"day {day}",
        parents=parents,
    )
    return HistoryPoint(revision=revision, figures=figures)


def test_a_path_has_the_revisions_and_authors_of_its_beginning_and_end() -> None:
    """Introduced on day 2 by Ben, gone on day 5 by Cleo: three days old."""
    points = [
        point(1, parents=0),
        point(2, author="Ben", paths_production="a.X"),
        point(4, paths_production="a.X"),
        point(5, author="Cleo"),
    ]
    (episode,) = find_episodes(points)
    assert (episode.kind, episode.subject) == (EpisodeKind.IMPORT_PATH, "a.X")
    assert episode.introduced.author == "Ben"
    assert episode.removed is not None
    assert episode.removed.author == "Cleo"
    assert (episode.age_days, episode.occurrence, episode.known_before) == (3.0, 1, False)


def test_what_comes_back_is_counted() -> None:
    """The second time has number 2 and an age of its own, up to the last revision."""
    points = [
        point(1, broken_in_use="a.X"),
        point(2),
        point(4, broken_in_use="a.X"),
        point(9, broken_in_use="a.X"),
    ]
    first, second = find_episodes(points)
    assert (first.occurrence, first.age_days) == (1, 1.0)
    assert (second.occurrence, second.removed, second.age_days) == (2, None, 5.0)


def test_what_was_there_at_the_start_has_no_known_beginning() -> None:
    """At the first revision looked at it is old, unless that is the repository's first."""
    assert find_episodes([point(1, paths_test="a.X")])[0].known_before
    assert not find_episodes([point(1, parents=0, paths_test="a.X")])[0].known_before


def test_a_class_is_a_duplicate_member_only_beside_another() -> None:
    """One class alone is no duplicate; from the day of the second both are, until it goes."""
    points = [
        point(1, definitions="a.X"),
        point(2, definitions="a.X b.X"),
        point(3, definitions="b.X"),
    ]
    episodes = find_episodes(points)
    assert [(e.subject, e.introduced.seconds // DAY, e.age_days) for e in episodes] == [
        ("a.X", 2, 1.0),
        ("b.X", 2, 1.0),
    ]


def test_turning_points_are_ranked_by_what_came_and_went() -> None:
    """Day 3 brings two and takes one away; what stood at the start does not count; paths that
    only tests use do not either."""
    points = [
        point(1, paths_production="a.X"),
        point(2, paths_production="a.X b.X", paths_test="t.X u.X v.X w.X"),
        point(3, paths_production="b.X c.X d.X"),
    ]
    turns = find_turning_points(find_episodes(points))
    assert [(revision.subject, came, went) for revision, came, went in turns] == [
        ("day 3", 2, 1),
        ("day 2", 1, 0),
    ]
    assert len(find_turning_points(find_episodes(points), most=1)) == 1


def test_no_points_no_episodes() -> None:
    """An empty history has nothing to tell."""
    assert find_episodes([]) == ()
    assert find_turning_points(()) == ()

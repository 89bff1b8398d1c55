"""A component's history as Parquet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from audit.errors import SnapshotError
from audit.model.history import Episode, EpisodeKind, History, HistoryPoint, HistoryRevision
from audit.model.snapshot import ComponentFigures
from audit.snapshots.history_tables import HISTORY_FILES, load_history, save_history

FIRST = HistoryRevision(
    id="1" * 40,
    author="A\udcff",
    date="2024-01-01T00:00:00+00:00",
    seconds=1_704_067_200,
    subject="x",
)
SECOND = HistoryRevision(
    id="2" * 40, author="Ben", date="2024-01-02T00:00:00+00:00", seconds=1_704_153_600, subject="y",
    parents=2, tags=("v1",),
)  # fmt: skip


def draw() -> History:
    """Two revisions, one path that went."""
    points = tuple(
        HistoryPoint(
            revision=revision,
            figures=ComponentFigures(
                id="c", title="C", proposed=False, symbols=(), canonical=(),
                paths_production=paths, paths_test=(), definitions=("a.X",),
                deprecated_in_use=(), broken_in_use=(), bypasses=(),
            ),
        )
        for revision, paths in ((FIRST, ("a.X", "b.X")), (SECOND, ("a.X",)))
    )  # fmt: skip
    episodes = (
        Episode(kind=EpisodeKind.IMPORT_PATH, subject="b.X", introduced=FIRST, removed=SECOND,
                age_days=1.0, occurrence=1, known_before=True),
        Episode(kind=EpisodeKind.IMPORT_PATH, subject="a.X", introduced=FIRST, removed=None,
                age_days=1.0, occurrence=1, known_before=True),
    )  # fmt: skip
    return History(label="w", component="c", title="C", points=points, episodes=episodes)


def test_tables_hold_counts_names_and_episodes(tmp_path: Path) -> None:
    """One row a revision and one an episode, with what pandas needs to draw them."""
    written = save_history(draw(), tmp_path / "out")
    assert [path.name for path in written] == list(HISTORY_FILES)
    points = pd.read_parquet(written[0])
    assert list(points["paths_production"]) == [2, 1]
    assert list(points["paths_production_names"][0]) == ["a.X", "b.X"]
    assert list(points["merge"]) == [False, True]
    assert list(points["tags"][1]) == ["v1"]
    assert points["author"][0] == "A\\udcff"
    episodes = pd.read_parquet(written[1])
    assert episodes["removed_author"][0] == "Ben"
    assert pd.isna(episodes["removed_author"][1])
    assert list(episodes["age_days"]) == [1.0, 1.0]


def test_the_same_history_gives_the_same_bytes(tmp_path: Path) -> None:
    """Saved twice, byte for byte equal, nothing left beside."""
    save_history(draw(), tmp_path / "one")
    save_history(draw(), tmp_path / "two")
    for name in HISTORY_FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(HISTORY_FILES)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """A file where the folder should be is a SnapshotError."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SnapshotError):
        save_history(draw(), tmp_path / "file")


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    """A history comes back from its tables, invisible characters escaped, other files ignored."""
    history = draw()
    save_history(history, tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    loaded = load_history(tmp_path)
    assert loaded.episodes[1].subject == "a.X"
    assert loaded.episodes[1].removed is None
    assert [point.revision.id for point in loaded.points] == [FIRST.id, SECOND.id]
    assert loaded.points[1].revision == SECOND
    assert loaded.points[0].figures.paths_production == ("a.X", "b.X")
    assert (loaded.label, loaded.component, loaded.title) == ("w", "c", "C")
    save_history(loaded, tmp_path / "again")
    assert load_history(tmp_path / "again") == loaded


@pytest.mark.parametrize("damage", [None, b"no parquet"])
def test_a_folder_without_a_history_is_one_sentence(tmp_path: Path, damage: bytes | None) -> None:
    """A missing or foreign file is a SnapshotError that names it."""
    save_history(draw(), tmp_path)
    if damage is None:
        (tmp_path / "episodes.parquet").unlink()
    else:
        (tmp_path / "episodes.parquet").write_bytes(damage)
    with pytest.raises(SnapshotError) as caught:
        load_history(tmp_path)
    assert caught.value.where.endswith("episodes.parquet")

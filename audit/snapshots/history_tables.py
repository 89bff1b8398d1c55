"""A component's history as Parquet: one row a revision, one row an episode."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import SnapshotError
from audit.model.history import (
    Episode,
    EpisodeKind,
    History,
    HistoryPoint,
    HistoryRevision,
)
from audit.model.snapshot import ComponentFigures
from audit.model.visible import escape_invisible

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COUNTED", "HISTORY_FILES", "build_history_tables", "load_history", "save_history"]

COUNTED = (
    "paths_production",
    "paths_test",
    "definitions",
    "deprecated_in_use",
    "broken_in_use",
    "bypasses",
)
"""Fields of `ComponentFigures` that a row of `points` counts and lists."""

HISTORY_FILES = ("points.parquet", "episodes.parquet")


def build_history_tables(history: History) -> dict[str, pa.Table]:
    """The tables `points` and `episodes`, rows in the order of the record.

    `points`: revision, date, author, subject, tags, merge, and for each field in `COUNTED` its
    number and, with `_names`, its elements. `episodes`: kind, subject, occurrence, revision, date
    and author that introduced and that removed it (null while it lasts), age in days, and whether
    it was there before the first revision looked at.
    """
    told = [history.label, history.component, history.title, list(history.problems)]
    head = {_HEAD: json.dumps(told).encode("ascii")}
    points = [_point_row(point) for point in history.points]
    episodes = [_episode_row(episode) for episode in history.episodes]
    return {
        "points": _build_table(points, _POINT_FIELDS, head),
        "episodes": _build_table(episodes, _EPISODE_FIELDS, head),
    }


_HEAD = b"ssot-audit history"
_REVISION_FIELDS = ("revision", "date", "author", "subject")
_POINT_FIELDS = {
    **dict.fromkeys(_REVISION_FIELDS, "text"),
    "tags": "texts",
    "merge": "flag",
    **dict.fromkeys(COUNTED, "count"),
    **{f"{name}_names": "texts" for name in COUNTED},
}
_EPISODE_FIELDS = {
    "kind": "text",
    "subject": "text",
    "occurrence": "count",
    **{f"{side}_{name}": "text" for side in ("introduced", "removed") for name in _REVISION_FIELDS},
    "age_days": "days",
    "known_before": "flag",
}


def _build_table(
    rows: Sequence[dict[str, Any]], fields: Mapping[str, str], head: dict[bytes, bytes]
) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - heavy

    kinds = {"text": pa.string(), "count": pa.int64(), "flag": pa.bool_(), "days": pa.float64()}
    kinds["texts"] = pa.list_(pa.string())
    columns = {
        name: pa.array([row[name] for row in rows], kinds[kind]) for name, kind in fields.items()
    }
    return pa.table(columns).replace_schema_metadata(head)


def _point_row(point: HistoryPoint) -> dict[str, Any]:
    return {
        **_revision("", point.revision),
        "tags": [escape_invisible(tag) for tag in point.revision.tags],
        "merge": point.revision.parents > 1,
        **_figures(point.figures),
    }


def _episode_row(episode: Episode) -> dict[str, Any]:
    return {
        "kind": episode.kind.value,
        "subject": escape_invisible(episode.subject),
        "occurrence": episode.occurrence,
        "age_days": episode.age_days,
        "known_before": episode.known_before,
        **_revision("introduced_", episode.introduced),
        **_revision("removed_", episode.removed),
    }


def _revision(prefix: str, revision: HistoryRevision | None) -> dict[str, str | None]:
    if revision is None:
        return {prefix + name: None for name in _REVISION_FIELDS}
    values = (revision.id, revision.date, revision.author, revision.subject)
    return {
        prefix + name: escape_invisible(value)
        for name, value in zip(_REVISION_FIELDS, values, strict=True)
    }


def _figures(figures: ComponentFigures) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in COUNTED:
        values = [escape_invisible(each) for each in getattr(figures, name)]
        found |= {name: len(values), f"{name}_names": values}
    return found


def load_history(folder: Path) -> History:
    """The history saved in `folder`, as far as the tables hold it: symbols and canonical paths
    are not in them, nor numbers of parents beyond two.

    Raises SnapshotError naming the file that is missing or is no such table.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    tables = []
    for name in HISTORY_FILES:
        try:
            tables.append(pq.read_table(folder / name))
        except (OSError, pa.ArrowException) as error:
            reason = str(error).partition("\n")[0]
            raise SnapshotError(
                f"is no table of a history: {reason}",
                where=str(folder / name),
                hint="save it with `audit history … --out DIR`",
            ) from error
    try:
        head = json.loads((tables[0].schema.metadata or {})[_HEAD])
        points = [_read_point(head[1], head[2], row) for row in tables[0].to_pylist()]
        known = {point.revision.id: point.revision for point in points}
        return History(
            label=head[0],
            component=head[1],
            title=head[2],
            points=tuple(points),
            episodes=tuple(_read_episode(row, known) for row in tables[1].to_pylist()),
            problems=tuple(head[3]),
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SnapshotError("the tables are not those of a history", where=str(folder)) from error


def _read_point(component: str, title: str, row: dict[str, Any]) -> HistoryPoint:
    names = {name: tuple(row[f"{name}_names"]) for name in COUNTED}
    return HistoryPoint(
        revision=HistoryRevision(
            id=row["revision"],
            author=row["author"],
            date=row["date"],
            seconds=int(datetime.fromisoformat(row["date"]).timestamp()),
            subject=row["subject"],
            parents=2 if row["merge"] else 1,
            tags=tuple(row["tags"]),
        ),
        figures=ComponentFigures(
            id=component, title=title, proposed=False, symbols=(), canonical=(), **names
        ),
    )


def _read_episode(row: dict[str, Any], known: dict[str, HistoryRevision]) -> Episode:
    removed = row["removed_revision"]
    return Episode(
        kind=EpisodeKind(row["kind"]),
        subject=row["subject"],
        introduced=known[row["introduced_revision"]],
        removed=known[removed] if removed else None,
        age_days=row["age_days"],
        occurrence=row["occurrence"],
        known_before=row["known_before"],
    )


def save_history(history: History, folder: Path) -> tuple[Path, ...]:
    """Write the tables into `folder`, each whole or not at all; return the files.

    The same history gives the same bytes. Raises SnapshotError when the disk says no.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy

    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for (_, table), name in zip(
            build_history_tables(history).items(), HISTORY_FILES, strict=True
        ):
            scratch = folder / f".{name}.{secrets.token_hex(4)}"
            try:
                pq.write_table(table, scratch, compression="zstd")
                os.replace(scratch, folder / name)
            finally:
                scratch.unlink(missing_ok=True)
            written.append(folder / name)
    except OSError as error:
        raise SnapshotError(
            f"the history was not saved: {error.strerror or error}", where=str(folder)
        ) from error
    return tuple(written)

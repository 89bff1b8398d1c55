"""Reading one TOML table with every mistake noted, none raised."""

from __future__ import annotations

import datetime
import difflib
import math
import re
from collections.abc import Iterable
from typing import Any

__all__ = ["TomlTable", "nearest_name"]

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def nearest_name(name: str, known: Iterable[str]) -> str:
    """Return ` (did you mean …?)` with the most similar known name, or ""."""
    nearest = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f" (did you mean {nearest[0]!r}?)" if nearest else ""


class TomlTable:
    """A table, its TOML path and the list of mistakes that all tables of a file share.

    Each `take_` method reads one key and notes what is wrong with it; a wrong value reads as the
    default. `finish` notes the keys that nobody took.
    """

    def __init__(self, values: dict[str, Any], path: str, mistakes: list[str]) -> None:
        self._values = values
        self._path = path
        self._mistakes = mistakes
        self._taken: list[str] = []

    def place(self, key: str) -> str:
        """Return the TOML path of a key: `phases[1].targets`."""
        return f"{self._path}.{key}" if self._path else key

    def note(self, key: str, mistake: str) -> None:
        """Note a mistake about a key."""
        self._mistakes.append(f"{self.place(key)}: {mistake}")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the table, in the order of the file."""
        return tuple(self._values)

    def take_text(self, key: str, *, required: bool = False, default: str = "") -> str:
        """Return a string; a required one must not be empty."""
        value = self._take(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str):
            self.note(key, f"must be a string, not {_kind(value)}")
            return default
        if required and not value.strip():
            self.note(key, "must not be empty")
        return value

    def take_id(self) -> str:
        """Return the required `id`: letters, digits, dots, hyphens and low lines."""
        identity = self.take_text("id", required=True)
        if identity.strip() and not _ID.fullmatch(identity):
            self.note("id", f"{identity!r} must be letters, digits, '.', '_' and '-'")
        return identity

    def take_date(self, key: str) -> str:
        """Return a string or a TOML date as text, dates in ISO 8601."""
        value = self._take(key)
        if isinstance(value, datetime.date | datetime.datetime):
            return value.isoformat()
        if value is None or isinstance(value, str):
            return value or ""
        self.note(key, f"must be a date or a string, not {_kind(value)}")
        return ""

    def take_count(self, key: str, *, default: int) -> int:
        """Return a whole number of at least 1."""
        value = self._take(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(key, f"must be a whole number, not {_kind(value)}")
        elif value < 1:
            self.note(key, f"must be at least 1, not {value}")
        else:
            return value
        return default

    def take_number(self, key: str) -> float:
        """Return a required finite number; 0.0 when it is wrong."""
        value = self._take(key, required=True)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.note(key, f"must be a number, not {_kind(value)}")
            return 0.0
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.note(key, "must be a finite number")
            return 0.0
        return number

    def take_texts(
        self, key: str, *, required: bool = False, one_allowed: bool = False
    ) -> tuple[str, ...]:
        """Return a list of strings; a required one must not be empty. `one_allowed`: a single
        string stands for a list of one."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if one_allowed and isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            self.note(key, f"must be a list of strings, not {_kind(value)}")
            return ()
        if required and not value:
            self.note(key, "must not be empty")
        for position, item in enumerate(value):
            if not isinstance(item, str):
                self.note(f"{key}[{position}]", f"must be a string, not {_kind(item)}")
            elif not item.strip() and key != "roots":
                self.note(f"{key}[{position}]", "must not be empty")
        return tuple(item for item in value if isinstance(item, str))

    def take_table(self, key: str) -> TomlTable:
        """Return a table, empty when missing."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.note(key, f"must be a table, not {_kind(value)}")
            value = None
        return TomlTable(value or {}, self.place(key), self._mistakes)

    def take_tables(self, key: str) -> list[TomlTable]:
        """Return a list of tables, empty when missing."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(key, f"must be a list of tables, not {_kind(value)}")
            return []
        tables = []
        for position, item in enumerate(value):
            place = f"{key}[{position}]"
            if isinstance(item, dict):
                tables.append(TomlTable(item, self.place(place), self._mistakes))
            else:
                self.note(place, f"must be a table, not {_kind(item)}")
        return tables

    def finish(self) -> None:
        """Note every key that was not taken, with the nearest one that could have been meant."""
        for key in self._values:
            if key not in self._taken:
                self.note(key, f"unknown key{nearest_name(key, self._taken)}")

    def _take(self, key: str, *, required: bool = False) -> Any:
        self._taken.append(key)
        value = self._values.get(key)
        if value is None and required:
            self.note(key, "is missing")
        return value


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "a boolean"),
        (str, "a string"),
        (int, "a whole number"),
        (float, "a number"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((text for kind, text in kinds if isinstance(value, kind)), "a date or time")

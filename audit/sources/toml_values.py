"""Looking into TOML documents that somebody else wrote."""

from __future__ import annotations

from typing import Any

__all__ = ["find_table"]


def find_table(value: Any, *keys: str) -> dict[str, Any]:
    """The table below these keys; empty where something else stands there, or nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}

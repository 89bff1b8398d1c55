"""Settings of one terminal, from a TOML file where the interpreter can read one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

try:
    import tomllib
except ImportError:  # Python 3.10 on the gate computers
    tomllib = None  # type: ignore[assignment]


@dataclass(frozen=True)
class TerminalSettings:
    """What differs from terminal to terminal."""

    terminal: str = "north"
    clearance_hours: float = 1.0
    under_keel_m: float = 0.8
    currency: str = "EUR"
    digest_hour: int = 6


def load_settings(path: Path) -> TerminalSettings:
    """Read the settings; unknown keys are refused, missing ones take the defaults."""
    if tomllib is None:
        return TerminalSettings()
    with path.open("rb") as stream:
        values: dict[str, Any] = tomllib.load(stream)
    known = {field.name for field in fields(TerminalSettings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ValueError(f"{path.name}: unknown settings {', '.join(unknown)}")
    return TerminalSettings(**values)

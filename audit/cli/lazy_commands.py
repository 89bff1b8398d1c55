"""Commands imported when they are asked for: starting takes what the one asked for needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.main import get_command

from audit.cli.usage import ManualCommand

__all__ = ["LazyCommands"]


class LazyCommands(Mapping[str, Any]):
    """Commands by name, in the order given; taking one out imports its module.

    In: where each function stands, as `module:function`.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = dict(places)
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            module, _, function = self._places[name].partition(":")
            self._loaded[name] = _build_command(getattr(import_module(module), function))
        return self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _build_command(function: Any) -> Any:
    single = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    single.command(cls=ManualCommand)(function)
    return get_command(single)

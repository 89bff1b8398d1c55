"""What all commands share: help as the manual writes it, and arguments taken as they are."""

from __future__ import annotations

from functools import partial
from typing import Any

from typer.core import TyperArgument, TyperCommand

__all__ = ["ManualCommand", "TakenAsDeclared"]


class TakenAsDeclared:
    """A command or group that does not convert what needs no conversion.

    A default, or a text where a text is declared, is taken as it is: the library that the
    framework converts values with takes longer to load than the framework itself.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, that of the help included."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for each in parameters:
            each.process_value = partial(_process, each)
        return parameters


class ManualCommand(TakenAsDeclared, TyperCommand):
    """A command whose arguments are shown by their metavar alone: `[PATTERN] SOURCE`."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the usage line after the command's name."""
        return ["[OPTIONS]", *(each.metavar or "" for each in self._list_arguments(ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options, each with its help."""
        arguments = [(each.metavar or "", each.help or "") for each in self._list_arguments(ctx)]
        records = [
            each.get_help_record(ctx)
            for each in self.get_params(ctx)
            if not isinstance(each, TyperArgument)
        ]
        options = [record for record in records if record is not None]
        for title, rows in (("Arguments", arguments), ("Options", options)):
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def _list_arguments(self, ctx: Any) -> list[TyperArgument]:
        return [each for each in self.get_params(ctx) if isinstance(each, TyperArgument)]


def _process(parameter: Any, ctx: Any, value: Any) -> Any:
    """The value of a parameter, converted by the framework where it has to be."""
    if not _is_settled(parameter, value):
        return type(parameter).process_value(parameter, ctx, value)
    return value if parameter.callback is None else parameter.callback(ctx, parameter, value)


def _is_settled(parameter: Any, value: Any) -> bool:
    """Whether converting the value would give the value."""
    if parameter.nargs != 1 or getattr(parameter, "multiple", False):
        return False
    if value is None:
        return not parameter.required
    declared = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    return isinstance(declared, type) and isinstance(value, declared)

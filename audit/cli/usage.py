"""How a command's help is laid out: arguments as the manual writes them, options below."""

from __future__ import annotations

from typing import Any

from typer.core import TyperArgument, TyperCommand

__all__ = ["ManualCommand"]


class ManualCommand(TyperCommand):
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

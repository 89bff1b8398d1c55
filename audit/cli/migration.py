"""`audit migration`: old paths to new ones, from the codebase's own shims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.cli.options import (
    ConfigOption,
    Format,
    FormatOption,
    LimitOption,
    SourceArgument,
    find_limit,
)
from audit.cli.output import notice, open_console, print_dim, print_table, print_text

if TYPE_CHECKING:
    from audit.model.snapshot import Snapshot

__all__ = ["migration"]


def migration(
    source: SourceArgument,
    limit: LimitOption = None,
    config: ConfigOption = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show old paths with their new ones, and broken paths.

    The map comes from the code's own shims and deprecations; beside it shim debt by shim, and
    broken paths with the nearest existing ones.

    Example: audit migration data/sample/baseline
    """
    from audit.cli.reading import check_looked_at, read_snapshot  # noqa: PLC0415 - heavy

    snapshot = read_snapshot(source, config)
    _print(snapshot, form, find_limit(limit, form))
    check_looked_at(snapshot)


def _print(snapshot: Snapshot, form: Format, limit: int | None) -> None:
    from audit.cli.documents import (  # noqa: PLC0415 - heavy, and not for help
        describe_audit,
        render_answer,
        tell_coverage,
    )
    from audit.views.migration import (  # noqa: PLC0415
        build_broken_path_table,
        build_migration_table,
        build_shim_debt_table,
    )

    tables = {
        "moves": build_migration_table(snapshot, limit=limit),
        "shims": build_shim_debt_table(snapshot, limit=limit),
        "broken": build_broken_path_table(snapshot, limit=limit),
    }
    told = tell_coverage(snapshot)
    if form is Format.JSON:
        found = {name: table.to_records() for name, table in tables.items()}
        fields = {"audited": describe_audit(snapshot), **found}
        print_text(render_answer("migration", fields))
    elif form is Format.CSV:
        print_text(tables["moves"].render_csv())
        notice(told)
    elif form is Format.MD:
        print_text("\n".join(table.render_markdown() for table in tables.values()))
        print_text(f"\n{told}")
    else:
        console = open_console()
        for table in tables.values():
            print_table(console, table)
        print_dim(console, told)

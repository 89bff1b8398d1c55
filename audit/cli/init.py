"""`audit init`: a starter configuration from what the kit finds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.output import notice, print_text
from audit.cli.progress import show_progress
from audit.errors import AuditError
from audit.reports.write import save_whole

if TYPE_CHECKING:
    from audit.pipeline.snapshot import AuditedSource

__all__ = ["init"]


def init(
    source: Annotated[
        str, typer.Argument(metavar="[SOURCE]", help="Folder, path@revision or package.")
    ] = ".",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an audit.toml that is there.")
    ] = False,
) -> None:
    """Write a starter configuration from what is found.

    The file is audit.toml in SOURCE, or here when SOURCE is no folder.

    Example: audit init path/to/repository
    """
    from audit.cli.documents import tell_coverage  # noqa: PLC0415 - heavy, and not for help
    from audit.cli.reading import names_snapshot  # noqa: PLC0415
    from audit.model.rules import Rules  # noqa: PLC0415
    from audit.pipeline.snapshot import audit_source  # noqa: PLC0415
    from audit.sources.locate import open_source  # noqa: PLC0415

    if names_snapshot(source):
        raise AuditError("a saved snapshot has its rules already", where=source)
    folder = Path(os.path.expanduser(source))
    target = (folder if folder.is_dir() else Path()) / "audit.toml"
    _check_free(target, force)
    with show_progress(source) as progress:
        audited = audit_source(open_source(source), Rules(), progress=progress)
    save_whole(target, _render(audited))
    notice(tell_coverage(audited.snapshot))
    count = len(audited.survey.components)
    noun = "component" if count == 1 else "components"
    print_text(f"Wrote {target} with {count} proposed {noun}; correct what is wrong.")


def _check_free(target: Path, force: bool) -> None:
    """Raise unless the configuration may be written and would be the only one."""
    if os.path.lexists(target):
        if not force:
            raise AuditError("exists already", where=str(target), hint="--force overwrites it")
        if not target.is_file():
            raise AuditError("is no regular file", where=str(target))
    elif _is_configured(target.parent):
        raise AuditError(
            "holds [tool.audit] already, and only one configuration may be",
            where=str(target.parent / "pyproject.toml"),
        )


def _is_configured(folder: Path) -> bool:
    """Whether pyproject.toml has a table for the kit. Raises ConfigurationError when broken."""
    import tomllib  # noqa: PLC0415

    from audit.config.configuration import load_rules  # noqa: PLC0415

    project = folder / "pyproject.toml"
    if not project.is_file():
        return False
    load_rules(folder)
    tool = tomllib.loads(project.read_text(encoding="utf-8-sig")).get("tool")
    return isinstance(tool, dict) and "audit" in tool


def _render(audited: AuditedSource) -> str:
    """The starter; roots that lie in each other stay out: configured, each would name modules."""
    from audit.config.starter import render_starter  # noqa: PLC0415
    from audit.model.modules import Zone  # noqa: PLC0415

    roots = [root for root in audited.roots if root]
    nested = any(
        inner != outer and inner.startswith(f"{outer}/") for inner in roots for outer in roots
    )
    modules = audited.snapshot.modules
    return render_starter(
        roots=() if nested else roots,
        zones=[(zone.value, sum(each.zone is zone for each in modules)) for zone in Zone],
        components=audited.survey.components,
    )

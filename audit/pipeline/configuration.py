"""Where a configuration is found for a source, and the phases in it."""

from __future__ import annotations

from pathlib import Path

from audit.config.configuration import CONFIGURATION_NAME, load_rules
from audit.errors import UnknownNameError
from audit.model.nearest import nearest_names
from audit.model.rules import Configuration, Phase, Rules
from audit.snapshots.store import is_snapshot

__all__ = ["find_earlier", "find_phase", "load_configuration"]


def load_configuration(configuration: str = "", *, source: str = "") -> Configuration:
    """The configuration at a path; without one, that of the source's own folder; else that of an
    `audit.toml` beside the folder, when one of its phases names it; else defaults.

    Raises ConfigurationError with all mistakes, UnknownNameError when the path does not exist.
    """
    if configuration:
        return load_rules(Path(configuration))
    folder = Path(source) if source else None
    if folder is None or not folder.is_dir() or is_snapshot(folder):
        return Configuration(rules=Rules())
    own = load_rules(folder)
    beside = folder.absolute().parent / CONFIGURATION_NAME
    if own != Configuration(rules=Rules(), folder=folder) or not beside.is_file():
        return own
    settings = load_rules(beside)
    states = {
        (beside.parent / name) for each in settings.phases for name in (each.before, each.after)
    }
    return settings if any(_is_same(state, folder) for state in states) else own


def _is_same(state: Path, folder: Path) -> bool:
    return state.is_dir() and state.samefile(folder)


def find_phase(configuration: Configuration, identifier: str) -> Phase:
    """The phase of that id. Raises UnknownNameError with the nearest known id."""
    for phase in configuration.phases:
        if phase.id == identifier:
            return phase
    known = [phase.id for phase in configuration.phases]
    raise UnknownNameError(
        f"there is no phase {identifier}",
        where="configuration",
        hint=nearest_names(identifier, known) or "it has no [[phases]]",
    )


def find_earlier(configuration: Configuration, identifier: str) -> tuple[Phase, ...]:
    """The phases before the one of that id, in the configuration's order."""
    ids = [phase.id for phase in configuration.phases]
    return configuration.phases[: ids.index(identifier)] if identifier in ids else ()

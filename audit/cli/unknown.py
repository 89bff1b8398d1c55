"""Names that mean nothing in a snapshot: one sentence with the nearest ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.errors import UnknownNameError
from audit.model.nearest import nearest_names
from audit.model.snapshot import Snapshot

__all__ = ["unknown_component", "unknown_pattern"]

GLOB = re.compile(r"\[[^\]]*\]|[*?]")


def unknown_pattern(pattern: str, noun: str, known: Iterable[str], label: str) -> UnknownNameError:
    """The error for a pattern that matches no `noun` (symbol, family) of `label`; `known` are
    dotted paths or names, of which the last parts are compared when the pattern has no dot."""
    names = set(known)
    if "." not in pattern:
        names = {name.rpartition(".")[2] for name in names}
    typed = GLOB.sub("", pattern)
    return UnknownNameError(
        f"no {noun} matches {pattern!r}", where=label, hint=nearest_names(typed, names)
    )


def unknown_component(component: str, snapshot: Snapshot) -> UnknownNameError:
    """The error for a component that neither the configuration nor the proposal has."""
    known = [each.id for each in snapshot.components]
    return UnknownNameError(
        f"there is no component {component!r}",
        where=snapshot.provenance.label,
        hint=nearest_names(component, known) or "no component is configured or proposed",
    )

"""What hides behind a name: findings that a count of paths alone does not show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from audit.model.findings import Finding, FindingKind
from audit.model.ledger import LedgerEntry
from audit.model.snapshot import Snapshot
from audit.views.findings import build_finding_table
from audit.views.table import Table

__all__ = ["build_hidden_table", "find_hidden"]

_KINDS = frozenset(
    {
        FindingKind.ALWAYS_RAISING,
        FindingKind.BROKEN_STRING,
        FindingKind.DISGUISED_ALIAS,
        FindingKind.SPLIT_NAME,
        FindingKind.WARNED_CANONICAL_PATH,
    }
)
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)+")


def find_hidden(
    snapshot: Snapshot, entries: Iterable[LedgerEntry] | None = None
) -> tuple[Finding, ...]:
    """Disguised aliases, names with several meanings, strings that lead to nothing, what can only
    raise, canonical paths that warn; those that name one of the symbols, if `entries` are given.
    In the snapshot's order."""
    found = [each for each in snapshot.findings if each.kind in _KINDS]
    if entries is None:
        return tuple(found)
    asked = {path for entry in entries for path in (entry.definition.path, entry.canonical)}
    return tuple(each for each in found if asked & _named(each))


def _named(finding: Finding) -> set[str]:
    """The dotted names that a finding speaks of."""
    texts = [finding.subject, finding.message, *(place.text for place in finding.locations)]
    return {name for text in texts for name in _DOTTED.findall(text)}


def build_hidden_table(findings: Iterable[Finding], *, limit: int | None = None) -> Table:
    """One row per finding, with the place of each, in the order of `build_finding_table`."""
    return build_finding_table(findings, title="What hides behind names", limit=limit)

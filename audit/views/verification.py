"""What importing gave, path by path."""

from __future__ import annotations

from collections.abc import Sequence

from audit.model.verification import VerificationState, VerifiedPath
from audit.views.column import Column, Dtype
from audit.views.table import Table, build_table

__all__ = ["build_verification_table"]

VERIFICATION_COLUMNS = (
    Column(key="path", title="Path", dtype=Dtype.CODE, meaning="The import path."),
    Column(key="definition", title="Definition", dtype=Dtype.CODE, meaning="Where it should lead."),
    Column(key="state", title="Imported", meaning="Whether the very same object is there."),
    Column(key="reason", title="Why", meaning="What happened instead."),
)


def build_verification_table(rows: Sequence[VerifiedPath]) -> Table:
    """One row a path, in the given order, with the counts of each state."""
    counts = [
        f"{state.value}: {sum(1 for row in rows if row.state is state):,}"
        for state in VerificationState
    ]
    return build_table(
        title="Held against the running program",
        columns=VERIFICATION_COLUMNS,
        rows=[(row.path, row.definition, row.state.value, row.reason) for row in rows],
        note=f"Paths imported: {len(rows):,} ({', '.join(counts)}).",
    )

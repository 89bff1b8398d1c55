"""A class family's page: members, what to do, interface, evidence, and two members side by side."""

from __future__ import annotations

from collections.abc import Callable

from audit.errors import UnknownNameError
from audit.model.families import Family, FamilyMember
from audit.model.nearest import nearest_names
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.families import (
    build_difference_table,
    build_matrix_table,
    build_member_table,
    choose_pair,
    find_families,
)
from audit.views.merging import (
    build_access_table,
    build_construction_table,
    build_merge_table,
)
from audit.views.page import Page, PageSection
from audit.views.source_diff import build_member_diff
from audit.views.table import Table, build_table

__all__ = ["build_family_page", "build_signal_table"]

SIGNAL_COLUMNS = (
    Column(key="signal", title="Signal", meaning="What was measured."),
    Column(key="value", title="Value", dtype=Dtype.NUMBER, meaning="0–1, higher is more alike."),
    Column(key="left", title="Member", dtype=Dtype.CODE, meaning="One of the pair."),
    Column(key="right", title="Other member", dtype=Dtype.CODE, meaning="The other."),
)


def build_signal_table(family: Family, *, limit: int | None = None) -> Table:
    """Every measured signal with the pair that it was measured on, the strongest first."""
    ordered = sorted(
        family.signals, key=lambda each: (-each.value, each.name, each.left, each.right)
    )
    return build_table(
        title=f"Evidence for the family {family.name}",
        columns=SIGNAL_COLUMNS,
        rows=((each.name, each.value, each.left, each.right) for each in ordered),
        note=f"{tell_count(len(ordered), 'signal', 'signals')}.",
    ).head(limit)


def build_family_page(
    snapshot: Snapshot,
    name: str,
    *,
    read: Callable[[FamilyMember], str | None] | None = None,
    limit: int = 20,
) -> Page:
    """All that the snapshot knows of a family, given its name or a member's name or path.

    `read` gives the source of a member, where it is at hand: the proposed survivor and the most
    used other member then stand side by side. Raises UnknownNameError when no family matches.
    """
    exact = [
        each
        for each in find_families(snapshot)
        if name == each.name or name in {member.path for member in each.members}
    ]
    found = exact or (find_families(snapshot, name) if name else ())
    if not found:
        known = [each.name for each in snapshot.families]
        raise UnknownNameError(f"there is no class family {name}", hint=nearest_names(name, known))
    family = found[0]
    sections = _build_sections(family, limit)
    if read is not None:
        pair = choose_pair(family)
        diff = build_member_diff(pair, [read(member) for member in pair])
        sections.append(PageSection(heading="Side by side", reading="", displays=(diff,)))
    members = tell_count(len(family.members), "class", "classes")
    claim = "to be merged" if family.duplicate else "no debt"
    return Page(
        title=f"Class family {family.name}",
        result=(
            f"{members}, {family.verdict.value}: {claim}; confidence {family.confidence:.2f}; "
            f"lines to save: {family.lines_saved:,}."
        ),
        sections=tuple(sections),
    )


def _build_sections(family: Family, limit: int) -> list[PageSection]:
    drifted = build_difference_table(family, same=False)
    merge = build_merge_table(family)
    made = [build_access_table(family), build_construction_table(family)]
    return [
        PageSection(
            heading="Members",
            reading=f"Proposed survivor: {family.reference}: {family.reference_reason}.",
            displays=(build_member_table(family),),
        ),
        PageSection(
            heading="Order of merging",
            reading="What must be ported stands beside each member." if merge.rows else "Nothing.",
            displays=(merge,) if merge.rows else (),
        ),
        PageSection(
            heading="How objects are made",
            reading="A construction past the factories is one that a merge has to find.",
            displays=tuple(each.head(limit) for each in made if each.rows),
        ),
        PageSection(
            heading="Interface",
            reading="Signatures: same, drifted or missing against the survivor's.",
            displays=(build_matrix_table(family).head(limit),),
        ),
        PageSection(
            heading="What differs",
            reading="Cells that differ from the survivor, spelled out."
            if drifted.rows
            else "Nothing.",
            displays=(drifted.head(limit),) if drifted.rows else (),
        ),
        PageSection(
            heading="Evidence", reading="", displays=(build_signal_table(family, limit=limit),)
        ),
    ]

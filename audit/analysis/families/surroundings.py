"""What stands around a family: who hands out its members' objects, and what git knows of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from audit.analysis.families.access import Access, find_access
from audit.graph.codebase import Codebase
from audit.model.families import Family, FamilyMember, Verdict
from audit.model.modules import Zone
from audit.model.source import FileHistory

__all__ = ["describe_surroundings"]

_NOT_ONE_JOB = (Verdict.POLYMORPHISM, Verdict.UNRELATED)


def describe_surroundings(
    families: Sequence[Family],
    codebase: Codebase,
    history: Mapping[str, FileHistory] | None = None,
) -> tuple[Family, ...]:
    """The families, in their order, with access points, direct constructions and history.

    Families that do not do one job get their history only. `history` is by file; without it,
    members keep no date and no authors.
    """
    jobs = [family for family in families if family.verdict not in _NOT_ONE_JOB]
    wanted = frozenset(member.path for family in jobs for member in family.members)
    access = find_access(codebase, wanted) if wanted else {}
    known = history or {}
    return tuple(
        dataclasses.replace(
            family,
            members=tuple(_describe(member, access, known) for member in family.members),
        )
        for family in families
    )


def _describe(
    member: FamilyMember, access: Mapping[str, Access], history: Mapping[str, FileHistory]
) -> FamilyMember:
    found = access.get(member.path, Access())
    past = history.get(member.file)
    return dataclasses.replace(
        member,
        access=tuple(found.points),
        constructed_production=found.constructed[Zone.PRODUCTION],
        constructed_test=found.constructed[Zone.TEST],
        constructed_tool=found.constructed[Zone.TOOL],
        last_change=past.last_change if past else "",
        authors=past.authors if past else 0,
    )

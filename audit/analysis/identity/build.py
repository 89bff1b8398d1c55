"""Identity splits as findings: one for each cause, with the files that it concerns."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit.analysis.owners import Owners
from audit.model.findings import Finding, FindingKind, Location, Severity
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.modules import Zone
from audit.model.rules import Component

__all__ = ["build_identity_findings"]

_MOST_LOCATIONS = 20
_MOST_EVIDENCE = 8
_CONFIDENCE = {
    SplitCause.SEARCH_PATH: 0.9,
    SplitCause.TESTS: 0.9,
    SplitCause.SCRIPT: 0.7,
    SplitCause.PREFIX: 0.9,
    SplitCause.LOCATION: 0.9,
    SplitCause.MAIN: 0.8,
}
_POSSIBLE = 0.3
_ADVICE = {
    SplitCause.SEARCH_PATH: "import each file by one name and drop the edit of the import path",
    SplitCause.TESTS: "add the missing __init__.py, or import what tests share by one name",
    SplitCause.SCRIPT: "run it with python -m, and import by the package's name only",
    SplitCause.PREFIX: "import by the package's name, without the folder that holds it",
    SplitCause.LOCATION: "import it by its name, or load it by place alone",
    SplitCause.MAIN: "move what others import out of the module that is run",
}


def build_identity_findings(
    splits: Sequence[IdentitySplit], components: Sequence[Component]
) -> Iterator[Finding]:
    """One finding per cause; all files of it stand in the snapshot's table of splits."""
    owners = Owners(components)
    groups: dict[str, list[IdentitySplit]] = defaultdict(list)
    for split in splits:
        groups[split.fingerprint].append(split)
    for fingerprint, group in sorted(groups.items()):
        ranked = sorted(
            group, key=lambda each: (not each.certain, -len(each.risks), each.zone, each.file)
        )
        first, cause = ranked[0], ranked[0].cause
        zones = {split.zone for split in group}
        zone = Zone.PRODUCTION if Zone.PRODUCTION in zones else min(zones)
        weighty = first.certain and zone is Zone.PRODUCTION
        yield Finding(
            kind=FindingKind.IDENTITY_SPLIT,
            severity=Severity.WARNING if weighty else Severity.NOTE,
            confidence=_CONFIDENCE[cause] if first.certain else _POSSIBLE,
            subject=_subject(group),
            message=_tell(ranked),
            fingerprint=fingerprint,
            zone=zone,
            locations=tuple(_locations(ranked)),
            component=_component(group, owners),
            advice=_ADVICE[cause],
        )


def _subject(group: Sequence[IdentitySplit]) -> str:
    """The file, or the folder that holds all of them."""
    files = [split.file for split in group]
    if len(files) == 1:
        return files[0]
    return posixpath.commonpath([posixpath.dirname(file) for file in files]) or "."


def _tell(ranked: Sequence[IdentitySplit]) -> str:
    first = ranked[0]
    names = " and ".join(first.names[:3])
    count = len(ranked)
    if count == 1:
        told = f"{first.file} loads as {names} ({first.cause})"
    else:
        told = f"{count} files load under several names ({first.cause}), such as {first.file} "
        told += f"as {names}"
    if not first.certain:
        is_main = first.cause is SplitCause.MAIN
        told += f"; {'no command runs them' if is_main else 'no process is seen to load both'}"
    risks = [risk for split in ranked for risk in split.risks]
    return f"{told}; at risk: {risks[0].text}" if risks else told


def _locations(ranked: Sequence[IdentitySplit]) -> Iterator[Location]:
    """What makes the further name, then the imports, file by file; at most twenty."""
    places: dict[Location, None] = {}
    for split in ranked:
        places.update(dict.fromkeys(split.evidence[:_MOST_EVIDENCE]))
    shown = list(places)[:_MOST_EVIDENCE]
    for split in ranked:
        shown += [place for place in split.imports if place not in shown]
    yield from shown[:_MOST_LOCATIONS]


def _component(group: Sequence[IdentitySplit], owners: Owners) -> str:
    risks = (risk for split in group for risk in split.risks)
    return owners.identify(*(risk.text.partition(":")[0] for risk in risks))

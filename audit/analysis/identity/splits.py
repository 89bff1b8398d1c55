"""Files that load under several module names, with what makes it so and what is at risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from audit.analysis.identity.layout import Layout
from audit.analysis.identity.load_sites import LoadedName, list_names
from audit.analysis.identity.loaded_names import NameTracer
from audit.analysis.identity.main_modules import find_main_splits
from audit.analysis.identity.risks import RiskReader
from audit.analysis.identity.search_roots import SearchRoot, find_search_roots
from audit.graph.codebase import Codebase
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import FindingKind, Location
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.loads import LoadSetting

__all__ = ["find_identity_splits"]

_MOST_IMPORTS = 3
_MOST_EVIDENCE = 10
_CAUSES = tuple(SplitCause)


def find_identity_splits(
    codebase: Codebase, settings: Sequence[LoadSetting] = ()
) -> tuple[IdentitySplit, ...]:
    """Every file that loads under two names by evidence in the repository; sorted by cause,
    finding and file.

    A name counts when an import, a dotted string that loads code, pytest or a setting loads the
    file by it. `certain` when one process can load two of the names: a fallback of a failed
    import does not count, for it runs in the place of the other.
    """
    layout = Layout(codebase)
    roots = find_search_roots(layout, settings)
    tracer = NameTracer(codebase, layout, roots, settings)
    risks = RiskReader(codebase, layout, tracer)
    found = [
        *_named_twice(layout, roots, tracer, risks),
        *find_main_splits(layout, settings, tracer, risks),
    ]
    return tuple(sorted(found, key=lambda each: (each.cause, each.fingerprint, each.file)))


def _named_twice(
    layout: Layout, roots: Sequence[SearchRoot], tracer: NameTracer, risks: RiskReader
) -> Iterator[IdentitySplit]:
    evidence: dict[str, list[Location]] = defaultdict(list)
    for root in roots:
        if root.cause is not SplitCause.SCRIPT or root.path not in layout.roots:
            evidence[root.path] += root.evidence
    for file in sorted(tracer.names):
        names = list_names(tracer.names[file])
        if len(names) < 2:
            continue
        loaded = [tracer.names[file][name] for name in names]
        cause = _cause(loaded)
        places = sorted({each.root for each in loaded})
        shown = [place for root in places for place in evidence[root][:_MOST_EVIDENCE]]
        identity = file if cause is SplitCause.LOCATION else "\0".join(places)
        yield IdentitySplit(
            fingerprint=finding_fingerprint(FindingKind.IDENTITY_SPLIT, cause, identity),
            cause=cause,
            file=file,
            names=names,
            zone=layout.modules[file].zone,
            certain=_is_certain(file, loaded, tracer),
            evidence=tuple(shown),
            imports=tuple(_samples(names, loaded)),
            risks=risks.read(file),
        )


def _cause(loaded: Sequence[LoadedName]) -> SplitCause:
    """What gave the further name: the first cause in the order of `SplitCause`, else the prefix
    that tells one of the codebase's own roots from another."""
    causes = {each.cause for each in loaded}
    return next((cause for cause in _CAUSES if cause in causes), SplitCause.PREFIX)


def _samples(names: Sequence[str], loaded: Sequence[LoadedName]) -> Iterator[Location]:
    for name, each in zip(names, loaded, strict=True):
        yield from each.sample(name, _MOST_IMPORTS)


def _is_certain(file: str, loaded: Sequence[LoadedName], tracer: NameTracer) -> bool:
    """Whether one process can come by two of the names."""
    fallbacks = tracer.find_fallbacks(file)
    sides = [
        sorted({site.file for site in each.sites if (site.file, site.line) not in fallbacks})
        for each in loaded
    ]
    return any(
        left and right and tracer.processes.share(left, right)
        for left, right in combinations(sides, 2)
    )

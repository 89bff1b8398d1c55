"""Classes drawn in a test: source texts in, class records out."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from audit.extraction.extract import extract_facts
from audit.model.families import ClassRecord
from audit.model.modules import Zone

__all__ = ["draw_classes"]


def draw_classes(files: Mapping[str, str]) -> list[ClassRecord]:
    """Records of all classes in `files` (path → source), in file order.

    The zone is the first folder's where that names a zone, else production. A base is first-party
    when a class of that name stands in any file.
    """
    found = []
    for path, source in files.items():
        first = path.partition("/")[0]
        zone = Zone(first) if first in set(Zone) else Zone.PRODUCTION
        module = path.removesuffix(".py").replace("/", ".")
        facts = extract_facts(dedent(source).encode(), path)
        found += [(path, module, zone, fact) for fact in facts.classes]
    homes = {fact.qualname: f"{module}.{fact.qualname}" for _, module, _, fact in found}
    bases = {
        f"{module}.{fact.qualname}": tuple(homes.get(base, base) for base in fact.bases)
        for _, module, _, fact in found
    }
    return [
        ClassRecord(
            path=f"{module}.{fact.qualname}",
            module=module,
            file=path,
            zone=zone,
            fact=fact,
            bases=bases[f"{module}.{fact.qualname}"],
            ancestors=_ancestors(f"{module}.{fact.qualname}", bases),
        )
        for path, module, zone, fact in found
    ]


def _ancestors(path: str, bases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    seen: set[str] = set()
    pending = list(bases.get(path, ()))
    while pending:
        base = pending.pop()
        if base not in seen:
            seen.add(base)
            pending.extend(bases.get(base, ()))
    return tuple(sorted(seen))

"""Classes drawn in a test: source texts in, class records out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import dedent

from audit.extraction.extract import extract_facts
from audit.extraction.parse import parse_source
from audit.extraction.shared_state import read_shared_state
from audit.graph.codebase import Codebase, build_codebase
from audit.model.facts import StateFact
from audit.model.families import ClassRecord
from audit.model.modules import ModulePlace, Zone
from audit.sources.source import blob_id

__all__ = ["draw_classes", "draw_codebase", "draw_states"]


def draw_states(source: str) -> tuple[StateFact, ...]:
    """The shared values of one file."""
    parsed = parse_source(dedent(source).encode())
    return read_shared_state(parsed.text, parsed.statements())


def draw_codebase(files: Mapping[str, str]) -> Codebase:
    """The codebase of `files` (path → source), shared values included; zones as for classes."""
    places, facts = [], {}
    for path, source in files.items():
        content = dedent(source).encode()
        blob = blob_id(content)
        facts[blob] = replace(extract_facts(content, blob), states=draw_states(source))
        places.append(
            ModulePlace(
                name=path.removesuffix(".py").replace("/", "."),
                file=path,
                root="",
                zone=_zone(path),
                is_package=False,
                blob=blob,
            )
        )
    return build_codebase(places, facts)


def _zone(path: str) -> Zone:
    first = path.partition("/")[0]
    return Zone(first) if first in set(Zone) else Zone.PRODUCTION


def draw_classes(files: Mapping[str, str]) -> list[ClassRecord]:
    """Records of all classes in `files` (path → source), in file order.

    The zone is the first folder's where that names a zone, else production. A base is first-party
    when a class of that name stands in any file.
    """
    found = []
    for path, source in files.items():
        zone = _zone(path)
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

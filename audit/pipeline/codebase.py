"""From sources to a codebase: roots, places, facts, graph and symbols."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from audit.errors import AuditError, SourceError
from audit.model.rules import Rules
from audit.paused_collector import paused_collector
from audit.sources.source import Source

if TYPE_CHECKING:
    from audit.graph.codebase import Codebase
    from audit.model.facts import FileFacts
    from audit.model.modules import ModulePlace

__all__ = ["Progress", "read_codebase", "read_import_space"]

Progress = Callable[[int, int], None]


def read_codebase(
    source: Source, rules: Rules, *, progress: Progress | None = None, cache: bool = True
) -> tuple[Codebase, tuple[str, ...]]:
    """Roots, module places, facts, graph and symbols of a source; also returns the roots.

    Raises AuditError when the source holds no Python file: nothing was looked at.
    """
    from audit.graph.codebase import build_codebase  # noqa: PLC0415 - not for a kept audit
    from audit.sources.requirements import read_requirements  # noqa: PLC0415

    roots, places = _place(source, rules)
    with paused_collector():
        facts = _collect(source, progress, cache=cache)
        stubs = _collect_stubs(source, places, facts)
        compiled, requirements = _find_compiled(source, roots, places), read_requirements(source)
        return build_codebase(places, facts, compiled, stubs, requirements), roots


def read_import_space(
    sources: Sequence[tuple[Source, Rules]], *, progress: Progress | None = None
) -> Codebase:
    """The modules of several sources as one codebase, each placed under its own rules.

    With more than one source, file names start with their source's label. Raises AuditError when
    one of them holds no Python file.
    """
    from audit.graph.codebase import build_codebase  # noqa: PLC0415 - not for a kept audit
    from audit.sources.requirements import read_requirements  # noqa: PLC0415

    places: list[ModulePlace] = []
    facts: dict[str, FileFacts] = {}
    compiled: list[str] = []
    stubs: dict[str, FileFacts] = {}
    requirements: set[str] = set()
    for source, rules in sources:
        roots, own = _place(source, rules)
        prefix = f"{source.tree.label}/" if len(sources) > 1 else ""
        places += [dataclasses.replace(place, file=prefix + place.file) for place in own]
        found = _collect(source, progress)
        stubs |= _collect_stubs(source, own, found)
        facts |= found
        compiled += _find_compiled(source, roots, own)
        requirements.update(read_requirements(source))
    return build_codebase(places, facts, compiled, stubs, requirements)


def _find_compiled(
    source: Source, roots: tuple[str, ...], places: Sequence[ModulePlace]
) -> tuple[str, ...]:
    """Extension modules that are there, and those that are declared in packages that are there."""
    from audit.sources.declared_extensions import (  # noqa: PLC0415 - not for a kept audit
        read_declared_extensions,
    )

    tops = {place.name.partition(".")[0] for place in places}
    declared = (n for n in read_declared_extensions(source) if n.partition(".")[0] in tops)
    return (*source.tree.compiled_modules(roots), *declared)


def _place(source: Source, rules: Rules) -> tuple[tuple[str, ...], tuple[ModulePlace, ...]]:
    from audit.sources.roots import find_roots, place_modules  # noqa: PLC0415 - not for a kept audit

    roots = find_roots(source, rules.roots)
    places = place_modules(source.tree, roots, rules.zones, every_root=bool(rules.roots))
    if not places:
        raise AuditError(
            f"{source.tree.label} holds no Python file that may be looked at",
            hint="check the path, the roots and the exclusions",
        )
    return roots, places


def _collect(
    source: Source, progress: Progress | None, *, cache: bool = True
) -> dict[str, FileFacts]:
    from audit.extraction.cache import FactCache  # noqa: PLC0415 - not for a kept audit
    from audit.extraction.collect import collect_facts  # noqa: PLC0415
    from audit.extraction.extractor_version import EXTRACTOR_VERSION  # noqa: PLC0415

    store = FactCache(EXTRACTOR_VERSION) if cache else None
    try:
        return collect_facts(source.tree.files, source.read, cache=store, progress=progress)
    finally:
        if store is not None:
            store.close()


def _collect_stubs(
    source: Source, places: Sequence[ModulePlace], facts: Mapping[str, FileFacts]
) -> dict[str, FileFacts]:
    """The facts of the stubs, by module name, that modules read their lazy names from."""
    files = {file.path: file for file in source.tree.files if file.path.endswith(".pyi")}
    found = {}
    for place in places:
        lazy = facts[place.blob].lazy if place.blob in facts else None
        stub = files.get(f"{place.file.removesuffix('.py')}.pyi")
        if lazy is not None and lazy.stub and stub is not None:
            from audit.extraction.extract import extract_facts  # noqa: PLC0415 - rarely asked for

            with contextlib.suppress(SourceError):
                found[place.name] = extract_facts(source.read(stub), stub.blob)
    return found

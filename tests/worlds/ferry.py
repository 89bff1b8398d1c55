"""An invented ferry company's codebase in two states, as an audit would see it.

At the baseline `TicketManager` is reached by six import paths, has a drifted copy and a deprecated
shim; in phase 1 the copy is gone, three paths are left, and `ferry.crew` moved to
`ferry.staff.crew` with its bytes unchanged. Counts, shares and entropies are worked out here from
the listed use sites, so that every figure agrees with the others.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, Cycle, ResolvedImport, View
from audit.model.ledger import (
    LedgerEntry,
    PathClass,
    PathEntry,
    SymbolDefinition,
    UseKind,
    UseSite,
    ZoneCounts,
)
from audit.model.modules import Module, Zone

__all__ = [
    "MANAGER",
    "REGISTRY",
    "build_cycles",
    "build_imports",
    "build_ledger",
    "build_modules",
    "build_uses",
    "crew_module",
]

MANAGER = "ferry.tickets.manager.TicketManager"
REGISTRY = "ferry.routes.registry.RouteRegistry"
FACTORY = "ferry.tickets.manager.create_manager"


def crew_module(improved: bool) -> str:
    """The name of the module that moves in phase 1."""
    return "ferry.staff.crew" if improved else "ferry.crew"


def _blob(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _zone(name: str) -> Zone:
    start = name.split(".", maxsplit=1)[0]
    if "vendor" in name:
        return Zone.VENDORED
    return {"tests": Zone.TEST, "tools": Zone.TOOL}.get(start, Zone.PRODUCTION)


def _file(name: str) -> str:
    packages = {"ferry", "ferry.tickets", "ferry.routes", "ferry.staff"}
    path = name.replace(".", "/")
    prefix = "src/" if name.startswith("ferry") else ""
    return f"{prefix}{path}/__init__.py" if name in packages else f"{prefix}{path}.py"


def _module(name: str, lines: int, content: str = "") -> Module:
    file = _file(name)
    return Module(
        name=name,
        file=file,
        root="src" if file.startswith("src/") else "",
        zone=_zone(name),
        is_package=file.endswith("__init__.py"),
        blob=_blob(content or name),
        lines=lines,
        statements=lines // 2,
        shim=name in ("ferry.compat", "ferry"),
        deprecated=name == "ferry.compat",
    )


def build_modules(improved: bool) -> tuple[Module, ...]:
    """The modules, sorted by name: eleven at the baseline, eleven in phase 1."""
    modules = [
        _module("ferry", 12, "ferry 2" if improved else ""),
        _module("ferry.compat", 18),
        _module(crew_module(improved), 90, "crew"),
        _module("ferry.prices", 40),
        _module("ferry.routes", 4),
        _module("ferry.routes.registry", 120),
        _module("ferry.tickets.manager", 210, "manager 2" if improved else ""),
        _module("ferry.vendor.clock", 33),
        _module("tests.test_tickets", 75, "tests 2" if improved else ""),
        _module("tools.migrate", 28),
    ]
    modules.append(_module("ferry.staff", 1) if improved else _module("ferry.tickets.legacy", 160))
    return tuple(sorted(modules, key=lambda module: module.name))


def build_imports(improved: bool) -> tuple[ResolvedImport, ...]:
    """One import per bucket and more, sorted by importer and line."""
    crew = crew_module(improved)
    load = (ImportKind.LOAD,)
    rows = [
        ("ferry", "ferry.tickets.manager", MANAGER, Bucket.FIRST_PARTY, load, 3, ""),
        ("ferry.compat", "ferry.tickets.manager", MANAGER, Bucket.FIRST_PARTY, load, 5, ""),
        ("ferry.compat", "warnings", "warnings", Bucket.STANDARD_LIBRARY, load, 1, ""),
        (crew, "ferry.routes.registry", REGISTRY, Bucket.FIRST_PARTY, load, 4, ""),
        (
            crew,
            "tests.test_tickets",
            "tests.test_tickets.CREW",
            Bucket.FIRST_PARTY,
            (ImportKind.LAZY,),
            44,
            "",
        ),
        (
            "ferry.prices",
            "ferry",
            "ferry.tariffs.Tariff",
            Bucket.BROKEN,
            (ImportKind.LOAD, ImportKind.OPTIONAL),
            2,
            "the module ferry.tariffs does not exist",
        ),
        (
            "ferry.prices",
            "",
            "plugins.load",
            Bucket.UNRESOLVABLE,
            (ImportKind.DYNAMIC,),
            9,
            "the argument is computed",
        ),
        ("ferry.routes.registry", crew, crew, Bucket.FIRST_PARTY, (ImportKind.TYPING,), 7, ""),
        ("ferry.routes.registry", "numpy", "numpy", Bucket.THIRD_PARTY, load, 2, ""),
        (
            "tools.migrate",
            "ferry",
            "ferry.config",
            Bucket.AMBIGUOUS,
            load,
            1,
            "two roots have this module",
        ),
    ]
    found = [
        ResolvedImport(
            importer=importer,
            imported=imported,
            path=path,
            name=path.rpartition(".")[2] if path != imported else "",
            bucket=bucket,
            kinds=kinds,
            scope="load_crew" if ImportKind.LAZY in kinds else "",
            guard="TYPE_CHECKING" if ImportKind.TYPING in kinds else "",
            file=_file(importer),
            line=line,
            reason=reason,
        )
        for importer, imported, path, bucket, kinds, line, reason in rows
    ]
    return tuple(sorted(found, key=lambda i: (i.importer, i.line)))


def build_uses(improved: bool) -> tuple[UseSite, ...]:
    """The use sites of the two managers, sorted by path, file and line."""
    crew = crew_module(improved)
    rows = [
        (MANAGER, MANAGER, "ferry.prices", 11, UseKind.ATTRIBUTE),
        (MANAGER, MANAGER, crew, 15, UseKind.IMPORT),
        ("ferry.TicketManager", MANAGER, "tools.migrate", 4, UseKind.IMPORT),
        ("ferry.TicketManager", MANAGER, "tests.test_tickets", 3, UseKind.IMPORT),
        ("ferry.TicketManager", MANAGER, "ferry.routes.registry", 9, UseKind.IMPORT),
        ("ferry.compat.TicketManager", MANAGER, crew, 6, UseKind.IMPORT),
        ("ferry.compat.TicketManager", MANAGER, "tests.test_tickets", 31, UseKind.STRING),
        ("ferry.tariffs.Tariff", "", "ferry.prices", 2, UseKind.IMPORT),
        (REGISTRY, REGISTRY, crew, 4, UseKind.IMPORT),
    ]
    if not improved:
        rows += [
            ("ferry.tickets.legacy.TicketManager", MANAGER, "ferry.prices", 3, UseKind.IMPORT),
            ("ferry.crew.TicketManager", MANAGER, "ferry.prices", 5, UseKind.IMPORT),
            ("ferry.routes.registry.Manager", MANAGER, "ferry.prices", 6, UseKind.IMPORT),
        ]
    found = [
        UseSite(
            path=path,
            definition=definition,
            importer=importer,
            file=_file(importer),
            line=line,
            zone=_zone(importer),
            kind=kind,
            call=kind is UseKind.ATTRIBUTE,
        )
        for path, definition, importer, line, kind in rows
    ]
    return tuple(sorted(found, key=lambda use: (use.path, use.file, use.line)))


_CLASSES = {
    MANAGER: PathClass.DEFINITION,
    REGISTRY: PathClass.DEFINITION,
    FACTORY: PathClass.DEFINITION,
    "ferry.TicketManager": PathClass.FACADE,
    "ferry.compat.TicketManager": PathClass.SHIM,
    "ferry.tickets.legacy.TicketManager": PathClass.ALIAS_ASSIGNMENT,
    "ferry.crew.TicketManager": PathClass.ACCIDENTAL,
    "ferry.routes.registry.Manager": PathClass.ALIAS_ASSIGNMENT,
}


def build_ledger(improved: bool) -> tuple[LedgerEntry, ...]:
    """Three symbols: a fragmented class, a well-kept one and a factory nobody uses."""
    uses = build_uses(improved)
    return (
        _entry(REGISTRY, "class", 20, uses, "inferred: the definition"),
        _entry(MANAGER, "class", 30, uses, "declared"),
        _entry(FACTORY, "function", 200, uses, "policy: the definition"),
    )


def _entry(
    definition: str, kind: str, line: int, uses: tuple[UseSite, ...], reason: str
) -> LedgerEntry:
    own = [use for use in uses if use.definition == definition]
    production = Counter(use.path for use in own if use.zone is Zone.PRODUCTION)
    total = production.total()
    shares = [count / total for count in production.values()]
    names = sorted({definition, *(use.path for use in own)}, key=lambda p: (-production[p], p))
    module, _, qualname = definition.rpartition(".")
    debt = sum(n for path, n in production.items() if _CLASSES[path] is PathClass.SHIM)
    return LedgerEntry(
        definition=SymbolDefinition(
            path=definition,
            module=module,
            qualname=qualname,
            kind=kind,
            file=_file(module),
            line=line,
            end_line=line + 9,
            zone=_zone(module),
        ),
        canonical=definition,
        canonical_reason=reason,
        paths=tuple(_path(path, definition, own) for path in names),
        paths_production=len(production),
        paths_test=len({use.path for use in own if use.zone is Zone.TEST}),
        max_paths=2 if definition == MANAGER else 1,
        fragmented=len(production) > (2 if definition == MANAGER else 1),
        canonical_share=production[definition] / total if total else None,
        entropy=-sum(share * math.log2(share) for share in shares) + 0.0,
        shim_debt=debt,
    )


def _path(path: str, definition: str, uses: list[UseSite]) -> PathEntry:
    own = sorted(
        (use for use in uses if use.path == path),
        key=lambda use: (use.zone is not Zone.PRODUCTION, use.file, use.line),
    )
    counts = Counter(use.zone.value for use in own)
    return PathEntry(
        path=path,
        path_class=_CLASSES[path],
        chain=(path,) if path == definition else (path, definition),
        uses=ZoneCounts(**counts),
        first_sites=tuple(f"{use.file}:{use.line}" for use in own[:5]),
    )


def build_cycles(improved: bool) -> tuple[Cycle, ...]:
    """A cycle through a typing import in both states; at load time only at the baseline."""
    crew = crew_module(improved)
    registry = "ferry.routes.registry"
    conceptual = Cycle(
        view=View.CONCEPTUAL,
        members=tuple(sorted((crew, registry))),
        imports=tuple(sorted(((crew, registry), (registry, crew)))),
        breakers=((registry, crew, "src/ferry/routes/registry.py", 7),),
    )
    if improved:
        return (conceptual,)
    loading = Cycle(
        view=View.LOAD_TIME,
        members=("ferry", "ferry.compat", "ferry.prices"),
        imports=(
            ("ferry", "ferry.compat"),
            ("ferry.compat", "ferry.prices"),
            ("ferry.prices", "ferry"),
        ),
        breakers=(("ferry.compat", "ferry.prices", "src/ferry/compat.py", 6),),
    )
    return (loading, conceptual)

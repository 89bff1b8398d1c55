"""Modules that run as `__main__` and are imported under their own name as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.analysis.identity.layout import Layout
from audit.analysis.identity.load_sites import list_names
from audit.analysis.identity.loaded_names import NameTracer
from audit.analysis.identity.risks import RiskReader
from audit.model.finding_identity import finding_fingerprint
from audit.model.findings import FindingKind, Location
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.loads import LoadKind, LoadSetting, SettingKind

__all__ = ["find_main_splits"]

_MAIN = "__main__"
_MOST_IMPORTS = 3


def find_main_splits(
    layout: Layout, settings: Sequence[LoadSetting], tracer: NameTracer, risks: RiskReader
) -> Iterator[IdentitySplit]:
    """A module that can be run, and whose run comes to import it again: `__main__` and the module
    are two.

    Files with a guard that asks for `__main__` and files that a setting runs. One that a setting
    runs is a finding of its own; those with nothing but a guard share one. What is imported
    elsewhere, but never by its own run, is one module in each process and no split.
    """
    commands = _commands(layout, settings)
    for file in sorted(layout.files):
        guards = [
            Location(file=file, line=fact.line, text=fact.text)
            for fact in layout.files[file].loads
            if fact.kind is LoadKind.MAIN
        ]
        runs = commands.get(file, [])
        names = list_names(tracer.names.get(file, {}))
        if not (guards or runs) or not names or file.endswith("__main__.py"):
            continue
        again = sorted(_importers_again(layout, tracer, file, by_name=bool(runs)))
        if not again:
            continue
        identity = file if runs else ""
        yield IdentitySplit(
            fingerprint=finding_fingerprint(FindingKind.IDENTITY_SPLIT, SplitCause.MAIN, identity),
            cause=SplitCause.MAIN,
            file=file,
            names=(_MAIN, *names),
            zone=layout.modules[file].zone,
            certain=bool(runs),
            evidence=(*runs, *guards),
            imports=tuple(_sites(tracer, file, again)),
            risks=risks.read(file),
        )


def _commands(layout: Layout, settings: Sequence[LoadSetting]) -> dict[str, list[Location]]:
    """The files that settings and code run, with the places that do."""
    found: dict[str, list[Location]] = {}
    named = {module.name: file for file, module in layout.modules.items()}
    for setting in settings:
        place = Location(file=setting.file, line=setting.line, text=setting.text)
        if setting.kind is SettingKind.RUN_MODULE and setting.value in named:
            found.setdefault(named[setting.value], []).append(place)
        elif setting.kind is SettingKind.RUN_FILE and setting.value in layout.files:
            found.setdefault(setting.value, []).append(place)
    for path, facts in sorted(layout.files.items()):
        for fact in facts.loads:
            if fact.kind is LoadKind.RUN_MODULE and fact.name in named:
                place = Location(file=path, line=fact.line, text=fact.text)
                found.setdefault(named[fact.name], []).append(place)
    return found


def _importers_again(
    layout: Layout, tracer: NameTracer, file: str, *, by_name: bool
) -> Iterator[str]:
    """The files that import the module while it runs as `__main__`.

    Run by name, or with relative imports, the packages around it are loaded first.
    """
    relative = any(fact.level for fact in layout.files[file].imports)
    packages = _packages(layout, file) if by_name or relative else []
    reached = tracer.processes.reach(
        target for each in (file, *packages) for target in tracer.processes.imported_by(each)
    )
    if file not in reached:
        return
    importers = {site.file for loaded in tracer.names[file].values() for site in loaded.sites}
    yield from importers & (reached | set(packages))


def _packages(layout: Layout, file: str) -> list[str]:
    found = []
    folder = file.rpartition("/")[0]
    while folder and layout.is_package(folder):
        found.append(f"{folder}/__init__.py")
        folder = folder.rpartition("/")[0]
    return found


def _sites(tracer: NameTracer, file: str, importers: Sequence[str]) -> Iterator[Location]:
    for name in list_names(tracer.names[file]):
        yield from tracer.names[file][name].sample(name, _MOST_IMPORTS, importers)

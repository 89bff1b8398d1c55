"""What changed between two revisions, told from both snapshots and, where at hand, their texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from audit.model.changes import (
    ChangeState,
    CommitLog,
    LineChange,
    ModuleChange,
    RevisionChanges,
    SignatureChange,
    SymbolChange,
)
from audit.model.comparison import Comparison, FileChanges
from audit.model.ledger import LedgerEntry
from audit.model.modules import Module, Zone
from audit.model.snapshot import Snapshot
from audit.phases.interface import Offer, find_offers
from audit.phases.moves import Moves, find_moves
from audit.phases.revision_pair import RevisionPair
from audit.phases.suite_syntax import parse_text

__all__ = ["compare_revisions"]


def compare_revisions(
    pair: RevisionPair, comparison: Comparison, commits: CommitLog
) -> RevisionChanges:
    """Files, modules, symbols, signatures, lines and commits that differ; see `RevisionChanges`.

    A file that moved with its bytes unchanged takes its modules and symbols along. Signatures and
    changed lines need both sources; without them the reason says so.
    """
    before, after = pair.before.snapshot, pair.after.snapshot
    forward, backward = find_moves(before.modules, after.modules)
    readable = pair.before.read is not None and pair.after.read is not None
    return RevisionChanges(
        files=comparison.files,
        paths=comparison.paths,
        modules=_modules(before.modules, after.modules, forward),
        symbols=_symbols(before, after, forward, backward),
        signatures=_signatures(pair, comparison.files) if readable else (),
        lines=_lines(pair, comparison.files, readable=readable),
        commits=commits,
        signatures_reason="" if readable else "The sources are not at hand, only the snapshots.",
    )


def _modules(
    before: Iterable[Module], after: Iterable[Module], forward: Moves
) -> tuple[ModuleChange, ...]:
    old, new = {m.name: m for m in before}, {m.name: m for m in after}
    moved = {target: name for name, target in forward.modules.items()}
    changes = [
        ModuleChange(
            name=name,
            zone=new[name].zone,
            state=ChangeState.MOVED if name in moved else ChangeState.ADDED,
            earlier=moved.get(name, ""),
        )
        for name in new.keys() - old.keys()
    ]
    changes += [
        ModuleChange(name=name, zone=old[name].zone, state=ChangeState.REMOVED)
        for name in old.keys() - new.keys() - forward.modules.keys()
    ]
    changes += [
        ModuleChange(name=name, zone=new[name].zone, state=ChangeState.DEPRECATED)
        for name in old.keys() & new.keys()
        if new[name].deprecated and not old[name].deprecated
    ]
    return tuple(sorted(changes, key=lambda change: (change.name, change.state)))


def _symbols(
    before: Snapshot, after: Snapshot, forward: Moves, backward: Moves
) -> tuple[SymbolChange, ...]:
    old, new = _by_path(before), _by_path(after)
    moved = {
        target: path
        for path in old.keys() - new.keys()
        if (target := forward.translate_name(path)) in new
        and backward.translate_name(target) == path
    }
    changes = [
        _symbol(
            new[path], ChangeState.MOVED if path in moved else ChangeState.ADDED, moved.get(path)
        )
        for path in new.keys() - old.keys()
    ]
    gone = old.keys() - new.keys() - set(moved.values())
    changes += [_symbol(old[path], ChangeState.REMOVED) for path in gone]
    changes += [
        _symbol(new[path], ChangeState.DEPRECATED)
        for path in old.keys() & new.keys()
        if new[path].deprecation and not old[path].deprecation
    ]
    return tuple(sorted(changes, key=lambda change: (change.path, change.state)))


def _by_path(snapshot: Snapshot) -> Mapping[str, LedgerEntry]:
    return {entry.definition.path: entry for entry in snapshot.ledger}


def _symbol(entry: LedgerEntry, state: ChangeState, earlier: str | None = None) -> SymbolChange:
    definition = entry.definition
    return SymbolChange(
        path=definition.path,
        kind=definition.kind,
        zone=definition.zone,
        state=state,
        earlier=earlier or "",
    )


def _signatures(pair: RevisionPair, files: FileChanges) -> tuple[SignatureChange, ...]:
    """Classes, functions and methods on both sides of a changed file that are called otherwise."""
    names = {module.file: module.name for module in reversed(pair.after.snapshot.modules)}
    changes = [
        SignatureChange(
            path=f"{names.get(path, path)}.{qualname}",
            before=old[qualname].signature,
            after=new[qualname].signature,
            zone=zone,
            file=path,
            line=new[qualname].line,
            annotations=old[qualname].call == new[qualname].call,
        )
        for earlier, path, zone in _kept(files)
        for old, new in [(_offers(pair, 0, earlier), _offers(pair, 1, path))]
        for qualname in old.keys() & new.keys()
        if old[qualname].signature != new[qualname].signature
    ]
    return tuple(sorted(changes, key=lambda change: (change.path, change.file)))


def _kept(files: FileChanges) -> tuple[tuple[str, str, str], ...]:
    """Files on both sides whose bytes differ: earlier path, later path, zone."""
    return (*((path, path, zone) for path, zone in files.changed), *files.rewritten)


def _offers(pair: RevisionPair, side: int, path: str) -> dict[str, Offer]:
    text = _text(pair, side, path)
    tree = parse_text(text) if text is not None else None
    return {offer.qualname: offer for offer in find_offers(tree)} if tree is not None else {}


def _text(pair: RevisionPair, side: int, path: str) -> str | None:
    read = (pair.before, pair.after)[side].read
    return read(path) if read is not None else None


def _lines(pair: RevisionPair, files: FileChanges, *, readable: bool) -> tuple[LineChange, ...]:
    old, new = _line_counts(pair.before.snapshot), _line_counts(pair.after.snapshot)
    added, removed = _churn(pair, files) if readable else (Counter[str](), Counter[str]())
    zones = [zone.value for zone in Zone if zone.value in old or zone.value in new]
    return tuple(
        LineChange(
            zone=zone,
            before=old[zone],
            after=new[zone],
            added=added[zone] if readable else None,
            removed=removed[zone] if readable else None,
        )
        for zone in zones
    )


def _line_counts(snapshot: Snapshot) -> Counter[str]:
    counts: Counter[str] = Counter()
    for module in {module.file: module for module in reversed(snapshot.modules)}.values():
        counts[module.zone.value] += module.lines
    return counts


def _churn(pair: RevisionPair, files: FileChanges) -> tuple[Counter[str], Counter[str]]:
    """Lines that one side alone has, as many times as it has them more often; moves within a
    file do not count."""
    added, removed = Counter[str](), Counter[str]()
    gone, come = {old for old, _, _ in files.rewritten}, {new for _, new, _ in files.rewritten}
    touched: list[tuple[str | None, str | None, str]] = [
        *((None, path, zone) for path, zone in files.added if path not in come),
        *((path, None, zone) for path, zone in files.removed if path not in gone),
        *_kept(files),
    ]
    for *paths, zone in touched:
        old, new = (
            Counter((_text(pair, side, path) or "").splitlines() if path else ())
            for side, path in enumerate(paths)
        )
        added[zone] += (new - old).total()
        removed[zone] += (old - new).total()
    return added, removed

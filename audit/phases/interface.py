"""What callers must know of production code, and which names of it changed."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit.phases.suite_syntax import parse_text

__all__ = ["Interface", "Offer", "build_interface", "find_offers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A class, function or method: dotted `qualname`, signature as text, 1-based line. `call` is
    the signature without annotations: what a caller has to know."""

    qualname: str
    signature: str
    line: int
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """Last names of what production code renamed, moved, added, removed or gave another
    signature; a test that changed in these places only followed its code."""

    names: frozenset[str]


def find_offers(tree: ast.Module) -> tuple[Offer, ...]:
    """Classes, functions and methods of a module, sorted by qualified name. The signature of a
    class is its bases, `object` left out."""
    found = {offer.qualname: offer for offer in _offers(tree.body, "")}
    return tuple(found[name] for name in sorted(found))


def build_interface(before: Mapping[str, str], after: Mapping[str, str]) -> Interface:
    """The changed names between production files that differ (path to text, each side).

    A name is compared across all the files, so a definition that only moved to another file does
    not count; one whose signature changed somewhere does.
    """
    old, new = _by_name(before.values()), _by_name(after.values())
    changed = {
        name.rpartition(".")[2]
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }
    changed |= {
        qualname.rpartition(".")[0]
        for qualname in old.keys() | new.keys()
        if qualname.endswith(".__init__") and old.get(qualname) != new.get(qualname)
    }
    return Interface(names=frozenset(name for name in changed if not name.startswith("__")))


def _by_name(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for text in texts:
        tree = parse_text(text)
        for offer in find_offers(tree) if tree else ():
            found.setdefault(offer.qualname, set()).add(offer.signature)
    return {name: frozenset(signatures) for name, signatures in found.items()}


def _offers(body: Iterable[ast.stmt], prefix: str) -> Iterator[Offer]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            written = [ast.unparse(base) for base in node.bases]
            bases = f"({', '.join(base for base in written if base != 'object')})"
            yield Offer(
                qualname=f"{prefix}{node.name}", signature=bases, line=node.lineno, call=bases
            )
            yield from _offers(node.body, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Offer(
                qualname=f"{prefix}{node.name}",
                signature=_signature(node),
                line=node.lineno,
                call=_call(node),
            )
        elif isinstance(node, ast.If | ast.Try):
            inner = [*node.body, *node.orelse, *getattr(node, "finalbody", [])]
            inner += [item for each in getattr(node, "handlers", []) for item in each.body]
            yield from _offers(inner, prefix)


def _call(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """The parameters by kind with their defaults, annotations left out."""
    given = node.args
    bare = ast.arguments(
        posonlyargs=[ast.arg(arg=each.arg) for each in given.posonlyargs],
        args=[ast.arg(arg=each.arg) for each in given.args],
        vararg=ast.arg(arg=given.vararg.arg) if given.vararg else None,
        kwonlyargs=[ast.arg(arg=each.arg) for each in given.kwonlyargs],
        kw_defaults=given.kw_defaults,
        kwarg=ast.arg(arg=given.kwarg.arg) if given.kwarg else None,
        defaults=given.defaults,
    )
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    return f"{start}({ast.unparse(bare)})"


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{start}({ast.unparse(node.args)}){returns}"

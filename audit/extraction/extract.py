"""One file's bytes to its facts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from operator import attrgetter

from audit.extraction.cache import decode_facts, encode_facts
from audit.extraction.imports import flat_imports
from audit.extraction.loads import read_loads
from audit.extraction.namespace_writes import read_module_calls, read_namespace_writes
from audit.extraction.parse import ParsedFile, parse_source, read_flat_imports, run_with_room
from audit.extraction.shared_state import read_shared_state
from audit.extraction.walk import read_lazy_names, walk_statements
from audit.model.facts import BindingFact, FileFacts, ParseProblem

__all__ = ["extract_encoded", "extract_facts"]

_RECURSION_LIMIT = 30_000


def extract_facts(content: bytes, blob: str) -> FileFacts:
    """Read one file's bytes into position-free facts.

    `blob` is the git blob id of `content` and only travels along. A file that does not parse, is
    not UTF-8 or nests too deeply gives facts with `problems`, never an exception; what could be
    read is in them.
    """
    return decode_facts(extract_encoded(content, blob))


def extract_encoded(content: bytes, blob: str) -> bytes:
    """The same as `extract_facts`, as `encode_facts` gives it: no record of the model is made."""
    return run_with_room(len(content), lambda: encode_facts(_extract(content, blob)))


def _extract(content: bytes, blob: str) -> FileFacts:
    previous = sys.getrecursionlimit()
    sys.setrecursionlimit(max(previous, _RECURSION_LIMIT))
    try:
        parsed = parse_source(content)
        try:
            return _walked(parsed, content, blob)
        except RecursionError:
            return _imports_only(parsed, content, blob)
    finally:
        sys.setrecursionlimit(previous)


def _walked(parsed: ParsedFile, content: bytes, blob: str) -> FileFacts:
    statements = parsed.statements()
    walk = walk_statements(parsed.text, statements)
    writes = read_namespace_writes(parsed.text, statements, walk.imports)
    facts = FileFacts(
        blob=blob,
        lines=_count_lines(content),
        statements=walk.statements,
        logic=walk.logic,
        imports=tuple(walk.imports),
        bindings=_in_line_order(walk.bindings, writes.others),
        classes=tuple(sorted(walk.classes, key=lambda fact: (fact.line, fact.qualname))),
        functions=tuple(sorted(walk.functions, key=lambda fact: (fact.line, fact.qualname))),
        exports=tuple(walk.exports),
        lazy=read_lazy_names(walk),
        deprecations=tuple(walk.deprecations),
        strings=tuple(walk.strings),
        uses=walk.settled_uses(),
        module_aliases=tuple(walk.module_aliases),
        dynamic_names=walk.dynamic_names or writes.own,
        states=read_shared_state(parsed.text, statements),
        loads=read_loads(parsed.text, statements, walk.imports),
        checks=walk.settled_checks(),
        mentions=walk.mentions.settle(walk.classes),
        namespace_writers=tuple(sorted(writes.writers)),
        module_calls=read_module_calls(statements),
        given_attributes=tuple(sorted(walk.given_attributes)),
        unseen_classes=tuple(sorted(walk.unseen_classes | writes.classes)),
        problems=parsed.problems,
    )
    walk.close()
    return facts


def _in_line_order(
    bindings: Sequence[BindingFact], more: Sequence[BindingFact]
) -> tuple[BindingFact, ...]:
    return tuple(sorted([*bindings, *more], key=attrgetter("line")) if more else bindings)


def _imports_only(parsed: ParsedFile, content: bytes, blob: str) -> FileFacts:
    problem = ParseProblem(
        line=1, message="an expression nests too deeply; only the imports were read"
    )
    return FileFacts(
        blob=blob,
        lines=_count_lines(content),
        imports=tuple(flat_imports(read_flat_imports(parsed))),
        problems=(*parsed.problems, problem),
    )


def _count_lines(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n") if content else 0)

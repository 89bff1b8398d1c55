"""Which names can lead to a component, and what of a file's facts mentions one of them.

A symbol keeps its last name on every path that leads to it, unless something renames it: `import
… as`, an alias assignment, a lazy entry. So the names that matter are the last names that the
component's patterns allow, closed under the renames seen so far.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.analysis.families.class_names import read_class_name
from audit.analysis.families.thresholds import MINIMUM_SHARED_NAMES
from audit.analysis.history.digests import digest_with_lines, digest_without_lines
from audit.model.facts import ClassFact, FileFacts, ImportFact
from audit.model.rules import Component

__all__ = ["Mention", "Relevance"]

_STAR = b"\xa1*"  # the string "*" as MessagePack
_NO_ALIASES = b"module_aliases\x90"  # an empty array
_AFTER_DOT = re.compile(rb"\.(\w*)")  # the last part of a dotted name as far as it is ASCII
_DOTTED_BINDING = re.compile(rb"\.\w+\xa4kind")  # the end of a dotted name, then the next key


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What of one file can matter to the component.

    `facts` hold only imports, uses and strings with a relevant name (and the imports that bind
    the first part of a relevant chain); None when there are none. `binds`: it binds a relevant
    name or may hand one on. `everywhere`: it changes other modules' namespaces. `kin`: it defines
    a class whose stem is one of the component's, or that shares three public methods with one.
    `digest` is equal for files that mention alike, classes apart.
    """

    facts: FileFacts | None
    binds: bool
    everywhere: bool
    kin: bool
    digest: bytes


class Relevance:
    """The relevant names so far; `learn` makes them more, never fewer."""

    def __init__(self, component: Component) -> None:
        self._patterns = [_last_name_pattern(pattern) for pattern in component.symbols]
        self._literal = {p for p in self._patterns if not set(p) & set("*?[")}
        self._globs = [
            re.compile(fnmatch.translate(p)) for p in self._patterns if p not in self._literal
        ]
        self._names: set[str] = set(self._literal)
        self._names |= {path.rpartition(".")[2] for path in component.canonical}
        self._stems: set[str] = set()
        self._methods: dict[str, set[str]] = {}
        self._known: dict[str, bool] = {}
        self._lines_matter = bool(component.factory)
        for name in self._literal:
            self._add_stem(name)
        self._method_texts: list[list[bytes]] = []
        self._literals, self._folded = self._list_texts()

    def may_mention(self, content: bytes) -> bool:
        """Whether encoded facts could mention a relevant name; False is sure, True is not."""
        if any(text in content for text in self._literals) or _STAR in content:
            return True
        if _NO_ALIASES not in content or _DOTTED_BINDING.search(content) is not None:
            return True
        lower = content.lower() if self._folded else b""
        if any(text in lower for text in self._folded):
            return True
        if not self._method_texts:
            return False
        ends = set(_AFTER_DOT.findall(content))
        return any(
            sum(map(ends.__contains__, texts)) >= MINIMUM_SHARED_NAMES
            for texts in self._method_texts
        )

    def is_relevant(self, name: str) -> bool:
        """Whether a name can be the component's."""
        known = self._known.get(name)
        if known is None:
            known = name in self._names or any(glob.match(name) for glob in self._globs)
            self._known[name] = known
        return known

    def learn(self, facts: FileFacts) -> bool:
        """Add what the file renames relevant names to, and the stems of the component's classes;
        True when that is new."""
        before = self._size()
        for new, parts in _renames(facts):
            if not self.is_relevant(new) and any(map(self.is_relevant, parts)):
                self._names.add(new)
                self._known[new] = True
        for fact in facts.classes:
            name = fact.qualname.rpartition(".")[2]
            if name in self._literal or any(glob.match(name) for glob in self._globs):
                self._add_stem(name)
                self._methods.setdefault(name, set()).update(_public_methods(fact))
        if self._size() == before:
            return False
        self._literals, self._folded = self._list_texts()
        return True

    def find_mention(self, facts: FileFacts) -> Mention | None:
        """What of the file matters; None when nothing does."""
        uses = tuple(use for use in facts.uses if self._any(use.chain))
        strings = tuple(text for text in facts.strings if self._any(text.value.replace(":", ".")))
        roots = {use.chain.partition(".")[0] for use in uses}
        imports = tuple(fact for fact in facts.imports if self._imports(fact, roots))
        kin = any(map(self._is_kin, facts.classes))
        everywhere = bool(facts.module_aliases) or any("." in b.name for b in facts.bindings)
        binds = self._binds(facts)
        if not (uses or strings or imports or kin or everywhere or binds):
            return None
        trimmed = None
        if uses or strings or imports:
            trimmed = dataclasses.replace(
                facts, imports=imports, uses=uses, strings=strings, bindings=()
            )
        names = [b.name for b in facts.bindings if self.is_relevant(b.name)]
        return Mention(
            facts=trimmed,
            binds=binds,
            everywhere=everywhere,
            kin=kin,
            digest=self._digest((imports, uses, strings, names, binds, everywhere, kin)),
        )

    def _any(self, dotted: str) -> bool:
        return any(map(self.is_relevant, dotted.split(".")))

    def _imports(self, fact: ImportFact, roots: set[str]) -> bool:
        if self.is_relevant(fact.name or fact.module.rpartition(".")[2]):
            return True
        return (fact.alias or fact.name or fact.module.partition(".")[0]) in roots

    def _binds(self, facts: FileFacts) -> bool:
        return (
            any(self.is_relevant(binding.name) for binding in facts.bindings)
            or any(fact.name == "*" and not fact.scope for fact in facts.imports)
            or (
                facts.lazy is not None and any(self.is_relevant(e.name) for e in facts.lazy.entries)
            )
        )

    def _is_kin(self, fact: ClassFact) -> bool:
        name = fact.qualname.rpartition(".")[2]
        if self.is_relevant(name) or read_class_name(name).stem in self._stems:
            return True
        public = _public_methods(fact)
        return any(len(public & own) >= MINIMUM_SHARED_NAMES for own in self._methods.values())

    def _size(self) -> tuple[int, int, int]:
        return len(self._names), len(self._stems), sum(map(len, self._methods.values()))

    def _add_stem(self, name: str) -> None:
        stem = read_class_name(name).stem
        if stem:
            self._stems.add(stem)

    def _digest(self, mentioned: tuple[object, ...]) -> bytes:
        """Line numbers count only where they can be seen."""
        if self._lines_matter:
            return digest_with_lines(mentioned)
        return digest_without_lines(mentioned)

    def _list_texts(self) -> tuple[list[bytes], list[bytes]]:
        """Texts one of which stands in all encoded facts that mention a relevant name, and such
        texts in lower case for stems."""
        literals = {name.encode("utf-8", "replace") for name in self._names}
        for pattern in self._patterns:
            if pattern not in self._literal:
                literals.add(max(re.split(r"[*?\[\]]", pattern), key=len).encode())
        stems = {max(stem.split(), key=len).encode() for stem in self._stems}
        self._method_texts = [
            _AFTER_DOT.findall(f".{'.'.join(methods)}".encode("utf-8", "replace"))
            for methods in self._methods.values()
        ]
        return sorted(literals), sorted(stems)


def _public_methods(fact: ClassFact) -> set[str]:
    names = (method.qualname.rpartition(".")[2] for method in fact.methods)
    return {name for name in names if not name.startswith("_")}


def _last_name_pattern(pattern: str) -> str:
    """A pattern that the last name of every path matches that `pattern` matches.

    A star may stand for dots too, so what follows the first star of the last part may begin
    anywhere; in brackets anything can happen.
    """
    last = pattern.rpartition(".")[2]
    if "[" in pattern:
        return "*"
    return f"*{last.partition('*')[2]}" if "*" in last else last


def _renames(facts: FileFacts) -> Iterator[tuple[str, Iterable[str]]]:
    """Names that stand for something of another name, with the parts of that."""
    for fact in facts.imports:
        if fact.alias and fact.alias != fact.name:
            yield fact.alias, (fact.name or fact.module.rpartition(".")[2],)
    for binding in facts.bindings:
        if binding.target:
            yield binding.name.rpartition(".")[2], binding.target.split(".")
    for entry in facts.lazy.entries if facts.lazy is not None else ():
        yield entry.name, (*entry.attribute.split("."), entry.module.rpartition(".")[2])
    for alias in facts.module_aliases:
        yield alias.key.rpartition(".")[2], alias.value.split(".")

"""What the deprecation marks on a symbol itself say to its users."""

from __future__ import annotations

import re
from functools import cached_property

from audit.analysis.families.class_names import GENERIC_NAMES
from audit.graph.codebase import Codebase
from audit.model.facts import BindingKind, DeprecationFact, FileFacts
from audit.model.ledger import SymbolDefinition

__all__ = ["MarkReader"]

_NOTHING_TOLD = "no replacement can be read"
_CHANGES = re.compile(
    r"\bwill\s+(?:\w+\s+)?(?:return|change|default|be\s+changed)\b", re.IGNORECASE
)
_GOES = re.compile(r"deprecat|remov|renam|moved|replaced|obsolete|no longer", re.IGNORECASE)
_PART = re.compile(
    r"(?:the\s+)?\S+\s+(?:keyword\s+)?(?:parameter|argument|keyword|kwarg|option)s?\b"
    r"|passing\b|using\s+an?\b|.*\bnow\s+requires\b",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"(?:the\s+)?(?P<names>[`*'\"]+\w[\w.]*(?:\(\))?[`*'\"]+"
    r"(?:(?:\s*,)?(?:\s*(?:and|or))?\s*[`*'\"]+\**\w[\w.]*(?:\(\))?[`*'\"]+)*)\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_HAPPENS = re.compile(
    r"(?:keyword\s+|optional\s+)*(?:parameter|argument|keyword|kwarg|option|attribute|method)s?\b"
    r"|(?:is|are|was|were|has\s+been|have\s+been|will\s+be)\s+(?:now\s+)?"
    r"(?:deprecated|unused|not\s+used|ignored|removed|renamed|obsolete|no\s+longer)"
    r"|now\s+\w+s?\b",
    re.IGNORECASE,
)
_TELLS_FOR_OTHERS = re.compile(r"_|.*(?:warn|deprecat|check|validat|emit)", re.IGNORECASE)


class MarkReader:
    """Reads the marks of one codebase's symbols."""

    def __init__(self, codebase: Codebase) -> None:
        self._codebase = codebase

    def read(self, definition: SymbolDefinition) -> str:
        """What the marks of a symbol name instead: a dotted path, else the base of a subclass shim,
        else their words; "" for a symbol without a mark.

        A decorator, a docstring directive and a constructor that always warns mark the symbol. A
        function that always warns is marked where the words name it, or where they name what to
        use instead: it may warn of something else. A name that the module binds to it (`old =
        _warn_and_go_on`) is its name as well. Words about a parameter or about a result that
        will change mark nothing.
        """
        facts = self._codebase.index.facts(definition.module)
        if facts is None or not facts.deprecations:
            return ""
        names = (definition.qualname, *_other_names(facts, definition.qualname))
        marks = [mark for mark in facts.deprecations if _speaks_of(mark, definition, names)]
        if not marks:
            return ""
        told = (
            *(self._named_path(facts, mark) for mark in marks),
            self._inherited(definition),
            *(mark.message for mark in marks),
        )
        return next(filter(None, told), _NOTHING_TOLD)

    def find_shim_base(self, definition: SymbolDefinition) -> str:
        """The path of the class that a subclass shim stands for, "" for anything else.

        A subclass shim adds nothing to its one base and bears its name, in another module. Under
        another name an empty subclass says something: exceptions and markers do. A name that
        frameworks prescribe says nothing.
        """
        if definition.kind != "class" or definition.qualname in GENERIC_NAMES:
            return ""
        fact = self._codebase.symbols.namespaces.class_fact(definition.module, definition.qualname)
        if fact is None or fact.decorators or fact.body != "empty":
            return ""
        base = self._inherited(definition)
        module, _, name = base.rpartition(".")
        return base if name == definition.qualname and module != definition.module else ""

    def _inherited(self, definition: SymbolDefinition) -> str:
        """What a subclass shim, a marked class without a body of its own, hands on: its base."""
        symbols = self._codebase.symbols
        fact = symbols.namespaces.class_fact(definition.module, definition.qualname)
        if fact is None or fact.body == "normal" or len(fact.bases) != 1:
            return ""
        base = symbols.follow(f"{definition.module}.{fact.bases[0]}")[0].definition
        return base.path if base is not None and base.kind == "class" else ""

    def _named_path(self, facts: FileFacts, mark: DeprecationFact) -> str:
        """The import path that a mark names, "" where it names none: `nx.hits` in a file that
        imports networkx as nx is `networkx.hits`, and `Model.dump` or `pd.array` are no paths by
        themselves."""
        path = mark.replacement
        root, _, rest = path.partition(".")
        if not rest:
            return ""
        for fact in facts.imports:
            if fact.alias == root and fact.name is None and not fact.level:
                return f"{fact.module}.{rest}"
        index = self._codebase.index
        if index.is_first_party(root):
            return path if self._codebase.symbols.follow(path)[0].kind != "missing" else ""
        outside = index.is_standard_library(root) or root in self._imported_roots
        return path if outside or mark.message == path else ""

    @cached_property
    def _imported_roots(self) -> frozenset[str]:
        return frozenset(each.path.partition(".")[0] for each in self._codebase.imports)


def _other_names(facts: FileFacts, name: str) -> tuple[str, ...]:
    """What the module binds to a name of its own, at module level and in no branch."""
    return tuple(
        binding.name
        for binding in facts.bindings
        if binding.kind is BindingKind.ALIAS and binding.target == name and not binding.branch
    )


def _speaks_of(mark: DeprecationFact, definition: SymbolDefinition, names: tuple[str, ...]) -> bool:
    name, text = definition.qualname, mark.message
    constructs = mark.scope in (f"{name}.__init__", f"{name}.__new__")
    if mark.conditional or not (constructs or mark.scope == name):
        return False
    if constructs and "__init__" in text:
        return False
    is_directive = mark.category == "docstring"
    if not is_directive and mark.line <= definition.line:
        return True  # a decorator
    if _PART.match(text) or (_CHANGES.search(text) and not _GOES.search(text)):
        return False
    if _is_about_others(text, names):
        return False
    return is_directive or constructs or _warns_of_itself(mark, name, names)


def _is_about_others(text: str, names: tuple[str, ...]) -> bool:
    """Whether the words begin with names of something else and say what happens to that, or are
    nothing but a name that is set off as parameters are (`*convert*`)."""
    found = _SUBJECTS.match(text)
    if found is None:
        return False
    told = {name.rpartition(".")[2] for name in re.findall(r"\w[\w.]*", found["names"])}
    if told & {part for name in names for part in name.split(".")}:
        return False
    rest = found["rest"]
    return found["names"].startswith("*") if not rest else _HAPPENS.match(rest) is not None


def _warns_of_itself(mark: DeprecationFact, name: str, names: tuple[str, ...]) -> bool:
    """Whether a warning that each call of a function gives is about the function."""
    text = mark.message
    if text.startswith((".", "'", '"', "`")) and not text.lstrip("'\"`")[:1].isalpha():
        return False  # `f"{name}.{other} is deprecated"`: who is meant is known at run time
    if mark.replacement:
        text = re.sub(rf"(?<![\w.]){re.escape(mark.replacement)}(?!\w)", "", text)
    if any(re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text) for each in names):
        return True
    instead = mark.replacement.rpartition(".")[2]
    return instead not in ("", name) and not _TELLS_FOR_OTHERS.match(name)

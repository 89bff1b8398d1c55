"""Where a file names the classes that it defines itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from audit.extraction.records import make_mention
from audit.model.facts import ClassFact, MentionFact

__all__ = ["Mentions"]

_CLASS = re.compile(r"class[^\S\n]+(\w+)")


class Mentions:
    """Collects the chains that may name a class of the file.

    `names` are the last names of all classes of the file, those of strings and comments that look
    like one included: they are asked for before the walk, so that most names cost one look.
    """

    def __init__(self, text: str) -> None:
        self.names = _class_names(text)
        self._noted: Counter[tuple[str, str]] = Counter()

    def note(self, chain: str, scope: str) -> None:
        """Note a dotted chain or plain name with one of the names in it, a value in the scope."""
        self._noted[chain, scope] += 1

    def settle(self, classes: Iterable[ClassFact]) -> tuple[MentionFact, ...]:
        """How often each class is named outside of itself, those that are, by qualified name.

        A nested class counts in any place of a chain (`self.Inner`), another at its start. What a
        function calls by the same name counts, too: who asks wants to know that nothing is there.
        """
        by_name: dict[str, set[str]] = {}
        for fact in classes:
            by_name.setdefault(fact.qualname.rpartition(".")[2], set()).add(fact.qualname)
        counts: Counter[str] = Counter()
        for (chain, scope), times in self._noted.items():
            root, *attributes = chain.split(".")
            for name in {root, *attributes}:
                for qualname in by_name.get(name, ()):
                    inside = f"{scope}.".startswith(f"{qualname}.")
                    if not inside and (name == root or "." in qualname):
                        counts[qualname] += times
        return tuple(make_mention(name=name, count=counts[name]) for name in sorted(counts))


def _class_names(text: str) -> frozenset[str]:
    """What follows the word `class` where a line begins with it. A pattern that begins with the
    line would stop at each of them; this one stops at the word."""
    found = set()
    for match in _CLASS.finditer(text):
        start = match.start()
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if not before or before.isspace():
            found.add(match[1])
    return frozenset(found)

"""A module index that follows a tree from revision to revision and notes what is asked of it.

It is a `ModuleIndex` whose containers are live: facts are loaded when somebody looks, and every
name that somebody looks up is noted. An answer computed from it stays right as long as nothing
changed under the noted names; that is what makes it safe not to compute it again.
"""

from __future__ import annotations

import contextlib
import copy
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import TypeVar

from audit.graph.codebase import build_codebase
from audit.graph.module_index import ModuleIndex
from audit.model.facts import FileFacts
from audit.model.modules import Module, ModulePlace

__all__ = ["LiveIndex", "prefixes"]

_Value = TypeVar("_Value")
_REQUIREMENTS = "the requirements"  # no name of a module
Load = Callable[[str], FileFacts | None]


class LiveIndex(ModuleIndex):
    """The modules of one revision after another.

    `names` lists only the modules in `listed`: whoever goes through all modules goes through
    those. `reads` collects the names looked up, whether they exist or not; within `noting_apart`,
    those of that block alone.
    """

    def __init__(self, load: Load) -> None:
        super().__init__(())
        self.listed: tuple[str, ...] = ()
        self.reads: set[str] = set()
        self._load = load
        self._places: dict[str, list[ModulePlace]] = {}
        self._below: Counter[str] = Counter()
        self._tops: Counter[str] = Counter()
        self._built: dict[str, tuple[ModulePlace, Module]] = {}
        self._extensions: frozenset[str] = frozenset()
        self._needed: frozenset[str] = frozenset()
        self._direct: Counter[str] = Counter()
        self._inner_of: dict[str, str] = {}
        self._wire()

    def _wire(self) -> None:
        """Put live containers where the index keeps its own."""
        self._modules = _Looked(self.reads, self._module_of, self._places)  # type: ignore[assignment]
        self._facts = _Looked(self.reads, self._facts_of, self._places)  # type: ignore[assignment]
        self._compiled = _Asked(self.reads, self._is_extension)  # type: ignore[assignment]
        self._namespaces = _Asked(self.reads, self._is_namespace)  # type: ignore[assignment]
        self._top_level = _Asked(self.reads, self._is_top)  # type: ignore[assignment]
        self._closed = _Asked(self.reads, self._holds_modules)
        self._requirements = _Needed(self.reads, self._needed)  # type: ignore[assignment]
        self._inner = self._inner_of  # asked after `_top_level`, which notes the same name
        self.ambiguous = _Looked(self.reads, self._claimants, self._places)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in `listed` that are modules, in that order."""
        return tuple(name for name in self.listed if name in self._places)

    @contextlib.contextmanager
    def noting_apart(self) -> Iterator[set[str]]:
        """Collect the reads inside the `with` block in a set of their own, not in `reads`."""
        before = set(self.reads)
        self.reads.clear()
        apart: set[str] = set()
        try:
            yield apart
        finally:
            apart |= self.reads
            self.reads.clear()
            self.reads |= before

    def view(self, listed: Iterable[str], facts: Mapping[str, FileFacts]) -> LiveIndex:
        """The same index with another list of names, and other facts for some modules."""
        other = copy.copy(self)
        other.listed = tuple(listed)
        other._load = self._load
        other._wire()
        given = dict(facts)

        def facts_of(name: str) -> FileFacts | None:
            return given[name] if name in given else self._facts_of(name)

        other._facts = _Looked(self.reads, facts_of, self._places)  # type: ignore[assignment]
        return other

    def place(self, name: str) -> ModulePlace | None:
        """Where the module of that name is, None when there is none."""
        places = self._places.get(name)
        if not places:
            return None
        return places[0] if len(places) == 1 else min(places, key=_first)

    def require(self, requirements: Iterable[str]) -> set[str]:
        """Replace the distributions that the code needs; return a mark that stands among the reads
        of whoever looked at them, nothing when they are the same."""
        needed = frozenset(requirements)
        if needed == self._needed:
            return set()
        self._needed = needed
        self._wire()
        return {_REQUIREMENTS}

    def change(
        self, removed: Iterable[ModulePlace], added: Iterable[ModulePlace], compiled: Iterable[str]
    ) -> set[str]:
        """Replace places; return the names whose existence or file changed.

        A file that stays where it was with other content is no such change.
        """
        before, after = list(removed), list(added)
        extensions = frozenset(compiled)
        names = {place.name for place in (*before, *after)}
        moved = extensions ^ self._extensions
        around = {above for name in names | moved for above in prefixes(name)}
        old = {name: self._shape(name) for name in names | moved | around}
        for place in before:
            self._places[place.name].remove(place)
            self._count(place.name, -1, top=True)
            self._count_direct(place, -1)
            if not self._places[place.name]:
                del self._places[place.name]
        for place in after:
            self._places.setdefault(place.name, []).append(place)
            self._count(place.name, 1, top=True)
            self._count_direct(place, 1)
        for name in moved:
            step = 1 if name in extensions else -1
            self._count(name, step, top=False)
            self._direct[name.rpartition(".")[0]] += step
        self._extensions = extensions
        return {name for name in old if old[name] != self._shape(name)}

    def _shape(self, name: str) -> tuple[object, ...]:
        place = self.place(name)
        kept = (place.file, place.root, place.zone, place.is_package) if place else None
        return (
            kept,
            self._claimants(name),
            self._is_namespace(name),
            self._is_top(name),
            self._holds_modules(name),
            self._inner_of.get(name),
            (name in self._extensions),
        )

    def _count(self, name: str, step: int, *, top: bool) -> None:
        for above in prefixes(name):
            self._below[above] += step
        if top:
            self._tops[name.partition(".")[0]] += step

    def _count_direct(self, place: ModulePlace, step: int) -> None:
        parent, _, _ = place.name.rpartition(".")
        if not place.is_package:
            self._direct[parent] += step
        elif place.file == "__init__.py" and parent:
            top = place.name.partition(".")[0]
            if step > 0:
                self._inner_of[top] = place.name
            else:
                self._inner_of.pop(top, None)

    def _module_of(self, name: str) -> Module | None:
        place = self.place(name)
        if place is None:
            return None
        known = self._built.get(name)
        if known is not None and known[0] == place:
            return known[1]
        facts = self._load(place.blob)
        if facts is None:
            return None
        module = build_codebase((place,), {place.blob: facts}).index.module(name)
        if module is not None:
            self._built[name] = (place, module)
        return module

    def _facts_of(self, name: str) -> FileFacts | None:
        place = self.place(name)
        return self._load(place.blob) if place is not None else None

    def _claimants(self, name: str) -> tuple[str, ...] | None:
        files = {place.file for place in self._places.get(name, ())}
        return tuple(sorted(files)) if len(files) > 1 else None

    def _is_extension(self, name: str) -> bool:
        return name in self._extensions

    def _is_namespace(self, name: str) -> bool:
        return self._below[name] > 0 and name not in self._places

    def _holds_modules(self, name: str) -> bool:
        return self._direct[name] > 0

    def _is_top(self, name: str) -> bool:
        return self._tops[name] > 0


class _Looked(Mapping[str, _Value]):
    """A mapping that computes its values and notes every key asked for."""

    def __init__(
        self, reads: set[str], find: Callable[[str], _Value | None], keys: Mapping[str, object]
    ) -> None:
        self._reads = reads
        self._find = find
        self._keys = keys

    def __getitem__(self, key: str) -> _Value:
        self._reads.add(key)
        value = self._find(key)
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            self._reads.add(key)
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._keys))

    def __len__(self) -> int:
        return len(self._keys)


class _Asked(Set[str]):
    """A set that computes membership and notes every element asked for."""

    def __init__(self, reads: set[str], holds: Callable[[str], bool]) -> None:
        self._reads = reads
        self._holds = holds

    def __contains__(self, element: object) -> bool:
        if not isinstance(element, str):
            return False
        self._reads.add(element)
        return self._holds(element)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Needed(Set[str]):
    """The distributions that the code needs; notes that somebody looked, not at which."""

    def __init__(self, reads: set[str], needed: frozenset[str]) -> None:
        self._reads = reads
        self._needed = needed

    def __contains__(self, element: object) -> bool:
        self._reads.add(_REQUIREMENTS)
        return element in self._needed

    def __iter__(self) -> Iterator[str]:
        self._reads.add(_REQUIREMENTS)
        return iter(self._needed)

    def __len__(self) -> int:
        return len(self._needed)


def _first(place: ModulePlace) -> tuple[bool, str]:
    return not place.is_package, place.file


def prefixes(name: str) -> Iterator[str]:
    """What a dotted name begins with, the longest first, itself not among them."""
    above = name.rpartition(".")[0]
    while above:
        yield above
        above = above.rpartition(".")[0]

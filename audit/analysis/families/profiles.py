"""A class prepared for comparison: everything that many comparisons would compute again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.analysis.families.class_names import ClassName, read_class_name
from audit.analysis.families.overlaps import Elements, Multisets
from audit.analysis.families.thresholds import MINIMUM_SHARED_NAMES
from audit.model.facts import ClassFact, FunctionFact
from audit.model.families import ClassRecord

__all__ = [
    "TRIVIAL_BASES",
    "Profile",
    "build_profiles",
    "find_delegate",
    "may_share_interface",
]

# Bases that say nothing about a class's job. Spelled as code spells them, without module.
_TRIVIAL_BASES_TEXT = """
    object ABC ABCMeta Protocol Generic Enum IntEnum StrEnum Flag Exception BaseException
    ValueError TypeError RuntimeError KeyError LookupError AttributeError OSError Warning
    NamedTuple TypedDict BaseModel dict list str int tuple set type TestCase SimpleTestCase
    IsolatedAsyncioTestCase Thread Mapping MutableMapping Sequence Iterator Iterable
"""
TRIVIAL_BASES = frozenset(_TRIVIAL_BASES_TEXT.split())


@dataclass(frozen=True, eq=False, kw_only=True)
class Profile:
    """A class with its derived data, most of it made when it is first asked for.

    `index` is the position in path order, `path` the definition path. `methods` maps a name to the
    definition that callers see; `public` are its names without leading underscore; nobody calls
    test methods, so they are no interface. `ancestors` are all bases, `telling_bases` those that
    say something about the job. `shapes` and `bags` hold those of all classes, by index.
    """

    index: int
    path: str
    record: ClassRecord
    fact: ClassFact
    name: ClassName
    methods: dict[str, FunctionFact]
    public: frozenset[str]
    ancestors: frozenset[str]
    telling_bases: frozenset[str]
    shapes: Multisets
    bags: Multisets

    @property
    def shape(self) -> Elements:
        """The multiset of its syntax 4-grams as distinct numbers: the second occurrence of an
        element is another number."""
        return self.shapes[self.index]

    @property
    def bag(self) -> Elements:
        """The same of its identifiers and constants."""
        return self.bags[self.index]

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The names of its attributes."""
        return frozenset(self.fact.attributes)

    @cached_property
    def collaborators(self) -> frozenset[str]:
        """What its methods call, as written."""
        return frozenset(self.fact.collaborators)

    @cached_property
    def coroutines(self) -> int:
        """How many of its methods are async."""
        return sum(method.signature.is_async for method in self.methods.values())

    @cached_property
    def kin(self) -> frozenset[str]:
        """The paths of all its ancestors, of what encloses it, and its own."""
        return self.ancestors.union(_list_prefixes(self.path))

    @cached_property
    def _delegation(self) -> tuple[str, frozenset[str]]:
        return find_delegate(self.methods, self.collaborators)

    @property
    def delegate(self) -> str:
        """The attribute that most public methods hand their call on to, "" when there is none."""
        return self._delegation[0]

    @property
    def delegated(self) -> frozenset[str]:
        """The names of the methods that do."""
        return self._delegation[1]


def _visible_methods(fact: ClassFact) -> dict[str, FunctionFact]:
    """Methods by name: overload variants and property setters give way to what they belong to."""
    methods: dict[str, FunctionFact] = {}
    for method in fact.methods:
        name = method.qualname.rpartition(".")[2]
        accessor = method.decorators and any(
            text.endswith((".setter", ".deleter", ".getter")) for text in method.decorators
        )
        known = methods.get(name)
        if known is None or (known.body == "overload" or not accessor):
            methods[name] = method
    return methods


def find_delegate(
    methods: dict[str, FunctionFact], collaborators: frozenset[str]
) -> tuple[str, frozenset[str]]:
    """The attribute (`self._inner`) that receives the calls of most public methods, and which
    methods those are: `self._inner.close` is called in a class that has a method `close`."""
    receivers: dict[str, set[str]] = {}
    called = set(collaborators)
    for method in methods.values():
        called.update(method.returns)
    for text in called:
        receiver, _, name = text.rpartition(".")
        if receiver.startswith("self.") and receiver.count(".") == 1 and name in methods:
            receivers.setdefault(receiver, set()).add(name)
    if not receivers:
        return "", frozenset()
    best = min(receivers, key=lambda receiver: (-len(receivers[receiver]), receiver))
    return best, frozenset(receivers[best])


def _list_prefixes(path: str) -> list[str]:
    """`a`, `a.b` and `a.b.C` of `a.b.C`."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def _build_profile(
    index: int, record: ClassRecord, name: ClassName, shapes: Multisets, bags: Multisets
) -> Profile:
    methods = _visible_methods(record.fact)
    ancestors = frozenset(record.ancestors).union(record.bases)
    return Profile(
        index=index,
        path=record.path,
        record=record,
        fact=record.fact,
        name=name,
        methods=methods,
        public=frozenset(name for name in methods if not name.startswith(("_", "test"))),
        ancestors=ancestors,
        telling_bases=frozenset(
            base for base in ancestors if base.rpartition(".")[2] not in TRIVIAL_BASES
        ),
        shapes=shapes,
        bags=bags,
    )


def build_profiles(classes: Sequence[ClassRecord]) -> list[Profile]:
    """Profiles in path order (then file and line), whatever the order of `classes`."""
    ordered = sorted(classes, key=lambda record: (record.path, record.file, record.fact.line))
    shapes = Multisets([record.fact.fingerprint.shape for record in ordered])
    bags = Multisets([record.fact.fingerprint.bag for record in ordered])
    known: dict[str, ClassName] = {}
    profiles = []
    for index, record in enumerate(ordered):
        name = record.fact.qualname.rpartition(".")[2]
        read = known.get(name) or known.setdefault(name, read_class_name(name))
        profiles.append(_build_profile(index, record, read, shapes, bags))
    return profiles


def may_share_interface(left: Profile, right: Profile) -> bool:
    """False when too few public names are shared for a verdict on the interface."""
    least = 1 if left.name.colour != right.name.colour else MINIMUM_SHARED_NAMES
    return len(left.public & right.public) >= least

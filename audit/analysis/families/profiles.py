"""A class prepared for comparison: everything that many comparisons would compute again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.analysis.families.class_names import ClassName, read_class_name
from audit.analysis.families.overlaps import Elements, label_repeats
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A class with its derived data.

    `index` is the position in path order, `path` the definition path. `shape` and `bag` are
    multisets as distinct numbers: the second occurrence of an element is another number. `methods`
    maps a name to the definition that callers see; `public` are its names without leading
    underscore; nobody calls test methods, so they are no interface. `telling_bases` are the
    ancestors that say something about the job; `kin` are the paths of all ancestors, of what
    encloses the class, and its own. `coroutines` counts async methods. `delegate` is the attribute
    that most public methods hand their call on to, `delegated` the names of those methods.
    """

    index: int
    path: str
    record: ClassRecord
    fact: ClassFact
    name: ClassName
    shape: Elements
    bag: Elements
    methods: dict[str, FunctionFact]
    public: frozenset[str]
    attributes: frozenset[str]
    collaborators: frozenset[str]
    ancestors: frozenset[str]
    telling_bases: frozenset[str]
    coroutines: int
    kin: frozenset[str]
    delegate: str
    delegated: frozenset[str]


def _visible_methods(fact: ClassFact) -> dict[str, FunctionFact]:
    """Methods by name: overload variants and property setters give way to what they belong to."""
    methods: dict[str, FunctionFact] = {}
    for method in fact.methods:
        name = method.qualname.rpartition(".")[2]
        accessor = any(
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


def _build_profile(index: int, record: ClassRecord, shape: Elements, bag: Elements) -> Profile:
    fact = record.fact
    methods = _visible_methods(fact)
    collaborators = frozenset(fact.collaborators)
    delegate, delegated = find_delegate(methods, collaborators)
    ancestors = frozenset(record.ancestors) | frozenset(record.bases)
    return Profile(
        index=index,
        path=record.path,
        record=record,
        fact=fact,
        name=read_class_name(fact.qualname.rpartition(".")[2]),
        shape=shape,
        bag=bag,
        methods=methods,
        public=frozenset(name for name in methods if not name.startswith(("_", "test"))),
        attributes=frozenset(fact.attributes),
        collaborators=collaborators,
        ancestors=ancestors,
        telling_bases=frozenset(
            base for base in ancestors if base.rpartition(".")[2] not in TRIVIAL_BASES
        ),
        coroutines=sum(method.signature.is_async for method in methods.values()),
        kin=ancestors.union(_list_prefixes(record.path)),
        delegate=delegate,
        delegated=delegated,
    )


def build_profiles(classes: Sequence[ClassRecord]) -> list[Profile]:
    """Profiles in path order (then file and line), whatever the order of `classes`."""
    ordered = sorted(classes, key=lambda record: (record.path, record.file, record.fact.line))
    shapes = label_repeats([record.fact.fingerprint.shape for record in ordered])
    bags = label_repeats([record.fact.fingerprint.bag for record in ordered])
    return [
        _build_profile(index, record, shape, bag)
        for index, (record, shape, bag) in enumerate(zip(ordered, shapes, bags, strict=True))
    ]


def may_share_interface(left: Profile, right: Profile) -> bool:
    """False when too few public names are shared for a verdict on the interface."""
    least = 1 if left.name.colour != right.name.colour else MINIMUM_SHARED_NAMES
    return len(left.public & right.public) >= least

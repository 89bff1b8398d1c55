"""Facts of one file: what its bytes alone say.

Facts are position-free. They depend on neither path nor module name; relative imports stand as
written, names are unresolved. That is what makes a cache by content right across renames,
branches and phases.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from audit.model.export_facts import ExportFact, LazyFact, ModuleAliasFact
from audit.model.loads import CheckFact, LoadFact

__all__ = [
    "BindingFact",
    "BindingKind",
    "ClassFact",
    "DeprecationFact",
    "FileFacts",
    "Fingerprint",
    "FunctionFact",
    "ImportFact",
    "ImportKind",
    "MentionFact",
    "Parameter",
    "ParseProblem",
    "Signature",
    "StateFact",
    "StringFact",
    "UseFact",
]


class ImportKind(enum.StrEnum):
    """All that can be true of an import; kinds are never merged, views choose among them."""

    LOAD = "load"
    CLASS_BODY = "class_body"
    LAZY = "lazy"
    LAZY_KEYWORD = "lazy_keyword"
    TYPING = "typing"
    OPTIONAL = "optional"
    GUARDED = "guarded"
    DYNAMIC = "dynamic"
    STRING = "string"
    STAR = "star"
    IMPLICIT_PARENT = "implicit_parent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFact:
    """One imported name of one statement.

    `module` as written ("" in `from . import x`), `level` counts the leading dots, `name` is the
    imported name (None for `import a.b`, "*" for a star), `alias` what follows `as`. `guard` is
    the text of the conditions around it, `scope` the qualified name of the enclosing function or
    class ("" at module level). `computed`: dynamic, with an argument that is not a literal.
    """

    module: str
    level: int
    name: str | None
    alias: str | None
    kinds: tuple[ImportKind, ...]
    scope: str
    guard: str
    line: int
    computed: bool = False


class BindingKind(enum.StrEnum):
    """How a module-level name got its value."""

    IMPORT = "import"
    CLASS = "class"
    FUNCTION = "function"
    ALIAS = "alias"
    VALUE = "value"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingFact:
    """A module-level name being bound, in source order.

    `target` is the dotted text on the right of an alias assignment (`X = pkg.Y`); `index` is the
    position in `FileFacts.imports` for an import, else -1. `branch` names the branch of a
    conditional that the binding stands in ("" when unconditional), `typing` whether it exists
    for type checkers only. A name with dots is given to something imported; `m.__setattr__` stands
    for names of `m` that are computed, and `index` is the import of `m` then.
    """

    name: str
    kind: BindingKind
    line: int
    target: str = ""
    index: int = -1
    branch: str = ""
    typing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter. `kind`: positional, any, variadic, keyword, keywords. Texts as written."""

    name: str
    kind: str
    annotation: str = ""
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a caller must know of a function; annotation texts are as written."""

    parameters: tuple[Parameter, ...] = ()
    returns: str = ""
    is_async: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFact:
    """A function or method.

    `decorators` as dotted text without arguments. `body` is `normal`, `empty` (docstring, pass,
    ellipsis), `raises` (can only raise) or `overload`. `returns` holds the dotted names that
    return statements call or hand back (`return Manager(...)` gives `Manager`), in order.
    """

    qualname: str
    line: int
    end_line: int
    signature: Signature
    decorators: tuple[str, ...] = ()
    body: str = "normal"
    returns: tuple[str, ...] = ()
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Normalised syntax of a class body: formatting, comments and docstrings do not count.

    `exact` and `renamed` are digests of the syntax with names, and with names replaced in order
    of first appearance. `shape` packs the sorted 32-bit hashes of all 4-grams over identifier-
    blind syntax, `bag` those of identifiers and constants (little-endian unsigned integers,
    repeats kept). `tokens` counts the syntax tokens.
    """

    exact: str
    renamed: str
    shape: bytes
    bag: bytes
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFact:
    """A class, nested ones included.

    `bases` and `decorators` as dotted text. `attributes`: names assigned in the class body, then
    those assigned on `self`. `collaborators`: dotted names that its methods call. `body` is
    `normal`, `empty` or `warns` (nothing but a constructor that warns and delegates).
    """

    qualname: str
    line: int
    end_line: int
    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    metaclass: str
    methods: tuple[FunctionFact, ...]
    attributes: tuple[str, ...]
    collaborators: tuple[str, ...]
    fingerprint: Fingerprint
    body: str = "normal"
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeprecationFact:
    """A deprecation mark.

    `scope` is the qualified name that warns ("" for the module itself, `__getattr__` for a lazy
    name), `name` the name it speaks of where that can be read, `replacement` the dotted path that
    the text names, or "". `category` is the warning's class, or `docstring` for a directive that
    does not warn. `conditional`: it stands in a branch and may not be about the whole scope.
    """

    scope: str
    name: str
    category: str
    message: str
    replacement: str
    line: int
    conditional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StringFact:
    """A dotted string and the place it stands in: the dotted name of the call or assignment."""

    value: str
    context: str
    scope: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFact:
    """A dotted chain that starts at an imported name (`m.C.run`); `call` when it is called."""

    chain: str
    scope: str
    line: int
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionFact:
    """How often the file names a class of its own as a value, outside of the class: as a base, in
    a call, as an argument, as what another name is bound to. `name` is its qualified name."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFact:
    """A value that a module or class holds for everybody: `name` is qualified (`Class.items`).

    `value` is what it is made of: the name of a container (`dict`, `deque`), else the dotted text
    of the call (`Manager`). `changed_in` are the qualified names of the functions that change it in
    place or bind it anew, sorted. `declared` tells how a class body binds a container: `plain`,
    `field` (annotated) or `class` (annotated as ClassVar); "" for everything else.
    """

    name: str
    value: str
    line: int
    changed_in: tuple[str, ...] = ()
    declared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseProblem:
    """A place where the file does not parse; what could be read of the rest is kept."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Everything that one file's bytes say.

    `logic` counts the module-level statements that are more than re-exports, `__all__`,
    docstrings, warnings and constants of the lazy machinery. `dynamic_names`: the module writes
    into its own namespace (`globals()[…] = …`, `exec`), so it may have names unseen here.
    `namespace_writers`: qualified names of its functions that write into the namespace of whoever
    calls them or of what they are handed (`sys.modules[cls.__module__]`); `module_calls`: dotted
    names that its module-level statements call, builtins apart. `given_attributes`: what the file
    sets on its classes outside of their bodies (`Class.name`), `unseen_classes`: qualified names of
    those that may have attributes which cannot be seen, `*` for all of the file.
    `states`: values that module and classes hold for everybody, by line. `loads`: what changes
    the import path or loads files by place, by line; `checks`: names that decide by identity;
    `mentions`: which classes of its own it names, by name.
    """

    blob: str
    lines: int = 0
    statements: int = 0
    logic: int = 0
    imports: tuple[ImportFact, ...] = ()
    bindings: tuple[BindingFact, ...] = ()
    classes: tuple[ClassFact, ...] = ()
    functions: tuple[FunctionFact, ...] = ()
    exports: tuple[ExportFact, ...] = ()
    lazy: LazyFact | None = None
    deprecations: tuple[DeprecationFact, ...] = ()
    strings: tuple[StringFact, ...] = ()
    uses: tuple[UseFact, ...] = ()
    module_aliases: tuple[ModuleAliasFact, ...] = ()
    dynamic_names: bool = False
    states: tuple[StateFact, ...] = ()
    loads: tuple[LoadFact, ...] = ()
    checks: tuple[CheckFact, ...] = ()
    mentions: tuple[MentionFact, ...] = ()
    namespace_writers: tuple[str, ...] = ()
    module_calls: tuple[str, ...] = ()
    given_attributes: tuple[str, ...] = ()
    unseen_classes: tuple[str, ...] = ()
    problems: tuple[ParseProblem, ...] = ()

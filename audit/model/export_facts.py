"""Facts about what a module gives others beside its bindings: `__all__`, names that it hands out
on demand, entries in `sys.modules`."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ExportFact", "LazyEntry", "LazyFact", "ModuleAliasFact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFact:
    """One operation on `__all__`, in source order.

    `operation` is set, add or remove; `names` are literal names; `modules` are dotted texts whose
    own `__all__` takes part (`sub` in `__all__ += sub.__all__`, or the name that
    `from sub import __all__` gives it); `complete` is False when part of the value could not be
    read.
    """

    operation: str
    names: tuple[str, ...]
    modules: tuple[str, ...]
    line: int
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyEntry:
    """A name that the module's `__getattr__` hands out: `module` as written, `attribute` or "".

    An empty `attribute` means the module itself. `deprecated`: handing it out warns, and `advice`
    is what the warning names instead, a dotted path or other words, or "".
    """

    name: str
    module: str
    attribute: str
    line: int
    deprecated: bool = False
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyFact:
    """What a module-level `__getattr__` answers.

    `entries` by name; `delegates` are dotted texts of modules or objects that every other name
    is looked up on; `opaque` when some answers could not be read. `deprecated`: what comes from
    the delegates warns. `stub`: the names stand in the `.pyi` file beside (`attach_stub`).
    """

    entries: tuple[LazyEntry, ...]
    delegates: tuple[str, ...]
    opaque: bool
    line: int
    deprecated: bool = False
    stub: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleAliasFact:
    """`sys.modules[key] = value`: `key` a literal or `__name__`, `value` dotted text."""

    key: str
    value: str
    line: int

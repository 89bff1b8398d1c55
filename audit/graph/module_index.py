"""Which modules there are: names, namespace packages, the files behind them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from audit.model.facts import FileFacts, ImportFact
from audit.model.modules import Module, Zone

__all__ = ["ModuleIndex"]

# Names that some supported or former version of Python has, whichever runs the kit.
_OTHER_VERSIONS = frozenset(
    """
    __main__ _typeshed aifc annotationlib asynchat asyncore audioop cgi cgitb chunk
    compression crypt distutils imghdr imp lib2to3 mailcap msilib nis nntplib
    ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib tomllib uu xdrlib
    """.split()  # noqa: SIM905
)
_STANDARD_LIBRARY = frozenset(sys.stdlib_module_names) | _OTHER_VERSIONS
# Built into the interpreter, frozen, or loaded before any program: no file of that name on the
# path is ever found in their place.
_ALWAYS_LOADED = frozenset(
    """
    _abc _codecs _collections_abc _frozen_importlib _frozen_importlib_external _imp _io
    _signal _sitebuiltins _stat _thread _warnings _weakref abc atexit builtins codecs
    encodings errno faulthandler gc genericpath importlib io itertools marshal nt ntpath
    os posix posixpath site stat sys time winreg zipimport
    """.split()  # noqa: SIM905
)


class ModuleIndex:
    """All modules of the codebase by name, with the facts of their files.

    `ambiguous` holds names that two different files claim; the first by file name is kept.
    `compiled` are dotted names of extension modules, which exist but cannot be read.
    `requirements` are the distributions that the code needs, by their PEP 503 names.
    """

    def __init__(
        self,
        modules: Iterable[tuple[Module, FileFacts]],
        compiled: Iterable[str] = (),
        requirements: Iterable[str] = (),
    ) -> None:
        self._modules: dict[str, Module] = {}
        self._facts: dict[str, FileFacts] = {}
        self._by_file: dict[str, str] = {}
        ambiguous: dict[str, set[str]] = {}
        for module, facts in sorted(
            modules, key=lambda pair: (pair[0].name, not pair[0].is_package, pair[0].file)
        ):
            known = self._modules.get(module.name)
            if known is not None:
                ambiguous.setdefault(module.name, {known.file}).add(module.file)
                continue
            self._modules[module.name] = module
            self._facts[module.name] = facts
            self._by_file.setdefault(module.file, module.name)
        self.ambiguous: Mapping[str, tuple[str, ...]] = {
            name: tuple(sorted(files)) for name, files in sorted(ambiguous.items())
        }
        self._compiled = frozenset(compiled)
        self._requirements = frozenset(requirements)
        self._namespaces = self._find_namespaces()
        names = {*self._modules, *self._compiled}
        self._closed: AbstractSet[str] = {
            name.rpartition(".")[0]
            for name in names
            if name in self._compiled or not self._modules[name].is_package
        }
        self._inner: Mapping[str, str] = {
            name.partition(".")[0]: name
            for name, module in self._modules.items()
            if "." in name and module.is_package and module.file == "__init__.py"
        }
        self._top_level = {name.partition(".")[0] for name in names} - _ALWAYS_LOADED

    def _find_namespaces(self) -> frozenset[str]:
        found: set[str] = set()
        for name in (*self._modules, *self._compiled):
            parent = name.rpartition(".")[0]
            while parent and parent not in found:
                if parent not in self._modules:
                    found.add(parent)
                parent = parent.rpartition(".")[0]
        return frozenset(found)

    @property
    def names(self) -> tuple[str, ...]:
        """All module names, sorted."""
        return tuple(self._modules)

    def module(self, name: str) -> Module | None:
        """The module of that name, None when there is none (a namespace package has no file)."""
        return self._modules.get(name)

    def facts(self, name: str) -> FileFacts | None:
        """The facts of the module's file."""
        return self._facts.get(name)

    def exists(self, name: str) -> bool:
        """Whether `import name` finds something: a file, a namespace, an extension module."""
        return name in self._modules or name in self._namespaces or name in self._compiled

    def is_compiled(self, name: str) -> bool:
        """Whether it is an extension module."""
        return name in self._compiled and name not in self._modules

    def is_shared_namespace(self, name: str) -> bool:
        """Whether it is a namespace package (PEP 420) that holds packages only.

        Distributions share such a one (`google.cloud`): what is not in it may be in another.
        """
        return name in self._namespaces and name not in self._closed

    def is_required(self, path: str) -> bool:
        """Whether what is missing below a namespace package may lie in a distribution that the code
        needs: `poems.core` with `poems-core` or `poems`, `cloud.store` with `cloud-store-blob`."""
        if path.rpartition(".")[0] not in self._namespaces:
            return False
        wanted = path.replace(".", "-").replace("_", "-").lower()
        return any(
            f"{name}-".startswith(f"{wanted}-") or wanted.startswith(f"{name}-")
            for name in self._requirements
        )

    def is_first_party(self, name: str) -> bool:
        """Whether the first part of a dotted name is one of the codebase's top-level names.

        Where the source is a package of a larger one (`shop.till` alone), only names within it.
        """
        top = name.partition(".")[0]
        if top not in self._top_level:
            return False
        inner = self._inner.get(top)
        return inner is None or name == inner or name.startswith(f"{inner}.")

    def is_standard_library(self, name: str) -> bool:
        """Whether the first part of a dotted name is in the standard library."""
        return name.partition(".")[0] in _STANDARD_LIBRARY

    def absolute_name(self, importer: str, fact: ImportFact) -> str:
        """The absolute dotted name of the module that an import statement names.

        "" when a relative import leaves the top-level package. An absolute name that is no
        top-level name of the codebase but lies beside the importer, in a folder that is no
        package, is found there: that folder is on the path when a script or a test runs. Not so
        for a distribution that the code needs, nor for production code inside a package. Last,
        with the folders above a root in front (`src.shop.till` for `src/shop/till.py`) it is found
        where code runs in the source's own folder.
        """
        return self._without_init(self._written_name(importer, fact))

    def is_below_nameless(self, importer: str, fact: ImportFact) -> bool:
        """Whether a relative import leads into the source's own folder, which is a package by its
        `__init__.py` and nobody knows under which name."""
        levels = importer.count(".") + self._modules[importer].is_package
        return fact.level == levels + 1 and self.exists("__init__")

    def bound_name(self, importer: str, fact: ImportFact) -> str:
        """The absolute dotted name of what `import a.b` binds to `a`."""
        target, top = self.absolute_name(importer, fact), fact.module.partition(".")[0]
        beside = target.endswith(fact.module)
        return target.removesuffix(fact.module) + top if beside else top

    def _without_init(self, name: str) -> str:
        """`pkg.__init__` is the file of `pkg`."""
        while name.endswith(".__init__") and name not in self._modules:
            name = name.removesuffix(".__init__")
        return name

    def _written_name(self, importer: str, fact: ImportFact) -> str:
        if not fact.level:
            return self._beside(importer, fact.module)
        base = importer
        for _ in range(fact.level - self._modules[importer].is_package):
            base = base.rpartition(".")[0]
        return f"{base}.{fact.module}" if base and fact.module else base

    def _beside(self, importer: str, name: str) -> str:
        if self.is_first_party(name) or self.is_standard_library(name):
            return name
        folder = importer.rpartition(".")[0]
        top = name.partition(".")[0]
        beside = f"{folder}.{top}"
        if (
            folder in self._namespaces
            and beside != importer
            and self.exists(beside)
            and not self._is_needed(top)
            and (self._modules[importer].zone is not Zone.PRODUCTION or not self._is_inside(folder))
        ):
            return f"{folder}.{name}"
        return name if self._is_needed(top) else self._below_root(name) or name

    def _is_needed(self, top: str) -> bool:
        return top.replace("_", "-").lower() in self._requirements

    def _below_root(self, name: str) -> str:
        """The module whose file a name leads to from the source's folder, "" when there is none."""
        folder, _, rest = name.partition(".")
        while rest:
            module = self._modules.get(rest)
            if module is not None and module.root == folder:
                return rest
            part, _, rest = rest.partition(".")
            folder = f"{folder}/{part}"
        return ""

    def _is_inside(self, folder: str) -> bool:
        """Whether a folder lies in a package with an `__init__.py`: nobody puts it on the path."""
        parent = folder.rpartition(".")[0]
        while parent and parent not in self._modules:
            parent = parent.rpartition(".")[0]
        return bool(parent)

"""Every import of every module to exactly one bucket, with the reason where it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from audit.graph.loading_strings import loads_code, makes_name
from audit.graph.outcomes import Outcome
from audit.graph.symbols import SymbolTable
from audit.model.facts import ImportFact, ImportKind, StringFact
from audit.model.imports import Bucket, ResolvedImport

__all__ = ["ImportResolver"]


class ImportResolver:
    """Resolves import facts and code-loading strings of one module after the other.

    A string that is the argument of a dynamic import counts once, as that import.
    """

    def __init__(self, symbols: SymbolTable) -> None:
        self._symbols = symbols
        self._index = symbols.index

    def resolve_module(self, importer: str) -> Iterator[ResolvedImport]:
        """All imports of one module, in source order, strings last."""
        module = self._index.module(importer)
        facts = self._index.facts(importer)
        if module is None or facts is None:
            return
        dynamic = set()
        for fact in facts.imports:
            item = self._resolve(importer, module.file, fact)
            yield item
            if fact.name == "*" and item.bucket is Bucket.FIRST_PARTY:
                yield from self._starred_submodules(item)
            if ImportKind.DYNAMIC in fact.kinds:
                dynamic.add((fact.line, fact.module))
        for text in facts.strings:
            counted = (text.line, text.value) in dynamic
            if not counted and loads_code(text) and self._index.is_first_party(text.value):
                yield self._resolve_string(importer, module.file, text)

    def _starred_submodules(self, star: ResolvedImport) -> Iterator[ResolvedImport]:
        """A star loads the submodules that `__all__` names and the package does not bind."""
        namespaces = self._symbols.namespaces
        for name in namespaces.declared_exports(star.imported) or ():
            submodule = f"{star.imported}.{name}"
            if self._index.exists(submodule) and not namespaces.binds(star.imported, name):
                yield replace(star, imported=submodule, path=submodule)

    def _resolve(self, importer: str, file: str, fact: ImportFact) -> ResolvedImport:
        target, path, bucket, reason = self._judge(importer, fact)
        return ResolvedImport(
            importer=importer,
            imported=target,
            path=path,
            name=fact.name or "",
            bucket=bucket,
            kinds=fact.kinds,
            scope=fact.scope,
            guard=fact.guard,
            file=file,
            line=fact.line,
            reason=reason,
            alias=fact.alias or "",
            level=fact.level,
        )

    def _judge(self, importer: str, fact: ImportFact) -> tuple[str, str, Bucket, str]:
        written = "." * fact.level + fact.module
        if fact.computed:
            return "", written, Bucket.UNRESOLVABLE, "the argument is computed at run time"
        target = self._index.absolute_name(importer, fact)
        if not target and self._index.is_below_nameless(importer, fact):
            reason = "the source's own folder is a package whose name is not told"
            return "", written, Bucket.UNRESOLVABLE, reason
        if not target:
            reason = "the relative import leaves the top-level package"
            return "", written, Bucket.BROKEN, reason
        path = f"{target}.{fact.name}" if fact.name and fact.name != "*" else target
        if not self._index.is_first_party(target):
            top = target.partition(".")[0]
            standard = self._index.is_standard_library(target)
            return top, path, Bucket.STANDARD_LIBRARY if standard else Bucket.THIRD_PARTY, ""
        return self._judge_own(importer, target, path, fact)

    def _judge_own(
        self, importer: str, target: str, path: str, fact: ImportFact
    ) -> tuple[str, str, Bucket, str]:
        files = self._index.ambiguous.get(target)
        if files:
            return target, path, Bucket.AMBIGUOUS, "claimed by " + " and ".join(files)
        if not self._index.exists(target):
            return self._through_names(target, path, fact)
        if fact.name is None or fact.name == "*":
            return target, path, Bucket.FIRST_PARTY, ""
        if target == importer and self._is_own_submodule(path, fact):
            return path, path, Bucket.FIRST_PARTY, ""
        return self._name_in_module(target, path, fact)

    def _is_own_submodule(self, path: str, fact: ImportFact) -> bool:
        """`from . import x` in a package that does not bind `x` before."""
        module, _, name = path.rpartition(".")
        namespaces = self._symbols.namespaces
        position = namespaces.position_of_line(module, fact.line)
        bound = namespaces.positioned_bindings(module, name, position)
        return self._index.exists(path) and not bound

    def _through_names(
        self, target: str, path: str, fact: ImportFact
    ) -> tuple[str, str, Bucket, str]:
        """A module path that is no file: a `sys.modules` entry, or broken."""
        if not self._symbols.may_be_module(target):
            return target, path, Bucket.BROKEN, f"there is no module {target}"
        outcome = self._symbols.follow(target)[0]
        if outcome.kind == "module":
            return outcome.path, path, Bucket.FIRST_PARTY, ""
        if outcome.kind == "external":
            return outcome.path.partition(".")[0], path, Bucket.THIRD_PARTY, ""
        if outcome.open:
            return target, path, Bucket.UNRESOLVABLE, outcome.reason
        if outcome.definition is not None:  # `six.moves`: an object that a finder makes a module
            reason = self._symbols.openness.find(outcome.definition.module)
            if reason:
                return target, path, Bucket.UNRESOLVABLE, reason
        return target, path, Bucket.BROKEN, f"there is no module {target}"

    def _name_in_module(
        self, target: str, path: str, fact: ImportFact
    ) -> tuple[str, str, Bucket, str]:
        outcomes = self._symbols.member(target, fact.name or "")
        best = outcomes[0]
        if best.kind == "module" and best.path == path:
            return path, path, Bucket.FIRST_PARTY, ""
        if best.kind == "missing":
            bucket = Bucket.UNRESOLVABLE if best.open else Bucket.BROKEN
            return target, path, bucket, best.reason
        return target, path, Bucket.FIRST_PARTY, ""

    def _resolve_string(self, importer: str, file: str, text: StringFact) -> ResolvedImport:
        path = text.value.replace(":", ".")
        outcome = self._symbols.follow(path)[0]
        bucket, reason = Bucket.FIRST_PARTY, ""
        if outcome.kind == "missing" and not (makes_name(text) and self._has_owner(path)):
            bucket = Bucket.UNRESOLVABLE if outcome.open else Bucket.BROKEN
            reason = outcome.reason
        return ResolvedImport(
            importer=importer,
            imported=self._module_of(outcome, path),
            path=path,
            name="",
            bucket=bucket,
            kinds=(ImportKind.STRING,),
            scope=text.scope,
            guard="",
            file=file,
            line=text.line,
            reason=reason,
        )

    def _has_owner(self, path: str) -> bool:
        return self._symbols.follow(path.rpartition(".")[0])[0].kind in ("module", "symbol")

    def _module_of(self, outcome: Outcome, path: str) -> str:
        if outcome.kind == "module":
            return outcome.path
        module = path
        while module and not self._index.exists(module):
            module = module.rpartition(".")[0]
        return module

"""The tests of one revision as text: parsed, indexed, and what each test stands on.

Nothing is run or imported. A *unit* is a module-level definition of a test file: a function, a
class, a method, a constant. What a test stands on is the closure of the units that its own unit
names: helpers, constants, fixtures by parameter, autouse fixtures, `pytestmark`, set-up methods,
and the same in other test files that it imports.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from audit.model.modules import Module, Zone
from audit.phases.suite_syntax import (
    TestFile,
    class_header,
    is_autouse,
    is_fixture,
    parse_test_file,
    parse_text,
    references,
)

__all__ = ["SuiteSource", "Unit", "build_suite_source"]

_SETUP = frozenset(
    {
        "asyncSetUp",
        "setUp",
        "setUpClass",
        "setUpModule",
        "setup_class",
        "setup_function",
        "setup_method",
        "setup_module",
        "tearDown",
        "teardown_method",
    }
)
_DEPTH = 10
_HOOKS = ("pytest_", "collect_ignore")
_AMBIENT = ("pytestmark", "pytest_plugins", "setUpModule", "setup_function", "setup_module")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One definition: `file`, dotted `name` in it, and its statements (several when it is bound
    more than once)."""

    file: str
    name: str
    nodes: tuple[ast.stmt, ...]

    @property
    def line(self) -> int:
        """The first line, decorators left out."""
        return self.nodes[0].lineno


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteSource:
    """All test files of one revision. `modules` leads from module names to paths; `production`
    holds the production module names; `unreadable` are files that could not be parsed."""

    files: Mapping[str, TestFile]
    modules: Mapping[str, str]
    production: frozenset[str]
    unreadable: tuple[str, ...]

    def find_test(self, identifier: str) -> Unit | None:
        """The unit of a test id (`dotted.module.Class::name[parameters]`); None when the id
        leads to no definition or to several files."""
        plain = re.split(r"\[", identifier, maxsplit=1)[0]
        group, _, name = plain.rpartition("::")
        parts = group.split(".") if group else []
        for cut in range(len(parts), 0, -1):
            path = self._file_of(parts[:cut])
            if path is not None:
                return self._find_in(path, [*parts[cut:], name])
        return None

    def closure(self, test: Unit) -> tuple[dict[tuple[str, str], Unit], frozenset[tuple[str, str]]]:
        """What the test stands on: units by (file, name), the test itself included, and the
        production names it reaches for, as (module, name or "")."""
        found: dict[tuple[str, str], Unit] = {}
        subjects: set[tuple[str, str]] = set()
        waiting = [test, *self._ambient(test)]
        while waiting:
            unit = waiting.pop()
            if (unit.file, unit.name) in found:
                continue
            found[unit.file, unit.name] = unit
            for reference in references(unit.nodes):
                waiting.extend(self._follow(unit, reference, subjects))
        return found, frozenset(subjects)

    def conftests(self, path: str) -> list[str]:
        """The `conftest.py` files that pytest loads for a test file, nearest first."""
        folder = path.rpartition("/")[0]
        found = []
        while True:
            place = f"{folder}/conftest.py" if folder else "conftest.py"
            if place in self.files:
                found.append(place)
            if not folder:
                return found
            folder = folder.rpartition("/")[0]

    def tests(self) -> Iterator[Unit]:
        """Every function that looks like a test, by file and line, collected or not."""
        for path in sorted(self.files):
            for name, nodes in self.files[path].definitions.items():
                last = name.rpartition(".")[2]
                if isinstance(nodes[-1], ast.FunctionDef | ast.AsyncFunctionDef) and (
                    last.startswith("test")
                ):
                    yield Unit(file=path, name=name, nodes=nodes)

    def unit(self, path: str, name: str) -> Unit | None:
        """The unit of that name in a file."""
        nodes = self.files[path].definitions.get(name) if path in self.files else None
        return Unit(file=path, name=name, nodes=nodes) if nodes else None

    def _file_of(self, parts: list[str]) -> str | None:
        dotted = ".".join(parts)
        if dotted in self.modules and self.modules[dotted] in self.files:
            return self.modules[dotted]
        spelled = "/".join(parts)
        ends = [p for p in self.files if f"/{p}".endswith(f"/{spelled}.py")]
        exact = [p for p in ends if p == f"{spelled}.py"]
        return exact[0] if exact else ends[0] if len(ends) == 1 else None

    def _find_in(self, path: str, names: list[str], depth: int = 0) -> Unit | None:
        direct = self.unit(path, ".".join(names))
        if direct is not None or len(names) < 2 or depth > _DEPTH:
            return direct
        for base in self._bases(path, ".".join(names[:-1])):
            found = self._find_in(base.file, [*base.name.split("."), names[-1]], depth + 1)
            if found is not None:
                return found
        return None

    def _bases(self, path: str, name: str) -> Iterator[Unit]:
        for node in self.files[path].definitions.get(name, ()):
            if isinstance(node, ast.ClassDef):
                for base in node.bases:
                    if isinstance(base, ast.Name) and base.id != name:
                        yield from self._named(path, base.id)

    def _ambient(self, test: Unit) -> Iterator[Unit]:
        """What applies to a test without being named: marks, set-up, autouse fixtures."""
        owner = test.name.rpartition(".")[0]
        for path in (test.file, *self.conftests(test.file)):
            for name, nodes in self.files[path].definitions.items():
                group, _, last = name.rpartition(".")
                inside = path == test.file and group == owner
                hook = path.endswith("conftest.py") and last.startswith(_HOOKS)
                unasked = last in _AMBIENT or hook or is_autouse(nodes[-1])
                set_up = inside and group and last in _SETUP
                if set_up or (unasked and (inside or not group)):
                    yield Unit(file=path, name=name, nodes=nodes)
        if owner:
            holder = self.unit(test.file, owner)
            if holder is not None:
                yield Unit(
                    file=holder.file, name=owner, nodes=tuple(map(class_header, holder.nodes))
                )

    def _follow(
        self, unit: Unit, reference: tuple[str, ...], subjects: set[tuple[str, str]]
    ) -> Iterator[Unit]:
        """The units behind a dotted reference seen from a unit; production names are noted."""
        first, *rest = reference
        owner = unit.name.rpartition(".")[0]
        if first in ("self", "cls") and rest and owner:
            yield from self._member(unit.file, owner, rest[0])
            return
        own = self._named(unit.file, first, owner)
        if own:
            yield from own
            return
        imported = self.files[unit.file].imports.get(first)
        if imported is not None:
            yield from self._imported(imported, rest, subjects)
            return
        for path in self.conftests(unit.file):
            fixture = self.unit(path, first)
            if fixture is not None and is_fixture(fixture.nodes[-1]):
                yield fixture
                return

    def _named(self, path: str, name: str, owner: str = "") -> list[Unit]:
        within = f"{owner}.{name}" if owner else name
        for candidate in (within, name):
            unit = self.unit(path, candidate)
            fixture = unit is not None and is_fixture(unit.nodes[-1])
            if unit is not None and (candidate == name or fixture):
                return [unit]
        imported = self.files[path].imports.get(name)
        if imported and imported[1] and (target := self._module_file(imported[0])):
            unit = self.unit(target, imported[1])
            return [unit] if unit is not None else []
        return []

    def _member(self, path: str, owner: str, name: str) -> Iterator[Unit]:
        unit = self._find_in(path, [*owner.split("."), name])
        if unit is not None:
            yield unit

    def _imported(
        self,
        imported: tuple[str, str],
        rest: list[str],
        subjects: set[tuple[str, str]],
        depth: int = 0,
    ) -> Iterator[Unit]:
        module, name = imported
        path = [*filter(None, [name]), *rest]
        parts = [*module.split("."), *path]
        for cut in range(len(parts), 0, -1):
            dotted = ".".join(parts[:cut])
            if dotted in self.production:
                subjects.add((dotted, parts[cut] if cut < len(parts) else ""))
                return
            file = self._module_file(dotted)
            if file is not None and cut < len(parts):
                unit = self.unit(file, parts[cut])
                if unit is not None:
                    yield unit
                elif parts[cut] in self.files[file].imports:
                    onward = self.files[file].imports[parts[cut]]
                    if depth < _DEPTH:
                        yield from self._imported(onward, parts[cut + 1 :], subjects, depth + 1)
                return

    def _module_file(self, dotted: str) -> str | None:
        if dotted in self.modules:
            path = self.modules[dotted]
            return path if path in self.files else None
        if dotted in self.production:
            return None
        return self._file_of(dotted.split("."))


def build_suite_source(texts: Mapping[str, str], modules: Iterable[Module]) -> SuiteSource:
    """The test files among `texts` (path to content), with the names that the snapshot's modules
    give them. Files that do not parse are listed, not raised."""
    names: dict[str, str] = {}
    package: dict[str, bool] = {}
    production = set()
    for module in modules:
        if module.zone is Zone.TEST:
            names[module.name] = module.file
            package[module.file] = module.is_package
        elif module.zone is Zone.PRODUCTION:
            production.add(module.name)
    first = {path: name for name, path in sorted(names.items(), reverse=True)}
    files: dict[str, TestFile] = {}
    unreadable = []
    for path in sorted(first):
        if path in texts:
            tree = parse_text(texts[path])
            if tree is None:
                unreadable.append(path)
            else:
                files[path] = parse_test_file(
                    path, first[path], texts[path], tree, package=package[path]
                )
    return SuiteSource(
        files=files,
        modules=names,
        production=frozenset(production),
        unreadable=tuple(unreadable),
    )

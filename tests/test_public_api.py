"""Every public name has one public path: the module that defines it."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

_PACKAGE = Path(__file__).parents[1] / "audit"


def _declared() -> dict[str, list[str]]:
    """Names in `__all__` by module file."""
    found = {}
    for path in sorted(_PACKAGE.rglob("*.py")):
        names: list[str] = []
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                names = ast.literal_eval(node.value)
        found[path.relative_to(_PACKAGE).as_posix()] = names
    return found


def test_every_module_declares_its_public_names() -> None:
    """Each module but a package's front has `__all__`, and it names something."""
    silent = [
        file
        for file, names in _declared().items()
        if not names and not file.endswith("__init__.py")
    ]
    assert [file for file in silent if file != "__main__.py"] == []


def test_public_names_are_defined_where_they_are_declared() -> None:
    """Nothing in `__all__` is a re-export."""
    for file, names in _declared().items():
        body = ast.parse((_PACKAGE / file).read_text(encoding="utf-8")).body
        own = {node.name for node in body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
        own |= {
            target.id
            for node in body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        assert set(names) <= own, file


def test_every_public_name_has_one_path() -> None:
    """No two modules declare the same public name."""
    homes: dict[str, list[str]] = defaultdict(list)
    for file, names in _declared().items():
        for name in names:
            homes[name].append(file)
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_what_a_module_takes_from_another_is_declared_there() -> None:
    """A name that is imported from a module of the kit stands in that module's `__all__`."""
    declared = {
        file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): names
        for file, names in _declared().items()
    }
    undeclared = [
        f"{path.relative_to(_PACKAGE)}:{node.lineno} {node.module}.{alias.name}"
        for path in sorted(_PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("audit.")
        for alias in node.names
        if alias.name not in declared[node.module.removeprefix("audit.")]
        and f"{node.module}.{alias.name}".removeprefix("audit.") not in declared
    ]
    assert undeclared == []


def test_package_fronts_hold_no_code() -> None:
    """An `__init__.py` holds a docstring and nothing else."""
    for path in _PACKAGE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path


def test_every_public_function_and_class_is_described() -> None:
    """Each name in `__all__` that is a function or a class has a docstring."""
    for file, names in _declared().items():
        for node in ast.parse((_PACKAGE / file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name in names:
                assert ast.get_docstring(node), f"{file}: {node.name}"

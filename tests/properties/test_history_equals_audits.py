"""A history says at every revision what a whole audit of that revision says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from audit.config.configuration import load_rules
from audit.model.rules import Rules
from audit.model.snapshot import ComponentFigures
from audit.pipeline.history import HistoryRequest, follow_history
from audit.pipeline.snapshot import audit_source
from audit.sources.locate import open_source
from tests.worlds.repositories import quieten_git, run_git

PACKAGES = ("pkg", "pkg.core", "pkg.old", "tests")
CLASS = """
class {name}({base}):
    kind = {number}

    def reserve(self, seat, when={number}):
        total = seat + {number}
        return self.check(total)

    def cancel(self, seat):
        return self.check(seat - 1)

    def check(self, seat):
        return seat > 0
"""
CONFIGURATION = """
[[components]]
id = "seats"
symbols = [{symbols}]
canonical = ["pkg.SeatManager"]
factory = "pkg.core.make.make_manager"
max_paths = 2
"""


class World:
    """A repository that grows by random edits of a few modules."""

    def __init__(self, folder: Path, seed: int, symbols: str) -> None:
        self.folder = folder
        self.random = random.Random(seed)  # noqa: S311 - a world, not a secret
        folder.mkdir()
        run_git(folder, "init", "-q")
        self.write("audit.toml", CONFIGURATION.format(symbols=symbols))
        for package in PACKAGES:
            self.write(f"{package.replace('.', '/')}/__init__.py", "")
        self.write("pkg/core/seats.py", CLASS.format(name="SeatManager", base="object", number=0))
        self.commit("begin")

    def write(self, path: str, content: str) -> None:
        """Write one file."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")

    def commit(self, message: str) -> None:
        """Commit everything, whether it changed or not."""
        run_git(self.folder, "add", "-A")
        run_git(self.folder, "commit", "-q", "--allow-empty", "-m", message)

    def modules(self) -> list[str]:
        """Dotted names of what is there now."""
        paths = [path.relative_to(self.folder) for path in self.folder.rglob("*.py")]
        names = [".".join(path.with_suffix("").parts) for path in paths]
        return sorted(name.removesuffix(".__init__") for name in names)

    def edit(self) -> str:
        """Change something at random and return what."""
        edits = (
            *(self.define, self.import_it, self.reexport, self.star, self.alias, self.attribute),
            *(self.remove, self.move, self.front, self.noise, self.patch, self.lazy),
            *(self.replace, self.shift, self.export, self.mark),
        )
        act = self.random.choice(edits)
        act()
        return act.__name__

    def pick_path(self) -> str:
        """A file to write, new or known."""
        package = self.random.choice(PACKAGES).replace(".", "/")
        name = self.random.choice(("make", "use", "seats", "test_seats", "api", "shim", "extra"))
        return f"{package}/{name}.py"

    def pick_module(self) -> str:
        """A module that exists, or sometimes one that does not."""
        return self.random.choice([*self.modules(), "pkg.gone", "pkg.seats"])

    def append(self, path: str, text: str) -> None:
        """Add lines to a file."""
        place = self.folder / path
        known = place.read_text(encoding="utf-8") if place.exists() else ""
        self.write(path, f"{known}\n{text}\n")

    def define(self) -> None:
        """A class or function of the component, or kin of it by name or by methods.

        Likeness without a common stem or three common methods is not looked for in a history; see
        `audit.analysis.history.tracker`.
        """
        name = self.random.choice(("SeatManager", "SeatService", "LegacySeatManager", "Ledger"))
        base = self.random.choice(("object", "Base", "SeatManager"))
        text = CLASS.format(name=name, base=base, number=self.random.randrange(3))
        if self.random.random() < 0.3:
            text += "\n\ndef make_manager():\n    return SeatManager()\n"
        self.append(self.pick_path(), text)

    def import_it(self) -> None:
        """A use by import."""
        name = self.random.choice(("SeatManager", "Manager", "make_manager", "SeatService"))
        self.append(self.pick_path(), f"from {self.pick_module()} import {name}\n{name}()")

    def reexport(self) -> None:
        """A re-export under another name."""
        self.append(self.pick_path(), f"from {self.pick_module()} import SeatManager as Manager")

    def star(self) -> None:
        """A star import."""
        self.append(self.pick_path(), f"from {self.pick_module()} import *")

    def alias(self) -> None:
        """An alias assignment."""
        module = self.pick_module()
        last = module.rpartition(".")[2]
        self.append(
            self.pick_path(), f"import {module} as {last}_it\nManager = {last}_it.SeatManager"
        )

    def attribute(self) -> None:
        """A use through a module, itself imported through a package."""
        parent, _, last = self.pick_module().rpartition(".")
        line = f"from {parent} import {last} as s" if parent else f"import {last} as s"
        self.append(self.pick_path(), f"{line}\ns.SeatManager().reserve(1)")

    def remove(self) -> None:
        """A file goes."""
        paths = sorted(self.folder.rglob("*.py"))
        self.random.choice(paths).unlink()

    def move(self) -> None:
        """A file gets another name."""
        paths = sorted(self.folder.rglob("*.py"))
        target = self.folder / self.pick_path()
        target.parent.mkdir(parents=True, exist_ok=True)
        self.random.choice(paths).replace(target)

    def front(self) -> None:
        """A package hands something on, with or without `__all__`."""
        package = self.random.choice(PACKAGES).replace(".", "/")
        name = self.random.choice(("SeatManager", "Manager", "seats"))
        text = f"from .{self.random.choice(('seats', 'make', 'core.seats'))} import {name}"
        if self.random.random() < 0.5:
            text += f"\n__all__ = ['{name}']"
        self.append(f"{package}/__init__.py", text)

    def noise(self) -> None:
        """Something that has nothing to do with the component."""
        number = self.random.randrange(9)
        self.append(self.pick_path(), f"import os\n\ndef other_{number}():\n    return {number}")

    def patch(self) -> None:
        """A string that loads code."""
        path = f"{self.pick_module()}.SeatManager"
        self.append("tests/test_patch.py", f"from unittest import mock\nmock.patch('{path}')")

    def lazy(self) -> None:
        """A lazy table."""
        self.append(
            "pkg/old/__init__.py",
            "import importlib\n_NAMES = {'Manager': 'pkg.core.seats'}\n\n"
            "def __getattr__(name):\n"
            "    return getattr(importlib.import_module(_NAMES[name]), 'SeatManager')",
        )

    def replace(self) -> None:
        """A module that stands for another."""
        self.append(
            "pkg/old/shim.py",
            "import sys\nimport pkg.core.seats as real\nsys.modules[__name__] = real",
        )

    def export(self) -> None:
        """What another module exports, taken over or added."""
        module = self.pick_module()
        lines = (
            f"from {module} import *\nfrom {module} import __all__",
            f"from {module} import *\nfrom {module} import __all__ as names\n"
            "__all__ = ['make_manager']\n__all__ += names",
            "__all__ = []\n__all__ = __all__ + ['SeatManager']",
            "__all__ = ['Manager']",
        )
        self.append(self.pick_path(), self.random.choice(lines))

    def mark(self) -> None:
        """A class or function that is deprecated itself, or warns under a condition."""
        name = self.random.choice(("SeatManager", "SeatService", "make_manager"))
        warning = f"warnings.warn('{name} is gone, use pkg.core.seats.SeatManager', FutureWarning)"
        texts = (
            f"from warnings import deprecated\n@deprecated('use {self.pick_module()}.Manager')\n"
            f"class {name}: ...",
            f"import warnings\nclass {name}:\n    def __init__(self):\n        {warning}",
            f"import warnings\ndef {name}(x=1):\n    if x:\n        return\n    {warning}",
        )
        self.append(self.pick_path(), self.random.choice(texts))

    def shift(self) -> None:
        """All lines of a file move down."""
        path = self.random.choice(sorted(self.folder.rglob("*.py")))
        path.write_text("# a line\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    quieten_git(monkeypatch)
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "cache"))


def whole_figures(folder: Path, revision: str, rules: Rules) -> ComponentFigures:
    """What a whole audit of one revision finds."""
    source = open_source(f"{folder}@{revision}", exclude=rules.exclude)
    return audit_source(source, rules).snapshot.components[0]


@pytest.mark.parametrize("symbols", ['"SeatManager"', '"pkg.*SeatM*"', '"*Seat*", "make_manager"'])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_revision_has_the_figures_of_a_whole_audit(
    tmp_path: Path, seed: int, symbols: str
) -> None:
    """Through 40 random edits the figures of each revision equal those of a fresh audit."""
    world = World(tmp_path / "world", seed, symbols)
    made = [world.edit() for _ in range(3)]
    for number in range(40):
        made.append(world.edit())
        world.commit(str(number))
    rules = load_rules(world.folder).rules
    history = follow_history(HistoryRequest(source=str(world.folder)))
    assert history.problems == ()
    assert len(history.points) == 41
    for point in history.points:
        expected = whole_figures(world.folder, point.revision.id, rules)
        assert point.figures == expected, (point.revision.subject, made)

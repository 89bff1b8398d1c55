"""Stubs and settings are read alike from a folder, a git revision and a wheel."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit.analysis.identity.splits import find_identity_splits
from audit.analysis.paths import resolve_path
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase, read_import_space
from audit.sources.load_settings import read_load_settings
from audit.sources.locate import open_source
from audit.sources.source import Source
from tests.worlds.command_line import commit_all, write_tree

_FILES = {
    "kit/__init__.py": (
        "import lazy_loader as lazy\n\n"
        "__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)\n"
    ),
    "kit/__init__.pyi": "from . import tools\nfrom .tools import hammer as hammer, saw\n",
    "kit/tools.py": "def hammer(): ...\ndef saw(): ...\ndef hidden(): ...\n",
    "lib/user.py": "class User: ...\n",
    "main.py": "import user\nfrom lib.user import User\n",
    "tox.ini": "[testenv]\nsetenv = PYTHONPATH = {toxinidir}/lib\ncommands = python main.py\n",
}


@pytest.fixture(params=["folder", "revision", "archive"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    """The same files in each kind of source."""
    folder = write_tree(tmp_path / "kit-1", _FILES)
    if request.param == "folder":
        yield open_source(str(folder))
    elif request.param == "revision":
        commit_all(folder)
        yield open_source(f"{folder}@v1")
    else:
        with zipfile.ZipFile(tmp_path / "kit-1.zip", "w") as archive:
            for name, content in _FILES.items():
                archive.writestr(f"kit-1/{name}", content)
        yield open_source(str(tmp_path / "kit-1.zip"))


def test_attach_stub_hands_out_what_the_stub_imports(source: Source) -> None:
    """Names of the `.pyi` file beside a module that reads it lead to their definitions, and no
    others do; as one source and among several."""
    for codebase in (
        read_codebase(source, Rules(), cache=False)[0],
        read_import_space([(source, Rules())]),
    ):
        found = {
            name: [each.path for each in resolve_path(codebase, f"kit.{name}").definitions]
            for name in ("hammer", "saw", "tools", "hidden")
        }
        assert found == {
            "hammer": ["kit.tools.hammer"],
            "saw": ["kit.tools.saw"],
            "tools": ["kit.tools"],
            "hidden": [],
        }


def test_settings_make_the_same_splits_in_every_kind(source: Source) -> None:
    """A file that a settings file gives a second name has both, wherever the files were read."""
    codebase, _ = read_codebase(source, Rules(), cache=False)
    (split,) = find_identity_splits(codebase, read_load_settings(source))
    assert (split.file, split.names) == ("lib/user.py", ("lib.user", "user"))
    assert [(place.file, place.line) for place in split.evidence] == [("tox.ini", 2)]
    assert {(place.file, place.line) for place in split.imports} == {("main.py", 1), ("main.py", 2)}

"""Extension modules are known by name in every kind of source."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

from audit.graph.codebase import build_codebase
from audit.model.facts import FileFacts
from audit.model.source import SourceKind, SourceTree
from audit.sources.locate import open_source

_FILES = {
    "pkg/__init__.py": b"",
    "pkg/_fast.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
    "pkg/_slow.pyx": b"",
    "pkg/notes.txt": b"",
}


def test_a_folder_names_its_extension_modules(tmp_path: Path) -> None:
    """Extension modules, Cython sources and stubs of a folder are listed, other files are not."""
    for name, content in _FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    tree = open_source(str(tmp_path)).tree
    assert tree.compiled == ("pkg/_fast.cpython-311-x86_64-linux-gnu.so", "pkg/_slow.pyx")


def test_a_wheel_names_its_extension_modules(tmp_path: Path) -> None:
    """The same holds for an archive."""
    with zipfile.ZipFile(tmp_path / "pkg-1-py3-none-any.whl", "w") as archive:
        for name, content in _FILES.items():
            archive.writestr(name, content)
    tree = open_source(str(tmp_path / "pkg-1-py3-none-any.whl")).tree
    assert tree.compiled == ("pkg/_fast.cpython-311-x86_64-linux-gnu.so", "pkg/_slow.pyx")


def test_a_revision_names_its_extension_modules(tmp_path: Path) -> None:
    """The same holds for a git revision."""
    for name, content in _FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for command in (
        ["init", "-q"],
        ["add", "-A", "-f"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    tree = open_source(f"{tmp_path}@HEAD").tree
    assert tree.compiled == ("pkg/_fast.cpython-311-x86_64-linux-gnu.so", "pkg/_slow.pyx")


def test_compiled_modules_are_named_under_their_deepest_root() -> None:
    """`src/pkg/_fast.so` under the root `src` is the module `pkg._fast`."""
    tree = SourceTree(
        kind=SourceKind.FOLDER,
        label="x",
        revision="y",
        files=(),
        compiled=("src/pkg/_fast.abi3.so", "top.pyd"),
    )
    assert tree.compiled_modules(("", "src")) == ("pkg._fast", "top")


def test_an_import_of_an_extension_module_is_not_broken() -> None:
    """What is compiled exists, though nothing of it can be read."""
    codebase = build_codebase([], dict[str, FileFacts](), ["pkg._fast"])
    assert codebase.index.exists("pkg._fast")
    assert codebase.index.is_compiled("pkg._fast")

"""Extension modules that are declared, not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.model.rules import Rules
from audit.pipeline.snapshot import audit_source
from audit.sources.declared_extensions import read_declared_extensions
from audit.sources.locate import open_source


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("setup.py", 'setup(ext_modules=[Extension("pkg._fast", ["a.c"])])', "pkg._fast"),
        ("setup.py", "x = setuptools.Extension(\n    name='pkg._fast',\n)", "pkg._fast"),
        ("setup.py", 'RustExtension("pkg._rust", binding=1)', "pkg._rust"),
        ("setup.py", 'ffi.set_source("pkg._ffi", "")', "pkg._ffi"),
        ("native/setup.py", 'Extension("pkg._fast", [])', "pkg._fast"),
        ("pyproject.toml", '[[tool.setuptools.ext-modules]]\nname = "pkg._fast"', "pkg._fast"),
        ("pyproject.toml", '[[tool.setuptools-rust.ext-modules]]\ntarget = "pkg.r"', "pkg.r"),
        ("pyproject.toml", '[tool.maturin]\nmodule-name = "pkg._rust"', "pkg._rust"),
    ],
)
def test_settings_declare_extension_modules(
    tmp_path: Path, name: str, text: str, found: str
) -> None:
    """In calls of `setup.py` and in the tables that build tools read."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    assert read_declared_extensions(open_source(str(tmp_path))) == (found,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.py", 'Extension("_fast", [])\nExtension(name, [])\nExtension(f"pkg.{x}", [])'),
        ("build.py", 'Extension("pkg._fast", [])'),
        ("pyproject.toml", "[tool.setuptools]\next-modules = 1\n[tool]\nmaturin = 3"),
        ("pyproject.toml", "[tool.maturin]\nmodule-name = 3"),
        ("pyproject.toml", "[tool.maturin"),
    ],
)
def test_what_is_not_written_out_declares_nothing(tmp_path: Path, name: str, text: str) -> None:
    """Names without a dot, computed ones, other files and damaged ones."""
    (tmp_path / "a.py").write_text("")
    (tmp_path / name).write_text(text)
    assert read_declared_extensions(open_source(str(tmp_path))) == ()


def test_imports_of_declared_extensions_are_not_broken(tmp_path: Path) -> None:
    """What is built exists for imports, in packages of the source alone; what it holds is open."""
    texts = {
        "setup.py": 'Extension("pkg._fast", [])\nExtension("other._fast", [])\n',
        "pkg/__init__.py": "from pkg._fast import run\nfrom pkg import _fast, _slow\n",
        "app.py": "import other._slow\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    snapshot = audit_source(open_source(str(tmp_path)), Rules()).snapshot
    assert {use.path for use in snapshot.uses if not use.definition} == {"pkg._slow"}
    buckets = dict(snapshot.coverage.buckets)
    assert (buckets["unresolvable"], buckets["third-party"]) == (1, 1)

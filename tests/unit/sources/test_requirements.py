"""What a source says that it needs."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from audit.sources.locate import open_source
from audit.sources.requirements import read_requirements


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "pyproject.toml",
            "[project]\ndependencies = [\"Poems_Core[ink]>=1; os_name == 'nt'\"]",
            "poems-core",
        ),
        (
            "pyproject.toml",
            '[project.optional-dependencies]\ndev = ["poems.lint ~= 2.0"]',
            "poems-lint",
        ),
        (
            "pyproject.toml",
            '[dependency-groups]\nci = [{include-group = "dev"}, "poems-ci"]',
            "poems-ci",
        ),
        ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\npoems-core = "^1"', "poems-core"),
        ("setup.cfg", "[options]\ninstall_requires =\n    poems-core>=1\n", "poems-core"),
        ("setup.cfg", "[options.extras_require]\ninc =\n    poems-ink\n", "poems-ink"),
    ],
)
def test_a_project_tells_its_requirements(tmp_path: Path, name: str, text: str, found: str) -> None:
    """In every table that build tools read, under the normalised name."""
    (tmp_path / "a.py").write_text("")
    (tmp_path / name).write_text(text)
    assert read_requirements(open_source(str(tmp_path))) == (found,)


def test_a_project_is_no_requirement_of_itself(tmp_path: Path) -> None:
    """An extra that names the project's other extras asks for nothing else."""
    (tmp_path / "a.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "Poems_Core"\ndependencies = ["poems-ink"]\n'
        '[project.optional-dependencies]\nall = ["poems.core[web,mail]"]\n'
    )
    assert read_requirements(open_source(str(tmp_path))) == ("poems-ink",)


def test_an_sdist_tells_its_requirements(tmp_path: Path) -> None:
    """From its own metadata, whatever made that: the build tool may read it from other files."""
    sdist = tmp_path / "poems-1.tar.gz"
    metadata = b"Name: poems\nRequires-Dist: poems-core\nRequires-Dist: poems[web]; extra == 'x'\n"
    with tarfile.open(sdist, "w:gz") as archive:
        for name, content in (("PKG-INFO", metadata), ("poems/main.py", b"import poems.core\n")):
            member = tarfile.TarInfo(f"poems-1/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    assert read_requirements(open_source(str(sdist))) == ("poems-core",)


@pytest.mark.parametrize("text", ["[project", '[project]\ndependencies = "poems-core"', ""])
def test_what_cannot_be_read_says_nothing(tmp_path: Path, text: str) -> None:
    """A damaged file, or one of another shape, is no mistake of the audit."""
    (tmp_path / "a.py").write_text("")
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_requirements(open_source(str(tmp_path))) == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_wheel_tells_its_requirements(tmp_path: Path, end: str) -> None:
    """From the header of its metadata, not from the description below."""
    wheel = tmp_path / "poems-1-py3-none-any.whl"
    metadata = (
        "Name: poems\nRequires-Dist: poems-core (==1.9)\nRequires-Dist: Poems_Ink ; extra == 'x'\n"
    )
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("poems/main.py", "import poems.core\n")
        text = f"{metadata}\nRequires-Dist: not-one\n".replace("\n", end)
        archive.writestr("poems-1.dist-info/METADATA", text)
    assert read_requirements(open_source(str(wheel))) == ("poems-core", "poems-ink")

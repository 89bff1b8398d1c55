"""Released packages as sources, with a pip that only pretends."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from audit.errors import SourceError, UnknownNameError
from audit.model.source import SourceKind
from audit.sources import package
from audit.sources.locate import open_source

NO_MATCH = "ERROR: No matching distribution found for shop==1.0\n"


class PretendedPip:
    """Answers each call by its command; writes a wheel for those that `fits` accepts."""

    def __init__(self, *, fits: bool | str = True, versions: str = "") -> None:
        self.calls: list[list[str]] = []
        self.fits = fits
        self.versions = versions
        self.error = NO_MATCH

    def __call__(self, arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
        """Note the call and answer it."""
        self.calls.append(list(arguments))
        if arguments[0] == "index":
            answer = f"shop (1.2)\nAvailable versions: {self.versions}\n" if self.versions else ""
            return subprocess.CompletedProcess(arguments, 0 if self.versions else 1, answer, "")
        if self.fits is True or (isinstance(self.fits, str) and self.fits in arguments):
            with zipfile.ZipFile(folder / "shop-1.0-py3-none-any.whl", "w") as archive:
                archive.writestr("shop/__init__.py", b"raise SystemExit\n")
            return subprocess.CompletedProcess(arguments, 0, "", "")
        return subprocess.CompletedProcess(arguments, 1, "", self.error)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def pretend(monkeypatch: pytest.MonkeyPatch, pip: PretendedPip) -> PretendedPip:
    """Put the pretended pip in place of the real one."""
    monkeypatch.setattr(package, "run_pip", pip)
    return pip


def test_a_wheel_is_downloaded_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first use downloads a wheel and no dependency, the second reads the cache."""
    pip = pretend(monkeypatch, PretendedPip())
    first, second = open_source("pypi:Shop==1.0"), open_source("pypi:Shop==1.0")
    assert first.tree == second.tree
    assert first.tree.kind is SourceKind.PACKAGE
    assert first.tree.label == "Shop==1.0"
    assert [file.path for file in first.tree.files] == ["shop/__init__.py"]
    assert len(pip.calls) == 1
    assert pip.calls[0][:4] == ["download", "--no-deps", "--only-binary", ":all:"]
    assert pip.calls[0][-1] == "Shop==1.0"
    assert [path.name for path in (cache / "packages").iterdir()] == ["shop-1.0"]


def test_every_download_is_limited_to_wheels(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No call of pip may ever take an sdist, whose build code it would run."""
    pip = pretend(monkeypatch, PretendedPip(fits=False, versions="1.0"))
    with pytest.raises(SourceError, match=r"shop==1\.0 has no wheel.*download the sdist yourself"):
        open_source("pypi:shop==1.0")
    downloads = [call for call in pip.calls if call[0] == "download"]
    assert len(downloads) > 1
    for call in downloads:
        assert call[call.index("--only-binary") + 1] == ":all:"
        assert "--no-binary" not in call


def test_a_wheel_for_another_python_will_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that is only read may be built for any Python."""
    pip = pretend(monkeypatch, PretendedPip(fits="3.7", versions="1.0"))
    assert open_source("pypi:shop==1.0").tree.files
    assert "--python-version" in pip.calls[-1]


def test_an_unknown_version_names_the_nearest(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that was never released is answered with the nearest one that was."""
    pretend(monkeypatch, PretendedPip(fits=False, versions="2.0, 1.1, 0.9"))
    with pytest.raises(
        UnknownNameError, match=r"^shop has no version 1\.0 \(did you mean 1\.1\?\)"
    ):
        open_source("pypi:shop==1.0")


def test_an_unknown_package_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that pip does not find is one sentence."""
    pretend(monkeypatch, PretendedPip(fits=False))
    with pytest.raises(UnknownNameError, match=r"^pip finds no package 'shop'"):
        open_source("pypi:shop==1.0")


def test_other_failures_show_what_pip_said(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that fails for another reason shows pip's own last error and leaves nothing."""
    pip = pretend(monkeypatch, PretendedPip(fits=False))
    pip.error = "WARNING: retry\nERROR: Could not reach the index\n"
    with pytest.raises(SourceError, match=r"shop==1\.0: Could not reach the index$"):
        open_source("pypi:shop==1.0")
    assert list((cache / "packages").iterdir()) == []


def test_metadata_that_pip_refuses_is_said(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old wheel whose metadata pip refuses is not reported as missing, nor searched further."""
    pip = pretend(monkeypatch, PretendedPip(fits=False))
    pip.error = f"WARNING: Ignoring version 1.0 of shop since it has invalid metadata:\n{NO_MATCH}"
    with pytest.raises(SourceError, match=r"^pip refuses shop==1\.0: its metadata .*pip<24\.1"):
        open_source("pypi:shop==1.0")
    assert len(pip.calls) == 1


@pytest.mark.parametrize(
    "specification",
    [
        "pypi:shop", "pypi:", "pypi:shop==", "pypi:==1.0", "pypi:shop==1.*", "pypi:shop>=1",
        "pypi:--index-url=x==1.0", "pypi:-r==1.0", "pypi:shop==1.0 --pre", "pypi:shop==1.0\n",
        "pypi:../shop==1.0", "pypi:shop==../../x", "pypi:shop[all]==1.0", "pypi:shop @ x==1.0",
        "pypi:shop==1.0;x", "pypi:sh\u00f6p==1.0", "pypi:shop==\u0661", "pypi:" + "a" * 101 + "==1",
    ],
)  # fmt: skip
def test_what_is_no_exact_release_never_reaches_pip(
    cache: Path, monkeypatch: pytest.MonkeyPatch, specification: str
) -> None:
    """Anything but NAME==VERSION of plain characters is refused before pip is called."""
    pip = pretend(monkeypatch, PretendedPip())
    with pytest.raises(SourceError):
        open_source(specification)
    assert pip.calls == []
    assert not cache.exists()


@pytest.mark.parametrize(
    "version", ["1", "1.0.0rc1", "2024.1.post2", "1!2.0", "1.0.dev3", "1.0+a.1"]
)
def test_versions_of_every_kind_are_taken(
    cache: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    """Pre-, post-, development, local releases and epochs are versions."""
    pretend(monkeypatch, PretendedPip())
    assert open_source("pypi:zope.interface_x-y==" + version).tree.files


def test_without_a_cache_the_package_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache folder that cannot be made costs the cache only."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "file" / "cache"))
    pip = pretend(monkeypatch, PretendedPip())
    source = open_source("pypi:shop==1.0")
    assert source.read(source.tree.files[0]) == b"raise SystemExit\n"
    open_source("pypi:shop==1.0")
    assert len(pip.calls) == 2


def test_a_module_named_pip_in_the_folder_is_not_run(tmp_path: Path) -> None:
    """A `pip.py` in the working folder does not pose as pip."""
    (tmp_path / "pip.py").write_text("print('posing')\n")
    result = package.run_pip(["--version"], tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("pip ")


@pytest.mark.network
def test_a_real_release_is_downloaded(cache: Path) -> None:
    """A pinned release of a small package arrives as the file that the index lists."""
    source = open_source("pypi:iniconfig==2.0.0")
    assert "iniconfig/__init__.py" in [file.path for file in source.tree.files]
    assert source.tree.revision == (
        "sha256:b6a85871a79d2e3b22d2d1b94ac2824226a63c6b741c88f7ae975f18b6778374"
    )

"""A released package as a source: its wheel downloaded with pip, never installed or run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from os.path import commonprefix
from pathlib import Path

from audit.cache_folder import find_cache_folder
from audit.errors import SourceError, UnknownNameError
from audit.model.source import SourceKind
from audit.sources.archive import open_archive
from audit.sources.source import PACKAGE_PREFIX, Source

__all__ = ["open_package", "run_pip"]

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_VERSION = re.compile(
    r"(?:[0-9]{1,9}!)?[0-9]{1,9}(?:\.[0-9]{1,9}){0,9}(?:(?:a|b|rc)[0-9]{1,9})?"
    r"(?:\.post[0-9]{1,9})?(?:\.dev[0-9]{1,12})?(?:\+[a-z0-9]{1,40}(?:[._-][a-z0-9]{1,40}){0,5})?"
)
_OTHER_PYTHONS = ("3.13", "3.12", "3.11", "3.10", "3.9", "3.8", "3.7", "3.6", "2.7")
_PLATFORMS = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "any")
_TIMEOUT_SECONDS = 900


def open_package(specification: str, *, label: str = "", exclude: tuple[str, ...] = ()) -> Source:
    """Return `pypi:NAME==VERSION` as a source.

    The wheel is downloaded once with pip and kept in the user's cache folder. Nothing of the
    package runs: only wheels are taken, because pip runs an sdist's build code even to download
    it. Where no wheel fits this Python, one for another Python is read instead. Raises
    SourceError for a malformed specification, a failed download or a release without a wheel, and
    UnknownNameError for a package or version that does not exist.
    """
    name, version = _split(specification)
    shown = f"{name}=={version}"
    place = find_cache_folder() / "packages" / f"{_normal(name)}-{version}"
    cached = _find_wheel(place)
    if cached is not None:
        return _read(cached, label or shown, exclude)
    with _partial_folder(place.parent) as partial:
        wheel = _keep(_download(name, version, Path(partial)), place)
        return _read(wheel, label or shown, exclude)


def run_pip(arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run this interpreter's pip in `folder`, with `-P`: no module of the folder can pose as pip.

    Raises SourceError when it takes longer than 15 minutes.
    """
    command = [sys.executable, "-P", "-m", "pip", *arguments]
    command += ["--disable-pip-version-check", "--no-input", "--no-color"]
    try:
        return subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"pip took longer than {_TIMEOUT_SECONDS} seconds") from None


def _split(specification: str) -> tuple[str, str]:
    name, separator, version = specification.removeprefix(PACKAGE_PREFIX).partition("==")
    hint = "write pypi:NAME==VERSION, for example pypi:attrs==23.2.0"
    if not separator:
        raise SourceError(f"{specification!r} names no version", hint=hint)
    if not _NAME.fullmatch(name):
        raise SourceError(f"{name!r} is not a package name", hint=hint)
    if not _VERSION.fullmatch(version):
        raise SourceError(f"{version!r} is not a version", hint=hint)
    return name, version


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(wheel: Path, label: str, exclude: tuple[str, ...]) -> Source:
    return open_archive(wheel, label=label, exclude=exclude, kind=SourceKind.PACKAGE)


def _find_wheel(folder: Path) -> Path | None:
    try:
        return next(iter(sorted(folder.glob("*.whl"))), None)
    except OSError:
        return None


def _partial_folder(parent: Path) -> tempfile.TemporaryDirectory[str]:
    """A folder beside the final one, so that moving is atomic; elsewhere when none can be made."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=".partial-", dir=parent)
    except OSError:
        return tempfile.TemporaryDirectory(prefix="ssot-audit-")


def _keep(wheel: Path, place: Path) -> Path:
    """Move the wheel into the cache; without a cache that can be written, leave it."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        os.replace(wheel, place / wheel.name)
    except OSError:
        return wheel
    return place / wheel.name


def _download(name: str, version: str, folder: Path) -> Path:
    requirement = f"{name}=={version}"
    options = ["download", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python"]
    result = run_pip([*options, "--dest", str(folder), requirement], folder)
    if result.returncode == 0:
        return _downloaded(folder, requirement)
    _check_exists(name, version, folder, result.stderr)
    for python in _OTHER_PYTHONS:
        other = [*options, "--implementation", "cp", "--python-version", python]
        for platform in _PLATFORMS:
            other += ["--platform", platform]
        if run_pip([*other, "--dest", str(folder), requirement], folder).returncode == 0:
            return _downloaded(folder, requirement)
    raise SourceError(
        f"{requirement} has no wheel, and pip would run the build code of its sdist",
        hint="download the sdist yourself and audit the file; it is read, never run",
    )


def _downloaded(folder: Path, requirement: str) -> Path:
    wheel = _find_wheel(folder)
    if wheel is None:
        raise SourceError(f"pip downloaded no wheel for {requirement}")
    return wheel


def _check_exists(name: str, version: str, folder: Path, message: str) -> None:
    """Raise unless the release exists; pip then has it, though not as a fitting wheel."""
    if "No matching distribution" not in message:
        raise SourceError(f"pip could not download {name}=={version}: {_last_error(message)}")
    if "has invalid metadata" in message:
        raise SourceError(
            f"pip refuses {name}=={version}: its metadata breaks today's rules",
            hint="download the wheel yourself, pip<24.1 takes it, and audit the file",
        )
    listing = run_pip(["index", "versions", "--pre", "--ignore-requires-python", name], folder)
    found = re.search(r"^Available versions: (.*)$", listing.stdout, re.MULTILINE)
    versions = [text.strip() for text in found.group(1).split(",")] if found else []
    if not versions:
        raise UnknownNameError(f"pip finds no package {name!r}", hint="check the name")
    if version not in versions and not _equal_release(version, versions):
        nearest = max(versions, key=lambda text: len(commonprefix([text, version])))  # noqa: RUF071
        raise UnknownNameError(f"{name} has no version {version}", hint=f"did you mean {nearest}?")


def _equal_release(version: str, versions: Sequence[str]) -> bool:
    """Say whether a listed version differs by trailing zeros only (1.0 and 1.0.0, PEP 440)."""
    return re.sub(r"(\.0)+$", "", version) in {re.sub(r"(\.0)+$", "", text) for text in versions}


def _last_error(message: str) -> str:
    errors = [line for line in message.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else "see its own output"

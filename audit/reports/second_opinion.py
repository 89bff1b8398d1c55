"""pydeps as a second opinion: its import edges of one package, from a subprocess.

pydeps compiles the code and reads the bytecode; it does not import it. Two of its habits would
still run audited code, and both are shut here: it executes each file name as the left side of an
assignment (`exec(f"{part} = 42")`), so only files whose names are identifiers are handed over, as
copies in a directory of their own; and it imports `yaml` with that directory first on the import
path, so every module of the audited package is barred from being imported in that process.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import tokenize
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from keyword import iskeyword
from pathlib import Path

from audit.errors import ReportError, UnknownNameError
from audit.model.modules import Module, Zone
from audit.model.snapshot import Snapshot

__all__ = ["PeerEdges", "find_main_package", "find_package_folder", "read_pydeps_edges"]

LARGEST_FILE = 5_000_000
MOST_FILES = 50_000

# Runs in the subprocess, isolated from the environment and the working directory. Third-party
# packages are left off the path: what is installed here must not change the answer.
RUNNER = """
import os, sys, sysconfig
sys.modules["yaml"] = None
from pydeps import pydeps as program
class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == sys.argv[1]:
            raise ImportError("audited code is not imported")
        return None
sys.meta_path.insert(0, Bar())
library = sysconfig.get_path("stdlib")
sys.path[:] = [library, os.path.join(library, "lib-dynload")]
sys.argv[:] = ["pydeps", *sys.argv[2:]]
program.pydeps()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerEdges:
    """Import edges of one package as another tool sees them.

    `edges` are (importer, imported) module pairs inside `package`, sorted; `modules` the modules
    that it saw there; `skipped` the files (relative to the package) that were not handed over.
    """

    tool: str
    package: str
    modules: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    skipped: tuple[str, ...] = ()


def find_main_package(snapshot: Snapshot) -> Module | None:
    """The top-level production package with the most modules; the first by name among equals."""
    tops = [
        each
        for each in snapshot.modules
        if each.is_package and "." not in each.name and each.zone is Zone.PRODUCTION
    ]
    if not tops:
        return None
    sizes = dict.fromkeys((each.name for each in tops), 0)
    for module in snapshot.modules:
        top = module.name.partition(".")[0]
        if top in sizes:
            sizes[top] += 1
    return min(tops, key=lambda each: (-sizes[each.name], each.name, each.file))


def find_package_folder(snapshot: Snapshot, source: str) -> Path | None:
    """The folder of the main package under `source`, a folder of the audited code.

    None when `source` is no such folder (a saved snapshot, an archive, a revision): then there is
    no code here for a second opinion.
    """
    package = find_main_package(snapshot)
    if package is None or not source:
        return None
    folder = Path(source) / Path(package.file).parent
    return folder if (folder / "__init__.py").is_file() else None


def read_pydeps_edges(folder: Path, *, time_limit: float = 120.0) -> PeerEdges:
    """The edges between the modules of the package in `folder`, by pydeps in a subprocess.

    Raises UnknownNameError when there is no package, ReportError when pydeps is not installed,
    fails, or takes longer than `time_limit` seconds.
    """
    if not (folder / "__init__.py").is_file() or not _is_name(folder.name):
        raise UnknownNameError(
            f"there is no package {folder.name!r}",
            hint="name the folder that holds its __init__.py",
        )
    tool = f"pydeps {_read_version()}"
    with tempfile.TemporaryDirectory(prefix="second-opinion-") as name:
        place = Path(name)
        skipped = _copy_package(folder, place / "code" / folder.name)
        document = _run_pydeps(place, folder.name, time_limit)
    modules, edges = _read_edges(document, folder.name)
    return PeerEdges(tool=tool, package=folder.name, modules=modules, edges=edges, skipped=skipped)


def _read_version() -> str:
    try:
        return version("pydeps")
    except PackageNotFoundError:
        raise ReportError(
            "pydeps is not installed", hint="pip install 'ssot-audit[report]'"
        ) from None


def _is_name(text: str) -> bool:
    return text.isidentifier() and not iskeyword(text)


def _copy_package(folder: Path, target: Path) -> tuple[str, ...]:
    """Copy the regular Python files with importable names; return the others, sorted."""
    skipped: list[str] = []
    copied = 0
    for directory, folders, files in os.walk(folder, followlinks=False):
        here = Path(directory)
        refused = [each for each in folders if not _is_name(each) or (here / each).is_symlink()]
        folders[:] = sorted(each for each in folders if each not in refused)
        for name in sorted(files):
            path = here / name
            if path.suffix != ".py":
                continue
            copied += 1
            if copied > MOST_FILES:
                raise ReportError(f"more than {MOST_FILES:,} files: too many for pydeps")
            relative = path.relative_to(folder)
            if not _is_name(path.stem) or not _is_readable(path):
                skipped.append(relative.as_posix())
                continue
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            (target / relative).write_bytes(path.read_bytes())
    return tuple(sorted(skipped))


def _is_readable(path: Path) -> bool:
    """Whether pydeps can take the file: one that it cannot decode would end its whole run."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_FILE:
        return False
    content = path.read_bytes()
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return "\0" not in content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return False


def _run_pydeps(place: Path, package: str, time_limit: float) -> dict[str, dict[str, list[str]]]:
    answer = place / "edges.json"
    options = ["--no-config", "--show-deps", "--no-dot", "--no-output", "--max-bacon=0"]
    options += ["--noise-level=1000000000", "--only", package, f"--deps-output={answer}"]
    command = [sys.executable, "-I", "-W", "ignore", "-c", RUNNER, package]
    try:
        done = subprocess.run(
            [*command, *options, "--", str(place / "code" / package)],
            cwd=place,
            capture_output=True,
            timeout=time_limit,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(place)},  # leaves nothing behind when it is stopped
        )
        document = json.loads(answer.read_bytes()) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        raise ReportError(f"pydeps took longer than {time_limit:g} s", where=package) from None
    except (OSError, ValueError):
        raise ReportError("pydeps wrote no readable answer", where=package) from None
    if document is None:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise ReportError(f"pydeps failed: {last[0]!r}", where=package)
    return dict(document)


def _read_edges(
    document: dict[str, dict[str, list[str]]], package: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    def inside(name: str) -> bool:
        return name == package or name.startswith(f"{package}.")

    modules = sorted(filter(inside, document))
    edges = {
        (importer, imported)
        for importer in modules
        for imported in document[importer].get("imports", ())
        if inside(imported) and imported != importer
    }
    return tuple(modules), tuple(sorted(edges))

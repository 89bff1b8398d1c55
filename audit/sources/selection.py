"""Which files of a source are looked at, the same for folders, revisions and archives."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from audit.model.source import SourceFile, SourceProblem
from audit.sources.globs import matches_any
from audit.sources.source import MAX_FILE_BYTES

__all__ = [
    "CONFIGURATION_FILES",
    "decode_path",
    "find_data_folders",
    "find_unread",
    "is_code_folder",
    "is_compiled",
    "is_load_setting",
    "is_wanted",
    "keep_links",
    "outside_environments",
    "size_problem",
    "sort_files",
]

CONFIGURATION_FILES = frozenset(
    {"audit.toml", "pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini"}
)
_CONFIGURATION_DEPTH = 6
_LOAD_SETTINGS = frozenset(
    {
        ".gitlab-ci.yml",
        ".travis.yml",
        "Containerfile",
        "Dockerfile",
        "GNUmakefile",
        "Makefile",
        "Procfile",
        "azure-pipelines.yml",
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
        "makefile",
    }
)
_WORKFLOW_FOLDERS = (".github/workflows/", ".circleci/")
_WORKFLOW_SUFFIXES = (".yml", ".yaml")
_SKIPPED_FOLDERS = frozenset(
    {
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".pytype",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "__pypackages__",
        "node_modules",
        "site-packages",
    }
)
_SKIPPED_SUFFIXES = (".egg-info", ".dist-info")
_COMPILED_SUFFIXES = (".pyd", ".pyi", ".pyx", ".so")
_BUILD_OUTPUTS = ("lib", "lib.", "bdist.", "temp.")


def is_code_folder(path: str) -> bool:
    """Say whether the folder may hold code of the source itself.

    False for version control, environments, caches, metadata folders, and what setuptools leaves
    in a `build` folder at the top. `path` is relative to the source, POSIX.
    """
    name = path.rpartition("/")[2]
    if name in _SKIPPED_FOLDERS or name.endswith(_SKIPPED_SUFFIXES):
        return False
    if path.startswith("build/") and path.count("/") == 1:
        return name != "lib" and not name.startswith(_BUILD_OUTPUTS[1:])
    return True


def is_wanted(path: str) -> bool:
    """Say whether the file is Python, a stub, or one of the few texts that say how files load.

    Such texts count down to the sixth level of folders: workspaces nest, but not deeper.
    """
    if path.endswith((".py", ".pyi")):
        return True
    return path.count("/") <= _CONFIGURATION_DEPTH and (
        path.rpartition("/")[2] in CONFIGURATION_FILES or is_load_setting(path)
    )


def is_load_setting(path: str) -> bool:
    """Say whether the file is a build, CI or container file: it may say how files are run."""
    name = path.rpartition("/")[2]
    if path.startswith(_WORKFLOW_FOLDERS) and name.endswith(_WORKFLOW_SUFFIXES):
        return True
    return name in _LOAD_SETTINGS or name.startswith(("Dockerfile.", "docker-compose."))


def is_compiled(path: str) -> bool:
    """Say whether the file is an extension module, its Cython source, or a stub: a module that
    exists for imports but holds no Python that could be read."""
    return path.endswith(_COMPILED_SUFFIXES)


def find_unread(paths: Iterable[str]) -> tuple[str, ...]:
    """The `compiled` of a tree with all these files: extension modules, and folders of data."""
    listed = list(paths)
    return tuple(sorted({*filter(is_compiled, listed), *find_data_folders(listed)}))


def find_data_folders(paths: Iterable[str]) -> list[str]:
    """Return `folder/.` for the folders in packages that hold files and, at any depth, no Python.

    Python takes such a folder for a namespace package. Only those with names that can be imported
    count, from the package that holds them on; `paths` are all files that are looked at.
    """
    python: set[str] = set()
    packages: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        folder, _, name = path.rpartition("/")
        known = python if name.endswith(".py") else folders
        if name == "__init__.py":
            packages.add(folder)
        while folder and folder not in known:
            known.add(folder)
            folder = folder.rpartition("/")[0]
    return sorted(f"{folder}/." for folder in folders - python if _is_inside(folder, packages))


def _is_inside(folder: str, packages: set[str]) -> bool:
    """Whether a package holds the folder, and all names from it on are identifiers."""
    while folder and folder not in packages:
        folder, _, name = folder.rpartition("/")
        if not name.isidentifier():
            return False
    return bool(folder)


def outside_environments(paths: Iterable[str], exclude: tuple[str, ...]) -> set[str]:
    """Return the paths to look at among all file paths of a revision or an archive.

    Drops files in folders that hold no code of the source, in virtual environments (a folder with
    `pyvenv.cfg`), and those that an `exclude` glob matches.
    """
    known = list(paths)
    verdicts = {"": True}
    for path in known:
        folder, _, name = path.rpartition("/")
        if name == "pyvenv.cfg" and folder:
            verdicts[folder] = False

    def holds_code(folder: str) -> bool:
        chain = []
        while folder not in verdicts:
            chain.append(folder)
            folder = folder.rpartition("/")[0]
        verdict = verdicts[folder]
        for below in reversed(chain):
            verdict = verdicts[below] = verdict and is_code_folder(below)
        return verdict

    return {
        path
        for path in known
        if holds_code(path.rpartition("/")[0]) and not matches_any(path, exclude)
    }


def decode_path(raw: bytes) -> str:
    r"""Return a path as text; bytes that are not UTF-8 are spelled `\xNN`."""
    return raw.decode("utf-8", "backslashreplace")


def size_problem(path: str, size: int) -> SourceProblem:
    """Return the problem of a file that is too large to read."""
    limit = MAX_FILE_BYTES // (1024 * 1024)
    return SourceProblem(path=path, reason=f"too large: {size} bytes, the limit is {limit} MB")


def keep_links(
    links: Iterable[tuple[str, str]], files: Iterable[SourceFile]
) -> tuple[tuple[str, str], ...]:
    """Return the (link, target) pairs whose target is a file of the source or holds one."""
    pairs = sorted(links)
    if not pairs:
        return ()
    targets: set[str] = set()
    for file in files:
        path = file.path
        while path and path not in targets:
            targets.add(path)
            path = path.rpartition("/")[0]
    return tuple(pair for pair in pairs if pair[1] in targets)


def sort_files(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Return the files sorted by path."""
    return tuple(sorted(files, key=attrgetter("path")))

"""Code that changes the import path, loads files by place, or runs the file itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.model.loads import LoadFact, LoadKind
from tests.worlds.codebases import facts_of

_HEAD = """
import importlib.util, os, runpy, site, sys
from pathlib import Path
HERE = Path(__file__).resolve().parent
TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""


def _loads(code: str) -> list[LoadFact]:
    return list(facts_of(_HEAD + code).loads)


_EDITS = [
    ("sys.path.insert(0, os.path.dirname(__file__))", True, ".", True),
    ("sys.path.insert(1, os.path.dirname(os.path.realpath(__file__)))", True, ".", False),
    (
        "sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'src'))",
        True,
        "../src",
        False,
    ),
    ("sys.path.append(os.path.abspath(os.path.join(__file__, '..', 'lib')))", True, "lib", False),
    ("sys.path.insert(0, TOP)", True, "..", True),
    ("sys.path.insert(0, TOP + '/src')", True, "../src", True),
    ("sys.path.insert(0, f'{TOP}/src')", True, "../src", True),
    ("sys.path.insert(0, str(HERE.parent / 'src'))", True, "../src", True),
    ("sys.path.insert(0, str(HERE.parents[1]))", True, "../..", True),
    ("sys.path.insert(0, HERE.joinpath('a', 'b').as_posix())", True, "a/b", True),
    ("sys.path.insert(0, str(Path(__file__).with_name('lib')))", True, "lib", True),
    ("sys.path.insert(0, os.path.split(__file__)[0])", True, ".", True),
    ("sys.path.insert(0, str(Path(TOP, 'src')))", True, "../src", True),
    ("sys.path.insert(0, 'src')", False, "src", True),
    ("sys.path.insert(0, os.path.abspath('..'))", False, "..", True),
    ("sys.path.insert(0, os.getcwd())", False, ".", True),
    ("sys.path.extend([TOP])", True, "..", False),
    ("sys.path += [TOP]", True, "..", False),
    ("sys.path[:0] = [TOP]", True, "..", True),
    ("sys.path[0] = TOP", True, "..", True),
    ("sys.path = [TOP] + sys.path", True, "..", True),
    ("site.addsitedir(TOP)", True, "..", False),
    ("for each in (TOP,):\n    sys.path.append(each)", True, "..", False),
    ("def f():\n    place = str(HERE / 'in')\n    sys.path.insert(0, place)", True, "in", True),
]


@pytest.mark.parametrize(("code", "own", "path", "first"), _EDITS)
def test_edits_of_the_import_path_are_read(code: str, own: bool, path: str, first: bool) -> None:
    """The folder is told from the file's own, or from the working directory."""
    (fact,) = _loads(code)
    assert (fact.kind, fact.own, fact.path, fact.first) == (
        LoadKind.SEARCH_PATH,
        own,
        path,
        first,
    )


@pytest.mark.parametrize(("code", "own", "path", "first"), _EDITS)
def test_the_folder_is_the_one_that_python_comes_to(
    code: str, own: bool, path: str, first: bool, tmp_path: Path
) -> None:
    """Running the code puts the very folder on `sys.path` that is read from it."""
    place = tmp_path / "one" / "two" / "file.py"
    place.parent.mkdir(parents=True)
    telling = "\nif 'f' in dir():\n    f()\nimport json\nprint(json.dumps(sys.path))\n"
    place.write_text(f"{_HEAD}{code}{telling}")
    run = [sys.executable, "-P", str(place)]
    folder = tmp_path / "one"
    told = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True).stdout
    place.write_text(f"import sys\n{telling}")
    known = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True).stdout
    before, after = (
        {os.path.realpath(folder / each) for each in json.loads(text)} for text in (known, told)
    )
    start = place.parent if own else folder
    assert after - before == {os.path.realpath(start / path)}


@pytest.mark.parametrize(
    "code",
    [
        "sys.path.insert(0, '/usr/lib')",
        "sys.path.insert(0, os.path.expanduser('~/lib'))",
        "sys.path.insert(0, compute())",
        "sys.path.insert(0, os.environ['LIB'])",
        "sys.path.insert(0, os.path.join(TOP, compute()))",
        "sys.path.remove(TOP)",
        "print(sys.path, TOP)",
    ],
)
def test_what_is_computed_or_absolute_says_nothing(code: str) -> None:
    """Without a folder that can be read there is no fact."""
    assert _loads(code) == []


def test_files_loaded_by_place_and_run_are_read() -> None:
    """A loader's name and file, and modules and files that `runpy` runs."""
    found = _loads(
        "spec = importlib.util.spec_from_file_location('plug', HERE / 'plug.py')\n"
        "runpy.run_module('shop.main')\nrunpy.run_path(str(HERE / 'tool.py'))\n"
    )
    assert [(each.kind, each.name, each.path) for each in found] == [
        (LoadKind.FILE_LOCATION, "plug", "plug.py"),
        (LoadKind.RUN_MODULE, "shop.main", ""),
        (LoadKind.RUN_FILE, "", "tool.py"),
    ]


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("__name__ == '__main__'", True),
        ("'__main__' == __name__", True),
        ("__name__ == '__main__' and 'shop' not in names", True),
        ("__name__ != '__main__'", False),
        ("__name__ == 'shop'", False),
    ],
)
def test_a_guard_for_running_is_read(test: str, found: bool) -> None:
    """`if __name__ == "__main__":` at module level says that the file is run."""
    facts = facts_of(f"names = []\nif {test}:\n    names.append('__main__')\n")
    assert [each.kind for each in facts.loads] == [LoadKind.MAIN] * found


def test_names_that_decide_by_identity_are_counted() -> None:
    """`isinstance`, `issubclass` and `except` name classes; built-in ones are left out."""
    facts = facts_of(
        """
        from shop import errors, Cart
        def f(x):
            try:
                return isinstance(x, (Cart, int)) or isinstance(x, Cart | errors.Base)
            except (errors.Gone, ValueError):
                return issubclass(x, Cart)
        """
    )
    assert [(each.chain, each.place, each.count, each.line) for each in facts.checks] == [
        ("Cart", "isinstance", 3, 5),
        ("errors.Base", "isinstance", 1, 5),
        ("errors.Gone", "except", 1, 6),
    ]

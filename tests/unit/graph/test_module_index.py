"""Which modules there are."""

from __future__ import annotations

import pytest

from audit.graph.module_index import ModuleIndex
from audit.model.facts import FileFacts, ImportFact, ImportKind
from audit.model.modules import Module, Zone
from tests.worlds.codebases import build_world


def module(name: str, file: str, *, is_package: bool = False) -> tuple[Module, FileFacts]:
    """A module with empty facts."""
    return (
        Module(
            name=name,
            file=file,
            root="",
            zone=Zone.PRODUCTION,
            is_package=is_package,
            blob=file,
            lines=1,
            statements=1,
        ),
        FileFacts(blob=file),
    )


def imported(module_name: str, level: int = 0) -> ImportFact:
    """An import statement."""
    return ImportFact(
        module=module_name,
        level=level,
        name="x",
        alias=None,
        kinds=(ImportKind.LOAD,),
        scope="",
        guard="",
        line=1,
    )


def test_two_files_that_claim_one_name() -> None:
    """Names that two files claim are told; the package is kept, else the first by file name."""
    index = ModuleIndex(
        [module("a", "a.py"), module("a", "a/__init__.py", is_package=True), module("b", "b.py")]
    )
    assert dict(index.ambiguous) == {"a": ("a.py", "a/__init__.py")}
    kept = index.module("a")
    assert kept is not None
    assert kept.file == "a/__init__.py"


def test_namespace_packages_exist_without_a_file() -> None:
    """A folder without `__init__` exists as a namespace, and has neither module nor facts."""
    index = ModuleIndex([module("space.one.a", "space/one/a.py")], ["space.two.b"])
    assert index.exists("space")
    assert index.exists("space.one")
    assert index.exists("space.two")
    assert index.module("space") is None
    assert not index.exists("space.three")


def test_compiled_modules_exist_and_cannot_be_read() -> None:
    """An extension module exists; where a file of that name is there, the file is read."""
    index = ModuleIndex([module("pkg.a", "pkg/a.py")], ["pkg._fast", "pkg.a"])
    assert index.exists("pkg._fast")
    assert index.is_compiled("pkg._fast")
    assert not index.is_compiled("pkg.a")


@pytest.mark.parametrize(
    ("importer", "level", "written", "expected"),
    [
        ("pkg", 1, "a", "pkg.a"),
        ("pkg", 1, "", "pkg"),
        ("pkg.a", 1, "b", "pkg.b"),
        ("pkg.a", 1, "", "pkg"),
        ("pkg.sub", 2, "a", "pkg.a"),
        ("pkg.sub.b", 2, "a", "pkg.a"),
        ("pkg.sub.b", 3, "a", ""),
        ("pkg", 2, "a", ""),
        ("pkg.a", 2, "b", ""),
        ("app", 1, "pkg", ""),
        ("pkg.a", 0, "json", "json"),
        ("pkg.a", 0, "pkg.__init__", "pkg"),
        ("pkg.a", 1, "__init__", "pkg"),
    ],
)
def test_absolute_names(importer: str, level: int, written: str, expected: str) -> None:
    """Relative names are resolved from the package, and are empty when they leave it."""
    index = ModuleIndex(
        [
            module("pkg", "pkg/__init__.py", is_package=True),
            module("pkg.a", "pkg/a.py"),
            module("pkg.sub", "pkg/sub/__init__.py", is_package=True),
            module("pkg.sub.b", "pkg/sub/b.py"),
            module("app", "app.py"),
        ]
    )
    assert index.absolute_name(importer, imported(written, level)) == expected


def test_neighbours_of_a_test_inside_a_package() -> None:
    """A test runner puts a folder of tests on the path, wherever it lies."""
    files = {"poems/__init__.py": "", "poems/tests/test_ink.py": "", "poems/tests/helper.py": ""}
    index = build_world(files).index
    found = index.absolute_name("poems.tests.test_ink", imported("helper"))
    assert found == "poems.tests.helper"


def test_neighbours_of_a_script() -> None:
    """A plain name beside the importer, in a folder that is no package, is found there; one of
    the standard library is not."""
    index = ModuleIndex(
        [
            module("scripts.run", "scripts/run.py"),
            module("scripts.shared", "scripts/shared.py"),
            module("scripts.json", "scripts/json.py"),
        ]
    )
    assert index.absolute_name("scripts.run", imported("shared")) == "scripts.shared"
    assert index.absolute_name("scripts.run", imported("json")) == "json"


def test_names_from_above_a_root() -> None:
    """What lies under a root is found by the name that it has from the source's folder, too, where
    that leads to its file; not so for the name of a distribution that the code needs."""
    files = {"src/shop/__init__.py": "", "src/shop/till.py": ""}
    index = build_world(files, root="src").index
    assert index.absolute_name("shop.till", imported("src.shop.till")) == "shop.till"
    assert index.absolute_name("shop.till", imported("lib.shop.till")) == "lib.shop.till"
    assert index.absolute_name("shop.till", imported("src.shop.gone")) == "src.shop.gone"
    needed = build_world(files, root="src", requirements=["src"]).index
    assert needed.absolute_name("shop.till", imported("src.shop.till")) == "src.shop.till"


@pytest.mark.parametrize("case", ["itself", "required", "inside a package"])
def test_no_neighbour_of_a_script(case: str) -> None:
    """A plain name beside the importer is another distribution's where the importer would find
    itself, where the code needs a distribution of that name, and in production code inside a
    package, whose folder nobody puts on the path."""
    files = {"poems/ai/open_ai.py": "", "poems/ai/use.py": "", "poems/__init__.py": ""}
    if case != "inside a package":
        del files["poems/__init__.py"]
    requirements = ["open-ai"] if case == "required" else []
    importer = "poems.ai.open_ai" if case == "itself" else "poems.ai.use"
    index = build_world(files, requirements=requirements).index
    assert index.absolute_name(importer, imported("open_ai.types")) == "open_ai.types"


def test_names_that_the_interpreter_has_loaded() -> None:
    """A file named like a module that is always loaded is never first-party, others are."""
    codebase = build_world({"sys.py": "", "fractions.py": ""})
    assert not codebase.index.is_first_party("sys")
    assert codebase.index.is_first_party("fractions")


@pytest.mark.parametrize("name", ["json", "distutils.core", "tomllib", "imp", "concurrent.futures"])
def test_standard_library_of_every_version(name: str) -> None:
    """A module of any supported or former Python counts as standard library."""
    assert ModuleIndex([]).is_standard_library(name)

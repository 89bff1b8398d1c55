"""The path ledger."""

from __future__ import annotations

import math

import pytest

from audit.analysis.ledger import build_ledger, path_entropy
from audit.analysis.planned_ledger import recount_ledger
from audit.analysis.uses import find_uses
from audit.model.ledger import LedgerEntry
from audit.model.rules import Component, Rules
from tests.worlds.codebases import build_world

FILES = {
    "pkg/__init__.py": "from .core import Thing\n",
    "pkg/core.py": "class Thing: ...\nUNUSED = 1\n",
    "pkg/shim.py": "from .core import Thing\n",
    "app/__init__.py": "",
    "app/one.py": "from pkg.core import Thing\n",
    "app/two.py": "from pkg import Thing\n",
    "app/three.py": "from pkg.shim import Thing\n",
    "app/four.py": "import pkg.core\npkg.core.Thing()\n",
    "tests/test_it.py": "from pkg.shim import Thing\n",
}


def entry(
    files: dict[str, str] = FILES, component: Component | None = None, path: str = "pkg.core.Thing"
) -> LedgerEntry:
    """The ledger entry of one symbol."""
    codebase = build_world(files)
    components = (component,) if component is not None else ()
    ledger = build_ledger(codebase, find_uses(codebase), Rules(), components)
    return next(item for item in ledger if item.definition.path == path)


def test_paths_in_use_are_counted_by_zone() -> None:
    """Each path in use has its use sites by zone; distinct paths are counted for production."""
    found = entry()
    assert {item.path: (item.uses.production, item.uses.test) for item in found.paths} == {
        "pkg.core.Thing": (4, 0),
        "pkg.Thing": (1, 0),
        "pkg.shim.Thing": (1, 1),
        "app.one.Thing": (0, 0),
        "app.two.Thing": (0, 0),
        "app.three.Thing": (0, 0),
        "tests.test_it.Thing": (0, 0),
    }
    assert (found.paths_production, found.paths_test, found.fragmented) == (3, 1, True)


def test_figures_of_a_symbol() -> None:
    """Canonical share, entropy and shim debt follow from the production use sites alone."""
    found = entry()
    assert found.canonical == "pkg.core.Thing"
    assert found.canonical_share == pytest.approx(4 / 6)
    assert found.shim_debt == 1
    shares = [4 / 6, 1 / 6, 1 / 6]
    assert found.entropy == pytest.approx(-sum(p * math.log2(p) for p in shares), abs=1e-6)


def test_declared_path_is_canonical() -> None:
    """A component's declared path is the canonical one, and the reason says so."""
    component = Component(id="thing", title="Thing", symbols=("Thing",), canonical=("pkg.Thing",))
    found = entry(component=component)
    assert (found.canonical, found.canonical_reason) == (
        "pkg.Thing",
        "declared by component thing",
    )


def test_private_home_has_a_public_face() -> None:
    """What is written in a private module is canonical at its shortest public facade."""
    files = {
        "pkg/__init__.py": "from ._core import Thing\n",
        "pkg/_core.py": "class Thing: ...\n",
        "pkg/api.py": "from ._core import Thing\n__all__ = ['Thing']\nx = f()\n",
    }
    assert entry(files, path="pkg._core.Thing").canonical == "pkg.Thing"


def test_facade_as_private_as_the_definition() -> None:
    """Where the whole package is private, a facade inside it is canonical when most uses take it,
    and one that is more private than the definition never is."""
    inside = {
        "pkg/__init__.py": "",
        "pkg/_api/__init__.py": "from .making import Thing\n__all__ = ['Thing']\n",
        "pkg/_api/making.py": "class Thing: ...\n",
        "pkg/one.py": "from pkg._api import Thing\n",
        "pkg/two.py": "from pkg._api import Thing\n",
    }
    assert entry(inside, path="pkg._api.making.Thing").canonical == "pkg._api.Thing"
    deeper = {
        "pkg/__init__.py": "",
        "pkg/making.py": "class Thing: ...\n",
        "pkg/_api.py": "from .making import Thing\n__all__ = ['Thing']\n",
        "pkg/one.py": "from pkg._api import Thing\n",
    }
    assert entry(deeper, path="pkg.making.Thing").canonical == "pkg.making.Thing"


def test_what_a_warning_module_imports_for_itself() -> None:
    """A name that a deprecated module with code of its own imports for itself is an old path only
    once somebody uses it there, or when `__all__` names it; a warning shim's names always are."""
    imports = "import warnings\nfrom .core import Thing\n"
    warns = "warnings.warn('old', DeprecationWarning)\n"
    works = "class Handler(Thing): ...\n"
    files = {
        "pkg/__init__.py": "",
        "pkg/core.py": "class Thing: ...\n",
        "pkg/idle.py": imports + warns + works,
        "pkg/used.py": imports + warns + works,
        "pkg/told.py": imports + warns + works + "__all__ = ['Handler', 'Thing']\n",
        "pkg/shim.py": imports + warns,
        "app.py": "from pkg.used import Thing\n",
    }
    classes = {item.path: item.path_class for item in entry(files).paths}
    assert {path: each.value for path, each in classes.items() if path.startswith("pkg")} == {
        "pkg.core.Thing": "definition",
        "pkg.idle.Thing": "accidental",
        "pkg.used.Thing": "deprecated",
        "pkg.told.Thing": "deprecated",
        "pkg.shim.Thing": "deprecated",
    }


def test_values_nobody_reaches_have_no_entry() -> None:
    """A value that is neither used nor handed on is left out."""
    codebase = build_world(FILES)
    ledger = build_ledger(codebase, find_uses(codebase), Rules(), ())
    assert "pkg.core.UNUSED" not in {item.definition.path for item in ledger}


@pytest.mark.parametrize(
    ("counts", "bits"),
    [({}, 0.0), ({"a": 3}, 0.0), ({"a": 1, "b": 1}, 1.0), (dict.fromkeys("abcd", 2), 2.0)],
)
def test_entropy(counts: dict[str, int], bits: float) -> None:
    """One path has no entropy, two used alike have one bit, four have two."""
    assert path_entropy(counts) == bits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@deprecated('use pkg.new.New')\nclass Old: ...\n", "pkg.new.New"),
        ("@deprecated('gone soon')\nclass Old: ...\n", "gone soon"),
        (
            "class Old:\n    def __init__(self):\n"
            "        warnings.warn('use pkg.new.New', DeprecationWarning)\n",
            "pkg.new.New",
        ),
        ("class Old: ...\n", ""),
        ("def Old(name):\n    warnings.warn(f'{name} moved', DeprecationWarning)\n", ""),
        (
            "def Old():\n    warnings.warn('Old is gone soon', DeprecationWarning)\n",
            "Old is gone soon",
        ),
    ],
)
def test_a_deprecated_symbol_has_deprecated_paths(text: str, told: str) -> None:
    """A mark on the symbol itself makes every path to it an old one, its definition included."""
    head = "import warnings\nfrom typing_extensions import deprecated\n"
    files = {
        "pkg/__init__.py": "from pkg.old import Old\n__all__ = ['Old']\n",
        "pkg/old.py": head + text,
        "pkg/new.py": "class New: ...\n",
        "use.py": "from pkg import Old\n",
    }
    found = entry(files, path="pkg.old.Old")
    assert found.deprecation == told
    by_path = {item.path: item for item in found.paths}
    old = {path: found.is_old(by_path[path]) for path in ("pkg.old.Old", "pkg.Old")}
    assert old == {"pkg.old.Old": bool(told), "pkg.Old": bool(told)}
    assert by_path["pkg.Old"].advice == told
    assert found.shim_debt == (2 if told else 0)


SHIM = "from pkg.new import PlanBook as M\nfrom pkg import new\n"


@pytest.mark.parametrize(
    ("text", "is_shim"),
    [
        ("class PlanBook(M): pass\n", True),
        ('class PlanBook(new.PlanBook):\n    """Moved to pkg.new."""\n', True),
        ("class OldPlanBook(M): pass\nPlanBook = 1\n", False),
        ("class PlanBook(M):\n    def extra(self): return 1\n", False),
        ("class PlanBook(M):\n    limit = 3\n", False),
        ("class PlanBook(M, dict): pass\n", False),
        ("import other\n@other.register\nclass PlanBook(M): pass\n", False),
        ("import other\nclass PlanBook(other.PlanBook): pass\n", False),
        ("def PlanBook(): return M()\n", False),
    ],
)
def test_an_empty_subclass_of_the_same_name_is_a_shim(text: str, is_shim: bool) -> None:
    """Each path to it is a shim before its base, and its uses are debt; a subclass that adds
    something, or has a name of its own, is a class like any other."""
    files = {
        "pkg/__init__.py": "from pkg.old import PlanBook\n__all__ = ['PlanBook']\n",
        "pkg/old.py": SHIM + text,
        "pkg/new.py": "class PlanBook:\n    def run(self): return 1\n",
        "use.py": "from pkg import PlanBook\n",
    }
    found = entry(files, path="pkg.old.PlanBook")
    assert found.shim_of == ("pkg.new.PlanBook" if is_shim else "")
    assert found.shim_debt == (2 if is_shim else 0)
    classes = {path.path: path.path_class.value for path in found.paths}
    assert (set(classes.values()) == {"shim"}) is is_shim
    assert {path.advice for path in found.paths} == {found.shim_of}


def test_a_name_that_everybody_uses_makes_no_shim() -> None:
    """Frameworks ask for an empty `Migration` or `Meta` below the one that they define."""
    files = {
        "pkg/new.py": "class Migration:\n    def run(self): return 1\n",
        "pkg/old.py": "from pkg import new\nclass Migration(new.Migration): pass\n",
    }
    assert entry(files, path="pkg.old.Migration").shim_of == ""


def test_counting_the_same_uses_again_changes_nothing() -> None:
    """A plan that plans nothing leaves the debt of a symbol that is deprecated itself as it is."""
    codebase = build_world(
        {
            "pkg.py": "from warnings import deprecated\n@deprecated('gone')\nclass Old: ...\n",
            "use.py": "from pkg import Old\n",
        }
    )
    uses = find_uses(codebase)
    ledger = build_ledger(codebase, uses, Rules(), ())
    assert [each.shim_debt for each in ledger] == [1]
    assert recount_ledger(ledger, uses) == ledger

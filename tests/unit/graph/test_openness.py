"""Modules whose names cannot all be seen: what is missing there is open, not broken."""

from __future__ import annotations

import pytest

from audit.model.imports import Bucket
from tests.worlds.codebases import build_world

_WRITERS = """
    import inspect, sys

    def by_module(thing):
        setattr(sys.modules[thing.__module__], f"{thing.__name__}Py", thing)
        return thing

    def by_frame(thing, names=None):
        names = names or sys._getframe(1).f_globals
        names[thing.__name__ + "Py"] = thing
        return thing

    def by_dictionary(thing):
        module = inspect.getmodule(thing)
        module.__dict__.update({f"{thing.__name__}Py": thing})
        return thing

    def nested(prefix):
        def decorate(thing):
            name = thing.__module__
            vars(sys.modules[name])[prefix + "Py"] = thing
            return thing
        return decorate

    class Export:
        @staticmethod
        def publish(thing):
            return by_module(thing) or setattr(sys.modules[thing.__module__], "ShopPy", thing)

    class Mark:
        def __init__(self, thing):
            sys.modules[thing.__module__].__dict__["ShopPy"] = thing

    def only_reads(thing):
        module = sys.modules[thing.__module__]
        thing.path = module.__file__
        sys.modules[thing.__module__].__dict__["__all__"] = []
        setattr(thing, "x", 1)
        return thing
    """


@pytest.mark.parametrize(
    "use",
    [
        "@by_module\nclass Shop: ...\n",
        "@by_frame\ndef shop(): ...\n",
        "class Shop: ...\nShop = by_frame(Shop)\n",
        "class Shop: ...\nif Shop:\n    by_dictionary(Shop)\n",
        "@nested('Shop')\nclass Shop: ...\n",
        "@Export.publish\nclass Shop: ...\n",
        "@Mark\nclass Shop: ...\n",
    ],
)
def test_functions_that_write_into_the_module_that_calls_them(use: str) -> None:
    """A module that calls, as decorator or in a statement, a function that writes names into the
    namespace of its caller may have any name; the function's own module has no more for it."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/writers.py": _WRITERS,
            "pkg/shop.py": "from pkg.writers import *\n" + use,
            "app.py": "from pkg.shop import ShopPy\nfrom pkg.writers import gone\n",
        }
    )
    found = {i.path: (i.bucket, i.reason) for i in codebase.imports if i.importer == "app"}
    assert found["pkg.shop.ShopPy"][0] is Bucket.UNRESOLVABLE
    assert "which writes names into its callers" in found["pkg.shop.ShopPy"][1]
    assert found["pkg.writers.gone"] == (Bucket.BROKEN, "pkg.writers has no name gone")


@pytest.mark.parametrize(
    "use",
    [
        "@only_reads\nclass Shop: ...\n",
        "def late():\n    by_frame(Shop)\n",
        "class Shop:\n    @by_module\n    def sell(self): ...\n",
        "by_module = only_reads\n",
    ],
)
def test_functions_that_write_elsewhere_or_later(use: str) -> None:
    """A function that only reads its caller's module, and one that is called when a function of
    the module runs, leave the module as it can be seen."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/writers.py": _WRITERS,
            "pkg/shop.py": "from pkg.writers import by_frame, by_module, only_reads\n" + use,
            "app.py": "from pkg.shop import ShopPy\n",
        }
    )
    item = next(i for i in codebase.imports if i.importer == "app")
    assert (item.bucket, item.reason) == (Bucket.BROKEN, "pkg.shop has no name ShopPy")


@pytest.mark.parametrize(
    "write",
    [
        "def fill(thing):\n    from pkg import kinds\n    setattr(kinds, thing.__name__, thing)\n",
        "import pkg.kinds\nfor name in 'ab':\n    setattr(pkg.kinds, name.upper(), 1)\n",
        "import pkg.kinds as k\ndef fill(x): setattr(k, x.name, x)\n",
        "from . import kinds\nclass C:\n    def fill(self, x): setattr(kinds, x.name, x)\n",
    ],
)
@pytest.mark.parametrize("file", ["pkg/kinds.py", "pkg/other.py"])
def test_modules_that_get_computed_names(write: str, file: str) -> None:
    """A module on which someone, it itself or another module, sets attributes whose names are
    computed may have any name."""
    files = {"pkg/__init__.py": "", "pkg/kinds.py": "", "app.py": "from pkg.kinds import Odd\n"}
    codebase = build_world({**files, file: write})
    item = next(i for i in codebase.imports if i.importer == "app")
    assert item.bucket is Bucket.UNRESOLVABLE
    writer = file.removesuffix(".py").replace("/", ".")
    assert item.reason == f"{writer} sets names of pkg.kinds that are computed"


@pytest.mark.parametrize(
    "write",
    [
        "from pkg import kinds\nsetattr(kinds, 'known', 1)\n",
        "from pkg.kinds import Kind\ndef fill(x): setattr(Kind, x.name, x)\n",
        "def fill(kinds, x): setattr(kinds, x.name, x)\n",
    ],
)
def test_computed_names_of_something_else(write: str) -> None:
    """A literal name, a class and a parameter that is handed in open no module."""
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/kinds.py": "class Kind: ...\n",
            "pkg/other.py": write,
            "app.py": "from pkg.kinds import Odd\n",
        }
    )
    item = next(i for i in codebase.imports if i.importer == "app")
    assert item.bucket is Bucket.BROKEN


@pytest.mark.parametrize(
    "write",
    [
        "def fill(x):\n    setattr(sys.modules[__name__], x.name, x)\n",
        "def fill(x):\n    this = sys.modules[__name__]\n    setattr(this, x.name, x)\n",
        "def fill(x):\n    sys.modules[__name__].__dict__.update(x)\n",
        "def fill(x):\n    globals().update(x)\n",
        "def fill(x):\n    names = globals()\n    names[x.name] = x\n",
    ],
)
def test_functions_that_write_into_their_own_module(write: str) -> None:
    """A module with a function that writes into the module's own namespace may have any name."""
    codebase = build_world(
        {"kinds.py": f"import sys\n{write}", "app.py": "from kinds import Odd\n"}
    )
    item = next(i for i in codebase.imports if i.importer == "app")
    assert (item.bucket, item.reason) == (Bucket.UNRESOLVABLE, "kinds makes names at run time")

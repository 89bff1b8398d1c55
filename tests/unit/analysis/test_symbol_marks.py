"""What marks a symbol itself as deprecated, and what is told to use instead."""

from __future__ import annotations

import pytest

from audit.analysis.ledger import build_ledger
from audit.analysis.uses import find_uses
from audit.model.ledger import LedgerEntry
from audit.model.rules import Rules
from tests.worlds.codebases import build_world

_HEAD = """\
import warnings
import outside.parts as parts
from typing import overload
from typing_extensions import deprecated
import pytest
MESSAGE = "use pkg.new.New"
"""


def _entry(text: str) -> LedgerEntry:
    codebase = build_world(
        {
            "pkg/__init__.py": "",
            "pkg/old.py": _HEAD + text,
            "pkg/new.py": "class New:\n    def make(self): ...\n",
            "use.py": "from pkg.old import Old\n",
        }
    )
    ledger = build_ledger(codebase, find_uses(codebase), Rules(), ())
    return next(each for each in ledger if each.definition.path == "pkg.old.Old")


def _warn(message: str, category: str = "DeprecationWarning") -> str:
    return f"warnings.warn({message!r}, {category})"


@pytest.mark.parametrize(
    "text",
    [
        "@overload\n@deprecated('use a')\ndef Old(*, b): ...\n@overload\ndef Old(a): ...\n"
        "def Old(a=None, b=None): ...\n",
        "class Old:\n    @overload\n    @deprecated('gone')\n    def __init__(self, b: str): ...\n"
        "    @overload\n    def __init__(self, b: int): ...\n    def __init__(self, b): ...\n",
        f"class Old:\n    def __init__(self, x=None):\n        if x is None:\n            return\n"
        f"        {_warn('x is deprecated')}\n",
        f"class Old:\n    def __init__(self, x=None):\n        if x:\n"
        f"            {_warn('Old is deprecated')}\n",
        f"def Old(x):\n    x and {_warn('Old with x is deprecated')}\n",
        f"def Old(x):\n    {_warn('Old with x is deprecated')} if x else None\n",
        f"def Old(x):\n    [{_warn('Old is deprecated')} for _ in x]\n",
        f"def Old(x):\n    for _ in x:\n        {_warn('Old is deprecated')}\n",
        f"def Old(x):\n    {_warn('Old will return a list in 3.0', 'FutureWarning')}\n",
        f"class Old:\n    def __init__(self):\n"
        f"        {_warn('Old.__init__ is deprecated, use Old.make')}\n",
        f"class Old:\n    def __init__(self):\n"
        f"        {_warn('The n_jobs parameter is deprecated')}\n",
        f"def Old(x):\n    {_warn('some_helper is deprecated, use Old')}\n",
        "def Old(a, b):\n    warnings.warn(f'{a}.{b} Old is deprecated', DeprecationWarning)\n",
        'def Old(x):\n    """Do it.\n\n    .. deprecated:: 1.4\n'
        '        Passing a string as x is deprecated.\n    """\n',
        "@pytest.mark.deprecated\ndef Old(): ...\n",
        "@deprecated_params(x='y')\ndef Old(x): ...\n",
        f"def Old():\n    def inner():\n        {_warn('Old is deprecated')}\n    return inner\n",
    ],
)
def test_what_warns_of_a_part_marks_nothing(text: str) -> None:
    """An overload, a condition, a parameter, a result that will change or a test's label do not
    make the whole symbol deprecated."""
    found = _entry(text)
    assert found.deprecation == ""
    assert not any(found.is_old(path) for path in found.paths)
    assert found.shim_debt == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@deprecated(MESSAGE)\nclass Old: ...\n", "pkg.new.New"),
        ("@deprecated('use parts.New')\nclass Old: ...\n", "outside.parts.New"),
        ("@deprecated('use json.dumps')\ndef Old(): ...\n", "json.dumps"),
        ("@deprecated('use Model.dump')\ndef Old(): ...\n", "use Model.dump"),
        ("@deprecated('use pkg.new.Gone')\ndef Old(): ...\n", "use pkg.new.Gone"),
        ("@deprecated('0.1.0', removal='1.0')\nclass Old: ...\n", "no replacement can be read"),
        ("@deprecated(since='1', note='a longer text', reason='gone')\nclass Old: ...\n", "gone"),
        ("@util.deprecated_cls('1.4', 'Old is gone')\nclass Old: ...\n", "Old is gone"),
        (
            'def Old():\n    """Do it.\n\n    .. deprecated:: 2.6\n    """\n'
            f"    {_warn('Old is deprecated, use pkg.new.New')}\n",
            "pkg.new.New",
        ),
        ('class Old:\n    """.. deprecated:: 2.6 It is gone."""\n', "It is gone."),
        (
            f"def Old():\n    {_warn('Arrays come in 3.0. Use `make_new` instead.')}\n",
            "Arrays come in 3.0. Use `make_new` instead.",
        ),
        (
            f"from pkg.new import New\nclass Old(New):\n    def __init__(self):\n"
            f"        {_warn('Old is gone')}\n        super().__init__()\n",
            "pkg.new.New",
        ),
        ("from pkg import new\n@deprecated('gone')\nclass Old(new.New): ...\n", "pkg.new.New"),
        (
            "from pkg import new\n@deprecated('gone')\nclass Old(new.New):\n    x = 1\n",
            "gone",
        ),
        ("@deprecated('gone')\nclass Old(Exception): ...\n", "gone"),
        (
            f"def Old():\n    try:\n        {_warn('Old is gone')}\n    finally:\n        pass\n",
            "Old is gone",
        ),
    ],
)
def test_what_a_mark_tells(text: str, told: str) -> None:
    """A mark tells the path it names, where that can be an import path, else its words; a bare
    version is neither."""
    assert _entry(text).deprecation == told


@pytest.mark.parametrize(
    ("alias", "message", "marked"),
    [
        ("Old = _go_on", "Old is deprecated", True),
        ("Old = _go_on", "Older is deprecated", False),
        ("if x:\n    Old = _go_on", "Old is deprecated", False),
        ("def Old(): _go_on()", "Old is deprecated", False),
        ("_go_on.Old = 1", "Old is deprecated", False),
    ],
)
def test_another_name_of_a_function_that_warns(alias: str, message: str, marked: bool) -> None:
    """A function that always warns of a name that its module binds to it is deprecated by it."""
    text = f"def _go_on():\n    {_warn(message)}\n    return 1\n{alias}\n"
    codebase = build_world(
        {"old.py": "import warnings\n" + text, "use.py": "from old import Old, _go_on\n"}
    )
    ledger = build_ledger(codebase, find_uses(codebase), Rules(), ())
    found = {each.definition.path: each.deprecation for each in ledger}
    assert bool(found["old._go_on"]) is marked


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("*convert*", False),
        ("``new``", True),
        ("The ``*args`` and ``**kwargs`` arguments are deprecated.", False),
        ("`timestamp` and `duration` are unused and will be removed eventually.", False),
        ("``__lt__``, ``__le__``, and ``__gt__`` now raise a `DeprecationWarning`.", False),
        ("`Old.make` is deprecated, use `Old.build` instead.", False),
        ("``Old`` is deprecated.", True),
        ("`Old` and `Older` are deprecated.", True),
        ("`New` should be used instead.", True),
        ("`New` is the better choice.", True),
        ("Use ``New`` instead.", True),
    ],
)
def test_directives_about_something_else(words: str, marked: bool) -> None:
    """A directive that begins with names of parameters, methods or other things and says what
    happens to those is not about the symbol; one that begins with what to use is."""
    directive = f"Make it.\n\n    .. deprecated:: 1.0\n       {words}\n    "
    assert bool(_entry(f'class Old:\n    """{directive}"""\n').deprecation) is marked

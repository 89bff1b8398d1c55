"""Identity splits against Python itself: the same projects run, and their modules are counted.

Each case is a small project and a command. A probe, started with every Python process, writes down
at its end which files stand in `sys.modules` under several names, and which of their classes are
different objects. What the analysis calls certain has to be exactly that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from audit.analysis.identity.splits import find_identity_splits
from audit.model.rules import Rules
from audit.pipeline.codebase import read_codebase
from audit.sources.load_settings import read_load_settings
from audit.sources.locate import open_source

_PROBE = """
import atexit, json, os, sys

def tell():
    top, found = os.environ["PROBE_TOP"], {}
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None)
        if place and os.path.realpath(place).startswith(top + os.sep):
            file = os.path.relpath(os.path.realpath(place), top).replace(os.sep, "/")
            found.setdefault(file, []).append(name)
    twice = {}
    for file, names in found.items():
        objects = {id(sys.modules[name]) for name in names}
        if len(objects) > 1:
            kinds = [
                {k: id(v) for k, v in vars(sys.modules[n]).items()
                 if isinstance(v, type) and v.__module__ == n}
                for n in names
            ]
            apart = sorted(
                key for key in set().union(*kinds)
                if len({kind[key] for kind in kinds if key in kind}) > 1
            )
            twice[file] = [sorted(names), apart]
    with open(os.environ["PROBE_OUT"], "w") as out:
        json.dump(twice, out)

atexit.register(tell)
"""

_PYTEST = ("-P", "-c", "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))", "-q")
_USER = "class User:\n    pass\n"

Files = Mapping[str, str]
CASES: dict[str, tuple[tuple[str, ...], dict[str, str], Files]] = {
    "an edit of sys.path, both names used": (
        ("main.py",),
        {},
        {
            "main.py": """
                import os, sys
                sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "apps"))
                from apps.users import User
                import users
                """,
            "apps/__init__.py": "",
            "apps/users.py": _USER,
        },
    ),
    "an edit of sys.path, one name used": (
        ("main.py",),
        {},
        {
            "main.py": """
                import sys
                from pathlib import Path
                HERE = Path(__file__).resolve().parent
                sys.path.insert(0, str(HERE / "apps"))
                from users import User
                import orders
                """,
            "apps/users.py": _USER,
            "apps/orders.py": "from users import User\n",
        },
    ),
    "a package loaded twice takes its relative imports with it": (
        ("main.py",),
        {},
        {
            "main.py": """
                import os, sys
                HERE = os.path.dirname(__file__)
                sys.path.append(f"{HERE}/apps")
                import apps.users
                import users
                """,
            "apps/__init__.py": "",
            "apps/users/__init__.py": "from .models import User\n",
            "apps/users/models.py": _USER,
            "apps/users/unused.py": _USER,
        },
    ),
    "pytest's pythonpath and a src prefix": (
        (*_PYTEST, "tests"),
        {},
        {
            "pytest.ini": "[pytest]\npythonpath = . src\n",
            "src/shop/__init__.py": "",
            "src/shop/models.py": _USER,
            "src/shop/service.py": "from shop.models import User\n",
            "tests/test_shop.py": """
                from src.shop.models import User
                import shop.service
                def test_it(): pass
                """,
        },
    ),
    "pytest's pythonpath and one name": (
        (*_PYTEST, "tests"),
        {},
        {
            "pytest.ini": "[pytest]\npythonpath = . src\n",
            "src/shop/__init__.py": "",
            "src/shop/models.py": _USER,
            "tests/test_shop.py": "from shop.models import User\ndef test_it(): pass\n",
        },
    ),
    "a test folder that is no package": (
        (*_PYTEST, "checks"),
        {},
        {
            "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
            "checks/helpers.py": _USER,
            "checks/test_a.py": "from helpers import User\ndef test_it(): pass\n",
            "checks/test_b.py": "from checks.helpers import User\ndef test_it(): pass\n",
        },
    ),
    "a test folder that is a package": (
        (*_PYTEST, "tests"),
        {},
        {
            "tests/__init__.py": "",
            "tests/conftest.py": "",
            "tests/helpers.py": _USER,
            "tests/test_a.py": "from .helpers import User\ndef test_it(): pass\n",
            "tests/test_b.py": "from tests.helpers import User\ndef test_it(): pass\n",
        },
    ),
    "a conftest that tests import by its folder": (
        (*_PYTEST, "checks"),
        {},
        {
            "pytest.ini": "[pytest]\npythonpath = .\n",
            "checks/conftest.py": _USER,
            "checks/test_a.py": "from checks.conftest import User\ndef test_it(): pass\n",
        },
    ),
    "pytest's importlib mode": (
        (*_PYTEST, "checks"),
        {},
        {
            "pytest.ini": "[pytest]\npythonpath = .\naddopts = --import-mode=importlib\n",
            "checks/conftest.py": _USER,
            "checks/test_a.py": "from checks.conftest import User\ndef test_it(): pass\n",
        },
    ),
    "PYTHONPATH of a container": (
        ("main.py",),
        {"PYTHONPATH": "lib"},
        {
            "Dockerfile": """
                FROM python
                WORKDIR /app
                COPY . .
                ENV PYTHONPATH=/app/lib
                CMD ["python", "main.py"]
                """,
            "main.py": "import tool\nfrom lib import tool as other\n",
            "lib/tool.py": _USER,
        },
    ),
    "PYTHONPATH of a workflow, one name": (
        ("main.py",),
        {"PYTHONPATH": "lib"},
        {
            ".github/workflows/ci.yml": "env:\n  PYTHONPATH: lib\n",
            "main.py": "import tool\nimport worker\n",
            "lib/tool.py": _USER,
            "lib/worker.py": "import tool\n",
        },
    ),
    "a main module that its plug-ins import": (
        ("-m", "shop.main"),
        {},
        {
            "Makefile": "run:\n\tpython -m shop.main\n",
            "shop/__init__.py": "",
            "shop/main.py": _USER + "if __name__ == '__main__':\n    import shop.plug\n",
            "shop/plug.py": "from shop.main import User\n",
        },
    ),
    "a main module that its package imports first": (
        ("-m", "shop.main"),
        {},
        {
            "Makefile": "run:\n\tpython -m shop.main\n",
            "shop/__init__.py": "from .main import User\n",
            "shop/main.py": _USER,
        },
    ),
    "a main module that nothing imports": (
        ("-m", "shop.main"),
        {},
        {
            "Makefile": "run:\n\tpython -m shop.main\n",
            "shop/__init__.py": "",
            "shop/main.py": "from shop.plug import User\nif __name__ == '__main__':\n    pass\n",
            "shop/plug.py": _USER,
        },
    ),
    "a file loaded by its place and by its name": (
        ("main.py",),
        {},
        {
            "main.py": """
                import importlib.util
                from pathlib import Path
                PLACE = Path(__file__).parent / "plugins" / "mail.py"
                spec = importlib.util.spec_from_file_location("mail_plugin", PLACE)
                module = importlib.util.module_from_spec(spec)
                import sys
                sys.modules["mail_plugin"] = module
                spec.loader.exec_module(module)
                import plugins.mail
                """,
            "plugins/mail.py": _USER,
        },
    ),
    "a fallback for when it runs as a script": (
        ("shop/run.py",),
        {},
        {
            "shop/__init__.py": "",
            "shop/run.py": """
                try:
                    from .models import User
                except ImportError:
                    from models import User
                if __name__ == "__main__":
                    print(User)
                """,
            "shop/models.py": _USER,
        },
    ),
    "a fallback that never runs": (
        ("shop/run.py",),
        {"PYTHONPATH": "."},
        {
            "Makefile": "run:\n\tPYTHONPATH=. python shop/run.py\n",
            "shop/__init__.py": "",
            "shop/run.py": """
                try:
                    from shop.models import User
                except ImportError:
                    from models import User
                """,
            "shop/models.py": _USER,
        },
    ),
    "a script that imports its neighbour and its package": (
        ("shop/run.py",),
        {"PYTHONPATH": "."},
        {
            "Makefile": "run:\n\tPYTHONPATH=. python shop/run.py\n",
            "shop/__init__.py": "",
            "shop/run.py": "import models\nimport shop.service\n",
            "shop/service.py": "from shop.models import User\n",
            "shop/models.py": _USER,
        },
    ),
    "a name for the type checker only": (
        ("main.py",),
        {},
        {
            "main.py": """
                import sys, os
                from typing import TYPE_CHECKING
                sys.path.insert(0, os.path.join(os.path.dirname(__file__), "apps"))
                import users
                if TYPE_CHECKING:
                    from apps.users import User
                """,
            "apps/__init__.py": "",
            "apps/users.py": _USER,
        },
    ),
}


def draw(top: Path, files: Files) -> None:
    """Write the files of a case, dedented."""
    for name, text in files.items():
        place = top / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(dedent(text), encoding="utf-8")


def run_case(
    top: Path, probe: Path, command: tuple[str, ...], extra: Mapping[str, str]
) -> dict[str, tuple[list[str], list[str]]]:
    """Run the command with the probe; the files with several names, and their classes apart."""
    probe.mkdir()
    (probe / "sitecustomize.py").write_text(_PROBE, encoding="utf-8")
    out = probe / "out.json"
    paths = [str(probe), *(str(top / each) for each in extra.values())]
    environment = {
        "PATH": os.environ["PATH"],
        "PROBE_TOP": os.path.realpath(top),
        "PROBE_OUT": str(out),
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    options = ["-p", "no:cacheprovider"] if command[: len(_PYTEST)] == _PYTEST else []
    result = subprocess.run(
        [sys.executable, *command, *options],
        cwd=top,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    found: dict[str, tuple[list[str], list[str]]] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_certain_split_is_what_python_loads_twice(case: str, tmp_path: Path) -> None:
    """Files with a certain split are those that a real run loads under the same several names,
    and their classes are different objects there."""
    command, extra, files = CASES[case]
    top = tmp_path / "project"
    draw(top, files)
    observed = run_case(top, tmp_path / "probe", command, extra)
    source = open_source(str(top))
    codebase, _ = read_codebase(source, Rules(), cache=False)
    splits = find_identity_splits(codebase, read_load_settings(source))
    certain = {split.file: list(split.names) for split in splits if split.certain}
    assert certain == {file: names for file, (names, _) in observed.items()}
    for file, (_, apart) in observed.items():
        assert apart == (["User"] if "class User" in files[file] else [])


def test_both_answers_are_drawn() -> None:
    """Cases with and without a split are both there."""
    assert len(CASES) >= 18

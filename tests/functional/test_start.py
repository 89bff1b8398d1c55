"""What a start takes: the command that was asked for, and no more than its way needs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from audit.cli.application import COMMANDS, ONE_AUDIT
from tests.worlds.command_line import ROOT, draw_shop

HEAVY = ("jinja2", "mypy", "networkx", "numpy", "pandas", "pyarrow", "pydantic", "xml")


def run_python(
    code: str,
    *arguments: str | Path,
    folder: Path = ROOT,
    settings: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own, whose output to a pipe is buffered."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        command,
        cwd=folder,
        env={**buffered, **(settings or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def run_command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "audit", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def list_loaded(*arguments: str | Path) -> set[str]:
    """The modules that are loaded once the command has run."""
    code = (
        "import sys\nfrom audit.cli.application import app\n"
        "app(sys.argv[1:], standalone_mode=False)\n"
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    return set(run_python(code, *arguments).stderr.splitlines()[-1].split())


def test_a_kept_audit_loads_nothing_heavy(tmp_path: Path) -> None:
    """An unchanged tree is answered without the libraries of tables, graphs and parsing."""
    shop = draw_shop(tmp_path / "shop")
    arguments = ("snapshot", shop, "--out", tmp_path / "out")
    assert {"networkx", "pyarrow"} <= list_loaded(*arguments)
    assert list_loaded(*arguments) & set(HEAVY) == set()


def test_a_first_audit_does_not_load_what_only_notebooks_use(tmp_path: Path) -> None:
    """An audit writes its tables without the library of data frames."""
    command = [sys.executable, "-X", "importtime", "-m", "audit", "snapshot"]
    arguments = [str(draw_shop(tmp_path / "shop")), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "pyarrow" in loaded
    assert not any(name.startswith("pandas.") for name in loaded)


def test_an_answer_given_before_loads_no_command_line(tmp_path: Path) -> None:
    """Asked again, the process says what it said, even where no library could be loaded; to be
    shown otherwise or asked from elsewhere, it is asked something else."""
    start = (
        "from audit import file_stamps\nfrom audit.cli.entry import run\n"
        "file_stamps._YOUNG_NANOSECONDS = 0\nrun()"
    )
    alone = f"import sys\nsys.modules['typer'] = None\n{start}"
    shutil.copytree(ROOT / "audit", tmp_path / "kit/audit")
    asked = [
        str(each) for each in ("snapshot", draw_shop(tmp_path / "shop"), "--out", tmp_path / "out")
    ]

    def ask(code: str, columns: int = 100, folder: str = "kit") -> subprocess.CompletedProcess[str]:
        settings = {
            "COLUMNS": str(columns),
            "PYTHONPATH": str(tmp_path / "kit"),
            "SSOT_AUDIT_CACHE": str(tmp_path / "cache"),
        }
        return run_python(code, *asked, folder=tmp_path / folder, settings=settings)

    ask(start)  # writes compiled files beside the kit's
    shutil.rmtree(tmp_path / "cache")
    assert ask(alone).returncode == 1
    first = ask(start)
    again = ask(alone)
    assert (again.returncode, again.stdout, again.stderr) == (0, first.stdout, first.stderr)
    assert "Saved to" in first.stderr
    assert ask(alone, 80).returncode == ask(alone, folder="shop").returncode == 1


def test_a_command_loads_no_other(tmp_path: Path) -> None:
    """Of the command line's modules only those of the command asked for are imported."""
    loaded = list_loaded("cache", "info")
    assert "audit.cli.cache" in loaded
    others = {place.partition(":")[0] for name, place in COMMANDS.items() if name != "cache"}
    assert loaded & others == set()


def test_every_command_stands_where_the_list_says() -> None:
    """The name of each command is that of its module and of its function."""
    for name, place in COMMANDS.items():
        assert place == f"audit.cli.{name}:{name}"
    assert set(ONE_AUDIT) < set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("paths",), 2), (("paths", "nowhere"), 2), (("--version",), 0), (("resolve", "-h"), 0)],
)
def test_a_process_ends_with_the_commands_exit_code(arguments: tuple[str, ...], code: int) -> None:
    """Good, missed or not audited: the process says what the command said."""
    assert run_command(*arguments).returncode == code


def test_all_of_an_answer_reaches_the_reader(tmp_path: Path) -> None:
    """An answer longer than a pipe holds comes whole."""
    names = [f"name_{number}" for number in range(3000)]
    (tmp_path / "shop.py").write_text("\n".join(f"def {name}(): ..." for name in names) + "\n")
    done = run_command("paths", "name_*", tmp_path, "--format", "json")
    assert done.returncode == 0
    assert len(done.stdout) > 200_000
    assert len(json.loads(done.stdout)["symbols"]) == len(names)


def test_a_process_that_leaves_runs_what_is_registered() -> None:
    """Handlers run, threads are waited for, output is flushed; records are neither collected nor
    taken apart."""
    code = (
        "import atexit, gc, sys, threading, time\n"
        "from audit.cli.process_end import run_and_leave\n"
        "class Record:\n"
        "    def __del__(self): print('taken apart')\n"
        "kept = [Record()]\n"
        "def work():\n"
        "    time.sleep(0.2)\n"
        "    print('worked')\n"
        "def command():\n"
        "    atexit.register(print, 'handled')\n"
        "    threading.Thread(target=work).start()\n"
        "    print('answered', gc.isenabled())\n"
        "    sys.exit(3)\n"
        "run_and_leave(command)"
    )
    done = run_python(code)
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "answered False\nworked\nhandled\n",
        "",
    )


def test_a_mistake_of_the_kit_keeps_its_traceback() -> None:
    """An exception that nobody expected ends the process the usual way."""
    code = (
        "from audit.cli.process_end import run_and_leave\n"
        "def command(): raise ValueError('a mistake')\n"
        "run_and_leave(command)"
    )
    done = run_python(code)
    assert done.returncode == 1
    assert done.stderr.endswith("ValueError: a mistake\n")

"""Help: short, with examples, fast."""

from __future__ import annotations

import subprocess
import sys

import pytest

from audit.cli.application import COMMANDS
from audit.version import VERSION
from tests.worlds.command_line import ROOT, run_audit

NAMES = list(COMMANDS)


def test_the_commands_are_those_of_the_manual() -> None:
    """The kit has these commands, in this order."""
    assert NAMES == [
        "init",
        "snapshot",
        "paths",
        "resolve",
        "families",
        "cycles",
        "migration",
        "graph",
        "compare",
        "report",
        "attribute",
        "verify",
        "history",
        "fleet",
        "cache",
    ]


def test_help_fits_a_screen() -> None:
    """`audit --help` names every command on a screen of 27 lines and 80 columns."""
    lines = run_audit("--help").stdout.splitlines()
    assert len(lines) <= 27
    assert max(map(len, lines)) <= 80
    for name in NAMES:
        assert any(line.split()[:1] == [name] for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_each_command_shows_an_example(name: str) -> None:
    """The help of each command has an example that starts with the command itself."""
    words = " ".join(run_audit(name, "--help").stdout.split())
    assert f"Example: audit {name} " in words
    assert words.startswith(f"Usage: audit {name} [OPTIONS] ")


def test_usage_writes_arguments_as_the_manual_does() -> None:
    """The pattern stands in brackets before the source."""
    assert run_audit("paths", "--help").stdout.startswith(
        "Usage: audit paths [OPTIONS] [PATTERN] SOURCE\n"
    )


def test_version() -> None:
    """`audit --version` prints the version and nothing else."""
    found = run_audit("--version")
    assert (found.stdout, found.exit_code) == (f"audit {VERSION}\n", 0)


def test_no_command_is_a_question_for_help() -> None:
    """`audit` alone shows the help."""
    assert "Usage: audit [OPTIONS] COMMAND" in run_audit().output


def test_help_loads_nothing_heavy() -> None:
    """Help does without the graph, table and parser libraries, so it answers at once."""
    code = (
        "import sys, audit.cli.application\n"
        "heavy = {'networkx', 'pandas', 'pyarrow', 'mypy', 'msgspec', 'rich', 'nbformat'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


def test_python_dash_m_is_the_same() -> None:
    """`python -m audit` runs the same command under the same name."""
    found = subprocess.run(
        [sys.executable, "-m", "audit", "paths", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("Usage: audit paths [OPTIONS] [PATTERN] SOURCE\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["path"], "No such command 'path'"),
        (["paths"], "Missing argument 'SOURCE'"),
        (["paths", "a", "b", "c"], "unexpected extra argument"),
        (["cycles", ".", "--format", "xml"], "--format"),
        (["paths", ".", "--limit", "-1"], "--limit"),
        (["resolve", "."], "--paths"),
        (["report", "a", "b"], "--out"),
    ],
)
def test_wrong_arguments(arguments: list[str], words: str) -> None:
    """A mistake in the arguments is said on standard error, with exit code 2."""
    found = run_audit(*arguments)
    assert found.exit_code == 2
    assert words in found.stderr
    assert found.stdout == ""

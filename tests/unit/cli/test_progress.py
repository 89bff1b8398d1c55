"""The progress bar: late, on a terminal only, and gone at the end."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from audit.cli import progress
from audit.cli.progress import show_progress

TERMINAL = """
import io, sys
from audit.cli.progress import show_progress

class Terminal(io.StringIO):
    def isatty(self): return True

sys.stderr = Terminal()
with show_progress("shop") as tell:
    tell(1, 2)
print("rich.progress" in sys.modules, repr(sys.stderr.getvalue()))
"""


def test_what_is_over_within_a_second_draws_and_loads_nothing() -> None:
    """A quick answer on a terminal writes nothing beside itself and does without the bar."""
    done = subprocess.run(
        [sys.executable, "-c", TERMINAL], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False ''\n"


def test_a_long_run_shows_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once the bar is there it tells what was counted before and since."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "DELAY_SECONDS", 0.01)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with show_progress("shop") as tell:
        assert tell is not None
        tell(3, 7000)
        time.sleep(0.5)
        tell(5000, 7000)
        time.sleep(0.3)
        tell(7000, 7000)
        time.sleep(0.3)
    told = capsys.readouterr().err
    wanted = ["reading shop", "3 of 7,000 files", "5,000 of 7,000 files", "weighing shop"]
    assert [words for words in wanted if words not in told] == []


def test_without_a_terminal_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is told of progress that no one sees."""
    with show_progress("shop") as tell:
        assert tell is None
    assert capsys.readouterr().err == ""

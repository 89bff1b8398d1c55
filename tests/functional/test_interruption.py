"""Runs that end early: killed, interrupted, or with nobody reading any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.worlds.command_line import ROOT, SAMPLE, answer, draw_shop, run_audit

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")


def start(*arguments: str | Path, folder: Path = ROOT) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "audit", *map(str, arguments)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@POSIX
@pytest.mark.parametrize("moment", [0.3, 0.6, 0.9, 1.2])
def test_a_killed_run_leaves_no_half_snapshot(moment: float, tmp_path: Path) -> None:
    """After a kill at any point the folder holds no snapshot or a whole one, and the next run
    works."""
    saved = tmp_path / "saved"
    with start("snapshot", SAMPLE / "baseline", "--out", saved) as process:
        time.sleep(moment)
        process.kill()
    if saved.exists():
        assert run_audit("cycles", saved).exit_code == 0
    assert answer("snapshot", SAMPLE / "baseline", "--out", saved)["metrics"]
    assert run_audit("cycles", saved).exit_code == 0


@POSIX
def test_an_interrupt_is_said_in_a_word(tmp_path: Path) -> None:
    """Ctrl-C ends the run with 130 and one word, without a traceback."""
    pipe = tmp_path / "paths"
    os.mkfifo(pipe)
    process = start("resolve", SAMPLE / "baseline", "--paths", pipe)
    with process:
        with pipe.open("wb"):  # opened once the command reads from it
            process.send_signal(signal.SIGINT)
        # closed: a signal just before the read would else wait for the end of the pipe
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"audit: interrupted\n")


@POSIX
def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """`audit … | head` ends quietly."""
    world = draw_shop(tmp_path, {f"shop/m{n}.py": f"class C{n}: ...\n" for n in range(2000)})
    with start("paths", "*", world, "--format", "json") as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_no_progress_without_a_terminal(tmp_path: Path) -> None:
    """Where standard error is no terminal, nothing is drawn there."""
    with start("cycles", SAMPLE / "baseline", "--format", "json") as process:
        _, said = process.communicate()
    assert (process.returncode, said) == (0, b"")


def test_output_without_unicode(tmp_path: Path) -> None:
    """A terminal that knows ASCII only gets escapes, not a traceback."""
    found = subprocess.run(
        [sys.executable, "-m", "audit", "resolve", str(SAMPLE / "baseline"), "--paths", "-"],
        cwd=ROOT,
        input=b"harbour.nowhere\n",
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, b"")
    assert b"\\u2013" in found.stdout  # the dash where there is no place to name

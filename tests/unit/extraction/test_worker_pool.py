"""Workers start without running their caller again and end with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).parents[3]


def test_a_script_without_a_main_guard_is_run_once(tmp_path: Path) -> None:
    """A program that uses workers at its top level is not started again in each of them."""
    script = tmp_path / "program.py"
    script.write_text(
        "from audit.extraction.worker_pool import open_worker_pool\n"
        "print('started')\n"
        "with open_worker_pool(2) as pool:\n"
        "    print(pool.submit(abs, -3).result())\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(_REPOSITORY)}
    done = subprocess.run(
        [sys.executable, str(script)],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert (done.stdout.split(), done.returncode) == (["started", "3"], 0), done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_workers_do_not_outlive_a_killed_program(tmp_path: Path) -> None:
    """Whoever kills the program with SIGKILL, which leaves it no last word, ends its workers."""
    script = tmp_path / "waits.py"
    script.write_text(
        "import os, time\n"
        "from audit.extraction.worker_pool import open_worker_pool\n"
        "with open_worker_pool(1) as pool:\n"
        "    print(pool.submit(os.getpid).result(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(_REPOSITORY)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        program.kill()
    deadline = time.monotonic() + 20
    while _is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(worker)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")  # one that nobody has waited for yet is dead
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"

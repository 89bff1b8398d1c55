"""Workers start without running their caller again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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

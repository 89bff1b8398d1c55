"""Extraction on a real scheduler with two worker processes on the loopback address."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli.application import app
from audit.errors import AuditError
from audit.extraction.cluster import ClusterExecutor
from audit.extraction.collect import collect_facts
from audit.model.source import SourceFile
from audit.sources.source import blob_id

pytestmark = pytest.mark.filterwarnings("ignore")
ROOT = Path(__file__).parents[2]


class Cluster:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        scheduler = self.start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard",
        )  # fmt: skip
        self.address = self.wait_for(scheduler, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        self.workers = [self.start_worker() for _ in range(2)]

    def start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a Dask program; its words go to a file."""
        place = self.folder / f"log-{len(self.processes)}"
        with place.open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", module, *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        self.processes.append(process)
        return process

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker of one thread that nobody brings back when it dies."""
        worker = self.start(
            "distributed.cli.dask_worker", self.address, "--no-nanny", "--nthreads", "1",
            "--no-dashboard", "--host", "127.0.0.1",
        )  # fmt: skip
        self.wait_for(worker, r"Registered to:\s+(tcp://\S+)")
        return worker

    def wait_for(self, process: subprocess.Popen[bytes], pattern: str) -> str:
        """What the pattern finds in the words of a process, once it has said it."""
        place = self.folder / f"log-{self.processes.index(process)}"
        while True:
            ended = process.poll() is not None
            found = re.search(pattern, place.read_text(errors="replace"))
            if found:
                return found[1]
            assert not ended, place.read_text(errors="replace")
            time.sleep(0.05)

    def close(self) -> None:
        """End everything at once: a worker that is asked politely looks for its scheduler."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A fresh cluster."""
    made = Cluster(tmp_path)
    try:
        yield made
    finally:
        made.close()


class World:
    """Files in memory."""

    def __init__(self, count: int) -> None:
        texts = [f"import m{n}\n\nclass C{n}:\n    x = {n}\n".encode() * 40 for n in range(count)]
        texts += [b"def broken(:\n", b"\xff\xfe not utf-8", b""]
        self.contents = {f"f{n}.py": text for n, text in enumerate(texts)}
        self.files = tuple(
            SourceFile(path=path, blob=blob_id(text), size=len(text))
            for path, text in self.contents.items()
        )

    def read(self, file: SourceFile) -> bytes:
        """The content of a file."""
        return self.contents[file.path]


def test_a_cluster_gives_the_facts_of_this_machine(cluster: Cluster) -> None:
    """Two workers on the loopback address: equal facts in equal order, problems included."""
    world = World(600)
    here = collect_facts(world.files, world.read, cache=None, workers=1)
    with ClusterExecutor(cluster.address) as executor:
        there = collect_facts(world.files, world.read, cache=None, executor=executor)
    assert there == here
    assert list(there) == list(here)


def test_a_worker_killed_in_the_middle_changes_nothing(cluster: Cluster) -> None:
    """One of two workers dies by SIGKILL after the first results; the answer is the same."""
    world = World(3000)
    here = collect_facts(world.files, world.read, cache=None, workers=1)
    killed: list[int] = []

    def kill_once(done: int, total: int) -> None:
        if 0 < done < total and not killed:
            killed.append(done)
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    with ClusterExecutor(cluster.address) as executor:
        there = collect_facts(
            world.files, world.read, cache=None, executor=executor, progress=kill_once
        )
    assert killed
    assert cluster.workers[0].wait() == -signal.SIGKILL
    assert there == here
    assert list(there) == list(here)


def test_without_any_worker_left_this_machine_goes_on(cluster: Cluster) -> None:
    """A batch that no worker can do is done here."""
    world = World(20)

    class Lost:
        """An executor that loses every batch."""

        def run(self, batches: object) -> Iterator[tuple[object, None]]:
            for batch in batches:  # type: ignore[attr-defined]
                yield batch, None

    here = collect_facts(world.files, world.read, cache=None, workers=1)
    there = collect_facts(world.files, world.read, cache=None, executor=Lost())  # type: ignore[arg-type]
    assert there == here


def test_a_scheduler_that_does_not_answer_is_one_sentence() -> None:
    """Nobody at the address: an AuditError that names it."""
    with pytest.raises(AuditError) as caught:
        ClusterExecutor("tcp://127.0.0.1:9", timeout=0.5)
    assert caught.value.where == "tcp://127.0.0.1:9"


def test_a_fleet_on_a_cluster_equals_one_on_this_machine(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`audit fleet` prints the same table whoever parsed."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("from b import X\n")
        (tmp_path / name / "b.py").write_text("class X:\n    pass\n")
    listing = tmp_path / "repos.txt"
    listing.write_text("# all of them\none\ntwo  # the second\n")
    here = CliRunner().invoke(app, ["fleet", str(listing), "--format", "json"])
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path / "other"))
    arguments = ["fleet", str(listing), "--format", "json", "--scheduler", cluster.address]
    there = CliRunner().invoke(app, arguments)
    assert here.exit_code == there.exit_code == 0, there.output
    assert there.stdout == here.stdout

"""What the benchmarks share: pinned packages, one measured process, the machine in words."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from audit.cache_folder import find_cache_folder

__all__ = ["describe_machine", "fetch_source", "fetch_wheel", "measure"]

_CACHE = find_cache_folder() / "benchmarks"


def fetch_source(name: str, version: str) -> Path:
    """The unpacked source distribution of a package, downloaded once."""
    return _fetch(name, version, ("--no-binary", name), "")


def fetch_wheel(name: str, version: str) -> Path:
    """The unpacked wheel of a package, downloaded once."""
    return _fetch(name, version, ("--only-binary", ":all:"), "-wheel")


def _fetch(name: str, version: str, kind: tuple[str, ...], suffix: str) -> Path:
    folder = _CACHE / f"{name}-{version}{suffix}"
    if not folder.is_dir():
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run(
                [
                    *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *kind),
                    *("--dest", scratch, f"{name}=={version}"),
                ],
                check=True,
            )
            archive = next(path for path in Path(scratch).iterdir() if path.is_file())
            content = Path(scratch) / "tree"
            _unpack(archive, content)
            inner = list(content.iterdir())
            folder.parent.mkdir(parents=True, exist_ok=True)
            whole = archive.suffix == ".whl" or len(inner) != 1
            shutil.move(content if whole else inner[0], folder)
    return folder


def _unpack(archive: Path, folder: Path) -> None:
    if archive.suffix in {".whl", ".zip"}:
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)  # noqa: S202 - zipfile keeps it inside
    else:
        with tarfile.open(archive) as source:
            source.extractall(folder, filter="data")


def measure(
    arguments: list[str],
    environment: dict[str, str],
    *,
    folder: Path | None = None,
    accepted: tuple[int, ...] = (0,),
) -> dict[str, float]:
    """CPU seconds, wall seconds and peak memory (MiB) of one process and its children, started
    in `folder`.

    Raises SystemExit when it ends with a status that is not `accepted`.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        arguments,
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if process.stderr is None:
        raise SystemExit("no pipe")
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode not in accepted:
        raise SystemExit(f"{arguments[:4]} ended with {process.returncode}: {told.decode()[-500:]}")
    return {
        "cpu": round(usage.ru_utime + usage.ru_stime, 3),
        "wall": round(wall, 3),
        "peak_mib": round(_mebibytes(usage), 1),
    }


def _mebibytes(usage: resource.struct_rusage) -> float:
    """The largest of the process itself and its children; kilobytes on Linux, bytes on macOS."""
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def describe_machine() -> dict[str, object]:
    """Processors, memory, system and Python: what absolute times depend on."""
    model = platform.processor()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        model = model or "unknown"
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": model,
        "cpus": os.cpu_count(),
        "memory_gib": round(pages / 1024**3, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "architecture": platform.machine(),
    }

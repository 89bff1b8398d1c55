"""Imports audited code, in a subprocess with a time limit, and only when asked for by name.

The kit reads code without running it. This is the one exception: object identity, path by path,
is the last word on whether two import paths are one object.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from audit.errors import SourceError
from audit.model.verification import VerificationState, VerifiedPath

__all__ = ["verify_paths"]

_MOST_RESTARTS = 50
_PROBE = """
import importlib, json, os, sys, warnings
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", closefd=False)
null = os.open(os.devnull, os.O_RDWR)
os.dup2(null, 0), os.dup2(null, 1), os.dup2(null, 2)
warnings.simplefilter("ignore")
job = json.loads(sys.argv[1])
sys.path[:0] = job["roots"]


def find(path):
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        name = ".".join(parts[:end])
        try:
            found = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(error.name + ".")):
                continue
            raise
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(path)


for path, definition in job["pairs"]:
    try:
        state = "confirmed" if find(path) is find(definition) else "contradicted"
        reason = "" if state == "confirmed" else "another object"
    except BaseException as error:
        state = "not importable here"
        reason = f"{type(error).__name__}: {error}"[:300]
    answers.write(json.dumps({"path": path, "state": state, "reason": reason}) + "\\n")
    answers.flush()
"""


def verify_paths(
    roots: Sequence[Path], pairs: Sequence[tuple[str, str]], *, seconds: float = 60.0
) -> tuple[VerifiedPath, ...]:
    """Import each (path, definition path) pair and compare object identity; in the given order.

    `roots` are the folders put on the import path. Runs the audited code in subprocesses of the
    running interpreter, in an empty working folder, each with `seconds` to live and no standard
    streams; one that ends or hangs costs the path it was at, and the rest go on in another.
    Raises SourceError when a root is no folder.
    """
    for root in roots:
        if not root.is_dir():
            raise SourceError("verification needs a folder to import from", where=str(root.name))
    answers: dict[tuple[str, str], VerifiedPath] = {}
    left = list(dict.fromkeys(pairs))
    for _ in range(_MOST_RESTARTS):
        if not left:
            break
        done = _run_probe(roots, left, seconds)
        for answer in done:
            answers[answer.path, answer.definition] = answer
        left = left[len(done) :]
    for path, definition in left:
        answers[path, definition] = _failed(path, definition, "too many imports ended the process")
    return tuple(answers[pair] for pair in pairs)


def _failed(path: str, definition: str, reason: str) -> VerifiedPath:
    state = VerificationState.NOT_IMPORTABLE
    return VerifiedPath(path=path, definition=definition, state=state, reason=reason)


def _run_probe(
    roots: Sequence[Path], pairs: list[tuple[str, str]], seconds: float
) -> list[VerifiedPath]:
    """Answers for a leading part of the pairs, at least one."""
    job = json.dumps({"roots": [str(root.absolute()) for root in roots], "pairs": pairs})
    environment = {
        name: os.environ[name]
        for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
        if name in os.environ
    }
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryDirectory(prefix="ssot-audit-") as folder:
        environment["HOME"] = folder
        command = [sys.executable, "-c", _PROBE, job]
        ended = "importing it ended the process"
        try:
            output = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            ).stdout
        except subprocess.TimeoutExpired as error:
            output = error.stdout or b""
            ended = f"importing it took longer than {seconds:g} seconds"
    return _read_answers(output.decode("utf-8", "replace"), pairs, ended)


def _read_answers(output: str, pairs: list[tuple[str, str]], ended: str) -> list[VerifiedPath]:
    found: list[VerifiedPath] = []
    for line in output.splitlines():
        answer = _parse(line)
        if answer is None or "path" not in answer or len(found) >= len(pairs):
            continue
        path, definition = pairs[len(found)]
        if answer["path"] != path:
            continue
        found.append(
            VerifiedPath(
                path=path,
                definition=definition,
                state=VerificationState(str(answer["state"])),
                reason=str(answer["reason"]),
            )
        )
    if len(found) < len(pairs):
        found.append(_failed(*pairs[len(found)], ended))
    return found


def _parse(line: str) -> dict[str, object] | None:
    try:
        answer = json.loads(line)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None

"""The command line as tests use it: run in this process, on small trees and on the sample."""

from __future__ import annotations

import importlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from audit.cli.application import app

__all__ = [
    "CONFIGURATION",
    "ROOT",
    "SAMPLE",
    "answer",
    "commit_all",
    "draw_shop",
    "run_audit",
    "write_tree",
]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"
CONFIGURATION = str(SAMPLE / "audit.toml")
SCHEMAS = ROOT / "audit" / "cli" / "schemas"

SHOP = {
    "shop/__init__.py": "from shop.tills import Till\n\n__all__ = ['Till']\n",
    "shop/tills.py": (
        "class Till:\n    def open(self, key: str) -> bool:\n        return bool(key)\n\n\n"
        "def build_till() -> Till:\n    return Till()\n"
    ),
    "shop/desk.py": "from shop import Till\n\nDESK = Till()\n",
    "shop/night.py": "from shop.tills import Till\nfrom shop.old import OldTill\n\nTILL = Till()\n",
    "shop/old.py": "from shop.tills import Till as OldTill\n",
    "shop/left.py": "import shop.right\n\nLEFT = 1\n",
    "shop/right.py": "import shop.left\n\nRIGHT = 2\n",
    "tests/test_shop.py": (
        "from shop.desk import Till\n\n\ndef test_till() -> None:\n    assert Till()\n"
    ),
}


def write_tree(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their path below `folder`; return `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def draw_shop(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A shop whose `shop.tills.Till` production reaches by three paths, with a cycle of two
    modules; `files` are added or replace some."""
    return write_tree(folder, {**SHOP, **(files or {})})


def run_audit(*arguments: str | Path, given: str | bytes | None = None) -> Result:
    """Run the command in this process. A traceback fails the test."""
    found = CliRunner(env={"COLUMNS": None}).invoke(app, [str(each) for each in arguments], given)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def answer(*arguments: str | Path, given: str | bytes | None = None, code: int = 0) -> Any:
    """The JSON document of a command, which must fit the command's schema."""
    form = ["--as", "json"] if arguments[0] == "graph" else ["--format", "json"]
    found = run_audit(*arguments, *form, given=given)
    assert found.exit_code == code, found.stderr
    document = json.loads(found.stdout)
    schema = json.loads((SCHEMAS / f"{arguments[0]}.json").read_text(encoding="utf-8"))
    importlib.import_module("jsonschema").validate(document, schema)
    return document


def commit_all(folder: Path) -> None:
    """Make `folder` a git repository with one commit, tagged `v1`."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"], ["tag", "v1"]):
        subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)

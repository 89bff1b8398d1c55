"""Installed packages as codebases, read as source and never imported."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from audit.extraction.extract import extract_facts
from audit.graph.codebase import Codebase, build_codebase
from audit.model.facts import FileFacts
from audit.model.modules import ModulePlace, Zone

__all__ = ["find_package", "read_package"]


def find_package(name: str) -> Path:
    """The folder of a top-level package, found without importing it."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def read_package(folder: Path) -> Codebase:
    """All files below a package's folder, named from the folder that holds it."""
    places: list[ModulePlace] = []
    facts: dict[str, FileFacts] = {}
    compiled: list[str] = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder.parent).as_posix()
        if path.suffix in (".so", ".pyd"):
            compiled.append(relative.partition(".")[0].replace("/", "."))
        if path.suffix != ".py":
            continue
        content = path.read_bytes()
        blob = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if blob not in facts:
            facts[blob] = extract_facts(content, blob)
        places.append(
            ModulePlace(
                name=relative.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."),
                file=relative,
                root="",
                zone=Zone.PRODUCTION,
                is_package=path.name == "__init__.py",
                blob=blob,
            )
        )
    return build_codebase(places, facts, compiled)

"""Small codebases from texts, without touching disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from textwrap import dedent

from audit.extraction.extract import extract_facts
from audit.graph.codebase import Codebase, build_codebase
from audit.model.facts import FileFacts
from audit.model.modules import ModulePlace, Zone

__all__ = ["build_world", "facts_of", "module_name", "zone_of_file"]


def build_world(
    files: Mapping[str, str | bytes],
    *,
    compiled: Iterable[str] = (),
    root: str = "",
    requirements: Iterable[str] = (),
) -> Codebase:
    """A codebase of these files, named from `root`, that needs the distributions `requirements`;
    texts are dedented.

    Files below a folder `tests` are in the test zone, those in `scripts` in the tool zone, all
    others in production.
    """
    places: list[ModulePlace] = []
    facts: dict[str, FileFacts] = {}
    for file, text in files.items():
        content = text if isinstance(text, bytes) else dedent(text).encode()
        blob = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        facts[blob] = extract_facts(content, blob)
        places.append(
            ModulePlace(
                name=module_name(file.removeprefix(f"{root}/") if root else file),
                file=file,
                root=root,
                zone=zone_of_file(file),
                is_package=file.endswith("/__init__.py"),
                blob=blob,
            )
        )
    return build_codebase(places, facts, compiled, requirements=requirements)


def facts_of(text: str | bytes) -> FileFacts:
    """The facts of one file; texts are dedented."""
    content = text if isinstance(text, bytes) else dedent(text).encode()
    return extract_facts(content, "blob")


def module_name(file: str) -> str:
    """`pkg/sub/__init__.py` is `pkg.sub`, `pkg/a.py` is `pkg.a`."""
    return file.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".")


def zone_of_file(file: str) -> Zone:
    """By the folder that the file is in."""
    folders = file.split("/")[:-1]
    if "tests" in folders:
        return Zone.TEST
    return Zone.TOOL if "scripts" in folders else Zone.PRODUCTION

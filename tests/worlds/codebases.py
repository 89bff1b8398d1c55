"""Codebases drawn in a test: texts by path, nothing on disk."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from audit.extraction.extract import extract_facts
from audit.graph.codebase import Codebase, build_codebase
from audit.model.rules import Rules
from audit.model.source import SourceFile, SourceKind, SourceTree
from audit.sources.roots import find_roots, place_modules
from audit.sources.source import Source, blob_id

__all__ = ["build_source", "build_world"]


def build_source(files: Mapping[str, str]) -> Source:
    """A source of the given texts (dedented) by path."""
    contents = {path: textwrap.dedent(text).encode() for path, text in files.items()}
    listed = tuple(
        SourceFile(path=path, blob=blob_id(content), size=len(content))
        for path, content in sorted(contents.items())
    )
    tree = SourceTree(kind=SourceKind.FOLDER, label="world", revision="tree:world", files=listed)
    return Source(tree=tree, fetch=lambda file: contents[file.path])


def build_world(files: Mapping[str, str], rules: Rules | None = None) -> Codebase:
    """The codebase that the given texts make."""
    source = build_source(files)
    rules = rules or Rules()
    roots = find_roots(source, rules.roots)
    places = place_modules(source.tree, roots, rules.zones, every_root=bool(rules.roots))
    facts = {
        file.blob: extract_facts(source.read(file), file.blob)
        for file in source.tree.files
        if file.path.endswith(".py")
    }
    return build_codebase(places, facts)

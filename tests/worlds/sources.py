"""Sources drawn in a test: texts by path, nothing on disk."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from audit.model.source import SourceFile, SourceKind, SourceTree
from audit.sources.source import Source, blob_id

__all__ = ["build_source"]


def build_source(files: Mapping[str, str]) -> Source:
    """A source of the given texts (dedented) by path."""
    contents = {path: textwrap.dedent(text).encode() for path, text in files.items()}
    listed = tuple(
        SourceFile(path=path, blob=blob_id(content), size=len(content))
        for path, content in sorted(contents.items())
    )
    tree = SourceTree(kind=SourceKind.FOLDER, label="world", revision="tree:world", files=listed)
    return Source(tree=tree, fetch=lambda file: contents[file.path])

"""The configuration that `audit init` writes: what the kit found, to be corrected by people."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from audit.model.modules import Zone
from audit.model.rules import Component

__all__ = ["render_starter"]

_ZONE_EXAMPLES = {
    Zone.PRODUCTION: '"src/shop/testing/**"',
    Zone.TEST: '"checks/**"',
    Zone.TOOL: '"deploy/**"',
    Zone.VENDORED: '"src/shop/_generated/**"',
}
_PHASE = """\
# A phase compares two revisions: folders, path@revision, wheels or pypi:NAME==VERSION.
# [[phases]]
# id = "phase-1"
# title = "One home for each class"
# date = 2025-01-31
# before = ".@main"
# after = "."
# tests = { before = "before.xml", after = "after.xml" }
# targets = [
#     { metric = "broken_imports", op = "<=", value = 0, title = "No import leads nowhere" },
# ]
# business = [
#     { title = "What it is worth", value = "in your words", declared_by = "your role" },
# ]
"""


def render_starter(
    *,
    roots: Sequence[str],
    zones: Iterable[tuple[str, int]],
    components: Iterable[Component],
) -> str:
    """Return the text of a starter `audit.toml`.

    Takes the discovered roots, (zone, number of modules) pairs, and proposed components. The
    text loads without a mistake; names from the audited code are quoted, so that they cannot
    end a comment or a string.
    """
    proposed = _loadable(components)
    parts = [
        "# Rules of the audit. Every line is what `audit init` found; correct what is wrong.",
        "",
        "# Folders on the import path, relative to the source. Leave it out to discover them.",
        f"roots = {_list(roots)}" if roots else "# roots = []",
        "",
        "# Files that are not looked at (globs; ** stands for any folders).",
        "exclude = []",
        "",
        "# Import paths that production code may use for one symbol.",
        "max_paths = 1",
        "",
        *_zone_lines(dict(zones)),
        "",
        "# Components: concerns that must have one source. Patterns match definition paths.",
        *(line for component in proposed for line in _component_lines(component)),
        *([] if proposed else ["# None was found that stands out.", ""]),
        _PHASE,
    ]
    return "\n".join(parts)


def _loadable(components: Iterable[Component]) -> list[Component]:
    """Return the components sorted by id; ids of plain characters, each once, importable paths."""
    named: dict[str, Component] = {}
    for component in sorted(components, key=lambda component: component.id):
        identity = re.sub(r"[^A-Za-z0-9._-]+", "-", component.id).strip("._-") or "component"
        if component.symbols and identity not in named:
            named[identity] = dataclasses.replace(
                component,
                id=identity,
                canonical=tuple(path for path in component.canonical if _importable(path)),
                factory=component.factory if _importable(component.factory) else "",
            )
    return [named[identity] for identity in sorted(named)]


def _importable(path: str) -> bool:
    return all(part.isidentifier() for part in path.split("."))


def _zone_lines(counts: dict[str, int]) -> list[str]:
    lines = [
        "# Zones: globs that overrule what names and paths suggest; the first match wins.",
        "[zones]",
    ]
    for zone in Zone:
        count = counts.get(zone.value, 0)
        noun = "module" if count == 1 else "modules"
        lines.append(f"# {zone.value} = [{_ZONE_EXAMPLES[zone]}]  # found: {count} {noun}")
    return lines


def _component_lines(component: Component) -> list[str]:
    return [
        "[[components]]",
        f"id = {_text(component.id)}",
        f"title = {_text(component.title)}",
        f"symbols = {_list(component.symbols)}",
        f"canonical = {_list(component.canonical)}",
        f"max_paths = {component.max_paths}",
        *([f"factory = {_text(component.factory)}"] if component.factory else []),
        *([f"internal = {_list(component.internal)}"] if component.internal else []),
        "",
    ]


def _list(values: Sequence[str]) -> str:
    if not values:
        return "[]"
    items = [_text(value) for value in values]
    line = f"[{', '.join(items)}]"
    return line if len(line) <= 80 else "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _text(value: str) -> str:
    """Return a TOML basic string; control, format and unpaired characters are escaped."""
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(_escape(character) for character in quoted)


def _escape(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\\uFFFD"
    if category in ("Cc", "Cf", "Zl", "Zp"):
        code = ord(character)
        return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return character

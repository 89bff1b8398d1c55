"""Gate cases as their Markdown pages tell them, and as folders on disk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["GATE_CASES", "GateCase", "read_case", "write_sides"]

GATE_CASES = sorted((Path(__file__).parents[1] / "cases" / "gates").glob("*.md"))
_FILE = re.compile(r"^`(?P<path>[^`]+)`\n\n```\w+\n(?P<text>.*?)\n```$", re.MULTILINE | re.DOTALL)
_DELETED = re.compile(r"^`([^`]+)` is deleted\.$", re.MULTILINE)
_SETTINGS = '[tool.pytest.ini_options]\npythonpath = ["src"]\ntestpaths = ["tests"]\n'


@dataclass(frozen=True)
class GateCase:
    """A case as its page tells it: files of both sides, outcomes by test, judgements by name."""

    before: dict[str, str]
    after: dict[str, str]
    outcomes: dict[str, tuple[str, str]]
    judgements: dict[str, str]


def read_case(path: Path) -> GateCase:
    """The case on a page; files that After does not name stay as they are."""
    sections = re.split(r"^## (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    named = dict(zip(sections[1::2], sections[2::2], strict=True))
    before = {m["path"]: m["text"] + "\n" for m in _FILE.finditer(named["Before"])}
    changed = {m["path"]: m["text"] + "\n" for m in _FILE.finditer(named["After"])}
    gone = set(_DELETED.findall(named["After"]))
    kept = {name: text for name, text in before.items() if name not in gone}
    return GateCase(
        before=before,
        after={**kept, **changed},
        outcomes={row[0].strip("`"): (row[1], row[2]) for row in _rows(named["Results"])},
        judgements={row[0].strip("`"): row[1] for row in _rows(named["Judgement"])},
    )


def write_sides(case: GateCase, folder: Path) -> None:
    """Both sides of a case as folders `before` and `after`, with the settings that pytest needs."""
    for side, files in (("before", case.before), ("after", case.after)):
        for path, text in {"pyproject.toml": _SETTINGS, **files}.items():
            place = folder / side / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")


def _rows(section: str) -> list[list[str]]:
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

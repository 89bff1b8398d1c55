"""The documentation names everything that a user can type."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from audit.cli.application import app
from audit.snapshots.store import load_snapshot

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "audit" / "cli" / "SCHEMAS.md")


def list_words() -> list[str]:
    """Every command as `audit NAME`, and every option of every command."""
    commands = getattr(get_command(app), "commands", {})
    words = {f"audit {name}" for name in commands}
    for command in commands.values():
        for parameter in command.params:
            words.update(each for each in parameter.opts if each.startswith("--"))
    return sorted(words)


def test_there_is_something_to_document() -> None:
    """The list is not empty for a reason of its own."""
    words = list_words()
    assert {"audit paths", "--format", "--config"} <= set(words)


@pytest.mark.parametrize("word", list_words())
def test_every_command_and_option_is_documented(word: str) -> None:
    """Each stands in the README or in SCHEMAS.md."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert f"`{word}" in pages or f" {word} " in pages or f"{word}`" in pages


@pytest.mark.parametrize("schema", sorted((ROOT / "audit" / "cli" / "schemas").glob("*.json")))
def test_every_schema_is_documented(schema: Path) -> None:
    """SCHEMAS.md names each schema file and its command."""
    page = (ROOT / "audit" / "cli" / "SCHEMAS.md").read_text(encoding="utf-8")
    assert f"`schemas/{schema.name}`" in page
    assert f"`audit {schema.stem}`" in page


@pytest.mark.parametrize(
    ("row", "metric"),
    [
        ("modules", "modules"),
        ("families of duplicate classes", "families.duplicates"),
        ("lines that merging duplicates would save", "families.duplicate_lines"),
        ("fragmented symbols", "fragmented_symbols"),
        ("canonical share", "canonical_share"),
        ("broken imports", "broken_imports"),
    ],
)
def test_the_figures_of_the_readme_are_those_of_the_saved_snapshots(row: str, metric: str) -> None:
    """Each figure of the README's example is read from `data/snapshots/`."""
    told = next(
        line.strip("| ").split(" | ")[1:]
        for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| {row} | ")
    )
    for text, version in zip(told, ("1.10.13", "2.11.7"), strict=True):
        snapshot = load_snapshot(ROOT / "data" / "snapshots" / f"pydantic-{version}")
        value = next(each.value for each in snapshot.metrics if each.id == metric)
        assert value is not None
        shown = f"{value * 100:.1f} %" if metric == "canonical_share" else f"{value:,.0f}"
        assert text == shown

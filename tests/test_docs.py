"""The documentation names everything that a user can type."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from audit.cli.application import app

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

"""The documentation names everything that a user can type."""

from __future__ import annotations

import json
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


PACKAGES = ("Django 5.2", "transformers 4.49.0", "plotly 5.24.1", "seven packages 1")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_ratios_of_the_readme_are_those_of_the_benchmark(package: str) -> None:
    """Each ratio of the README's table of speed is one of medians in the benchmark's result."""
    stored = json.loads((ROOT / "benchmarks/results/speed.json").read_text(encoding="utf-8"))
    measured = stored["packages"][package]
    cpu = {name: figures["cpu_median"] for name, figures in measured["figures"].items()}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith(f"| {package} |"))
    files, *ratios = (cell.strip() for cell in row.split("|")[2:-1])
    kinds = ("facts and graph", "snapshot, cold", "snapshot, one file changed", "snapshot, warm")
    base = cpu["ruff analyze graph"]
    assert files == f"{measured['files']:,}"
    found = [cpu[f"kit: {kind}"] / base for kind in kinds]
    assert ratios == [*(f"{ratio:.1f}" for ratio in found[:-1]), f"{found[-1]:.2f}"]


def test_four_million_lines_take_the_memory_that_the_readme_says() -> None:
    """The largest tree of the benchmark has its four million lines, and stays below 1 GiB."""
    stored = json.loads((ROOT / "benchmarks/results/speed.json").read_text(encoding="utf-8"))
    largest = stored["packages"]["seven packages 1"]
    assert largest["lines"] > 3_950_000
    assert max(row["peak_mib_max"] for row in largest["figures"].values()) < 1024
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "four million lines: it takes 1 GiB of memory at most" in " ".join(text.split())


def test_the_figures_of_the_readme_are_those_of_the_other_benchmarks() -> None:
    """Recall, precision and run-time identity stand in the README as they were measured."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    results = ROOT / "benchmarks" / "results"
    identity, families, precision = (
        json.loads((results / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("runtime_identity", "class_families", "class_precision")
    )
    scored = f"{identity['scored']:,}"
    assert identity["right_share"] == 1.0
    assert f"{scored} of {scored} scored" in text
    overall = families["recall_overall"]
    assert f"{overall['hits']} of {overall['pairs']}" in text
    judged = precision["by_sample"]
    assert f"| {judged['11']['hits']} and {judged['23']['hits']} of 100 |" in text

"""Names from audited code: shown escaped in every output, executed never."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.worlds.command_line import answer, draw_shop, run_audit

NAMES = (
    "<script>alert(1)</script>",
    "a|b`c`*d*",
    "=HYPERLINK(1)",
    "[red]bold[/red]",
    "right\u202eleft",
    "escape\x1b[31m",
    "line\nbreak",
    '"]; digraph {',
    "back\\slash",
    "x" * 200,
    "naïve 日本",
    "&amp;",
)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A shop with modules of hostile file names, each of them the only one to use its part, and
    with a component of a hostile title."""
    parts = "".join(f"class Part{number}: ...\n" for number in range(len(NAMES)))
    folder = draw_shop(
        tmp_path / "world<b>",
        {
            "shop/parts.py": parts,
            "audit.toml": (
                '[[components]]\nid = "till"\ntitle = "Till \\u001B[31m\\u202E |"\n'
                'symbols = ["Till", "Part*"]\n'
            ),
        },
    )
    for number, name in enumerate(NAMES):
        safe = name.replace("/", "∕")
        code = f"from shop.parts import Part{number}\n"
        (folder / "shop" / f"{safe}.py").write_text(code, encoding="utf-8")
    os.mkdir(os.fsencode(folder / "shop") + b"/bad\xff")
    path = os.fsencode(folder / "shop") + b"/bad\xff/__init__.py"
    Path(os.fsdecode(path)).write_text("import shop.tills\n", encoding="utf-8")
    return folder


def check_printable(text: str) -> None:
    """Nothing but line ends and what draws something."""
    strange = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs"}} - {"\n"}
    assert not strange


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
@pytest.mark.parametrize(
    "command",
    [["paths"], ["paths", "Part*"], ["families"], ["cycles"], ["graph"], ["compare"], ["snapshot"]],
)
def test_every_format_shows_them_escaped(command: list[str], form: str, world: Path) -> None:
    """No control, format or direction character reaches the terminal in any format."""
    sources = [world, world] if command == ["compare"] else [world]
    extra = ["--out", str(world.parent / "saved")] if command == ["snapshot"] else []
    found = run_audit(*command, *sources, *extra, "--format", form)
    assert found.exit_code == 0, found.stderr
    check_printable(found.stdout)
    check_printable(found.stderr)


def test_no_cell_is_a_formula(world: Path) -> None:
    """In CSV no cell starts as a formula does."""
    text = run_audit("graph", world, "--format", "csv").stdout
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) > 5 * len(NAMES)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_markdown_has_no_markup_of_theirs(world: Path) -> None:
    """In Markdown every row keeps its number of cells."""
    text = run_audit("graph", world, "--format", "md").stdout
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {row.count("|") for row in rows} == {6}


def test_json_keeps_the_exact_names(world: Path) -> None:
    """JSON holds the names as they are, escaped by JSON itself."""
    nodes = {each["name"] for each in answer("graph", world)["nodes"]}
    assert "shop.right\u202eleft" in nodes
    assert "shop.line\nbreak" in nodes


@pytest.mark.parametrize("language", ["dot", "svg", "graphml", "mermaid"])
def test_exports_are_printable(language: str, world: Path) -> None:
    """No export carries a character that draws nothing."""
    check_printable(run_audit("graph", world, "--as", language).stdout)


def test_svg_holds_no_element_of_theirs(world: Path) -> None:
    """The SVG is well-formed and has no script."""
    root = ElementTree.fromstring(run_audit("graph", world, "--as", "svg").stdout)  # noqa: S314
    assert not [each for each in root.iter() if each.tag.endswith("script")]


def test_failures_show_them_escaped(tmp_path: Path) -> None:
    """A sentence about a hostile argument holds no control character."""
    found = run_audit("paths", str(tmp_path / "no\x1b[2Jwhere\u202e"))
    assert found.exit_code == 2
    check_printable(found.stderr)

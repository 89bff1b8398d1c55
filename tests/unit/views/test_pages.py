"""The pages of a symbol and of a family, and the picture of chains."""

from __future__ import annotations

import re
from functools import partial
from xml.etree import ElementTree

import pytest

from audit.errors import UnknownNameError
from audit.model.families import FamilyMember
from audit.model.ledger import PathClass
from audit.views.chain_picture import PATH_COLOURS, draw_chains
from audit.views.family_page import build_family_page, build_signal_table
from audit.views.ledger import build_symbol_table
from audit.views.migration import build_migration_table
from audit.views.symbol_page import build_symbol_page, find_entry
from audit.views.uses import build_use_table
from tests.worlds.planned import audit_texts
from tests.worlds.small_records import make_entry, make_family, make_path, make_snapshot
from tests.worlds.snapshots import hostile_snapshot, small_snapshot

SVG = "{http://www.w3.org/2000/svg}"
FILES = {
    "a/__init__.py": "",
    "a/home.py": "class C:\n    pass\n",
    "a/way.py": "from a.home import C\n",
    "a/far.py": "from a.way import C\n",
    "b.py": "from a.way import C\n",
    "c.py": "from a.way import C\n",
    "d.py": "from a.far import C\n",
    "tests/test_b.py": "from a.home import C\n",
}


def compare_colours(one: str, other: str) -> float:
    """The contrast ratio of two colours after WCAG 2."""

    def read_luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((read_luminance(one), read_luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_symbol_is_found_by_any_of_its_paths() -> None:
    """Definition path, other path and a unique bare name lead to the same entry."""
    snapshot = audit_texts(FILES)
    found = {find_entry(snapshot, name).definition.path for name in ("a.home.C", "a.far.C", "C")}
    assert found == {"a.home.C"}


def test_an_unknown_symbol_is_told_with_the_nearest_name() -> None:
    """A typo ends in one sentence that names the likely symbol."""
    with pytest.raises(UnknownNameError, match=r"did you mean a\.home\.C"):
        build_symbol_page(audit_texts(FILES), "a.hom.C")


def test_a_symbols_page_says_what_to_change() -> None:
    """The page holds home, canonical path with its reason, and the lines down to the limit."""
    text = build_symbol_page(audit_texts(FILES), "C").render_markdown()
    assert "a/home.py:1" in text
    assert "inferred: the module in which it is written" in text
    assert "What to change to get down to 1 path" in text
    assert "| `b.py:1` | `from a.way import C` | `from a.home import C` |" in text
    assert "production then uses 1 path." in text


def test_a_symbol_within_its_limit_has_nothing_to_change() -> None:
    """A symbol with one path says so instead of an empty table."""
    files = {"a.py": "class C:\n    pass\n", "b.py": "from a import C\n"}
    text = build_symbol_page(audit_texts(files), "a.C").render_markdown()
    assert "Nothing: production uses no more paths than allowed." in text
    assert "within its limit" in text


def test_a_deprecated_symbols_page_says_so() -> None:
    """The page and its table of paths tell what the symbol's own deprecation names instead."""
    home = "from warnings import deprecated\n@deprecated('gone <soon>')\nclass C: ...\n"
    snapshot = audit_texts({"a.py": home, "b.py": "from a import C\n"})
    page = build_symbol_page(snapshot, "a.C")
    assert "<td>Deprecated</td><td>gone &lt;soon&gt;</td>" in page.render_html()
    assert "deprecated: gone <soon>" in build_symbol_table(find_entry(snapshot, "a.C")).note
    plain = audit_texts({"a.py": "class C: ...\n", "b.py": "from a import C\n"})
    assert "eprecated:" not in build_symbol_page(plain, "a.C").render_markdown()


def test_a_subclass_shims_page_says_what_it_stands_for() -> None:
    """The page, its table of paths and the migration map name the base that it adds nothing to."""
    files = {
        "a.py": "class Cart:\n    def run(self): return 1\n",
        "b.py": "import a\nclass Cart(a.Cart): pass\n",
        "c.py": "from b import Cart\nCart().run()\n",
    }
    snapshot = audit_texts(files)
    assert (
        "<td>Shim that adds nothing to</td><td>a.Cart</td>"
        in build_symbol_page(snapshot, "b.Cart").render_html()
    )
    assert (
        "a shim that adds nothing to a.Cart"
        in build_symbol_table(find_entry(snapshot, "b.Cart")).note
    )
    assert "adds nothing" not in build_symbol_page(snapshot, "a.Cart").render_markdown()
    (row,) = build_migration_table(snapshot).rows
    assert row[:4] == ("b.Cart", "a.Cart", "shim", 1)


def test_chains_lead_to_the_definition_as_wide_as_their_uses() -> None:
    """Each path in use is a box with its class in words; lines carry what leads through them."""
    entry = find_entry(audit_texts(FILES), "C")
    picture = draw_chains(entry)
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own output
    told = {path.findtext(f"{SVG}title"): path for path in root.findall(f"{SVG}path")}
    assert set(told) == {"a.far.C → a.way.C: 1 use", "a.way.C → a.home.C: 4 uses"}
    widths = {name: float(path.get("stroke-width", "0")) for name, path in told.items()}
    assert widths["a.way.C → a.home.C: 4 uses"] > widths["a.far.C → a.way.C: 1 use"]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "shim · 3 production" in texts
    assert "✓ canonical · definition · 1 production · 1 test" in texts


def test_many_paths_are_drawn_in_part_and_counted() -> None:
    """Beside the most used paths the caption counts those that are not drawn; boxes lie apart."""
    paths = [make_path("m.C", production=50)]
    paths += [make_path(f"m{n}.C", PathClass.ACCIDENTAL, 1) for n in range(40)]
    picture = draw_chains(make_entry("m.C", tuple(paths)))
    assert "Not drawn: 23 paths with the fewest uses." in picture.description
    boxes = [
        (float(box.get("x", "0")), float(box.get("y", "0")))
        for box in ElementTree.fromstring(picture.svg).iter(f"{SVG}rect")  # noqa: S314
    ]
    assert len(boxes) == 18
    assert len(set(boxes)) == 18


def test_class_colours_can_be_seen_on_light_and_dark() -> None:
    """Every class has a colour of its own with a contrast of 3:1 on both themes."""
    assert set(PATH_COLOURS) == set(PathClass)
    assert len(set(PATH_COLOURS.values())) == len(PATH_COLOURS)
    for colour in PATH_COLOURS.values():
        assert compare_colours(colour, "#ffffff") >= 3
        assert compare_colours(colour, "#111111") >= 3


def test_a_familys_page_puts_two_members_side_by_side() -> None:
    """With a reader of sources the survivor stands beside the most used other member."""
    snapshot = make_snapshot(families=(make_family("Cart", ("a.Cart", "b.Cart")),))

    def read(texts: dict[str, str], member: FamilyMember) -> str | None:
        return texts.get(member.path)

    texts = {"a.Cart": "class Cart:\n    a = 1\n", "b.Cart": "class Cart:\n    b = 2\n"}
    page = build_family_page(snapshot, "b.Cart", read=partial(read, texts))
    assert [each.heading for each in page.sections][-1] == "Side by side"
    assert "+    b = 2" in page.render_markdown()
    without = build_family_page(snapshot, "Cart")
    assert "Side by side" not in without.render_markdown()


def test_an_unknown_family_is_told() -> None:
    """A family that does not exist is named in the error, with the nearest known one."""
    snapshot = make_snapshot(families=(make_family("Cart", ("a.Cart", "b.Cart")),))
    with pytest.raises(UnknownNameError, match="did you mean Cart"):
        build_family_page(snapshot, "Crat")


def test_uses_stand_production_first_and_are_counted_by_zone() -> None:
    """The table of uses covers one symbol or all, and its note adds up."""
    snapshot = audit_texts(FILES)
    table = build_use_table(snapshot, "a.home.C")
    zones = table.column("zone")
    assert list(zones) == ["production"] * 5 + ["test"]
    assert table.note == "6 use sites: 5 production, 1 test."
    assert len(build_use_table(snapshot).rows) == len(snapshot.uses)


def test_hostile_names_stay_names_on_the_pages() -> None:
    """Whatever a symbol or class is called, no page gets an element or a script from it."""
    snapshot = hostile_snapshot()
    pages = [build_symbol_page(snapshot, each.definition.path) for each in snapshot.ledger]
    pages += [build_family_page(snapshot, each.reference) for each in snapshot.families]
    assert len(pages) > len(snapshot.ledger)
    for page in pages:
        html = page.render_html()
        assert not re.search(r"<(script|img|a|iframe)\b", html)
        assert "\u202e" not in html + page.render_markdown() + repr(page)


def test_the_evidence_stands_strongest_first() -> None:
    """Signals of a family are ordered by value and counted."""
    for family in small_snapshot().families:
        values = build_signal_table(family).column("value")
        assert list(values) == sorted(values, key=lambda each: -float(str(each)))


def test_a_family_is_found_by_its_exact_name_first() -> None:
    """A name that reads as a pattern still finds the family or the member that is called so."""
    snapshot = make_snapshot(families=(make_family("Box[int]", ("a.Box[int]", "b.Box[int]")),))
    for name in ("Box[int]", "b.Box[int]"):
        assert build_family_page(snapshot, name).title == "Class family Box[int]"

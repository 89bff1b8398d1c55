"""Files that moved with their bytes."""

from __future__ import annotations

from audit.model.modules import Module
from audit.phases.moves import find_moves
from tests.worlds.small_records import make_module


def _modules(**files: str) -> tuple[Module, ...]:
    """Modules by dotted name (`__` for a dot), each with the content of its file."""
    return tuple(
        make_module(name.replace("__", "."), blob=blob) for name, blob in sorted(files.items())
    )


EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_a_file_with_the_same_bytes_under_a_new_path_moved() -> None:
    """The file is paired by blob id, and its module name with it."""
    forward, backward = find_moves(_modules(a__x="1", b="2"), _modules(c__x="1", b="2"))
    assert forward.files == {"a/x.py": "c/x.py"}
    assert forward.modules == {"a.x": "c.x"}
    assert backward.files == {"c/x.py": "a/x.py"}
    assert backward.modules == {"c.x": "a.x"}


def test_a_copy_is_no_move() -> None:
    """A file that is still at its old path did not move."""
    forward, _ = find_moves(_modules(a="1"), _modules(a="1", b="1"))
    assert forward.files == {}


def test_swapped_files_are_no_moves() -> None:
    """Two files that exchanged their bytes are changed, since both paths stay."""
    forward, _ = find_moves(_modules(a="1", b="2"), _modules(a="2", b="1"))
    assert forward.files == {}


def test_equal_files_are_paired_by_the_end_of_their_paths() -> None:
    """Of several candidates the one with the longest common end is taken."""
    forward, _ = find_moves(
        _modules(old__a__setup="1", old__b__setup="1"),
        _modules(new1__b__setup="1", new2__a__setup="1", new0__c__other="1"),
    )
    assert forward.files == {
        "old/a/setup.py": "new2/a/setup.py",
        "old/b/setup.py": "new1/b/setup.py",
    }


def test_an_empty_file_moves_only_along_with_another() -> None:
    """Empty files are all alike: one counts as moved only if its folder moved."""
    before = _modules(a__init=EMPTY, b__init=EMPTY, b__x="1")
    forward, _ = find_moves(before, _modules(c__init=EMPTY, d__init=EMPTY, d__x="1"))
    assert forward.files == {"b/init.py": "d/init.py", "b/x.py": "d/x.py"}


def test_names_below_a_moved_module_follow_it() -> None:
    """A dotted name belongs to the longest module name that it starts with."""
    forward, backward = find_moves(
        _modules(shop="1", shop__orders="2"), _modules(store="1", shop__orders="2")
    )
    text = "shop.Cart → shop.orders.Order, workshop.shopping, shop2.x, x shop"
    moved = "store.Cart → shop.orders.Order, workshop.shopping, shop2.x, x store"
    assert forward.translate_name(text) == moved
    assert backward.translate_name(moved) == text


def test_a_name_that_both_sides_have_is_not_mapped() -> None:
    """A module name that exists before and after keeps its meaning, whatever file it has."""
    before = (*_modules(a="1"), *_modules(b="2"))
    forward, _ = find_moves(before, (make_module("a", root="elsewhere", blob="1"),))
    assert forward.files == {"a.py": "elsewhere/a.py"}
    assert forward.modules == {}

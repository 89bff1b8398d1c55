"""Which paths a symbol should give up, and the lines that do it."""

from __future__ import annotations

from dataclasses import replace

from audit.model.edits import build_edits, find_local_names, render_statements
from audit.model.ledger import LedgerEntry
from audit.model.modules import Zone
from audit.model.plan import Draft
from audit.model.redirect import build_path_index, choose_paths, draft_replacements
from audit.model.rules import Component
from audit.model.snapshot import Snapshot
from tests.worlds.planned import audit_texts
from tests.worlds.small_records import make_import

FILES = {
    "a/__init__.py": "",
    "a/home.py": "class C:\n    pass\n",
    "a/way.py": "from a.home import C\n",
    "a/other.py": "from a.home import C\n",
    "b.py": "from a.way import C\n",
    "c.py": "from a.way import C as D\n",
    "d.py": "from a.other import C\n",
    "tests/test_c.py": "from a.other import C\n",
}


def audit_files(max_paths: int) -> tuple[Snapshot, LedgerEntry]:
    """The files under a limit, and the entry of their only class."""
    component = Component(id="c", title="C", symbols=("C",), max_paths=max_paths)
    snapshot = audit_texts(FILES, component)
    return snapshot, snapshot.ledger[0]


def list_new(snapshot: Snapshot, entry: LedgerEntry) -> list[tuple[str, tuple[str, ...]]]:
    """File and new lines of each edit."""
    draft = draft_replacements(snapshot, entry)
    return [(each.file, each.new) for each in build_edits(snapshot, draft)]


def test_all_paths_but_the_canonical_one_go_when_one_is_allowed() -> None:
    """With one path allowed every other use is led to the canonical path, tests too."""
    snapshot, entry = audit_files(1)
    assert choose_paths(entry, build_path_index(snapshot)) == ("a.other.C", "a.way.C")
    assert list_new(snapshot, entry) == [
        ("b.py", ("from a.home import C",)),
        ("c.py", ("from a.home import C as D",)),
        ("d.py", ("from a.home import C",)),
        ("tests/test_c.py", ("from a.home import C",)),
    ]


def test_the_least_used_paths_go_first() -> None:
    """With two paths allowed the most used one beside the canonical path may stay."""
    snapshot, entry = audit_files(2)
    assert choose_paths(entry, build_path_index(snapshot)) == ("a.other.C",)
    assert [file for file, _ in list_new(snapshot, entry)] == ["d.py", "tests/test_c.py"]


def test_nothing_changes_within_the_limit() -> None:
    """With as many paths as allowed there is nothing to edit."""
    snapshot, entry = audit_files(3)
    assert list_new(snapshot, entry) == []


def test_vendored_code_is_not_edited() -> None:
    """A use in vendored code stays, whatever path it takes."""
    snapshot, entry = audit_files(1)
    uses = tuple(
        replace(use, zone=Zone.VENDORED) if use.importer == "b" else use for use in snapshot.uses
    )
    assert "b.py" not in dict(list_new(replace(snapshot, uses=uses), entry))


def test_an_unchanged_draft_has_no_edits() -> None:
    """A draft that is the snapshot itself edits nothing."""
    snapshot, _ = audit_files(1)
    draft = Draft(imports=snapshot.imports, uses=snapshot.uses)
    assert build_edits(snapshot, draft) == ()
    assert draft.list_imports() == snapshot.imports
    assert draft.list_uses() == snapshot.uses


def test_statements_stand_one_line_per_module() -> None:
    """Names of one module share a line, sorted; modules, stars and aliases have their own form."""
    imports = [
        (make_import("m", "a.b", path="a.b.Y", name="Y"), ""),
        (make_import("m", "a.b", path="a.b.X", name="X"), "Z"),
        (make_import("m", "a.c", path="a.c"), ""),
        (make_import("m", "a.d", path="a.d", name="*"), ""),
        (make_import("m", "a", path="a.e", name="e"), "e"),
    ]
    assert render_statements(imports) == (
        "from a import e",
        "from a.b import X as Z, Y",
        "from a.d import *",
        "import a.c",
    )


def test_dots_and_aliases_stay_as_they_are_written() -> None:
    """A relative import stays relative as long as its package holds the module."""
    relative = replace(make_import("p.q.m", "p.x", path="p.x.N", name="N"), level=2)
    assert render_statements([(relative, "N")], {"p", "p.q"}) == ("from ..x import N",)
    inside = replace(make_import("p.q", "p.q.s", path="p.q.s", name="s"), level=1, alias="t")
    assert render_statements([(inside, "t")], {"p", "p.q"}) == ("from . import s as t",)
    assert render_statements([(replace(relative, level=1), "N")]) == ("from p.x import N",)
    module = replace(make_import("m", "a.b"), alias="c")
    redundant = replace(make_import("m", "a.b", path="a.b.X", name="X"), alias="X")
    assert render_statements([(module, "c"), (redundant, "X")]) == (
        "from a.b import X as X",
        "import a.b as c",
    )


def test_local_names_stay_when_what_they_hold_is_imported_from_elsewhere() -> None:
    """A module goes on using its own name; one path under two names has no sure one."""
    old = replace(make_import("c", "a.way", path="a.way.C", name="C"), alias="D")
    new = replace(old, imported="a.real", path="a.real.C")
    assert find_local_names([(old, new)]) == {("c", "a.real.C"): "D"}
    other = replace(new, alias="")
    assert find_local_names([(old, new), (other, other)]) == {}
    assert find_local_names([(old, None)]) == {}

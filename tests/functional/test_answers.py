"""What each command says about code whose answers are known by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.worlds.command_line import (
    CONFIGURATION,
    SAMPLE,
    answer,
    draw_shop,
    run_audit,
    write_tree,
)

TILL = "shop.tills.Till"


def test_paths_of_one_symbol(tmp_path: Path) -> None:
    """The ledger names each import path in use with its class, uses by zone and definition."""
    found = answer("paths", "Till", draw_shop(tmp_path))
    (symbol,) = found["symbols"]
    assert symbol["definition"]["path"] == TILL
    assert (symbol["definition"]["file"], symbol["definition"]["line"]) == ("shop/tills.py", 1)
    used = {
        each["path"]: (each["path_class"], each["uses"]["production"], each["uses"]["test"])
        for each in symbol["paths"]
        if each["uses"]["production"] or each["uses"]["test"]
    }
    assert used == {
        "shop.Till": ("facade", 1, 0),
        "shop.desk.Till": ("accidental", 0, 1),
        "shop.old.OldTill": ("shim", 1, 0),
        "shop.tills.Till": ("definition", 3, 0),
    }
    assert (symbol["paths_production"], symbol["paths_test"]) == (3, 1)
    assert symbol["canonical_reason"]


def test_pattern_with_a_dot_goes_over_whole_paths(tmp_path: Path) -> None:
    """`shop.tills.*` means what the module defines, `Till` the last name, `build_*` a glob."""
    world = draw_shop(tmp_path)
    for pattern, expected in (
        ("shop.tills.*", [TILL, "shop.tills.build_till"]),
        ("Till", [TILL]),
        ("build_*", ["shop.tills.build_till"]),
    ):
        symbols = answer("paths", pattern, world)["symbols"]
        assert sorted(each["definition"]["path"] for each in symbols) == sorted(expected)


def test_one_argument_is_the_source(tmp_path: Path) -> None:
    """Without a pattern the most fragmented symbols are listed, worst first."""
    found = answer("paths", draw_shop(tmp_path))
    assert [each["definition"]["path"] for each in found["symbols"]] == [TILL]
    assert found["total"] == 1


def test_limit_cuts_after_counting(tmp_path: Path) -> None:
    """`--limit` shortens the list, not the total; 0 means all."""
    world = draw_shop(tmp_path)
    cut, whole = (answer("paths", "*", world, "--limit", n) for n in ("1", "0"))
    assert len(cut["symbols"]) == 1
    assert len(whole["symbols"]) == cut["total"] == whole["total"] > 1


def test_limit_holds_for_lines_to_change_and_imports_to_cut(tmp_path: Path) -> None:
    """Inside an answer `--limit` cuts its lists as well, and says how long they are."""
    draw_shop(tmp_path)
    knot = {
        f"knot/m{n}.py": "".join(f"import knot.m{other}\n" for other in range(4) if other != n)
        for n in range(4)
    }
    write_tree(tmp_path, {"knot/__init__.py": "", **knot})
    for form in ("table", "md"):
        shown = run_audit("paths", "Till", tmp_path, "--limit", "1", "--format", form).stdout
        assert "The first 1 of 2 rows." in shown
        assert "shop/night.py:1" not in shown.partition("What to change")[2]
    shown = run_audit("cycles", tmp_path, "--view", "load-time", "--limit", "2").stdout
    assert "The first 2 of 6 imports to cut." in shown
    shown = run_audit("cycles", tmp_path, "--limit", "2", "--format", "md").stdout
    assert "and 4 more" in shown
    whole = run_audit("cycles", tmp_path, "--limit", "0").stdout
    assert "imports to cut" not in whole


def test_cycles_that_rest_on_tests_are_told_apart(tmp_path: Path) -> None:
    """A load-time cycle of guarded imports alone names the tests under which it can crash."""
    hub = "if HACK:\n    from knot import page\n"
    tied = {"knot/__init__.py": "", "knot/hub.py": hub, "knot/page.py": "import knot.hub\n"}
    write_tree(tmp_path / "tied", tied)
    told = "It can crash only where a test holds: `HACK`"
    assert told in run_audit("cycles", tmp_path / "tied", "--view", "load-time").stdout
    assert told not in run_audit("cycles", tmp_path / "tied", "--view", "run-time").stdout
    write_tree(tmp_path / "loose", tied | {"knot/hub.py": f"{hub}import knot.page\n"})
    assert "can crash only" not in run_audit("cycles", tmp_path / "loose").stdout


def test_the_first_files_with_problems_are_named(tmp_path: Path) -> None:
    """Whoever sees that files do not parse is told which, three at most; a saved audit too."""
    broken = {f"shop/broken{n}.py": "def (\n" for n in range(5)}
    world = draw_shop(tmp_path / "world", broken)
    told = "with problems: 5 (shop/broken0.py, shop/broken1.py, shop/broken2.py and 2 more)"
    saved = tmp_path / "saved"
    for command in (("snapshot", world, "--out", saved), ("paths", world), ("cycles", saved)):
        assert told in " ".join(run_audit(*command).stdout.split())


def test_a_path_whose_class_alone_changed_neither_came_nor_went(tmp_path: Path) -> None:
    """Where a definition goes to a private module and its old path becomes a facade, production
    code uses that path as before: only the path of the new home is new."""
    before = {
        "pkg/__init__.py": "",
        "pkg/core.py": "class Thing:\n    def go(self):\n        return 1\n",
        "app.py": "from pkg.core import Thing\n",
    }
    after = {
        **before,
        "pkg/_core.py": "class Thing:\n    def halt(self, at):\n        return [at]\n",
        "pkg/core.py": "from pkg._core import Thing\n",
    }
    found = answer("compare", write_tree(tmp_path / "a", before), write_tree(tmp_path / "b", after))
    assert [(each["path"], each["state"]) for each in found["paths"]] == [
        ("pkg._core.Thing", "added")
    ]


@pytest.mark.parametrize(
    ("state", "paths"), [("baseline", 6), ("phase-1", 3), ("phase-2", 3), ("phase-3", 2)]
)
def test_the_sample_tells_its_story(state: str, paths: int, tmp_path: Path) -> None:
    """The component goes from six production paths to three, stays there, and ends at two."""
    out = tmp_path / "saved"
    found = answer("snapshot", SAMPLE / state, "--config", CONFIGURATION, "--out", out)
    (component,) = [each for each in found["components"] if each["origin"] == "configured"]
    assert (component["id"], component["paths_production"]) == ("reservations", paths)


def test_a_deprecated_path_tells_what_to_use(tmp_path: Path) -> None:
    """A path that warns carries what its warning names instead."""
    files = {
        "pkg/__init__.py": "",
        "pkg/new.py": "class Thing: ...\n",
        "pkg/old.py": "import warnings\n"
        "warnings.warn('use pkg.new instead', DeprecationWarning)\nfrom pkg.new import Thing\n",
        "pkg/use.py": "from pkg.old import Thing\n",
    }
    (symbol,) = answer("paths", "Thing", write_tree(tmp_path, files))["symbols"]
    advice = {path["path"]: path["advice"] for path in symbol["paths"]}
    assert advice["pkg.old.Thing"] == "pkg.new.Thing"
    assert advice["pkg.new.Thing"] == ""


def test_paths_of_a_component() -> None:
    """`--component` lists the symbols of one component and their canonical paths."""
    found = answer(
        "paths", SAMPLE / "baseline", "--config", CONFIGURATION, "--component", "reservations"
    )
    assert {each["definition"]["path"] for each in found["symbols"]} == {
        "harbour.berths.reservations.ReservationManager",
        "harbour.berths.reservations.get_reservation_manager",
    }
    assert {each["canonical_reason"].partition(" ")[0] for each in found["symbols"]} == {"declared"}


def test_cycles_by_view(tmp_path: Path) -> None:
    """A cycle of load-time imports is in every view, with the import to cut."""
    found = answer("cycles", draw_shop(tmp_path))
    assert [each["view"] for each in found["cycles"]] == ["load-time", "run-time", "conceptual"]
    for cycle in found["cycles"]:
        assert cycle["members"] == ["shop.left", "shop.right"]
        (breaker,) = cycle["breakers"]
        assert breaker["file"] in {"shop/left.py", "shop/right.py"}
        assert cycle["conditions"] == []
    alone = answer("cycles", tmp_path, "--view", "run-time")
    assert [each["view"] for each in alone["cycles"]] == ["run-time"]


def test_families_of_the_sample() -> None:
    """The manager's family is a duplicate with its copies and a matrix cell for each member."""
    found = answer("families", "ReservationManager", SAMPLE / "baseline")
    (family,) = found["families"]
    assert family["duplicate"]
    members = {each["path"] for each in family["members"]}
    assert "harbour.offline.reservations.ReservationManager" in members
    for row in family["matrix"]:
        assert {cell["member"] for cell in row["cells"]} == members


def test_compare_before_and_after() -> None:
    """Phase 1 resolved the broken import, halved the component's paths, and names those removed."""
    found = answer("compare", SAMPLE / "baseline", SAMPLE / "phase-1", "--config", CONFIGURATION)
    for state in ("introduced", "resolved", "remaining"):
        assert found["totals"][state] == len(found[state])
    kinds = {state: {each["kind"] for each in found[state]} for state in found["totals"]}
    assert "broken-import" in kinds["resolved"]
    assert "broken-import" not in kinds["introduced"] | kinds["remaining"]
    assert "cycle" in kinds["remaining"]
    (delta,) = [
        each for each in found["metrics"] if each["id"] == "component.reservations.paths_production"
    ]
    assert (delta["before"], delta["after"], delta["change"], delta["trend"]) == (
        6,
        3,
        -3,
        "better",
    )
    assert "harbour.legacy.reservations.ReservationManager" in {
        each["path"] for each in found["paths"] if each["state"] == "removed"
    }


def test_comparing_a_source_with_itself_finds_nothing(tmp_path: Path) -> None:
    """The same code on both sides has no changes at all."""
    world = draw_shop(tmp_path)
    found = answer("compare", world, world)
    assert (found["introduced"], found["resolved"], found["paths"]) == ([], [], [])
    assert {each["trend"] for each in found["metrics"]} <= {"same", "not measurable"}


def test_a_cycle_that_gains_a_member_remains(tmp_path: Path) -> None:
    """It is neither introduced nor resolved: the answer and the terminal say who joined."""
    first = draw_shop(tmp_path / "first")
    more = {
        "shop/left.py": "import shop.right\nimport shop.far\n",
        "shop/far.py": "import shop.left\n",
    }
    second = draw_shop(tmp_path / "second", more)
    found = answer("compare", first, second)
    assert {each["kind"] for each in found["changed"]} == {"cycle"}
    assert {tuple(each["gained"]) for each in found["changed"]} == {("shop.far",)}
    assert "cycle" not in {each["kind"] for each in found["introduced"] + found["resolved"]}
    told = run_audit("compare", first, second).stdout
    assert "Remaining with other members" in told


def test_a_saved_snapshot_is_a_source(tmp_path: Path) -> None:
    """Every reading command that needs no source code answers the same from a snapshot."""
    world = draw_shop(tmp_path / "world")
    saved = tmp_path / "saved"
    answer("snapshot", world, "--out", saved)
    for command in (["paths"], ["paths", "Till"], ["families"], ["cycles"], ["graph"]):
        assert answer(*command, saved) == answer(*command, world)
    assert answer("compare", saved, saved) == answer("compare", world, world)


def test_the_answer_says_what_was_looked_at(tmp_path: Path) -> None:
    """Files looked at and parsed, and imports by bucket adding up, stand in every answer."""
    world = draw_shop(tmp_path, {"shop/broken.py": "def (\n", "shop/late.py": "import shop.gone\n"})
    coverage = answer("paths", world)["audited"]["coverage"]
    assert (coverage["files"], coverage["files_parsed"]) == (10, 9)
    assert sum(each["imports"] for each in coverage["buckets"]) == coverage["imports"]
    assert {each["bucket"]: each["imports"] for each in coverage["buckets"]}["broken"] == 1
    for form, stream in (("table", "stdout"), ("md", "stdout"), ("csv", "stderr")):
        told = " ".join(getattr(run_audit("paths", world, "--format", form), stream).split())
        assert "10 files, parsed whole: 9; with problems: 1 (shop/broken.py); imports: " in told
        assert "broken " in told


@pytest.mark.parametrize("command", ["paths", "families", "cycles", "graph", "snapshot"])
def test_formats_carry_the_same_rows(command: str, tmp_path: Path) -> None:
    """JSON and CSV have as many entries; a table and Markdown are never empty."""
    world = draw_shop(tmp_path / "world")
    extra = ["--out", str(tmp_path / "saved")] if command == "snapshot" else []
    found = answer(command, world, *extra)
    key = {"paths": "symbols", "snapshot": "metrics", "graph": "edges"}.get(command, command)
    text = run_audit(command, world, *extra, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(found[key])
    for form in ("table", "md"):
        assert run_audit(command, world, *extra, "--format", form).stdout.strip()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs, the second from a warm cache, answer alike to the byte in every format."""
    world = draw_shop(tmp_path)
    for form in ("json", "csv", "md", "table"):
        first, second = (run_audit("paths", "*", world, "--format", form) for _ in range(2))
        assert first.stdout_bytes == second.stdout_bytes


def test_paths_are_verified_by_importing_them_on_request(tmp_path: Path) -> None:
    """`--verify` imports each path in a subprocess and says what it is; nothing else does."""
    files = {
        "shop/__init__.py": "from shop.cart import Cart\n",
        "shop/cart.py": "class Cart:\n    pass\n",
    }
    world = write_tree(tmp_path, files)
    rows = answer("paths", "Cart", world, "--verify")["verified"]
    assert {(row["path"], row["state"]) for row in rows} == {
        ("shop.Cart", "confirmed"),
        ("shop.cart.Cart", "confirmed"),
    }
    assert "verified" not in answer("paths", "Cart", world)


def test_migration_answers_in_every_format() -> None:
    """The migration map of the sample leads its deprecated path to the declared one."""
    where = ("migration", SAMPLE / "baseline", "--config", CONFIGURATION)
    document = answer(*where)
    assert (
        "harbour.legacy.reservations.ReservationManager",
        "harbour.berths.reservations.ReservationManager",
    ) in {(row["old"], row["new"]) for row in document["moves"]}
    assert document["broken"]
    for form in ("table", "csv", "md"):
        assert "harbour.legacy.reservations" in run_audit(*where, "--format", form).stdout


CART = """
class Cart:
    def __init__(self):
        self.rows = []

    def add(self, item, price):
        self.rows.append((item, price * 2))
        return len(self.rows)

    def remove(self, item):
        self.rows = [row for row in self.rows if row[0] != item]

    def total(self):
        return sum(price for _, price in self.rows)
"""


def test_a_family_says_what_to_do(tmp_path: Path) -> None:
    """Verdict, life, order of merging, ports and access points of members stand in the answer, and
    the terminal tells them too."""
    copied = CART + "\n    def count(self):\n        return len(self.rows)\n"
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": CART + "\n\ndef get_cart():\n    return Cart()\n",
        "shop/old.py": copied,
        "shop/use.py": "from shop.cart import Cart, get_cart\n\nmine = Cart()\n",
        "shop/more.py": "from shop.cart import Cart\n",
        "shop/late.py": "from shop.old import Cart as Old\n\nold = Old()\n",
    }
    world = write_tree(tmp_path, files)
    (family,) = answer("families", "Cart", world)["families"]
    members = {each["path"]: each for each in family["members"]}
    old, new = members["shop.old.Cart"], members["shop.cart.Cart"]
    assert (new["verdict"], new["merge_rank"]) == (None, 0)
    assert (old["verdict"], old["life"], old["merge_rank"]) == ("drifted copy", "live", 1)
    assert old["ports"] == ["method count(self)"]
    assert {each["path"] for each in new["access"]} == {"shop.cart.get_cart", "shop.use.mine"}
    told = " ".join(run_audit("families", "Cart", world).stdout.split())
    assert "Merge in this order: 1. shop.old.Cart: " in told
    assert "port: method count(self)" in told
    assert "factory function shop.cart.get_cart (production, shop/cart.py:" in told
    assert "same: the signature is the same, the bodies may differ." in told

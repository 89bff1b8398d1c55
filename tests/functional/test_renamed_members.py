"""A component must not look better because its members are called something else."""

from __future__ import annotations

from pathlib import Path

from tests.worlds.command_line import answer, run_audit, write_tree

_BODY = """
class {name}:
    def __init__(self, orders):
        self.orders = dict(orders)
        self.total = 0

    def settle(self, number, amount):
        if number not in self.orders:
            raise KeyError(number)
        self.orders[number] -= amount
        self.total += amount
        return self.orders[number]

    def close(self):
        for number in sorted(self.orders):
            self.settle(number, self.orders[number])
        return self.total
"""
_RULES = """
[[components]]
id = "tills"
title = "Tills"
symbols = ["*Till"]
"""


def _draw(top: Path, files: dict[str, str]) -> Path:
    write_tree(top, {"audit.toml": _RULES, "shop/__init__.py": "", **files})
    return top


def _users(module: str, name: str) -> dict[str, str]:
    text = f"from shop.{module} import {name}\n\ndef use():\n    return {name}({{}})\n"
    return {f"shop/desk{number}.py": text for number in (1, 2, 3)}


def _compare(
    tmp_path: Path, before: dict[str, str], after: dict[str, str]
) -> list[tuple[str, float]]:
    found = answer("compare", _draw(tmp_path / "old", before), _draw(tmp_path / "new", after))
    return [(each["subject"], each["confidence"]) for each in found["renamed"]]


def test_a_class_that_is_renamed_out_of_the_pattern_is_found(tmp_path: Path) -> None:
    """A member whose new name no pattern matches is told with both names and its evidence."""
    before = {"shop/tills.py": _BODY.format(name="OldTill"), **_users("tills", "OldTill")}
    after = {"shop/tills.py": _BODY.format(name="Desk"), **_users("tills", "Desk")}
    found = answer("compare", _draw(tmp_path / "old", before), _draw(tmp_path / "new", after))
    (renamed,) = found["renamed"]
    assert renamed["kind"] == "renamed-out-of-pattern"
    assert renamed["component"] == "tills"
    assert renamed["subject"] == "shop.tills.OldTill → shop.tills.Desk"
    assert "the same body and 3 of its 3 production callers" in renamed["message"]
    assert (renamed["locations"][0]["file"], renamed["locations"][0]["line"]) == (
        "shop/tills.py",
        2,
    )
    shown = run_audit("compare", tmp_path / "old", tmp_path / "new").stdout
    assert "Members that left their component" in shown


def test_a_rewritten_class_is_known_by_its_callers(tmp_path: Path) -> None:
    """With another body, at least half of the callers and two of them say that it is the same."""
    before = {"shop/tills.py": _BODY.format(name="OldTill"), **_users("tills", "OldTill")}
    rewritten = {"shop/desks.py": "class Desk:\n    def run(self):\n        return 1\n"}
    assert _compare(tmp_path, before, {**rewritten, **_users("desks", "Desk")}) == [
        ("shop.tills.OldTill → shop.desks.Desk", 0.6)
    ]


def test_what_stays_in_the_pattern_is_no_finding(tmp_path: Path) -> None:
    """A member that is renamed within the pattern, or goes for good, is told as before."""
    before = {"shop/tills.py": _BODY.format(name="OldTill"), **_users("tills", "OldTill")}
    within = {"shop/tills.py": _BODY.format(name="NewTill"), **_users("tills", "NewTill")}
    assert _compare(tmp_path / "within", before, within) == []
    merged = {"shop/desks.py": _BODY.format(name="Desk"), **_users("desks", "Desk")}
    already = {**before, "shop/desks.py": _BODY.format(name="Desk").replace("0", "1")}
    assert _compare(tmp_path / "merged", already, merged) == []


def test_the_report_says_so_on_its_first_screen(tmp_path: Path) -> None:
    """A figure that looks better for it is not shown without the warning above the details, and
    the next moves name the member."""
    other = {
        "shop/night.py": "class NightTill:\n    hours = 8\n",
        "shop/a.py": "import shop.tills\n",
    }
    before = {"shop/tills.py": _BODY.format(name="OldTill"), **_users("tills", "OldTill"), **other}
    after = {"shop/tills.py": _BODY.format(name="Desk"), **_users("tills", "Desk"), **other}
    old, new = _draw(tmp_path / "old", before), _draw(tmp_path / "new", after)
    out = tmp_path / "report"
    run_audit("report", old, new, "--out", out)
    text = (out / "executive_summary.md").read_text(encoding="utf-8")
    first = text.partition("\n## Primary metrics")[0]
    assert "| Tills: classes doing its job | 2 | 1 |" in first
    assert "1 member of “Tills” left its name pattern but kept the body or the callers" in first
    assert "shop.tills.OldTill → shop.tills.Desk" in text.replace("`", "").replace("\\", "")

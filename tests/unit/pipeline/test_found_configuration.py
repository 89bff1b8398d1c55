"""Which configuration applies when none is named."""

from __future__ import annotations

from pathlib import Path

from audit.pipeline.configuration import load_configuration

RULES = """
max_paths = 3
[[phases]]
id = "one"
title = "One"
before = "old"
after = "new"
"""


def draw_states(folder: Path) -> None:
    """Two states of a codebase, a folder that is none, and the rules beside them."""
    for name in ("old", "new", "other"):
        (folder / name).mkdir()
        (folder / name / "a.py").write_text("")
    (folder / "audit.toml").write_text(RULES)


def test_a_state_of_a_phase_is_judged_by_the_rules_that_name_it(tmp_path: Path) -> None:
    """An `audit.toml` beside a folder applies to it when one of its phases names the folder."""
    draw_states(tmp_path)
    for name in ("old", "new"):
        assert load_configuration(source=str(tmp_path / name)).rules.max_paths == 3


def test_another_folder_beside_it_is_not(tmp_path: Path) -> None:
    """A folder that no phase names gets the defaults, and so does a folder further down."""
    draw_states(tmp_path)
    (tmp_path / "old" / "deep").mkdir()
    for name in ("other", "old/deep"):
        assert load_configuration(source=str(tmp_path / name)).rules.max_paths == 1


def test_a_state_with_rules_of_its_own_keeps_them(tmp_path: Path) -> None:
    """The source's own configuration comes first."""
    draw_states(tmp_path)
    (tmp_path / "old" / "audit.toml").write_text("max_paths = 2\n")
    assert load_configuration(source=str(tmp_path / "old")).rules.max_paths == 2

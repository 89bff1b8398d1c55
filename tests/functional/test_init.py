"""`audit init`: a starter configuration that loads and changes no figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.worlds.command_line import SAMPLE, answer, commit_all, draw_shop, run_audit, write_tree


def figures(source: Path, out: Path) -> dict[str, object]:
    """The metrics of a source that are not about a component."""
    found = answer("snapshot", source, "--out", out)["metrics"]
    return {
        each["metric"]: each["value"]
        for each in found
        if not each["metric"].startswith("component.")
    }


def test_the_starter_loads_and_changes_nothing(tmp_path: Path) -> None:
    """An audit under the starter gives the figures of an audit without any configuration."""
    world = tmp_path / "world"
    shutil.copytree(SAMPLE / "baseline", world)
    without = figures(world, tmp_path / "without")
    found = run_audit("init", world)
    assert (found.exit_code, found.stdout.startswith("Wrote ")) == (0, True)
    assert "roots = [" in (world / "audit.toml").read_text(encoding="utf-8")
    assert figures(world, tmp_path / "with") == without


def test_nested_roots_are_left_to_discovery(tmp_path: Path) -> None:
    """Roots that lie in each other are not written down: configured, each would name modules."""
    world = write_tree(
        tmp_path / "world",
        {
            "tool.py": "import alpha\n",
            "src/alpha/__init__.py": "A = 1\n",
            "src/plugins/pyproject.toml": "[project]\nname = 'beta'\n",
            "src/plugins/src/beta/__init__.py": "import alpha\n",
        },
    )
    without = figures(world, tmp_path / "without")
    run_audit("init", world)
    assert figures(world, tmp_path / "with") == without


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A configuration that is there stays, unless `--force` is given."""
    world = draw_shop(tmp_path, {"audit.toml": "# mine\n"})
    found = run_audit("init", world)
    assert found.exit_code == 2
    assert "exists already (--force overwrites it)" in found.stderr
    assert (world / "audit.toml").read_text(encoding="utf-8") == "# mine\n"
    assert run_audit("init", world, "--force").exit_code == 0
    assert "[zones]" in (world / "audit.toml").read_text(encoding="utf-8")


def test_a_second_configuration_is_refused(tmp_path: Path) -> None:
    """Beside `[tool.audit]` no audit.toml is written."""
    world = draw_shop(tmp_path, {"pyproject.toml": "[tool.audit]\nmax_paths = 2\n"})
    found = run_audit("init", world, "--force")
    assert found.exit_code == 2
    assert "holds [tool.audit] already" in found.stderr
    assert not (world / "audit.toml").exists()


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    """`audit.toml` that is a link to nowhere is left as it is."""
    world = draw_shop(tmp_path / "world")
    (world / "audit.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert run_audit("init", world, "--force").exit_code == 2
    assert not (tmp_path / "elsewhere.toml").exists()


def test_the_default_source_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without SOURCE the current folder is looked at; for a revision the file is written here."""
    world = draw_shop(tmp_path / "world")
    monkeypatch.chdir(world)
    assert run_audit("init").exit_code == 0
    assert (world / "audit.toml").is_file()
    commit_all(world)
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert run_audit("init", "../world@v1").exit_code == 0
    assert (tmp_path / "other" / "audit.toml").is_file()

"""Settings, the tablet and the command line."""

from pathlib import Path

import pytest

from harbour.cli import main
from harbour.offline.tablet import dump_book, load_book
from harbour.settings import TerminalSettings, load_settings
from tests.support.samples import HERON, NOON, stay


def test_settings_take_defaults(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text('terminal = "south"\n', encoding="utf-8")
    assert load_settings(path) == TerminalSettings(terminal="south")


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "terminal.toml"
    path.write_text("tugs = 2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="tugs"):
        load_settings(path)


def test_tablet_book_survives_the_round_trip() -> None:
    manager = load_book("pier", "[]")
    manager.reserve("A", HERON.imo, stay(day=4))
    text = dump_book(manager, NOON)
    assert dump_book(load_book("pier", text), NOON) == text


def test_command_line_shows_prices(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices"]) == 0
    assert "ferry: 42.50 per hour" in capsys.readouterr().out


def test_command_line_reports_conflicts(capsys: pytest.CaptureFixture[str]) -> None:
    stays = [
        "N1,9074729,2025-03-03T08:00,2025-03-03T12:00",
        "N1,9321483,2025-03-03T10:00,2025-03-03T14:00",
    ]
    assert main(["check", *stays]) == 1
    assert capsys.readouterr().out == "9321483 meets 9074729 at N1\n"
    assert main(["check", stays[0]]) == 0


def test_command_line_draws_occupancy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["occupancy", "2025-03-03"]) == 0
    assert capsys.readouterr().out.count("0.0%") == 3

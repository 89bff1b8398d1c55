"""A forecast in the report of a phase: from five phases on, with its interval, else refused."""

from __future__ import annotations

from pathlib import Path

from audit.pipeline.summary import summarise_phase
from tests.worlds.command_line import write_tree


def _draw_phases(folder: Path, counts: tuple[int, ...]) -> str:
    """States with so many modules each, and a phase between each two."""
    phases = []
    for number, count in enumerate(counts):
        write_tree(folder / f"s{number}", {f"m{each}.py": "X = 1\n" for each in range(count)})
        if number:
            phases.append(
                f'[[phases]]\nid = "p{number}"\nbefore = "s{number - 1}"\nafter = "s{number}"\n'
                'targets = [{ metric = "modules", op = "<=", value = 1 }]\n'
            )
    (folder / "audit.toml").write_text("\n".join(phases), encoding="utf-8")
    return str(folder / "audit.toml")


def test_the_fifth_phase_has_a_forecast_with_its_interval(tmp_path: Path) -> None:
    """9, 8, 7, 6, 5 modules after five phases lie on a line, so the next one is 4, from 4 to 4."""
    configuration = _draw_phases(tmp_path, (10, 9, 8, 7, 6, 5))
    (found,) = summarise_phase(configuration=configuration, phase="p5").forecasts
    assert (found.id, found.phases) == ("modules", 5)
    assert (found.value, found.low, found.high) == (4.0, 4.0, 4.0)


def test_the_fourth_phase_has_none_and_says_why(tmp_path: Path) -> None:
    """Fewer than five phases are no trend."""
    configuration = _draw_phases(tmp_path, (10, 9, 8, 7, 6, 5))
    (found,) = summarise_phase(configuration=configuration, phase="p4").forecasts
    assert found.value is None
    assert found.reason == "Refused: 4 phases are no trend, it takes 5."


def test_a_phase_that_is_gone_leaves_a_gap(tmp_path: Path) -> None:
    """A state that cannot be audited any more is not left out in silence."""
    configuration = _draw_phases(tmp_path, (10, 9, 8, 7, 6, 5))
    text = Path(configuration).read_text(encoding="utf-8")
    text = text.replace('after = "s2"', 'after = "gone"')
    Path(configuration).write_text(text, encoding="utf-8")
    (found,) = summarise_phase(configuration=configuration, phase="p5").forecasts
    assert found.reason == "Refused: 1 of 5 phases has no value."

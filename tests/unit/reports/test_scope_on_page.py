"""Coverage of the audited code is a figure on the page, and so is what grew."""

from __future__ import annotations

from dataclasses import replace

from audit.model.comparison import FindingChange
from audit.model.findings import FindingKind
from audit.model.phase_dossier import PhaseDossier
from audit.model.scope import SCOPE_METRIC, Scope
from audit.phases.scope import compare_scopes
from audit.reports.markdown import render_section
from audit.reports.sections import Section
from tests.worlds.phase_story import PhaseStory, build_story, finding


def _scope(files: int, found: int | None) -> Scope:
    return Scope(
        files=files,
        found=found,
        modules=38,
        lines=5_200,
        statements=2_600,
        production_files=30,
        production_statements=2_000,
    )


def _looked_at(before: Scope, after: Scope) -> PhaseStory:
    story = build_story()
    return replace(
        story,
        comparison=compare_scopes(story.comparison, (before, after)),
        evidence=PhaseDossier(scopes=(before, after)),
    )


def test_the_share_that_was_looked_at_is_a_figure_with_both_counts() -> None:
    """It stands among all figures with numerator and denominator from one set."""
    summary = _looked_at(_scope(40, 40), _scope(40, 50)).tell()
    (found,) = (each for each in summary.provenance.figures if each.id == SCOPE_METRIC)
    assert (found.before.numerator, found.before.denominator) == (40, 40)
    assert (found.after.value, found.after.numerator, found.after.denominator) == (0.8, 40, 50)
    page = render_section(summary, Section.PROVENANCE)
    assert "| Python files that are audited | 100 % (40 of 40) | 80 % (40 of 50) |" in page
    assert "| Python files in the source | 40 | 50 |" in page
    assert "| Production statements | 2,000 | 2,000 |" in page


def test_an_audit_that_looks_at_less_says_so_on_the_first_screen() -> None:
    """Figures that improve because files were left out do not pass unnoticed."""
    opening = _looked_at(_scope(40, 40), _scope(40, 50)).tell().opening
    assert any("looks at 80 % of the Python files" in line for line in opening.warnings)
    assert any(line.startswith("Looked at: 40 of 50 Python files") for line in opening.sentences)
    calm = _looked_at(_scope(40, 50), _scope(40, 50)).tell().opening
    assert not any("looks at" in line for line in calm.warnings)


def test_a_source_that_is_not_at_hand_is_not_called_complete() -> None:
    """Without a count of all files no share is shown, and the page says that nobody counted."""
    summary = _looked_at(_scope(40, 40), _scope(40, None)).tell()
    page = render_section(summary, Section.PROVENANCE)
    assert "| Python files in the source | 40 | not counted |" in page
    assert "| Python files that are audited | 100 % (40 of 40) | not measurable |" in page


def test_a_cycle_that_grew_is_told_and_counted_as_a_risk() -> None:
    """It remains, so no table of new findings shows it; the sentences and the risks do."""
    story = build_story()
    cycle = finding(FindingKind.CYCLE, "a b c …")
    change = FindingChange(before=cycle, after=cycle, gained=("d", "e"), lost=("f",))
    comparison = replace(story.comparison, remaining=(cycle,), changed=(change,))
    summary = replace(story, comparison=comparison).tell()
    assert any(
        "1 remain, 1 of them with more members than before" in line
        for line in summary.opening.sentences
    )
    assert "Cycles and families that grew: 1." in render_section(summary, Section.RISKS)
    page = render_section(summary, Section.REMAINING_WORK)
    assert "cycle a b c …: 2 came and 1 went: `d`, `e`, `f`" in page

from __future__ import annotations

import pytest
from IPython.core.formatters import DisplayFormatter

from audit.errors import AuditError
from audit.reports.display import (
    describe_key_figures,
    describe_targets,
    show_errors_plainly,
    view_section,
    view_title,
)
from audit.reports.payload import SUMMARY_MEDIA_TYPE, decode_summary
from audit.reports.sections import Section
from tests.worlds.phase_story import bare_story, build_story


def test_the_title_view_carries_the_summary_as_data() -> None:
    """From the title's output alone, the whole summary can be read back."""
    summary = build_story().tell()
    bundle, _ = DisplayFormatter().format(view_title(summary))  # type: ignore[no-untyped-call]
    assert decode_summary(bundle[SUMMARY_MEDIA_TYPE]) == summary
    assert bundle["text/plain"].startswith("# One booking manager")
    assert "<h1>One booking manager</h1>" in bundle["text/html"]


@pytest.mark.parametrize("section", list(Section))
def test_a_section_has_three_forms(section: Section) -> None:
    """HTML, Markdown and plain text, wherever the notebook is opened."""
    view = view_section(build_story().tell(), section)
    bundle, _ = DisplayFormatter().format(view)  # type: ignore[no-untyped-call]
    assert set(bundle) == {"text/plain", "text/markdown", "text/html"}
    assert all(bundle.values())


def test_an_unknown_section_is_answered_with_the_known_ones() -> None:
    """A mistyped anchor is one sentence that lists all anchors."""
    with pytest.raises(AuditError, match=r"there is no section 'metrics'.*primary-metrics"):
        view_section(build_story().tell(), "metrics")


def test_key_figures_are_one_line_each() -> None:
    """The text of a checked cell is short and stable."""
    assert describe_key_figures(build_story().tell()) == (
        "status: partly met\n"
        "Import paths in production use: 6 → 3, −3, 0.5×; target at most 2\n"
        "Broken imports: 2 → 0, −2; target at most 0\n"
        "Test success rate: 20 % (3 of 15) → 40 % (6 of 15), +20 points, 2.0×\n"
        "Canonical share: 25 % (6 of 24) → 75 % (18 of 24), +50 points, 3.0×"
    )


def test_targets_are_one_line_each() -> None:
    """Verdict first; without targets the line says so."""
    assert describe_targets(build_story().tell()).splitlines()[0] == (
        "missed: Import paths in production use: 6 → 3, −3, 0.5×; target at most 2"
    )
    assert describe_targets(bare_story().tell()) == "no targets"


def test_outside_a_notebook_errors_stay_as_they_are() -> None:
    """Without a kernel there is nothing to set."""
    show_errors_plainly()

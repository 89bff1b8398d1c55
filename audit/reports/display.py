"""What a notebook shows of a summary: each object as HTML, as Markdown and as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from audit.errors import AuditError
from audit.model.summary import ExecutiveSummary
from audit.reports.html import render_fragment, render_title_fragment
from audit.reports.markdown import render_section, render_title
from audit.reports.payload import SUMMARY_MEDIA_TYPE, encode_summary
from audit.reports.prose import describe_movement
from audit.reports.sections import Section

__all__ = [
    "InteractiveShell",
    "SectionView",
    "TitleView",
    "describe_key_figures",
    "describe_targets",
    "show_errors_plainly",
    "view_section",
    "view_title",
]


class InteractiveShell(Protocol):
    """The part of IPython's shell that shows errors."""

    def showtraceback(
        self,
        exc_tuple: tuple[type[BaseException], BaseException, TracebackType | None],
        *,
        tb_offset: int | None,
    ) -> None:
        """Show an exception as the output of the running cell."""


@dataclass(frozen=True, slots=True, repr=False)
class TitleView:
    """The title block. In a notebook it also carries the whole summary as data, from which
    `audit.reports.notebook` writes Markdown and page."""

    summary: ExecutiveSummary

    def __repr__(self) -> str:
        return render_title(self.summary)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, object]:
        del include, exclude
        return {
            "text/plain": repr(self),
            "text/markdown": render_title(self.summary),
            "text/html": render_title_fragment(self.summary),
            SUMMARY_MEDIA_TYPE: encode_summary(self.summary),
        }


@dataclass(frozen=True, slots=True, repr=False)
class SectionView:
    """One section of the summary, without its heading."""

    summary: ExecutiveSummary
    section: Section

    def __repr__(self) -> str:
        return render_section(self.summary, self.section)

    def _repr_markdown_(self) -> str:
        return render_section(self.summary, self.section)

    def _repr_html_(self) -> str:
        return render_fragment(self.summary, self.section)


def view_title(summary: ExecutiveSummary) -> TitleView:
    """The title block of a summary, for the first view of a notebook."""
    return TitleView(summary)


def view_section(summary: ExecutiveSummary, section: str) -> SectionView:
    """A section by its anchor, `primary-metrics` for instance; an unknown anchor is an
    `AuditError` that lists them all."""
    try:
        return SectionView(summary, Section(section))
    except ValueError:
        known = ", ".join(Section)
        raise AuditError(f"there is no section {section!r}", hint=f"sections: {known}") from None


def describe_key_figures(summary: ExecutiveSummary) -> str:
    """The status and each primary figure, one a line: short, stable text for a checked cell."""
    lines = [f"status: {summary.title.status}"]
    return "\n".join((*lines, *(describe_movement(figure) for figure in summary.figures)))


def describe_targets(summary: ExecutiveSummary) -> str:
    """Each target with its verdict, one a line."""
    lines = [
        f"{figure.goal.status}: {describe_movement(figure)}"
        for figure in summary.compliance
        if figure.goal is not None
    ]
    return "\n".join(lines) or "no targets"


def show_errors_plainly() -> None:
    """From here on, an `AuditError` in this notebook ends its cell with one sentence instead of
    a traceback; the run still fails. Outside a notebook nothing happens."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415  # notebooks only

    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((AuditError,), _show_sentence)  # type: ignore[no-untyped-call]


def _show_sentence(
    shell: InteractiveShell,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    # IPython asks an exception for its own rendering before it formats a traceback.
    error._render_traceback_ = lambda: [f"{kind.__name__}: {error}"]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

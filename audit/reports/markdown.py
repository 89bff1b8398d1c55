"""The summary as Markdown that reads well on a code host: no raw HTML, every name escaped."""

from __future__ import annotations

from audit.model.summary import (
    Consolidation,
    Excerpt,
    ExecutiveSummary,
    Figure,
    PathShift,
)
from audit.reports.markdown_text import (
    bullet,
    code,
    code_list,
    heading,
    paragraph,
    table,
    text,
)
from audit.reports.prose import (
    describe_change,
    describe_goal,
    describe_judged_change,
    describe_more,
    describe_origin,
    describe_reading,
    full_title,
)
from audit.reports.sections import (
    EMPTY_LINES,
    HEADINGS,
    Section,
    find_coverage,
    find_facts,
    find_origins,
    find_provenance,
    find_reasons,
    find_suite_rows,
    is_empty,
)

__all__ = ["render_markdown", "render_section", "render_title"]


def render_markdown(summary: ExecutiveSummary) -> str:
    """The whole summary: title block, then every section in its order. Ends with a newline."""
    parts = [render_title(summary)]
    for section in Section:
        parts += [heading(HEADINGS[section], 2), render_section(summary, section)]
    return "\n\n".join(part for part in parts if part) + "\n"


def render_title(summary: ExecutiveSummary) -> str:
    """The title and the facts under it; what was not declared is left out."""
    facts = [f"**{text(name)}:** {text(value)}" for name, value in find_facts(summary.title)]
    return f"{heading(summary.title.title, 1)}\n\n" + "  \n".join(facts)


def render_section(summary: ExecutiveSummary, section: Section) -> str:
    """One section without its heading; a section without evidence says so in one line."""
    if is_empty(summary, section):
        return paragraph(EMPTY_LINES[section])
    return "\n\n".join(part for part in _RENDERERS[section](summary) if part)


def _opening(summary: ExecutiveSummary) -> list[str]:
    opening = summary.opening
    return [
        f"**Status: {text(summary.title.status)}.** {text(opening.reason)}",
        "\n".join(f"> **Note:** {text(line)}  " for line in opening.warnings),
        "\n".join(bullet(line) for line in opening.sentences),
    ]


def _metrics(summary: ExecutiveSummary) -> list[str]:
    header = ("Metric", "Before", "After", "Change", "Target", "Evidence")
    rows = [
        (
            text(full_title(figure)),
            text(describe_reading(figure.before, share=figure.share)),
            text(describe_reading(figure.after, share=figure.share)),
            text(describe_judged_change(figure)),
            text(describe_goal(figure.goal, share=figure.share)),
            text(figure.origin.evidence),
        )
        for figure in summary.figures
    ]
    return [table(header, rows, "lrrr"), *_footnotes(summary.figures)]


def _footnotes(figures: tuple[Figure, ...]) -> list[str]:
    reasons = [bullet(f"{name} is not measurable: {why}") for name, why in find_reasons(figures)]
    origins = [bullet(f"Evidence, {describe_origin(origin)}") for origin in find_origins(figures)]
    return ["\n".join((*reasons, *origins))]


def _consolidations(summary: ExecutiveSummary) -> list[str]:
    return [part for item in summary.consolidations for part in _consolidation(item)]


def _consolidation(item: Consolidation) -> list[str]:
    proposed = " (proposed by the kit)" if item.proposed else ""
    canonical = "\n".join(f"- {code(path)}" for path in item.canonical)
    parts = [
        heading(f"{item.title}{proposed}", 3),
        f"Canonical paths:\n\n{canonical}" if canonical else "No canonical path is declared.",
        _shifts("Paths removed from production use", item.removed),
        _shifts("Paths new in production use", item.added),
        _paths_in_use(item),
    ]
    if item.classes:
        rows = [(text(row.path_class), f"{row.before:,}", f"{row.after:,}") for row in item.classes]
        header = ("Class of path in production use", "Before", "After")
        parts.append(table(header, rows, "lrr"))
    if item.enforcement:
        lines = "\n".join(bullet(line.text, line.names) for line in item.enforcement)
        parts.append(f"What keeps it:\n\n{lines}")
    else:
        parts.append("Nothing in the evidence keeps these paths as they are.")
    return parts


def _shifts(title: str, shifts: Excerpt[PathShift]) -> str:
    if not shifts.items:
        return f"{title}: none."
    lines = "\n".join(
        f"- {code(shift.path)} ({text(shift.path_class)}){f', {shift.note}' if shift.note else ''}"
        for shift in shifts.items
    )
    more = describe_more(shifts)
    return f"{title}{f' ({more})' if more else ''}:\n\n{lines}"


def _paths_in_use(item: Consolidation) -> str:
    if not item.in_use.items:
        return "No path to it is in use."
    header = ("Path in use", "Class", "Canonical", "Uses in production", "Uses in tests")
    rows = [
        (
            code(use.path),
            text(use.path_class),
            "yes" if use.canonical else "no",
            f"{use.production:,}",
            f"{use.test:,}",
        )
        for use in item.in_use.items
    ]
    more = describe_more(item.in_use)
    return table(header, rows, "lllrr") + (f"\n\n{more}." if more else "")


def _suite(summary: ExecutiveSummary) -> list[str]:
    suite = summary.suite
    if suite is None:
        return []
    header = ("Run", "Passed", "Failed", "Errors", "Skipped", "All")
    parts = [table(header, find_suite_rows(suite), "lrrrrr")]
    parts.append("\n".join(bullet(note) for note in suite.notes))
    for group in suite.groups:
        more = describe_more(group.tests)
        count = f"{group.tests.total:,}{f', {more}' if more else ''}"
        listed = "\n".join(f"- {code(test)}" for test in group.tests.items)
        parts.append(f"**{text(group.title)}** ({count})\n\n{listed}")
    parts.append(bullet(f"Evidence, {describe_origin(suite.origin)}"))
    return parts


def _business(summary: ExecutiveSummary) -> list[str]:
    header = ("Statement", "Value", "Declared by", "Evidence")
    rows = [
        (text(item.title), text(item.value), text(item.declared_by or "not named"), "declared")
        for item in summary.business
    ]
    return [table(header, rows)]


def _next_targets(summary: ExecutiveSummary) -> list[str]:
    header = ("What", "Component", "How many", "About", "First places")
    rows = [
        (
            text(target.action),
            text(target.component or "none"),
            f"{target.count:,}",
            code_list(target.subjects) or "not named",
            code_list(target.places) or "not located",
        )
        for target in summary.next_targets.items
    ]
    more = describe_more(summary.next_targets)
    return [table(header, rows, "llr"), f"{more}." if more else ""]


def _compliance(summary: ExecutiveSummary) -> list[str]:
    header = ("Target", "Metric", "Before", "After", "Wanted", "Status", "Why")
    rows = [
        (
            text(figure.goal.title or figure.title),
            text(full_title(figure)),
            text(describe_reading(figure.before, share=figure.share)),
            text(describe_reading(figure.after, share=figure.share)),
            text(describe_goal(figure.goal, share=figure.share)),
            f"**{text(figure.goal.status)}**",
            text(figure.goal.reason),
        )
        for figure in summary.compliance
        if figure.goal is not None
    ]
    return [table(header, rows, "llrr")]


def _implementation(summary: ExecutiveSummary) -> list[str]:
    work = summary.implementation
    parts = [] if work.production_changed else ["No production file changed between the revisions."]
    if work.zones:
        header = ("Zone", "Added", "Removed", "Changed", "Moved", "Files")
        rows = [
            (
                text(zone.zone),
                f"{zone.added:,}",
                f"{zone.removed:,}",
                f"{zone.changed:,}",
                f"{zone.moved:,}",
                code_list(zone.files),
            )
            for zone in work.zones
        ]
        parts.append(table(header, rows, "lrrrr"))
    if work.findings:
        counts = [
            (
                text(shift.kind),
                f"{shift.introduced:,}",
                f"{shift.resolved:,}",
                f"{shift.remaining:,}",
            )
            for shift in work.findings
        ]
        parts.append(table(("Findings", "Introduced", "Resolved", "Remaining"), counts, "lrrr"))
    return parts


def _recommendations(summary: ExecutiveSummary) -> list[str]:
    lines = []
    for number, item in enumerate(summary.recommendations, 1):
        names = f" {code_list(item.action.names)}" if item.action.names.items else ""
        lines.append(f"{number}. {paragraph(item.action.text)}{names}  ")
        lines.append(f"   Evidence: {text(item.evidence)}")
    return ["\n".join(lines)]


def _conclusion(summary: ExecutiveSummary) -> list[str]:
    return [paragraph(line) for line in summary.conclusion]


def _provenance(summary: ExecutiveSummary) -> list[str]:
    proof = summary.provenance
    rows = [
        (text(name), code(before), code(after)) for name, before, after in find_provenance(proof)
    ]
    parts = [table(("Measured from", "Before", "After"), rows)]
    if proof.reaudited:
        parts.append("The earlier revision was measured again under the rules of the later one.")
    counts = [(text(name), before, after) for name, before, after in find_coverage(proof)]
    parts.append(table(("Looked at", "Before", "After"), counts, "lrr"))
    if proof.figures:
        header = ("Figure", "Before", "After", "Change", "Covers", "Evidence")
        figures = [
            (
                text(full_title(figure)),
                text(describe_reading(figure.before, share=figure.share)),
                text(describe_reading(figure.after, share=figure.share)),
                text(describe_change(figure)),
                text(figure.after.covers or figure.before.covers or "not stated"),
                text(figure.origin.evidence),
            )
            for figure in proof.figures
        ]
        parts.append(table(header, figures, "lrrr"))
    return parts


_RENDERERS = {
    Section.EXECUTIVE_SUMMARY: _opening,
    Section.PRIMARY_METRICS: _metrics,
    Section.CONSOLIDATION: _consolidations,
    Section.TEST_RESULTS: _suite,
    Section.BUSINESS_IMPACT: _business,
    Section.NEXT_TARGETS: _next_targets,
    Section.COMPLIANCE: _compliance,
    Section.IMPLEMENTATION: _implementation,
    Section.RECOMMENDATIONS: _recommendations,
    Section.CONCLUSION: _conclusion,
    Section.PROVENANCE: _provenance,
}

"""Evidence: the gate, the tests, the targets and claims, and what people declared."""

from __future__ import annotations

from audit.model.gate import FigureJudgement, GateChange, JourneyEvidence, TestJudgement
from audit.model.rules import Declared
from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import GateSection, Suite
from audit.reports.blocks import (
    Block,
    Bullets,
    Cell,
    EvidenceMark,
    Grid,
    JudgementMark,
    Label,
    Name,
    Names,
    Paragraph,
    Picture,
    Pictures,
    StatusMark,
)
from audit.reports.charts import render_slope
from audit.reports.excerpt import build_excerpt
from audit.reports.figures import SHARE_UNITS
from audit.reports.prose import (
    count_of,
    describe_goal,
    describe_more,
    describe_movement,
    describe_origin,
    describe_rate,
    describe_reading,
    format_number,
    format_share,
    full_title,
)

__all__ = [
    "build_business_blocks",
    "build_compliance_blocks",
    "build_gate_blocks",
    "build_risk_blocks",
    "build_suite_blocks",
]

_SHOWN_CHANGES = 3


def _caption(words: str, more: str) -> str:
    return f"{words} ({more})" if more else words


def build_gate_blocks(summary: ExecutiveSummary) -> list[Block]:
    """The judgement of each improved figure and test, the rules that changed, the cross-run, the
    tests that hardly can fail, and what could not be looked at."""
    gate = summary.gate
    if gate is None:
        return []
    blocks: list[Block] = [Paragraph(cells=(summary.opening.gate_line,))]
    if gate.figures:
        blocks.append(_judged_figures(gate))
    if gate.tests.items:
        blocks.append(_judged_tests(gate))
    if gate.rules.items:
        blocks.append(_changed_rules(gate))
    if gate.effects.items:
        blocks.append(_rule_effects(gate))
    blocks += _cross_run(gate)
    blocks += _strengths(gate)
    if gate.gaps:
        blocks.append(Label("What could not be looked at"))
        blocks.append(Bullets(items=tuple((gap,) for gap in gate.gaps)))
    return blocks


def _judged_figures(gate: GateSection) -> Grid:
    return Grid(
        caption="Improved figures, and what each improvement rests on",
        header=("Figure", "Before", "After", "Without the gate", "Judgement", "Why"),
        rows=tuple(
            (
                item.title,
                _tell_value(item.before, item.unit),
                _tell_value(item.after, item.unit),
                _tell_value(item.without_gate, item.unit),
                JudgementMark(item.judgement),
                _tell_reason(item),
            )
            for item in gate.figures
        ),
        numbers="lrrr",
    )


def _tell_value(value: float | None, unit: str) -> str:
    if value is None:
        return "cannot be said"
    return format_share(value) if unit in SHARE_UNITS else format_number(value)


def _tell_reason(item: FigureJudgement) -> str:
    shown = item.explained_by[:_SHOWN_CHANGES]
    more = len(item.explained_by) - len(shown)
    told = "; ".join(shown) + (f"; {more:,} more" if more > 0 else "")
    return f"{item.reason} Behind it: {told}." if told else item.reason


def _judged_tests(gate: GateSection) -> Grid:
    more = describe_more(gate.tests)
    return Grid(
        caption=_caption("Tests that moved a figure", more),
        header=("Test", "Judgement", "What changed in the test", "Changed code it reaches", "Why"),
        rows=tuple(
            (
                Name(item.test),
                JudgementMark(item.judgement),
                _tell_changes(item.changes),
                _tell_code(item),
                item.reason,
            )
            for item in gate.tests.items
        ),
    )


def _tell_changes(changes: tuple[GateChange, ...]) -> str:
    if not changes:
        return "nothing"
    told = [
        f"{item.kind} ({item.effect})"
        + (f" in {item.name}" if item.name else "")
        + (f": {item.before} → {item.after}" if item.before and item.after else "")
        for item in changes[:_SHOWN_CHANGES]
    ]
    more = len(changes) - len(told)
    return "; ".join(told) + (f"; {more:,} more" if more > 0 else "")


def _tell_code(item: TestJudgement) -> Cell:
    empty = f"none of {count_of(item.reached, 'production file')}"
    return Names(build_excerpt(item.code, _SHOWN_CHANGES), empty)


def _changed_rules(gate: GateSection) -> Grid:
    return Grid(
        caption=_caption("Rules of the audit that changed", describe_more(gate.rules)),
        header=("Rule", "Before", "After", "Effect", "Note"),
        rows=tuple(
            (
                Name(rule.path),
                rule.before or "absent",
                rule.after or "absent",
                str(rule.effect),
                rule.note,
            )
            for rule in gate.rules.items
        ),
    )


def _rule_effects(gate: GateSection) -> Grid:
    def number(value: float | None) -> str:
        return "not measurable" if value is None else format_number(value)

    return Grid(
        caption=_caption("What the change of rules alone did", describe_more(gate.effects)),
        header=(
            "Figure",
            "Before, older rules",
            "After, older rules",
            "After, newer rules",
            "By the code",
            "By the rules",
        ),
        rows=tuple(
            (
                item.title,
                number(item.before_older),
                number(item.after_older),
                number(item.after_newer),
                number(item.code),
                number(item.rules),
            )
            for item in gate.effects.items
        ),
        numbers="lrrrrr",
    )


def _cross_run(gate: GateSection) -> list[Block]:
    if not gate.runs:
        return []
    blocks: list[Block] = [
        Grid(
            caption="Cross-run: old and new tests on old and new production code",
            header=("Tests of", "Production code of", "Passed", "All"),
            rows=tuple(
                (run.tests, run.production, f"{run.passed:,}", f"{run.total:,}")
                for run in gate.runs
            ),
            numbers="llrr",
        )
    ]
    for label, items in (
        ("Gained tests, and whom they belong to", gate.gained),
        ("Tests lost in the cross-run", gate.lost),
    ):
        if items.items:
            lines: tuple[tuple[Cell, ...], ...] = tuple(
                (Name(item),) if isinstance(item, str) else (Name(item[0]), f"({item[1]})")
                for item in items.items
            )
            blocks.append(Label(_caption(label, describe_more(items))))
            blocks.append(Bullets(items=lines, style="names"))
    return blocks


def _strengths(gate: GateSection) -> list[Block]:
    total = sum(count for _, count in gate.strengths)
    if not total:
        return []
    told = ", ".join(f"{count:,} {strength}" for strength, count in gate.strengths)
    line = f"Strength of the tests that count as evidence ({total:,}): {told}."
    blocks: list[Block] = [Paragraph(cells=(line,))]
    if gate.doubtful.items:
        blocks.append(
            Grid(
                caption=_caption("Tests that hardly can fail", describe_more(gate.doubtful)),
                header=("Test", "Strength", "Place", "The line that says so", "Why"),
                rows=tuple(
                    (
                        Name(item.test),
                        JudgementMark(item.strength),
                        Name(f"{item.file}:{item.line}"),
                        Name(item.text) if item.text else "",
                        item.reason,
                    )
                    for item in gate.doubtful.items
                ),
            )
        )
    return blocks


def build_suite_blocks(summary: ExecutiveSummary) -> list[Block]:
    """The runs in numbers, what makes them hard to compare, groups by fate, failures by cause."""
    suite = summary.suite
    if suite is None:
        return []
    rows = tuple(
        (name, *(f"{count:,}" for count in (t.passed, t.failed, t.errors, t.skipped, t.total)))
        for name, t in (("before", suite.before), ("after", suite.after))
        if t is not None
    )
    header = ("Run", "Passed", "Failed", "Errors", "Skipped", "All")
    grid = Grid(caption="Test results, as reported", header=header, rows=rows, numbers="lrrrrr")
    blocks: list[Block] = [grid]
    if suite.rate is not None:
        blocks.append(Paragraph(cells=(f"Success rate: {describe_rate(suite.rate)}.",)))
    if suite.notes:
        blocks.append(Bullets(items=tuple((n.text, Names(n.names)) for n in suite.notes)))
    if suite.themes.items:
        blocks.append(_themes(suite))
    for group in suite.groups:
        more = describe_more(group.tests)
        blocks.append(Label(f"{group.title} ({group.tests.total:,}{f', {more}' if more else ''})"))
        lines = tuple((Name(test),) for test in group.tests.items)
        blocks.append(Bullets(items=lines, style="names"))
    origin = f"Evidence, {describe_origin(suite.origin)}"
    blocks.append(Bullets(items=((origin,),), style="notes"))
    return blocks


def _themes(suite: Suite) -> Grid:
    return Grid(
        caption=_caption("Failures by cause", describe_more(suite.themes)),
        header=("Cause", "Tests", "What they say", "Where", "Next move"),
        rows=tuple(
            (
                theme.title,
                f"{len(theme.tests):,}",
                theme.message,
                Names(build_excerpt(theme.places, _SHOWN_CHANGES), "not located"),
                theme.action[:1].upper() + theme.action[1:],
            )
            for theme in suite.themes.items
        ),
        numbers="lr",
    )


def build_business_blocks(summary: ExecutiveSummary) -> list[Block]:
    """What people declared, and for a protected journey the evidence that exists."""
    blocks: list[Block] = []
    if summary.business:
        blocks.append(_declared("Business impact, as declared", summary.business))
    if summary.journeys:
        blocks.append(_journeys(summary.journeys))
        blocks += [
            block for item in summary.journeys if item.tests for block in _journey_tests(item)
        ]
    if summary.narrative:
        blocks.append(_declared("Narrative, as declared", summary.narrative))
    return blocks


def _declared(caption: str, items: tuple[Declared, ...]) -> Grid:
    return Grid(
        caption=caption,
        header=("Statement", "Value", "Declared by", "When", "Evidence"),
        rows=tuple(
            (
                item.title,
                item.value,
                item.declared_by or "not named",
                item.date or "not dated",
                EvidenceMark("declared"),
            )
            for item in items
        ),
    )


def _journeys(journeys: tuple[JourneyEvidence, ...]) -> Grid:
    return Grid(
        caption="Protected journeys, as declared, and what supports them",
        header=("Journey", "Declared by", "When", "Supported", "Why", "Modules changed"),
        rows=tuple(
            (
                item.journey.title + (f": {item.journey.value}" if item.journey.value else ""),
                item.journey.declared_by or "not named",
                item.journey.date or "not dated",
                "supported" if item.supported else "not supported",
                item.reason,
                f"{len(item.changed):,} of {item.modules:,}",
            )
            for item in journeys
        ),
        numbers="lllllr",
    )


def _journey_tests(item: JourneyEvidence) -> list[Block]:
    shown = item.tests[:15]
    more = f"{len(shown):,} of {len(item.tests):,} shown" if len(shown) < len(item.tests) else ""
    blocks: list[Block] = [
        Grid(
            caption=_caption(f"{item.journey.title}: its tests", more),
            header=("Test", "Before", "After"),
            rows=tuple(
                (Name(test), str(before or "not run"), str(after or "not run"))
                for test, before, after in shown
            ),
        )
    ]
    if item.changed:
        words = "Production modules on its import closure that changed:"
        blocks.append(Paragraph(cells=(words, Names(build_excerpt(item.changed, 15)))))
    return blocks


def build_risk_blocks(summary: ExecutiveSummary) -> list[Block]:
    """Risks as declared, and what got worse as measured."""
    blocks: list[Block] = []
    if summary.risks:
        blocks.append(_declared("Risks, as declared", summary.risks))
    worse = tuple(item for item in summary.provenance.figures if item.trend == "worse")
    if worse:
        blocks.append(Label("Worse than before, as measured or reported"))
        blocks.append(Bullets(items=tuple((f"{describe_movement(item)}.",) for item in worse)))
    grown = tuple(shift for shift in summary.implementation.findings if shift.introduced)
    if grown:
        rows = tuple((shift.kind, f"{shift.introduced:,}") for shift in grown)
        caption = "Findings that are new"
        blocks.append(Grid(caption=caption, header=("Kind", "New"), rows=rows, numbers="lr"))
    return blocks


def build_compliance_blocks(summary: ExecutiveSummary) -> list[Block]:
    """The targets as slopes and as a table; then what was claimed beside what was measured."""
    blocks: list[Block] = []
    slopes = [
        Picture(
            caption=figure.goal.title or figure.title,
            svg=svg,
            note=(
                f"{describe_goal(figure.goal, share=figure.share)}:",
                StatusMark(figure.goal.status),
            ),
        )
        for number, figure in enumerate(summary.compliance, 1)
        if figure.goal is not None and (svg := render_slope(figure, f"slope-{number}"))
    ]
    if slopes:
        blocks.append(Pictures(items=tuple(slopes)))
    if summary.compliance:
        blocks.append(_targets(summary))
    if summary.claims:
        blocks.append(_claims(summary))
    return blocks


def _targets(summary: ExecutiveSummary) -> Grid:
    owned = any(f.goal and (f.goal.owner or f.goal.due) for f in summary.compliance)
    judged = any(f.goal and f.goal.judgement for f in summary.compliance)
    header = ["Target", "Metric", "Before", "After", "Wanted", "Status"]
    header += ["Rests on"] if judged else []
    header += ["Owner", "Due"] if owned else []
    rows = []
    for figure in summary.compliance:
        goal = figure.goal
        if goal is None:
            continue
        row: list[Cell] = [
            goal.title or figure.title,
            full_title(figure),
            describe_reading(figure.before, share=figure.share),
            describe_reading(figure.after, share=figure.share),
            describe_goal(goal, share=figure.share),
            StatusMark(goal.status),
        ]
        row += [JudgementMark(goal.judgement) if goal.judgement else "no improvement"] * judged
        row += [goal.owner or "not named", goal.due or "not dated"] * owned
        rows.append((*row, goal.reason))
    return Grid(
        caption="Targets, before and after",
        header=(*header, "Why"),
        rows=tuple(rows),
        numbers="llrr",
    )


def _claims(summary: ExecutiveSummary) -> Grid:
    return Grid(
        caption="What was claimed by hand, beside what was measured",
        header=("Figure", "Side", "Claimed", "Measured", "Result", "Claimed by", "Note"),
        rows=tuple(
            (
                Name(item.figure),
                item.side,
                item.claimed,
                item.measured,
                str(item.verdict),
                item.declared_by or "not named",
                item.reason,
            )
            for item in summary.claims
        ),
        numbers="llrr",
    )

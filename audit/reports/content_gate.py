"""What the improvements rest on: judgements, rules, the cross-run, and how strong the tests are."""

from __future__ import annotations

from audit.model.gate import FigureJudgement, GateChange, GateEffect, TestJudgement
from audit.model.summary import ExecutiveSummary
from audit.model.summary_parts import GateSection
from audit.reports.blocks import (
    Block,
    BlockCell,
    Bullets,
    Grid,
    JudgementMark,
    Label,
    Name,
    Names,
    Paragraph,
)
from audit.reports.excerpt import build_excerpt
from audit.reports.figures import SHARE_UNITS
from audit.reports.prose import (
    count_of,
    describe_more,
    describe_source,
    format_number,
    format_share,
)

__all__ = ["build_gate_blocks"]

_SHOWN_CHANGES = 3
_FILES = ("changed: ", "moved and changed: ", "removed: ")
_EFFECTS = {GateEffect.UNKNOWN: "effect not known"}


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
                *_tell_values((item.before, item.after, item.without_gate), item.unit),
                JudgementMark(item.judgement),
                _tell_reason(item),
            )
            for item in gate.figures
        ),
        numbers="lrrr",
    )


def _tell_values(values: tuple[float | None, ...], unit: str) -> tuple[str, ...]:
    """Values in words; shares that differ and would look alike get one more decimal."""
    known = [value for value in values if value is not None]
    if unit not in SHARE_UNITS:
        told = {value: format_number(value) for value in known}
    else:
        told = {value: format_share(value) for value in known}
        if len(set(told.values())) < len(told):
            told = {value: f"{value * 100:.2f} %" for value in known}
    return tuple("cannot be said" if value is None else told[value] for value in values)


def _tell_reason(item: FigureJudgement) -> str:
    told = list(item.explained_by[:_SHOWN_CHANGES])
    rest = item.explained_by[_SHOWN_CHANGES:]
    files = sum(1 for words in rest if words.startswith(_FILES))
    told += [f"{len(rest) - files:,} more"] if len(rest) > files else []
    further = "more " if any(words.startswith(_FILES) for words in told) else ""
    noun = "file" if files == 1 else "files"
    told += [f"{files:,} {further}production {noun} changed"] if files else []
    return f"{item.reason} Behind it: {'; '.join(told)}." if told else item.reason


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
        f"{item.kind} ({_EFFECTS.get(item.effect, str(item.effect))})"
        + (f" in {item.name}" if item.name else "")
        + (f": {item.before} → {item.after}" if item.before and item.after else "")
        for item in changes[:_SHOWN_CHANGES]
    ]
    more = len(changes) - len(told)
    return "; ".join(told) + (f"; {more:,} more" if more > 0 else "")


def _tell_code(item: TestJudgement) -> BlockCell:
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
        ),
    ]
    words = (
        "A gained test is the code's when its old version passes on the new code, and the tests' "
        "when its new version passes on the old code, as a new test of what already worked does."
    )
    blocks.append(Paragraph(cells=(words,)))
    if gate.cross_run is not None and gate.cross_run.name:
        words = f"Evidence, reported: {describe_source(gate.cross_run)}"
        blocks.append(Paragraph(cells=(words,), faint=True))
    for label, items in (
        ("Gained tests, and whom they belong to", gate.gained),
        ("Tests lost in the cross-run", gate.lost),
    ):
        if items.items:
            lines: tuple[tuple[BlockCell, ...], ...] = tuple(
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

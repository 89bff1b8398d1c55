"""Provenance: what is needed to measure again, what was looked at, and every figure."""

from __future__ import annotations

from audit.model.summary import ExecutiveSummary, ProvenanceSection, Side
from audit.reports.blocks import Block, EvidenceMark, Grid, Name, Paragraph
from audit.reports.prose import describe_change, describe_reading, full_title

__all__ = ["build_provenance_blocks"]


def build_provenance_blocks(summary: ExecutiveSummary) -> list[Block]:
    """What is needed to measure again, what was looked at, and every figure."""
    proof = summary.provenance
    blocks: list[Block] = [
        Grid(
            caption="What is needed to measure again",
            header=("Measured from", "Before", "After"),
            rows=tuple((name, Name(old), Name(new)) for name, old, new in _sides(proof)),
        )
    ]
    if proof.reaudited:
        words = "The earlier revision was measured again under the rules of the later one."
        blocks.append(Paragraph(cells=(words,)))
    header = ("Looked at", "Before", "After")
    blocks.append(
        Grid(caption="What was looked at", header=header, rows=_coverage(proof), numbers="lrr")
    )
    if proof.figures:
        blocks.append(_every_figure(proof))
    return blocks


def _every_figure(proof: ProvenanceSection) -> Grid:
    return Grid(
        caption="Every figure of both snapshots",
        header=("Figure", "Before", "After", "Change", "Covers", "Evidence"),
        rows=tuple(
            (
                full_title(figure),
                describe_reading(figure.before, share=figure.share),
                describe_reading(figure.after, share=figure.share),
                describe_change(figure),
                figure.after.covers or figure.before.covers or "not stated",
                EvidenceMark(figure.origin.evidence),
            )
            for figure in proof.figures
        ),
        numbers="lrrr",
    )


def _sides(proof: ProvenanceSection) -> tuple[tuple[str, str, str], ...]:
    sides = (proof.before, proof.after)
    rows = {
        "Source": [side.label for side in sides],
        "Kind": [side.kind for side in sides],
        "Revision": [side.revision for side in sides],
        "Rules digest": [side.rules_digest for side in sides],
        "Tool version": [side.tool_version for side in sides],
        "Extractor version": [side.extractor_version for side in sides],
    }
    return tuple((name, old, new) for name, (old, new) in rows.items())


def _coverage(proof: ProvenanceSection) -> tuple[tuple[str, str, str], ...]:
    sides: list[dict[str, int | None]] = [
        {
            **_scope(side),
            "Python files looked at": side.files,
            "Files parsed whole": side.files_parsed,
            "Files with problems": side.files_with_problems,
            "Modules": side.modules,
            "Lines": side.lines,
            **_statements(side),
            "Imports": side.imports,
            **{f"Imports, {bucket}": count for bucket, count in side.buckets},
        }
        for side in (proof.before, proof.after)
    ]
    names = dict.fromkeys(name for side in sides for name in side)
    return tuple(
        (name, _tell(sides[0].get(name, 0)), _tell(sides[1].get(name, 0))) for name in names
    )


def _scope(side: Side) -> dict[str, int | None]:
    return {} if side.scope is None else {"Python files in the source": side.scope.found}


def _statements(side: Side) -> dict[str, int | None]:
    if side.scope is None:
        return {}
    return {
        "Statements": side.scope.statements,
        "Production files": side.scope.production_files,
        "Production statements": side.scope.production_statements,
    }


def _tell(count: int | None) -> str:
    return "not counted" if count is None else f"{count:,}"

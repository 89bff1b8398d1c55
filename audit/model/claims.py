"""Claims: figures that a report states, and what measuring again says to them.

A report that the kit wrote carries its figures as data, a `ReportData`. In a notebook that is the
summary under its own media type; in Markdown and HTML it is the block that
`render_markdown_block` and `render_html_block` write and that no reader sees.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import hashlib
import json
import re
from dataclasses import dataclass

__all__ = [
    "BLOCK_LABEL",
    "BLOCK_MEDIA_TYPE",
    "Claim",
    "ClaimResult",
    "ClaimVerdict",
    "ClaimedFigure",
    "ReportData",
    "ReportSide",
    "Verification",
    "digest_report_text",
    "render_html_block",
    "render_markdown_block",
]

BLOCK_MEDIA_TYPE = "application/vnd.ssot-audit.report-data.v1+json"
"""The type under which a report's figures are embedded."""

BLOCK_LABEL = "ssot-audit-data"
"""The name of the block: a Markdown link reference, an HTML element's id."""

_MARKDOWN_BLOCK = re.compile(
    rf"^\[{BLOCK_LABEL}\]: <data:{re.escape(BLOCK_MEDIA_TYPE)};base64,[A-Za-z0-9+/=]+>\s*$",
    re.MULTILINE,
)
_HTML_BLOCK = re.compile(
    rf'<script type="{re.escape(BLOCK_MEDIA_TYPE)}" id="{BLOCK_LABEL}">[^<]*</script>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure stated by a person: `figure` is a metric id, `after` says of which side. `unit` is
    shown; `tolerance` is the distance at which the values still agree."""

    figure: str
    value: float
    side: str = "after"
    unit: str = ""
    tolerance: float = 0.0
    declared_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedFigure:
    """A figure as a report carries it; None where the report says not measurable."""

    id: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSide:
    """One revision as a report carries it. `snapshot_digest` is "" where it was not saved."""

    label: str
    kind: str
    revision: str
    rules_digest: str
    tool_version: str
    extractor_version: str
    snapshot_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """What a report carries to be verified: the phase's id ("" for two bare sources), its status,
    both revisions and every figure sorted by id. `text_digest` is the sha256 of the report's text
    without the block, "" where it is not known."""

    phase: str
    status: str
    before: ReportSide
    after: ReportSide
    figures: tuple[ClaimedFigure, ...]
    text_digest: str = ""


class ClaimVerdict(enum.StrEnum):
    """What measuring again says."""

    REPRODUCED = "reproduced"
    DIFFERS = "differs"
    NOT_MEASURABLE = "not measurable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """A claimed value beside the measured one. `figure` is a metric id, or `revision`, `rules`,
    `tool version`, `status`, `text` for what is not a number; the texts are what to print."""

    figure: str
    side: str
    claimed: str
    measured: str
    verdict: ClaimVerdict
    reason: str = ""
    declared_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Every claim of a report against what was measured again, in the report's order."""

    report: str
    results: tuple[ClaimResult, ...]

    @property
    def reproduced(self) -> bool:
        """Whether there was something to check and all of it was reproduced."""
        verdicts = {result.verdict for result in self.results}
        return verdicts == {ClaimVerdict.REPRODUCED}

    @property
    def differing(self) -> tuple[ClaimResult, ...]:
        """What was not reproduced."""
        return tuple(r for r in self.results if r.verdict is not ClaimVerdict.REPRODUCED)


def digest_report_text(text: str) -> str:
    """`sha256:` and the digest of a Markdown or HTML report without its block of figures; line
    ends and blank space at the end do not count."""
    bare = _HTML_BLOCK.sub("", _MARKDOWN_BLOCK.sub("", text))
    lines = "\n".join(line.rstrip() for line in bare.splitlines()).strip()
    return f"sha256:{hashlib.sha256(lines.encode('utf-8', 'surrogatepass')).hexdigest()}"


def render_markdown_block(data: ReportData) -> str:
    """The block for Markdown, one line: a link reference that nothing refers to, so that it is
    invisible on every code host and needs no raw HTML. Its target is a `data:` address with the
    JSON in base64."""
    encoded = base64.b64encode(_render_json(data).encode("ascii")).decode("ascii")
    return f"[{BLOCK_LABEL}]: <data:{BLOCK_MEDIA_TYPE};base64,{encoded}>"


def render_html_block(data: ReportData) -> str:
    """The block for HTML, one line: a `script` element of a type that no browser runs; `<`, `>`
    and `&` are escaped in the JSON, so nothing in it can end the element."""
    text = _render_json(data)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f'<script type="{BLOCK_MEDIA_TYPE}" id="{BLOCK_LABEL}">{text}</script>'


def _render_json(data: ReportData) -> str:
    return json.dumps(dataclasses.asdict(data), sort_keys=True, separators=(",", ":"))

"""The saved answer of `audit attribute`, read back."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from audit.errors import EvidenceError
from audit.model.attribution import Attribution, CrossRun, TestSplit
from audit.model.comparison import Comparison, EvidenceNote, EvidenceNoteKind

__all__ = ["note_attribution", "read_attribution"]

_SIZE_LIMIT = 64 * 1024**2
_HINT = "save it with: audit attribute --phase ID --tests COMMAND --format json"


class _Run(msgspec.Struct):
    tests: str
    production: str
    passed: int
    total: int


class _Gained(msgspec.Struct):
    test: str
    owner: TestSplit


class _Document(msgspec.Struct):
    """The part of the answer that a report shows."""

    before: str
    after: str
    runs: list[_Run]
    gained: list[_Gained]
    lost: list[str]


def read_attribution(name: str, *, base: Path) -> Attribution:
    """The cross-run in the file `name`, relative to `base`. Raises EvidenceError when it cannot
    be read or is no answer of `audit attribute`."""
    path = base / name
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise EvidenceError("the cross-run is too large to read", where=name)
        raw = path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            f"the cross-run cannot be read: {error.strerror}", where=name, hint=_HINT
        ) from error
    try:
        found = msgspec.json.decode(raw, type=_Document)
    except (msgspec.DecodeError, RecursionError) as error:
        raise EvidenceError(
            f"this is no answer of audit attribute: {error}", where=name, hint=_HINT
        ) from error
    return Attribution(
        runs=tuple(
            CrossRun(tests=r.tests, production=r.production, passed=r.passed, total=r.total)
            for r in found.runs
        ),
        gained=tuple(sorted((each.test, each.owner) for each in found.gained)),
        lost=tuple(sorted(found.lost)),
        before=found.before,
        after=found.after,
        file=name,
        digest=hashlib.sha256(raw).hexdigest(),
    )


def note_attribution(
    attribution: Attribution | None, comparison: Comparison
) -> tuple[EvidenceNote, ...]:
    """A note when the cross-run is of other revisions than the comparison; it then says nothing
    about this phase."""
    if attribution is None:
        return ()
    ran = (attribution.before, attribution.after)
    if ran == (comparison.before.revision, comparison.after.revision):
        return ()
    return (
        EvidenceNote(
            kind=EvidenceNoteKind.OTHER_CROSS_RUN,
            text=f"The cross-run in {attribution.file} is of other revisions than this phase, so "
            "it is left out.",
        ),
    )

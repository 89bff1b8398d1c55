"""Old and new tests on old and new code, all four ways."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from audit.errors import SourceError
from audit.model.attribution import Attribution
from audit.model.comparison import TestRun
from audit.model.rules import Phase, Rules
from audit.phases.attribution import CROSS_RUNS, attribute_runs
from audit.phases.belonging import build_test_filter
from audit.phases.compare import compare_snapshots
from audit.phases.evidence import read_test_run
from audit.phases.gate import match_runs
from audit.phases.revision_pair import Revision, build_revision_pair
from audit.pipeline.codebase import Progress
from audit.pipeline.revisions import build_reader, find_saved, open_under
from audit.pipeline.snapshot import AuditedSource, audit_source
from audit.sources.throwaway import copy_revision, merge_copies, run_tests

__all__ = ["attribute_phase"]


def attribute_phase(
    phase: Phase,
    rules: Rules,
    command: str,
    *,
    base: Path | None = None,
    time_limit: float = 600.0,
    progress: Progress | None = None,
) -> Attribution:
    """Run old and new tests on old and new production code, all four ways, in throw-away copies,
    and split the change in passing tests.

    This runs the audited project's tests: `command` is a pytest command, run in a copy of the
    source's folder; each of the four runs has `time_limit` seconds. Both sides have to be
    sources, not saved snapshots; the user's folders are not written to.
    """
    (old, before), (new, after) = (
        _audit(specification, base, rules) for specification in (phase.before, phase.after)
    )
    comparison = compare_snapshots(before.snapshot, after.snapshot)
    pair = build_revision_pair(before, after, comparison)
    is_test = build_test_filter((*old.snapshot.modules, *new.snapshot.modules))
    roots = {"before": old.roots, "after": new.roots}
    runs: dict[tuple[str, str], TestRun] = {}
    with tempfile.TemporaryDirectory(prefix="audit-") as name:
        folder = Path(name)
        copy_revision(phase.before, base, folder / "before")
        copy_revision(phase.after, base, folder / "after")
        for number, (tests, production) in enumerate(CROSS_RUNS):
            target, report = folder / f"run-{number}", folder / f"run-{number}.xml"
            merge_copies(folder / production, folder / tests, target, is_test=is_test)
            run_tests(command, target, report, roots=roots[production], time_limit=time_limit)
            runs[tests, production] = read_test_run([report], base=folder)
            if progress is not None:
                progress(number + 1, len(CROSS_RUNS))
    renamed = match_runs(pair, runs["before", "before"], runs["after", "after"])
    return dataclasses.replace(
        attribute_runs(runs, renamed=renamed),
        before=comparison.before.revision,
        after=comparison.after.revision,
    )


def _audit(specification: str, base: Path | None, rules: Rules) -> tuple[AuditedSource, Revision]:
    if find_saved(specification, base) is not None:
        raise SourceError("a saved snapshot has no tests to run", where=specification)
    source = open_under(specification, base, rules)
    audited = audit_source(source, rules)
    return audited, Revision(snapshot=audited.snapshot, read=build_reader(source))

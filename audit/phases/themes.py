"""Failing tests in themes: groups with one cause, each a named target for the next phase."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from audit.model.comparison import FailureTheme, TestOutcome, TestResult, TestRun
from audit.model.findings import Finding
from audit.model.snapshot import Snapshot

__all__ = ["group_failures", "message_pattern"]

_FAILING = (TestOutcome.FAILED, TestOutcome.ERROR)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|\d+(?:\.\d+)?")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")
_KIND = re.compile(r"^([A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt|Failure|Skipped))\b")
_SPACES = re.compile(r"\s+")
_MOST_FINDINGS = 10


def group_failures(run: TestRun, snapshot: Snapshot) -> tuple[FailureTheme, ...]:
    """The failing tests of a run in themes, the largest first, then by title.

    Tests belong together when their messages are alike but for quoted texts, numbers and dotted
    names, and when they fail in the same file; a message that names the subject of a finding, or
    a symbol of a component, joins the theme of that subject instead. Every failing test is in
    exactly one theme.
    """
    subjects = _subjects(snapshot.findings)
    components = _components(snapshot)
    groups: dict[tuple[str, str, str], list[TestResult]] = defaultdict(list)
    for result in run.results:
        if result.outcome in _FAILING:
            groups[_key(result, subjects, components)].append(result)
    themes = [_theme(key, results, subjects, components) for key, results in groups.items()]
    return tuple(sorted(themes, key=lambda theme: (-len(theme.tests), theme.title, theme.tests)))


def message_pattern(message: str) -> str:
    """The message with quoted texts, numbers and dotted names as `…`, one line of words."""
    text = _DOTTED.sub("…", _NUMBER.sub("…", _QUOTED.sub("…", message)))
    return _SPACES.sub(" ", text).strip()


def _key(
    result: TestResult, subjects: dict[str, list[Finding]], components: dict[str, str]
) -> tuple[str, str, str]:
    """Component, subject of a finding, and pattern with file, as far as each is known."""
    named = _named(_said(result), subjects)
    component = next((c for n in named for f in subjects[n] if (c := f.component)), "")
    component = component or next(
        (components[name] for name in _DOTTED.findall(_said(result)) if name in components), ""
    )
    if named:
        return component, named[0], ""
    group = result.id.rpartition("::")[0]
    place = result.file or group
    return component, "", f"{place}\0{message_pattern(result.message)}"


def _theme(
    key: tuple[str, str, str],
    results: Sequence[TestResult],
    subjects: dict[str, list[Finding]],
    components: dict[str, str],
) -> FailureTheme:
    component, subject, _ = key
    patterns = sorted({message_pattern(result.message) for result in results})
    kinds = sorted({m[1] for r in results if (m := _KIND.match(r.message))})
    named = sorted({name for r in results for name in _named(_said(r), subjects)})
    places = [
        f"{file}:{line}" for file, line in sorted({(r.file, r.line) for r in results if r.file})
    ]
    what = kinds[0] if len(kinds) == 1 else "Failures"
    where = subject or (places[0].rpartition(":")[0] if places else results[0].id)
    count = len(results)
    first = subjects[subject][0] if subject else None
    return FailureTheme(
        title=_title(what, where, bool(subject), results),
        message=patterns[0],
        tests=tuple(sorted(result.id for result in results)),
        places=tuple(places),
        findings=tuple(named[:_MOST_FINDINGS]),
        component=component,
        action=(first.advice if first is not None and first.advice else "")
        or f"Make {'it' if count == 1 else f'all {count}'} pass: start at "
        f"{places[0] if places else results[0].id}.",
    )


def _title(what: str, where: str, named: bool, results: Sequence[TestResult]) -> str:
    """The kind of failure and its subject; for one test alone what the test says it is about."""
    if named:
        return f"{what} about {where}"
    names = sorted(result.id.rpartition("::")[2].partition("[")[0] for result in results)
    words = names[0].removeprefix("test").strip("_").replace("_", " ")
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{what} in {where}: {words}{more}"


def _said(result: TestResult) -> str:
    return f"{result.message}\n{result.detail}"


def _subjects(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the dotted names that they are about: their subject and the symbols at their
    places."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        names = {finding.subject, *(spot.text for spot in finding.locations)}
        for name in names:
            if _DOTTED.fullmatch(name):
                found[name].append(finding)
    return dict(found)


def _components(snapshot: Snapshot) -> dict[str, str]:
    """Component ids by the definition paths and the paths in use of their symbols."""
    return {
        path: component.id
        for component in reversed(snapshot.components)
        for path in (*component.symbols, *component.definitions, *component.paths_production)
    }


def _named(message: str, subjects: dict[str, list[Finding]]) -> list[str]:
    """Subjects that a message names, in its order."""
    return [name for name in _DOTTED.findall(message) if name in subjects]

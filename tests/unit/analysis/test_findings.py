"""Findings: what is reported, how severe, and the identity that outlives line numbers."""

from __future__ import annotations

import pytest

from audit.analysis.survey import survey_codebase
from audit.model.findings import Finding, FindingKind, Severity
from audit.model.rules import Component, Rules
from audit.model.source import SourceProblem
from audit.pipeline.snapshot import audit_source
from tests.worlds.codebases import build_world
from tests.worlds.sources import build_source

FILES = {
    "pkg/__init__.py": "from .core import Thing\n",
    "pkg/core.py": "import pkg.loop\nclass Thing: ...\n",
    "pkg/loop.py": "import pkg.core\n",
    "pkg/broken.py": "from pkg.gone import x\ntry:\n    import pkg.lost\nexcept ImportError: ...\n",
    "pkg/bad.py": "class (:\n",
    "pkg/leak.py": "from tests.stubs import Fake\n",
    "pkg/circle.py": "from pkg.elcric import X\n",
    "pkg/elcric.py": "from pkg.circle import X\n",
    "tests/stubs.py": "class Fake: ...\n",
    "tests/test_core.py": "def test(mocker):\n    mocker.patch('pkg.core.Gone')\n",
    "app.py": "from pkg import Thing\nfrom pkg.core import Thing as T\n",
}


def findings(files: dict[str, str] = FILES, rules: Rules | None = None) -> list[Finding]:
    """The findings of the world."""
    problems = [SourceProblem(path="pkg/pipe.py", reason="a FIFO")]
    return list(survey_codebase(build_world(files), rules or Rules(), problems=problems).findings)


def of_kind(kind: FindingKind, found: list[Finding]) -> dict[str, Severity]:
    """Severity by subject."""
    return {finding.subject: finding.severity for finding in found if finding.kind is kind}


def test_each_kind_is_found() -> None:
    """Each kind of finding has its subject and severity."""
    found = findings()
    assert of_kind(FindingKind.FRAGMENTED_SYMBOL, found) == {"pkg.core.Thing": Severity.WARNING}
    assert of_kind(FindingKind.CYCLE, found)["pkg.core pkg.loop"] is Severity.WARNING
    assert of_kind(FindingKind.BROKEN_IMPORT, found)["pkg.gone.x"] is Severity.ERROR
    assert of_kind(FindingKind.BROKEN_IMPORT, found)["pkg.lost"] is Severity.NOTE
    assert of_kind(FindingKind.BROKEN_STRING, found) == {"pkg.core.Gone": Severity.WARNING}
    assert of_kind(FindingKind.PARSE_PROBLEM, found) == {"pkg/bad.py": Severity.ERROR}
    assert of_kind(FindingKind.UNREADABLE_FILE, found) == {"pkg/pipe.py": Severity.WARNING}
    assert of_kind(FindingKind.PRODUCTION_IMPORTS_TEST, found) == {
        "pkg.leak → tests.stubs": Severity.ERROR
    }
    assert of_kind(FindingKind.ALIAS_CYCLE, found) == {"pkg.circle.X": Severity.ERROR}


@pytest.mark.parametrize(
    ("module", "text", "is_test"),
    [
        ("pkg.test_results", "class TestResult:\n    def tests(self): ...\n", False),
        ("pkg.test_results", "def test_all(): ...\n", True),
        ("pkg.test_results", "import pytest\n", True),
        ("pkg.test_results", "class TestResults:\n    def test_it(self): ...\n", True),
        ("pkg.test.plugins", "class TestModule:\n    def tests(self): ...\n", False),
        ("pkg.test.plugins", "def test(): ...\n", True),
    ],
)
def test_modules_that_only_bear_the_name_of_tests(module: str, text: str, is_test: bool) -> None:
    """Production may import a file such as `test_results.py`, or what is below a folder `test`,
    where nothing there is a test."""
    place, _, name = module.rpartition(".")
    files = {
        "pkg/__init__.py": "",
        "pkg/use.py": f"import {module}\n",
        f"{place.replace('.', '/')}/{name}.py": text,
        "pkg/test/__init__.py": "",
        "pkg/test/helper.py": "class Helper: ...\n",
    }
    found = audit_source(build_source(files), Rules()).snapshot.findings
    subjects = of_kind(FindingKind.PRODUCTION_IMPORTS_TEST, list(found))
    assert (f"pkg.use → {module}" in subjects) is is_test


def test_cycles_that_rest_on_tests_say_so() -> None:
    """A load-time cycle whose every way round is guarded names the tests, another one does not."""

    def message(guard: str) -> str:
        found = findings({"a.py": f"{guard}import b\n", "b.py": "import a\n"})
        return next(each.message for each in found if each.kind is FindingKind.CYCLE)

    assert message("if HACK: ").endswith("an import that a test guards: `HACK`")
    assert message("").endswith("(load-time view): a, b")


def test_fingerprints_outlive_lines() -> None:
    """Blank lines change no fingerprint."""
    moved = {file: "\n\n\n" + text for file, text in FILES.items()}
    assert {f.fingerprint for f in findings()} == {f.fingerprint for f in findings(moved)}


def test_findings_are_ordered_and_unique() -> None:
    """Errors come first, and no fingerprint stands twice."""
    found = findings()
    order = [list(Severity).index(finding.severity) for finding in found]
    assert order == sorted(order)
    assert len({finding.fingerprint for finding in found}) == len(found)


def test_internal_modules() -> None:
    """An import of a component's internal module from outside is a finding of the component."""
    component = Component(
        id="thing",
        title="Thing",
        symbols=("Thing",),
        canonical=("pkg.Thing",),
        internal=("pkg.core",),
    )
    found = findings(rules=Rules(components=(component,)))
    subjects = of_kind(FindingKind.INTERNAL_IMPORT, found)
    assert "app → pkg.core" in subjects
    assert "pkg → pkg.core" not in subjects


def test_every_finding_advises() -> None:
    """Each finding says what to do next."""
    assert all(finding.advice and finding.message for finding in findings())

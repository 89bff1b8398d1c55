"""Entry points that lead to nothing."""

from __future__ import annotations

from audit.analysis.findings import build_findings
from audit.analysis.uses import find_uses
from audit.model.findings import Finding, FindingKind
from audit.model.loads import LoadSetting, SettingKind
from tests.worlds.codebases import build_world


def _findings(*values: str) -> tuple[Finding, ...]:
    codebase = build_world(
        {
            "shop/__init__.py": "",
            "shop/cli.py": "def main(): ...\n",
            "open.py": "globals()[x] = 1\n",
        }
    )
    settings = [
        LoadSetting(
            kind=SettingKind.ENTRY_POINT, value=value, file="pyproject.toml", line=line, text=value
        )
        for line, value in enumerate(values, 1)
    ]
    return build_findings(
        codebase=codebase,
        problems=(),
        components=(),
        ledger=(),
        uses=find_uses(codebase, settings),
        families=(),
        cycles=(),
    )


def test_an_entry_point_that_leads_to_nothing_is_a_finding() -> None:
    """A command that would fail when it is called is told with the line that installs it."""
    (found,) = _findings("shop.cli.main", "shop.cli.gone", "elsewhere.cli.main", "open.any")
    assert (found.kind, found.subject) == (FindingKind.BROKEN_STRING, "shop.cli.gone")
    assert [(each.file, each.line) for each in found.locations] == [("pyproject.toml", 2)]
    assert "shop.cli has no name gone" in found.message

"""Small codebases to plan on: audited from texts, edited by a plan's lines, audited again."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from textwrap import dedent

from audit.analysis.survey import survey_codebase
from audit.model.imports import Bucket, View
from audit.model.modules import Zone
from audit.model.plan import Edit, EditKind
from audit.model.rules import Component, Rules
from audit.model.snapshot import SCHEMA_VERSION, Provenance, Snapshot
from tests.worlds.codebases import build_world

__all__ = ["apply_edits", "audit_texts", "build_profile"]


def audit_texts(files: Mapping[str, str], *components: Component) -> Snapshot:
    """The snapshot of these files under rules with these components."""
    codebase = build_world(files)
    rules = Rules(components=components)
    survey = survey_codebase(codebase, rules)
    modules = (codebase.index.module(name) for name in codebase.index.names)
    return Snapshot(
        schema_version=SCHEMA_VERSION,
        provenance=Provenance(
            label="small",
            kind="folder",
            revision="tree:1",
            rules_digest="d",
            tool_version="1",
            extractor_version="1",
        ),
        rules=rules,
        coverage=survey.coverage,
        metrics=survey.metrics,
        components=survey.figures,
        findings=survey.findings,
        modules=tuple(module for module in modules if module is not None),
        imports=codebase.imports,
        ledger=survey.ledger,
        uses=survey.uses,
        families=survey.families,
        cycles=survey.cycles,
    )


def apply_edits(files: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The files as a person would edit them by the list: line by line, from the bottom up."""
    texts = {name: dedent(text) for name, text in files.items()}
    by_file: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_file[edit.file].append(edit)
    moved: list[tuple[str, str]] = []
    for name, listed in by_file.items():
        lines = texts.get(name, "").split("\n")
        tree = ast.parse(texts.get(name, ""))
        for edit in sorted(listed, key=lambda each: -each.line):
            if edit.kind is EditKind.NEW_LINE:
                lines[0:0] = edit.new
            elif edit.kind is EditKind.STATEMENT:
                _replace_statement(lines, tree, edit)
            elif edit.kind is EditKind.DEFINITION:
                moved.append(_take_definition(lines, tree, edit))
            else:
                _replace_name(lines, edit)
        texts[name] = "\n".join(lines)
    for name, text in moved:
        texts[name] = f"{texts.get(name, '')}\n{text}\n"
    return texts


def _replace_statement(lines: list[str], tree: ast.Module, edit: Edit) -> None:
    node = next(
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom) and each.lineno == edit.line
    )
    indent = " " * node.col_offset
    end = node.end_lineno or node.lineno
    lines[node.lineno - 1 : end] = [f"{indent}{line}" for line in edit.new or ("pass",)]


def _replace_name(lines: list[str], edit: Edit) -> None:
    last = edit.old[0].rpartition(".")[2]
    old = lines[edit.line - 1]
    new = re.sub(rf"[\w.]+\.{last}\b", edit.new[0], old, count=1)
    assert new != old, f"nothing to edit in {old!r}"
    lines[edit.line - 1] = new


def _take_definition(lines: list[str], tree: ast.Module, edit: Edit) -> tuple[str, str]:
    node = next(
        each
        for each in tree.body
        if isinstance(each, ast.ClassDef | ast.FunctionDef) and each.lineno == edit.line
    )
    end = node.end_lineno or node.lineno
    text = "\n".join(lines[node.lineno - 1 : end])
    lines[node.lineno - 1 : end] = ["pass"]
    return edit.new[0].rpartition(" in ")[2], text


def build_profile(snapshot: Snapshot) -> dict[str, object]:
    """What a plan speaks about, without lines: edges by view, uses, paths in use, cycles."""
    return {
        "edges": sorted(
            {
                (view.value, each.importer, each.imported)
                for each in snapshot.imports
                for view in View
                if each.bucket is Bucket.FIRST_PARTY
                and view.holds(each.kinds)
                and each.importer != each.imported
            }
        ),
        "uses": sorted({(each.path, each.definition, each.importer) for each in snapshot.uses}),
        "ledger": sorted(
            (each.definition.path, each.paths_production, each.paths_test, each.fragmented)
            for each in snapshot.ledger
            if each.paths_production or each.paths_test
        ),
        "components": [(each.id, each.paths_production) for each in snapshot.components],
        "cycles": sorted((each.view.value, each.members) for each in snapshot.cycles),
        "broken": sorted(
            {each.path for each in snapshot.uses if not each.definition}
            - {each.path for each in snapshot.uses if each.zone is not Zone.PRODUCTION}
        ),
    }

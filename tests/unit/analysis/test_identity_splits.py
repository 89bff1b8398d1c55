"""Identity splits: what is said of each, and what is at risk."""

from __future__ import annotations

from collections.abc import Mapping

from audit.analysis.identity.build import build_identity_findings
from audit.analysis.identity.splits import find_identity_splits
from audit.model.findings import Finding, FindingKind, Severity
from audit.model.identity import IdentitySplit, SplitCause
from audit.model.loads import LoadSetting, SettingKind
from audit.model.rules import Component
from tests.worlds.codebases import build_world

_EDIT = "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'apps'))\n"


def _splits(files: Mapping[str, str], *settings: LoadSetting) -> tuple[IdentitySplit, ...]:
    return find_identity_splits(build_world(files), settings)


def _setting(kind: SettingKind, value: str) -> LoadSetting:
    return LoadSetting(kind=kind, value=value, file="tox.ini", line=4, text="a command")


def test_evidence_and_both_names_are_told() -> None:
    """A split names the file, both names, the edit of the path and an import by each name."""
    (split,) = _splits(
        {
            "main.py": _EDIT + "from apps.users import User\nimport users\n",
            "apps/__init__.py": "",
            "apps/users.py": "class User: ...\n",
        }
    )
    assert (split.file, split.names, split.cause) == (
        "apps/users.py",
        ("apps.users", "users"),
        SplitCause.SEARCH_PATH,
    )
    assert split.certain
    assert ("main.py", 2) in {(place.file, place.line) for place in split.evidence}
    assert [(place.file, place.line, place.text) for place in split.imports] == [
        ("main.py", 3, "apps.users: from apps.users import User"),
        ("main.py", 4, "users: import users"),
    ]


def test_what_is_at_risk_is_ranked_by_use() -> None:
    """Classes asked for by `isinstance` and `except` stand first, then enums and shared state; a
    class that nobody asks for by identity is not at risk."""
    (split,) = _splits(
        {
            "main.py": _EDIT
            + "from apps.users import Gone, User\nimport users\n"
            + "isinstance(1, User) or isinstance(2, users.User)\n"
            + "try: ...\nexcept Gone: ...\n",
            "apps/__init__.py": "",
            "apps/users.py": """
                import enum
                class Plain: ...
                class Gone(Exception): ...
                class Colour(enum.Enum): ...
                class User: ...
                REGISTRY = {}
                def register(name):
                    REGISTRY[name] = 1
                """,
        }
    )
    assert [place.text for place in split.risks] == [
        "apps.users.User: isinstance 2",
        "apps.users.Gone: except 1",
        "apps.users.Colour: enum",
        "apps.users.REGISTRY: shared dict",
    ]


def _findings(splits: tuple[IdentitySplit, ...], *components: Component) -> tuple[Finding, ...]:
    return tuple(build_identity_findings(splits, components))


def test_one_cause_is_one_finding() -> None:
    """Many files behind one edit of the path are one finding with their number, a warning where
    production loads both."""
    files = {f"apps/part{number}.py": f"class Part{number}: ...\n" for number in range(30)}
    imports = "".join(f"import part{n}\nimport apps.part{n}\n" for n in range(30))
    splits = _splits({"main.py": _EDIT + imports, "apps/__init__.py": "", **files})
    assert len(splits) == 30
    (finding,) = _findings(splits)
    assert (finding.kind, finding.severity) == (FindingKind.IDENTITY_SPLIT, Severity.WARNING)
    assert finding.subject == "apps"
    assert "30 files load under several names (search path)" in finding.message
    assert (finding.locations[0].file, finding.locations[0].line) == ("main.py", 2)
    assert {split.fingerprint for split in splits} == {finding.fingerprint}


def test_names_that_never_meet_are_only_possible() -> None:
    """Where different programs use the two names, the confidence is low and it is a note."""
    splits = _splits(
        {
            "main.py": _EDIT + "import users\n",
            "other.py": "import apps.users\n",
            "apps/__init__.py": "",
            "apps/users.py": "class User: ...\n",
        }
    )
    (finding,) = _findings(splits)
    assert (finding.severity, finding.confidence) == (Severity.NOTE, 0.3)
    assert "no process is seen to load both" in finding.message


def test_without_evidence_there_is_no_finding() -> None:
    """A bare name that nothing puts on the path is another package's, not a second name; so is
    one of which the folder has only a part, and one of the standard library."""
    apps = {"apps/__init__.py": "", "apps/users.py": "class User: ...\n", "apps/json.py": ""}
    assert _splits({"main.py": "import users\nimport apps.users\n", **apps}) == ()
    asked = "import apps.users\nimport users.models\nimport users\n"
    assert _splits({"main.py": _EDIT + asked, **apps}) == ()
    assert _splits({"main.py": _EDIT + "import json\nimport apps.json\n", **apps}) == ()


def test_a_script_with_a_guard_that_imports_itself_by_others_is_a_note() -> None:
    """Without a command that runs it, a module whose run comes back to it is told as possible;
    with one it is certain."""
    files = {
        "shop/__init__.py": "",
        "shop/main.py": "class App: ...\nif __name__ == '__main__':\n    import shop.plug\n",
        "shop/plug.py": "from shop.main import App\n",
    }
    (split,) = _splits(files)
    assert (split.names, split.certain) == (("__main__", "shop.main"), False)
    (split,) = _splits(files, _setting(SettingKind.RUN_MODULE, "shop.main"))
    assert (split.cause, split.certain) == (SplitCause.MAIN, True)
    assert ("tox.ini", 4) in {(place.file, place.line) for place in split.evidence}


def test_a_split_belongs_to_the_component_of_a_class_at_risk() -> None:
    """The finding counts for the component whose class exists twice."""
    splits = _splits(
        {
            "main.py": _EDIT
            + "from apps.users import User\nimport users\nisinstance(1, users.User)\n",
            "apps/__init__.py": "",
            "apps/users.py": "class User: ...\n",
        }
    )
    component = Component(id="users", title="Users", symbols=("apps.users.*",))
    (finding,) = _findings(splits, component)
    assert finding.component == "users"

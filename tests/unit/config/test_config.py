"""The configuration file as plain values."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from audit.config.configuration import load_rules, rules_digest
from audit.errors import ConfigurationError, UnknownNameError
from audit.model.rules import (
    Component,
    Configuration,
    Declared,
    Phase,
    Rules,
    Target,
    ZonePattern,
)

FULL = """
roots = ["src/", "."]
exclude = ["./data/**"]
max_paths = 2

[zones]
vendored = ["src/shop/_gen/**"]
test = ["checks"]

[[components]]
id = "orders"
title = "Orders"
symbols = ["shop.orders.*", "OrderManager"]
canonical = ["shop.orders.OrderManager"]
max_paths = 3
factory = "shop.orders.get_manager"
internal = ["shop.orders._*"]

[[components]]
id = "stock"
symbols = ["Stock*"]

[[phases]]
id = "phase-1"
title = "One home"
issue = "S-1"
date = 2025-03-14
before = ".@v1"
after = "."
component = "orders"
tests = { before = "a.xml", after = ["b.xml", "c.xml"] }
targets = [{ metric = "broken_imports", op = "<=", value = 0, title = "None" }]
business = [{ title = "Hours saved", value = "6", declared_by = "Ada" }]

[[phases]]
id = "phase-2"
date = "second quarter"
before = "."
after = "."
"""


def load(tmp_path: Path, text: str | bytes, name: str = "audit.toml") -> Configuration:
    """Write a configuration and load it."""
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_rules(path)


def mistakes(tmp_path: Path, text: str | bytes, name: str = "audit.toml") -> tuple[str, ...]:
    """The mistakes of a configuration."""
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, text, name)
    assert caught.value.where == name
    assert str(tmp_path) not in str(caught.value)
    return caught.value.mistakes


def test_every_setting_is_read(tmp_path: Path) -> None:
    """Each key of the format arrives in its record; zones keep the order of the file."""
    configuration = load(tmp_path, FULL)
    assert configuration.folder == tmp_path
    assert configuration.rules == Rules(
        roots=("src", ""),
        exclude=("data/**",),
        zones=(
            ZonePattern(zone="vendored", glob="src/shop/_gen/**"),
            ZonePattern(zone="test", glob="checks"),
        ),
        components=(
            Component(
                id="orders",
                title="Orders",
                symbols=("shop.orders.*", "OrderManager"),
                canonical=("shop.orders.OrderManager",),
                max_paths=3,
                factory="shop.orders.get_manager",
                internal=("shop.orders._*",),
            ),
            Component(id="stock", title="stock", symbols=("Stock*",), max_paths=2),
        ),
        max_paths=2,
    )
    assert configuration.phases == (
        Phase(
            id="phase-1",
            title="One home",
            before=".@v1",
            after=".",
            issue="S-1",
            date="2025-03-14",
            component="orders",
            targets=(Target(metric="broken_imports", op="<=", value=0.0, title="None"),),
            business=(Declared(title="Hours saved", value="6", declared_by="Ada"),),
            tests_before=("a.xml",),
            tests_after=("b.xml", "c.xml"),
        ),
        Phase(id="phase-2", title="phase-2", before=".", after=".", date="second quarter"),
    )


def test_the_project_file_holds_the_same_keys(tmp_path: Path) -> None:
    """`[tool.audit]` of pyproject.toml reads like audit.toml, its paths with the prefix."""
    text = '[tool.audit]\nroots = ["src"]\n[[tool.audit.components]]\nid = "a"\nsymbols = ["A"]\n'
    assert load(tmp_path, text, "pyproject.toml").rules.roots == ("src",)
    assert load_rules(tmp_path).rules.components[0].id == "a"
    assert mistakes(tmp_path, "[tool.audit]\nmax_paths = 0\n", "pyproject.toml") == (
        "tool.audit.max_paths: must be at least 1, not 0",
    )


def test_a_folder_without_configuration_has_the_defaults(tmp_path: Path) -> None:
    """Nothing to read means the default rules, also beside an unrelated pyproject.toml."""
    assert load_rules(tmp_path) == Configuration(rules=Rules(), folder=tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert load_rules(tmp_path) == Configuration(rules=Rules(), folder=tmp_path)


def test_two_configurations_are_a_mistake(tmp_path: Path) -> None:
    """Rules in audit.toml and in pyproject.toml at once have no single source of truth."""
    (tmp_path / "audit.toml").write_text("max_paths = 1\n")
    (tmp_path / "pyproject.toml").write_text("[tool.audit]\nmax_paths = 2\n")
    with pytest.raises(ConfigurationError, match=r"keep one of the two"):
        load_rules(tmp_path)


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    """A configuration that does not exist is named with the file that was probably meant."""
    (tmp_path / "audit.toml").write_text("")
    with pytest.raises(UnknownNameError, match=r"^audit\.tml: .*did you mean audit\.toml\?"):
        load_rules(tmp_path / "audit.tml")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Every mistake of the file is listed in one go, each with its TOML path."""
    text = """
    root = ["src"]
    exclude = "data"
    max_paths = true

    [zones]
    tests = ["a"]
    tool = ["../x", 3]

    [[components]]
    id = "orders"
    symbols = []
    canonical = ["not a path"]
    max_path = 2

    [[components]]
    id = "orders"
    symbols = ["A"]
    factory = "a..b"

    [[phases]]
    id = "a b"
    before = "."
    component = "ordres"
    tests = { befor = "x.xml" }
    targets = [
        { metric = "x", op = "=<", value = "3" },
        { op = "<=", value = nan },
        7,
    ]
    business = [{ title = "", value = 4 }]
    date = 3
    """
    assert sorted(mistakes(tmp_path, text)) == sorted(
        (
            "root: unknown key (did you mean 'roots'?)",
            "exclude: must be a list of strings, not a string",
            "max_paths: must be a whole number, not a boolean",
            "zones.tests: is no zone (did you mean 'test'?);"
            " zones: production, test, tool, vendored",
            "zones.tool[0]: must stay in the source: relative, with /, without ..",
            "zones.tool[1]: must be a string, not a whole number",
            "components[0].symbols: must not be empty",
            "components[0].canonical[0]: 'not a path' is not a dotted path",
            "components[0].max_path: unknown key (did you mean 'max_paths'?)",
            "components[1].factory: 'a..b' is not a dotted path",
            "components[1].id: 'orders' is already components[0].id",
            "phases[0].id: 'a b' must be letters, digits, '.', '_' and '-'",
            "phases[0].after: is missing",
            "phases[0].component: no component 'ordres' (did you mean 'orders'?)",
            "phases[0].tests.befor: unknown key (did you mean 'before'?)",
            "phases[0].targets[0].op: '=<' is none of <= < >= > ==",
            "phases[0].targets[0].value: must be a number, not a string",
            "phases[0].targets[1].metric: is missing",
            "phases[0].targets[1].value: must be a finite number",
            "phases[0].targets[2]: must be a table, not a whole number",
            "phases[0].business[0].title: must not be empty",
            "phases[0].business[0].value: must be a string, not a whole number",
            "phases[0].date: must be a date or a string, not a whole number",
        )
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"roots = [\n", "is not TOML: Invalid value (at end of document)"),
        (b"a = 1\nb = = 2\n", "is not TOML: Invalid value (at line 2, column 5)"),
        (b"a = 1\n\xff = 2\n", "is not UTF-8 (at line 2)"),
        (b"#" * (1024 * 1024 + 1), "is larger than 1048576 bytes"),
        (b"x = " + b"[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_is_no_toml_says_where(tmp_path: Path, text: bytes, expected: str) -> None:
    """A file that cannot be read as TOML is one mistake with its line."""
    assert mistakes(tmp_path, text) == (expected,)


def test_tables_of_the_wrong_type_are_mistakes(tmp_path: Path) -> None:
    """A value where a table belongs is a mistake, never a crash."""
    assert sorted(mistakes(tmp_path, "zones = 1\ncomponents = 2\nphases = {}\n")) == [
        "components: must be a list of tables, not a whole number",
        "phases: must be a list of tables, not a table",
        "zones: must be a table, not a whole number",
    ]
    assert mistakes(tmp_path, "tool.audit = 1\n", "pyproject.toml") == (
        "tool.audit: must be a table",
    )
    assert mistakes(tmp_path, "tool = 1\n", "pyproject.toml") == ("tool.audit: is missing",)


def test_the_digest_follows_the_rules_and_nothing_else() -> None:
    """Equal rules have equal digests; every field changes it; the order of components counts."""
    rules = Rules(roots=("src",), components=(Component(id="a", title="A", symbols=("A",)),))
    same = Rules(roots=("src",), components=(Component(id="a", title="A", symbols=("A",)),))
    assert rules_digest(rules) == rules_digest(same)
    changed = [
        dataclasses.replace(rules, roots=()),
        dataclasses.replace(rules, exclude=("x",)),
        dataclasses.replace(rules, zones=(ZonePattern(zone="test", glob="x"),)),
        dataclasses.replace(rules, components=()),
        dataclasses.replace(rules, max_paths=2),
    ]
    assert len({rules_digest(each) for each in [rules, *changed]}) == 6


def test_the_digest_is_that_of_the_canonical_json() -> None:
    """The digest can be recomputed with `sha256sum` from JSON with sorted keys and no spaces."""
    # printf '%s' '{"components":[],"exclude":[],"max_paths":1,"roots":[],"zones":[]}' | sha256sum
    assert rules_digest(Rules()) == (
        "sha256:58b40afde44f5352c5ce00e0e26988b3dfdf9fb5cdc3617528096d0bd6226166"
    )


def test_journeys_risks_and_narrative_are_read(tmp_path: Path) -> None:
    """What people declare about a phase is read with who said it and when."""
    (tmp_path / "audit.toml").write_text(
        """
        [[phases]]
        id = "one"
        before = "a"
        after = "b"
        journeys = [{ title = "Buy", tests = ["*pay*"], declared_by = "Owner", date = 2025-01-31 }]
        risks = [{ title = "Slow", value = "rollback" }]
        narrative = [{ title = "Why", value = "because" }]
        """,
        encoding="utf-8",
    )
    (phase,) = load_rules(tmp_path).phases
    journey = phase.journeys[0]
    assert (journey.title, journey.tests, journey.declared_by, journey.date) == (
        "Buy",
        ("*pay*",),
        "Owner",
        "2025-01-31",
    )
    assert (phase.risks[0].title, phase.narrative[0].value) == ("Slow", "because")

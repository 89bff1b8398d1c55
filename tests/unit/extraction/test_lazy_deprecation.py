"""Which lazy names warn, and which do not."""

from __future__ import annotations

from tests.worlds.codebases import facts_of


def _deprecated(text: str) -> dict[str, bool]:
    lazy = facts_of(text).lazy
    assert lazy is not None
    return {entry.name: entry.deprecated for entry in lazy.entries}


def test_a_warning_under_a_test_of_names_is_about_those_names() -> None:
    """`if name in _WARNED: warn(…)` deprecates what is in `_WARNED`, not the whole table."""
    found = _deprecated(
        """
        _WARNED = {'Old'}
        _TABLE = {'Old': '.a', 'New': '.b'}

        def __getattr__(name):
            if name in _WARNED:
                warn(f'{name} is deprecated', DeprecationWarning)
            found = _TABLE.get(name)
            return getattr(import_module(found, __package__), name)
        """
    )
    assert found == {"Old": True, "New": False}


def test_a_warning_before_every_answer_is_about_all_names() -> None:
    """A table whose every answer warns is deprecated as a whole."""
    found = _deprecated(
        """
        _TABLE = {'Old': '.a', 'Older': '.b'}

        def __getattr__(name):
            found = _TABLE.get(name)
            if found is not None:
                warnings.warn('use .b', DeprecationWarning)
            return getattr(import_module(found, __package__), name)
        """
    )
    assert found == {"Old": True, "Older": True}


def test_a_table_that_warns_leaves_the_other_alone() -> None:
    """`if name in MOVED: warn(…)` is about the names of that table only."""
    found = _deprecated(
        """
        MOVED = {'Old': 'pkg.a'}
        LAZY = {'New': 'pkg.b'}

        def __getattr__(name):
            if name in MOVED:
                warnings.warn('moved', DeprecationWarning)
                return getattr(import_module(MOVED[name]), name)
            if name in LAZY:
                return getattr(import_module(LAZY[name]), name)
            raise AttributeError(name)
        """
    )
    assert found == {"Old": True, "New": False}


def test_a_warning_s_advice_stays_with_the_names_it_is_about() -> None:
    """The text of `replacement=`, or the path that the message names, is kept for each name."""
    lazy = facts_of(
        """
        def __getattr__(name):
            if name == 'One':
                _warn_on_import(name, replacement=('pkg.a.One'))
                from pkg.a.deep import One
                return One
            elif name == 'Two':
                warnings.warn('Two is old, use pkg.b.Two', DeprecationWarning)
                from pkg.b.deep import Two
                return Two
            elif name == 'Three':
                _warn_on_import(name)
                from pkg.c import Three
                return Three
            raise AttributeError(name)
        """
    ).lazy
    assert lazy is not None
    assert {entry.name: entry.advice for entry in lazy.entries} == {
        "One": "pkg.a.One",
        "Two": "pkg.b.Two",
        "Three": "",
    }


def test_a_row_of_object_and_new_path_advises_the_new_path() -> None:
    """A table of deprecated objects names beside each what to import instead; where it names
    nothing, nothing is advised."""
    facts = facts_of(
        """
        import warnings
        from pkg import tools
        TABLE = {"saw": (tools.saw, "pkg.tools.saw", (9, 0)), "axe": (tools.axe, "")}

        def __getattr__(name):
            old, *rest = TABLE[name]
            warnings.warn(f"{name} is deprecated", DeprecationWarning)
            return old
        """
    )
    assert facts.lazy is not None
    told = [(each.name, each.attribute, each.advice) for each in facts.lazy.entries]
    assert told == [("axe", "tools.axe", ""), ("saw", "tools.saw", "pkg.tools.saw")]

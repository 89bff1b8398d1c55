"""What deprecation marks advise."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import facts_of


@pytest.mark.parametrize(
    ("message", "replacement"),
    [
        ("use pkg.new", "pkg.new"),
        ("Use `pkg.new` instead.", "pkg.new"),
        ("please use the class pkg.New", "pkg.New"),
        ("moved to pkg.new", "pkg.new"),
        ("renamed to New", "New"),
        ("replaced by :func:`pkg.new.f`", "pkg.new.f"),
        ("in favour of :class:`~pkg.New`", "pkg.New"),
        ("in favor of pkg.New", "pkg.New"),
        ("import it from pkg.new", "pkg.new"),
        ("is now available in pkg.new", "pkg.new"),
        ("superseded by pkg.new", "pkg.new"),
        ("call pkg.new() instead", "pkg.new"),
        ("will be removed", ""),
        ("use the new one", ""),
    ],
)
def test_replacements(message: str, replacement: str) -> None:
    """The path that the text advises is read, and none is made up."""
    facts = facts_of(f"import warnings\nwarnings.warn({message!r}, DeprecationWarning)\n")
    assert [mark.replacement for mark in facts.deprecations] == [replacement]


@pytest.mark.parametrize(
    ("alternative", "replacement"),
    [
        ("invoke", "invoke"),
        ("invoke()", "invoke"),
        ("`pkg.new`.", "pkg.new"),
        ("`invoke` of the same class", "invoke"),
        ("Sequence, e.g. `a | b`", ""),
        ("NewSequence, e.g. `a | b`", "NewSequence"),
        ("make_agent together with make_tools", "make_agent"),
        ("pkg.new: https://example.org", "pkg.new"),
        ("example in the manual: https://example.org", ""),
        ("Use new constructors such as make_agent", ""),
        ("Use pkg.new_agent", "pkg.new_agent"),
        ("", ""),
    ],
)
def test_alternatives_of_decorators(alternative: str, replacement: str) -> None:
    """`@deprecated(since=…, alternative=…)` on a class marks the class, and of a sentence only what
    looks like a name is its replacement."""
    facts = facts_of(
        f"""
        from outside._api import deprecated

        @deprecated(since="0.1.17", alternative={alternative!r}, removal="1.0")
        class Chain: ...
        """
    )
    found = [(mark.scope, mark.replacement) for mark in facts.deprecations]
    assert found == [("Chain", replacement)]


def test_message_is_folded_and_bounded() -> None:
    """Messages are kept on one line and within five hundred characters."""
    facts = facts_of(f"warn('''a\n   b {'x' * 1000}''', DeprecationWarning)\n")
    (mark,) = facts.deprecations
    assert mark.message.startswith("a b xxx")
    assert len(mark.message) == 500


def test_warnings_of_other_kinds_are_no_marks() -> None:
    """User warnings, warnings without category, and other calls mark nothing."""
    facts = facts_of("warn('x')\nwarn('x', UserWarning)\nlog('x', DeprecationWarning)\n")
    assert facts.deprecations == ()

"""What of a file can matter to a component whose history is followed."""

from __future__ import annotations

import pytest

from audit.analysis.history.relevance import Relevance
from audit.extraction.cache import encode_facts
from audit.model.rules import Component
from tests.worlds.codebases import facts_of
from tests.worlds.slips import TILL


def digest(text: str) -> bytes:
    """The digest of what a file mentions of the component `Till`."""
    mention = Relevance(Component(id="till", title="Till", symbols=("Till",))).find_mention(
        facts_of(text)
    )
    assert mention is not None
    return mention.digest


def test_lines_do_not_matter() -> None:
    """The same file further down mentions alike."""
    assert digest(f"# a comment\n\n{TILL}") == digest(TILL)


def test_what_a_class_does_is_no_mention() -> None:
    """Classes are compared by their records; a body that changes mentions nothing else."""
    assert digest(TILL.replace("Slip()", "1 + 1")) == digest(TILL)


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ("from messages import *\n", "binds"),
        ("import other\nother.x = till.Till\n", "everywhere"),
        ("class OldTill:\n    pass\n", "kin"),
    ],
)
def test_what_a_mention_is_good_for_belongs_to_it(more: str, flag: str) -> None:
    """A file that begins to hand names on, to change other modules or to define kin mentions the
    component otherwise than before, although it says its name as before."""
    plain, changed = "import till\ntill.Till()\n", f"import till\ntill.Till()\n{more}"
    relevance = Relevance(Component(id="till", title="Till", symbols=("Till",)))
    before, after = (relevance.find_mention(facts_of(text)) for text in (plain, changed))
    assert before is not None
    assert after is not None
    assert (getattr(before, flag), getattr(after, flag)) == (False, True)
    assert before.digest != after.digest


@pytest.mark.parametrize("names", [("open", "pay", "shut"), ("öffne", "ändere", "über_weise")])
def test_no_class_with_three_common_methods_is_passed_over(names: tuple[str, ...]) -> None:
    """Encoded facts of a class that shares three public methods with one of the component's are
    never said to hold nothing, whatever script the names are in; with two they may be."""
    methods = [f"    def {name}(self):\n        pass\n" for name in names]
    relevance = Relevance(Component(id="till", title="Till", symbols=("Till",)))
    relevance.learn(facts_of("class Till:\n" + "".join(methods)))
    assert relevance.may_mention(encode_facts(facts_of("class Box:\n" + "".join(methods))))
    fewer = "class Box:\n    pass\n" + "def open():\n    pass\n"
    assert not relevance.may_mention(encode_facts(facts_of(fewer)))

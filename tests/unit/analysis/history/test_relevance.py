"""What of a file can matter to a component whose history is followed."""

from __future__ import annotations

import pytest

from audit.analysis.history.relevance import Relevance, interface_digest
from audit.model.rules import Component
from tests.worlds.codebases import facts_of

TILL = """
from messages import Slip

class Till:
    def write(self):
        return Slip()

def run(app):
    app.register(1)
"""


def digest(text: str) -> bytes:
    """The digest of what a file mentions of the component `Till`."""
    mention = Relevance(Component(id="till", title="Till", symbols=("Till",))).find_mention(
        facts_of(text)
    )
    assert mention is not None
    return mention.digest


@pytest.mark.parametrize(
    "changed",
    [TILL.replace("register(1)", "register(Till)"), TILL.replace("messages", "letters")],
)
def test_what_surrounds_a_class_matters_to_it(changed: str) -> None:
    """Whether its own module names the class, and what its methods make, can change the family."""
    assert digest(changed) != digest(TILL)


def test_lines_do_not_matter() -> None:
    """The same file further down mentions alike."""
    assert digest(f"# a comment\n\n{TILL}") == digest(TILL)


def test_a_mention_at_home_is_no_interface() -> None:
    """Where a module names its own class is nothing that other modules can see."""
    changed = TILL + "\ntills = [1]\n"
    named = TILL + "\ntills = [Till]\n"
    assert interface_digest(facts_of(changed)) == interface_digest(facts_of(named))

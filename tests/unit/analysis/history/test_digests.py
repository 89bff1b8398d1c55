"""Which changes of a file can be seen from where it matters."""

from __future__ import annotations

import pytest

from audit.analysis.history.digests import imports_digest, interface_digest
from tests.worlds.codebases import facts_of
from tests.worlds.slips import TILL


@pytest.mark.parametrize(
    "changed",
    [
        TILL + "\ntills = [1]\n",
        TILL.replace("write", "read"),
        TILL.replace("messages", "letters"),
        TILL.replace("class Till", "@sealed\nclass Till"),
        TILL + "\nos = None\n",
    ],
)
def test_what_others_can_see_is_interface(changed: str) -> None:
    """Another name, method, import, decorator or order of bindings is another interface."""
    assert interface_digest(facts_of(changed)) != interface_digest(facts_of(TILL))


@pytest.mark.parametrize(
    "changed",
    [
        "# a comment\n\n" + TILL,
        TILL.replace("Slip()", "Slip() or 1"),
        TILL.replace("register(1)", "register(Till)"),
        TILL.replace("run(app)", "run(app: int = 3)"),
    ],
)
def test_what_functions_do_inside_is_no_interface(changed: str) -> None:
    """Lines, bodies, signatures and where a module names its own class are nobody else's."""
    assert interface_digest(facts_of(changed)) == interface_digest(facts_of(TILL))


def test_order_and_names_of_imports_load() -> None:
    """Imports in another order load otherwise; the same imports on other lines do not."""
    swapped = TILL.replace(
        "import os\nfrom messages import Slip", "from messages import Slip\nimport os"
    )
    assert imports_digest(facts_of(swapped)) != imports_digest(facts_of(TILL))
    assert imports_digest(facts_of("x = 1\n" + TILL)) == imports_digest(facts_of(TILL))

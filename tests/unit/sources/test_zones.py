"""Which zone a file is in."""

from __future__ import annotations

import pytest

from audit.model.modules import Zone
from audit.model.rules import ZonePattern
from audit.sources.zones import zone_of


@pytest.mark.parametrize(
    ("path", "zone"),
    [
        ("shop/orders.py", Zone.PRODUCTION),
        ("shop/testing/__init__.py", Zone.PRODUCTION),
        ("shop/testing.py", Zone.PRODUCTION),
        ("shop/attest.py", Zone.PRODUCTION),
        ("shop/contest/x.py", Zone.PRODUCTION),
        ("shop/__main__.py", Zone.PRODUCTION),
        ("tests/unit/helpers.py", Zone.TEST),
        ("shop/tests/data.py", Zone.TEST),
        ("Test/x.py", Zone.TEST),
        ("shop/test_orders.py", Zone.TEST),
        ("shop/orders_test.py", Zone.TEST),
        ("shop/tests.py", Zone.TEST),
        ("conftest.py", Zone.TEST),
        ("shop/conftest.py", Zone.TEST),
        ("examples/tests/test_a.py", Zone.TEST),
        ("setup.py", Zone.TOOL),
        ("noxfile.py", Zone.TOOL),
        ("tasks.py", Zone.TOOL),
        ("docs/conf.py", Zone.TOOL),
        ("Doc/conf.py", Zone.TOOL),
        ("examples/demo.py", Zone.TOOL),
        ("packages/a/scripts/x.py", Zone.TOOL),
        (".github/check.py", Zone.TOOL),
        ("shop/migrations/0001.py", Zone.TOOL),
        ("shop/_vendor/six.py", Zone.VENDORED),
        ("third_party/x/tests/test_y.py", Zone.VENDORED),
        ("shop/orders_pb2.py", Zone.VENDORED),
        ("shop/orders_pb2_grpc.py", Zone.VENDORED),
    ],
)
def test_default_zones(path: str, zone: Zone) -> None:
    """Without patterns the names on a file's path decide its zone."""
    assert zone_of(path, ()) is zone


@pytest.mark.parametrize("path", ["shop/tools/x.py", "shop/docs/x.py", "shop/a/tasks.py"])
def test_folders_inside_a_package_are_product(path: str) -> None:
    """What a package ships is production, though its folder is named like a tool's."""
    assert zone_of(path, (), package="shop") is Zone.PRODUCTION
    assert zone_of(path, ()) is Zone.TOOL


def test_a_package_that_is_itself_a_tool() -> None:
    """`benchmarks` stays a tool when it is a package; migrations are tools in any package."""
    assert zone_of("benchmarks/x.py", (), package="benchmarks") is Zone.TOOL
    assert zone_of("src/shop/migrations/x.py", (), package="src/shop") is Zone.TOOL
    assert zone_of("docs/shop/x.py", (), package="docs/shop") is Zone.TOOL


def test_the_first_pattern_that_matches_wins() -> None:
    """The user's patterns come before the defaults, in their order."""
    patterns = (
        ZonePattern(zone="production", glob="tests/support/**"),
        ZonePattern(zone="vendored", glob="tests/**"),
    )
    assert zone_of("tests/support/a.py", patterns) is Zone.PRODUCTION
    assert zone_of("tests/a.py", patterns) is Zone.VENDORED
    assert zone_of("test/a.py", patterns) is Zone.TEST

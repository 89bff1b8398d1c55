"""Conditions around imports."""

from __future__ import annotations

import pytest
from mypy.nodes import ExpressionStmt, TryStmt, WithStmt

from audit.extraction.conditions import (
    RunTime,
    catches_import_error,
    run_time_value,
    suppresses_import_error,
)
from audit.extraction.likelihood import Likelihood, likelihood
from audit.extraction.parse import parse_source

TRUE, FALSE, DEPENDS = RunTime.TRUE, RunTime.FALSE, RunTime.DEPENDS


def expression(text: str) -> ExpressionStmt:
    """The expression statement of that text."""
    (statement,) = parse_source(text.encode()).statements()
    assert isinstance(statement, ExpressionStmt)
    return statement


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("TYPE_CHECKING", FALSE),
        ("typing.TYPE_CHECKING", FALSE),
        ("t.TYPE_CHECKING", FALSE),
        ("not TYPE_CHECKING", TRUE),
        ("not not TYPE_CHECKING", FALSE),
        ("TYPE_CHECKING and x", FALSE),
        ("x and TYPE_CHECKING", FALSE),
        ("TYPE_CHECKING or x", DEPENDS),
        ("TYPE_CHECKING or not TYPE_CHECKING", TRUE),
        ("not TYPE_CHECKING and x", DEPENDS),
        ("not TYPE_CHECKING and True", TRUE),
        ("not (TYPE_CHECKING and x)", TRUE),
        ("not (x or not TYPE_CHECKING)", FALSE),
        ("TC", FALSE),
        ("x", DEPENDS),
        ("True", TRUE),
        ("0", FALSE),
        ("1", TRUE),
        ("None", FALSE),
        ("x == 1", DEPENDS),
        ("f()", DEPENDS),
    ],
)
def test_three_valued_logic(text: str, value: RunTime) -> None:
    """A condition is true, false, or depends, by and, or, not, constants and TYPE_CHECKING."""
    assert run_time_value(expression(text).expr, {"TYPE_CHECKING", "TC"}) is value


@pytest.mark.parametrize(
    ("handler", "catches"),
    [
        ("except ImportError:", True),
        ("except ModuleNotFoundError as error:", True),
        ("except (KeyError, ImportError):", True),
        ("except Exception:", True),
        ("except builtins.ImportError:", True),
        ("except:", True),
        ("except KeyError:", False),
        ("except OSError:", False),
    ],
)
def test_handlers_of_failing_imports(handler: str, catches: bool) -> None:
    """A handler protects an import when its classes contain ImportError or a parent of it."""
    (statement,) = parse_source(f"try:\n    x\n{handler}\n    pass\n".encode()).statements()
    assert isinstance(statement, TryStmt)
    assert catches_import_error(statement) is catches


@pytest.mark.parametrize(
    ("context", "suppresses"),
    [
        ("suppress(ImportError)", True),
        ("contextlib.suppress(KeyError, ModuleNotFoundError)", True),
        ("pytest.raises((ImportError, AttributeError), match='no')", True),
        ("self.assertRaises(ModuleNotFoundError)", True),
        ("self.assertRaises(ValueError)", False),
        ("suppress(KeyError)", False),
        ("open(ImportError)", False),
    ],
)
def test_suppressed_imports(context: str, suppresses: bool) -> None:
    """`with suppress(ImportError)` protects an import, and so does a test that expects it to fail;
    other contexts do not."""
    (statement,) = parse_source(f"with {context}:\n    x\n".encode()).statements()
    assert isinstance(statement, WithStmt)
    assert suppresses_import_error(statement) is suppresses


@pytest.mark.parametrize(
    ("text", "chance"),
    [
        ("x is None", Likelihood.RARE),
        ("x is not None", Likelihood.USUAL),
        ("not (x is None)", Likelihood.USUAL),
        ("sys.platform == 'win32'", Likelihood.RARE),
        ("sys.platform != 'win32'", Likelihood.USUAL),
        ("sys.platform.startswith('win')", Likelihood.RARE),
        ("os.name == 'nt'", Likelihood.RARE),
        ("sys.version_info < (3, 11)", Likelihood.RARE),
        ("sys.version_info >= (3, 11)", Likelihood.USUAL),
        ("sys.version_info[0] < 3", Likelihood.RARE),
        ("sys.platform == 'linux'", Likelihood.EVEN),
        ("x > 3", Likelihood.EVEN),
        ("flag", Likelihood.EVEN),
    ],
)
def test_likelihood(text: str, chance: Likelihood) -> None:
    """Missing packages, Windows and old versions are rare, their opposites usual."""
    assert likelihood(expression(text).expr) is chance

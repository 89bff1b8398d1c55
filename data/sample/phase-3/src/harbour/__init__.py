"""Berth reservations and daily operations of a small port terminal.

The most used names can be imported from the package itself; they are loaded on first use so
that ``import harbour`` stays cheap on the gate computers.
"""

from importlib import import_module

__version__ = "0.5.0"

_LAZY = {
    "TariffCalculator": "harbour.tariffs.calculator",
    "TideTable": "harbour.tides.tables",
}

__all__ = ["TariffCalculator", "TideTable", "__version__"]  # noqa: F822


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for."""
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the lazy names next to the loaded ones."""
    return sorted({*globals(), *_LAZY})

"""`python -m audit` is the same as `audit`."""

from __future__ import annotations

from audit.cli.entry import run

__all__: list[str] = []

if __name__ == "__main__":
    run()

"""The sheet that the office reads in the morning."""

from __future__ import annotations

from datetime import date

import harbour.billing.invoices as invoices


def headline(day: date, count: int) -> str:
    """Return the first line of a day's report."""
    noun = "entry" if count == 1 else "entries"
    return f"{day:%A %d %B %Y} - {count} {noun}"


def render_daily(day: date, moves: list[str], issued: list[invoices.Invoice]) -> str:
    """Render ship moves and invoices of one day as plain text."""
    lines = [headline(day, len(moves) + len(issued)), ""]
    lines += [f"  {move}" for move in moves] or ["  no ship moves"]
    if issued:
        lines += ["", "Invoices"]
        lines += [f"  {item.number}  {item.agent:<20}{item.total:>12}" for item in issued]
    return "\n".join(lines) + "\n"

"""The trail that the customs office asks for."""

from __future__ import annotations

from harbour.berths.reservations import get_reservation_manager


def render_trail(terminal: str) -> str:
    """Render what was changed at a terminal, one numbered line per change."""
    journal = get_reservation_manager(terminal).journal
    return "\n".join(f"{number:03d} {entry}" for number, entry in enumerate(journal, start=1))

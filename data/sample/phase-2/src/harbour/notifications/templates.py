"""Texts of the messages."""

from __future__ import annotations

from string import Template

TEMPLATES = {
    "berth-confirmed": Template("Berth $berth is yours from $start, reference $reference."),
    "berth-released": Template("Reservation $reference at berth $berth was given back."),
    "pilot-duty": Template("Board $vessel two hours before $start."),
    "invoice-ready": Template("Invoice $number over $total $currency is ready."),
}


def render_message(name: str, **values: object) -> str:
    """Fill a template; a value that is missing is an error, not a blank."""
    return TEMPLATES[name].substitute({key: str(value) for key, value in values.items()})

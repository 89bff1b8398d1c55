"""Invoices to the shipping agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import harbour.notifications.dispatcher as dispatcher
from harbour.billing.dues import Due


@dataclass(frozen=True)
class Invoice:
    """Dues of one agent on one sheet."""

    number: str
    agent: str
    issued: date
    dues: tuple[Due, ...]
    currency: str = "EUR"

    @property
    def total(self) -> Decimal:
        """The sum over all lines."""
        return sum((due.amount for due in self.dues), Decimal(0))


def build_invoice(agent: str, issued: date, dues: Iterable[Due], *, serial: int) -> Invoice:
    """Collect dues, ordered by reference, under one number."""
    ordered = tuple(sorted(dues, key=lambda due: due.reference))
    return Invoice(f"{issued:%Y%m}-{serial:03d}", agent, issued, ordered)


def send_invoice(invoice: Invoice, outbox: dispatcher.Dispatcher) -> int:
    """Tell the agent that the invoice is ready."""
    return outbox.notify(
        invoice.agent,
        "invoice-ready",
        number=invoice.number,
        total=invoice.total,
        currency=invoice.currency,
    )

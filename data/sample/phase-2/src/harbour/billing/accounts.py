"""What agents owe and have paid."""

from __future__ import annotations

from decimal import Decimal


class Account:
    """Open amount of one agent."""

    def __init__(self, agent: str, *, limit: Decimal = Decimal(25000)) -> None:
        """Open an account with a credit limit."""
        self.agent = agent
        self.limit = limit
        self._entries: list[tuple[str, Decimal]] = []

    @property
    def balance(self) -> Decimal:
        """What is still owed."""
        return sum((amount for _, amount in self._entries), Decimal(0))

    def charge(self, number: str, amount: Decimal) -> None:
        """Book an invoice; doing it twice is refused."""
        if any(booked == number and value > 0 for booked, value in self._entries):
            raise ValueError(f"invoice {number} is already booked")
        self._entries.append((number, amount))

    def pay(self, number: str, amount: Decimal) -> Decimal:
        """Book a payment and return the balance."""
        self._entries.append((number, -amount))
        return self.balance

    def over_limit(self) -> bool:
        """Tell whether the agent owes more than agreed."""
        return self.balance > self.limit

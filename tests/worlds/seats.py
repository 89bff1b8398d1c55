"""The seats of a hall: the class whose history and whose copies tests follow."""

from __future__ import annotations

__all__ = ["SEAT_MANAGER"]

SEAT_MANAGER = """class SeatManager:
    def book(self, seat, price):
        total = seat + 1
        return self.check(total, price)

    def cancel(self, seat):
        return self.check(seat - 1, 0)

    def check(self, seat, price):
        return seat > 0 and price >= 0
"""

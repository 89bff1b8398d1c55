"""Ways to price a stay."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from decimal import ROUND_HALF_UP, Decimal

from harbour.errors import TariffError
from harbour.vessels.models import Vessel

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


class TariffPolicy(ABC):
    """One way to price a stay."""

    @abstractmethod
    def quote(self, vessel: Vessel, hours: float) -> Decimal:
        """Return the price of a stay."""

    @abstractmethod
    def describe(self) -> str:
        """Say in one line how the price comes about."""


class FlatTariffPolicy(TariffPolicy):
    """The same price per hour for every ship."""

    def __init__(self, per_hour: Decimal) -> None:
        """Set the price of one hour."""
        self.per_hour = per_hour

    def quote(self, vessel: Vessel, hours: float) -> Decimal:
        """Return hours times price."""
        return rounded(self.per_hour * Decimal(str(hours)))

    def describe(self) -> str:
        """Name the price of an hour."""
        return f"{self.per_hour} per hour"


class LengthBandTariffPolicy(TariffPolicy):
    """A daily price per band of ship lengths; each day begun counts."""

    def __init__(self, bands: dict[int, Decimal]) -> None:
        """Take the price per day for ships up to each length."""
        self._limits = sorted(bands)
        self._bands = bands

    def quote(self, vessel: Vessel, hours: float) -> Decimal:
        """Return the days begun times the price of the band."""
        index = bisect_left(self._limits, vessel.length_m)
        if index == len(self._limits):
            raise TariffError(f"no band for a ship of {vessel.length_m} m")
        days = int(-(-hours // 24))
        return rounded(self._bands[self._limits[index]] * days)

    def describe(self) -> str:
        """Name the bands."""
        return f"daily, by length up to {', '.join(f'{limit} m' for limit in self._limits)}"


class TonnageTariffPolicy(TariffPolicy):
    """A price per gross tonne, and a surcharge for long stays."""

    def __init__(self, per_tonne: Decimal, *, free_hours: float = 48.0) -> None:
        """Set the price of one tonne and the stay that it covers."""
        self.per_tonne = per_tonne
        self.free_hours = free_hours

    def quote(self, vessel: Vessel, hours: float) -> Decimal:
        """Return the price by tonnage, one per cent more for each hour over."""
        over = max(hours - self.free_hours, 0.0)
        factor = 1 + Decimal(str(over)) / 100
        return rounded(self.per_tonne * vessel.gross_tonnage * factor)

    def describe(self) -> str:
        """Name the price of a tonne."""
        return f"{self.per_tonne} per gross tonne, {self.free_hours:g} hours included"

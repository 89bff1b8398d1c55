"""The right tariff for each kind of ship."""

from __future__ import annotations

from decimal import Decimal

from harbour.errors import TariffError
from harbour.tariffs.policies import (
    FlatTariffPolicy,
    LengthBandTariffPolicy,
    TariffPolicy,
    TonnageTariffPolicy,
)
from harbour.vessels.models import Vessel, VesselKind

DEFAULT_POLICIES: dict[VesselKind, TariffPolicy] = {
    VesselKind.FERRY: FlatTariffPolicy(Decimal("42.50")),
    VesselKind.CONTAINER: LengthBandTariffPolicy(
        {120: Decimal(900), 200: Decimal(1750), 300: Decimal(3100)}
    ),
    VesselKind.BULK: TonnageTariffPolicy(Decimal("0.19")),
    VesselKind.TANKER: TonnageTariffPolicy(Decimal("0.26"), free_hours=36.0),
}


class TariffCalculator:
    """Prices a stay by the kind of the ship."""

    def __init__(self, policies: dict[VesselKind, TariffPolicy] | None = None) -> None:
        """Take the policies, or those of the published price list."""
        self._policies = DEFAULT_POLICIES if policies is None else policies

    def price(self, vessel: Vessel, hours: float) -> Decimal:
        """Return what a stay costs."""
        if hours <= 0:
            raise TariffError("a stay must last longer than nothing")
        try:
            policy = self._policies[vessel.kind]
        except KeyError:
            raise TariffError(f"no tariff for {vessel.kind.value} ships") from None
        return policy.quote(vessel, hours)

    def price_list(self) -> list[str]:
        """List the policies in words."""
        return [f"{kind.value}: {policy.describe()}" for kind, policy in self._policies.items()]

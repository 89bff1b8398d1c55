"""Former home of the reservations; use ``harbour.berths.reservations`` instead."""

import warnings

from harbour.berths.reservations import ReservationManager

__all__ = ["ReservationManager"]

warnings.warn(
    "harbour.legacy.reservations is deprecated, import from harbour.berths.reservations instead",
    DeprecationWarning,
    stacklevel=2,
)

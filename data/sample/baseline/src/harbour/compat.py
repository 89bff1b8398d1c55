"""Names from before the berth package was split off."""

from harbour.berths.reservations import ReservationManager
from harbour.windows import TimeWindow

BerthReservations = ReservationManager
Slot = TimeWindow

"""Names from before the berth package was split off."""

from harbour.windows import TimeWindow

Slot = TimeWindow

"""Cargo that must be ready when its ship is alongside."""

from __future__ import annotations

from datetime import datetime, timedelta

from harbour.berths import ReservationManager
from harbour.cargo.manifests import Manifest

TONNES_PER_HOUR = 180.0


def handling_hours(manifest: Manifest, *, gangs: int = 2) -> float:
    """Estimate how long the gangs need for a manifest."""
    if gangs < 1:
        raise ValueError("at least one gang is needed")
    slow = sum(line.tonnes for line in manifest.hazardous)
    return (manifest.tonnes + slow) / (TONNES_PER_HOUR * gangs)


def find_late_manifests(
    manager: ReservationManager, manifests: list[Manifest], after: datetime
) -> list[str]:
    """List the ships whose cargo takes longer than their reservation lasts."""
    stays = {item.vessel: item.window for item in manager.upcoming(after, limit=100)}
    return sorted(
        manifest.vessel
        for manifest in manifests
        if manifest.vessel in stays
        and timedelta(hours=handling_hours(manifest))
        > stays[manifest.vessel].end - stays[manifest.vessel].start
    )

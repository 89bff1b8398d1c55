"""Ships that call at the terminal."""

from harbour.vessels.models import Vessel, VesselKind
from harbour.vessels.registry import VesselRegistry

__all__ = ["Vessel", "VesselKind", "VesselRegistry"]

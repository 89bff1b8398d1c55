"""What a stay costs."""

from harbour.tariffs.calculator import TariffCalculator
from harbour.tariffs.policies import TariffPolicy

__all__ = ["TariffCalculator", "TariffPolicy"]

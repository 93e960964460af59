"""Whether the risk is what we are ready to bear, and where it goes: appetite, exposure over time, burn-down."""

from itpm.risk.tracking.appetites import RiskAppetite, RiskLimit, appetite_findings
from itpm.risk.tracking.burn_downs import BurnDown, BurnDownRow, ExposureCause, ExposureChange, burn_down
from itpm.risk.tracking.exposures import Exposure, exposure

__all__ = [
    "BurnDown",
    "BurnDownRow",
    "Exposure",
    "ExposureCause",
    "ExposureChange",
    "RiskAppetite",
    "RiskLimit",
    "appetite_findings",
    "burn_down",
    "exposure",
]

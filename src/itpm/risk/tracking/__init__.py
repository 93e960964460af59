"""Whether the risk is what we are ready to bear, and where it goes: appetite, proximity, exposure over time, burn-down."""

from itpm.risk.tracking.appetites import RiskAppetite, RiskLimit, appetite_findings
from itpm.risk.tracking.burn_downs import BurnDown, BurnDownRow, ExposureCause, ExposureChange, burn_down
from itpm.risk.tracking.exposures import Exposure, exposure
from itpm.risk.tracking.proximities import RiskProximities, RiskProximity, risk_proximities

__all__ = [
    "BurnDown",
    "BurnDownRow",
    "Exposure",
    "ExposureCause",
    "ExposureChange",
    "RiskAppetite",
    "RiskLimit",
    "RiskProximities",
    "RiskProximity",
    "appetite_findings",
    "burn_down",
    "exposure",
    "risk_proximities",
]

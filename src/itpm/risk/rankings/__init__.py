"""A register in order: the worst first, on the heat map, and by source."""

from itpm.risk.rankings.breakdowns import BreakdownRow, RiskBreakdown, it_risk_categories, risk_breakdown
from itpm.risk.rankings.heat_maps import HeatCell, HeatMap, heat_map
from itpm.risk.rankings.order import RankedRisk, RiskRanking, ranking

__all__ = [
    "BreakdownRow",
    "HeatCell",
    "HeatMap",
    "RankedRisk",
    "RiskBreakdown",
    "RiskRanking",
    "heat_map",
    "it_risk_categories",
    "ranking",
    "risk_breakdown",
]

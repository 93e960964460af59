"""What can go wrong or well, how much it matters, and what is done about it."""

from itpm.risk.decisions import BestOption, Chance, Decision, Option, best_option
from itpm.risk.inputs import RiskError, ThreePointCost
from itpm.risk.matrices import Cell, Level, RiskMatrix, banded_matrix, product_matrix
from itpm.risk.ranking import RankedRisk, RiskRanking, ranking
from itpm.risk.register import RiskRegister
from itpm.risk.responses import Accept, Avoid, Enhance, Escalate, Exploit, Mitigate, Response, Share, Transfer
from itpm.risk.review import risk_findings
from itpm.risk.risks import Opportunity, Risk, RiskStatus, Threat
from itpm.risk.scoring import (
    ResponseValue,
    RiskScore,
    Stakes,
    expected_monetary_value,
    response_value,
    risk_score,
)
from itpm.risk.standard_matrices import (
    OwaspRating,
    generic_5x5_matrix,
    nist_likelihood_matrix,
    nist_matrix,
    owasp_matrix,
    owasp_rating,
    pmbok_matrix,
)

__all__ = [
    "Accept",
    "Avoid",
    "BestOption",
    "Cell",
    "Chance",
    "Decision",
    "Enhance",
    "Escalate",
    "Exploit",
    "Level",
    "Mitigate",
    "Opportunity",
    "Option",
    "OwaspRating",
    "RankedRisk",
    "Response",
    "ResponseValue",
    "Risk",
    "RiskError",
    "RiskMatrix",
    "RiskRanking",
    "RiskRegister",
    "RiskScore",
    "RiskStatus",
    "Share",
    "Stakes",
    "Threat",
    "ThreePointCost",
    "Transfer",
    "banded_matrix",
    "best_option",
    "expected_monetary_value",
    "generic_5x5_matrix",
    "nist_likelihood_matrix",
    "nist_matrix",
    "owasp_matrix",
    "owasp_rating",
    "pmbok_matrix",
    "product_matrix",
    "ranking",
    "response_value",
    "risk_findings",
    "risk_score",
]

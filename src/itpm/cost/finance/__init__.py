"""The business case: what flows of money are worth, whether a project pays, and whether it still does."""

from itpm.cost.finance.appraising import Appraisal, appraise
from itpm.cost.finance.cases import Benefit, BusinessCase, RunningCost, linear_ramp
from itpm.cost.finance.feasibility import (
    BenefitReview,
    BenefitReviews,
    FeasibilityResult,
    Hurdles,
    benefit_reviews,
    feasibility,
)
from itpm.cost.finance.gates import CostForecast, DateForecast, GateAppraisal, at_gate, reappraise
from itpm.cost.finance.inputs import FinanceError
from itpm.cost.finance.measures import (
    benefit_cost_ratio,
    break_even_quantity,
    discounted_payback_period,
    payback_period,
    return_on_investment,
    total_cost_of_ownership,
)
from itpm.cost.finance.present_value import annuity_factor, equivalent_annual_amount, npv, xnpv
from itpm.cost.finance.returns import (
    MOST_GROWTH,
    RateError,
    dated_rates_of_return,
    irr,
    mirr,
    rates_of_return,
    xirr,
)
from itpm.cost.finance.what_if import Scenario, Scenarios, Swing, Tornado, scenarios, sensitivity, tornado, under

__all__ = [
    "MOST_GROWTH",
    "Appraisal",
    "Benefit",
    "BenefitReview",
    "BenefitReviews",
    "BusinessCase",
    "CostForecast",
    "DateForecast",
    "FeasibilityResult",
    "FinanceError",
    "GateAppraisal",
    "Hurdles",
    "RateError",
    "RunningCost",
    "Scenario",
    "Scenarios",
    "Swing",
    "Tornado",
    "annuity_factor",
    "appraise",
    "at_gate",
    "benefit_cost_ratio",
    "benefit_reviews",
    "break_even_quantity",
    "dated_rates_of_return",
    "discounted_payback_period",
    "equivalent_annual_amount",
    "feasibility",
    "irr",
    "linear_ramp",
    "mirr",
    "npv",
    "payback_period",
    "rates_of_return",
    "reappraise",
    "return_on_investment",
    "scenarios",
    "sensitivity",
    "tornado",
    "total_cost_of_ownership",
    "under",
    "xirr",
    "xnpv",
]

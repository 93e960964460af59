"""What it will cost and when the money is needed: estimates, budgets, reserves, funding and cash."""

from itpm.cost.budgeting.baselines import baseline_of, phase_baseline
from itpm.cost.budgeting.bookings import Booking, ConvertedBooking, ConvertedBookings, convert_bookings
from itpm.cost.budgeting.breakdowns import BreakdownRow, CostBreakdown
from itpm.cost.budgeting.budgets import Budget, BudgetChange, BudgetMove, PlanningPackage, budget
from itpm.cost.budgeting.cash import CashFlow, CashRow, Payment, cash_flow
from itpm.cost.budgeting.estimates import CostEstimate, cost_estimate
from itpm.cost.budgeting.funding import FundingCheck, FundingLimit, FundingRow, funding_check
from itpm.cost.budgeting.inputs import BudgetError
from itpm.cost.budgeting.lines import CostKind, CostLine, Expense, Treatment, journeys
from itpm.cost.budgeting.moves import detail, distribute, draw
from itpm.cost.budgeting.payments import AT_ONCE, PaymentTerms
from itpm.cost.budgeting.periods import FiscalPeriod, Grid
from itpm.cost.budgeting.phased import PhasedCost, PhasedRow
from itpm.cost.budgeting.rates import PAID_HOURS, PRODUCTIVE_HOURS, loaded_rate, salary_rate

__all__ = [
    "AT_ONCE",
    "PAID_HOURS",
    "PRODUCTIVE_HOURS",
    "Booking",
    "BreakdownRow",
    "Budget",
    "BudgetChange",
    "BudgetError",
    "BudgetMove",
    "CashFlow",
    "CashRow",
    "ConvertedBooking",
    "ConvertedBookings",
    "CostBreakdown",
    "CostEstimate",
    "CostKind",
    "CostLine",
    "Expense",
    "FiscalPeriod",
    "FundingCheck",
    "FundingLimit",
    "FundingRow",
    "Grid",
    "Payment",
    "PaymentTerms",
    "PhasedCost",
    "PhasedRow",
    "PlanningPackage",
    "Treatment",
    "baseline_of",
    "budget",
    "cash_flow",
    "convert_bookings",
    "cost_estimate",
    "detail",
    "distribute",
    "draw",
    "funding_check",
    "journeys",
    "loaded_rate",
    "phase_baseline",
    "salary_rate",
]

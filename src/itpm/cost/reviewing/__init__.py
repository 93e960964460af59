"""The budget review: which variances matter, what makes them, and what can be done."""

from itpm.cost.reviewing.options import CorrectiveOption
from itpm.cost.reviewing.parts import VarianceParts
from itpm.cost.reviewing.reviews import BudgetReview, ReviewRow, budget_review
from itpm.cost.reviewing.thresholds import Variance, VarianceThreshold, standard_thresholds

__all__ = [
    "BudgetReview",
    "CorrectiveOption",
    "ReviewRow",
    "Variance",
    "VarianceParts",
    "VarianceThreshold",
    "budget_review",
    "standard_thresholds",
]

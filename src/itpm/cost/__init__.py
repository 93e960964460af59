"""What a plan costs and how far off it is: earned value, its indices and forecasts."""

from itpm.cost.earning import duration_percent, earned_percent, earning_method
from itpm.cost.figures import EarnedValueRow, Figures
from itpm.cost.forecasts import EAC_FORMS, EacForm, Forecasts, forecast, forecasts
from itpm.cost.indices import (
    cost_performance_index,
    cost_schedule_index,
    cost_variance,
    cost_variance_percent,
    estimate_at_completion,
    estimate_to_complete,
    percent_complete,
    percent_spent,
    schedule_performance_index,
    schedule_variance,
    schedule_variance_percent,
    to_complete_performance_index,
    variance_at_completion,
)
from itpm.cost.measuring import earned_value
from itpm.cost.performance import EarnedValue

__all__ = [
    "EAC_FORMS",
    "EacForm",
    "EarnedValue",
    "EarnedValueRow",
    "Figures",
    "Forecasts",
    "cost_performance_index",
    "cost_schedule_index",
    "cost_variance",
    "cost_variance_percent",
    "duration_percent",
    "earned_percent",
    "earned_value",
    "earning_method",
    "estimate_at_completion",
    "estimate_to_complete",
    "forecast",
    "forecasts",
    "percent_complete",
    "percent_spent",
    "schedule_performance_index",
    "schedule_variance",
    "schedule_variance_percent",
    "to_complete_performance_index",
    "variance_at_completion",
]

"""A plan lives: progress recorded, what is left put off, what was agreed kept, and what became of each forecast."""

from itpm.scheduling.living.accuracy import AccuracyRow, ForecastAccuracy, ForecastError
from itpm.scheduling.living.actuals import Actual
from itpm.scheduling.living.baselining import clear_baseline, rebaseline, set_baseline
from itpm.scheduling.living.causes import SlipHistory
from itpm.scheduling.living.histories import PlanHistory
from itpm.scheduling.living.rescheduling import reschedule_remaining
from itpm.scheduling.living.trends import ErosionRow, FloatErosion, ForecastRow, MilestoneTrend, TaskSlips
from itpm.scheduling.living.updating import update
from itpm.scheduling.living.variances import BaselineVariance, VarianceRow, baseline_variance

__all__ = [
    "AccuracyRow",
    "Actual",
    "BaselineVariance",
    "ErosionRow",
    "FloatErosion",
    "ForecastAccuracy",
    "ForecastError",
    "ForecastRow",
    "MilestoneTrend",
    "PlanHistory",
    "SlipHistory",
    "TaskSlips",
    "VarianceRow",
    "baseline_variance",
    "clear_baseline",
    "rebaseline",
    "reschedule_remaining",
    "set_baseline",
    "update",
]

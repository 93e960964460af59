"""Estimation: by three points, by comparison, from size, from practice, from past throughput; and how good estimates were."""

from itpm.cost.estimation.brooks import StaffingEffect, add_people, communication_channels
from itpm.cost.estimation.calibration import (
    CONE_OF_UNCERTAINTY,
    CalibrationResult,
    IntervalCalibration,
    calibration,
    interval_calibration,
)
from itpm.cost.estimation.cocomo import (
    COCOMO_2000,
    HOURS_PER_PERSON_MONTH,
    CocomoConstants,
    CocomoEstimate,
    cocomo2,
    cocomo81,
)
from itpm.cost.estimation.cocomo_tables import EARLY_DESIGN, POST_ARCHITECTURE, SCALE_FACTORS
from itpm.cost.estimation.function_points import (
    WEIGHTS,
    FunctionPoints,
    function_complexity,
    function_points,
)
from itpm.cost.estimation.inputs import EstimationError
from itpm.cost.estimation.learning import (
    aggregate_total,
    crawford_midpoint,
    crawford_total,
    crawford_total_approximate,
    crawford_unit,
    learning_rate,
    learning_slope,
    rate_error,
    slope_from_total,
    wright_average,
    wright_total,
    wright_unit,
)
from itpm.cost.estimation.references import (
    Analogy,
    PastProject,
    ReferenceClassForecast,
    analogy,
    overruns,
    reference_class_forecast,
)
from itpm.cost.estimation.three_point import EstimateTotal, ThreePoint, total_of
from itpm.cost.estimation.throughput import ItemsForecast, PeriodsForecast, forecast_items, forecast_periods
from itpm.cost.estimation.velocities import BurnUp, Velocity, burn_up, velocity

__all__ = [
    "COCOMO_2000",
    "CONE_OF_UNCERTAINTY",
    "EARLY_DESIGN",
    "HOURS_PER_PERSON_MONTH",
    "POST_ARCHITECTURE",
    "SCALE_FACTORS",
    "WEIGHTS",
    "Analogy",
    "BurnUp",
    "CalibrationResult",
    "CocomoConstants",
    "CocomoEstimate",
    "EstimateTotal",
    "EstimationError",
    "FunctionPoints",
    "IntervalCalibration",
    "ItemsForecast",
    "PastProject",
    "PeriodsForecast",
    "ReferenceClassForecast",
    "StaffingEffect",
    "ThreePoint",
    "Velocity",
    "add_people",
    "aggregate_total",
    "analogy",
    "burn_up",
    "calibration",
    "cocomo2",
    "cocomo81",
    "communication_channels",
    "crawford_midpoint",
    "crawford_total",
    "crawford_total_approximate",
    "crawford_unit",
    "forecast_items",
    "forecast_periods",
    "function_complexity",
    "function_points",
    "interval_calibration",
    "learning_rate",
    "learning_slope",
    "overruns",
    "rate_error",
    "reference_class_forecast",
    "slope_from_total",
    "total_of",
    "velocity",
    "wright_average",
    "wright_total",
    "wright_unit",
]

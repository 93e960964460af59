"""The cut-over: a runbook to the minute, its window, the way back, rehearsals, and the report while it runs."""

from itpm.lifecycle.cutover.checking import OLDEST_REHEARSAL, cutover_findings
from itpm.lifecycle.cutover.clock import CutoverError
from itpm.lifecycle.cutover.rehearsals import Rehearsal, StepTiming
from itpm.lifecycle.cutover.rolling_back import ReturnPoint, ReturnPoints, return_points
from itpm.lifecycle.cutover.runbooks import CutoverRunbook, CutoverStep
from itpm.lifecycle.cutover.running import CutoverForecast, ForecastStep, StepActual, cutover_forecast
from itpm.lifecycle.cutover.timetables import CutoverSchedule, TimedStep, cutover_schedule

__all__ = [
    "OLDEST_REHEARSAL",
    "CutoverError",
    "CutoverForecast",
    "CutoverRunbook",
    "CutoverSchedule",
    "CutoverStep",
    "ForecastStep",
    "Rehearsal",
    "ReturnPoint",
    "ReturnPoints",
    "StepActual",
    "StepTiming",
    "TimedStep",
    "cutover_findings",
    "cutover_forecast",
    "cutover_schedule",
    "return_points",
]

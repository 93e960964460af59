"""The nouns of a plan: durations, calendars, tasks, dependencies, resources, baselines, policies, and the plan itself."""

from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.calendar_parts import CalendarException, Overtime, WorkWeek
from itpm.model.calendars import WorkCalendar, common
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import (
    DayLength,
    Duration,
    ElapsedDuration,
    Percent,
    ThreePointEstimate,
    Unit,
    WorkDuration,
    duration,
)
from itpm.model.exchange import ExchangeRate, ExchangeRates, MissingRateError
from itpm.model.moments import Moment, moment
from itpm.model.money import CurrencyMismatchError, Money, Rounding, money, total
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.resources import Accrual, Assignment, Rate, Resource, ResourceKind
from itpm.model.selecting import activity_code, group_tasks, select_tasks
from itpm.model.stored_dates import StoredDates, StoredTask
from itpm.model.tasks import EarnedValueMethod, EffortType, Task, TaskDetails, TaskKind
from itpm.model.windows import Window, WindowKind
from itpm.model.working_time import CompiledCalendar

__all__ = [
    "Accrual",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "CalendarException",
    "CompiledCalendar",
    "Constraint",
    "ConstraintType",
    "CurrencyMismatchError",
    "DayLength",
    "Dependency",
    "DependencyType",
    "Duration",
    "EarnedValueMethod",
    "EffortType",
    "ElapsedDuration",
    "ExchangeRate",
    "ExchangeRates",
    "MissingRateError",
    "Moment",
    "Money",
    "Overtime",
    "Percent",
    "Plan",
    "Progress",
    "Rate",
    "Resource",
    "ResourceKind",
    "Rounding",
    "SchedulingPolicy",
    "StoredDates",
    "StoredTask",
    "Task",
    "TaskDetails",
    "TaskKind",
    "ThreePointEstimate",
    "Unit",
    "Window",
    "WindowKind",
    "WorkCalendar",
    "WorkDuration",
    "WorkWeek",
    "activity_code",
    "common",
    "duration",
    "group_tasks",
    "moment",
    "money",
    "select_tasks",
    "total",
]

"""itpm: one immutable model of an IT project, and pure functions over it.

Names are loaded when they are first used, so that ``import itpm`` costs next to nothing, whatever a program needs of it.
Sub-packages: `itpm.model`, `itpm.scheduling`, `itpm.rules`, `itpm.lifecycle`, `itpm.cost`, `itpm.risk`, `itpm.governance`,
`itpm.interop`, `itpm.render`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itpm.cost import (
        EAC_FORMS as EAC_FORMS,
    )
    from itpm.cost import (
        EacForm as EacForm,
    )
    from itpm.cost import (
        EarnedValue as EarnedValue,
    )
    from itpm.cost import (
        EarnedValueRow as EarnedValueRow,
    )
    from itpm.cost import (
        Figures as Figures,
    )
    from itpm.cost import (
        Forecasts as Forecasts,
    )
    from itpm.cost import (
        cost_performance_index as cost_performance_index,
    )
    from itpm.cost import (
        cost_schedule_index as cost_schedule_index,
    )
    from itpm.cost import (
        cost_variance as cost_variance,
    )
    from itpm.cost import (
        cost_variance_percent as cost_variance_percent,
    )
    from itpm.cost import (
        duration_percent as duration_percent,
    )
    from itpm.cost import (
        earned_percent as earned_percent,
    )
    from itpm.cost import (
        earned_value as earned_value,
    )
    from itpm.cost import (
        earning_method as earning_method,
    )
    from itpm.cost import (
        estimate_at_completion as estimate_at_completion,
    )
    from itpm.cost import (
        estimate_to_complete as estimate_to_complete,
    )
    from itpm.cost import (
        forecast as forecast,
    )
    from itpm.cost import (
        forecasts as forecasts,
    )
    from itpm.cost import (
        percent_complete as percent_complete,
    )
    from itpm.cost import (
        percent_spent as percent_spent,
    )
    from itpm.cost import (
        schedule_performance_index as schedule_performance_index,
    )
    from itpm.cost import (
        schedule_variance as schedule_variance,
    )
    from itpm.cost import (
        schedule_variance_percent as schedule_variance_percent,
    )
    from itpm.cost import (
        to_complete_performance_index as to_complete_performance_index,
    )
    from itpm.cost import (
        variance_at_completion as variance_at_completion,
    )
    from itpm.errors import (
        Fault as Fault,
    )
    from itpm.errors import (
        FaultsError as FaultsError,
    )
    from itpm.errors import (
        ItpmError as ItpmError,
    )
    from itpm.errors import (
        MissingExtraError as MissingExtraError,
    )
    from itpm.errors import (
        NotationError as NotationError,
    )
    from itpm.errors import (
        NoWorkingTimeError as NoWorkingTimeError,
    )
    from itpm.errors import (
        PlanError as PlanError,
    )
    from itpm.errors import (
        UndefinedIndexError as UndefinedIndexError,
    )
    from itpm.errors import (
        UnknownNameError as UnknownNameError,
    )
    from itpm.errors import (
        UnknownTaskError as UnknownTaskError,
    )
    from itpm.errors import (
        UnresolvedDurationError as UnresolvedDurationError,
    )
    from itpm.findings import (
        Explanation as Explanation,
    )
    from itpm.findings import (
        Finding as Finding,
    )
    from itpm.findings import (
        Severity as Severity,
    )
    from itpm.model import (
        Accrual as Accrual,
    )
    from itpm.model import (
        Assignment as Assignment,
    )
    from itpm.model import (
        Baseline as Baseline,
    )
    from itpm.model import (
        BaselineTask as BaselineTask,
    )
    from itpm.model import (
        CalendarException as CalendarException,
    )
    from itpm.model import (
        Constraint as Constraint,
    )
    from itpm.model import (
        ConstraintType as ConstraintType,
    )
    from itpm.model import (
        CurrencyMismatchError as CurrencyMismatchError,
    )
    from itpm.model import (
        DayLength as DayLength,
    )
    from itpm.model import (
        Dependency as Dependency,
    )
    from itpm.model import (
        DependencyType as DependencyType,
    )
    from itpm.model import (
        Duration as Duration,
    )
    from itpm.model import (
        EarnedValueMethod as EarnedValueMethod,
    )
    from itpm.model import (
        EffortType as EffortType,
    )
    from itpm.model import (
        ElapsedDuration as ElapsedDuration,
    )
    from itpm.model import (
        Moment as Moment,
    )
    from itpm.model import (
        Money as Money,
    )
    from itpm.model import (
        Overtime as Overtime,
    )
    from itpm.model import (
        Percent as Percent,
    )
    from itpm.model import (
        Plan as Plan,
    )
    from itpm.model import (
        Progress as Progress,
    )
    from itpm.model import (
        Rate as Rate,
    )
    from itpm.model import (
        Resource as Resource,
    )
    from itpm.model import (
        ResourceKind as ResourceKind,
    )
    from itpm.model import (
        SchedulingPolicy as SchedulingPolicy,
    )
    from itpm.model import (
        Task as Task,
    )
    from itpm.model import (
        TaskDetails as TaskDetails,
    )
    from itpm.model import (
        TaskKind as TaskKind,
    )
    from itpm.model import (
        ThreePointEstimate as ThreePointEstimate,
    )
    from itpm.model import (
        Unit as Unit,
    )
    from itpm.model import (
        WorkCalendar as WorkCalendar,
    )
    from itpm.model import (
        WorkDuration as WorkDuration,
    )
    from itpm.model import (
        WorkWeek as WorkWeek,
    )
    from itpm.scheduling import (
        Bound as Bound,
    )
    from itpm.scheduling import (
        BoundKind as BoundKind,
    )
    from itpm.scheduling import (
        FloatPath as FloatPath,
    )
    from itpm.scheduling import (
        Network as Network,
    )
    from itpm.scheduling import (
        Schedule as Schedule,
    )
    from itpm.scheduling import (
        ScheduledTask as ScheduledTask,
    )
    from itpm.scheduling import (
        Solution as Solution,
    )
    from itpm.scheduling import (
        build_network as build_network,
    )
    from itpm.scheduling import (
        early_bounds as early_bounds,
    )
    from itpm.scheduling import (
        late_bounds as late_bounds,
    )
    from itpm.scheduling import (
        plan_from_graph as plan_from_graph,
    )
    from itpm.scheduling import (
        schedule as schedule,
    )

_HOME = {
    "itpm.errors": (
        "Fault",
        "FaultsError",
        "ItpmError",
        "MissingExtraError",
        "NoWorkingTimeError",
        "NotationError",
        "PlanError",
        "UndefinedIndexError",
        "UnknownNameError",
        "UnknownTaskError",
        "UnresolvedDurationError",
    ),
    "itpm.findings": (
        "Explanation",
        "Finding",
        "Severity",
    ),
    "itpm.model": (
        "Accrual",
        "Assignment",
        "Baseline",
        "BaselineTask",
        "CalendarException",
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
        "Moment",
        "Money",
        "Overtime",
        "Percent",
        "Plan",
        "Progress",
        "Rate",
        "Resource",
        "ResourceKind",
        "SchedulingPolicy",
        "Task",
        "TaskDetails",
        "TaskKind",
        "ThreePointEstimate",
        "Unit",
        "WorkCalendar",
        "WorkDuration",
        "WorkWeek",
    ),
    "itpm.scheduling": (
        "Bound",
        "BoundKind",
        "FloatPath",
        "Network",
        "Schedule",
        "ScheduledTask",
        "Solution",
        "build_network",
        "early_bounds",
        "late_bounds",
        "plan_from_graph",
        "schedule",
    ),
    "itpm.cost": (
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
    ),
}
_PACKAGES = ("cost", "governance", "interop", "lifecycle", "model", "render", "risk", "rules", "scheduling")
_WHERE = {name: home for home, names in _HOME.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "EAC_FORMS",
    "Accrual",
    "Assignment",
    "Baseline",
    "BaselineTask",
    "Bound",
    "BoundKind",
    "CalendarException",
    "Constraint",
    "ConstraintType",
    "CurrencyMismatchError",
    "DayLength",
    "Dependency",
    "DependencyType",
    "Duration",
    "EacForm",
    "EarnedValue",
    "EarnedValueMethod",
    "EarnedValueRow",
    "EffortType",
    "ElapsedDuration",
    "Explanation",
    "Fault",
    "FaultsError",
    "Figures",
    "Finding",
    "FloatPath",
    "Forecasts",
    "ItpmError",
    "MissingExtraError",
    "Moment",
    "Money",
    "Network",
    "NoWorkingTimeError",
    "NotationError",
    "Overtime",
    "Percent",
    "Plan",
    "PlanError",
    "Progress",
    "Rate",
    "Resource",
    "ResourceKind",
    "Schedule",
    "ScheduledTask",
    "SchedulingPolicy",
    "Severity",
    "Solution",
    "Task",
    "TaskDetails",
    "TaskKind",
    "ThreePointEstimate",
    "UndefinedIndexError",
    "Unit",
    "UnknownNameError",
    "UnknownTaskError",
    "UnresolvedDurationError",
    "WorkCalendar",
    "WorkDuration",
    "WorkWeek",
    "build_network",
    "cost_performance_index",
    "cost_schedule_index",
    "cost_variance",
    "cost_variance_percent",
    "duration_percent",
    "early_bounds",
    "earned_percent",
    "earned_value",
    "earning_method",
    "estimate_at_completion",
    "estimate_to_complete",
    "forecast",
    "forecasts",
    "late_bounds",
    "percent_complete",
    "percent_spent",
    "plan_from_graph",
    "schedule",
    "schedule_performance_index",
    "schedule_variance",
    "schedule_variance_percent",
    "to_complete_performance_index",
    "variance_at_completion",
]


def __getattr__(name: str) -> object:
    """A public name or sub-package, loaded on first use."""
    if name in _PACKAGES:
        return import_module(f"itpm.{name}")
    if name not in _WHERE:
        from itpm.errors import did_you_mean

        raise AttributeError(f"module 'itpm' has no attribute {name!r}{did_you_mean(name, __all__)}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PACKAGES})

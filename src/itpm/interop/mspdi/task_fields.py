"""Which elements of a task and a project are read, which MS Project computes, and what the others usually say.

What is in neither list and unusual is kept as foreign, so that a writer can put it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_IDENTITY = "UID ID Name IsNull OutlineLevel OutlineNumber WBS Summary Notes Active Manual Type ExternalTask Milestone"
_INPUTS = (
    "Duration DurationFormat ManualStart ManualFinish ManualDuration ConstraintType ConstraintDate Deadline CalendarUID Priority "
    "EffortDriven IgnoreResourceCalendar LevelingDelay LevelingDelayFormat FixedCost FixedCostAccrual EarnedValueMethod"
)
_PROGRESS = (
    "ActualStart ActualFinish RemainingDuration PercentComplete PercentWorkComplete PhysicalPercentComplete Stop Resume "
    "ActualWork ActualCost"
)
_COMPUTED = (
    "Start Finish EarlyStart EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance DurationVariance "
    "CostVariance TotalSlack FreeSlack StartSlack FinishSlack Critical Work Cost OvertimeCost OvertimeWork ActualDuration "
    "ActualOvertimeCost ActualOvertimeWork RegularWork RemainingCost RemainingWork RemainingOvertimeCost RemainingOvertimeWork "
    "ACWP BCWS BCWP CV SV EAC VAC OverAllocated ResumeValid PreLeveledStart PreLeveledFinish CommitmentStart CommitmentFinish "
    "ActualWorkProtected ActualOvertimeWorkProtected IsPublished DisplayAsSummary"
)

_PROJECT = (
    "Name Title ScheduleFromStart StartDate FinishDate StatusDate CurrencyCode CalendarUID MinutesPerDay MinutesPerWeek "
    "DaysPerMonth DurationFormat CriticalSlackLimit HonorConstraints MultipleCriticalPaths BaselineForEarnedValue"
)
_PROJECT_STATE = "CurrentDate LastSaved SaveVersion"

READ = frozenset(f"{_IDENTITY} {_INPUTS} {_PROGRESS} {_COMPUTED}".split())
"""Elements of a task that are read, or that MS Project computes."""

USUAL: Mapping[str, str] = MappingProxyType(
    {
        "LevelAssignments": "1",
        "LevelingCanSplit": "1",
        "SprintUID": "-1",
        "BoardColumnUID": "-1",
        "FreeformDurationFormat": "7",
    }
)
"""What other elements of a task say where nobody changed them, if not 0."""

PROJECT_READ = frozenset(f"{_PROJECT} {_PROJECT_STATE}".split())
"""Elements of a project that are read, or that say when it was open last."""

PROJECT_GROUPS = frozenset({"OutlineCodes", "ExtendedAttributes", "Calendars", "Tasks", "Resources", "Assignments"})
"""Elements of a project that hold others and are read."""

TASK_GROUPS = frozenset({"PredecessorLink", "ExtendedAttribute", "Baseline", "OutlineCode", "TimephasedData"})
"""Elements of a task that hold others and are read, or computed."""

_RESOURCE = (
    "UID ID Name Type IsNull IsCostResource MaxUnits CalendarUID StandardRate OvertimeRate CostPerUse "
    "AccrueAt MaterialLabel"
)
_RESOURCE_COMPUTED = (
    "PeakUnits OverAllocated Start Finish Work RegularWork OvertimeWork ActualWork RemainingWork ActualOvertimeWork "
    "RemainingOvertimeWork PercentWorkComplete Cost OvertimeCost ActualCost ActualOvertimeCost RemainingCost "
    "RemainingOvertimeCost WorkVariance CostVariance SV CV ACWP BCWS BCWP ActualWorkProtected ActualOvertimeWorkProtected"
)
RESOURCE_READ = frozenset(f"{_RESOURCE} {_RESOURCE_COMPUTED}".split())
"""Elements of a resource that are read, or that MS Project computes."""

RESOURCE_USUAL: Mapping[str, str] = MappingProxyType(
    {"CanLevel": "1", "StandardRateFormat": "2", "OvertimeRateFormat": "2", "WorkGroup": "0"}
)
"""What other elements of a resource say where nobody changed them, if not 0."""

RESOURCE_GROUPS = frozenset({"ExtendedAttribute", "Rates", "TimephasedData"})
"""Elements of a resource that hold others and are read here and there, or computed."""

_ASSIGNMENT = (
    "UID TaskUID ResourceUID ActualCost ActualOvertimeWork ActualWork Cost Delay LevelingDelay LevelingDelayFormat OvertimeWork "
    "RemainingWork Units Work WorkContour"
)
_ASSIGNMENT_COMPUTED = (
    "PercentWorkComplete ActualFinish ActualOvertimeCost ActualStart ACWP CostVariance CV Finish FinishVariance WorkVariance "
    "HasFixedRateUnits Milestone Overallocated OvertimeCost PeakUnits RegularWork RemainingCost RemainingOvertimeCost "
    "RemainingOvertimeWork Start Stop Resume StartVariance Summary SV VAC BCWS BCWP ActualWorkProtected "
    "ActualOvertimeWorkProtected CreationDate"
)
ASSIGNMENT_READ = frozenset(f"{_ASSIGNMENT} {_ASSIGNMENT_COMPUTED}".split())
"""Elements of an assignment that are read, or that MS Project computes."""

ASSIGNMENT_USUAL: Mapping[str, str] = MappingProxyType({"BudgetWork": "PT0H0M0S", "RateScale": "0"})
"""What other elements of an assignment say where nobody changed them, if not 0."""

CALENDAR_READ = frozenset({"UID", "Name", "IsBaseCalendar", "BaseCalendarUID", "IsBaselineCalendar"})
"""Elements of a calendar that are read."""

CALENDAR_GROUPS = frozenset({"WeekDays", "Exceptions", "WorkWeeks"})
"""Elements of a calendar that hold others and are read."""

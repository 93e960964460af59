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
_PROJECT_STATE = "CurrentDate LastSaved"

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

"""The order in which the schema wants the elements; MS Project refuses a file that has another.

Source:
    Microsoft, Project XML Data Interchange schema reference (mspdi_pj12.xsd, 2007); the elements that came with Project 2010
    and later (`Active`, `Manual`, `ManualStart`, ...) where MS Project itself writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PROJECT = (
    "SaveVersion BuildNumber UID Name GUID Title Subject Category Company Manager Author CreationDate Revision LastSaved "
    "ScheduleFromStart StartDate FinishDate FYStartDate CriticalSlackLimit CurrencyDigits CurrencySymbol CurrencyCode "
    "CurrencySymbolPosition CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay MinutesPerWeek "
    "DaysPerMonth DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate DefaultOvertimeRate DurationFormat WorkFormat "
    "EditableActualCosts HonorConstraints EarnedValueMethod InsertedProjectsLikeSummary MultipleCriticalPaths "
    "NewTasksEffortDriven NewTasksEstimated SplitsInProgressTasks SpreadActualCost SpreadPercentComplete TaskUpdatesResource "
    "FiscalYearStart WeekStartDay MoveCompletedEndsBack MoveRemainingStartsBack MoveRemainingStartsForward "
    "MoveCompletedEndsForward BaselineForEarnedValue AutoAddNewResourcesAndTasks StatusDate CurrentDate "
    "MicrosoftProjectServerURL Autolink NewTaskStartDate NewTasksAreManual DefaultTaskEVMethod ProjectExternallyEdited "
    "ExtendedCreationDate ActualsInSync RemoveFileProperties AdminProject BaselineCalendar "
    "UpdateManuallyScheduledTasksWhenEditingLinks KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled "
    "SprintLength AgileMode Views Filters Groups Tables Maps Reports "
    "Drawings DataLinks VBAProjects * OutlineCodes WBSMasks ExtendedAttributes Calendars Tasks Resources Assignments "
    "BoardColumns Sprints"
)
_TASK = (
    "UID GUID ID Name Active Manual Type IsNull CreateDate Contact WBS WBSLevel OutlineNumber OutlineLevel Priority Start "
    "Finish Duration ManualStart ManualFinish ManualDuration StartText FinishText DurationText DurationFormat "
    "FreeformDurationFormat Work Stop Resume ResumeValid EffortDriven Recurring OverAllocated Estimated Milestone Summary "
    "DisplayAsSummary Critical IsSubproject IsSubprojectReadOnly SubprojectName ExternalTask ExternalTaskProject EarlyStart "
    "EarlyFinish LateStart LateFinish StartVariance FinishVariance WorkVariance FreeSlack TotalSlack StartSlack FinishSlack "
    "FixedCost FixedCostAccrual PercentComplete PercentWorkComplete Cost OvertimeCost OvertimeWork ActualStart ActualFinish "
    "ActualDuration ActualCost ActualOvertimeCost ActualWork ActualOvertimeWork RegularWork RemainingDuration RemainingCost "
    "RemainingWork RemainingOvertimeCost RemainingOvertimeWork ACWP CV ConstraintType CalendarUID ConstraintDate Deadline "
    "LevelAssignments LevelingCanSplit LevelingDelay LevelingDelayFormat PreLeveledStart PreLeveledFinish Hyperlink "
    "HyperlinkAddress HyperlinkSubAddress IgnoreResourceCalendar Notes HideBar Rollup BCWS BCWP PhysicalPercentComplete "
    "EarnedValueMethod PredecessorLink ActualWorkProtected ActualOvertimeWorkProtected ExtendedAttribute Baseline OutlineCode "
    "IsPublished StatusManager CommitmentStart CommitmentFinish CommitmentType BoardStatusColumnOrderingID "
    "SprintColumnOrderingID NextAvailableBoardStatusColumnOrderingID NextAvailableSprintOrderingID SprintUID BoardColumnUID "
    "* TimephasedData"
)
_RESOURCE = (
    "UID GUID ID Name Type IsNull Initials Phonetics NTAccount WindowsUserAccount MaterialLabel Code Group WorkGroup "
    "EmailAddress Hyperlink HyperlinkAddress HyperlinkSubAddress MaxUnits PeakUnits OverAllocated AvailableFrom AvailableTo "
    "Start Finish CanLevel AccrueAt Work RegularWork OvertimeWork ActualWork RemainingWork ActualOvertimeWork "
    "RemainingOvertimeWork PercentWorkComplete StandardRate StandardRateFormat Cost OvertimeRate OvertimeRateFormat "
    "OvertimeCost CostPerUse ActualCost ActualOvertimeCost RemainingCost RemainingOvertimeCost WorkVariance CostVariance SV "
    "CV ACWP CalendarUID Notes BCWS BCWP IsGeneric IsInactive IsEnterprise BookingType ActualWorkProtected "
    "ActualOvertimeWorkProtected ActiveDirectoryGUID CreationDate ExtendedAttribute Baseline OutlineCode CostCenter "
    "IsCostResource AssnOwner AssnOwnerGuid IsBudget * AvailabilityPeriods Rates TimephasedData"
)
_ASSIGNMENT = (
    "UID GUID TaskUID ResourceUID PercentWorkComplete ActualCost ActualFinish ActualOvertimeCost ActualOvertimeWork "
    "ActualStart ActualWork ACWP Confirmed Cost CostRateTable RateScale CostVariance CV Delay Finish FinishVariance "
    "Hyperlink HyperlinkAddress HyperlinkSubAddress WorkVariance HasFixedRateUnits FixedMaterial LevelingDelay "
    "LevelingDelayFormat LinkedFields Milestone Notes Overallocated OvertimeCost OvertimeWork PeakUnits RegularWork "
    "RemainingCost RemainingOvertimeCost RemainingOvertimeWork RemainingWork ResponsePending Start Stop Resume StartVariance "
    "Summary SV Units UpdateNeeded VAC Work WorkContour BCWS BCWP BookingType ActualWorkProtected "
    "ActualOvertimeWorkProtected CreationDate AssnOwner AssnOwnerGuid BudgetCost BudgetWork ExtendedAttribute Baseline "
    "* TimephasedData"
)
_OTHERS = {
    "Calendar": "UID GUID Name IsBaseCalendar IsBaselineCalendar BaseCalendarUID WeekDays Exceptions WorkWeeks",
    "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
    "Exception": (
        "EnteredByOccurrences TimePeriod Occurrences Name Type Period DaysOfWeek MonthItem MonthPosition Month MonthDay "
        "DayWorking WorkingTimes"
    ),
    "WorkWeek": "TimePeriod Name WeekDays WeekDay",
    "PredecessorLink": "PredecessorUID Type CrossProject CrossProjectName LinkLag LagFormat",
    "Baseline": (
        "TimephasedData Number Interim Start Finish Duration DurationFormat EstimatedDuration Work Cost BCWS BCWP FixedCost"
    ),
    "OutlineCode": (
        "Guid FieldID FieldName Alias PhoneticAlias Values Enterprise EnterpriseOutlineCodeAlias ResourceSubstitutionEnabled "
        "LeafOnly AllLevelsRequired OnlyTableValuesAllowed Masks ValueID ValueGUID"
    ),
    "ExtendedAttribute": (
        "FieldID FieldName CFType Guid ElemType MaxMultiValues UserDef Alias SecondaryPID AutoRollDown DefaultGuid Ltuid "
        "PhoneticAlias RollupType CalculationType Formula RestrictValues ValuelistSortOrder AppendNewValues Default ValueList "
        "Value ValueGUID DurationFormat"
    ),
    "Rate": ("RatesFrom RatesTo RateTable StandardRate StandardRateFormat OvertimeRate OvertimeRateFormat CostPerUse"),
}


def _places(names: str) -> Mapping[str, int]:
    return MappingProxyType({name: place for place, name in enumerate(names.split())})


ORDER: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "Project": _places(_PROJECT),
        "Task": _places(_TASK),
        "Resource": _places(_RESOURCE),
        "Assignment": _places(_ASSIGNMENT),
        **{name: _places(children) for name, children in _OTHERS.items()},
    }
)
"""By element: the place of each child; ``*`` is where a child stands that the schema does not know."""

_TEXTS = (
    "Title Name Subject Category Company Manager Author Contact OutlineNumber SubprojectName ExternalTaskProject Hyperlink "
    "HyperlinkAddress HyperlinkSubAddress Initials Phonetics NTAccount MaterialLabel Code Group EmailAddress"
)
LONGEST: Mapping[str, int] = MappingProxyType(dict.fromkeys(_TEXTS.split(), 512) | {"Alias": 50})
"""The most characters that the schema allows."""

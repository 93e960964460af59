"""The published schema of MS Project's XML, as far as names, order and types go.

Source:
    Microsoft, "Project XML Data Interchange Schema reference": the sections of mspdi_pj12.xsd (Project 2007, revised
    2007-11-28) for Project, Tasks, Resources, Assignments, Calendars, ExtendedAttributes, OutlineCodes and WBSMasks.

MS Project itself writes the days of a work week in an element ``WeekDays``, which is added here.

A name is followed by what its text may be: ``#`` a whole number, ``.`` a number, ``?`` a boolean, ``@`` a date and time, ``%`` a
time of day, ``~`` a duration, ``:512`` a text of so many characters, ``:0-7`` or ``:1,2,3`` one of these numbers; nothing: any
text, or elements. ``+`` means that it must be there, ``*`` that it may be there several times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from itpm.interop.xml_text import Element

_FORMATS = "3,4,5,6,7,8,9,10,11,12,19,20,35,36,37,38,39,40,41,42,43,44,51,52,53"
_DURATIONS = f"{_FORMATS},21"
_RATES = "1,2,3,4,5,7"
_TYPES = {
    "Project": (
        "SaveVersion#+ UID:16 Name:255 Title:512 Subject:512 Category:512 Company:512 Manager:512 Author:512 CreationDate@ "
        "Revision# LastSaved@ ScheduleFromStart? StartDate@ FinishDate@ FYStartDate:1-12 CriticalSlackLimit# CurrencyDigits# "
        "CurrencySymbol:20 CurrencyCode:3+ CurrencySymbolPosition:0-3 CalendarUID# DefaultStartTime% DefaultFinishTime% "
        "MinutesPerDay# MinutesPerWeek# DaysPerMonth# DefaultTaskType:0-2 DefaultFixedCostAccrual:1-3 DefaultStandardRate. "
        f"DefaultOvertimeRate. DurationFormat:{_DURATIONS} WorkFormat:1-5 EditableActualCosts? HonorConstraints? "
        "EarnedValueMethod:0-1 InsertedProjectsLikeSummary? MultipleCriticalPaths? NewTasksEffortDriven? NewTasksEstimated? "
        "SplitsInProgressTasks? SpreadActualCost? SpreadPercentComplete? TaskUpdatesResource? FiscalYearStart? WeekStartDay:0-6 "
        "MoveCompletedEndsBack? MoveRemainingStartsBack? MoveRemainingStartsForward? MoveCompletedEndsForward? "
        "BaselineForEarnedValue:0-10 AutoAddNewResourcesAndTasks? StatusDate@ CurrentDate@ MicrosoftProjectServerURL? Autolink? "
        "NewTaskStartDate:0-1 DefaultTaskEVMethod:0-1 ProjectExternallyEdited? ExtendedCreationDate@ ActualsInSync? "
        "RemoveFileProperties? AdminProject? OutlineCodes WBSMasks ExtendedAttributes Calendars Tasks Resources Assignments"
    ),
    "Project/Tasks/Task": (
        "UID#+ ID# Name:512 Type:0-2 IsNull? CreateDate@ Contact:512 WBS WBSLevel OutlineNumber:512 OutlineLevel# Priority# "
        f"Start@ Finish@ Duration~ DurationFormat:{_DURATIONS} Work~ Stop@ Resume@ ResumeValid? EffortDriven? Recurring? "
        "OverAllocated? Estimated? Milestone? Summary? Critical? IsSubproject? IsSubprojectReadOnly? SubprojectName:512 "
        "ExternalTask? ExternalTaskProject:512 EarlyStart@ EarlyFinish@ LateStart@ LateFinish@ StartVariance# FinishVariance# "
        "WorkVariance. FreeSlack# TotalSlack# FixedCost. FixedCostAccrual:1-3 PercentComplete# PercentWorkComplete# Cost. "
        "OvertimeCost. OvertimeWork~ ActualStart@ ActualFinish@ ActualDuration~ ActualCost. ActualOvertimeCost. ActualWork~ "
        "ActualOvertimeWork~ RegularWork~ RemainingDuration~ RemainingCost. RemainingWork~ RemainingOvertimeCost. "
        "RemainingOvertimeWork~ ACWP. CV. ConstraintType:0-7 CalendarUID# ConstraintDate@ Deadline@ LevelAssignments? "
        f"LevelingCanSplit? LevelingDelay# LevelingDelayFormat:{_DURATIONS} PreLeveledStart@ PreLeveledFinish@ Hyperlink:512 "
        "HyperlinkAddress:512 HyperlinkSubAddress:512 IgnoreResourceCalendar? Notes HideBar? Rollup? BCWS. BCWP. "
        "PhysicalPercentComplete# EarnedValueMethod:0-1 PredecessorLink* ActualWorkProtected~ ActualOvertimeWorkProtected~ "
        "ExtendedAttribute* Baseline* OutlineCode* IsPublished? StatusManager CommitmentStart@ CommitmentFinish@ "
        "CommitmentType:0-2 TimephasedData*"
    ),
    "Project/Tasks/Task/PredecessorLink": (
        f"PredecessorUID# Type:0-3 CrossProject? CrossProjectName LinkLag# LagFormat:{_FORMATS}"
    ),
    "Project/Tasks/Task/ExtendedAttribute": f"FieldID Value ValueGUID DurationFormat:{_DURATIONS}",
    "Project/Tasks/Task/Baseline": (
        f"TimephasedData* Number# Interim? Start@ Finish@ Duration~ DurationFormat:{_DURATIONS} EstimatedDuration? Work~ "
        "Cost. BCWS. BCWP. FixedCost."
    ),
    "Project/Tasks/Task/OutlineCode": "FieldID+ ValueID# ValueGUID#",
    "Project/Resources/Resource": (
        "UID#+ ID# Name:512 Type:0-1 IsNull? Initials:512 Phonetics:512 NTAccount:512 MaterialLabel:512 Code:512 Group:512 "
        "WorkGroup:0-3 EmailAddress:512 Hyperlink:512 HyperlinkAddress:512 HyperlinkSubAddress:512 MaxUnits. PeakUnits. "
        "OverAllocated? AvailableFrom@ AvailableTo@ Start@ Finish@ CanLevel? AccrueAt:1-4 Work~ RegularWork~ OvertimeWork~ "
        "ActualWork~ RemainingWork~ ActualOvertimeWork~ RemainingOvertimeWork~ PercentWorkComplete# StandardRate. "
        f"StandardRateFormat:{_RATES},8 Cost. OvertimeRate. OvertimeRateFormat:{_RATES} OvertimeCost. CostPerUse. ActualCost. "
        "ActualOvertimeCost. RemainingCost. RemainingOvertimeCost. WorkVariance. CostVariance. SV. CV. ACWP. CalendarUID# Notes "
        "BCWS. BCWP. IsGeneric? IsInactive? IsEnterprise? BookingType:0-1 ActualWorkProtected~ ActualOvertimeWorkProtected~ "
        "ActiveDirectoryGUID:16 CreationDate@ ExtendedAttribute* Baseline* OutlineCode* IsCostResource? AssnOwner AssnOwnerGuid "
        "IsBudget? AvailabilityPeriods Rates TimephasedData*"
    ),
    "Project/Resources/Resource/ExtendedAttribute": f"FieldID Value ValueGUID DurationFormat:{_DURATIONS}",
    "Project/Resources/Resource/Baseline": "Number#+ Work~ Cost. BCWS. BCWP.",
    "Project/Resources/Resource/AvailabilityPeriods/AvailabilityPeriod": "AvailableFrom@ AvailableTo@ AvailableUnits.",
    "Project/Resources/Resource/Rates/Rate": (
        f"RatesFrom@ RatesTo@ RateTable:0-4 StandardRate. StandardRateFormat:{_RATES} OvertimeRate. "
        f"OvertimeRateFormat:{_RATES} CostPerUse."
    ),
    "Project/Assignments/Assignment": (
        "UID#+ TaskUID# ResourceUID# PercentWorkComplete# ActualCost. ActualFinish@ ActualOvertimeCost. ActualOvertimeWork~ "
        "ActualStart@ ActualWork~ ACWP. Confirmed? Cost. CostRateTable:0-4 CostVariance. CV. Delay# Finish@ FinishVariance# "
        "Hyperlink:512 HyperlinkAddress:512 HyperlinkSubAddress:512 WorkVariance. HasFixedRateUnits? FixedMaterial? "
        f"LevelingDelay# LevelingDelayFormat:{_DURATIONS} LinkedFields? Milestone? Notes Overallocated? OvertimeCost. "
        "OvertimeWork~ PeakUnits. RegularWork~ RemainingCost. RemainingOvertimeCost. RemainingOvertimeWork~ RemainingWork~ "
        "ResponsePending? Start@ Stop@ Resume@ StartVariance# Summary? SV. Units. UpdateNeeded? VAC. Work~ WorkContour:0-8 "
        "BCWS. BCWP. BookingType:0-1 ActualWorkProtected~ ActualOvertimeWorkProtected~ CreationDate@ AssnOwner AssnOwnerGuid "
        "BudgetCost. BudgetWork~ ExtendedAttribute* Baseline* TimephasedData*"
    ),
    "Project/Assignments/Assignment/Baseline": "TimephasedData* Number+ Start Finish Work~ Cost BCWS. BCWP.",
    "Project/Calendars/Calendar": "UID#+ Name:512 IsBaseCalendar? BaseCalendarUID# WeekDays Exceptions WorkWeeks",
    "Project/Calendars/Calendar/WeekDays/WeekDay": "DayType:0-7+ DayWorking? TimePeriod WorkingTimes",
    "Project/Calendars/Calendar/Exceptions/Exception": (
        "EnteredByOccurrences? TimePeriod Occurrences# Name:512 Type:1-9 Period# DaysOfWeek# MonthItem:0-9 MonthPosition:0-4 "
        "Month:0-11 MonthDay# DayWorking? WorkingTimes"
    ),
    "Project/Calendars/Calendar/WorkWeeks/WorkWeek": "TimePeriod Name:512 WeekDays WeekDay*",
    "Project/ExtendedAttributes/ExtendedAttribute": (
        "FieldID FieldName CFType:0-7 Guid ElemType:20-23 MaxMultiValues# UserDef? Alias:50 SecondaryPID AutoRollDown? "
        "DefaultGuid Ltuid PhoneticAlias:50 RollupType:0-7 CalculationType:0-2 Formula RestrictValues? ValuelistSortOrder:0-1 "
        "AppendNewValues? Default ValueList"
    ),
    "Project/OutlineCodes/OutlineCode": (
        "Guid+ FieldID FieldName Alias PhoneticAlias Values Enterprise? EnterpriseOutlineCodeAlias# "
        "ResourceSubstitutionEnabled? LeafOnly? AllLevelsRequired? OnlyTableValuesAllowed? Masks"
    ),
    "Project/OutlineCodes/OutlineCode/Values/Value": (
        "ValueID# FieldGUID+ Type:4,6,9,15,17,21,27+ ParentValueID# Value Description"
    ),
    "Project/WBSMasks": "VerifyUniqueCodes? GenerateCodes? Prefix WBSMask*",
    "Project/WBSMasks/WBSMask": "Level# Type:0-3 Length# Separator",
}
_TIMES = {"TimePeriod": "FromDate@ ToDate@", "WorkingTimes": "WorkingTime*", "WorkingTime": "FromTime% ToTime%"}
_ANY_ORDER = frozenset({"Project/OutlineCodes/OutlineCode/Values/Value"})
"""Types whose elements may stand in any order (``xsd:all``)."""
NEWER = frozenset(
    {
        "Active",
        "Manual",
        "ManualStart",
        "ManualFinish",
        "ManualDuration",
        "IsBaselineCalendar",
        "GUID",
        "BuildNumber",
        "Views",
    }
)
"""Elements of Project 2010 and later, of which the published schema of 2007 knows nothing."""
_MEMBER = re.compile(r"(\w+?)([#.?@%~]|:[0-9,-]+)?([+*]?)")
_TEXTS = {
    "#": r"[+-]?[0-9]+",
    ".": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?",
    "?": "0|1|true|false",
    "@": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?",
    "%": r"[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "~": r"-?P(?:[0-9]+D)?T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?",
}


@frozen
class Part:
    """One element that a type may have.

    Attributes:
        name: the element.
        texts: pattern of its text; None: any.
        is_needed: whether it must be there.
        is_several: whether it may be there several times.
    """

    name: str
    texts: str | None
    is_needed: bool
    is_several: bool


def parts_of(path: str) -> tuple[Part, ...]:
    """The elements of the type at a path, in order; none where the schema says nothing of their order."""
    said = _TYPES.get(path, _TIMES.get(path.rpartition("/")[2], ""))
    found = (_MEMBER.fullmatch(word) for word in said.split())
    return tuple(Part(one[1], _pattern(one[2] or ""), one[3] == "+", one[3] == "*") for one in found if one is not None)


def paths() -> tuple[str, ...]:
    """Every path of which the schema says the order."""
    return tuple(path for path in _TYPES if path not in _ANY_ORDER)


def _pattern(said: str) -> str | None:
    if said in _TEXTS or not said:
        return _TEXTS.get(said)
    if said[1:].isdigit():
        return rf"(?s:.{{0,{said[1:]}}})"
    numbers: list[str] = []
    for piece in said[1:].split(","):
        first, _, last = piece.partition("-")
        numbers += map(str, range(int(first), int(last or first) + 1))
    return "|".join(numbers)


def breaches(one: Element, path: str = "Project") -> Iterator[str]:
    """What an element has that the schema does not allow."""
    parts = {part.name: (place, part) for place, part in enumerate(parts_of(path))}
    last = -1
    seen: set[str] = set()
    for child in one.children:
        if parts and child.name not in NEWER:
            place, part = parts.get(child.name, (len(parts), Part(child.name, None, False, True)))
            if place == len(parts):
                yield f"{path}: unknown {child.name}"
                continue
            if place < last and path not in _ANY_ORDER:
                yield f"{path}: {child.name} stands too late"
            if child.name in seen and not part.is_several:
                yield f"{path}: {child.name} twice"
            if part.texts is not None and not re.fullmatch(part.texts, child.text):
                yield f"{path}/{child.name}: {child.text[:80]!r}"
            last = max(last, place)
            seen.add(child.name)
        yield from breaches(child, f"{path}/{child.name}")
    if one.name == "WorkingTimes" and len(one.children) > 5:
        yield f"{path}: {len(one.children)} working times"
    yield from (f"{path}: no {part.name}" for _, part in parts.values() if part.is_needed and part.name not in seen)

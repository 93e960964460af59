"""The plan's resources and assignments as the file holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import count

from attrs import frozen

from itpm.interop.mspdi.amounts_out import ACCRUAL_CODES, Amounts, clock_text, hundredths, rate
from itpm.interop.mspdi.calendars_out import CalendarRows
from itpm.interop.mspdi.elements_out import Value, element, listed
from itpm.interop.mspdi.fields_out import raw_elements
from itpm.interop.xml_text import Element
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Rate, Resource, ResourceKind
from itpm.model.tasks import Task
from itpm.scheduling.schedules import Schedule

_TYPES = {ResourceKind.MATERIAL: 0, ResourceKind.WORK: 1, ResourceKind.COST: 0}
_HOUR, _OF_MATERIAL = 2, 8
_CONTOURED = 8
_UNASSIGNED = -65535
_REMAINING, _ACTUAL = 1, 2
_IN_DAYS = 2
_FIRST, _LAST = datetime(1984, 1, 1), datetime(2049, 12, 31, 23, 59)


def resources_out(plan: Plan, uids: Mapping[str, int], calendars: CalendarRows) -> Iterator[Element]:
    """The resources' elements."""
    for number, resource in enumerate(plan.resources, 1):
        yield _resource(resource, uids[resource.id], number, calendars.own.get(resource.id))


def _resource(resource: Resource, uid: int, number: int, calendar: int | None) -> Element:
    first = resource.rates[0] if resource.rates else Rate()
    raw = [group for name, text in resource.foreign for group in raw_elements(name, text)]
    values: list[tuple[str, Value]] = [
        ("UID", uid),
        ("ID", number),
        ("Name", resource.name or (None if resource.id == str(uid) else resource.id)),
        ("Type", _TYPES[resource.kind]),
        ("IsNull", False),
        ("MaterialLabel", resource.unit or None),
        ("MaxUnits", resource.max_units),
        ("AccrueAt", ACCRUAL_CODES[resource.accrual]),
        ("StandardRate", rate(first.standard)),
        ("OvertimeRate", rate(first.overtime)),
        ("CostPerUse", hundredths(first.per_use)),
        ("CalendarUID", calendar),
        ("IsCostResource", resource.kind is ResourceKind.COST),
        *resource.foreign,
        ("StandardRateFormat", _OF_MATERIAL if resource.kind is ResourceKind.MATERIAL else _HOUR),
    ]
    groups = [group for group in raw if group.name != "Rate"]
    rates = [*_rates(resource), *(group for group in raw if group.name == "Rate")]
    return element("Resource", values, *groups, *listed("Rates", rates))


def _rates(resource: Resource) -> Iterator[Element]:
    """The first rate table; left out where the resource's own elements say all of it."""
    rates = resource.rates
    if not rates or (len(rates) == 1 and rates[0].effective is None):
        return
    ends = [later.effective for later in rates[1:]]
    for own, until in zip(rates, [*ends, None], strict=True):
        yield element(
            "Rate",
            [
                ("RatesFrom", own.effective or _FIRST),
                ("RatesTo", until or _LAST),
                ("RateTable", 0),
                ("StandardRate", rate(own.standard)),
                ("StandardRateFormat", _HOUR),
                ("OvertimeRate", rate(own.overtime)),
                ("OvertimeRateFormat", _HOUR),
                ("CostPerUse", hundredths(own.per_use)),
            ],
        )


@frozen(kw_only=True)
class AssignmentWriter:
    """What writing assignments needs to know.

    Attributes:
        plan: the plan.
        schedule: its dates, where they are known.
        amounts: how amounts are written.
        tasks: UIDs of the tasks.
        resources: UIDs of the resources.
    """

    plan: Plan
    schedule: Schedule | None
    amounts: Amounts
    tasks: Mapping[str, int]
    resources: Mapping[str, int]

    def elements(self) -> Iterator[Element]:
        """The assignments' elements; a split task without one gets one of nobody, which tells its parts."""
        numbers = count(1)
        for task in self.plan.tasks:
            works = [one for one in task.assignments if self._kind(one) is ResourceKind.WORK]
            for assignment in task.assignments:
                periods = self._periods(task, assignment) if assignment in works else ()
                yield self._assignment(next(numbers), task, assignment, periods)
            if task.extra.splits and not works:
                values = [("UID", next(numbers)), ("TaskUID", self.tasks[task.id]), ("ResourceUID", _UNASSIGNED)]
                yield element("Assignment", values, *self._periods(task, None))

    def _kind(self, assignment: Assignment) -> ResourceKind:
        return self.plan.resource_by_id[assignment.resource].kind

    def _assignment(self, uid: int, task: Task, assignment: Assignment, periods: tuple[Element, ...]) -> Element:
        seconds = self.amounts
        is_cost = self._kind(assignment) is ResourceKind.COST
        row = self.schedule[task.id] if self.schedule is not None else None
        levelling = assignment.levelling_delay
        values: list[tuple[str, Value]] = [
            ("UID", uid),
            ("TaskUID", self.tasks[task.id]),
            ("ResourceUID", self.resources[assignment.resource]),
            ("ActualCost", hundredths(assignment.actual_cost)),
            ("ActualOvertimeWork", seconds.duration(assignment.actual_overtime)),
            ("ActualWork", seconds.duration(assignment.actual_work)),
            ("Cost", hundredths(assignment.cost) if is_cost else None),
            ("Delay", seconds.tenths(assignment.delay)),
            ("Finish", None if row is None else row.finish),
            ("LevelingDelay", seconds.tenths(levelling)),
            ("LevelingDelayFormat", None if levelling is None else seconds.code(levelling)),
            ("OvertimeWork", seconds.duration(assignment.overtime)),
            ("RemainingWork", seconds.duration(assignment.remaining)),
            ("Start", None if row is None else row.start),
            ("Units", assignment.units),
            ("Work", seconds.duration(assignment.work)),
            *assignment.foreign,
            ("WorkContour", _CONTOURED if assignment.contoured else 0),
        ]
        raw = [group for name, text in assignment.foreign for group in raw_elements(name, text)]
        return element("Assignment", values, *raw, *periods)

    def _periods(self, task: Task, assignment: Assignment | None) -> tuple[Element, ...]:
        """The parts of a split task as work over time."""
        if not task.extra.splits:
            return ()
        units = Decimal(1) if assignment is None else assignment.units
        calendar = self.plan.calendar if task.calendar is None else self.plan.calendar_by_name[task.calendar]
        stop = task.progress.stop if task.progress is not None else None
        return tuple(
            element(
                "TimephasedData",
                [
                    ("Type", _ACTUAL if stop is not None and finish <= stop else _REMAINING),
                    ("Start", start),
                    ("Finish", finish),
                    ("Unit", _IN_DAYS),
                    ("Value", clock_text(max(int(calendar.compiled.between(*_seconds(start, finish)) * units), 60))),
                ],
            )
            for start, finish in task.extra.splits
        )


def _seconds(start: datetime, finish: datetime) -> tuple[int, int]:
    return to_seconds(start), to_seconds(finish)

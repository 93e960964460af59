"""The plan's tasks as the file holds them, with the dates of a schedule where there is one.

What MS Project has no means for is written as what comes nearest: a three-point estimate as its most likely value, a
hammock as a task of its present length, Primavera's constraints as MS Project's. How it comes back all the same is told
in `itpm.interop.kept`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from itpm.interop.mspdi.amounts_out import ACCRUAL_CODES, Amounts, clock_text, hundredths, tenths_of
from itpm.interop.mspdi.calendars_out import CalendarRows
from itpm.interop.mspdi.elements_out import Value, element, whole
from itpm.interop.mspdi.fields_out import FieldsOut, raw_elements
from itpm.interop.mspdi.numbering import OutlineRow
from itpm.interop.xml_text import Element
from itpm.model.baselines import BaselineTask
from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import Duration, ElapsedDuration, scheduled
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.tasks import EarnedValueMethod, Task, TaskKind
from itpm.scheduling.schedules import Schedule, ScheduledTask

_LINK_CODES = {DependencyType.FF: 0, DependencyType.FS: 1, DependencyType.SF: 2, DependencyType.SS: 3}
_NEAREST = {
    ConstraintType.START_ON: ConstraintType.SNET,
    ConstraintType.FINISH_ON: ConstraintType.FNET,
    ConstraintType.MANDATORY_START: ConstraintType.MSO,
    ConstraintType.MANDATORY_FINISH: ConstraintType.MFO,
}
_BASELINE = re.compile(r"Baseline(?: ([1-9]|10))?")
_MOST_BASELINES = 11
_KEEPS_DATES = (TaskKind.MANUAL, TaskKind.EXTERNAL)


@frozen(kw_only=True)
class TaskWriter:
    """What writing tasks needs to know.

    Attributes:
        plan: the plan.
        schedule: its dates, where they are known.
        amounts: how amounts are written.
        uids: UIDs of the tasks.
        calendars: the calendars' UIDs.
        fields: the custom fields.
        links: what each task waits for, by its id.
        baselines: what was agreed for each task, with the number of the baseline.
    """

    plan: Plan
    schedule: Schedule | None
    amounts: Amounts
    uids: Mapping[str, int]
    calendars: CalendarRows
    fields: FieldsOut
    links: Mapping[str, list[Dependency]]
    baselines: Mapping[str, list[tuple[int, BaselineTask]]]

    def element(self, row: OutlineRow, number: int) -> Element:
        """The element of one task, `number` being its place among all."""
        task = self.plan.tasks[row.place]
        is_summary = self.plan.structure.is_summary(row.place)
        dates = None if self.schedule is None else self.schedule[task.id]
        values: list[tuple[str, Value]] = [
            ("UID", self.uids[task.id]),
            ("ID", number),
            ("IsNull", False),
            ("OutlineNumber", row.number),
            ("OutlineLevel", row.level),
            ("Summary", is_summary),
            *self._own(task),
            *self._durations(task, dates, is_summary=is_summary),
            *_dates(dates),
            *self._kept_dates(task, dates),
            *self._constraint(task),
            *self._progress(task),
            *task.extra.foreign,
        ]
        groups = [
            *(self._link(link) for link in self.links.get(task.id, ())),
            *self.fields.of_task(task),
            *(self._baseline(number, agreed) for number, agreed in self.baselines.get(task.id, ())),
            *(group for name, text in task.extra.foreign for group in raw_elements(name, text)),
        ]
        return element("Task", values, *groups)

    def _own(self, task: Task) -> Iterator[tuple[str, Value]]:
        """What was typed, apart from durations, dates and progress."""
        details = task.extra
        yield "Name", task.name or (None if task.id == str(self.uids[task.id]) else task.id)
        yield "Active", details.active
        yield "Manual", task.kind is TaskKind.MANUAL
        yield "ExternalTask", task.kind is TaskKind.EXTERNAL
        yield "Type", details.effort.value
        yield "WBS", details.wbs or None
        yield "Priority", task.priority
        yield "EffortDriven", details.effort_driven
        yield "FixedCost", hundredths(details.fixed_cost)
        yield "FixedCostAccrual", ACCRUAL_CODES[details.fixed_cost_accrual]
        yield "CalendarUID", self.calendars.uid(task.calendar)
        yield "Deadline", task.deadline
        yield "LevelingDelay", self.amounts.tenths(details.levelling_delay)
        yield "LevelingDelayFormat", self.amounts.code(details.levelling_delay) if details.levelling_delay else None
        yield "IgnoreResourceCalendar", details.ignores_resource_calendars
        yield "Notes", details.notes or None
        yield "EarnedValueMethod", details.earned_value is EarnedValueMethod.PHYSICAL_PERCENT

    def _durations(self, task: Task, dates: ScheduledTask | None, *, is_summary: bool) -> Iterator[tuple[str, Value]]:
        duration = None if task.duration is None else scheduled(task.duration)
        if task.spans_others or (duration is None and is_summary):
            shown = self._span(task, dates) or self.amounts.duration(duration)
        else:
            shown = self.amounts.duration(duration)
        if shown is None and not is_summary and not task.spans_others:
            shown = clock_text(0)
        yield "Duration", shown
        yield "DurationFormat", self._format(duration, dates)
        if task.kind is TaskKind.MANUAL:
            yield "ManualDuration", self.amounts.duration(duration)
        no_time = duration is not None and not duration.amount
        yield (
            "Milestone",
            task.extra.milestone or (not is_summary and not task.spans_others and (duration is None or no_time)),
        )

    def _format(self, duration: Duration | None, dates: ScheduledTask | None) -> int:
        """Code of the unit; slack is clock time wherever it says so."""
        code = self.amounts.code(duration)
        on_the_clock = dates is not None and isinstance(dates.total_float, ElapsedDuration)
        return code + 1 if on_the_clock and code % 2 else code

    def _span(self, task: Task, dates: ScheduledTask | None) -> str | None:
        """Working time from start to finish."""
        if dates is None:
            return None
        calendar = self.plan.calendar if task.calendar is None else self.plan.calendar_by_name[task.calendar]
        return clock_text(max(calendar.compiled.between(to_seconds(dates.start), to_seconds(dates.finish)), 0))

    def _kept_dates(self, task: Task, dates: ScheduledTask | None) -> Iterator[tuple[str, Value]]:
        """The dates of a task that keeps its own."""
        if task.kind in _KEEPS_DATES:
            yield "ManualStart", task.extra.manual_start
            yield "ManualFinish", task.extra.manual_finish
            if dates is None:
                yield "Start", task.extra.manual_start
                yield "Finish", task.extra.manual_finish

    def _constraint(self, task: Task) -> Iterator[tuple[str, Value]]:
        if task.constraints:
            first = task.constraints[0]
            yield "ConstraintType", _NEAREST.get(first.type, first.type).value
            yield "ConstraintDate", first.date
        elif self.plan.schedule_from == "start":
            yield "ConstraintType", ConstraintType.ASAP.value

    def _progress(self, task: Task) -> Iterator[tuple[str, Value]]:
        progress = task.progress
        if progress is None:
            return
        percents = (progress.percent_complete, progress.percent_work, progress.physical_percent)
        complete, work, physical = (None if percent is None else whole(percent) for percent in percents)
        yield "ActualStart", progress.actual_start
        yield "ActualFinish", progress.actual_finish
        yield "RemainingDuration", self.amounts.duration(progress.remaining)
        yield "PercentComplete", complete
        yield "PercentWorkComplete", work
        yield "PhysicalPercentComplete", physical
        yield "Stop", progress.stop
        yield "Resume", progress.resume
        yield "ActualWork", self.amounts.duration(progress.actual_work)
        yield "ActualCost", hundredths(progress.actual_cost)

    def _link(self, link: Dependency) -> Element:
        values: list[tuple[str, Value]] = [
            ("PredecessorUID", self.uids[link.predecessor]),
            ("Type", _LINK_CODES[link.type]),
            ("CrossProject", self.plan[link.predecessor].kind is TaskKind.EXTERNAL),
            *self.amounts.lag(link.lag),
        ]
        return element("PredecessorLink", values)

    def _baseline(self, number: int, agreed: BaselineTask) -> Element:
        values: list[tuple[str, Value]] = [
            ("Number", number),
            ("Start", agreed.start),
            ("Finish", agreed.finish),
            ("Duration", self.amounts.duration(agreed.duration)),
            ("DurationFormat", None if agreed.duration is None else self.amounts.code(agreed.duration)),
            ("Work", self.amounts.duration(agreed.work)),
            ("Cost", hundredths(agreed.cost)),
        ]
        return element("Baseline", values)


def _dates(dates: ScheduledTask | None) -> Iterator[tuple[str, Value]]:
    """What the schedule says of a task."""
    if dates is None:
        return
    yield "Start", dates.start
    yield "Finish", dates.finish
    yield "EarlyStart", dates.early_start
    yield "EarlyFinish", dates.early_finish
    yield "LateStart", dates.late_start
    yield "LateFinish", dates.late_finish
    yield "FreeSlack", tenths_of(_seconds(dates.free_float))
    yield "TotalSlack", tenths_of(_seconds(dates.total_float))
    yield "Critical", dates.is_critical


def _seconds(value: Duration) -> int:
    """A result's seconds [s], which no day length changes."""
    return round(value.minutes * 60)


def baseline_numbers(plan: Plan) -> dict[str, int]:
    """The number of each baseline that MS Project has room for: as its name says, else the first free one.

    Example:
        >>> from itpm.model import Baseline
        >>> baseline_numbers(Plan("p", start="2026-01-05", tasks=[], baselines=[Baseline("Baseline 3"), Baseline("May")]))
        {'Baseline 3': 3, 'May': 0}
    """
    named = {one.name: int(match[1] or 0) for one in plan.baselines if (match := _BASELINE.fullmatch(one.name))}
    free = [number for number in range(_MOST_BASELINES) if number not in named.values()]
    others = [one.name for one in plan.baselines if one.name not in named]
    numbers = named | dict(zip(others, free, strict=False))
    return {one.name: numbers[one.name] for one in plan.baselines if one.name in numbers}

"""From a plan to MS Project XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import frozen

from itpm.errors import Fault, FaultsError, PlanError
from itpm.interop.currencies import currency_or_none
from itpm.interop.mspdi.amounts_out import DAYS, Amounts, clock_text
from itpm.interop.mspdi.calendars_out import CalendarRows, calendar_rows, calendars_out
from itpm.interop.mspdi.elements_out import RAW, Value, as_text, element, listed
from itpm.interop.mspdi.fields_out import FieldsOut, fields_out, raw_elements
from itpm.interop.mspdi.hints_out import with_hints
from itpm.interop.mspdi.loading import plan_fields
from itpm.interop.mspdi.numbering import outline_of, uids_of
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.recurring_out import week_start_of
from itpm.interop.mspdi.resources_out import AssignmentWriter, resources_out
from itpm.interop.mspdi.tasks_out import TaskWriter, baseline_numbers
from itpm.interop.xml_text import Element
from itpm.model.dependencies import Dependency
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.scheduling.schedules import Schedule

_VERSION = 14
_BEFORE, _BEHIND = timedelta(days=366), timedelta(days=5 * 366)
_GROUPS = ("ExtendedAttribute", "OutlineCode")


def dumps(plan: Plan, schedule: Schedule | None = None) -> str:
    """The plan as MS Project XML (MSPDI).

    Read again with `loads` it is the same plan. MS Project and others see its tasks, links, calendars, resources and
    baselines, and the dates of the schedule. What they have no means for is written as what comes nearest and kept in a
    custom field, see `itpm.interop.kept`. Slack is rounded to tenths of minutes, as the file counts it.

    Args:
        plan: the plan.
        schedule: its dates; None: none are written, and who opens the file computes them.

    Raises:
        PlanError: the schedule is of other tasks, or the file cannot hold a value.

    Example:
        >>> from itpm.interop.mspdi.loading import loads
        >>> from itpm.model import Task
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack SS+4h"])])
        >>> loads(dumps(plan)) == plan
        True
    """
    if schedule is not None and [task.id for task in schedule.plan.tasks] != [task.id for task in plan.tasks]:
        raise PlanError(
            [Fault("schedule", schedule.plan.name, f"a schedule of other tasks than those of {plan.name!r}")]
        )
    file = file_of(plan, schedule)
    root = file.root()
    faults: list[Fault] = []
    try:
        seen = plan_fields(Record(root, "", faults))
    except FaultsError as error:
        raise PlanError(_unwritable([*faults, *error.faults], file, root)) from None
    if faults:
        raise PlanError(_unwritable(faults, file, root))
    return as_text(with_hints(root, plan, seen, free=file.fields.free, tasks=file.tasks, resources=file.resources))


def _unwritable(faults: Iterable[Fault], file: MspdiFile, root: Element) -> list[Fault]:
    """The faults with places that say the plan's ids instead of the file's numbers."""
    tasks = {str(uid): name for name, uid in file.tasks.items()}
    resources = {str(uid): name for name, uid in file.resources.items()}
    ids = {f"Task[UID={uid}]": f"Task[{name}]" for uid, name in tasks.items()}
    ids |= {f"Resource[UID={uid}]": f"Resource[{name}]" for uid, name in resources.items()}
    for one in Record(root, "", []).list_of("Assignments", "Assignment"):
        who = f"{tasks.get(one.text('TaskUID'), '')}, {resources.get(one.text('ResourceUID'), '')}"
        ids[f"Assignment[UID={one.text('UID')}]"] = f"Assignment[{who}]"
    return [
        Fault(
            "/".join(ids.get(part, part) for part in fault.place.split("/")),
            fault.value,
            f"MS Project XML cannot hold this: {fault.message}",
        )
        for fault in faults
    ]


@frozen(kw_only=True)
class MspdiFile:
    """A file that is to be written.

    Attributes:
        plan: the plan.
        schedule: its dates, where they are known.
        tasks: UIDs of the tasks.
        resources: UIDs of the resources.
        calendars: the calendars.
        fields: the custom fields.
        week_start: day the weeks begin with, 0 = Sunday.
    """

    plan: Plan
    schedule: Schedule | None
    tasks: dict[str, int]
    resources: dict[str, int]
    calendars: CalendarRows
    fields: FieldsOut
    week_start: int

    def root(self) -> Element:
        """The whole file, without hints."""
        plan = self.plan
        raw = [group for name, text in plan.foreign for group in raw_elements(name, text)]
        strangers = [group for group in raw if group.name not in _GROUPS]
        amounts = Amounts(day=plan.day)
        assignments = AssignmentWriter(
            plan=plan, schedule=self.schedule, amounts=amounts, tasks=self.tasks, resources=self.resources
        )
        return element(
            "Project",
            self._header(),
            *strangers,
            *listed("OutlineCodes", self.fields.tables),
            *listed("ExtendedAttributes", self.fields.definitions),
            *listed("Calendars", calendars_out(self.calendars, plan, _span(plan, self.schedule))),
            *listed("Tasks", self._tasks(amounts)),
            *listed("Resources", resources_out(plan, self.resources, self.calendars)),
            *listed("Assignments", assignments.elements()),
        )

    def _header(self) -> Iterator[tuple[str, Value]]:
        plan, day = self.plan, self.plan.day
        policy = plan.policy or SchedulingPolicy.ms_project()
        numbers = baseline_numbers(plan)
        yield "Title", plan.name
        yield "ScheduleFromStart", plan.schedule_from == "start"
        yield "StartDate", plan.start
        yield "FinishDate", self._finish()
        yield "CriticalSlackLimit", policy.critical_limit.seconds(day) // (day.minutes_per_day * 60)
        yield "CurrencyCode", currency_or_none(plan.currency)
        yield "CalendarUID", self.calendars.usual
        yield "MinutesPerDay", day.minutes_per_day
        yield "MinutesPerWeek", day.minutes_per_week
        yield "DaysPerMonth", day.days_per_month
        yield "DurationFormat", DAYS
        yield "HonorConstraints", policy.honour_constraints
        yield "MultipleCriticalPaths", policy.open_ends_critical
        yield "StatusDate", plan.data_date
        yield "BaselineForEarnedValue", next(iter(numbers.values()), 0)
        yield from ((name, text) for name, text in plan.foreign if not name.startswith(RAW))
        yield "SaveVersion", _VERSION
        yield "WeekStartDay", self.week_start or None

    def _finish(self) -> Value:
        """When it must end, where the plan is scheduled from there; else when it does."""
        if self.plan.schedule_from == "finish":
            return self.plan.finish
        return None if self.schedule is None else self.schedule.finish

    def _tasks(self, amounts: Amounts) -> Iterator[Element]:
        plan = self.plan
        links: dict[str, list[Dependency]] = {}
        for link in plan.links:
            links.setdefault(link.successor, []).append(link)
        numbers = baseline_numbers(plan)
        agreed = [(numbers[one.name], task) for one in plan.baselines if one.name in numbers for task in one.tasks]
        baselines = {name: [pair for pair in agreed if pair[1].id == name] for name in {task.id for _, task in agreed}}
        writer = TaskWriter(
            plan=plan,
            schedule=self.schedule,
            amounts=amounts,
            uids=self.tasks,
            calendars=self.calendars,
            fields=self.fields,
            links=links,
            baselines=baselines,
        )
        yield self._summary()
        for number, row in enumerate(outline_of(plan), 1):
            yield writer.element(row, number)

    def _summary(self) -> Element:
        """The project's own summary, which MS Project shows above all tasks."""
        dates = self.schedule
        values: list[tuple[str, Value]] = [
            ("UID", 0),
            ("ID", 0),
            ("Name", self.plan.name),
            ("Type", 1),
            ("IsNull", False),
            ("OutlineNumber", "0"),
            ("OutlineLevel", 0),
            ("Summary", True),
            ("DurationFormat", DAYS),
        ]
        if dates is not None:
            work = self.plan.calendar.compiled.between(to_seconds(dates.start), to_seconds(dates.finish))
            values += [("Start", dates.start), ("Finish", dates.finish), ("Duration", clock_text(max(work, 0)))]
        return element("Task", values)


def file_of(plan: Plan, schedule: Schedule | None) -> MspdiFile:
    """The file of a plan, its numbers given."""
    texts = [part.recurrence for _, one in (*plan.calendars, ("", plan.calendar)) for part in one.exceptions]
    said = dict(plan.foreign).get("WeekStartDay", "")
    week_start = int(said) if said in tuple("0123456") and said else week_start_of(texts)
    named_zero = frozenset(one.id for one in plan.resources if one.id == "0" and one.name)
    return MspdiFile(
        plan=plan,
        schedule=schedule,
        tasks=uids_of(task.id for task in plan.tasks),
        resources=uids_of((resource.id for resource in plan.resources), allowed=named_zero),
        calendars=calendar_rows(plan, week_start),
        fields=fields_out(plan),
        week_start=week_start,
    )


def _span(plan: Plan, schedule: Schedule | None) -> tuple[date, date]:
    """The days for which exceptions are written day by day: from a year before the plan to some years behind it."""
    finish = max(plan.start, plan.finish or plan.start, plan.deadline or plan.start)
    if schedule is not None:
        finish = max(finish, schedule.finish)
    first, last = plan.start.date(), finish.date()
    return max(first, date.min + 2 * _BEFORE) - _BEFORE, min(last, date.max - 2 * _BEHIND) + _BEHIND

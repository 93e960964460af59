"""The file's activities and WBS nodes as tasks.

What P6 computed (early and late dates, floats, planned dates of what has not begun) is never read; a task lasts what is left of
it where it has not begun, and what was planned where it has, which is what P6 schedules by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.interop.xer.assignments_in import Assignments
from itpm.interop.xer.breakdown import WBS_READ, Breakdown
from itpm.interop.xer.calendars_in import Calendars
from itpm.interop.xer.codes import (
    ACTIVE,
    COMPLETE,
    CONSTRAINTS,
    FINISH_MILESTONE,
    KINDS,
    NOT_STARTED,
    OF_DURATION,
    OF_UNITS,
    PERCENT_TYPES,
    PHYSICAL,
    PRIORITIES,
    RESOURCE_DEPENDENT,
    START_MILESTONE,
    STATUSES,
)
from itpm.interop.xer.links_in import Links
from itpm.interop.xer.rows import Row
from itpm.interop.xer.values_in import Values
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import NO_TIME, WorkDuration
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Resource, ResourceKind
from itpm.model.tasks import EarnedValueMethod, EffortType, Task, TaskDetails, TaskKind

COMPUTED = frozenset(
    {
        "total_float_hr_cnt",
        "free_float_hr_cnt",
        "late_start_date",
        "late_end_date",
        "early_start_date",
        "early_end_date",
        "restart_date",
        "reend_date",
        "rem_late_start_date",
        "rem_late_end_date",
        "driving_path_flag",
        "float_path",
        "float_path_order",
    }
)
READ = COMPUTED | {
    "task_id",
    "proj_id",
    "wbs_id",
    "phys_complete_pct",
    "task_code",
    "task_name",
    "act_start_date",
    "act_end_date",
    "expect_end_date",
    "suspend_date",
    "resume_date",
    "priority_type",
    "status_code",
    "remain_drtn_hr_cnt",
}
CONSTRAINT_READ = frozenset({"cstr_type", "cstr_date", "cstr_type2", "cstr_date2"})
_LIMITS = (("external_early_start_date", ConstraintType.SNET), ("external_late_end_date", ConstraintType.FNLT))
_PLACES = Decimal("0.0001")


@frozen(kw_only=True, eq=False)
class TaskReader:
    """What reading a task needs to know of the file around it.

    Attributes:
        breakdown: the rows in order.
        calendars: the calendars.
        usual: name of the project's calendar.
        resources: the resources by id.
        assignments: the assignments by task.
        links: the links by successor.
        values: activity codes and user-defined fields.
    """

    breakdown: Breakdown
    calendars: Calendars
    usual: str | None
    resources: Mapping[str, Resource]
    assignments: Assignments
    links: Links
    values: Values

    def task(self, row: Row) -> Task:
        """The task of a row."""
        return self._node(row) if row.table == "PROJWBS" else self._activity(row)

    def _node(self, row: Row) -> Task:
        return Task(
            self.breakdown.ids[row.raw("wbs_id")],
            name=row.text("wbs_name"),
            parent=self.breakdown.parent(row),
            details=TaskDetails(wbs=row.text("wbs_short_name"), foreign=row.others(WBS_READ)),
        )

    def _activity(self, row: Row) -> Task:
        number = row.raw("task_id")
        kind = row.choice("task_type", KINDS, TaskKind.TASK)
        assignments = tuple(self.assignments.by_task.get(number, ()))
        begun = bool(row.raw("act_start_date") or row.raw("act_end_date"))
        left = row.positive_hours("remain_drtn_hr_cnt")
        planned = row.positive_hours("target_drtn_hr_cnt")
        duration = (planned or left) if begun else (left or planned)
        return Task(
            number,
            NO_TIME if duration is None else duration,
            name=row.text("task_name"),
            after=tuple(self.links.by_successor.get(number, ())),
            parent=self.breakdown.parent(row),
            kind=kind,
            constraints=_constraints(row),
            calendar=self._calendar(row, assignments),
            assignments=assignments,
            progress=_progress(row, planned, left, assignments),
            priority=row.choice("priority_type", PRIORITIES, PRIORITIES["PT_Normal"]),
            details=self._details(row, assignments, begun=begun),
        )

    def _calendar(self, row: Row, assignments: tuple[Assignment, ...]) -> str | None:
        """The activity's own; of a resource-dependent one that of its resources, where they have one in common."""
        own = self.calendars.name_of(row)
        if row.raw("task_type") == RESOURCE_DEPENDENT:
            theirs = {
                self.resources[assignment.resource].calendar
                for assignment in assignments
                if self.resources[assignment.resource].kind is ResourceKind.WORK
            }
            if theirs:
                own = theirs.pop() if len(theirs) == 1 else None
        return None if own == self.usual else own

    def _details(self, row: Row, assignments: tuple[Assignment, ...], *, begun: bool) -> TaskDetails:
        is_physical = row.choice("complete_pct_type", PERCENT_TYPES, OF_DURATION) == PHYSICAL
        kind = row.raw("task_type")
        number = row.raw("task_id")
        return TaskDetails(
            milestone=kind in (START_MILESTONE, FINISH_MILESTONE),
            start_milestone=kind == START_MILESTONE,
            expected_finish=row.moment("expect_end_date"),
            effort=self._effort(row, assignments),
            earned_value=EarnedValueMethod.PHYSICAL_PERCENT if is_physical else None,
            wbs=row.text("task_code"),
            codes=self.values.codes.get(number, ()),
            custom=self.values.custom.get(number, ()),
            foreign=row.others(_read(row, begun=begun)),
        )

    def _effort(self, row: Row, assignments: tuple[Assignment, ...]) -> EffortType:
        """Only the work of a resource-dependent activity says how long it lasts, where all of it is known."""
        working = [part for part in assignments if self.resources[part.resource].kind is ResourceKind.WORK]
        known = all(part.work is not None and part.work.amount and part.units for part in working)
        if row.raw("task_type") == RESOURCE_DEPENDENT and working and known:
            return EffortType.FIXED_UNITS
        return EffortType.FIXED_DURATION


def _read(row: Row, *, begun: bool) -> frozenset[str]:
    """The columns of an activity that need not be kept: planned dates and duration are computed until it has begun."""
    read = READ | CONSTRAINT_READ
    if begun:
        return read | {"target_drtn_hr_cnt"}
    same = row.raw("target_drtn_hr_cnt") == row.raw("remain_drtn_hr_cnt")
    return read | {"target_start_date", "target_end_date"} | ({"target_drtn_hr_cnt"} if same else frozenset())


def _constraints(row: Row) -> tuple[Constraint, ...]:
    """First and second constraint, then what links with other projects leave open."""
    found = [
        constraint
        for suffix in ("", "2")
        if (constraint := _constraint(row, f"cstr_type{suffix}", f"cstr_date{suffix}")) is not None
    ]
    for column, kind in _LIMITS:
        date = row.moment(column)
        if date is not None:
            found.append(Constraint(kind, date))
    return tuple(found)


def _constraint(row: Row, type_column: str, date_column: str) -> Constraint | None:
    kind = row.choice(type_column, CONSTRAINTS, ConstraintType.ASAP)
    if kind is ConstraintType.ASAP:
        return None
    if not kind.has_date:
        return Constraint(kind)
    date = row.moment(date_column)
    if date is None:
        if not row.raw(date_column):
            row.fault(date_column, "", f"expected the date of the constraint {row.raw(type_column)}")
        return None
    return Constraint(kind, date)


def _progress(
    row: Row, planned: WorkDuration | None, left: WorkDuration | None, assignments: tuple[Assignment, ...]
) -> Progress | None:
    begun, ended = _actual_dates(row)
    physical = row.number_in("phys_complete_pct") or Decimal(0)
    if not 0 <= physical <= 100:
        row.fault("phys_complete_pct", row.raw("phys_complete_pct"), f"expected 0 to 100, got {physical}")
        physical = Decimal(0)
    stop, resume = row.moment("suspend_date"), row.moment("resume_date")
    if begun is None and not physical:
        return None
    kind = row.choice("complete_pct_type", PERCENT_TYPES, OF_DURATION)
    share = None if begun is None else Decimal(100) if ended is not None else _share(planned, left)
    return Progress(
        actual_start=begun,
        actual_finish=ended,
        remaining=None if begun is None else NO_TIME if ended is not None or left is None else left,
        percent_complete=share,
        percent_work=_share_of_work(assignments) if kind == OF_UNITS else None,
        physical_percent=physical if physical or kind == PHYSICAL else None,
        stop=stop if begun is not None else None,
        resume=resume if begun is not None else None,
    )


def _actual_dates(row: Row) -> tuple[datetime | None, datetime | None]:
    """When it began and ended; a milestone may have but one of the two dates."""
    begun, ended = row.moment("act_start_date"), row.moment("act_end_date")
    status = row.choice("status_code", STATUSES, NOT_STARTED)
    kind = row.raw("task_type")
    if begun is None:
        begun = ended
    if ended is None and status == COMPLETE and kind in (START_MILESTONE, FINISH_MILESTONE):
        ended = begun
    if status in (ACTIVE, COMPLETE) and begun is None and KINDS.get(kind, TaskKind.TASK) is TaskKind.TASK:
        row.fault("act_start_date", "", f"expected the date on which it began, as its status is {status}")
    return begun, ended


def _share(planned: WorkDuration | None, left: WorkDuration | None) -> Decimal:
    if planned is None or not planned.amount or left is None:
        return Decimal(0)
    share = (planned.amount - left.amount) / planned.amount * 100
    return min(Decimal(100), max(Decimal(0), share)).quantize(_PLACES).normalize() + Decimal(0)


def _share_of_work(assignments: tuple[Assignment, ...]) -> Decimal:
    done = sum((part.actual_work.amount for part in assignments if part.actual_work), Decimal(0))
    left = sum((part.remaining.amount for part in assignments if part.remaining), Decimal(0))
    return (done / (done + left) * 100).quantize(_PLACES).normalize() + Decimal(0) if done else Decimal(0)

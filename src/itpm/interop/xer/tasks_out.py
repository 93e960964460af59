"""Tasks as P6 writes them: activities, WBS nodes, links and assignments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.interop.xer.breakdown import WBS
from itpm.interop.xer.calendars_out import CalendarNumbers, is_elapsed
from itpm.interop.xer.codes import (
    ACTIVE,
    COMPLETE,
    CONSTRAINTS,
    FINISH_MILESTONE,
    LEVEL_OF_EFFORT,
    LINKS,
    NOT_STARTED,
    OF_DURATION,
    OF_UNITS,
    PHYSICAL,
    PLAIN,
    PRIORITIES,
    RESOURCE_DEPENDENT,
    START_MILESTONE,
    WBS_SUMMARY,
    word_of,
)
from itpm.interop.xer.numbering import Numbers
from itpm.interop.xer.packing import columns_among, unpacked
from itpm.interop.xer.rows import trimmed_text
from itpm.interop.xer.xer_text import as_cell
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import Duration, Percent, scheduled
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, ResourceKind
from itpm.model.tasks import EarnedValueMethod, Task, TaskKind
from itpm.scheduling import Schedule, ScheduledTask

Cells = dict[str, str]
_EXTERNAL = ("external_early_start_date", "external_late_end_date")
_WORDS = {kind: word for word, kind in CONSTRAINTS.items()} | {
    ConstraintType.MSO: "CS_MANDSTART",
    ConstraintType.MFO: "CS_MANDFIN",
}
_HOUR = 3600


@frozen(kw_only=True, eq=False)
class TaskWriter:
    """What writing tasks needs to know of the plan around them.

    Attributes:
        plan: the plan.
        schedule: its dates, if they are to be written.
        numbers: numbers of its tasks.
        calendars: numbers of its calendars.
        project: number of the project.
        root: number of the node above those that have none; empty where none is needed.
        foreign: what the file it came from said besides.
    """

    plan: Plan
    schedule: Schedule | None
    numbers: Numbers
    calendars: CalendarNumbers
    project: str
    root: str
    foreign: Mapping[str, str]

    def nodes(self) -> Iterator[Cells]:
        """Rows of PROJWBS."""
        if self.root:
            yield {
                "wbs_id": self.root,
                "proj_id": self.project,
                "seq_num": "0",
                "proj_node_flag": "Y",
                "status_code": "WS_Open",
                "wbs_short_name": as_cell(self.plan.name)[:20],
                "wbs_name": as_cell(self.plan.name),
            }
        for order, task in enumerate(self.plan.tasks, start=1):
            if task.id in self.numbers.nodes:
                number = self.numbers.nodes[task.id]
                above = self.root if task.parent is None else self.numbers.nodes[task.parent]
                kept = columns_among(task.extra.foreign)
                yield (
                    {"seq_num": str(order), "proj_node_flag": "N", "status_code": "WS_Open", "parent_wbs_id": above}
                    | kept
                    | {
                        "wbs_id": number,
                        "proj_id": self.project,
                        "wbs_short_name": as_cell(task.extra.wbs or _own_name(task.id, number)),
                        "wbs_name": as_cell(task.name or _own_name(task.id, number)),
                    }
                    | ({"parent_wbs_id": above} if above else {})
                )

    def activities(self) -> Iterator[Cells]:
        """Rows of TASK."""
        for task in self.plan.tasks:
            if task.id in self.numbers.activities:
                row = {**self._task(task), **_constraint_cells(task), **self._progress(task)}
                yield row | (_computed(task, self.schedule[task.id]) if self.schedule is not None else {})

    def _task(self, task: Task) -> Cells:
        kept = columns_among(task.extra.foreign)
        kind = _activity_type(task, kept)
        of_resource = kind == RESOURCE_DEPENDENT and bool(kept.get("clndr_id"))
        return (
            {"duration_type": "DT_FixedDUR2", "complete_pct_type": _percent_type(task)}
            | kept
            | {
                "task_id": self.numbers.activities[task.id],
                "proj_id": self.project,
                "wbs_id": self.root if task.parent is None else self.numbers.nodes[task.parent],
                "clndr_id": kept["clndr_id"] if of_resource else self.calendars.of(self._calendar(task)),
                "task_code": as_cell(task.extra.wbs or task.id),
                "task_name": as_cell(task.name or _own_name(task.id, self.numbers.activities[task.id])),
                "task_type": kind,
                "priority_type": min(PRIORITIES, key=lambda word: abs(PRIORITIES[word] - task.priority)),
                "expect_end_date": _date(task.extra.expected_finish),
            }
        )

    def _calendar(self, task: Task) -> str | None:
        return self.calendars.elapsed if is_elapsed(task) else task.calendar

    def _progress(self, task: Task) -> Cells:
        progress = task.progress
        kept = dict(task.extra.foreign)
        lasting = Decimal(0) if task.duration is None else self._seconds(scheduled(task.duration))
        physical = progress.physical_percent if progress is not None else None
        cells = {"phys_complete_pct": trimmed_text(physical or Decimal(0)), "status_code": NOT_STARTED}
        if progress is None or progress.actual_start is None:
            hours = trimmed_text(lasting, _HOUR)
            planned = (
                {"target_drtn_hr_cnt": kept.get("target_drtn_hr_cnt", hours)} if self.tells_planned_durations() else {}
            )
            return cells | {"remain_drtn_hr_cnt": hours} | planned
        left = (lasting * (100 - (progress.percent_complete or Decimal(0))) / 100).to_integral_value()
        if progress.remaining is not None:
            left = self._seconds(progress.remaining)
        return cells | {
            "status_code": COMPLETE if progress.is_complete else ACTIVE,
            "act_start_date": _date(progress.actual_start),
            "act_end_date": _date(progress.actual_finish),
            "remain_drtn_hr_cnt": "0" if progress.is_complete else trimmed_text(left, _HOUR),
            "target_drtn_hr_cnt": trimmed_text(lasting, _HOUR),
            "suspend_date": _date(progress.stop),
            "resume_date": _date(progress.resume),
        }

    def tells_planned_durations(self) -> bool:
        """Whether the file has a column for them: a new one has, one that was read may do without."""
        had = self.foreign.get("columns of TASK")
        return had is None or "target_drtn_hr_cnt" in had.split("\t")

    def _seconds(self, duration: Duration) -> Decimal:
        return Decimal(duration.seconds(self.plan.day))

    def links(self) -> Iterator[Cells]:
        """Rows of TASKPRED."""
        counts: dict[str, int] = {}
        for order, link in enumerate(self.plan.links, start=1):
            behind = self.numbers.activities[link.successor]
            counts[behind] = counts.get(behind, 0) + 1
            kept = unpacked(self.foreign.get(f"TASKPRED {behind} {counts[behind]}", ""))
            yield (
                {"task_pred_id": str(order), "proj_id": self.project, "pred_proj_id": self.project}
                | kept
                | {
                    "task_id": behind,
                    "pred_task_id": self.numbers.activities[link.predecessor],
                    "pred_type": word_of(LINKS, link.type),
                    "lag_hr_cnt": trimmed_text(self._lag(link), _HOUR),
                }
            )

    def _lag(self, link: Dependency) -> Decimal:
        if not isinstance(link.lag, Percent):
            return self._seconds(link.lag)
        length = self.plan[link.predecessor].duration
        return Decimal(0) if length is None else Decimal(link.lag.of(int(self._seconds(scheduled(length)))))

    def assignments(self) -> Iterator[Cells]:
        """Rows of TASKRSRC."""
        number = 0
        for task in self.plan.tasks:
            for order, assignment in enumerate(task.assignments, start=1):
                number += 1
                own = self.numbers.activities.get(task.id, "")
                kept = unpacked(self.foreign.get(f"TASKRSRC {own} {order}", ""))
                yield (
                    {"taskrsrc_id": str(number)}
                    | kept
                    | {
                        "task_id": own,
                        "proj_id": self.project,
                        **self._assignment(assignment),
                    }
                )

    def _assignment(self, assignment: Assignment) -> Cells:
        role = self.numbers.roles.get(assignment.resource)
        cells = (
            {"rsrc_id": self.numbers.resources[assignment.resource]}
            if role is None
            else {"rsrc_id": "", "role_id": role}
        )
        if self.plan.resource_by_id[assignment.resource].kind is ResourceKind.WORK:
            overtime = self._hours(assignment.actual_overtime)
            cells |= {
                "target_qty_per_hr": trimmed_text(assignment.units),
                "target_qty": self._quantity(assignment.work),
                "remain_qty": self._quantity(assignment.remaining),
                "act_reg_qty": trimmed_text(self._hours(assignment.actual_work) - overtime),
                "act_ot_qty": trimmed_text(overtime),
            }
        else:
            cells["target_qty"] = trimmed_text(assignment.units)
        return cells | {
            "target_lag_drtn_hr_cnt": trimmed_text(self._hours(assignment.delay)),
            "target_cost": _amount(assignment.cost),
            "act_reg_cost": _amount(assignment.actual_cost),
            "act_ot_cost": "0",
        }

    def _quantity(self, work: Duration | None) -> str:
        """An amount of work; nothing where there is less than none."""
        hours = self._hours(work)
        return "" if work is None or hours < 0 else trimmed_text(hours)

    def _hours(self, duration: Duration | None) -> Decimal:
        return Decimal(0) if duration is None else self._seconds(duration) / _HOUR


def _own_name(task: str, number: str) -> str:
    """A task's id, where it is more than its number."""
    return "" if task.removeprefix(WBS) == number else task


def _amount(money: Money | None) -> str:
    return "0" if money is None else trimmed_text(money.amount)


def _activity_type(task: Task, kept: Mapping[str, str]) -> str:
    match task.kind:
        case TaskKind.LEVEL_OF_EFFORT:
            return LEVEL_OF_EFFORT
        case TaskKind.HAMMOCK:
            return WBS_SUMMARY if kept.get("task_type") == WBS_SUMMARY else LEVEL_OF_EFFORT
        case _:
            lasts = task.duration is not None and scheduled(task.duration).amount
            if task.extra.milestone and not lasts:
                return START_MILESTONE if task.extra.start_milestone else FINISH_MILESTONE
            return RESOURCE_DEPENDENT if kept.get("task_type") == RESOURCE_DEPENDENT else PLAIN


def _percent_type(task: Task) -> str:
    if task.extra.earned_value is EarnedValueMethod.PHYSICAL_PERCENT:
        return PHYSICAL
    return OF_UNITS if task.progress is not None and task.progress.percent_work is not None else OF_DURATION


def _constraint_cells(task: Task) -> Cells:
    """First and second constraint; those that stand for links with other projects are in their own columns."""
    kept = dict(task.extra.foreign)
    outside = {kept[column] for column in _EXTERNAL if column in kept}
    found = [
        constraint
        for constraint in task.constraints
        if constraint.type is not ConstraintType.ASAP
        and not (_date(constraint.date) in outside and _is_limit(constraint))
    ]
    cells: Cells = {}
    for suffix, constraint in zip(("", "2"), found, strict=False):
        cells |= {f"cstr_type{suffix}": _WORDS[constraint.type], f"cstr_date{suffix}": _date(constraint.date)}
    return cells


def _is_limit(constraint: Constraint) -> bool:
    return constraint.type in (ConstraintType.SNET, ConstraintType.FNLT)


def _computed(task: Task, row: ScheduledTask) -> Cells:
    """The columns that P6 computes, from a schedule."""
    done = task.is_complete
    begun = task.progress is not None and task.progress.is_started
    early = (_date(row.early_start), _date(row.early_finish))
    late = (_date(row.late_start), _date(row.late_finish))
    cells: Cells = dict(
        zip(("early_start_date", "early_end_date", "late_start_date", "late_end_date"), (*early, *late), strict=True)
    )
    if not done:
        columns = ("restart_date", "reend_date", "rem_late_start_date", "rem_late_end_date")
        cells |= dict(zip(columns, (*early, *late), strict=True))
        cells |= {
            "total_float_hr_cnt": trimmed_text(Decimal(str(row.total_float.minutes)), 60),
            "free_float_hr_cnt": trimmed_text(Decimal(str(row.free_float.minutes)), 60),
        }
    if not begun:
        cells |= {"target_start_date": early[0], "target_end_date": early[1]}
    return cells


def _date(instant: datetime | None) -> str:
    if instant is None:
        return ""
    return instant.isoformat(" ", "seconds" if instant.second else "minutes")


date_cell = _date

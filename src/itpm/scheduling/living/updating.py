"""Status after status: one batch of actuals makes the next plan, or is refused as a whole.

A batch is checked against three things: itself (no finish without a start), the data date (nothing that happened lies after
it) and what was recorded before (no progress is undone without a reason). Facts that follow are filled in: a finished task is
100 % complete, a milestone starts when it is reached, a percentage follows from what remains, and work done after an
interruption went on from there. Where assignments say how much of their work is left, the work left is shared out anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from attrs import evolve

from itpm.errors import Fault, PlanError
from itpm.model.durations import Unit, WorkDuration
from itpm.model.moments import Moment, moment
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.resources import Assignment
from itpm.model.tasks import Task
from itpm.scheduling.living.actuals import Actual
from itpm.scheduling.living.following import settled
from itpm.scheduling.living.reports import Actuals, Report, reports_of
from itpm.scheduling.living.update_checks import (
    contradictions,
    disagreement,
    out_of_place,
    seconds_left,
    spread_out,
    too_late,
    undone,
)


def update(plan: Plan, actuals: Actuals, as_of: Moment) -> Plan:
    """The plan with a batch of progress recorded and its data date set; what is left stays where logic puts it.

    Args:
        plan: as it was known at the last status.
        actuals: what is new, each task once: `Actual` values; rows, which are mappings with a ``"task"`` and the fields of
            an `Actual`, where empty cells say nothing; or such rows by task id. A `Progress` by task id says all that is
            known of that task.
        as_of: the new data date; a bare date is the day's end.

    Raises:
        PlanError: with every fault of the batch: unknown tasks with the nearest, values that cannot be read, actual dates
            after the data date, a finish without a start or before it, a percentage that what remains contradicts, progress
            that is undone without a reason, progress of summaries.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> plan = update(plan, {"pack": {"start": "2026-01-05", "remaining": "1d"}}, "2026-01-06")
        >>> plan["pack"].progress.percent_complete, plan.data_date
        (Decimal('50'), datetime.datetime(2026, 1, 7, 0, 0))
    """
    data_date = moment(as_of, edge="finish", place="as_of")
    faults = list(_data_date_faults(plan, data_date))
    reports = reports_of(plan, actuals, faults)
    changed: list[Task] = []
    for report in reports:
        task = plan[report.task]
        progress = settled(plan, task, report.said, data_date)
        faults.extend(_faults(plan, task, report, progress, data_date))
        changed.append(_recorded(plan, task, progress))
    told = {report.task for report in reports}
    for task in plan.tasks:
        if task.id not in told and task.progress is not None:
            faults.extend(too_late(f"task {task.id!r}.progress", task, task.progress, data_date))
    if faults:
        raise PlanError(faults)
    by_id = {task.id: task for task in changed}
    return evolve(plan, tasks=[by_id.get(task.id, task) for task in plan.tasks], data_date=data_date)


def _data_date_faults(plan: Plan, data_date: datetime) -> Iterator[Fault]:
    if plan.data_date is not None and data_date < plan.data_date:
        said = f"progress is recorded up to {plan.data_date} already, got {data_date}"
        yield Fault("as_of", data_date, said)


def _faults(plan: Plan, task: Task, report: Report, progress: Progress, data_date: datetime) -> Iterator[Fault]:
    misplaced = list(out_of_place(plan, report.place, task, progress))
    if misplaced:
        yield from misplaced
        return
    yield from contradictions(plan, report.place, task, progress)
    yield from too_late(report.place, task, progress, data_date)
    if isinstance(report.said, Actual):
        yield from disagreement(plan, report.place, task, report.said)
        yield from spread_out(plan, report.place, task, progress)
    if not report.correction.strip():
        yield from undone(plan, report.place, task, progress)


def _recorded(plan: Plan, task: Task, progress: Progress) -> Task:
    """The task with that progress, and the work that its assignments have left in step with it."""
    if progress == (task.progress or Progress()):
        return task
    left, whole = seconds_left(plan, task, progress), seconds_left(plan, task, Progress(actual_start=plan.start))
    if left is None or not whole or not any(share.remaining is not None for share in task.assignments):
        return evolve(task, progress=progress)
    shares = [_shared(plan, share, left, whole) for share in task.assignments]
    return evolve(task, progress=progress, assignments=shares)


def _shared(plan: Plan, share: Assignment, left: int, whole: int) -> Assignment:
    if share.remaining is None or share.work is None:
        return share
    work = share.work.seconds(plan.day)
    remaining = round(Decimal(work) * left / whole)
    done = share.actual_work
    if done is not None:
        done = WorkDuration(Decimal(max(0, work - remaining)), Unit.SECOND)
    return evolve(share, remaining=WorkDuration(Decimal(remaining), Unit.SECOND), actual_work=done)

"""What was known of a plan's progress at a date.

A plan records progress up to its data date. Asked for an earlier day, it must not answer with what was learnt later. Best is
a **history**: the plan as it was saved at earlier data dates; the latest of them up to the day asked for says what was known.
Without one, actual dates still say much: what had ended counts in full, what had not begun not at all. Only work in progress
on that day is uncertain; it is taken to have gone evenly along its working time from its start to its end (or the data
date), and is named, so that nobody takes it for a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

import attrs
from attrs import frozen

from itpm.cost.earning import duration_percent
from itpm.errors import Fault, PlanError
from itpm.model.baselines import BaselineTask
from itpm.model.durations import Unit, WorkDuration
from itpm.model.moments import to_seconds
from itpm.model.money import Money
from itpm.model.numbers import CONTEXT
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.resources import Assignment
from itpm.model.tasks import Task


@frozen
class Known:
    """A plan as it was known at a date.

    Attributes:
        plan: with the progress known then.
        estimated: ids of tasks whose progress is not recorded for then, but taken as even.
        later: the data date whose progress was scaled back; None where that was not needed.
    """

    plan: Plan
    estimated: tuple[str, ...] = ()
    later: datetime | None = None


def saved_plans(history: Iterable[Plan]) -> list[Plan]:
    """Earlier states of a plan, oldest first.

    Raises:
        PlanError: one has no data date, so nobody knows when it held.
    """
    plans = list(history)
    faults = [
        Fault(f"history[{place}].data_date", None, "an earlier state of a plan needs its data date")
        for place, plan in enumerate(plans)
        if plan.data_date is None
    ]
    if faults:
        raise PlanError(faults)
    return sorted(plans, key=lambda plan: plan.data_date or datetime.min)


def known_at(plan: Plan, at: datetime, history: Sequence[Plan] = ()) -> Known:
    """The plan with the progress that was known at a date; `history` oldest first."""
    if plan.data_date is None or at >= plan.data_date:
        return Known(plan)
    before = [state for state in history if state.data_date is not None and state.data_date <= at]
    if before:
        return Known(_with_progress_of(plan, before[-1]))
    agreed = plan.baselines[0].by_task() if plan.baselines else {}
    pairs = [_rolled_back(plan, task, at, agreed.get(task.id)) for task in plan.tasks]
    estimated = tuple(task.id for task, is_estimated in pairs if is_estimated)
    return Known(attrs.evolve(plan, tasks=[task for task, _ in pairs]), estimated, plan.data_date)


def _with_progress_of(plan: Plan, state: Plan) -> Plan:
    """The plan with another state's progress and actual cost; tasks that it did not have yet have none."""
    tasks, recorded = [], {task.id: task for task in state.tasks}
    for task in plan.tasks:
        then = recorded.get(task.id)
        shares = {} if then is None else {share.resource: share for share in then.assignments}
        tasks.append(
            attrs.evolve(
                task,
                progress=None if then is None else then.progress,
                assignments=[_share_as_of(share, shares.get(share.resource)) for share in task.assignments],
            )
        )
    return attrs.evolve(plan, tasks=tasks, data_date=state.data_date)


def _share_as_of(share: Assignment, then: Assignment | None) -> Assignment:
    cost, work = (None, None) if then is None else (then.actual_cost, then.actual_work)
    return attrs.evolve(share, actual_cost=cost, actual_work=work)


def _rolled_back(plan: Plan, task: Task, at: datetime, agreed: BaselineTask | None) -> tuple[Task, bool]:
    """The task as it was at `at`, and whether that is an estimate; where its start is not recorded, it is the agreed one."""
    progress = task.progress
    if progress is None and not any(share.actual_cost or share.actual_work for share in task.assignments):
        return task, False
    if progress is not None and progress.actual_finish is not None and progress.actual_finish <= at:
        return task, False
    recorded = None if progress is None else progress.actual_start
    start = recorded or (None if agreed is None else agreed.start) or plan.start
    is_empty = progress == Progress() and not task.assignments
    if start >= at:
        return _scaled(plan, task, Decimal(0)), recorded is None and not is_empty
    end = (progress.actual_finish if progress is not None else None) or plan.data_date or at
    return _scaled(plan, task, _share_passed(plan, task, start, at, end)), not is_empty


def _share_passed(plan: Plan, task: Task, start: datetime, at: datetime, end: datetime) -> Decimal:
    calendar = (plan.calendar if task.calendar is None else plan.calendar_by_name[task.calendar]).compiled
    first, now, last = to_seconds(start), to_seconds(at), to_seconds(end)
    passed, whole = calendar.between(first, now), calendar.between(first, last)
    if whole <= 0:
        passed, whole = now - first, max(last - first, 1)
    return min(CONTEXT.divide(Decimal(passed), Decimal(whole)), Decimal(1))


def _scaled(plan: Plan, task: Task, share: Decimal) -> Task:
    """The task with a share of its progress and cost; with none of it, not begun."""
    assignments = [
        attrs.evolve(one, actual_cost=_money(one.actual_cost, share), actual_work=_work(one.actual_work, share))
        for one in task.assignments
    ]
    progress = task.progress
    if progress is None or not share:
        return attrs.evolve(task, assignments=assignments, progress=None)
    scaled = Progress(
        actual_start=progress.actual_start,
        percent_complete=_percent(duration_percent(task, day=plan.day), share),
        percent_work=_percent(Decimal(100) if progress.is_complete else progress.percent_work, share),
        physical_percent=_percent(Decimal(100) if progress.is_complete else progress.physical_percent, share),
        actual_work=_work(progress.actual_work, share),
        actual_cost=_money(progress.actual_cost, share),
    )
    return attrs.evolve(task, assignments=assignments, progress=scaled)


def _percent(percent: Decimal | None, share: Decimal) -> Decimal | None:
    return None if percent is None else CONTEXT.multiply(percent, share)


def _money(amount: Money | None, share: Decimal) -> Money | None:
    return None if amount is None else Money(CONTEXT.multiply(amount.amount, share), amount.currency)


def _work(work: WorkDuration | None, share: Decimal) -> WorkDuration | None:
    return None if work is None else WorkDuration(CONTEXT.multiply(work.amount, share), Unit(work.unit))

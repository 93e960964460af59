"""Durations typed in days, weeks and months as seconds, so that a task may stand in a plan whose days have another length."""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from itpm.model.dependencies import Dependency
from itpm.model.durations import DayLength, Duration, ElapsedDuration, Percent, ThreePointEstimate, Unit, WorkDuration
from itpm.model.plans import Plan
from itpm.model.resources import Assignment
from itpm.model.tasks import Task


def resolved_plan(plan: Plan) -> Plan:
    """The plan with every working duration in seconds; its dates are the same."""
    tasks = [_task(task, plan.day) for task in plan.tasks]
    return evolve(plan, tasks=tasks, dependencies=[_link(link, plan.day) for link in plan.dependencies])


def _task(task: Task, day: DayLength) -> Task:
    progress = task.progress
    if progress is not None:
        progress = evolve(progress, remaining=_duration(progress.remaining, day))
    return evolve(
        task,
        duration=_estimate(task.duration, day),
        after=[_link(link, day) for link in task.after],
        assignments=[_assignment(share, day) for share in task.assignments],
        progress=progress,
    )


def _estimate(value: Duration | ThreePointEstimate | None, day: DayLength) -> Duration | ThreePointEstimate | None:
    if isinstance(value, ThreePointEstimate):
        parts = (value.optimistic, value.most_likely, value.pessimistic)
        return ThreePointEstimate(*(_of(part, day) for part in parts))
    return _duration(value, day)


def _duration(value: Duration | None, day: DayLength) -> Duration | None:
    return None if value is None else _of(value, day)


def _of(value: Duration, day: DayLength) -> Duration:
    return value if isinstance(value, ElapsedDuration) else _work(value, day)


def _work(value: WorkDuration, day: DayLength) -> WorkDuration:
    return WorkDuration(Decimal(value.seconds(day)), Unit.SECOND)


def _link(link: Dependency, day: DayLength) -> Dependency:
    return link if isinstance(link.lag, Percent) else evolve(link, lag=_of(link.lag, day))


def _assignment(share: Assignment, day: DayLength) -> Assignment:
    def amount(value: WorkDuration | None) -> WorkDuration | None:
        return None if value is None else _work(value, day)

    return evolve(
        share,
        work=amount(share.work),
        remaining=amount(share.remaining),
        actual_work=amount(share.actual_work),
        overtime=amount(share.overtime),
        actual_overtime=amount(share.actual_overtime),
        delay=_duration(share.delay, day),
    )

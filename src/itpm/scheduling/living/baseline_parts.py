"""A baseline of which only some tasks were agreed anew: the rest stays, summaries follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from attrs import evolve

from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.durations import Duration, Unit, WorkDuration
from itpm.model.moments import to_seconds
from itpm.model.money import Money
from itpm.model.plans import Plan


def merged_baseline(plan: Plan, agreed: Baseline, fresh: Baseline, chosen: frozenset[str]) -> Baseline:
    """`fresh` for the chosen tasks, `agreed` for the others; a summary above a chosen task spans what its tasks now say.

    Its work and cost change by as much as those of its tasks do.
    """
    before, now = agreed.by_task(), fresh.by_task()
    found = {task.id: now[task.id] if task.id in chosen else before.get(task.id) for task in plan.tasks}
    structure = plan.structure
    touched = {above for name in chosen for above in structure.ancestors(structure.position[name])}
    for place in structure.summaries_upwards():
        name = plan.tasks[place].id
        if place in touched and name not in chosen:
            below = [plan.tasks[child].id for child in structure.children[place]]
            pairs = [(before.get(child), found[child]) for child in below]
            known = found[name]
            if known is None:
                known, pairs = evolve(now[name], work=None, cost=None), [(None, child) for _, child in pairs]
            found[name] = _spanning(plan, known, pairs)
    return evolve(fresh, tasks=[task for task in found.values() if task is not None])


def _spanning(
    plan: Plan, summary: BaselineTask, below: list[tuple[BaselineTask | None, BaselineTask | None]]
) -> BaselineTask:
    tasks = [now for _, now in below if now is not None]
    start = min(_dates(task.start for task in tasks), default=summary.start)
    finish = max(_dates(task.finish for task in tasks), default=summary.finish)
    work, cost = summary.work, summary.cost
    for before, now in below:
        if now is not None:
            work, cost = _plus(plan, work, now.work), _sum(cost, now.cost)
        if before is not None:
            work = _plus(plan, work, before.work, minus=True)
            cost = _sum(cost, None if before.cost is None else -before.cost)
    return evolve(
        summary, start=start, finish=finish, duration=_between(plan, summary, start, finish), work=work, cost=cost
    )


def _dates(values: Iterator[datetime | None]) -> Iterator[datetime]:
    return (value for value in values if value is not None)


def _between(plan: Plan, summary: BaselineTask, start: datetime | None, finish: datetime | None) -> Duration | None:
    if start is None or finish is None:
        return summary.duration
    name = plan[summary.id].calendar
    calendar = (plan.calendar if name is None else plan.calendar_by_name[name]).compiled
    seconds = calendar.between(to_seconds(start), to_seconds(finish))
    return WorkDuration(Decimal(seconds), Unit.SECOND, day=plan.day)


def _plus(
    plan: Plan, total: WorkDuration | None, more: WorkDuration | None, *, minus: bool = False
) -> WorkDuration | None:
    if more is None:
        return total
    seconds = more.seconds(plan.day) * (-1 if minus else 1) + (total.seconds(plan.day) if total is not None else 0)
    return WorkDuration(Decimal(seconds), Unit.SECOND, day=plan.day)


def _sum(total: Money | None, more: Money | None) -> Money | None:
    return more if total is None else total if more is None else total + more

"""Taking a picture of a plan, to measure against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from attrs import evolve

from itpm.errors import Fault, Hints, PlanError, UnknownNameError, nearest
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.durations import Duration, Unit, WorkDuration, scheduled, seconds_of
from itpm.model.moments import Moment, finish_moment
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.scheduling.living.baseline_parts import merged_baseline
from itpm.scheduling.schedules import Schedule
from itpm.scheduling.schedules import schedule as schedule_of


def set_baseline(
    plan: Plan,
    name: str,
    *,
    schedule: Schedule | None = None,
    costs: Mapping[str, Money] | None = None,
    set_at: Moment | None = None,
    replace: bool = False,
) -> Plan:
    """The plan with a named picture of its dates, durations, work and cost behind those it has.

    What was agreed stays agreed: a baseline is overwritten only if told so, and then keeps its place. A duration is the
    working time from start to finish; the work is that of the assignments, the cost what they and the fixed cost say, for
    summaries with that of their tasks.

    Args:
        plan: what was agreed.
        name: what the baseline is called.
        schedule: the dates that were agreed; default: the plan's, as its own policy computes them.
        costs: budgets by task id, for those whose cost does not follow from a price in the plan.
        set_at: when it was agreed; a bare date is the day's end. Default: the plan's data date.
        replace: whether a baseline of that name, if there is one, is overwritten.

    Raises:
        PlanError: the name is empty or taken, the schedule lacks a task, or a cost is of an unknown task.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> plan = set_baseline(plan, "charter", set_at="2026-01-02")
        >>> plan.baselines[0].by_task()["move"].finish
        datetime.datetime(2026, 1, 7, 17, 0)
    """
    faults = _name_faults(plan, name, replace=replace)
    picture = _picture(plan, name, faults, schedule=schedule, costs=costs, set_at=set_at)
    if any(baseline.name == name for baseline in plan.baselines):
        return evolve(plan, baselines=[picture if known.name == name else known for known in plan.baselines])
    return evolve(plan, baselines=(*plan.baselines, picture))


def rebaseline(
    plan: Plan,
    name: str,
    *,
    tasks: Iterable[str] | None = None,
    schedule: Schedule | None = None,
    costs: Mapping[str, Money] | None = None,
    set_at: Moment | None = None,
) -> Plan:
    """The plan with a new baseline in front, which everything is measured against from now on; earlier ones stay behind it.

    Args:
        plan: what was agreed anew.
        name: what the new baseline is called; new in the plan.
        tasks: ids of the tasks that were agreed anew, as after an approved change. The others keep what the baseline in
            front says, summaries follow, and tasks that are neither stay out of it. Default: all.
        schedule: the dates that were agreed; default: the plan's, as its own policy computes them.
        costs: budgets by task id, for those whose cost does not follow from a price in the plan.
        set_at: when it was agreed; a bare date is the day's end. Default: the plan's data date.

    Raises:
        PlanError: there is no baseline yet, the name is empty or taken, or a task is unknown.

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> plan = set_baseline(plan, "charter").with_tasks([Task("pack", "3d")])
        >>> [baseline.name for baseline in rebaseline(plan, "change 7").baselines]
        ['change 7', 'charter']
    """
    faults = _name_faults(plan, name, replace=False)
    if not plan.baselines:
        faults.append(Fault("plan.baselines", name, "there is no baseline yet to be replaced: set one first"))
    chosen = None if tasks is None else frozenset(tasks)
    faults += _unknown(plan, "tasks", chosen or ())
    picture = _picture(plan, name, faults, schedule=schedule, costs=costs, set_at=set_at)
    if chosen is not None:
        picture = merged_baseline(plan, plan.baselines[0], picture, chosen)
    return evolve(plan, baselines=(picture, *plan.baselines))


def clear_baseline(plan: Plan, name: str) -> Plan:
    """The plan without one of its baselines.

    Raises:
        UnknownNameError: there is no baseline of that name; the nearest are offered.

    Example:
        >>> plan = set_baseline(Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d")]), "draft")
        >>> clear_baseline(plan, "draft").baselines
        ()
    """
    names = [baseline.name for baseline in plan.baselines]
    if name not in names:
        raise UnknownNameError("baseline", name, nearest(name, names))
    return evolve(plan, baselines=[baseline for baseline in plan.baselines if baseline.name != name])


def _picture(
    plan: Plan,
    name: str,
    faults: list[Fault],
    *,
    schedule: Schedule | None,
    costs: Mapping[str, Money] | None,
    set_at: Moment | None,
) -> Baseline:
    """The baseline, unless there is a fault."""
    dates = schedule or schedule_of(plan)
    faults += [
        Fault("schedule", task.id, f"the schedule has no task {task.id!r}")
        for task in plan.tasks
        if task.id not in dates
    ]
    faults += _unknown(plan, "costs", costs or ())
    if faults:
        raise PlanError(faults)
    return Baseline(name, _tasks(plan, dates, costs or {}), set_at=finish_moment(set_at) or plan.data_date)


def _unknown(plan: Plan, place: str, names: Iterable[str]) -> list[Fault]:
    hint, position = Hints(), plan.structure.position
    return [
        Fault(place, name, f"there is no task {name!r}{hint(name, position)}") for name in names if name not in position
    ]


def _name_faults(plan: Plan, name: str, *, replace: bool) -> list[Fault]:
    if not isinstance(name, str) or not name.strip():
        return [Fault("baseline.name", name, f"a baseline needs a name, got {name!r}")]
    if not replace and any(baseline.name == name for baseline in plan.baselines):
        said = f"there is a baseline {name!r} already, and none is overwritten unless told so: choose a new name"
        return [Fault("baseline.name", name, said)]
    return []


def _tasks(plan: Plan, dates: Schedule, costs: Mapping[str, Money]) -> list[BaselineTask]:
    work: list[int | None] = [_work(plan, task) for task in plan.tasks]
    cost = [costs[task.id] if task.id in costs else _cost(task) for task in plan.tasks]
    for place in plan.structure.summaries_upwards():
        below = plan.structure.children[place]
        parts = [seconds for child in below if (seconds := work[child]) is not None]
        work[place] = sum(parts, work[place] or 0) if parts else work[place]
        if plan.tasks[place].id not in costs:
            cost[place] = _sum([cost[place], *(cost[child] for child in below)])
    return [
        BaselineTask(
            task.id,
            start=dates[task.id].start,
            finish=dates[task.id].finish,
            duration=_duration(plan, dates, task),
            work=None
            if (seconds := work[place]) is None
            else WorkDuration(Decimal(seconds), Unit.SECOND, day=plan.day),
            cost=cost[place],
        )
        for place, task in enumerate(plan.tasks)
    ]


def _duration(plan: Plan, dates: Schedule, task: Task) -> Duration:
    """Working time from start to finish in the task's calendar; as typed where that is the same."""
    network, place = dates.network, dates.plan.structure.position[task.id]
    number = network.own_calendar[place]
    row_start, row_finish = dates.solution.start[place], dates.solution.finish[place]
    seconds = network.calendars[number].between(row_start, row_finish)
    if task.duration is not None:
        typed = scheduled(task.duration)
        if typed.seconds(plan.day) == seconds:
            return typed
    return seconds_of(seconds, day=plan.day, elapsed=number == 0)


def _work(plan: Plan, task: Task) -> int | None:
    amounts = [share.work.seconds(plan.day) for share in task.assignments if share.work is not None]
    return sum(amounts) if amounts else None


def _cost(task: Task) -> Money | None:
    """What the plan itself says it costs: fixed cost, and the prices of its assignments, if each has one."""
    prices = [share.cost for share in task.assignments]
    if task.extra.fixed_cost is None and (not prices or None in prices):
        return None
    return _sum([task.extra.fixed_cost, *prices]) if None not in prices else None


def _sum(amounts: list[Money | None]) -> Money | None:
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    total = known[0]
    for amount in known[1:]:
        total = total + amount
    return total

"""What was not done by a day is done after it.

MS Project leaves unfinished work where logic put it, in the past if need be, until it is told to reschedule it; P6 does so by
itself (`SchedulingPolicy.remaining_from_data_date`). Here it is a step of its own, on the plan, with the two means that a
planner has: work under way gets a date to go on (`Progress.resume`), work not begun a date not to start before (SNET).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from attrs import evolve

from itpm.errors import Fault, PlanError
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.moments import Moment, moment, to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.scheduling.networks import Network, build_network
from itpm.scheduling.settling import settled
from itpm.scheduling.solutions import Solution


def reschedule_remaining(plan: Plan, as_of: Moment | None = None) -> Plan:
    """The plan with no remaining work before a day.

    A task under way goes on then: its `Progress.resume` is set, unless it goes on later anyway. A task that would start
    earlier gets "start no earlier than" that day in place of an earlier such date; its other constraints stay. What is
    complete stays, and so does what a person put on a date: manual tasks, tasks that must start or finish on a day, and
    those that a limit (SNLT, FNLT) holds early. Nothing else of the plan changes, and doing it twice changes nothing more.

    Args:
        plan: usually just updated.
        as_of: the day; a bare date is the day's end. Default: the plan's data date.

    Raises:
        PlanError: no day is given and the plan has no data date, or the plan cannot be scheduled.

    Source:
        Microsoft Project, "Update Project: reschedule uncompleted work to start after".

    Example:
        >>> plan = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> print(reschedule_remaining(plan, as_of="2026-01-09")["pack"].constraints[0])
        SNET 2026-01-10 00:00
    """
    if as_of is None and plan.data_date is None:
        raise PlanError([Fault("as_of", None, "the plan has no data date, so say after which day work goes on")])
    day = plan.data_date if as_of is None else moment(as_of, edge="finish", place="as_of")
    if day is None:
        return plan
    network, solution = settled(build_network(plan, plan.policy or SchedulingPolicy.ms_project()))
    return evolve(plan, tasks=[_moved(network, solution, place, day) for place in range(len(plan.tasks))])


def _moved(network: Network, solution: Solution, place: int, day: datetime) -> Task:
    """One task, put off where what is left of it would be done before the day."""
    task, rules = network.plan.tasks[place], network.rules_of(place)
    if not network.drives(place) or rules.is_over:
        return task
    if task.progress is not None and task.progress.is_started and rules.manual is None:
        return _going_on(network, solution, place, day)
    if rules.has_own_dates or solution.start[place] >= to_seconds(day):
        return task
    return _not_before(task, day)


def _not_before(task: Task, day: datetime) -> Task:
    """The task with "start no earlier than" that day, in place of earlier such dates."""
    floors = [held.date for held in task.constraints if held.type is ConstraintType.SNET and held.date is not None]
    if any(date >= day for date in floors):
        return task
    kept = [held for held in task.constraints if held.type is not ConstraintType.SNET]
    return evolve(task, constraints=[*kept, Constraint(ConstraintType.SNET, day)])


def _going_on(network: Network, solution: Solution, place: int, day: datetime) -> Task:
    """A task under way with what is left of it from that day on."""
    task, rules = network.plan.tasks[place], network.rules_of(place)
    goes_on = rules.resume if rules.resume is not None else solution.early_start[place]
    if goes_on >= to_seconds(day) or not any(seconds for _, seconds in rules.remaining):
        return task
    progress = evolve(task.progress or Progress(), resume=day)
    if not task.extra.splits:
        return evolve(task, progress=progress)
    details = evolve(task.extra, splits=_split_from(network, place, goes_on, day))
    return evolve(task, progress=progress, details=details)


def _split_from(network: Network, place: int, goes_on: int, day: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a split task: what is over as it was, what is left moved to the day as a whole.

    A task whose record does not say where its work stopped is scheduled in one go from there, and stays so.
    """
    task, calendar = network.plan.tasks[place], network.calendars[network.rules_of(place).remaining[0][0]]
    if task.progress is None or (task.progress.resume or task.progress.stop) is None:
        return
    for part in task.extra.splits:
        begin, end = (to_seconds(instant) for instant in part)
        if end <= goes_on:
            yield part
            continue
        since = calendar.between(goes_on, max(begin, goes_on)), calendar.between(goes_on, end)
        start, finish = (calendar.advance(to_seconds(day), passed) for passed in since)
        yield to_datetime(start), to_datetime(finish)

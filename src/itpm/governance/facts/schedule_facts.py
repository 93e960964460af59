"""Facts that need the plan's dates: the first one asked for runs the scheduling engine, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from attrs import frozen

from itpm.governance.facts.known import Asked, KnownFact, known, quotient
from itpm.governance.facts.logic import drives, is_complete
from itpm.model.dependencies import Dependency
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import FactType
from itpm.scheduling import Schedule, schedule

_SECONDS_PER_DAY = 86_400


@frozen(kw_only=True)
class OutOfSequence:
    """Progress against the logic: a task went ahead of what it waits for.

    Attributes:
        task: the task that went ahead.
        link: the link it went against.
        did: what it did: ``"started"`` or ``"finished"``.
        at: when.
        allowed: when the link would have allowed it, by what is known.
    """

    task: Task
    link: Dependency
    did: str
    at: datetime
    allowed: datetime


def out_of_sequence(computed: Schedule) -> tuple[OutOfSequence, ...]:
    """Every link that recorded progress went against, in plan order."""
    status = _status_date(computed.plan)
    return tuple(
        found
        for place, task in enumerate(computed.plan.tasks)
        if _actual(task, finish=False) is not None and computed.network.drives(place)
        for found in _against(computed, place, task, status)
    )


def _against(computed: Schedule, place: int, task: Task, status: int) -> Iterator[OutOfSequence]:
    network = computed.network
    for number, (before, _, lag, calendar) in enumerate(network.into[place]):
        link = network.link(place, number)
        at = None if link is None else _actual(task, finish=link.type.to_finish)
        if link is None or at is None:
            continue
        held = _held(computed, before, link, status)
        allowed = network.calendars[calendar].advance(held, lag)
        if to_seconds(at) < allowed:
            did = "finished" if link.type.to_finish else "started"
            yield OutOfSequence(task=task, link=link, did=did, at=at, allowed=to_datetime(allowed))


def _held(computed: Schedule, before: int, link: Dependency, status: int) -> int:
    """The predecessor's date; one that has not happened by the status date cannot lie before it [s]."""
    finish, solution = link.type.from_finish, computed.solution
    date = solution.early_finish[before] if finish else solution.early_start[before]
    return date if _happened(computed.plan, link.predecessor, finish=finish) else max(date, status)


def _happened(plan: Plan, task_id: str, *, finish: bool) -> bool:
    """Whether the task has finished (started); a summary, when the last (first) below it has."""
    place = plan.structure.position[task_id]
    if not plan.structure.is_summary(place):
        return _actual(plan.tasks[place], finish=finish) is not None
    below = [plan.tasks[child] for child in plan.structure.descendants(place) if not plan.structure.is_summary(child)]
    states = (_actual(task, finish=finish) is not None for task in below if drives(task))
    return all(states) if finish else any(states)


def _status_date(plan: Plan) -> int:
    """Up to when progress is recorded: the data date, else the latest actual date [s]."""
    if plan.data_date is not None:
        return to_seconds(plan.data_date)
    actual = (_actual(task, finish=finish) for task in plan.tasks for finish in (False, True))
    return max((to_seconds(date) for date in actual if date is not None), default=to_seconds(plan.start))


def _actual(task: Task, *, finish: bool) -> datetime | None:
    if task.progress is None:
        return None
    return task.progress.actual_finish if finish else task.progress.actual_start


def float_in_days(computed: Schedule, place: int) -> Decimal:
    """Total float of a task in days of the plan, or of the clock for an elapsed task [day]."""
    clock = computed.network.own_calendar[place] == 0
    per_day = _SECONDS_PER_DAY if clock else computed.plan.day.minutes_per_day * 60
    return quotient(computed.floats.total[place], per_day)


def open_places(computed: Schedule) -> list[int]:
    """Places of the tasks that take part in the passes and are not complete."""
    tasks = computed.plan.tasks
    return [place for place in range(len(tasks)) if computed.network.drives(place) and not is_complete(tasks[place])]


def negative_float(computed: Schedule) -> tuple[str, ...]:
    """Ids of incomplete tasks that are too late for the deadline or a constraint, in plan order."""
    total = computed.floats.total
    return tuple(computed.plan.tasks[place].id for place in open_places(computed) if total[place] < 0)


def late_tasks(computed: Schedule) -> tuple[str, ...]:
    """Ids of tasks that finish after their own deadline, in plan order."""
    finish = computed.solution.finish
    return tuple(
        task.id
        for place, task in enumerate(computed.plan.tasks)
        if task.deadline is not None and task.is_active and finish[place] > to_seconds(task.deadline)
    )


def _least_float(computed: Schedule) -> Decimal | None:
    return min((float_in_days(computed, place) for place in open_places(computed)), default=None)


def _days_to_deadline(computed: Schedule, deadline: datetime) -> Decimal:
    return quotient((deadline - computed.finish) // timedelta(seconds=1), _SECONDS_PER_DAY)


def _out_of_sequence_ids(computed: Schedule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.task.id for found in out_of_sequence(computed)))


def _scheduled(plan: Plan) -> Schedule:
    return schedule(plan)


_LIST, _MOMENT, _NUMBER = FactType.LIST, FactType.MOMENT, FactType.NUMBER

SCHEDULE_FACTS: tuple[KnownFact, ...] = (
    known("schedule", FactType.SECTION, "all dates and floats of the plan", _scheduled, "plan"),
    known("schedule.start", _MOMENT, "when the first task starts", Asked("start"), "schedule"),
    known("schedule.finish", _MOMENT, "when the last task finishes", Asked("finish"), "schedule"),
    known(
        "schedule.critical_path",
        _LIST,
        "ids of the chain that holds the finish, first to last",
        Asked("critical_path"),
        "schedule",
    ),
    known("schedule.critical_tasks", _LIST, "ids of every critical task", Asked("critical_tasks"), "schedule"),
    known(
        "schedule.total_float_min_days",
        _NUMBER,
        "least total float of an incomplete task; negative is too late",
        _least_float,
        "schedule",
        unit="day",
    ),
    known(
        "schedule.negative_float_tasks",
        _LIST,
        "ids of incomplete tasks that are too late for a deadline or constraint",
        negative_float,
        "schedule",
    ),
    known("schedule.late_tasks", _LIST, "ids of tasks that miss their own deadline", late_tasks, "schedule"),
    known(
        "schedule.days_to_deadline",
        _NUMBER,
        "calendar days from the finish to the plan's deadline; negative is late",
        _days_to_deadline,
        "schedule",
        "plan.deadline",
        unit="day",
    ),
    known(
        "schedule.out_of_sequence_tasks",
        _LIST,
        "ids of tasks that went ahead of what they wait for",
        _out_of_sequence_ids,
        "schedule",
    ),
)

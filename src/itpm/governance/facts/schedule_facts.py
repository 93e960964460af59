"""Facts that need the plan's dates: the first one asked for runs the scheduling engine, once.

A plan that cannot be scheduled (a calendar without working time, dates beyond the year 9999) has no dates: every fact that needs
them is absent, and ``schedule.problem`` says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from attrs import frozen

from itpm.governance.facts.census import Census
from itpm.governance.facts.known import Asked, Attempt, KnownFact, attempted, known, unsourced
from itpm.governance.facts.logic import drives, network_tasks
from itpm.governance.facts.reverse_critical import reverse_critical
from itpm.model.baselines import BaselineTask
from itpm.model.constraints import ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.rules import FactType
from itpm.scheduling import Schedule, schedule

_SECONDS_PER_DAY = 86_400
_PROMISES = frozenset(
    {ConstraintType.FNLT, ConstraintType.MFO, ConstraintType.FINISH_ON, ConstraintType.MANDATORY_FINISH}
)


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


def day_seconds(computed: Schedule, place: int) -> int:
    """How long a day of the task's float is: the plan's working day, or 24 hours for an elapsed task [s]."""
    clock = computed.line is None and computed.network.own_calendar[place] == 0
    return _SECONDS_PER_DAY if clock else computed.plan.day.minutes_per_day * 60


def float_in_days(computed: Schedule, place: int) -> Decimal:
    """Total float of a task in days of the plan, or of the clock for an elapsed task [day]."""
    return quotient(computed.floats.total[place], day_seconds(computed, place))


def open_places(computed: Schedule) -> list[int]:
    """Places of the tasks that take part in the passes and are not complete."""
    tasks = computed.plan.tasks
    return [place for place in range(len(tasks)) if computed.network.drives(place) and not tasks[place].is_complete]


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


def _has_deadlines(computed: Schedule) -> bool:
    return computed.plan.deadline is not None or any(task.deadline is not None for task in computed.plan.tasks)


def _least_float(computed: Schedule) -> Decimal | None:
    return min((float_in_days(computed, place) for place in open_places(computed)), default=None)


def _days_to_deadline(computed: Schedule, deadline: datetime) -> Decimal:
    return quotient((deadline - computed.finish) // timedelta(seconds=1), _SECONDS_PER_DAY)


def _out_of_sequence_ids(computed: Schedule) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.task.id for found in out_of_sequence(computed)))


def _attempted(plan: Plan) -> Attempt[Schedule]:
    return attempted(lambda: _with_floats(plan))


def _with_floats(plan: Plan) -> Schedule:
    computed = schedule(plan)
    _ = computed.floats  # what cannot be computed shows here, not in whatever fact asks first
    return computed


def target_of(computed: Schedule) -> str | None:
    """Id of the task that ends last, where the critical path leads; of several, a milestone before others, then the first."""
    plan, solution = computed.plan, computed.solution
    children, ends = plan.structure.children, solution.early_finish
    found = [
        place
        for place, task in enumerate(plan.tasks)
        if ends[place] == solution.project_finish and not children[place] and drives(task)
    ]
    waited_for = {link.predecessor for link in plan.links} if len(found) > 1 else set[str]()
    place = min(
        found,
        key=lambda place: (
            solution.early_start[place] != ends[place],
            plan.tasks[place].id in waited_for,
            place,
        ),
        default=None,
    )
    return None if place is None else plan.tasks[place].id


def committed_finish(computed: Schedule, census: Census) -> datetime | None:
    """What the task that ends last is promised for: its deadline, its finish constraint, the plan's deadline, its baseline."""
    plan, target = computed.plan, target_of(computed)
    if target is None:
        return None
    task = plan[target]
    held = [one.date for one in task.constraints if one.type in _PROMISES and one.date is not None]
    agreed = next((one.finish for one in _agreed(plan) if one.id == target), None)
    promised = (task.deadline, *held, plan.deadline, agreed, _last_agreed(plan, census))
    return next((date for date in promised if date is not None), None)


def _agreed(plan: Plan) -> tuple[BaselineTask, ...]:
    return plan.baselines[0].tasks if plan.baselines else ()


def _last_agreed(plan: Plan, census: Census) -> datetime | None:
    """The latest agreed finish of work that is still in the plan."""
    counted = {task.id for task in network_tasks(census)}
    dates = (one.finish for one in _agreed(plan) if one.id in counted)
    return max((date for date in dates if date is not None), default=None)


def _working_days(computed: Schedule, begin: datetime, end: datetime) -> Decimal:
    seconds = computed.plan.calendar.compiled.between(to_seconds(begin), to_seconds(end))
    return quotient(seconds, computed.plan.day.minutes_per_day * 60)


def _days_left(computed: Schedule, status: datetime) -> Decimal:
    return _working_days(computed, status, computed.finish)


def _days_to_commitment(computed: Schedule, committed: datetime) -> Decimal:
    return _working_days(computed, computed.finish, committed)


_LIST, _MOMENT, _NUMBER = FactType.LIST, FactType.MOMENT, FactType.NUMBER

SCHEDULE_FACTS: tuple[KnownFact, ...] = (
    known("schedule.attempt", FactType.SECTION, "the schedule, or why there is none", _attempted, "plan"),
    known("schedule.problem", FactType.TEXT, "why the plan cannot be scheduled", Asked("problem"), "schedule.attempt"),
    known("schedule", FactType.SECTION, "all dates and floats of the plan", Asked("value"), "schedule.attempt"),
    unsourced(
        "schedule.risk_analysis_age",
        _NUMBER,
        "days since a schedule risk analysis was made; supply it, the library cannot know",
        unit="day",
    ),
    known("schedule.target", FactType.TEXT, "id of the task that ends last", target_of, "schedule"),
    known(
        "schedule.committed_finish",
        _MOMENT,
        "what the task that ends last is promised for: its deadline, its finish constraint, the plan's deadline, its baseline",
        committed_finish,
        "schedule",
        "plan.census",
    ),
    known(
        "schedule.days_left",
        _NUMBER,
        "working days from the status date to the finish: the critical path's length",
        _days_left,
        "schedule",
        "plan.status_date",
        unit="day",
    ),
    known(
        "schedule.days_to_commitment",
        _NUMBER,
        "working days from the finish to what is promised; negative is late",
        _days_to_commitment,
        "schedule",
        "schedule.committed_finish",
        unit="day",
    ),
    known(
        "schedule.reverse_critical_tasks",
        _LIST,
        "ids of critical tasks that would let the plan finish earlier if they took longer, the most gain first",
        reverse_critical,
        "schedule",
    ),
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
    known(
        "schedule.has_deadlines",
        FactType.FLAG,
        "whether the plan or one of its tasks has a deadline",
        _has_deadlines,
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

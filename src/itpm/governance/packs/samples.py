"""Small plans for the examples that rules carry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from itpm.governance.facts import facts_of
from itpm.governance.projects import Project
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.durations import estimate
from itpm.model.moments import moment
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.rules import Facts

MONDAY = "2026-01-05"


def activity(
    name: str, length: str | tuple[str, str, str] | None = None, **fields: Any
) -> Task:  # Any: a task's fields
    """A task as people write it.

    Example:
        >>> activity("build", "5d").id
        'build'
    """
    return Task(name, None if length is None else estimate(length), **fields)


def held(type_: str, date: str) -> Constraint:
    """A constraint as people write it.

    Example:
        >>> held("MSO", "2026-03-02 08:00").type.name
        'MSO'
    """
    kind = ConstraintType[type_]
    return Constraint(kind, moment(date, edge="finish" if kind.on_finish else "start"))


def plan(
    *tasks: Task, deadline: str | None = None, data_date: str | None = None, agreed: Baseline | None = None
) -> Plan:
    """A plan of these tasks that starts on Monday, 5 January 2026.

    Example:
        >>> plan(activity("build", "5d")).start
        datetime.datetime(2026, 1, 5, 0, 0)
    """
    baselines = [agreed] if agreed is not None else []
    return Plan("CRM", start=MONDAY, tasks=tasks, deadline=deadline, data_date=data_date, baselines=baselines)


def facts(subject: Plan | Project, as_of: str = MONDAY) -> Facts:
    """What is known of it as of then.

    Example:
        >>> facts(plan(activity("build", "5d")))["plan.tasks"]
        1
    """
    return facts_of(subject, as_of=as_of)


def agreed(**finishes: str) -> Baseline:
    """A baseline of tasks that begin on 5 January and finish on the days given, for 1,000 EUR each.

    Example:
        >>> [task.id for task in agreed(build="2026-01-16").tasks]
        ['build']
    """
    tasks = [
        BaselineTask(task, start="2026-01-05 08:00", finish=f"{day} 17:00", cost=Money(1000, "EUR"))
        for task, day in finishes.items()
    ]
    return Baseline("agreed", tasks)


def done(start: str, finish: str) -> Progress:
    """Progress of a task that ran from the morning of one day to the evening of another.

    Example:
        >>> done("2026-01-05", "2026-01-09").is_complete
        True
    """
    return Progress(actual_start=f"{start} 08:00", actual_finish=f"{finish} 17:00")


def begun(start: str, percent: int, *, spent: int | None = None) -> Progress:
    """Progress of a task that began on the morning of a day, with what it has cost [EUR].

    Example:
        >>> begun("2026-01-05", 50).is_complete
        False
    """
    cost = None if spent is None else Money(spent, "EUR")
    return Progress(actual_start=datetime.fromisoformat(f"{start} 08:00"), percent_complete=percent, actual_cost=cost)

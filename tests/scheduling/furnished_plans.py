"""Plans with everything that may stand in one: windows, manual tasks, people with calendars of their own, splits, far years.

`valid_plans` makes networks that other solvers can follow; here they are furnished with what only this scheduler knows, in any
combination that validates.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itpm.errors import PlanError
from itpm.model.calendar_parts import CalendarException
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency, DependencyType
from itpm.model.durations import ElapsedDuration, Percent, Unit, WorkDuration
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Resource, ResourceKind
from itpm.model.tasks import EffortType, Task, TaskDetails, TaskKind
from itpm.model.windows import Window, WindowKind

from tests.strategies import calendars, valid_plans

EVERYTHING: dict[str, Any] = {
    "elapsed": True,
    "estimates": True,
    "constraints": tuple(ConstraintType),
    "deadlines": True,
    "progress": True,
    "summaries": True,
    "summary_links": True,
    "level_of_effort": True,
    "inactive": True,
}
NEVER = WorkCalendar.weekly({}, name="never")
ONCE = NEVER.with_exceptions(
    CalendarException(name="once", start="2026-01-14", finish="2026-01-16", shifts=[("08:00", "12:00")])
)
WEEKENDS = WorkCalendar.weekly({5: [("10:00", "14:00")], 6: [("10:00", "14:00")]})
RULES = (None, None, "FREQ=WEEKLY;COUNT=6", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY")


def sometimes(strategy: SearchStrategy[Any], times: int = 3) -> SearchStrategy[Any]:
    """What a strategy gives once in so many times, else None."""
    return st.integers(0, times - 1).flatmap(lambda number: strategy if number == times - 1 else st.none())


@st.composite
def windows(draw: DrawFn, number: int, start: datetime, names: Sequence[str]) -> Window:
    """A freeze or release window near the plan's start: short or long, once or again and again."""
    begin = start + timedelta(hours=draw(st.integers(-300, 900)))
    rule = draw(st.sampled_from(RULES))
    return Window(
        f"w{number}",
        begin,
        begin + timedelta(hours=draw(st.integers(1, 200))),
        kind=draw(st.sampled_from(WindowKind)),
        pauses=draw(st.booleans()),
        tasks=draw(st.lists(st.sampled_from(names), max_size=3, unique=True)),
        recurrence=None if rule is None else f"DTSTART:{begin:%Y%m%d}\nRRULE:{rule}",
    )


@st.composite
def details(draw: DrawFn, start: datetime) -> TaskDetails:
    """What few tasks have, in any combination that is possible."""
    moments = st.integers(-100, 900).map(lambda hours: start + timedelta(hours=hours))
    first, last = sorted((draw(moments), draw(moments)))
    middle = first + (last - first) // 3600 // 2 * 3600
    delay = draw(sometimes(st.integers(1, 90)))
    return TaskDetails(
        active=draw(st.integers(0, 9)) > 0,
        milestone=draw(st.booleans()),
        start_milestone=draw(st.booleans()),
        expected_finish=draw(sometimes(moments)),
        effort=draw(st.sampled_from(EffortType)),
        ignores_resource_calendars=draw(st.booleans()),
        levelling_delay=None if delay is None else ElapsedDuration(Decimal(delay), Unit.HOUR),
        splits=draw(st.sampled_from(((), ((first, middle), (middle, last)), ((first, first),)))),
        manual_start=first if draw(st.booleans()) else None,
        manual_finish=last if draw(st.booleans()) else None,
    )


@st.composite
def assignments(draw: DrawFn) -> Assignment:
    hours = st.integers(0, 60).map(lambda amount: WorkDuration(Decimal(amount), Unit.HOUR))
    return Assignment(
        resource=draw(st.sampled_from(("ann", "bob", "cement"))),
        units=draw(st.sampled_from(("1", "0.5", "3", "0"))),
        work=draw(sometimes(hours, 2)),
        remaining=draw(sometimes(hours)),
        overtime=draw(sometimes(hours, 5)),
        delay=draw(sometimes(hours, 5)),
    )


@st.composite
def furnished(draw: DrawFn, task: Task, *, start: datetime, is_summary: bool, names: Sequence[str | None]) -> Task:
    """A task with more than `valid_plans` gives it."""
    kind = task.kind if task.spans_others else draw(st.sampled_from((task.kind, task.kind, TaskKind.MANUAL)))
    more: dict[str, Any] = {"kind": kind}
    if draw(st.booleans()):
        more["details"] = draw(details(start))
    if draw(st.integers(0, 2)) == 2:
        more["calendar"] = draw(st.sampled_from(names))
    if not is_summary and draw(st.integers(0, 2)) == 2:
        more["assignments"] = draw(st.lists(assignments(), min_size=1, max_size=2))
    if is_summary and draw(st.booleans()):
        at = start + timedelta(hours=draw(st.integers(-100, 400)))
        one = draw(st.sampled_from(ConstraintType))
        more["constraints"] = [Constraint(one, at if one.has_date else None)]
    return attrs.evolve(task, **more)


@st.composite
def any_plans(draw: DrawFn, /, **options: Any) -> Plan:
    """A plan of any kind that validates."""
    plan = draw(valid_plans(**(EVERYTHING | options)))
    start, named = plan.start, dict(plan.calendars)
    named |= {"weekends": WEEKENDS, "never": NEVER, "once": ONCE, "own": draw(calendars())}
    labels = [None, "weekends", "own", draw(st.sampled_from((None, "never", "once")))]
    structure = plan.structure
    tasks = [
        draw(furnished(task, start=start, is_summary=structure.is_summary(place), names=labels))
        for place, task in enumerate(plan.tasks)
    ]
    ids = [task.id for task in tasks]
    from_finish = draw(st.integers(0, 4)) == 4
    return attrs.evolve(
        plan,
        tasks=tasks,
        calendar=draw(st.sampled_from((plan.calendar, plan.calendar, plan.calendar, NEVER))),
        calendars=named,
        resources=[
            Resource("ann", calendar=draw(st.sampled_from(labels))),
            Resource("bob", calendar=draw(st.sampled_from(labels))),
            Resource("cement", kind=ResourceKind.MATERIAL),
        ],
        windows=[draw(windows(number, start, ids)) for number in range(draw(st.integers(0, 3)))],
        schedule_from="finish" if from_finish else "start",
        finish=start + timedelta(hours=draw(st.integers(0, 1500))) if from_finish else None,
    )


@st.composite
def plans_with_shares(draw: DrawFn, /, **options: Any) -> Plan:
    """A plan in which lags are shares of summaries' lengths, where that makes no circle."""
    plan = draw(valid_plans(**({"min_tasks": 3, "summaries": True, "summary_links": True} | options)))
    summaries = [task.id for place, task in enumerate(plan.tasks) if plan.structure.is_summary(place)]
    for _ in range(draw(st.integers(1, 4)) if summaries else 0):
        ends = draw(st.sampled_from(summaries)), draw(st.sampled_from([task.id for task in plan.tasks]))
        lag = Percent(Decimal(draw(st.integers(-150, 150))), draw(st.booleans()))
        link = Dependency(*ends, type=draw(st.sampled_from(DependencyType)), lag=lag)
        with suppress(PlanError):
            plan = attrs.evolve(plan, dependencies=(*plan.dependencies, link))
    return plan

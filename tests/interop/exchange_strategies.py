"""Plans with everything a file may have to hold: every field of every value a plan is made of, with odd ids and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itpm.errors import ItpmError
from itpm.model import (
    Assignment,
    Baseline,
    BaselineTask,
    Constraint,
    ConstraintType,
    DayLength,
    Money,
    Overtime,
    Plan,
    Progress,
    Resource,
    Task,
    TaskDetails,
    TaskKind,
    Window,
    WorkCalendar,
)

from tests.interop.json_strategies import values
from tests.interop.plan_strategies import rich_plans
from tests.strategies import LagKind, calendars, durations, policies

_T = TypeVar("_T")
_RESOURCES = (
    "1",
    "7",
    "0",
    "Ann",
    "build team",
    "Überblick 項目",
    " spaced ",
    "a;b[50%]",
    "12SS+5d",
    "x" * 300,
    "role 9",
)
_TASKS = ("1", "007", "7", "WBS 7", "build team", "Überblick 項目", "a;b[50%]", 'say "x"', "1.2.3", "x" * 300)
_NAMES = ("plan", 'a < b & "c"', " edge ", "line\nbreak\ttab", "", "x" * 600)
_FOREIGN = (
    ("Author", "Ann"),
    ("<Views", "<Views><View><Name>x</Name></View></Views>"),
    ("obs_id", "7"),
    ("table OBS", "obs_id\tobs_name\n7\tAll"),
    ("odd name", " odd\ttext\n"),
)
P6_LAGS: tuple[LagKind, ...] = ("work", "lead", "percent")
_DATES = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(microsecond=0))
_SHORT_DAYS = DayLength(minutes_per_day=450, minutes_per_week=2250, days_per_month=18)
_BASES = (WorkCalendar.standard("Berlin"), WorkCalendar.standard().with_holidays({"2026-05-01": "May"}, yearly=True))


@st.composite
def full_plans(draw: DrawFn, *, for_p6: bool = False) -> Plan:
    """A plan in which anything may occur; what a plan refuses is not drawn.

    Args:
        for_p6: whether what P6 cannot say is left out: links with summaries, people assigned to them, lags on the clock.
    """
    plan = draw(_renamed(draw(rich_plans(lags=P6_LAGS, summary_links=False) if for_p6 else rich_plans())))
    named = [*plan.calendars, *draw(st.sampled_from(((), (("site 2", draw(_odd_calendars())),), ((" ", _BASES[1]),))))]
    names = [None, *(name for name, _ in named)]
    ids = draw(st.lists(st.sampled_from(_RESOURCES), unique=True, max_size=3))
    resources = [attrs.evolve(draw(_resources()), id=one, calendar=draw(st.sampled_from(names))) for one in ids]
    idle = {task.parent for task in plan.tasks} if for_p6 else set()
    tasks = [draw(_with_more(task, [] if task.id in idle else ids, names)) for task in plan.tasks]
    agreed = [draw(_baseline(name, plan)) for name in draw(st.sampled_from(((), ("Baseline",), ("May", "Baseline 3"))))]
    changes: dict[str, Any] = {
        "name": draw(st.sampled_from(_NAMES)),
        "start": draw(st.sampled_from((plan.start, plan.start.replace(second=7)))),
        "tasks": tasks,
        "calendars": named,
        "resources": resources,
        "baselines": agreed,
        "currency": draw(st.sampled_from(("EUR", "XXX", "points"))),
        "policy": draw(st.one_of(st.none(), policies())),
        "windows": draw(st.lists(_windows([task.id for task in plan.tasks]), max_size=2)),
        "foreign": draw(st.lists(st.sampled_from(_FOREIGN), max_size=2)),
    }
    if draw(st.integers(0, 3)) == 0:
        changes |= {
            "calendar": draw(_odd_calendars()),
            "day": draw(st.sampled_from((plan.day, _SHORT_DAYS))),
        }
    if draw(st.integers(0, 3)) == 0:
        changes |= {"schedule_from": "finish", "finish": plan.start + timedelta(days=90)}
    try:
        return attrs.evolve(plan, **changes)
    except ItpmError:
        reject()


@st.composite
def _renamed(draw: DrawFn, plan: Plan) -> Plan:
    """The plan with other ids for some of its tasks."""
    others = draw(st.lists(st.sampled_from(_TASKS), unique=True, max_size=len(plan.tasks)))
    ids = dict(zip((task.id for task in plan.tasks), others, strict=False))

    def links(found: Sequence[Any]) -> list[Any]:
        return [
            attrs.evolve(
                link,
                predecessor=ids.get(link.predecessor, link.predecessor),
                successor=ids.get(link.successor, link.successor),
            )
            for link in found
        ]

    tasks = [
        attrs.evolve(
            task,
            id=ids.get(task.id, task.id),
            after=links(task.after),
            parent=None if task.parent is None else ids.get(task.parent, task.parent),
        )
        for task in plan.tasks
    ]
    return attrs.evolve(plan, tasks=tasks, dependencies=links(plan.dependencies))


@st.composite
def _odd_calendars(draw: DrawFn) -> WorkCalendar:
    """Calendars that rest on others, have overtime or weeks of their own."""
    found = draw(st.one_of(calendars(), st.sampled_from(_BASES)))
    if draw(st.booleans()):
        found = WorkCalendar(name=draw(st.sampled_from(("", "own", "tab\there"))), base=found)
    if draw(st.booleans()):
        found = found.with_holidays(["2026-04-03"], name="Good Friday")
    if draw(st.booleans()):
        more = Overtime(start="2026-03-02", finish="2026-03-13", shifts=[("17:00", "19:00")], weekdays=[0, 5])
        found = attrs.evolve(found, overtime=[more])
    return found


@st.composite
def _windows(draw: DrawFn, tasks: Sequence[str]) -> Window:
    found = draw(values(Window))
    return attrs.evolve(found, tasks=draw(st.lists(st.sampled_from(tasks), unique=True, max_size=2)) if tasks else ())


def _sized(kind: type[_T]) -> SearchStrategy[_T]:
    """Values without amounts that no project has, which files refuse."""
    return values(kind, 1).filter(lambda found: "E+2" not in repr(found))


def _resources() -> SearchStrategy[Resource]:
    return _sized(Resource).map(lambda one: attrs.evolve(one, max_units=abs(one.max_units)))


@st.composite
def _with_more(draw: DrawFn, task: Task, resources: list[str], names: Sequence[str | None]) -> Task:
    given = draw(st.lists(st.sampled_from(resources), max_size=3)) if resources else []
    assignments = [_sound(attrs.evolve(draw(_sized(Assignment)), resource=name)) for name in given]
    details = draw(st.one_of(st.just(task.details), _sized(TaskDetails).map(_in_order)))
    more: dict[str, Any] = {"assignments": assignments, "details": details}
    if draw(st.integers(0, 3)) == 0:
        more["calendar"] = draw(st.sampled_from(names))
        more["name"] = draw(st.sampled_from(_NAMES))
        more["priority"] = draw(st.integers(0, 1000))
        more["progress"] = draw(st.one_of(st.just(task.progress), _odd_progress()))
        more["kind"] = draw(st.sampled_from(TaskKind))
        kinds = draw(st.lists(st.sampled_from(ConstraintType), max_size=3))
        more["constraints"] = [Constraint(kind, draw(_DATES) if kind.has_date else None) for kind in kinds]
    return attrs.evolve(task, **more)


def _sound(assignment: Assignment) -> Assignment:
    """The assignment without amounts below nothing."""
    names = ("work", "remaining", "actual_work", "overtime", "actual_overtime")
    works = {name: attrs.evolve(work, amount=abs(work.amount)) for name in names if (work := getattr(assignment, name))}
    return attrs.evolve(assignment, units=abs(assignment.units), **works)


def _in_order(details: TaskDetails) -> TaskDetails:
    """The details with ends that are not before their beginnings."""
    dates = sorted(date for date in (details.manual_start, details.manual_finish) if date is not None)
    splits = [(min(part), max(part)) for part in details.splits]
    if len(dates) < 2:
        return attrs.evolve(details, splits=splits)
    return attrs.evolve(details, splits=splits, manual_start=dates[0], manual_finish=dates[1])


@st.composite
def _odd_progress(draw: DrawFn) -> Progress:
    """Progress of every kind, whether it makes sense or not."""
    begun = draw(st.one_of(st.none(), _DATES))
    lasts = st.integers(0, 900).map(lambda hours: timedelta(hours=hours))
    percents = st.one_of(st.none(), st.integers(0, 100), st.just(100 / 3))
    works: SearchStrategy[Any] = st.one_of(
        st.none(), durations(elapsed=False)
    )  # any: they are working time all the same
    return Progress(
        actual_start=begun,
        actual_finish=begun + draw(lasts) if begun is not None and draw(st.booleans()) else None,
        remaining=draw(st.one_of(st.none(), durations())),
        percent_complete=draw(percents),
        percent_work=draw(percents),
        physical_percent=draw(percents),
        stop=draw(st.one_of(st.none(), _DATES)),
        resume=draw(st.one_of(st.none(), _DATES)),
        actual_work=draw(works),
        actual_cost=draw(st.sampled_from((None, Money("80.5", "EUR"), Money(3, "USD")))),
    )


@st.composite
def _baseline(draw: DrawFn, name: str, plan: Plan) -> Baseline:
    ids = [task.id for task in plan.tasks if draw(st.booleans())]
    if draw(st.integers(0, 3)) == 0:
        ids = draw(st.permutations([*ids, "gone since"]))
    set_at = draw(st.one_of(st.none(), _DATES))
    return Baseline(name, tasks=[attrs.evolve(draw(_sized(BaselineTask)), id=one) for one in ids], set_at=set_at)

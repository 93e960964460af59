"""Plans with everything a file may have to hold: resources, assignments, details, baselines, policies, odd texts."""

from __future__ import annotations

from typing import TypeVar

import attrs
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itpm.errors import ItpmError
from itpm.model import Assignment, Baseline, BaselineTask, Plan, Resource, Task, TaskDetails

from tests.interop.json_strategies import values
from tests.interop.plan_strategies import rich_plans
from tests.strategies import policies

_T = TypeVar("_T")
_IDS = ("1", "7", "0", "Ann", "build team", "Überblick 項目", " spaced ", "a;b[50%]", "12SS+5d", "x" * 300)


@st.composite
def full_plans(draw: DrawFn) -> Plan:
    """A plan in which anything may occur; what a plan refuses is not drawn."""
    plan = draw(rich_plans())
    names = [None, *(name for name, _ in plan.calendars)]
    ids = draw(st.lists(st.sampled_from(_IDS), unique=True, max_size=3))
    resources = [attrs.evolve(draw(_sized(Resource)), id=one, calendar=draw(st.sampled_from(names))) for one in ids]
    tasks = [draw(_with_more(task, ids)) for task in plan.tasks]
    agreed = [draw(_baseline(name, plan)) for name in draw(st.sampled_from(((), ("Baseline",), ("May", "Baseline 3"))))]
    try:
        return attrs.evolve(
            plan,
            name=draw(st.sampled_from(("plan", 'a < b & "c"', " edge ", "line\nbreak\ttab"))),
            tasks=tasks,
            resources=resources,
            baselines=agreed,
            currency=draw(st.sampled_from(("EUR", "XXX"))),
            policy=draw(st.one_of(st.none(), policies())),
        )
    except ItpmError:
        reject()


def _sized(kind: type[_T]) -> SearchStrategy[_T]:
    """Values without amounts that no project has, which files refuse."""
    return values(kind).filter(lambda found: "E+2" not in repr(found))


@st.composite
def _with_more(draw: DrawFn, task: Task, resources: list[str]) -> Task:
    given = draw(st.lists(st.sampled_from(resources), unique=True, max_size=2)) if resources else []
    assignments = [attrs.evolve(draw(_sized(Assignment)), resource=name) for name in given]
    details = draw(st.one_of(st.just(task.details), _sized(TaskDetails)))
    return attrs.evolve(task, assignments=assignments, details=details)


@st.composite
def _baseline(draw: DrawFn, name: str, plan: Plan) -> Baseline:
    tasks = [attrs.evolve(draw(_sized(BaselineTask)), id=task.id) for task in plan.tasks if draw(st.booleans())]
    return Baseline(name, tasks=tasks)

"""Plain nodes as numbers on lines give what the general rules give one node after the other, however few years are listed."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Assignment, Plan, Resource, SchedulingPolicy, Task, WorkCalendar
from itpm.model.tasks import EffortType, TaskDetails
from itpm.scheduling import Network, Solution, build_network, schedule, shifts, solve
from itpm.scheduling.floats import Floats, floats_of, independent_float, independent_floats
from itpm.scheduling.steps import Steps

from tests.strategies import CAPS, FLOORS, NIGHTS, PINS, policies, valid_plans

DATES = ("early_start", "early_finish", "late_start", "late_finish", "late_begin", "late_end", "start", "finish")
FLOATS = ("total", "free", "critical", "released", "pushed")


class OneByOne(Steps):
    """No node is plain."""

    def _mark(self) -> None:
        """Mark none."""


def figures(network: Network) -> dict[str, object]:
    """All dates and floats of a network."""
    solution: Solution = solve(network)
    floats: Floats = floats_of(network, solution)
    independent = independent_floats(network, solution, floats)
    places = [place for place in range(len(network.plan.tasks)) if network.drives(place)]
    assert [independent[p] for p in places] == [independent_float(network, solution, floats, p) for p in places]
    ends = {name: getattr(solution, name) for name in ("project_finish", "floor", "anchor", "stretched")}
    return ends | {name: getattr(solution, name) for name in DATES} | {name: getattr(floats, name) for name in FLOATS}


def agree(plan: Plan, policy: SchedulingPolicy, **years: int) -> Network:
    """Hold the lines to the rules; `years` are limits of what is listed."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in years.items():
            patch.setattr(shifts, name, value)
        network, general = build_network(plan, policy), build_network(plan, policy)
        object.__setattr__(general, "steps", OneByOne(general))
        ours, theirs = figures(network), figures(general)
    assert {name: value for name, value in ours.items() if value != theirs[name]} == {}
    return network


def everything(**more: object) -> st.SearchStrategy[Plan]:
    """Plans with all that a plan can have."""
    return valid_plans(
        summaries=True,
        summary_links=True,
        elapsed=True,
        progress=True,
        deadlines=True,
        inactive=True,
        level_of_effort=True,
        constraints=(*FLOORS, *CAPS, *PINS),
        **more,  # type: ignore[arg-type]  # fields of valid_plans
    )


@given(valid_plans(elapsed=True, deadlines=True, constraints=(*FLOORS, *CAPS)), policies())
def test_lines_give_what_the_rules_give(plan, policy):
    agree(plan, policy)


@given(everything(), policies())
def test_lines_give_what_the_rules_give_in_plans_of_every_kind(plan, policy):
    agree(plan, policy)


@given(everything(), policies())
def test_a_few_weeks_are_listed_further_where_they_do_not_do(plan, policy):
    agree(plan, policy, _FEWEST_WEEKS=1, _USUAL_WEEKS=1)


@given(everything(), policies())
def test_dates_beyond_all_years_listed_are_found_one_by_one(plan, policy):
    agree(plan, policy, _FEWEST_WEEKS=1, _USUAL_WEEKS=1, _MOST_WEEKS=0)


@given(everything(), st.integers(300, 900))
def test_lines_give_what_the_rules_give_back_from_a_finish(plan, hours):
    turned = attrs.evolve(plan, finish=plan.start + timedelta(hours=hours), schedule_from="finish")
    agree(turned, SchedulingPolicy.ms_project())


def test_floats_of_a_task_that_a_resource_works_on_are_counted_in_the_tasks_calendar():
    plan = Plan(
        "shifts",
        start="2026-01-05",
        tasks=[
            Task(
                "a",
                "2d",
                details=TaskDetails(effort=EffortType.FIXED_UNITS),
                assignments=[Assignment(resource="n", work="16h")],
            ),
            Task("b", "1d", after=["a FS+4h"]),
            Task("c", "9d"),
        ],
        resources=[Resource("n", calendar="nights")],
        calendars={"nights": WorkCalendar.weekly(NIGHTS)},
    )
    network = agree(plan, SchedulingPolicy.ms_project())
    assert (network.steps.calendar[0], network.own_calendar[0]) == (2, 1)


def test_most_nodes_are_plain():
    tasks = [
        Task("a", "2d"),
        Task("m", "0d", after=["a"]),
        Task("b", "3d", after=["m"], constraints=["SNET 2026-01-12"], deadline="2026-03-01"),
        Task("c", "1d", after=["a SS+1d"], constraints=["FNET 2026-01-12"]),
    ]
    network = build_network(Plan("four", start="2026-01-05", tasks=tasks), SchedulingPolicy.textbook())
    assert [number >= 0 for number in network.steps.calendar] == [True, False, True, False]


@pytest.mark.parametrize("count", [3, 2_000])
def test_what_waits_for_the_start_of_a_summary_waits_for_the_first_of_its_tasks(count):
    tasks = [Task("s"), *(Task(f"t{n}", "2d", parent="s", after=["go"] if n != 1 else []) for n in range(count))]
    plan = Plan("wide", start="2026-01-05", tasks=[Task("go", "1d"), *tasks, Task("x", "1d", after=["s SS"])])
    result = schedule(plan, policy=SchedulingPolicy.textbook())
    assert (str(result["t1"].free_float), str(result["x"].start.date())) == ("0d", "2026-01-05")
    assert result.solution.starts_first(result.network, 3, len(plan.tasks))
    assert not result.solution.starts_first(result.network, 2, len(plan.tasks))

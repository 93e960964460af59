"""The fast way for plain plans equals the general one in every field; and plain plans take it."""

from __future__ import annotations

import pickle

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Constraint, Dependency, Plan, Progress, SchedulingPolicy, Task, Window, WorkCalendar
from itpm.scheduling import Schedule, schedule
from itpm.scheduling.networks import build_network
from itpm.scheduling.one_line import on_one_line
from itpm.scheduling.passes import solve

from tests.strategies import policies, valid_plans

TEXTBOOK, MS_PROJECT = SchedulingPolicy.textbook(), SchedulingPolicy.ms_project()
WITH_HOLIDAY = WorkCalendar.standard().with_holidays(["2026-01-07"])
LINES = st.sampled_from([WorkCalendar.standard(), WorkCalendar.continuous(), WITH_HOLIDAY])
DATES = ("early_start", "early_finish", "late_start", "late_finish", "late_begin", "late_end", "start", "finish")


def both_ways(plan: Plan, policy: SchedulingPolicy) -> tuple[Schedule, Schedule] | None:
    """The schedule the fast way and the general way; None where the plan does not take the fast one."""
    line = on_one_line(plan, policy)
    if line is None:
        return None
    network = build_network(plan, policy)
    return Schedule.on_one_line(line), Schedule(network, solve(network))


def agree(plan: Plan, policy: SchedulingPolicy) -> None:
    found = both_ways(plan, policy)
    if found is None:
        return
    fast, general = found
    assert list(fast) == list(general)
    assert (fast, fast.start, fast.finish, hash(fast)) == (general, general.start, general.finish, hash(general))
    leaves = [place for place, below in enumerate(plan.structure.children) if not below]
    for name in DATES:
        ours, theirs = getattr(fast.solution, name), getattr(general.solution, name)
        assert [ours[place] for place in leaves] == [theirs[place] for place in leaves]
    assert (fast.solution.floor, fast.solution.anchor) == (general.solution.floor, general.solution.anchor)


@given(valid_plans(calendars=LINES, lags=("work", "lead", "percent"), estimates=True), policies())
def test_it_equals_the_general_way_under_any_policy(plan, policy):
    one = tuple((name, plan.calendar) for name, _ in plan.calendars)
    simple = attrs.evolve(
        policy, critical_by="float", free_float_capped=True, open_ends_critical=False, milestones="either_edge"
    )
    alone = attrs.evolve(plan, calendars=one, tasks=[attrs.evolve(task, calendar=None) for task in plan.tasks])
    agree(alone, attrs.evolve(simple, deadline="ignored"))


@given(valid_plans(calendars=LINES, summaries=True), st.sampled_from([TEXTBOOK, MS_PROJECT]))
def test_it_equals_the_general_way_below_summaries(plan, policy):
    agree(plan, policy)


PLAIN = Plan(
    "plain", start="2026-01-05", tasks=[Task("a", "2d"), Task("b", "1d", after=["a SS+1d"]), Task("c", after=["b"])]
)


@pytest.mark.parametrize("policy", [TEXTBOOK, MS_PROJECT])
def test_plain_plans_take_the_fast_way(policy):
    assert on_one_line(PLAIN, policy) is not None
    assert on_one_line(attrs.evolve(PLAIN, calendar=WITH_HOLIDAY), policy) is not None


@pytest.mark.parametrize(
    "changed",
    [
        attrs.evolve(PLAIN, deadline="2026-02-01"),
        attrs.evolve(PLAIN, windows=[Window("freeze", "2026-01-06", "2026-01-06")]),
        attrs.evolve(PLAIN, dependencies=[Dependency("a", "c", lag="1ed")]),
        PLAIN.with_tasks([Task("a", "2ed")]),
        PLAIN.with_tasks([Task("a", "2d", constraints=[Constraint("SNET", "2026-01-08")])]),
        PLAIN.with_tasks([Task("a", "2d", deadline="2026-01-08")]),
        PLAIN.with_tasks([Task("a", "2d", progress=Progress(actual_start="2026-01-05"))]),
        PLAIN.with_tasks([Task("s"), Task("d", "1d", parent="s", after=["a"]), Task("e", "1d", after=["s"])]),
    ],
    ids=["deadline", "window", "elapsed lag", "elapsed", "constraint", "task deadline", "progress", "summary link"],
)
def test_everything_else_goes_the_general_way(changed):
    assert on_one_line(changed, MS_PROJECT) is None
    assert schedule(changed).finish > changed.start


def test_a_schedule_of_either_kind_survives_pickling():
    for plan in (PLAIN, attrs.evolve(PLAIN, deadline="2026-02-01")):
        found = schedule(plan)
        again = pickle.loads(pickle.dumps(found))
        assert (again, list(again), again.plan) == (found, list(found), plan)

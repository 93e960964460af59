"""The definition of every date, a list of candidates, against what the passes computed without listing them."""

from __future__ import annotations

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task, TaskDetails, TaskKind
from itpm.scheduling import early_bounds, late_bounds, schedule
from itpm.scheduling.arithmetic import beginning, done, ending, latest_end, placed
from itpm.scheduling.bounds import capped_by, held_by
from itpm.scheduling.networks import FAR_AHEAD, Network
from itpm.scheduling.solutions import BoundKind, Solution

from tests.strategies import CAPS, FLOORS, PINS, policies, valid_plans

ANY_CONSTRAINT = (*FLOORS, *CAPS, *PINS)


def defined_early(network: Network, solution: Solution, node: int) -> tuple[int, int]:
    """Early start and finish of a task that has not begun, from the list of what could hold it."""
    calendars, tracks, rules = network.calendars, network.tracks[node], network.rules_of(node)
    bound = held_by(early_bounds(network, solution, node))
    if rules.manual is not None:
        return rules.manual
    if bound.kind is BoundKind.CONSTRAINT and bound.by == "ALAP":
        if network.policy.as_late_as_possible == "free_float":
            return solution.early_start[node], solution.early_finish[node]
        return solution.late_start[node], solution.late_finish[node]
    if bound.kind is BoundKind.CONSTRAINT and bound.by == "MFO" and rules.pinned_finish is not None:
        return bound.date, ending(calendars, tracks, rules.pinned_finish)
    at = bound.date
    if rules.delay:
        at = beginning(calendars, tracks, at) + rules.delay
    stands = rules.stands_at_start and not rules.has_own_dates and at == solution.floor
    start = at if stands else placed(calendars, tracks, rules.edge, at)
    finish = done(calendars, tracks, start)
    if rules.finish_floor is not None and not rules.has_own_dates:
        finish = max(finish, rules.finish_floor)
    return start, finish


def defined_late_end(network: Network, solution: Solution, node: int) -> int:
    """When a task must have ended, from the list of what could hold it."""
    tracks, rules = network.tracks[node], network.rules_of(node)
    bound = capped_by(late_bounds(network, solution, node))
    if rules.finished is not None or bound.by == "pinned":
        return bound.date
    edge = "either" if rules.started is not None else rules.edge
    end = latest_end(network.calendars, tracks, edge, bound.date)
    if rules.started is None and rules.finish_floor is not None and end < rules.finish_floor <= bound.date:
        return bound.date
    return end


def agree(plan: Plan, policy: SchedulingPolicy) -> None:
    """Hold the passes to the definition."""
    result = schedule(plan, policy=policy)
    network, solution = result.network, result.solution
    places = [place for place in range(len(plan.tasks)) if network.drives(place)]
    waiting = [place for place in places if network.rules_of(place).started is None]
    early = {place: (solution.early_start[place], solution.early_finish[place]) for place in waiting}
    assert early == {place: defined_early(network, solution, place) for place in waiting}
    hubs = [node for node in network.order if network.is_hub(node)]
    bounds = {hub: late_bounds(network, solution, hub) for hub in hubs}
    held = {hub: solution.late_end[hub] for hub in hubs if bounds[hub]}
    assert held == {hub: capped_by(bounds[hub]).date for hub in held}
    assert all(solution.late_end[hub] >= FAR_AHEAD for hub in hubs if not bounds[hub])
    late = {place: solution.late_end[place] for place in places}
    assert late == {place: defined_late_end(network, solution, place) for place in places}


@given(valid_plans(elapsed=True, estimates=True), policies())
def test_plain_plans_under_any_policy(plan, policy):
    agree(plan, policy)


@given(valid_plans(constraints=ANY_CONSTRAINT, deadlines=True), policies())
def test_plans_with_constraints_and_deadlines(plan, policy):
    agree(plan, policy)


@given(valid_plans(progress=True, constraints=FLOORS), policies())
def test_plans_under_way(plan, policy):
    agree(plan, policy)


@given(valid_plans(summaries=True, summary_links=True, progress=True, deadlines=True), policies())
def test_plans_with_links_of_summaries(plan, policy):
    agree(plan, policy)


@given(valid_plans(inactive=True, level_of_effort=True, summaries=True), policies())
def test_plans_with_tasks_that_drive_nothing(plan, policy):
    agree(plan, policy)


@given(valid_plans(summaries=True, constraints=ANY_CONSTRAINT), st.integers(500, 900))
def test_plans_that_are_scheduled_from_their_finish(plan, hours):
    finish = plan.start + timedelta(hours=hours)
    agree(attrs.evolve(plan, finish=finish, schedule_from="finish"), SchedulingPolicy.ms_project())


@given(st.data(), valid_plans(summaries=True, summary_links=True, constraints=FLOORS), policies())
def test_plans_with_manual_tasks_and_summaries(data, plan, policy):
    def by_hand(task: Task) -> Task:
        begin = plan.start + timedelta(hours=data.draw(st.integers(-50, 100)))
        end = begin + timedelta(hours=data.draw(st.integers(0, 100)))
        details = TaskDetails(manual_start=begin, manual_finish=end)
        return attrs.evolve(task, kind=TaskKind.MANUAL, details=details, constraints=())

    tasks = [by_hand(task) if data.draw(st.booleans()) else task for task in plan.tasks]
    agree(attrs.evolve(plan, tasks=tasks), policy)

"""What holds for every schedule, whatever the plan."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import attrs
import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from itpm.errors import UnknownTaskError
from itpm.model.calendars import WorkCalendar
from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.dependencies import Dependency
from itpm.model.durations import Duration, ElapsedDuration, Percent, Unit, WorkDuration
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.scheduling import Schedule, build_network, early_bounds, late_bounds, schedule, solve
from itpm.scheduling.arithmetic import beginning, ending
from itpm.scheduling.bounds import capped_by, held_by

from tests.strategies import CAPS, FLOORS, NIGHTS, PINS, policies, valid_plans

TEXTBOOK = SchedulingPolicy.textbook()
HELD = attrs.evolve(TEXTBOOK, project_finish_holds="all")
CONTINUOUS = st.just(WorkCalendar.continuous())
OFFICE = st.just(WorkCalendar.standard())
NIGHT_SHIFT = st.just(WorkCalendar.weekly(NIGHTS))


def with_finish_held(policy: SchedulingPolicy) -> SchedulingPolicy:
    """The policy under which the project's finish holds all tasks; without, some begun tasks have no late dates yet."""
    return attrs.evolve(policy, project_finish_holds="all")


ANY_POLICY = policies().map(with_finish_held)


def one_calendar(**options: Any) -> SearchStrategy[Plan]:
    """Plans whose tasks all work the same hours: day and night, office hours, or nights."""
    return st.sampled_from((CONTINUOUS, OFFICE, NIGHT_SHIFT)).flatmap(lambda one: valid_plans(calendars=one, **options))


ONE_CALENDAR = one_calendar()
# An elapsed lag runs on the clock, which tells the end of a shift from the start of the next; for a calendar they are one.
ONE_LINE = one_calendar(lags=("work", "lead", "percent"))
RICH = valid_plans(
    elapsed=True,
    estimates=True,
    constraints=(*FLOORS, *CAPS, *PINS, ConstraintType.ALAP, ConstraintType.ASAP),
    deadlines=True,
    progress=True,
    summaries=True,
    summary_links=True,
    level_of_effort=True,
    inactive=True,
)


def seconds_of(value: Duration) -> int:
    assert value.unit is Unit.SECOND
    return int(value.amount)


def dates(result: Schedule) -> dict[str, tuple[datetime, ...]]:
    return {
        row.id: (row.start, row.finish, row.early_start, row.early_finish, row.late_start, row.late_finish)
        for row in result
    }


def early(result: Schedule) -> dict[str, tuple[datetime, datetime]]:
    return {row.id: (row.early_start, row.early_finish) for row in result}


# --- every plan


@given(RICH, ANY_POLICY)
def test_every_plan_has_a_schedule_under_every_policy(plan, policy):
    result = schedule(plan, policy=policy)
    assert [row.id for row in result] == [task.id for task in plan.tasks]
    assert len(result) == len(plan.tasks)
    assert all(row.start <= row.finish and row.early_start <= row.early_finish for row in result)
    assert all(result[row.id] == row for row in result)
    assert schedule(plan, policy=policy) == result


@given(RICH, ANY_POLICY)
def test_schedules_compare_hash_pickle_and_copy(plan, policy):
    result = schedule(plan, policy=policy)
    for other in (pickle.loads(pickle.dumps(result)), copy.copy(result), copy.deepcopy(result)):
        assert other == result
        assert hash(other) == hash(result)
        assert list(other) == list(result)
        assert (other.plan, other.policy, other.critical_path) == (plan, policy, result.critical_path)


@given(RICH, ANY_POLICY)
def test_floats_add_up(plan, policy):
    for row in schedule(plan, policy=policy):
        total, free = seconds_of(row.total_float), seconds_of(row.free_float)
        assert seconds_of(row.interfering_float) == total - free
        assert 0 <= free <= max(total, 0) or not policy.free_float_capped
        assert seconds_of(row.independent_float) >= 0


@given(RICH, ANY_POLICY)
def test_floats_of_elapsed_tasks_are_elapsed(plan, policy):
    result = schedule(plan, policy=policy)
    for task in plan.tasks:
        row = result[task.id]
        kinds = {
            type(value) for value in (row.total_float, row.free_float, row.independent_float, row.interfering_float)
        }
        if isinstance(task.duration, ElapsedDuration) and not task.spans_others and task.is_active:
            assert kinds == {ElapsedDuration}
        elif isinstance(task.duration, WorkDuration):
            assert kinds == {WorkDuration}


@given(RICH)
def test_what_has_happened_stays_as_it_happened(plan):
    result = schedule(plan, policy=SchedulingPolicy.ms_project())
    for task in plan.tasks:
        progress, row = task.progress, result[task.id]
        if progress is None or not task.is_active or task.spans_others:
            continue
        assert (row.start, row.early_start) == (progress.actual_start, progress.actual_start)
        if progress.is_complete:
            assert (row.finish, row.early_finish) == (progress.actual_finish, progress.actual_finish)
            assert not row.is_critical


@given(valid_plans(progress=True), ANY_POLICY)
def test_a_begun_task_has_late_dates_whatever_it_is_linked_to(plan, policy):
    result = schedule(plan, policy=policy)
    horizon = result.finish + timedelta(days=3650)
    assert all(row.late_finish < horizon for row in result)


def test_a_begun_task_that_is_only_waited_for_by_its_start_has_late_dates():
    begun = Task("a", "2d", progress=Progress(actual_start="2026-01-05 08:00", percent_complete=50))
    plan = Plan("begun", start="2026-01-05", tasks=[begun, Task("b", "1d", after=["a SS"])], data_date="2026-01-05")
    row = schedule(plan, policy=TEXTBOOK)["a"]
    assert (row.late_start, row.late_finish) == (datetime(2026, 1, 5, 8), datetime(2026, 1, 6, 17))


@given(valid_plans(summaries=True, summary_links=True, progress=True, constraints=FLOORS))
def test_a_summary_spans_its_children(plan):
    result = schedule(plan, policy=SchedulingPolicy.ms_project())
    for place, task in enumerate(plan.tasks):
        below = [result[plan.tasks[child].id] for child in plan.structure.children[place]]
        if below:
            row = result[task.id]
            assert (row.start, row.finish) == (min(one.start for one in below), max(one.finish for one in below))
            assert row.early_start == min(one.early_start for one in below)
            assert row.early_finish == max(one.early_finish for one in below)
            assert row.late_start == min(one.late_start for one in below)
            assert row.late_finish == max(one.late_finish for one in below)


# --- the specification of a date is its list of bounds


@given(valid_plans(elapsed=True, constraints=(*FLOORS, *CAPS), deadlines=True), policies())
def test_the_latest_early_bound_and_the_earliest_late_one_win(plan, policy):
    network = build_network(plan, attrs.evolve(policy, milestones_leave_start=True, milestones="either_edge"))
    solution = solve(network)
    for place in range(len(plan.tasks)):
        calendars, tracks = network.calendars, network.tracks[place]
        start = beginning(calendars, tracks, held_by(early_bounds(network, solution, place)).date)
        assert start == solution.early_start[place]
        if network.rules_of(place).finish_floor is None:
            finish = ending(calendars, tracks, capped_by(late_bounds(network, solution, place)).date)
            assert finish == solution.late_finish[place]


# --- names and order mean nothing


@given(st.data(), valid_plans(elapsed=True, deadlines=True, constraints=FLOORS))
def test_a_relabelled_and_shuffled_plan_gives_the_same_schedule(data, plan):
    names = {task.id: f"x{number}" for number, task in enumerate(plan.tasks)}
    links = [
        attrs.evolve(link, predecessor=names[link.predecessor], successor=names[link.successor]) for link in plan.links
    ]
    tasks = data.draw(st.permutations([attrs.evolve(task, id=names[task.id], after=()) for task in plan.tasks]))
    other = attrs.evolve(plan, tasks=tasks, dependencies=data.draw(st.permutations(links)))
    one, two = schedule(plan, policy=TEXTBOOK), schedule(other, policy=TEXTBOOK)
    assert {names[row.id]: attrs.evolve(row, id=names[row.id]) for row in one} == {row.id: row for row in two}
    assert (one.start, one.finish) == (two.start, two.finish)


@given(valid_plans(elapsed=True))
def test_it_does_not_matter_where_a_link_is_written(plan):
    loose = attrs.evolve(plan, tasks=[attrs.evolve(task, after=()) for task in plan.tasks], dependencies=plan.links)
    assert schedule(loose, policy=TEXTBOOK) == schedule(plan, policy=TEXTBOOK)


@given(valid_plans(inactive=False), valid_plans(inactive=False))
def test_two_schedules_are_equal_when_their_rows_are(one, other):
    first, second = schedule(one, policy=TEXTBOOK), schedule(other, policy=TEXTBOOK)
    assert (first == second) is ([*first] == [*second])
    assert first != one


# --- logic


@given(valid_plans(calendars=CONTINUOUS, elapsed=True))
def test_on_the_clock_a_task_takes_its_duration(plan):
    result = schedule(plan, policy=TEXTBOOK)
    for task in plan.tasks:
        length = timedelta(seconds=task.duration.seconds(plan.day)) if task.duration else timedelta(0)
        row = result[task.id]
        assert row.early_finish - row.early_start == length
        assert row.late_finish - row.late_start == length


@given(ONE_LINE)
def test_without_deadlines_and_constraints_nothing_is_late(plan):
    """A milestone's late date may be the end of a day whose next begins with its early one: no working time between."""
    for row in schedule(plan, policy=TEXTBOOK):
        assert seconds_of(row.total_float) >= 0
        if row.early_start < row.early_finish:
            assert row.early_start <= row.late_start
            assert row.early_finish <= row.late_finish


@given(valid_plans(elapsed=True))
def test_without_deadlines_and_constraints_nothing_is_late_on_any_calendars(plan):
    assert all(seconds_of(row.total_float) >= 0 for row in schedule(plan, policy=HELD))


@given(valid_plans(link_types=("FS",)), st.data())
def test_with_finish_to_start_links_a_longer_task_never_finishes_the_plan_earlier(plan, data):
    place = data.draw(st.integers(0, len(plan.tasks) - 1))
    task = plan.tasks[place]
    assume(all(not isinstance(link.lag, Percent) or link.lag.value >= 0 for link in plan.links))
    seconds = (task.duration.seconds(plan.day) if task.duration else 0) + plan.day.minutes_per_day * 60
    longer = plan.with_tasks([attrs.evolve(task, duration=WorkDuration(Decimal(seconds), Unit.SECOND))])
    assert schedule(longer, policy=TEXTBOOK).finish >= schedule(plan, policy=TEXTBOOK).finish


def test_with_other_links_a_longer_task_may_finish_the_plan_earlier():
    """A task whose finish is held and that drives by its start is reverse critical."""

    def plan(length: str) -> Plan:
        tasks = [Task("a", "10d"), Task("b", length, after=["a FF"]), Task("c", "10d", after=["b SS"])]
        return Plan("reverse", start="2026-01-05", tasks=tasks, calendar=WorkCalendar.continuous())

    start = datetime(2026, 1, 5)
    assert schedule(plan("2d"), policy=TEXTBOOK).finish == start + timedelta(days=18)
    assert schedule(plan("4d"), policy=TEXTBOOK).finish == start + timedelta(days=16)


@given(valid_plans(link_types=("FS",), lags=(), calendars=OFFICE, max_tasks=6))
def test_a_link_that_others_imply_changes_nothing(plan):
    graph = nx.DiGraph([(link.predecessor, link.successor) for link in plan.links])
    implied = [(a, b) for a in graph for b in nx.descendants(graph, a) if not graph.has_edge(a, b)]
    more = attrs.evolve(plan, dependencies=[*plan.dependencies, *(Dependency(a, b) for a, b in implied)])
    assert schedule(more, policy=TEXTBOOK) == schedule(plan, policy=TEXTBOOK)


@given(ONE_CALENDAR)
def test_the_critical_path_is_a_chain_of_links_that_ends_when_the_plan_does(plan):
    result = schedule(plan, policy=HELD)
    path = result.critical_path
    linked = {(link.predecessor, link.successor) for link in plan.links}
    assert path
    assert set(pairwise(path)) <= linked
    assert result[path[-1]].early_finish == result.finish == max(row.early_finish for row in result)
    assert result[path[-1]].is_critical


# --- what float means


@given(st.data(), ONE_LINE)
def test_a_task_may_slip_by_its_free_float_and_move_no_other(data, plan):
    before = schedule(plan, policy=HELD)
    row = before[data.draw(st.sampled_from([task.id for task in plan.tasks]))]
    after = schedule(_not_before(plan, {row.id: _slipped(plan, row.early_start, row.free_float)}), policy=HELD)
    assert {name: span for name, span in early(after).items() if name != row.id} == {
        name: span for name, span in early(before).items() if name != row.id
    }
    assert after.finish == before.finish


@given(st.data(), ONE_LINE)
def test_a_task_may_slip_by_its_total_float_and_the_plan_still_finishes_in_time(data, plan):
    before = schedule(plan, policy=HELD)
    row = before[data.draw(st.sampled_from([task.id for task in plan.tasks]))]
    assert schedule(_not_before(plan, {row.id: row.late_start}), policy=HELD).finish == before.finish


@given(one_calendar(milestones=False, lags=("work", "lead", "percent")))
def test_all_late_dates_together_are_a_schedule_that_finishes_in_time(plan):
    before = schedule(plan, policy=HELD)
    after = schedule(_not_before(plan, {row.id: row.late_start for row in before}), policy=HELD)
    assert {row.id: row.early_start for row in after} == {row.id: row.late_start for row in before}
    assert after.finish == before.finish


def _not_before(plan: Plan, starts: dict[str, datetime]) -> Plan:
    held = {name: [Constraint(ConstraintType.SNET, at)] for name, at in starts.items()}
    return plan.with_tasks(attrs.evolve(task, constraints=held[task.id]) for task in plan.tasks if task.id in held)


def _slipped(plan: Plan, at: datetime, by: Duration) -> datetime:
    compiled = plan.calendar.compiled
    epoch = datetime(1970, 1, 1)
    moved = compiled.advance(int((at - epoch).total_seconds()), seconds_of(by))
    return epoch + timedelta(seconds=moved)


# --- look-up and policy


def test_a_missing_row_is_named_with_the_nearest():
    result = schedule(Plan("plan", start="2026-01-05", tasks=[Task("design", "1d"), Task("build", "1d")]))
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'") as caught:
        _ = result["biuld"]
    assert isinstance(caught.value, KeyError)
    assert "build" in result
    assert "biuld" not in result


def test_the_policy_is_the_callers_else_the_plans_else_ms_projects():
    plan = Plan("plan", start="2026-01-05", tasks=[Task("a", "1d")])
    own = attrs.evolve(plan, policy=SchedulingPolicy.primavera())
    assert schedule(plan).policy == SchedulingPolicy.ms_project()
    assert schedule(own).policy == SchedulingPolicy.primavera()
    assert schedule(own, policy=TEXTBOOK).policy == TEXTBOOK


def test_a_plan_without_tasks_has_an_empty_schedule():
    result = schedule(Plan("empty", start="2026-01-05", tasks=[]))
    assert [*result] == []
    assert (result.start, result.finish, result.critical_path) == (datetime(2026, 1, 5), datetime(2026, 1, 5), ())

"""Lags that are shares of a summary's length: worked examples, and the same dates wherever such a plan is scheduled.

Definition of the lag: Microsoft Support, "Add lead or lag time to a task" (a percentage of the predecessor's duration); of a
summary's duration: "the working time between its earliest start and latest finish", in the project's calendar.
"""

from __future__ import annotations

import pickle
from decimal import Decimal

import attrs
import pytest
from hypothesis import given

from itpm.model import Constraint, Plan, Progress, SchedulingPolicy, Task, TaskDetails, TaskKind, WorkCalendar
from itpm.model.durations import ElapsedDuration, Percent, Unit, WorkDuration
from itpm.risk.simulation import simulate
from itpm.scheduling import schedule
from itpm.scheduling.networks import build_network
from itpm.scheduling.settling import settled

from tests.risk.simulation.support import plan_of_column
from tests.scheduling.furnished_plans import plans_with_shares
from tests.strategies import policies

NIGHTS = WorkCalendar.weekly({day: [("22:00", "06:00")] for day in range(5)})


def phased(*tasks: Task, **fields: object) -> Plan:
    """Summary S of 4 days, Monday 5 to Thursday 8 January, and what else is said."""
    first = (Task("S"), Task("a", "1d", parent="S"), Task("b", "3d", parent="S", after=["a"]))
    plan = {"start": "2026-01-05", "calendars": {"nights": NIGHTS}} | fields
    return Plan("phased", tasks=(*first, *tasks), **plan)  # type: ignore[arg-type]  # fields by name


def start_of(name: str, plan: Plan, policy: SchedulingPolicy | None = None) -> str:
    return f"{schedule(plan, policy=policy)[name].start:%a %d %H:%M}"


@pytest.mark.parametrize(
    ("link", "start"),
    [
        ("S FS+50%", "Tue 13 08:00"),
        ("S FS-50%", "Wed 07 08:00"),
        ("S SS+50%", "Wed 07 08:00"),
        ("S SS+25%", "Tue 06 08:00"),
        ("S FF+25%", "Fri 09 08:00"),
        ("S FS+50e%", "Fri 09 09:00"),
        ("S FS+0%", "Fri 09 08:00"),
    ],
)
def test_a_lag_is_a_share_of_the_summarys_working_time(link, start):
    assert start_of("c", phased(Task("c", "1d", after=[link]))) == start


def test_an_elapsed_share_is_as_many_hours_of_the_clock():
    milestone = phased(Task("c", after=["S FS+50e%"]))  # half of 32 h, from Thursday 17:00 on
    assert start_of("c", milestone) == "Fri 09 09:00"


def test_the_summary_of_a_summary_is_as_long_as_all_it_contains():
    plan = phased(Task("T"), Task("c", "2d", parent="T", after=["S"]), Task("d", "1d", after=["P FS+50%"]), Task("P"))
    nested = Plan(
        "nested",
        start="2026-01-05",
        tasks=[
            Task(t.id, t.duration, after=t.after, parent={"S": "P", "T": "P"}.get(t.id, t.parent)) for t in plan.tasks
        ],
    )
    assert f"{schedule(nested)['P'].finish:%a %d %H:%M}" == "Mon 12 17:00"  # 6 days long
    assert start_of("d", nested) == "Fri 16 08:00"


def test_shares_in_a_chain_each_count_what_the_one_before_makes_of_the_dates():
    plan = phased(
        Task("T"),
        Task("c", "1d", parent="T", after=["S FS+50%"]),
        Task("d", "1d", parent="T", after=["S"]),
        Task("e", "1d", after=["T FS+50%"]),
    )
    result = schedule(plan)
    assert (f"{result['T'].start:%a %d}", f"{result['T'].finish:%a %d}") == ("Fri 09", "Tue 13")  # 3 days long
    assert f"{result['e'].start:%a %d %H:%M}" == "Thu 15 13:00"


def test_the_plans_calendar_counts_whatever_the_summary_names():
    plan = phased(Task("c", "1d", after=["S FS+50%"]))
    named = plan.with_tasks([Task("S", calendar="nights")])
    assert start_of("c", named) == "Tue 13 08:00"


def test_nights_in_a_summary_count_for_what_they_cover_of_the_plans_calendar():
    plan = Plan(
        "night",
        start="2026-01-05",
        calendars={"nights": NIGHTS},
        tasks=[Task("S"), Task("a", "16h", parent="S", calendar="nights"), Task("b", "1d", after=["S FS+100%"])],
    )
    assert (
        f"{schedule(plan)['S'].finish:%a %d %H:%M}" == "Wed 07 06:00"
    )  # from Monday 22:00: one working day of the plan's
    assert start_of("b", plan) == "Thu 08 08:00"


def test_a_summary_set_by_hand_is_as_long_as_it_is_set():
    by_hand = TaskDetails(manual_start="2026-01-05 08:00", manual_finish="2026-01-06 17:00")
    plan = Plan(
        "by hand",
        start="2026-01-05",
        tasks=[
            Task("S", kind=TaskKind.MANUAL, details=by_hand),
            Task("a", "4d", parent="S"),
            Task("b", "1d", after=["S FS+50%"]),
        ],
    )
    assert start_of("b", plan) == "Thu 08 08:00"


@pytest.mark.parametrize("policy", [SchedulingPolicy.ms_project(), SchedulingPolicy.primavera()], ids=["msp", "p6"])
def test_what_has_begun_counts_from_when_it_began(policy):
    begun = Progress(actual_start="2026-01-05 08:00", percent_complete=50, remaining="1d")
    plan = Plan(
        "begun",
        start="2026-01-05",
        data_date="2026-01-07",
        tasks=[Task("S"), Task("a", "2d", parent="S", progress=begun), Task("b", "1d", after=["S FS+50%"])],
    )
    result = schedule(plan, policy=policy)
    length = plan.calendar.working_minutes(result["S"].start, result["S"].finish)
    lag = plan.calendar.working_minutes(result["S"].finish, result["b"].start)
    assert lag == length / 2


def test_a_summary_without_tasks_that_drive_anything_holds_nothing():
    plan = Plan(
        "idle",
        start="2026-01-05",
        tasks=[
            Task("S"),
            Task("a", "2d", parent="S", details=TaskDetails(active=False)),
            Task("b", "1d", after=["S FS+50%"]),
        ],
    )
    assert start_of("b", plan) == "Mon 05 08:00"


def test_the_share_follows_a_change_and_survives_a_pickle_and_an_explanation():
    result = schedule(phased(Task("c", "1d", after=["S FS+50%"])))
    longer = result.what_if(durations={"b": "7d"})
    assert f"{longer['c'].start:%a %d %H:%M}" == "Wed 21 08:00"  # 8 days, then 4
    assert pickle.loads(pickle.dumps(result)) == result
    assert "S FS+50%" not in str(result.explain("a"))
    assert "S finishes Thu 08 Jan 2026 17:00 and holds the start of c (FS+50%)" in str(result.explain("c"))


def test_what_goes_late_leaves_the_share_as_the_early_dates_made_it():
    late = Constraint("ALAP")
    plan = phased(
        Task("x", "1d", parent="S", constraints=[late]), Task("c", "1d", after=["S FS+50%"]), Task("long", "30d")
    )
    result = schedule(plan)
    assert [lag // 3600 for lag in result.network.ends.lags if lag] == [16]


@given(plans_with_shares(elapsed=True, progress=True), policies())
def test_every_share_is_that_of_the_early_dates(plan, policy):
    network, solution = settled(build_network(plan, policy))
    for place in network.ends.shares:
        lag = plan.links[network.ends.numbers[place]].lag
        summary = plan.structure.hubs[network.ends.before[place] - len(plan.tasks)].summary
        tasks = [below for below in plan.structure.descendants(summary) if network.drives(below)]
        begin, end = min(solution.start[task] for task in tasks), max(solution.finish[task] for task in tasks)
        assert isinstance(lag, Percent)
        assert network.ends.lags[place] == lag.of(plan.calendar.compiled.between(begin, end))


@given(plans_with_shares(elapsed=True, deadlines=True, progress=True), policies())
def test_a_share_is_worth_the_lag_that_it_comes_to(plan, policy):
    found = schedule(plan, policy=policy)
    ends = found.network.ends
    links = list(plan.links)
    for place in ends.shares:
        link, seconds = links[ends.numbers[place]], Decimal(ends.lags[place])
        kind = ElapsedDuration if isinstance(link.lag, Percent) and link.lag.elapsed else WorkDuration
        links[ends.numbers[place]] = attrs.evolve(link, lag=kind(seconds, Unit.SECOND))
    written = attrs.evolve(plan, tasks=[attrs.evolve(task, after=()) for task in plan.tasks], dependencies=links)
    assert found == schedule(written, policy=policy)


def test_each_iteration_of_a_simulation_has_the_schedulers_dates():
    plan = phased(Task("c", "1d", after=["S FS+50%"])).with_tasks(
        [Task("b", ("1d", "3d", "9d"), parent="S", after=["a"])]
    )
    found = simulate(plan, iterations=40, seed=3, watch=["S", "c"])
    kernel = found.run.kernel
    assert kernel.stepwise == "a lag is a share of how long summary 'S' is"
    hand = kernel.deck.hand(0, 40)
    amounts = kernel.amounts.drawn(hand)
    dates = kernel.dates(amounts, 40)
    for column in range(40):
        expected = schedule(plan_of_column(kernel, amounts, column))
        assert dates.project[column] == expected.solution.project_finish

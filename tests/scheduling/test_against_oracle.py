"""The engine against the slow and obvious solver, on plans of every shape. HYPOTHESIS_PROFILE=thorough looks long."""

from __future__ import annotations

import attrs
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.calendars import WorkCalendar
from itpm.model.durations import Duration, Unit
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.tasks import Task
from itpm.scheduling import schedule

from tests import oracle_solver
from tests.oracle_solver import Oracle, instant
from tests.scheduling.furnished_plans import plans_with_shares
from tests.strategies import CAPS, FLOORS, NIGHTS, YIELDING_PINS, policies, valid_plans

FIELDS = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "independent_float")
TEXTBOOK = SchedulingPolicy.textbook()
LAG_CALENDARS = st.sampled_from(("predecessor", "successor", "project", "continuous"))
FLOATS_FROM = st.sampled_from(("start", "finish", "smaller"))


def answers(plan: Plan, policy: SchedulingPolicy) -> dict[str, dict[str, object]]:
    """What the engine says of each task that does work."""
    result = schedule(plan, policy=policy)
    worked = set(Oracle(plan, policy).worked)
    return {
        row.id: {name: _plain(getattr(row, name)) for name in FIELDS} | {"is_critical": row.is_critical}
        for row in result
        if row.id in worked
    }


def _plain(value: object) -> object:
    if isinstance(value, Duration):
        assert value.unit is Unit.SECOND
        return int(value.amount)
    return value


def expected(plan: Plan, policy: SchedulingPolicy) -> dict[str, dict[str, object]]:
    """What the oracle says of them."""
    found: dict[str, dict[str, object]] = {}
    for name, row in oracle_solver.solve(plan, policy).items():
        dates = {field: instant(getattr(row, field)) for field in FIELDS[:4]}
        floats = {field: getattr(row, field) for field in FIELDS[4:]}
        found[name] = dates | floats | {"is_critical": row.total_float <= policy.critical_limit.seconds(plan.day)}
    return found


def agree(plan: Plan, policy: SchedulingPolicy = TEXTBOOK) -> None:
    """Hold the engine to the oracle in every field; of a difference, only what differs is shown."""
    ours, theirs = answers(plan, policy), expected(plan, policy)
    differences = {
        f"{name}.{field}": (ours[name][field], theirs[name][field])
        for name in theirs
        for field in theirs[name]
        if ours[name][field] != theirs[name][field]
    }
    assert differences == {}, f"engine, oracle: {differences}"


@given(valid_plans(calendars=st.just(WorkCalendar.continuous())))
def test_on_the_clock(plan):
    agree(plan)


@given(valid_plans(calendars=st.just(WorkCalendar.standard())))
def test_in_office_hours(plan):
    agree(plan)


@given(valid_plans())
def test_on_calendars_of_all_kinds(plan):
    agree(plan)


@given(valid_plans(elapsed=True, estimates=True))
def test_with_elapsed_durations_and_estimates(plan):
    agree(plan)


@given(valid_plans(constraints=(*FLOORS, *CAPS, *YIELDING_PINS), deadlines=True))
def test_with_constraints_that_respect_logic_and_deadlines(plan):
    agree(plan)


@given(valid_plans(inactive=True, level_of_effort=True))
def test_beside_tasks_that_drive_nothing(plan):
    agree(plan)


@given(valid_plans(elapsed=True), LAG_CALENDARS, FLOATS_FROM, st.booleans())
def test_with_lags_in_any_calendar_floats_at_either_end_and_starts_before_the_plan(
    plan, lag_calendar, float_from, floor
):
    policy = attrs.evolve(TEXTBOOK, lag_calendar=lag_calendar, float_from=float_from, floor_at_start=floor)
    agree(plan, policy)


@given(
    valid_plans(deadlines=True), st.sampled_from(("caps", "replaces", "ignored")), st.sampled_from(("0h", "4h", "1d"))
)
def test_with_deadlines_that_cap_replace_or_do_nothing(plan, deadline, limit):
    agree(plan, attrs.evolve(TEXTBOOK, deadline=deadline, critical_limit=limit))


@given(valid_plans(elapsed=True, deadlines=True), policies())
def test_under_any_policy_where_nothing_has_begun_and_nothing_is_constrained(plan, policy):
    plain = attrs.evolve(
        policy,
        open_ends_critical=False,
        critical_by="float",
        date_display="as_computed",
        milestones_leave_start=True,
        milestones="either_edge",
        free_float_capped=True,
    )
    agree(plan, plain)


@given(valid_plans(elapsed=True, summaries=True, summary_links=True), LAG_CALENDARS)
def test_with_links_that_begin_or_end_at_summaries(plan, lag_calendar):
    policy = attrs.evolve(TEXTBOOK, lag_calendar=lag_calendar)
    agree(plan, policy)
    result, oracle = schedule(plan, policy=policy), Oracle(plan, policy)
    for name in (task.id for task in plan.tasks if oracle.below[task.id]):
        row = result[name]
        spans = (row.early_start, row.early_finish, row.late_start, row.late_finish)
        assert spans == tuple(map(instant, oracle.dates(name)))


@given(plans_with_shares(elapsed=True, deadlines=True), LAG_CALENDARS, FLOATS_FROM, st.booleans())
def test_with_lags_that_are_shares_of_summaries(plan, lag_calendar, float_from, floor):
    agree(plan, attrs.evolve(TEXTBOOK, lag_calendar=lag_calendar, float_from=float_from, floor_at_start=floor))


# --- examples of what the comparison found


def on_the_clock(*tasks: Task) -> Plan:
    return Plan("clock", start="2026-01-05", tasks=tasks, calendar=WorkCalendar.continuous())


def with_night_shift(*tasks: Task) -> Plan:
    return Plan("two calendars", start="2026-01-12", tasks=tasks, calendars={"nights": WorkCalendar.weekly(NIGHTS)})


def test_independent_float_is_no_more_than_free_float():
    plan = on_the_clock(Task("a", "1d", deadline="2026-01-06"), Task("b", "3d", after=["a FF-5d"]))
    row = schedule(plan, policy=TEXTBOOK)["a"]
    assert (str(row.total_float), str(row.free_float), str(row.independent_float)) == ("1d", "1d", "1d")


def test_independent_float_below_a_summary_counts_from_the_late_dates_of_what_the_summary_waits_for():
    plan = on_the_clock(
        Task("p", "1d"),
        Task("z", "8d", after=["p"]),
        Task("s", after=["p"]),
        Task("x", "1d", parent="s"),
        Task("y", "5d", parent="s"),
        Task("q", "10d"),
    )
    row = schedule(plan, policy=TEXTBOOK)["x"]
    assert (str(row.total_float), str(row.independent_float)) == ("8d", "7d")


def test_a_lead_from_the_night_shift_to_the_office_makes_nothing_late():
    plan = with_night_shift(Task("a", "3d", calendar="nights"), Task("b", "3d", after=["a FS-1h"]))
    assert [str(row.total_float) for row in schedule(plan, policy=TEXTBOOK)] == ["0d", "0d"]


def test_a_finish_to_finish_link_from_the_office_to_the_night_shift_makes_nothing_late():
    plan = with_night_shift(Task("a", "20h"), Task("b", "8h", calendar="nights", after=["a FF"]))
    policy = attrs.evolve(TEXTBOOK, project_finish_holds="all")  # else nothing that a link holds is held by it
    assert [str(row.total_float) for row in schedule(plan, policy=policy)] == ["0d", "0d"]


def test_a_summary_inside_another_that_does_not_start_it_is_not_held_by_what_waits_for_the_outer_ones_start():
    plan = on_the_clock(
        Task("outer"),
        Task("first", "3h", parent="outer"),
        Task("inner", parent="outer"),
        Task("second", "1h", parent="inner", after=["lead in"]),
        Task("lead in", "1h"),
        Task("waits", "1h", after=["outer SS"]),
    )
    agree(plan)
    assert str(schedule(plan, policy=TEXTBOOK)["second"].free_float) == "1h"

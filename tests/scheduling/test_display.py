"""`SchedulingPolicy.date_display`: what rows show of dates outside working time."""

from __future__ import annotations

from datetime import datetime

import attrs
import pytest
from hypothesis import given

from itpm.model import Constraint, Plan, Progress, SchedulingPolicy, Task, TaskDetails, TaskKind, WorkCalendar
from itpm.model.moments import to_seconds
from itpm.scheduling import schedule

from tests.strategies import FLOORS, policies, valid_plans

EDGES = SchedulingPolicy(date_display="working_edges")
SATURDAY, SUNDAY = datetime(2026, 1, 10), datetime(2026, 1, 11)


def plan_of(*tasks: Task, **fields: object) -> Plan:
    return Plan("shown", start="2026-01-05", tasks=tasks, **fields)  # type: ignore[arg-type]  # fields by name


def test_a_finish_outside_working_time_shows_as_the_last_end_of_work() -> None:
    plan = plan_of(Task("a", "1d", constraints=Constraint("FNET", "2026-01-10")))
    assert schedule(plan)["a"].finish == SUNDAY
    shown = schedule(plan, policy=EDGES)
    assert (shown["a"].start, shown["a"].finish) == (datetime(2026, 1, 9, 8), datetime(2026, 1, 9, 17))
    assert shown.finish == SUNDAY
    assert shown == schedule(plan)


def test_a_start_outside_working_time_shows_as_the_next_start_of_work() -> None:
    progress = Progress(actual_start="2026-01-06", remaining="2d")
    row = schedule(plan_of(Task("a", "3d", progress=progress)), policy=EDGES)["a"]
    assert (row.start, row.early_start, row.late_start) == (datetime(2026, 1, 6, 8),) * 3


def test_a_start_at_the_end_of_a_shift_shows_at_the_next_one() -> None:
    details = TaskDetails(manual_start="2026-01-06 17:00", manual_finish="2026-01-08 08:00")
    row = schedule(plan_of(Task("a", "1d", kind=TaskKind.MANUAL, details=details)), policy=EDGES)["a"]
    assert (row.start, row.finish) == (datetime(2026, 1, 7, 8), datetime(2026, 1, 7, 17))


@pytest.mark.parametrize(
    ("stands", "shown"),
    [
        ("2026-01-09 17:00", datetime(2026, 1, 9, 17)),
        ("2026-01-12 08:00", datetime(2026, 1, 12, 8)),
        ("2026-01-10 09:00", datetime(2026, 1, 12, 8)),
    ],
)
def test_a_milestone_stays_where_it_touches_working_time_else_it_shows_where_work_begins(
    stands: str, shown: datetime
) -> None:
    plan = plan_of(Task("m", kind=TaskKind.MANUAL, details=TaskDetails(manual_start=stands, manual_finish=stands)))
    row = schedule(plan, policy=EDGES)["m"]
    assert (row.start, row.finish) == (shown, shown)


def test_an_elapsed_task_and_a_task_in_a_calendar_round_the_clock_keep_their_dates() -> None:
    tasks = [
        Task("dry", "2ed", constraints=Constraint("SNET", SATURDAY)),
        Task("run", "5h", calendar="24", constraints=Constraint("SNET", SATURDAY)),
    ]
    plan = plan_of(*tasks, calendars={"24": WorkCalendar.continuous()})
    assert list(schedule(plan, policy=EDGES)) == list(schedule(plan))


def test_a_task_longer_in_no_time_of_work_keeps_its_dates() -> None:
    details = TaskDetails(manual_start=SATURDAY, manual_finish=SUNDAY)
    row = schedule(plan_of(Task("a", "1d", kind=TaskKind.MANUAL, details=details)), policy=EDGES)["a"]
    assert (row.start, row.finish) == (SATURDAY, SUNDAY)


def test_a_summary_spans_its_tasks_as_they_are_shown() -> None:
    held = Task("a", "1d", parent="sub", constraints=Constraint("FNET", "2026-01-10"))
    row = schedule(plan_of(Task("top"), Task("sub", parent="top"), held), policy=EDGES)["top"]
    assert (row.start, row.finish) == (datetime(2026, 1, 9, 8), datetime(2026, 1, 9, 17))


def test_a_changed_schedule_shows_the_same_as_a_fresh_one() -> None:
    plan = plan_of(Task("a", "5d"), Task("b", "1d", after=["a"]), Task("m", after=["b"]))
    changed = schedule(plan, policy=EDGES).what_if(durations={"a": "7h"})
    assert [changed["a"], changed["b"], changed["m"]] == list(schedule(changed.plan, policy=EDGES))


@given(valid_plans(elapsed=True, constraints=FLOORS, deadlines=True, progress=True, summaries=True), policies())
def test_shown_dates_lie_within_the_computed_ones_and_floats_stay(plan: Plan, policy: SchedulingPolicy) -> None:
    computed = schedule(plan, policy=attrs.evolve(policy, date_display="as_computed"))
    shown = schedule(plan, policy=attrs.evolve(policy, date_display="working_edges"))
    assert shown == computed
    for row, was in zip(shown, computed, strict=True):
        assert (row.total_float, row.free_float, row.is_critical) == (was.total_float, was.free_float, was.is_critical)
        if plan.structure.children[plan.structure.position[row.id]]:
            continue
        for pair in (("start", "finish"), ("early_start", "early_finish"), ("late_start", "late_finish")):
            (start, finish), (begins, ends) = ([to_seconds(getattr(r, name)) for name in pair] for r in (row, was))
            assert start >= begins
            if begins < ends:
                assert begins <= start < finish <= ends

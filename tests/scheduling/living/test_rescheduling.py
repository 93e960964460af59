from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import PlanError
from itpm.model import Constraint, ConstraintType, Plan, Progress, SchedulingPolicy, Task, TaskDetails
from itpm.model.moments import to_seconds
from itpm.scheduling import schedule
from itpm.scheduling.living import reschedule_remaining

from tests.strategies import CAPS, FLOORS, PINS, policies, valid_plans


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def plan_of(*tasks: Task, **fields) -> Plan:
    return Plan("move", start="2026-01-05", tasks=tasks, **fields)


def progress_of(plan: Plan, task: str) -> Progress:
    """What is recorded of a task of which something is."""
    progress = plan[task].progress
    assert isinstance(progress, Progress)
    return progress


def test_unfinished_work_goes_on_after_the_day_and_pushes_what_follows() -> None:
    plan = plan_of(
        Task("done", "1d", progress=Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-05 17:00")),
        Task("begun", "4d", progress=Progress(actual_start="2026-01-06 08:00", percent_complete=50)),
        Task("waiting", "1d", after=["begun"]),
        Task("idle", "1d", constraints=[Constraint("SNET", "2026-01-07")]),
        Task("later", "1d", constraints=[Constraint("SNET", "2026-02-02")]),
    )
    moved = reschedule_remaining(plan, as_of="2026-01-16")
    dates = {row.id: (row.start, row.finish) for row in schedule(moved)}
    assert dates == {
        "done": (at("2026-01-05 08:00"), at("2026-01-05 17:00")),
        "begun": (at("2026-01-06 08:00"), at("2026-01-20 17:00")),
        "waiting": (at("2026-01-21 08:00"), at("2026-01-21 17:00")),
        "idle": (at("2026-01-19 08:00"), at("2026-01-19 17:00")),
        "later": (at("2026-02-02 08:00"), at("2026-02-02 17:00")),
    }
    assert [str(held) for held in moved["idle"].constraints] == ["SNET 2026-01-17 00:00"]
    assert moved["begun"].progress == attrs.evolve(progress_of(plan, "begun"), resume="2026-01-17")
    assert (moved["done"], moved["later"]) == (plan["done"], plan["later"])


def test_the_day_is_the_data_date_unless_another_is_given() -> None:
    plan = plan_of(Task("pack", "2d"), data_date="2026-01-09")
    assert reschedule_remaining(plan) == reschedule_remaining(plan, as_of="2026-01-09")


def test_without_a_day_and_a_data_date_it_is_refused() -> None:
    with pytest.raises(PlanError) as caught:
        reschedule_remaining(plan_of(Task("pack", "2d")))
    assert str(caught.value) == "as_of: the plan has no data date, so say after which day work goes on"


def test_what_a_person_put_on_a_date_stays() -> None:
    plan = plan_of(
        Task("fixed", "1d", constraints=[Constraint("MSO", "2026-01-06")]),
        Task("deadline", "1d", constraints=[Constraint("FNLT", "2026-01-06")]),
    )
    moved = reschedule_remaining(plan, as_of="2026-01-16")
    assert moved["fixed"] == plan["fixed"]
    assert [held.type for held in moved["deadline"].constraints] == [ConstraintType.FNLT, ConstraintType.SNET]


def test_a_split_task_keeps_its_pauses() -> None:
    parts = [
        (at("2026-01-05 08:00"), at("2026-01-06 17:00")),
        (at("2026-01-08 08:00"), at("2026-01-08 17:00")),
        (at("2026-01-12 08:00"), at("2026-01-12 17:00")),
    ]
    progress = Progress(actual_start="2026-01-05 08:00", remaining="2d", stop="2026-01-06 17:00", resume="2026-01-08")
    plan = plan_of(Task("split", "4d", progress=progress, details=TaskDetails(splits=parts)))
    assert schedule(plan).finish == at("2026-01-12 17:00")
    moved = reschedule_remaining(plan, as_of="2026-01-16")
    assert schedule(moved).finish == at("2026-01-21 17:00")
    assert reschedule_remaining(moved, as_of="2026-01-16") == moved


def living_plans():
    return valid_plans(progress=True, constraints=FLOORS, summaries=True, elapsed=True)


@given(living_plans(), policies(), st.integers(0, 600))
def test_rescheduling_twice_changes_nothing_more(plan: Plan, policy: SchedulingPolicy, hours: int) -> None:
    day = plan.start + timedelta(hours=hours)
    once = reschedule_remaining(attrs.evolve(plan, policy=policy), as_of=day)
    assert reschedule_remaining(once, as_of=day) == once


@given(living_plans(), st.integers(0, 600))
def test_nothing_but_resumption_and_floor_of_what_is_left_changes(plan: Plan, hours: int) -> None:
    day = plan.start + timedelta(hours=hours)
    moved = reschedule_remaining(plan, as_of=day)
    back = [
        attrs.evolve(
            task,
            constraints=plan[task.id].constraints if not is_begun(task) else task.constraints,
            progress=attrs.evolve(progress_of(moved, task.id), resume=progress_of(plan, task.id).resume)
            if is_begun(task)
            else task.progress,
        )
        for task in moved.tasks
    ]
    assert attrs.evolve(moved, tasks=back) == plan


def is_begun(task: Task) -> bool:
    return task.progress is not None and task.progress.is_started


@given(living_plans(), policies(), st.integers(0, 600))
def test_no_work_is_left_before_the_day(plan: Plan, policy: SchedulingPolicy, hours: int) -> None:
    day = plan.start + timedelta(hours=hours)
    s = schedule(reschedule_remaining(attrs.evolve(plan, policy=policy), as_of=day))
    for place, task in enumerate(s.plan.tasks):
        if not s.network.drives(place) or s.network.rules_of(place).is_over:
            continue
        if not is_begun(task):
            assert s[task.id].start >= day
        elif any(seconds for _, seconds in s.network.rules_of(place).remaining):
            rules = s.network.rules_of(place)
            assert (rules.resume if rules.resume is not None else s.solution.early_start[place]) >= to_seconds(day)


@given(living_plans(), policies(), st.integers(0, 600))
def test_what_is_complete_does_not_move(plan: Plan, policy: SchedulingPolicy, hours: int) -> None:
    day = plan.start + timedelta(hours=hours)
    before = schedule(plan, policy=policy)
    after = schedule(reschedule_remaining(attrs.evolve(plan, policy=policy), day))
    for task in plan.tasks:
        if task.progress is not None and task.progress.is_complete:
            assert (after[task.id].start, after[task.id].finish) == (before[task.id].start, before[task.id].finish)


@given(
    valid_plans(
        progress=True, constraints=(*FLOORS, *CAPS, *PINS), summaries=True, summary_links=True, level_of_effort=True
    ),
    policies(),
    st.integers(0, 600),
)
def test_any_plan_can_be_put_off(plan: Plan, policy: SchedulingPolicy, hours: int) -> None:
    day = plan.start + timedelta(hours=hours)
    once = reschedule_remaining(attrs.evolve(plan, policy=policy), day)
    assert [task.id for task in once.tasks] == [task.id for task in plan.tasks]
    schedule(once)

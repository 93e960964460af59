from __future__ import annotations

from datetime import datetime

import attrs
import pytest
from hypothesis import given

from itpm.cost import earned_value
from itpm.errors import PlanError, UnknownNameError
from itpm.model import Assignment, BaselineTask, Money, Plan, Resource, SchedulingPolicy, Task, TaskDetails
from itpm.scheduling import schedule
from itpm.scheduling.living import baseline_variance, clear_baseline, rebaseline, set_baseline

from tests.strategies import valid_plans


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


SHARE = Assignment(resource="ann", work="40h", cost=eur(4000))
PLAN = Plan(
    "move",
    start="2026-01-05",
    currency="EUR",
    resources=[Resource("ann")],
    tasks=[
        Task("prepare"),
        Task("pack", "5d", parent="prepare", assignments=[SHARE], details=TaskDetails(fixed_cost=eur(500))),
        Task("label", "2d", parent="prepare", details=TaskDetails(fixed_cost=eur(100))),
        Task("move", "1d", after=["prepare"]),
    ],
)


def test_a_baseline_is_a_picture_of_dates_duration_work_and_cost() -> None:
    plan = set_baseline(PLAN, "approved", set_at="2026-01-02", costs={"move": eur(900)})
    (kept,) = plan.baselines
    assert (kept.name, kept.set_at) == ("approved", at("2026-01-03 00:00"))
    day = {"start": "2026-01-05 08:00"}
    assert kept.tasks == (
        BaselineTask("prepare", **day, finish="2026-01-09 17:00", duration="144000s", work="144000s", cost=eur(4600)),
        BaselineTask("pack", **day, finish="2026-01-09 17:00", duration="5d", work="144000s", cost=eur(4500)),
        BaselineTask("label", **day, finish="2026-01-06 17:00", duration="2d", cost=eur(100)),
        BaselineTask("move", start="2026-01-12 08:00", finish="2026-01-12 17:00", duration="1d", cost=eur(900)),
    )
    assert earned_value(plan, as_of="2026-01-30").records()[0]["bac_eur"] == 5500


def test_the_dates_may_come_from_another_schedule() -> None:
    dates = schedule(attrs.evolve(PLAN, start="2026-02-02"), policy=SchedulingPolicy.primavera())
    assert set_baseline(PLAN, "later", schedule=dates).baselines[0].by_task()["move"].start == at("2026-02-09 08:00")


def test_a_baseline_is_overwritten_only_if_told_so_and_keeps_its_place() -> None:
    plan = set_baseline(set_baseline(PLAN, "one"), "two")
    longer = plan.with_tasks([attrs.evolve(plan["pack"], duration="6d")])
    with pytest.raises(PlanError) as caught:
        set_baseline(longer, "one")
    assert str(caught.value) == (
        "baseline.name: there is a baseline 'one' already, and none is overwritten unless told so: choose a new name"
    )
    replaced = set_baseline(longer, "one", replace=True)
    assert [baseline.name for baseline in replaced.baselines] == ["one", "two"]
    assert replaced.baselines[0].by_task()["pack"].finish == at("2026-01-12 17:00")
    assert replaced.baselines[1] == plan.baselines[1]


def test_a_new_agreement_goes_in_front_and_the_old_ones_stay() -> None:
    plan = set_baseline(PLAN, "approved")
    later = plan.with_tasks([attrs.evolve(plan["pack"], duration="6d")])
    again = rebaseline(later, "change 1", set_at="2026-01-09")
    assert [baseline.name for baseline in again.baselines] == ["change 1", "approved"]
    assert again.baselines[1] == plan.baselines[0]
    assert again.baselines[0] == set_baseline(later, "change 1", set_at="2026-01-09").baselines[1]


def test_a_change_may_be_agreed_for_some_tasks_only() -> None:
    plan = set_baseline(PLAN, "approved")
    later = plan.with_tasks(
        [
            attrs.evolve(plan["pack"], duration="7d"),
            attrs.evolve(plan["label"], duration="9d", details=TaskDetails(fixed_cost=eur(250))),
            Task("insure", "1d", parent="prepare"),
            Task("party", "1d", after=["move"]),
        ]
    )
    kept = rebaseline(later, "change 1", tasks=["label", "insure"]).baselines[0].by_task()
    before, now = plan.baselines[0].by_task(), set_baseline(later, "x").baselines[1].by_task()
    assert (kept["pack"], kept["move"]) == (before["pack"], before["move"])
    assert (kept["label"], kept["insure"]) == (now["label"], now["insure"])
    assert "party" not in kept
    assert kept["prepare"] == BaselineTask(
        "prepare",
        start="2026-01-05 08:00",
        finish="2026-01-15 17:00",
        duration="259200s",
        work="144000s",
        cost=eur(4750),
    )


def test_a_baseline_can_be_cleared() -> None:
    plan = set_baseline(set_baseline(PLAN, "one"), "two")
    assert clear_baseline(plan, "one").baselines == plan.baselines[1:]
    with pytest.raises(UnknownNameError) as caught:
        clear_baseline(plan, "tow")
    assert str(caught.value) == "there is no baseline 'tow'; did you mean 'two'?"


def test_all_faults_come_at_once() -> None:
    other = schedule(Plan("other", start="2026-01-05", tasks=[Task("pack", "1d")]))
    with pytest.raises(PlanError) as caught:
        set_baseline(PLAN, " ", schedule=other, costs={"mvoe": eur(1)})
    assert [str(fault) for fault in caught.value.faults] == [
        "baseline.name: a baseline needs a name, got ' '",
        "schedule: the schedule has no task 'prepare'",
        "schedule: the schedule has no task 'label'",
        "schedule: the schedule has no task 'move'",
        "costs: there is no task 'mvoe'; did you mean 'move'?",
    ]
    with pytest.raises(PlanError) as caught:
        rebaseline(PLAN, "first", tasks=["pakc"])
    assert [str(fault) for fault in caught.value.faults] == [
        "plan.baselines: there is no baseline yet to be replaced: set one first",
        "tasks: there is no task 'pakc'; did you mean 'pack'?",
    ]


@given(valid_plans(progress=True, summaries=True, elapsed=True, level_of_effort=True, inactive=True))
def test_a_baseline_holds_the_schedule_and_changes_nothing_else(plan: Plan) -> None:
    made = set_baseline(plan, "now")
    assert attrs.evolve(made, baselines=()) == plan
    assert [(task.id, task.start, task.finish) for task in made.baselines[0].tasks] == [
        (row.id, row.start, row.finish) for row in schedule(plan)
    ]
    assert schedule(made) == schedule(plan)
    for row in baseline_variance(schedule(made)).rows:
        for variance in (row.start_variance, row.finish_variance, row.duration_variance):
            assert variance is not None
            assert variance.amount == 0
    again = rebaseline(made, "again", tasks=[])
    assert again.baselines[0].tasks == made.baselines[0].tasks
    assert clear_baseline(clear_baseline(again, "again"), "now") == plan

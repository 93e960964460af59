"""Earned value measured against a budget: planned value is due exactly as the budget's costs are."""

from __future__ import annotations

import pytest
from attrs import evolve

from itpm.cost import budget_review, earned_schedule, earned_value
from itpm.cost.budgeting import Expense, PlanningPackage, baseline_of, budget, cost_estimate, draw
from itpm.errors import PlanError
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.resources import Accrual, Assignment, Rate, Resource
from itpm.model.tasks import EarnedValueMethod, Task, TaskDetails
from itpm.scheduling import schedule

DAYS = ("2026-01-04", "2026-01-05", "2026-01-09", "2026-01-16", "2026-02-03", "2026-02-28")
ANN = Resource("ann", rates=[Rate(standard=Money(50, "EUR"))])


def project(*, roots=1, **details):
    above = [Task("all")] if roots == 1 else []
    parent = "all" if roots == 1 else None
    fixed = TaskDetails(fixed_cost=Money(700, "EUR"), fixed_cost_accrual=Accrual.END, **details)
    shares = [Assignment(resource="ann")]
    tasks = [
        *above,
        Task("a", "10d", parent=parent, assignments=shares, details=fixed),
        Task("b", "5d", parent=parent, after=["a"]),
    ]
    return Plan("C", start="2026-01-05", currency="EUR", resources=[ANN], tasks=tasks)


def made_of(plan, *, inside=True):
    expenses = [Expense("hosting", "100 EUR", task="b", every="month", start="2026-01-31", finish="2026-02-28")]
    return budget(
        cost_estimate(schedule(plan), expenses=expenses),
        contingency="1k EUR",
        contingency_inside=inside,
        undistributed="500 EUR",
        management_reserve="9k EUR",
        packages=[PlanningPackage("later", "300 EUR", start="2026-01-05", finish="2026-02-05")],
    )


@pytest.mark.parametrize("roots", [1, 2])
@pytest.mark.parametrize("inside", [True, False])
def test_planned_value_is_the_budgets_own_on_every_day_and_ends_at_its_bac(roots, inside):
    plan = project(roots=roots)
    made = made_of(plan, inside=inside)
    found = [earned_value(plan, as_of=day, budget=made) for day in DAYS]
    assert [ev.pv for ev in found] == [made.planned(day) for day in DAYS]
    assert {ev.bac for ev in found} == {made.bac}
    assert found[-1].pv == made.bac
    assert {ev.baseline for ev in found} == {"budget"}
    assert not {finding.code for ev in found for finding in ev.findings} & {"EVM001", "EVM006", "EVM011"}


def test_contingency_inside_is_in_planned_value_and_outside_only_when_drawn():
    plan = project()
    outside = made_of(plan, inside=False)
    drawn = draw(outside, "400 EUR", into=PlanningPackage("rescue", "0 EUR", task="a"), at="2026-01-06", reason="R1")
    amounts = [earned_value(plan, as_of="2026-03-31", budget=one).pv for one in (made_of(plan), outside, drawn)]
    assert [str(amount) for amount in amounts] == ["6,700 EUR", "5,700 EUR", "6,100 EUR"]


def test_value_is_earned_of_the_budget_and_earned_schedule_follows_its_curve():
    plan = project()
    tasks = [evolve(task, progress=Progress(actual_start="2026-01-05", percent_complete=50)) for task in plan.tasks[1:]]
    begun = evolve(plan, tasks=[plan.tasks[0], *tasks])
    made = made_of(plan, inside=False)
    ev = earned_value(begun, as_of="2026-01-16", budget=made)
    assert (str(ev["a"].bac), str(ev["a"].ev)) == ("4,700 EUR", "2,350 EUR")
    assert ev.total.bac == made.bac
    assert earned_schedule(begun, "a", as_of="2026-01-16", budget=made).es == 5 + 7 / 8  # 2,350 of 400 a day
    assert ev.schedule.planned == 40  # eight weeks, to the last hosting


def test_a_package_that_earns_at_its_end_is_planned_so():
    plan = project(earned_value=EarnedValueMethod.ZERO_HUNDRED)
    made = made_of(plan)
    found = [earned_value(plan, as_of=day, budget=made)["a"].pv.amount for day in ("2026-01-15", "2026-01-16")]
    assert found == [0, 4700]


def test_what_the_budget_holds_for_tasks_that_are_gone_stays_in_it():
    plan = project()
    made = made_of(plan)
    without = evolve(plan, tasks=plan.tasks[:2])
    ev = earned_value(without, as_of="2026-03-31", budget=made)
    assert (ev.bac, ev.pv) == (made.bac, made.bac)
    assert "EVM010" in {finding.code for finding in ev.findings}


def test_a_review_measures_against_a_budget_too():
    started = Progress(actual_start="2026-01-05", percent_complete=50, actual_work="60h", actual_cost="3k EUR")
    begun = evolve(
        project(), tasks=[evolve(task, progress=started if task.id == "a" else None) for task in project().tasks]
    )
    made = made_of(project())
    review = budget_review(begun, as_of="2026-01-16", budget=made)
    assert review.measured == earned_value(begun, as_of="2026-01-16", budget=made)
    assert (review.parts.cost, review.parts.other) == (
        review.measured.cv,
        review.measured.cv,
    )  # no baseline says the hours
    hours = BaselineTask("a", start="2026-01-05", finish="2026-01-16", work="80h", cost="4k EUR")
    agreed = evolve(begun, baselines=[Baseline("agreed", [hours])])
    told_apart = budget_review(agreed, as_of="2026-01-16", budget=made).parts
    assert told_apart.cost == review.parts.cost
    assert (str(told_apart.price), str(told_apart.quantity)) != ("0 EUR", "0 EUR")


def test_a_budget_stands_instead_of_a_baseline_and_in_money():
    plan = project()
    with pytest.raises(PlanError, match="instead of a baseline, without unit='hours'"):
        earned_value(plan, as_of="2026-01-09", budget=made_of(plan), unit="hours")
    with pytest.raises(PlanError, match="instead of a baseline, without baseline='agreed'"):
        earned_value(plan, as_of="2026-01-09", budget=made_of(plan), baseline="agreed")


def test_what_is_beside_the_tasks_is_in_a_baseline_until_it_ends():
    plan = project()
    made = made_of(plan)
    agreed = evolve(plan, baselines=[baseline_of(made, "agreed")])
    at_the_end_of_the_tasks = earned_value(agreed, as_of="2026-01-23")
    assert at_the_end_of_the_tasks.pv < made.bac
    assert earned_value(agreed, as_of="2026-02-28").pv == made.bac

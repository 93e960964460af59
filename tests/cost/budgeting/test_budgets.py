"""Budgets: BAC and reserves, moves that keep the whole, baselines, and what earned value makes of them."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import earned_value
from itpm.cost.budgeting import (
    BudgetChange,
    BudgetError,
    BudgetMove,
    Expense,
    PlanningPackage,
    Treatment,
    baseline_of,
    budget,
    cost_estimate,
    detail,
    distribute,
    draw,
    phase_baseline,
)
from itpm.errors import PlanError, UnknownNameError
from itpm.model import Baseline, BaselineTask, CurrencyMismatchError, Money, Plan, Task, TaskDetails
from itpm.scheduling import schedule

from tests.cost.budgeting.costed_plans import costed_plans, estimates, eur, expenses, rollout
from tests.cost.plans import baselined_plans

LATER = PlanningPackage("phase 2", "20k EUR", start="2026-03-02", finish="2026-04-30", account="CA3")
SECOND = PlanningPackage("second source", "0 EUR", task="build")


def made(**more):
    more.setdefault("packages", [LATER])
    more.setdefault("undistributed", "5k EUR")
    more.setdefault("contingency", "4k EUR")
    more.setdefault("management_reserve", "3k EUR")
    return budget(rollout(), **more)


def stack(found):
    parts = (found.bac, found.contingency_left, found.management_reserve_left, found.total)
    return tuple(int(part.amount) for part in parts)


# --- what is inside and what is not ----------------------------------------------------------------------


def test_bac_is_work_packages_planning_packages_and_what_is_undistributed():
    assert stack(made()) == (50_200, 4000, 3000, 57_200)


def test_contingency_counts_inside_where_the_organisation_says_so():
    inside = made(contingency_inside=True)
    assert stack(inside) == (54_200, 4000, 3000, 57_200)
    assert inside.phased("month").cumulative[-1] == inside.bac
    assert inside.by("kind")["contingency"].amount == eur(4000)


def test_a_budget_is_shown_from_the_inside_out():
    assert [row[:2] for row in made().table().rows] == [
        ("Work packages", "25,200.00"),
        ("Planning packages", "20,000.00"),
        ("Undistributed", "5,000.00"),
        ("BAC", "50,200.00"),
        ("Contingency", "4,000.00"),
        ("Management reserve", "3,000.00"),
        ("Project budget", "57,200.00"),
    ]
    assert [row[0] for row in made(contingency_inside=True).table().rows][3:5] == ["Contingency inside", "BAC"]


def test_undistributed_budget_has_no_dates_and_stands_at_the_end_of_the_curve():
    found = made().phased("month", rows="kind")
    assert [int(amount.amount) for amount in found.of("undistributed")] == [0, 0, 0, 5000]
    assert found.cumulative[-1] == made().bac


def test_a_planning_package_takes_the_dates_and_account_of_its_task():
    found = made(packages=[PlanningPackage("tests", "1k EUR", task="build")])
    assert found.phased("month", rows="kind").of("planning package") == (eur(0), eur(1000))
    assert found.by("account")["CA2"].amount == eur(17_800)
    assert found.by("wbs")["build"].amount == eur(17_800)
    capital = budget(rollout(treatments={"work": Treatment.CAPITAL}), packages=found.packages, undistributed="5 EUR")
    assert {row.key: row.amount for row in capital.by("treatment")} == {
        "capital": eur(26_200),
        "undistributed": eur(5),
    }


# --- moves ----------------------------------------------------------------------------------------------------


def test_drawing_contingency_raises_bac_and_leaves_the_project_budget():
    found = draw(made(), "1.5k EUR", into=SECOND, at="2026-02-10", by="ann", reason="R7: the vendor is late")
    assert stack(found) == (51_700, 2500, 3000, 57_200)
    assert found.by("wbs")["build"].amount == eur(18_300)
    assert found.log == (
        BudgetChange(
            move=BudgetMove.DRAW_CONTINGENCY,
            amount="1500 EUR",
            package="second source",
            at="2026-02-10",
            by="ann",
            reason="R7: the vendor is late",
        ),
    )


def test_contingency_that_was_inside_moves_within_bac():
    found = draw(made(contingency_inside=True), "1.5k EUR", into=SECOND, at="2026-02-10")
    assert stack(found) == (54_200, 2500, 3000, 57_200)


def test_drawing_management_reserve_raises_bac_too():
    found = draw(made(), "1k EUR", into=LATER, at="2026-02-10", reserve="management reserve")
    assert stack(found) == (51_200, 4000, 2000, 57_200)
    assert found.planning == eur(21_000)


def test_distributing_and_detailing_leave_bac():
    found = distribute(made(), evolve(LATER, amount="2k EUR"), at="2026-02-01")
    assert (found.undistributed, found.planning, stack(found)) == (eur(3000), eur(22_000), (50_200, 4000, 3000, 57_200))
    pilot = Expense("pilot", "15k EUR", start="2026-03-02", finish="2026-03-31")
    grown = rollout(expenses=[*rollout().expenses, pilot])
    found = detail(found, "phase 2", grown, at="2026-02-20")
    assert (found.estimate.total, found.planning) == (eur(40_200), eur(7000))
    assert stack(found) == (50_200, 4000, 3000, 57_200)
    whole = detail(made(), "phase 2", rollout(expenses=[*grown.expenses, Expense("rest", "5k EUR")]), at="2026-02-20")
    assert (whole.packages, whole.bac) == ((), eur(50_200))


def test_the_log_shows_what_was_left_each_time():
    found = draw(made(), "1.5k EUR", into=SECOND, at="2026-02-10", by="ann", reason="R7")
    found = distribute(found, evolve(LATER, amount="1k EUR"), at="2026-02-12", by="bo")
    found = draw(found, "2k EUR", into=LATER, at="2026-02-14", reserve="management reserve", by="sponsor", reason="law")
    assert found.log_table().rows == (
        ("2026-02-10", "contingency drawn", "second source", "ann", "R7", "1,500.00", "2,500.00", "3,000.00"),
        ("2026-02-12", "distributed", "phase 2", "bo", "", "1,000.00", "2,500.00", "3,000.00"),
        ("2026-02-14", "management reserve drawn", "phase 2", "sponsor", "law", "2,000.00", "2,500.00", "1,000.00"),
    )


@pytest.mark.parametrize(
    ("move", "message"),
    [
        (
            lambda b: draw(b, "5k EUR", into=SECOND, at="2026-02-01"),
            "5,000 EUR was asked for, and only 4,000 EUR is left",
        ),
        (lambda b: draw(b, "0 EUR", into=SECOND, at="2026-02-01"), "expected an amount above zero, got nothing"),
        (lambda b: draw(b, "-1 EUR", into=SECOND, at="2026-02-01"), "expected an amount of zero or more, got -1 EUR"),
        (
            lambda b: draw(b, "1 USD", into=SECOND, at="2026-02-01"),
            "expected EUR, got 1 USD; convert it at the planning",
        ),
        (
            lambda b: draw(b, "1 EUR", into=SECOND, at="2026-02-01", reserve="x"),  # type: ignore[arg-type]  # refused on purpose
            "expected contingency or management res",
        ),
        (
            lambda b: distribute(b, LATER, at="2026-02-01"),
            "20,000 EUR was asked for, and only 5,000 EUR is undistributed",
        ),
        (
            lambda b: detail(b, "phase 2", rollout(expenses=[Expense("x", "30k EUR")]), at="2026-02-01"),
            "29,600 EUR was asked for, and only 20,000 EUR is in it; draw the rest from contingency first",
        ),
        (
            lambda b: detail(b, "phase 2", rollout(expenses=[]), at="2026-02-01"),
            "it costs 400 EUR less than before, so it details nothing",
        ),
        (
            lambda b: draw(b, "1 EUR", into=PlanningPackage("x", "0 EUR", task="biuld"), at="2026-02-01"),
            "there is no task 'biuld'; did you mean 'build'",
        ),
    ],
)
def test_a_move_that_cannot_be_is_refused(move, message):
    with pytest.raises(BudgetError) as caught:
        move(made())
    assert message in str(caught.value)


def test_detailing_an_unknown_package_names_the_nearest():
    with pytest.raises(UnknownNameError, match="there is no planning package 'phase 3'; did you mean 'phase 2'"):
        detail(made(), "phase 3", rollout(), at="2026-02-01")


def test_a_budget_lists_all_that_is_wrong_with_it():
    packages = [
        PlanningPackage("a", "1 USD", task="build"),
        PlanningPackage("b", "-1 EUR", task="build"),
        PlanningPackage("b", "1 EUR"),
        PlanningPackage("c", "1 EUR", start="2026-02-01", finish="2026-01-01"),
    ]
    with pytest.raises(BudgetError) as caught:
        made(packages=packages, contingency="-4 EUR")
    assert [str(fault) for fault in caught.value.faults] == [
        "contingency: expected an amount of zero or more, got -4 EUR",
        "package 'a': expected EUR, got 1 USD; convert it at the planning rate first",
        "package 'b': expected an amount of zero or more, got -1 EUR",
        "packages: 'b' is there twice",
        "package 'b': expected a task, or a start and a finish",
        "package 'c'.finish: it ends before it begins",
    ]


def test_a_budget_cannot_be_made_with_more_drawn_than_there_is():
    change = BudgetChange(move=BudgetMove.DRAW_CONTINGENCY, amount="9k EUR", package="x", at="2026-01-01")
    with pytest.raises(BudgetError, match="contingency: 5,000 EUR more was drawn than there is"):
        evolve(made(), log=[change])


def test_a_budget_compares_hashes_pickles_and_copies():
    found = made()
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found
    assert hash(found) == hash(made())


AMOUNTS = st.integers(1, 10**5).map(lambda cents: eur(Decimal(cents).scaleb(-2)))


@given(estimates(), st.data())
def test_no_sequence_of_moves_changes_the_project_budget_and_the_curve_always_ends_at_bac(estimate, data):
    task = data.draw(st.sampled_from([one.id for one in estimate.schedule.plan.tasks]))
    into = PlanningPackage("pp", "1000 EUR", task=task)
    found = budget(
        estimate,
        packages=[into],
        undistributed=data.draw(AMOUNTS),
        contingency=data.draw(AMOUNTS),
        management_reserve=data.draw(AMOUNTS),
        contingency_inside=data.draw(st.booleans()),
    )
    whole = found.total
    for _ in range(data.draw(st.integers(0, 5))):
        value, kind = data.draw(AMOUNTS), data.draw(st.sampled_from(["draw", "reserve", "distribute", "detail"]))
        before = found
        try:
            match kind:
                case "draw":
                    found = draw(found, value, into=into, at="2026-02-01")
                case "reserve":
                    found = draw(found, value, into=into, at="2026-02-01", reserve="management reserve")
                case "distribute":
                    found = distribute(found, evolve(into, amount=value), at="2026-02-01")
                case _:
                    grown = evolve(
                        found.estimate, expenses=[*found.estimate.expenses, Expense("more", value, task=task)]
                    )
                    found = detail(found, "pp", grown, at="2026-02-01")
        except (BudgetError, UnknownNameError):
            assert found is before
            continue
        if kind in ("distribute", "detail"):
            assert found.bac == before.bac
        assert len(found.log) == len(before.log) + 1
    assert found.total == whole
    assert found.phased("week").cumulative[-1] == found.bac == found.by("wbs").total.amount
    assert found.bac == found.estimate.total + found.planning + found.undistributed + (
        found.contingency_left if found.contingency_inside else eur(0)
    )


# --- baselines ---------------------------------------------------------------------------------------------------


def test_a_budget_becomes_the_baseline_that_earned_value_is_measured_against():
    found = made()
    baseline = baseline_of(found, "agreed", set_at="2026-01-02")
    plan = evolve(found.estimate.schedule.plan, baselines=[baseline])
    ev = earned_value(plan, as_of="2026-01-16")
    assert (ev.bac, ev["design"].bac, ev["design"].pv) == (eur(50_200), eur(8000), eur(4000))


def test_budget_beside_the_tasks_of_several_summaries_is_refused():
    plan = Plan("P", start="2026-01-05", currency="EUR", tasks=[Task("a", "1d"), Task("b", "1d")])
    estimate = cost_estimate(schedule(plan), expenses=[Expense("rent", "9 EUR")])
    with pytest.raises(BudgetError, match="9 EUR belongs to no task, and no one summary holds the whole plan"):
        baseline_of(estimate, "agreed")


@given(st.data())
def test_bac_of_a_baseline_is_the_budget_of_the_estimate(data):
    plan = data.draw(costed_plans())
    given_expenses = data.draw(expenses(plan))
    estimate = cost_estimate(schedule(plan), expenses=[evolve(one, task=one.task or "t0") for one in given_expenses])
    baselined = evolve(plan, baselines=[baseline_of(estimate, "agreed")])
    assert earned_value(baselined, as_of="2026-03-01").bac == estimate.total == phase_baseline(baselined).total


@given(baselined_plans(), st.sampled_from(["day", "week", "month"]))
def test_planned_value_over_time_is_that_of_earned_value_at_each_date_and_ends_at_bac(plan, by):
    curve = phase_baseline(plan, by=by)
    for (_, finish, _), planned in list(zip(curve, curve.cumulative, strict=True))[:: max(1, len(curve) // 5)]:
        assert earned_value(plan, as_of=finish).pv.amount == planned.amount
    assert curve.cumulative[-1].amount == earned_value(plan, as_of="2026-05-01").bac.amount or not curve.total


@given(baselined_plans())
def test_planned_value_by_task_adds_up(plan):
    assert phase_baseline(plan, rows="task").amounts == phase_baseline(plan).amounts


def test_planned_value_of_a_task_that_ends_before_it_begins_is_due_at_its_end():
    entry = BaselineTask("a", start="2026-02-10 08:00", finish="2026-01-09 17:00", cost=eur(70))
    plan = Plan("P", start="2026-01-05", tasks=[Task("a", "1d")], baselines=[Baseline("agreed", [entry])])
    assert phase_baseline(plan)["2026-01"] == eur(70) == Money(earned_value(plan, as_of="2026-01-31").pv.amount, "EUR")


def test_planned_value_by_account_is_that_of_the_nearest_summary_with_one():
    tasks = [Task("s", details=TaskDetails(cost_account="CA1")), Task("a", "1d", parent="s")]
    entry = BaselineTask("a", start="2026-01-05 08:00", finish="2026-01-05 17:00", cost=eur(70))
    plan = Plan("P", start="2026-01-05", tasks=tasks, baselines=[Baseline("agreed", [entry])])
    assert phase_baseline(plan, rows="account").of("CA1") == (eur(70),)


def test_planned_value_needs_a_baseline_of_one_currency():
    tasks = [Task("a", "1d"), Task("b", "1d")]
    with pytest.raises(PlanError, match="planned value comes from a baseline, and the plan has none"):
        phase_baseline(Plan("P", start="2026-01-05", tasks=tasks))
    mixed = Baseline("agreed", [BaselineTask("a", cost=eur(1)), BaselineTask("b", cost=Money(1, "USD"))])
    plan = Plan("P", start="2026-01-05", tasks=tasks, baselines=[mixed])
    with pytest.raises(CurrencyMismatchError, match="planned value needs one currency, the baseline has EUR, USD"):
        phase_baseline(plan)
    with pytest.raises(UnknownNameError, match="there is no baseline 'agred'; did you mean 'agreed'"):
        phase_baseline(plan, baseline="agred")

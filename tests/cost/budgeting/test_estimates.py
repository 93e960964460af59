"""What a schedule costs: each kind of cost by hand, then the laws that hold for all."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime
from decimal import Decimal, localcontext

import pytest
from attrs import evolve
from hypothesis import given

from itpm.cost.budgeting import (
    BudgetError,
    CostKind,
    Expense,
    Treatment,
    cost_estimate,
    journeys,
    loaded_rate,
    salary_rate,
)
from itpm.errors import NotationError, PlanError, UnknownNameError, UnknownTaskError
from itpm.model import Accrual, Assignment, Money, Plan, Rate, Resource, ResourceKind, Task, TaskDetails, WorkCalendar
from itpm.model.exchange import ExchangeRate, ExchangeRates
from itpm.scheduling import schedule

from tests.cost.budgeting.costed_plans import costed_plans, estimates, eur, one_task, rate, rollout


def told(estimate):
    return [(line.kind.value, str(line.amount), line.explanation) for line in estimate.lines]


# --- labour ---------------------------------------------------------------------------------------------


def test_work_costs_its_hours_at_the_rate():
    ann = Resource("ann", rates=[rate(60)])
    assert told(one_task("5d", resource=ann)) == [("labour", "2,400 EUR", "40 h at 60 EUR/h")]
    half = Assignment(resource="ann", units="0.5")
    assert told(one_task("5d", resource=ann, assignment=half)) == [("labour", "1,200 EUR", "20 h at 60 EUR/h")]
    given_work = Assignment(resource="ann", work="12h")
    assert told(one_task("5d", resource=ann, assignment=given_work)) == [("labour", "720 EUR", "12 h at 60 EUR/h")]


def test_overtime_is_a_part_of_the_work_at_its_own_rate():
    ann = Resource("ann", rates=[rate(60, overtime=eur(90))])
    share = Assignment(resource="ann", work="48h", overtime="8h")
    assert told(one_task("5d", resource=ann, assignment=share)) == [
        ("labour", "2,400 EUR", "40 h at 60 EUR/h"),
        ("overtime", "720 EUR", "8 h at 90 EUR/h"),
    ]


def test_unpaid_overtime_adds_load_and_no_cost():
    ann = Resource("ann", rates=[rate(60, overtime=eur(0))])
    share = Assignment(resource="ann", work="48h", overtime="8h")
    assert one_task("5d", resource=ann, assignment=share).total == eur(2400)


def test_a_rise_in_the_middle_of_a_task_cuts_its_cost_along_working_time():
    # Monday 5 to Friday 16 January; the rise on Wednesday 14 leaves three of ten days: 24 h.
    ann = Resource("ann", rates=[rate(50), rate(60, effective="2026-01-14")])
    estimate = one_task("10d", resource=ann)
    assert told(estimate) == [
        ("labour", "2,800 EUR", "56 h at 50 EUR/h"),
        ("labour", "1,440 EUR", "24 h at 60 EUR/h"),
    ]
    assert [(line.start, line.finish) for line in estimate.lines] == [
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 14)),
        (datetime(2026, 1, 14), datetime(2026, 1, 16, 17)),
    ]


def test_a_rate_whose_date_is_ahead_holds_before_it_too():
    ann = Resource("ann", rates=[rate(50, effective="2027-01-01")])
    assert one_task("5d", resource=ann).total == eur(2000)


def test_someone_who_works_less_than_the_task_lasts_is_paid_while_working():
    ann = Resource("ann", rates=[rate(60)])
    line = one_task("10d", resource=ann, assignment=Assignment(resource="ann", work="16h", delay="1d")).lines[0]
    assert (line.start, line.finish) == (datetime(2026, 1, 5, 17), datetime(2026, 1, 7, 17))


def test_hours_are_counted_in_the_time_that_task_and_resource_share():
    mornings = WorkCalendar.weekly({day: [("08:00", "12:00")] for day in range(5)})
    ann = Resource("ann", calendar="mornings", rates=[rate(60)])
    task = Task("build", "5d", assignments=[Assignment(resource="ann")])
    calendars = {"mornings": mornings}
    plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[task], resources=[ann], calendars=calendars)
    assert told(cost_estimate(schedule(plan))) == [("labour", "1,200 EUR", "20 h at 60 EUR/h")]


def test_an_elapsed_task_is_worked_on_day_and_night():
    assert one_task("2ed", resource=Resource("server", rates=[rate(2)])).total == eur(96)


def test_a_split_task_costs_nothing_in_its_pause():
    ann = Resource("ann", rates=[rate(50)])
    splits = [
        (datetime(2026, 1, 5, 8), datetime(2026, 1, 6, 17)),
        (datetime(2026, 1, 19, 8), datetime(2026, 1, 20, 17)),
    ]
    estimate = one_task("4d", resource=ann, details=TaskDetails(splits=splits))
    assert estimate.total == eur(4 * 8 * 50)
    assert [str(amount) for amount in estimate.phased("week").amounts] == ["800 EUR", "0 EUR", "800 EUR"]


# --- material, uses, prices, fixed cost --------------------------------------------------------------------


def test_material_costs_its_pieces_and_each_use_its_price():
    disks = Resource("disk", kind=ResourceKind.MATERIAL, rates=[rate(30, per_use=eur(50))], accrual=Accrual.START)
    estimate = one_task("5d", resource=disks, assignment=Assignment(resource="disk", units=12))
    assert told(estimate) == [("material", "360 EUR", "12 at 30 EUR"), ("per use", "50 EUR", "50 EUR")]
    assert estimate.planned("2026-01-05") == eur(410)


def test_a_use_costs_its_price_times_the_units_of_work_at_the_start_or_the_end():
    for accrual, by_monday in ((Accrual.PRORATED, 2 + 80), (Accrual.START, 2 + 400), (Accrual.END, 0)):
        crane = Resource("crane", rates=[rate(20, per_use=eur(4))], accrual=accrual)
        estimate = one_task("5d", resource=crane, assignment=Assignment(resource="crane", units="0.5"))
        assert told(estimate)[1] == ("per use", "2 EUR", "0.5 at 4 EUR")
        assert estimate.planned("2026-01-05") == eur(by_monday)


def test_a_price_in_the_assignment_is_all_it_costs():
    acme = Resource("acme", rates=[rate(100, per_use=eur(500))])
    estimate = one_task("5d", resource=acme, assignment=Assignment(resource="acme", cost=eur(3000)))
    assert told(estimate) == [("labour", "3,000 EUR", "3,000 EUR")]
    travel = Resource("hotel", kind=ResourceKind.COST)
    estimate = one_task("5d", resource=travel, assignment=Assignment(resource="hotel", cost=eur(700)))
    assert told(estimate) == [("expense", "700 EUR", "700 EUR")]


@pytest.mark.parametrize(
    ("accrual", "by_day"),
    [
        (Accrual.START, [100, 100, 100]),
        (Accrual.PRORATED, [25, 50, 100]),
        (Accrual.END, [0, 0, 100]),
    ],
)
def test_fixed_cost_is_incurred_as_it_accrues(accrual, by_day):
    details = TaskDetails(fixed_cost=eur(100), fixed_cost_accrual=accrual)
    estimate = one_task("4d", details=details)
    dates = ("2026-01-05", "2026-01-06", "2026-01-08")
    assert [estimate.planned(date).amount for date in dates] == by_day


def test_the_first_of_a_month_is_that_months_and_its_last_evening_too():
    licence = Expense("licence", "100 EUR", start="2026-02-01", accrual=Accrual.START)
    invoice = Expense("invoice", "70 EUR", start="2026-01-10", finish="2026-01-31", accrual=Accrual.END)
    estimate = one_task("30d", expenses=[licence, invoice])
    assert (estimate.phased("month")["2026-01"], estimate.phased("month")["2026-02"]) == (eur(70), eur(100))
    assert (estimate.planned("2026-01-31"), estimate.planned("2026-02-01")) == (eur(70), eur(170))


def test_an_inactive_task_costs_nothing():
    assert one_task(details=TaskDetails(active=False, fixed_cost=eur(100))).total == eur(0)


# --- expenses ----------------------------------------------------------------------------------------------


def test_a_recurring_expense_comes_at_each_date_until_its_end():
    hosting = Expense("hosting", "120 EUR", every="month", start="2026-01-31", finish="2026-06-30")
    estimate = one_task(expenses=[hosting])
    assert [f"{line.start:%m-%d}" for line in estimate.lines] == ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]
    assert {line.kind for line in estimate.lines} == {CostKind.RECURRING}
    assert estimate.total == eur(720)


def test_travel_is_fares_and_days():
    trips = journeys("visits", task="build", trips=3, fare="200 EUR", days=2, per_day="150 EUR")
    assert told(one_task(expenses=[trips])) == [("travel", "1,500 EUR", "1,500 EUR")]


def test_an_expense_takes_dates_account_and_treatment_of_its_task():
    details = TaskDetails(cost_account="CA7")
    fees = Expense("fees", "500 EUR", task="build")
    line = one_task(details=details, expenses=[fees], treatments={"build": Treatment.CAPITAL}).lines[0]
    assert (line.account, line.treatment, line.start) == ("CA7", Treatment.CAPITAL, datetime(2026, 1, 5, 8))


def test_tax_stands_apart_and_is_no_cost():
    acme = Resource("acme", rates=[rate(100)])
    estimate = one_task(resource=acme, taxes={"acme": "19"}, expenses=[Expense("desk", "100 EUR", tax=7)])
    assert (estimate.total, estimate.tax) == (eur(4100), eur(767))
    assert estimate.phased().total == eur(4100)


# --- rates from salaries -------------------------------------------------------------------------------------


def test_a_salaried_hour_costs_the_loaded_year_over_productive_hours():
    """Source: the reference on rates: 78,000 / 2,080 = 37.50 (paid hours), / 1,760 = 44.32 (productive hours)."""
    assert (loaded_rate("78k EUR", hours=2080), loaded_rate("78k EUR")) == (eur("37.50"), eur("44.32"))
    assert loaded_rate("60k EUR", on_costs=30) == eur("44.32")
    assert salary_rate("78k EUR", overtime=25).overtime == eur("55.40")


def test_a_rate_over_no_hours_is_refused():
    with pytest.raises(BudgetError, match="a rate needs hours above zero, got none"):
        loaded_rate("78k EUR", hours=0)
    with pytest.raises(BudgetError, match="on_costs: expected a number of zero or more, got 'many'"):
        salary_rate("78k EUR", on_costs="many")


# --- currencies ------------------------------------------------------------------------------------------------


def test_another_currency_is_converted_at_the_planning_rate_of_its_day():
    acme = Resource("acme", rates=[Rate(standard=Money(100, "USD"))])
    rates = ExchangeRates(
        [ExchangeRate("USD", "EUR", "0.90"), ExchangeRate("USD", "EUR", "0.80", effective="2026-03-01")],
        name="planning",
    )
    estimate = one_task(resource=acme, rates=rates)
    line = estimate.lines[0]
    assert (line.amount, line.original) == (eur(3600), Money(4000, "USD"))
    assert line.explanation == "40 h at 100 USD/h = 4,000 USD, converted"


def test_a_currency_without_a_rate_is_refused_once_for_each_cost():
    acme = Resource("acme", rates=[Rate(standard=Money(100, "USD"))])
    with pytest.raises(PlanError) as caught:
        one_task(resource=acme, expenses=[Expense("desk", "5 GBP")])
    assert [str(fault) for fault in caught.value.faults] == [
        "cost of 'acme': there is no rate from USD to EUR on 2026-01-05; given are none",
        "cost of 'desk': there is no rate from GBP to EUR on 2026-01-05; given are none",
    ]


def test_a_plan_without_a_currency_takes_that_of_its_amounts_and_refuses_two():
    plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")])
    assert cost_estimate(schedule(plan), expenses=[Expense("desk", "5 CHF")]).currency == "CHF"
    with pytest.raises(PlanError, match="the plan has no currency and its amounts are in CHF, EUR; say which one"):
        cost_estimate(schedule(plan), expenses=[Expense("desk", "5 CHF"), Expense("chair", "5 EUR")])


# --- what is doubtful, and what is refused -------------------------------------------------------------------------


def test_who_has_no_price_is_told_once():
    task = Task("build", "5d", assignments=[Assignment(resource="bo"), Assignment(resource="bo")])
    plan = Plan("CRM", start="2026-01-05", currency="EUR", tasks=[task], resources=[Resource("bo", "Bo")])
    findings = cost_estimate(schedule(plan)).findings
    remedy = "give it a rate; a rate of zero says that it is free"
    assert [(finding.code, finding.subject, finding.message, finding.remedy) for finding in findings] == [
        ("CST001", "resource:bo", "Bo is assigned and costs nothing, because it has no price", remedy)
    ]


def test_all_faults_come_at_once_with_the_nearest_names():
    with pytest.raises(PlanError) as caught:
        one_task(
            resource=Resource("acme", rates=[rate(1)]),
            treatments={"biuld": Treatment.CAPITAL},
            taxes={"acne": 1},
            places=99,
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "treatments: there is no task 'biuld'; did you mean 'build'?",
        "taxes: there is no resource 'acne'; did you mean 'acme'?",
        "places: expected decimals from 0 to 12, or None, got 99",
    ]
    with pytest.raises(PlanError) as caught:
        one_task(
            expenses=[Expense("x", "1 EUR", task="biuld"), Expense("y", "1 EUR", task="build", finish="2025-01-01")]
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "expense 'x'.task: there is no task 'biuld'; did you mean 'build'?",
        "expense 'y'.finish: it ends 2025-01-02, before it begins 2026-01-05",
    ]


def test_an_expense_that_cannot_be_is_refused():
    with pytest.raises(BudgetError) as caught:
        Expense("x", "1 EUR", every="fortnight", start="2026-02-01", finish="2026-01-01")  # type: ignore[arg-type]  # refused on purpose
    assert [str(fault) for fault in caught.value.faults] == [
        "expense 'x'.every: expected day, week, month, quarter or year, got 'fortnight'",
        "expense 'x'.finish: it ends 2026-01-02, before it begins 2026-02-01",
    ]
    for tax in (-1, "many", "NaN", True, "1e999", "9" * 70):
        with pytest.raises(BudgetError, match=r"expense\.tax: expected a number of zero or more, got"):
            Expense("x", "1 EUR", tax=tax)
    with pytest.raises(NotationError, match="expected an amount with its currency"):
        Expense("x", 5)  # type: ignore[arg-type]  # refused on purpose
    with pytest.raises(BudgetError, match="trips: expected a number of zero or more, got -1"):
        journeys("x", task="build", trips=-1, fare="1 EUR")


def test_what_is_no_expense_no_treatment_and_no_tax_is_refused():
    with pytest.raises(BudgetError, match=r"expenses\[0\]: expected an Expense, got 'desk'"):
        one_task(expenses=["desk"])
    with pytest.raises(BudgetError, match=r"treatments\['build'\]: expected a Treatment, got 'capital'"):
        one_task(treatments={"build": "capital"})
    with pytest.raises(BudgetError, match=r"taxes\['ann'\]: expected a number of zero or more, got -1"):
        one_task(taxes={"ann": -1})


def test_a_plan_is_scheduled_first():
    plan = rollout().schedule.plan
    assert cost_estimate(plan, expenses=rollout().expenses) == rollout()


def test_an_expense_that_comes_too_often_is_refused():
    with pytest.raises(PlanError, match="it comes more than 20000 times from 2026-01-05; expected a longer period"):
        one_task(expenses=[Expense("x", "1 EUR", every="day", finish="9000-01-01")])


# --- as a whole ----------------------------------------------------------------------------------------------------


def test_the_rollout_is_added_up_and_explained():
    estimate = rollout()
    assert [(row.key, row.amount.amount) for row in estimate.by("wbs")] == [
        ("work", Decimal(25_200)),
        ("design", Decimal(8_000)),
        ("build", Decimal(16_800)),
    ]
    assert str(estimate.explain("work")).splitlines() == [
        "CRM costs 25,200 EUR",
        "  acme, labour: 160 h at 80 EUR/h = 12,800 EUR",
        "  ann, labour: 160 h at 50 EUR/h = 8,000 EUR",
        "  ann, labour: 80 h at 50 EUR/h = 4,000 EUR",
        "  hosting, recurring: 200 EUR",
        "  hosting, recurring: 200 EUR",
    ]
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'"):
        estimate.explain("biuld")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("task", {"design": 8000, "build": 16_800, "work": 400}),
        ("phase", {"Plan": 8000, "Do": 16_800, "(none)": 400}),
        ("resource", {"acme": 12_800, "ann": 12_000, "hosting": 400}),
        ("account", {"CA1": 8000, "CA2": 16_800, "(no control account)": 400}),
        ("kind", {"labour": 24_800, "recurring": 400}),
        ("treatment", {"operating": 25_200}),
    ],
)
def test_costs_add_up_by_anything(key, expected):
    assert {row.key: row.amount.amount for row in rollout().by(key)} == expected


def test_without_a_phase_code_a_phase_is_what_stands_at_the_top_of_the_breakdown():
    fixed = TaskDetails(fixed_cost=eur(5))
    tasks = [
        Task("p"),
        Task("a", parent="p"),
        Task("a1", "1d", parent="a", details=fixed),
        Task("b", "1d", parent="p", details=fixed),
    ]
    plan = Plan("P", start="2026-01-05", currency="EUR", tasks=tasks)
    assert {row.key: row.amount for row in cost_estimate(schedule(plan)).by("phase")} == {"a": eur(5), "b": eur(5)}


def test_an_unknown_grouping_is_refused_with_the_nearest():
    with pytest.raises(
        UnknownNameError, match="there is no grouping or activity code 'acount'; did you mean 'account'"
    ):
        rollout().by("acount")


def test_an_estimate_shows_every_line_with_its_total():
    text = str(rollout())
    assert "acme     labour     160 h at 80 EUR/h" in text
    assert text.endswith("Total 25,200 EUR")
    assert rollout().records()[0]["cost_eur"] == 8000


def test_an_estimate_compares_hashes_pickles_and_copies():
    estimate = rollout()
    assert pickle.loads(pickle.dumps(estimate)) == copy.deepcopy(estimate) == rollout() == estimate
    assert hash(estimate) == hash(rollout())
    assert estimate != rollout(places=2)


def test_a_cost_is_the_same_whatever_the_callers_decimal_precision():
    ann = Resource("ann", rates=[rate("33.333333")])
    expected = one_task("7h", resource=ann, places=2)
    with localcontext() as context:
        context.prec = 3
        found = one_task("7h", resource=ann, places=2)
        assert (found.total, told(found)) == (expected.total, told(expected))
    assert expected.total == eur("233.33")


@given(estimates())
def test_every_breakdown_is_exactly_the_sum_of_its_parts(estimate):
    structure = estimate.schedule.plan.structure
    lines = sum((line.amount.amount for line in estimate.lines), Decimal(0))
    taxes = sum((line.tax.amount for line in estimate.lines), Decimal(0))
    assert (lines, taxes) == (estimate.total.amount, estimate.tax.amount)
    for key in ("task", "phase", "resource", "account", "kind", "treatment"):
        found = estimate.by(key)
        assert sum((row.amount.amount for row in found), Decimal(0)) == lines == found.total.amount.amount
        assert sum((row.tax.amount for row in found), Decimal(0)) == taxes
    wbs = estimate.by("wbs")
    rows = list(wbs)
    for place, row in enumerate(rows[: len(structure.parents)]):
        parts = sum((rows[child].amount.amount for child in structure.children[place]), Decimal(0))
        assert row.amount.amount == row.own.amount + parts
    top = sum((row.amount.amount for row in rows if row.level == 1), Decimal(0))
    assert top == lines


@given(costed_plans())
def test_an_assignment_of_the_common_kind_costs_what_the_general_way_says(plan):
    tasks = [evolve(task, assignments=[delayed(share) for share in task.assignments]) for task in plan.tasks]
    assert cost_estimate(evolve(plan, tasks=tasks)).lines == cost_estimate(plan).lines


def delayed(assignment):
    """The same assignment, with a delay of nothing, that keeps it from the short way."""
    return assignment if assignment.delay is not None else evolve(assignment, delay="0h")

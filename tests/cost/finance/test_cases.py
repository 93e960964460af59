"""Business cases: worth, scenarios, sensitivity, verdict, gates, benefits."""

from __future__ import annotations

import pickle
from datetime import datetime
from decimal import Decimal, localcontext
from typing import cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import earned_value
from itpm.cost.finance import (
    Benefit,
    BusinessCase,
    FinanceError,
    Hurdles,
    RunningCost,
    Scenario,
    appraise,
    at_gate,
    benefit_cost_ratio,
    benefit_reviews,
    break_even_quantity,
    discounted_payback_period,
    feasibility,
    linear_ramp,
    npv,
    payback_period,
    reappraise,
    return_on_investment,
    scenarios,
    sensitivity,
    tornado,
    total_cost_of_ownership,
    under,
    xirr,
    xnpv,
)
from itpm.errors import UndefinedIndexError
from itpm.model import Baseline, BaselineTask, Money, Plan, Progress, Task
from itpm.scheduling import schedule
from itpm.tables import Undefined

CRM = BusinessCase(
    "CRM",
    start="2026-01-01",
    finish="2026-07-01",
    until="2030-07-01",
    rate="0.08",
    payments=[("2026-01-01", "100k EUR"), ("2026-04-01", "60k EUR"), ("2026-07-01", "40k EUR")],
    benefits=[
        Benefit("sales", "90k EUR", owner="ann", measure="orders a week", ramp=linear_ramp(6)),
        Benefit("calls", "24k EUR", owner="bo", measure="calls a week", review=3),
    ],
    running_costs=[RunningCost("licences", "18k EUR")],
)


def eur(amount):
    return Money(amount, "EUR")


# --- measures ------------------------------------------------------------------------------------


def test_payback_counts_the_last_time_the_money_is_back():
    assert payback_period([-1000, 600, 600]) == Decimal(1) + Decimal(400) / 600
    assert payback_period([-100, 150, -100, 50, 50]) == 3
    assert round(discounted_payback_period("0.1", [-1000, 600, 600]), 4) == Decimal("1.9167")


@given(st.integers(1, 1000), st.lists(st.integers(0, 400), min_size=1, max_size=10))
def test_before_the_payback_money_is_missing_and_after_it_is_not(first, later):
    flows = [-first, *later]
    if sum(flows) < 0:
        with pytest.raises(UndefinedIndexError, match="does not come back within these periods"):
            payback_period(flows)
        return
    whole = int(payback_period(flows))
    assert sum(flows[: whole + 1]) <= 0 or whole == payback_period(flows)
    assert sum(flows[: whole + 2]) >= 0


def test_ratios_are_what_they_say():
    assert return_on_investment(benefit=150, cost=120) == Decimal("0.25")
    assert benefit_cost_ratio("0.1", [0, 110, 121], [100, 110]) == 1
    assert total_cost_of_ownership(purchase=1000, per_year=[110, 121], rate="0.1", residual=121) == 1100
    assert break_even_quantity(fixed=100, price=7, variable=5) == 50


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: payback_period([100, 100]), "no money was put in that could come back"),
        (lambda: return_on_investment(benefit=1, cost=0), "where nothing was put in"),
        (lambda: benefit_cost_ratio(0, [1], [0]), "where costs are worth nothing"),
        (lambda: break_even_quantity(fixed=1, price=2, variable=2), "a unit brings no more than it costs"),
    ],
)
def test_a_measure_without_a_value_raises(ask, message):
    with pytest.raises(UndefinedIndexError, match=message):
        ask()


# --- the case --------------------------------------------------------------------------------------


def test_money_is_placed_where_it_comes():
    assert CRM.investment == eur(200_000)
    assert [(when, value.amount) for when, value in CRM.earned[:2]] == [
        (datetime(2026, 8, 1), Decimal(7500) / 12 + 2000),
        (datetime(2026, 9, 1), Decimal(22500) / 12 + 2000),
    ]
    assert len(CRM.earned) == len(CRM.run) == 48
    assert sum(flow for _, flow in CRM.flows) == 4 * 114_000 - 90_000 * 3 / 12 - 4 * 18_000 - 200_000


def test_an_appraisal_is_the_formulas_on_the_flows():
    worth = appraise(CRM)
    flows = CRM.flows
    assert abs(worth.npv.amount - xnpv("0.08", flows)) < Decimal("1e-18")
    assert worth.irr == xirr(flows)
    assert worth.npv == worth.benefits - worth.costs
    assert isinstance(worth.benefit_cost_ratio, Decimal) and isinstance(worth.irr, Decimal)  # noqa: PT018
    assert abs(worth.benefit_cost_ratio - worth.benefits.amount / worth.costs.amount) < Decimal("1e-24")
    years = Decimal((datetime(2030, 7, 1) - datetime(2026, 1, 1)).days) / 365
    assert abs(worth.annual.amount * (1 - Decimal("1.08") ** -years) / Decimal("0.08") - worth.npv.amount) < 1
    assert abs(xnpv(worth.irr, flows)) < Decimal("1e-15")


def test_what_is_undefined_is_a_cell_that_says_why():
    nothing = attrs.evolve(CRM, benefits=[])
    worth = appraise(nothing)
    assert worth.irr == Undefined("the flows have no rate of return: no rate makes them worth nothing")
    assert worth.payback == Undefined("the money put in does not come back by 2030-07-01")
    free = appraise(attrs.evolve(CRM, payments=[], running_costs=[]))
    assert (free.roi, free.payback) == (
        Undefined("nothing was put in"), Undefined("no money was put in that could come back"),
    )  # fmt: skip
    assert "no rate makes them worth nothing" in str(worth)


def test_payback_of_a_case_lies_where_its_flows_sum_to_zero():
    case = BusinessCase("even", start="2026-01-01", finish="2026-01-01", until="2027-01-01", rate=0,
                        payments=[("2026-01-01", "600 EUR")], benefits=[Benefit("b", "1200 EUR")])  # fmt: skip
    days = (datetime(2026, 7, 1) - datetime(2026, 1, 1)).days
    assert appraise(case).payback == Decimal(days) / 365
    assert appraise(case).roi == 1


# --- what if ---------------------------------------------------------------------------------------


def test_a_delay_costs_benefits_and_moves_payments():
    late = under(CRM, Scenario("late", delay=6))
    assert (late.finish, len(late.earned)) == (datetime(2027, 1, 1), 42)
    assert [when for when, _ in late.payments] == [
        datetime(2026, 1, 1),
        datetime(2026, 7, 1, 11, 48, 3),
        datetime(2027, 1, 1),
    ]
    assert appraise(late).npv < appraise(CRM).npv


def test_scenarios_stand_side_by_side_with_their_expected_value():
    found = scenarios(CRM, [Scenario("plan", probability="70%"), Scenario("bad", cost="1.3", probability="30%")])
    first, second = (worth.npv.amount for _, worth in found)
    assert abs(found.expected.amount - (first * Decimal("0.7") + second * Decimal("0.3"))) < Decimal("1e-18")
    assert [row[0] for row in found.table().rows] == ["plan", "bad"]
    with pytest.raises(UndefinedIndexError, match="needs a probability for every scenario, together one"):
        _ = scenarios(CRM, [Scenario("plan")]).expected


def test_the_tornado_is_sorted_and_its_switching_values_make_the_case_worth_nothing():
    found = sensitivity(
        CRM,
        {
            "cost": ("0.9", "1.2"),
            "benefit": ("0.7", "1.1"),
            "running_cost": (1, 2),
            "delay": (0, 6),
            "rate": ("0.05", "0.12"),
        },
    )
    assert [swing.size for swing in found] == sorted((swing.size for swing in found), reverse=True)
    switch = {swing.driver: swing.switch for swing in found}
    worthless: list[Scenario] = [
        Scenario("cost", cost=cast(Decimal, switch["cost"])),
        Scenario("benefit", benefit=cast(Decimal, switch["benefit"])),
        Scenario("running", running_cost=cast(Decimal, switch["running_cost"])),
    ]
    for scenario in worthless:
        worth = appraise(under(CRM, scenario))
        assert abs(worth.npv.amount) < Decimal("1e-15")
    assert switch["rate"] == xirr(CRM.flows)
    assert isinstance(switch["delay"], Undefined)
    assert "Sensitivity, base" in str(found)


def test_a_tornado_works_for_any_function():
    found = tornado(lambda x: npv("0.1", [-x["a"], x["b"]]), {"a": 1, "b": 2}, {"a": (0, 2), "b": (1, "3.2")})
    assert [(swing.driver, swing.size) for swing in found] == [("a", Decimal(2)), ("b", Decimal(2))]
    assert found.base == npv("0.1", [-1, 2])


# --- gates -------------------------------------------------------------------------------------------


def test_at_a_gate_nothing_new_changes_nothing():
    gate = reappraise(CRM, as_of="2026-04-01", spent="160k EUR", at_completion="200k EUR", finish="2026-07-01")
    assert gate.now == gate.agreed
    assert gate.case == CRM


def test_at_a_gate_money_spent_counts_for_the_whole_and_not_for_going_on():
    gate = reappraise(CRM, as_of="2026-04-01", spent="250k EUR", at_completion="400k EUR", finish="2027-01-01")
    assert gate.case.investment == eur(400_000)
    assert gate.now.npv.amount < 0 < gate.to_go.npv.amount
    assert gate.worth_going_on
    assert gate.to_go.costs < gate.now.costs
    assert [column.name for column in gate.table().columns] == ["Measure", "Unit", "Agreed", "Now", "From here on"]


@given(st.integers(0, 300_000), st.integers(0, 300_000), st.integers(1, 28))
def test_a_reappraised_case_pays_exactly_the_forecast(spent, more, day):
    gate = reappraise(
        CRM, as_of=f"2026-05-{day:02}", spent=eur(spent), at_completion=eur(spent + more), finish="2026-09-01"
    )
    assert gate.case.investment == eur(spent + more)


def test_a_gate_after_the_product_went_live_does_not_begin_its_ramp_anew():
    gate = reappraise(CRM, as_of="2027-01-01", spent="200k EUR", at_completion="200k EUR", finish="2026-07-01")
    yearly = Decimal(114_000) / 12
    assert gate.to_go.benefits.amount <= yearly * 42
    assert gate.to_go.benefits.amount > appraise(CRM).benefits.amount * Decimal("0.9")


def test_the_case_is_recomputed_from_earned_value_and_the_schedule():
    plan = Plan("CRM", start="2026-01-05", currency="EUR", data_date="2026-01-09", tasks=[
        Task("pack", "5d", progress=Progress(actual_start="2026-01-05 08:00", actual_finish="2026-01-09 17:00",
                                             actual_cost=eur(1200))),
        Task("move", "5d", after=["pack"]),
    ], baselines=[Baseline("agreed", [
        BaselineTask("pack", start="2026-01-05 08:00", finish="2026-01-09 17:00", cost=eur(1000)),
        BaselineTask("move", start="2026-01-12 08:00", finish="2026-01-16 17:00", cost=eur(1000)),
    ])])  # fmt: skip
    case = BusinessCase("CRM", start="2026-01-05", finish="2026-01-17", until="2027-01-17", rate="0.1",
                        payments=[("2026-01-05", "1k EUR"), ("2026-01-16", "1k EUR")],
                        benefits=[Benefit("b", "5k EUR")])  # fmt: skip
    ev, dates = earned_value(plan), schedule(plan)
    gate = at_gate(case, ev, dates)
    assert gate.case.investment == ev.eac("cpi") == eur(2400)
    assert gate.case.finish == dates.finish
    assert gate.as_of == ev.as_of


# --- verdict -----------------------------------------------------------------------------------------


def test_a_case_that_pays_and_is_owned_is_feasible():
    result = feasibility(CRM, Hurdles(irr="0.12", payback=4, benefit_cost_ratio="1.1"))
    assert (result.verdict, result.findings, result.conditions) == ("feasible", (), ())
    assert result.statement.startswith("CRM is feasible: net present value ")


def test_a_case_that_misses_a_hurdle_is_not_feasible_and_says_which():
    result = feasibility(attrs.evolve(CRM, benefits=[]), Hurdles(irr="0.12"))
    assert result.verdict == "not feasible"
    assert [finding.evidence[0] for finding in result.findings] == [
        ("measure", "net present value"), ("measure", "internal rate of return"),
    ]  # fmt: skip
    assert "is undefined: the flows have no rate of return" in str(result)


def test_a_case_that_breaks_in_a_bad_scenario_is_feasible_on_conditions():
    result = feasibility(CRM, pessimistic=[Scenario("half", benefit="0.5")])
    assert result.verdict == "feasible on conditions"
    assert [finding.subject for finding in result.findings] == ["scenario:half"]


# --- benefits ----------------------------------------------------------------------------------------


def test_benefits_are_reviewed_against_what_the_ramp_promised_by_then():
    reviews = benefit_reviews(CRM, {"sales": "30k EUR"}, as_of="2026-10-01")
    sales, calls = reviews
    assert sales.expected == eur(Decimal(90_000) * 7 / 12)
    assert f"{sales.share:.4f}" == "0.5714"
    assert calls.realised == Undefined("not measured yet, was due 2026-10-01")
    assert reviews.overdue == (calls,)
    assert [record["owner"] for record in reviews.records()] == ["ann", "bo"]
    assert benefit_reviews(CRM, {}, as_of="2026-03-01").overdue == ()


# --- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "messages"),
    [
        (
            lambda: attrs.evolve(CRM, finish="2031-01-01"),
            ["expected start, finish and until in this order"],
        ),
        (
            lambda: attrs.evolve(CRM, payments=[("2026-01-01", "-5 EUR")]),
            ["payments[0]: a payment is a cost, written positive"],
        ),
        (
            lambda: attrs.evolve(CRM, payments=[("2026-01-01", "5 USD")], start="2027-01-01"),
            ["expected one currency, got EUR and USD; convert first", "in this order"],
        ),
        (
            lambda: attrs.evolve(CRM, payments=[], benefits=[], running_costs=[]),
            ["expected a payment, a benefit or a running cost"],
        ),
        (lambda: attrs.evolve(CRM, until="2300-01-01"), ["expected an end within a hundred years"]),
        (lambda: linear_ramp(-1), ["months: expected a whole number from 0 to 1,200, got -1"]),
        (lambda: under(CRM, Scenario("x", delay=99999)), ["expected whole months, at most 1200"]),
        (lambda: under(attrs.evolve(CRM, start="0002-01-01"), Scenario("x", delay=-1200)), ["within a hundred years"]),
        (
            lambda: under(
                attrs.evolve(CRM, start="0001-01-01", finish="0001-01-01", until="0001-02-01"), Scenario("x", delay=-12)
            ),
            ["-12 months after 0001-01-01 lie beyond the calendar"],
        ),
        (lambda: sensitivity(CRM, {"costs": (1, 2)}), ["there is no driver 'costs'; did you mean 'cost'"]),
        (lambda: sensitivity(CRM, {"delay": (0, "1.5")}), ["expected whole months, got 1.5"]),
        (lambda: scenarios(CRM, []), ["expected at least one scenario, got none"]),
        (
            lambda: benefit_reviews(CRM, {"sale": "1 EUR"}, as_of="2027-01-01"),
            ["there is no benefit 'sale'; did you mean 'sales'"],
        ),
        (
            lambda: reappraise(CRM, as_of="2026-04-01", spent="9k EUR", at_completion="8k EUR", finish="2026-07-01"),
            ["expected at least what was spent, 9,000 EUR, got 8,000 EUR"],
        ),
        (
            lambda: reappraise(CRM, as_of="2026-04-01", spent="9k USD", at_completion="10k USD", finish="2026-07-01"),
            ["expected EUR as in the case, got EUR and USD"],
        ),
    ],
)
def test_what_makes_no_case_is_refused(make, messages):
    with pytest.raises(FinanceError) as raised:
        make()
    assert all(message in str(raised.value) for message in messages)


def test_cases_survive_pickling_and_a_caller_s_decimal_context_changes_nothing():
    assert pickle.loads(pickle.dumps(CRM)) == CRM
    worth = appraise(CRM)
    with localcontext(prec=4):
        assert appraise(CRM) == worth

"""Present values and rates of return, against published ones and against what they mean."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.finance import (
    FinanceError,
    RateError,
    annuity_factor,
    dated_rates_of_return,
    equivalent_annual_amount,
    irr,
    mirr,
    npv,
    rates_of_return,
    xirr,
    xnpv,
)
from itpm.errors import NotationError, UndefinedIndexError

from tests import support

FLOWS = st.lists(st.integers(-1000, 1000), min_size=2, max_size=8)
RATES = st.decimals("-0.5", 2, places=3)


def published(name):
    return json.loads((support.oracle("published") / name).read_text(encoding="utf-8"), parse_float=Decimal)["cases"]


def product_of(growths):
    """Flows whose rates of return are the growths less one."""
    flows, zero = [Decimal(1)], Decimal(0)
    for growth in growths:
        flows = [a - b for a, b in zip([*flows, zero], [zero, *(growth * flow for flow in flows)], strict=True)]
    return flows


def periodic(case):
    """The library's answer to a case of the periodic file."""
    function, flows = case["fn"], case.get("cf")
    if function.startswith("npv_excel"):
        return npv(case["rate"], flows, first_period=1) + case.get("t0", 0)
    if function == "irr":
        return irr(flows, near=case["expected"])
    if function == "mirr":
        return mirr(flows, finance_rate=case["finance"], reinvest_rate=case["reinvest"])
    if function == "pv_annuity":
        return -case["pmt"] * annuity_factor(case["rate"], case["n"])
    return xirr(flows) if function == "xirr" else xnpv(case["rate"], flows)


def test_every_published_periodic_value_holds():
    cases = published("finance_npv_irr.json")
    wrong = [
        (case["fn"], case["source"])
        for case in cases
        if case["expected"] is not None and abs(periodic(case) - case["expected"]) > Decimal(case["tol"])
    ]
    assert wrong == []
    assert len(cases) == 16


def test_the_published_flows_without_a_rate_have_none():
    (case,) = [case for case in published("finance_npv_irr.json") if case["expected"] is None]
    with pytest.raises(RateError, match="no rate of return: no rate makes them worth nothing"):
        irr(case["cf"])
    assert rates_of_return(case["cf"]) == ()


def test_every_published_dated_value_holds():
    wrong = []
    for case in published("xirr_xnpv_pyxirr.json"):
        flows, expected = case["cashflows"], case["expected"]
        found: tuple[Decimal, ...]
        if case["kind"] == "xnpv":
            found, wanted = (xnpv(case["rate"], flows),), [expected]
        else:
            found = dated_rates_of_return(flows)
            wanted = [rate for rate in (expected, case["alternate_root"]) if rate is not None]
        # the published numbers are doubles, some known to no more than their own residual
        residual = case.get("residual_relative") or Decimal(0)
        tolerance = max(Decimal("1e-9"), residual * 1000)
        if any(min(abs(rate - value) for rate in found) > tolerance for value in wanted) or (not wanted and found):
            wrong.append(case["name"])
    assert wrong == []


def test_a_dated_rate_without_rivals_is_the_rate():
    for case in published("xirr_xnpv_pyxirr.json"):
        if case["kind"] == "xirr" and case["expected"] is None:
            with pytest.raises(RateError, match="no rate of return"):
                xirr(case["cashflows"])
        elif case["kind"] == "xirr":
            assert abs(xirr(case["cashflows"], near=case["expected"]) - case["expected"]) < Decimal("1e-8")


def test_several_rates_are_told_and_not_chosen_among():
    flows = [-1000, 2300, -1320]
    assert [round(rate, 12) for rate in rates_of_return(flows)] == [Decimal("0.1"), Decimal("0.2")]
    with pytest.raises(
        RateError, match=r"2 rates of return \(0.100000, 0.200000\); say near which, or use mirr"
    ) as told:
        irr(flows)
    assert pickle.loads(pickle.dumps(told.value)).rates == told.value.rates
    assert round(irr(flows, near=1), 12) == Decimal("0.2")


def test_a_rate_where_the_value_only_touches_zero_is_found_once():
    assert [round(rate, 20) for rate in rates_of_return([-100, 220, -121])] == [Decimal("0.1")]
    assert rates_of_return([-100, 220, Decimal("-121.0001")]) == ()
    assert len(rates_of_return([-100, 220, Decimal("-120.9999")])) == 2


def test_eight_rates_in_a_row_are_all_found():
    flows = product_of(1 + Decimal(step) / 10 for step in range(8))
    assert [round(rate, 6) for rate in rates_of_return(flows)] == [Decimal(step) / 10 for step in range(8)]


def test_solutions_that_no_one_would_call_a_rate_are_left_out_unless_asked_for():
    flows = [-100, 120] + [0] * 18 + [Decimal("-1e-15")]
    assert [round(rate, 4) for rate in rates_of_return(flows)] == [
        Decimal("0.2000"),
    ][:1]
    assert len(rates_of_return(flows, most_growth=None)) == 2
    assert rates_of_return([-1, 10**13]) == (
        Decimal(10**13 - 1),
    )  # one change of direction: the one rate, whatever it is


@given(FLOWS)
def test_flows_are_worth_nothing_at_each_of_their_rates(flows):
    size = sum(map(abs, flows))
    for rate in rates_of_return(flows):
        weight = sum(abs(flow) * (1 + rate) ** -n for n, flow in enumerate(flows))
        assert abs(npv(rate, flows)) <= max(weight, size) * Decimal("1e-20")


@given(FLOWS)
def test_there_are_no_more_rates_than_changes_of_sign_and_as_many_when_odd(flows):
    signs = [flow > 0 for flow in flows if flow]
    changes = sum(a != b for a, b in pairwise(signs))
    found = rates_of_return(flows, most_growth=None)
    assert len(found) <= changes
    if changes % 2:
        assert found


@given(FLOWS, st.decimals("0.1", 10, places=2))
def test_multiplying_all_flows_or_waiting_changes_no_rate(flows, factor):
    rates = rates_of_return(flows)
    for others in ([flow * factor for flow in flows], [0, *flows], [*flows, 0]):
        found = rates_of_return(others)
        assert len(found) == len(rates)
        assert all(abs(a - b) < Decimal("1e-18") * (1 + a) for a, b in zip(found, rates, strict=True))


@given(RATES, FLOWS)
def test_dated_flows_a_common_year_apart_are_worth_what_periodic_ones_are(rate, flows):
    dated = [(date(2001, 1, 1) + timedelta(days=365 * n), flow) for n, flow in enumerate(flows)]
    assert abs(xnpv(rate, dated) - npv(rate, flows)) < Decimal("1e-18") * (1 + abs(npv(rate, flows)))
    assert [round(a, 15) for a in dated_rates_of_return(dated)] == [round(a, 15) for a in rates_of_return(flows)]


@given(RATES, FLOWS)
def test_the_equivalent_annual_amount_is_worth_as_much_as_the_flows(rate, flows):
    level = equivalent_annual_amount(rate, flows)
    annuity = npv(rate, [level] * (len(flows) - 1), first_period=1)
    assert abs(annuity - npv(rate, flows)) <= Decimal("1e-18") * (1 + sum(map(abs, flows)) * 2 ** len(flows))


def test_a_small_rate_loses_no_digits():
    assert round(annuity_factor("1e-15", 10), 12) == Decimal("9.999999999999945000").quantize(Decimal("1e-12"))
    assert annuity_factor(0, 10) == 10


def test_thousands_of_flows_are_searched_too():
    flows = [(-1) ** n * (n % 7 + 1) for n in range(2000)]
    assert all(abs(npv(rate, flows)) < Decimal("1e-6") for rate in rates_of_return(flows))


def test_flows_too_knotted_are_refused_and_not_half_answered():
    flows = product_of(1 + Decimal(step) / 20 for step in range(14))
    with pytest.raises(FinanceError, match="their rates of return were not separated"):
        rates_of_return(flows)


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: npv(-1, [1]), FinanceError, "rate: expected a rate above -1 (-100 %), got -1"),
        (lambda: npv("0.1", [1, "x", float("nan")]), FinanceError, "2 faults"),
        (lambda: irr([True, 1]), FinanceError, "flows[0]: expected a finite number, got True"),
        (lambda: xnpv("0.1", [("soon", 1)]), NotationError, "flows[0]: expected a date"),
        (lambda: mirr([1, 2], finance_rate=0, reinvest_rate=0), UndefinedIndexError, "needs money out and money in"),
        (lambda: annuity_factor("0.1", 0), UndefinedIndexError, "an annuity needs at least one period, got 0"),
        (lambda: npv("0.1", ["1e999999999"]), FinanceError, "expected a finite number"),
        (
            lambda: npv("0.1", [1], first_period=10**30),
            FinanceError,
            "expected a whole number from -1,000,000 to 1,000,000",
        ),
        (lambda: annuity_factor("0.1", 10**30), FinanceError, "expected a whole number from -1,000,000 to 1,000,000"),
        (lambda: irr([10**9999]), FinanceError, "got a number of more than 76 digits"),
        (lambda: irr([]), RateError, "no rate of return"),
        (lambda: xirr([]), RateError, "no rate of return"),
    ],
)
def test_what_has_no_value_says_so(ask, error, message):
    with pytest.raises(error) as raised:
        ask()
    assert message in str(raised.value)


def test_a_caller_s_decimal_context_changes_nothing():
    flows = [-100, 37, 61, 53, 22]
    expected = irr(flows), npv("0.07", flows), mirr(flows, finance_rate="0.1", reinvest_rate="0.2")
    with localcontext(prec=3):
        assert (irr(flows), npv("0.07", flows), mirr(flows, finance_rate="0.1", reinvest_rate="0.2")) == expected

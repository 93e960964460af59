from __future__ import annotations

import json
import pickle
from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    cost_performance_index,
    cost_schedule_index,
    cost_variance,
    cost_variance_percent,
    estimate_at_completion,
    estimate_to_complete,
    percent_complete,
    percent_spent,
    schedule_performance_index,
    schedule_variance,
    schedule_variance_percent,
    to_complete_performance_index,
    variance_at_completion,
)
from itpm.errors import NotationError, UndefinedIndexError

from tests import support

AMOUNTS = st.decimals(min_value=1, max_value=10**9, places=2)


def published(name):
    return json.loads((support.oracle("published") / name).read_text(), parse_float=Decimal)


def close(found, expected, tolerance):
    return abs(found - Decimal(expected)) <= Decimal(str(tolerance))


def test_variances_and_indices_of_the_first_published_case_hold():
    case = published("evm_scalar_cases.json")["cases"][0]
    given_, expected, tolerance = case["inputs"], case["expected"], case["tol"]
    pv = given_["BAC"] * given_["PV_cum_pct"][given_["period"] - 1]
    ev = given_["BAC"] * given_["pct_complete"]
    found = {
        "PV": pv,
        "EV": ev,
        "SV": schedule_variance(ev=ev, pv=pv),
        "CV": cost_variance(ev=ev, ac=given_["AC"]),
        "SPI": schedule_performance_index(ev=ev, pv=pv),
        "CPI": cost_performance_index(ev=ev, ac=given_["AC"]),
    }
    assert {name: close(value, expected[name], tolerance) for name, value in found.items()} == dict.fromkeys(
        expected, True
    )


def test_estimates_at_completion_of_the_second_published_case_hold():
    case = published("evm_scalar_cases.json")["cases"][1]
    i, expected = case["inputs"], case["expected"]
    atypical = estimate_at_completion(ac=i["AC"], bac=i["BAC"], ev=i["EV"])
    # Its CPI of 0.8 is supplied and not EV / AC, so BAC / CPI is the form that forecasts from nothing spent or earned.
    typical = estimate_at_completion(ac=0, bac=i["BAC"], ev=0, performance=i["CPI"])
    found = {
        "EAC_typical_BAC_over_CPI": typical,
        "EAC_atypical_AC_plus_remaining": atypical,
        "EAC_combined": estimate_at_completion(ac=i["AC"], bac=i["BAC"], ev=i["EV"], performance=i["CPI"] * i["SPI"]),
        "ETC_atypical": estimate_to_complete(eac=atypical, ac=i["AC"]),
        "ETC_typical": (Decimal(i["BAC"]) - i["EV"]) / i["CPI"],
    }
    assert {name: close(value, expected[name], case["tol"]) for name, value in found.items()} == dict.fromkeys(
        expected, True
    )


def test_variance_and_performance_to_complete_of_the_third_published_case_hold():
    case = published("evm_scalar_cases.json")["cases"][2]
    i, expected = case["inputs"], case["expected"]
    found = {
        "VAC": variance_at_completion(bac=i["BAC"], eac=i["EAC"]),
        "TCPI_BAC": to_complete_performance_index(bac=i["BAC"], ev=i["EV"], ac=i["AC"]),
        "TCPI_EAC": to_complete_performance_index(bac=i["BAC"], ev=i["EV"], ac=i["AC"], eac=i["EAC"]),
    }
    assert {name: close(value, expected[name], case["tol"]) for name, value in found.items()} == dict.fromkeys(
        expected, True
    )


def test_the_fourth_published_case_holds():
    case = published("evm_scalar_cases.json")["cases"][3]
    i = case["inputs"]
    assert schedule_variance(ev=i["EV"], pv=i["PV"]) == case["expected"]["SV"]
    assert cost_variance(ev=i["EV"], ac=i["AC"]) == case["expected"]["CV"]
    assert round(cost_performance_index(ev=i["EV"], ac=i["AC"]), 2) == case["expected"]["CPI_2dp"]


def test_the_fifth_published_case_holds():
    case = published("evm_scalar_cases.json")["cases"][4]
    i, expected, tolerance = case["inputs"], case["expected"], case["tol"]
    cpi = cost_performance_index(ev=i["EV"], ac=i["AC"])
    atypical = estimate_at_completion(ac=i["AC"], bac=i["BAC"], ev=i["EV"])
    typical = estimate_at_completion(ac=i["AC"], bac=i["BAC"], ev=i["EV"], performance=cpi)
    assert round(cpi, 2) == expected["CPI_2dp"]
    assert schedule_performance_index(ev=i["EV"], pv=i["PV"]) == expected["SPI"]
    assert estimate_to_complete(eac=atypical, ac=i["AC"]) == expected["ETC_atypical"]
    assert atypical == expected["EAC_atypical"]
    assert close(estimate_to_complete(eac=typical, ac=i["AC"]), expected["ETC_typical_rounded"], tolerance)
    assert close(typical, expected["EAC_typical_rounded"], tolerance)


def test_every_period_of_a_real_project_has_the_published_indices():
    project = published("evm_earned_schedule_fabricom.json")
    expected = project["expected"]
    inputs = project["inputs"]
    for period, (pv, ev, ac) in enumerate(zip(inputs["PV"], inputs["EV"], inputs["AC"], strict=True)):
        found = {
            "SV": schedule_variance(ev=ev, pv=pv),
            "CV": cost_variance(ev=ev, ac=ac),
            "SPI": schedule_performance_index(ev=ev, pv=pv),
            "CPI": cost_performance_index(ev=ev, ac=ac),
            "SCI": cost_schedule_index(ev=ev, pv=pv, ac=ac),
        }
        wrong = {name: value for name, value in found.items() if not close(value, expected[name][period], "1e-9")}
        assert wrong == {}, f"period {period + 1}"


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda: cost_performance_index(ev=1, ac=0), "nothing spent"),
        (lambda: schedule_performance_index(ev=1, pv=0), "nothing planned"),
        (lambda: schedule_variance_percent(ev=1, pv=0), "nothing planned"),
        (lambda: cost_variance_percent(ev=0, ac=1), "nothing earned"),
        (lambda: percent_complete(ev=1, bac=0), "no budget"),
        (lambda: percent_spent(ac=1, bac=0), "no budget"),
        (lambda: to_complete_performance_index(bac=10, ev=5, ac=10), "budget spent"),
        (lambda: to_complete_performance_index(bac=10, ev=5, ac=11), "budget spent"),
        (lambda: to_complete_performance_index(bac=10, ev=5, ac=11, eac=11), "estimate spent"),
        (lambda: to_complete_performance_index(bac=10, ev=10, ac=10), "nothing left to earn"),
        (lambda: estimate_at_completion(ac=1, bac=10, ev=5, performance=0), "no performance so far"),
        (lambda: cost_schedule_index(ev=1, pv=0, ac=1), "nothing planned"),
    ],
)
def test_an_index_that_divides_by_nothing_says_why(ask, reason):
    with pytest.raises(UndefinedIndexError) as error:
        ask()
    assert str(error.value) == reason
    assert str(pickle.loads(pickle.dumps(error.value))) == reason
    assert isinstance(error.value, ZeroDivisionError)


@pytest.mark.parametrize("value", ["a lot", float("nan"), Decimal("Infinity"), True, None])
def test_an_amount_that_is_no_finite_number_is_refused(value):
    with pytest.raises(NotationError, match="expected a finite number, got"):
        cost_variance(ev=value, ac=1)


def test_nothing_left_to_earn_needs_no_performance():
    assert estimate_at_completion(ac=7, bac=10, ev=10, performance=0) == 7


def test_a_float_is_read_as_it_is_written():
    assert cost_variance(ev=0.3, ac=0.1) == Decimal("0.2")


def test_a_result_does_not_depend_on_the_callers_decimal_context():
    expected = cost_performance_index(ev=1, ac=3)
    with localcontext() as context:
        context.prec = 3
        assert cost_performance_index(ev=1, ac=3) == expected
        assert getcontext().prec == 3


@given(ev=AMOUNTS, ac=AMOUNTS, bac=AMOUNTS)
def test_the_estimate_at_the_past_performance_is_the_budget_over_it(ev, ac, bac):
    cpi = cost_performance_index(ev=ev, ac=ac)
    eac = estimate_at_completion(ac=ac, bac=bac, ev=ev, performance=cpi)
    assert close(eac / (bac / cpi), 1, "1e-18")


@given(ev=AMOUNTS, ac=AMOUNTS, left=AMOUNTS)
def test_the_performance_needed_for_the_typical_estimate_is_the_one_so_far(ev, ac, left):
    bac = ev + left
    cpi = cost_performance_index(ev=ev, ac=ac)
    eac = estimate_at_completion(ac=ac, bac=bac, ev=ev, performance=cpi)
    assert close(to_complete_performance_index(bac=bac, ev=ev, ac=ac, eac=eac) / cpi, 1, "1e-15")


@given(ev=AMOUNTS, ac=AMOUNTS, bac=AMOUNTS)
def test_the_atypical_estimate_keeps_the_variance_so_far(ev, ac, bac):
    eac = estimate_at_completion(ac=ac, bac=bac, ev=ev)
    assert variance_at_completion(bac=bac, eac=eac) == cost_variance(ev=ev, ac=ac)

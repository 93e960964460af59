"""Every published number of earned schedule, and what must hold of any project."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    EAC_TIME_FORMS,
    TimeStatus,
    cost_schedule_index_time,
    earned_periods,
    earned_schedule_of_periods,
    effective_earned_value,
    forecast_time,
    independent_estimate_time,
    planned_duration,
    schedule_adherence,
    schedule_performance_index_time,
    time_forecasts,
    to_complete_schedule_performance_index,
)
from itpm.errors import NotationError, UndefinedIndexError, UnknownNameError

from tests import support

FORMS = {
    "EACt_PV2": "pv/spi",
    "EACt_PV3": "pv/sci",
    "EACt_ED1": "ed",
    "EACt_ED2": "ed/spi",
    "EACt_ED3": "ed/sci",
    "EACt_ES1": "es",
    "EACt_ES2": "es/spi(t)",
    "EACt_ES3": "es/sci(t)",
}


def project():
    path = support.oracle("published") / "evm_earned_schedule_fabricom.json"
    return json.loads(path.read_text(), parse_float=Decimal)


def status_at(period, *, late=False):
    found = project()["inputs"]
    return earned_schedule_of_periods(
        pv=found["PV"], ev=found["EV"][:period], ac=found["AC"][:period], late=late, unit="month"
    )


@pytest.mark.parametrize("period", range(1, 14))
def test_every_period_of_a_real_project_has_the_published_times_and_forecasts(period):
    # Vandevoorde, Vanhoucke (2006): "Revamp check-in". The sheet does not take AT for PD once that is over.
    expected, status = project()["expected"], status_at(period)
    found = {
        "ES": status.es,
        "SPIt": status.spi_t,
        "SCIt": cost_schedule_index_time(status),
        "ED": status.status.earned_duration,
        **{name: status.eac_t(form) for name, form in FORMS.items()},
    }
    wrong = {name: value for name, value in found.items() if abs(value - expected[name][period - 1]) > Decimal("1e-12")}
    assert wrong == {}
    assert (status.planned, status.bac.amount) == (project()["PD"], project()["BAC"])


def test_the_planned_value_method_uses_the_planned_rate():
    # PVrate = BAC / PD = 40.082, TV = SV / PVrate, EAC(t) = PD - TV: after month 9, 9 + 47.874 / 40.082.
    assert f"{status_at(9).eac_t('pv'):.6f}" == "10.194401"


def test_a_late_project_ends_as_late_as_it_is_and_spi_of_money_says_one():
    status = status_at(13)
    assert (status.es, status.status.spi, f"{status.spi_t:.4f}") == (9, 1, "0.6923")
    assert (status.sv_t, status.eac_t(), status.eac_t("es")) == (-4, 13, 13)


def test_forms_that_fall_before_today_are_flagged_and_left_out_of_the_range():
    forecasts = status_at(11).forecasts
    assert [one.form for one in forecasts if one.before_data_date] == [
        "pv",
        "pv/spi",
        "pv/sci",
        "ed",
        "ed/spi",
        "ed/sci",
    ]
    assert (f"{forecasts.low:.3f}", f"{forecasts.high:.3f}") == ("12.324", "12.897")
    assert forecasts["pv"].before_data_date
    corrected = status_at(11, late=True).forecasts
    assert [one.form for one in corrected if one.before_data_date] == ["pv", "pv/spi", "pv/sci"]
    assert forecasts.records()[3]["before_data_date"] is True


# --- worked examples and edges ------------------------------------------------------------------------


def test_schedule_adherence_counts_what_is_done_in_the_plans_order():
    planned, earned = [30, 30, 20, 0, 0], [30, 18, 12, 10, 10]
    p = schedule_adherence(planned=planned, earned=earned)
    assert p == Decimal("0.75")
    # Half of what is done out of order is done again: 80 * (1 + 0.75 * 0.5) / 1.5.
    assert round(effective_earned_value(ev=80, p_factor=p), 3) == Decimal("73.333")
    assert effective_earned_value(ev=80, p_factor=1) == 80
    assert effective_earned_value(ev=80, p_factor=0, rework=1) == 40


def test_to_complete_schedule_performance_has_a_planned_and_an_estimated_target():
    assert to_complete_schedule_performance_index(planned=9, es=4, at=5) == Decimal("1.25")
    assert to_complete_schedule_performance_index(planned=9, es=4, at=5, estimated=15) == Decimal("0.5")


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda: schedule_performance_index_time(es=1, at=0), "no time has passed"),
        (lambda: to_complete_schedule_performance_index(planned=9, es=8, at=9), "planned duration is over"),
        (
            lambda: to_complete_schedule_performance_index(planned=9, es=8, at=11, estimated=10),
            "estimated duration is over",
        ),
        (lambda: to_complete_schedule_performance_index(planned=9, es=9, at=9), "nothing left to earn"),
        (lambda: independent_estimate_time(planned=9, es=0, at=3), "no performance so far"),
        (lambda: earned_periods(1, []), "nothing planned"),
        (lambda: earned_periods(1, [0, 0]), "nothing planned"),
        (lambda: earned_periods(21, [10, 20]), "more earned than ever planned"),
        (lambda: schedule_adherence(planned=[0], earned=[0]), "nothing earned"),
        (lambda: earned_schedule_of_periods(pv=[10], ev=[0], ac=[0]).eac_t(), "no performance so far"),
        (lambda: earned_schedule_of_periods(pv=[10], ev=[5], ac=[0]).eac_t("pv/sci"), "nothing spent"),
        (lambda: earned_schedule_of_periods(pv=[10], ev=[5], ac=[5]).finish(), "periods have no dates"),
        (lambda: earned_schedule_of_periods(pv=[10], ev=[5], ac=[5]).p_factor, "no work packages to compare"),
    ],
)
def test_a_time_that_divides_by_nothing_says_why(ask, reason):
    with pytest.raises(UndefinedIndexError) as error:
        ask()
    assert str(error.value) == reason


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: earned_periods(1, [10, 5]), "cumulative planned value never falls, got 5 behind 10"),
        (lambda: earned_periods(1, ["much"]), "expected a finite number, got 'much'"),
        (lambda: schedule_adherence(planned=[1], earned=[1, 2]), "expected 1 values, as planned, got 2"),
        (lambda: effective_earned_value(ev=1, p_factor=1, rework=-1), "a share of rework is zero or more, got -1"),
        (lambda: earned_schedule_of_periods(pv=[1], ev=[1], ac=[]), "expected as many actual costs as earned values"),
    ],
)
def test_figures_that_cannot_be_are_refused(ask, message):
    with pytest.raises(NotationError, match=message):
        ask()


def test_a_form_that_does_not_exist_is_refused_with_the_nearest():
    status = TimeStatus(pv=5, ev=4, ac=5, bac=10, planned=10, at=5, es=4)
    with pytest.raises(UnknownNameError, match="no form of the estimate of duration 'es/spi'; did you mean"):
        forecast_time("es/spi", status=status)
    with pytest.raises(UnknownNameError, match="did you mean 'es'"):
        _ = time_forecasts(status)["ess"]


def test_an_undefined_form_is_a_cell_that_says_why():
    nothing = time_forecasts(TimeStatus(pv=0, ev=0, ac=0, bac=10, planned=10, at=0, es=0))
    reasons = {one.form: str(one.duration) for one in nothing if not isinstance(one.duration, Decimal)}
    assert reasons["es/spi(t)"] == "– (no time has passed)"
    assert reasons["pv/spi"] == "– (nothing planned)"
    assert "NaN" not in str(nothing)


# --- properties -----------------------------------------------------------------------------------------

AMOUNTS = st.decimals(min_value=0, max_value=1000, places=2)


@st.composite
def projects(draw):
    """Cumulative planned value of some periods, and values earned and spent up to one of them."""
    steps = draw(st.lists(AMOUNTS, min_size=1, max_size=12).filter(any))
    planned = [sum(steps[: place + 1], Decimal(0)) for place in range(len(steps))]
    shares = sorted(draw(st.lists(st.integers(0, 100), min_size=1, max_size=16)))
    earned = [planned[-1] * share / 100 for share in shares]
    spent = [amount + 1 for amount in earned]
    return planned, earned, spent


@given(projects())
def test_what_is_earned_was_planned_at_the_time_earned(made):
    planned, earned, _ = made
    es = earned_periods(earned[-1], planned)
    before = int(es)
    curve = [Decimal(0), *planned, planned[-1]]
    value = curve[before] + (curve[before + 1] - curve[before]) * (es - before)
    assert abs(value - earned[-1]) <= Decimal("1e-18")
    assert 0 <= es <= planned_duration(planned)


@given(projects())
def test_all_earned_is_the_whole_planned_time(made):
    planned, _, _ = made
    assert earned_periods(planned[-1], planned) == planned_duration(planned)


@given(projects())
def test_more_earned_is_never_an_earlier_time(made):
    planned, earned, _ = made
    times = [earned_periods(value, planned) for value in earned]
    assert times == sorted(times)


@given(projects())
def test_the_forms_satisfy_their_identities(made):
    planned, earned, spent = made
    status = earned_schedule_of_periods(pv=planned, ev=earned, ac=spent)
    if not status.es or not status.status.pv:
        return
    # PD / SPI(t) = AT + (PD - ES) / SPI(t); ED / SPI = AT: so both forms at their own index are the planned time over it.
    assert abs(status.eac_t() * status.spi_t / status.planned - 1) < Decimal("1e-20")
    early = max(status.planned, status.at)
    assert abs(status.eac_t("ed/spi") - early / status.status.spi) < Decimal("1e-18") * early * 10**6
    # The rest at the performance that TSPI asks for ends on time.
    if status.at < status.planned and status.es < status.planned:
        assert abs(status.ieac_t(status.tspi()) - status.planned) < Decimal("1e-18")


@given(projects())
def test_earned_schedule_never_ends_before_today_and_the_corrected_forms_do_not_either(made):
    planned, earned, spent = made
    forecasts = earned_schedule_of_periods(pv=planned, ev=earned, ac=spent).forecasts
    flagged = {one.form for one in forecasts if one.before_data_date}
    assert flagged <= {"pv", "pv/spi", "pv/sci", "ed", "ed/spi", "ed/sci"}
    assert len(list(forecasts)) == len(EAC_TIME_FORMS)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1).filter(lambda pairs: any(first for first, _ in pairs)))
def test_the_p_factor_lies_between_nothing_and_one(pairs):
    planned, earned = [first for first, _ in pairs], [second for _, second in pairs]
    assert 0 <= schedule_adherence(planned=planned, earned=earned) <= 1
    assert schedule_adherence(planned=planned, earned=planned) == 1

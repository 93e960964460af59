"""Estimation: what the formulas promise, forecasts against exact distributions, refusals."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import islice
from typing import Any, cast

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import estimation as est
from itpm.cost.estimation.drawing import bits, uniforms
from itpm.cost.estimation.inputs import EstimationError, quantile
from itpm.errors import UndefinedIndexError, UnknownNameError
from itpm.tables import Undefined

HISTORIES = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any)


# --- three points -----------------------------------------------------------------------------------------


def test_three_points_have_the_means_and_variances_of_their_shapes():
    found = {shape: est.ThreePoint(4, 6, 14, shape=shape) for shape in ("pert", "beta", "triangular")}
    assert {shape: (estimate.mean, estimate.variance) for shape, estimate in found.items()} == {
        "pert": (7.0, (10 / 6) ** 2),
        "beta": (7.0, 3 * 7 / 7),
        "triangular": (8.0, (16 + 36 + 196 - 24 - 56 - 84) / 18),
    }


def test_the_published_critical_path_has_its_mean_and_deviation():
    # PERT mean and variance of a path add up; a correlation only widens the sum
    parts = [est.ThreePoint(1, 2, 3), est.ThreePoint(2, 4, 12), est.ThreePoint(3, 3, 3)]
    total = est.total_of(parts)
    assert (total.mean, total.variance) == (2 + 5 + 3, (2 / 6) ** 2 + (10 / 6) ** 2)
    assert est.total_of(parts, correlation=1).standard_deviation == pytest.approx(2 / 6 + 10 / 6)
    assert total.within(2) == (10 - 2 * total.standard_deviation, 10 + 2 * total.standard_deviation)


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=3).map(sorted))
def test_the_mean_lies_between_the_ends_and_no_variance_is_negative(points):
    for shape in ("pert", "beta", "triangular"):
        estimate = est.ThreePoint(*points, shape=shape)
        assert points[0] - 1e-9 <= estimate.mean <= points[2] + 1e-9
        assert estimate.variance >= -1e-12


# --- references ---------------------------------------------------------------------------------------------


def test_an_analogy_scales_the_nearest_projects():
    past = [est.PastProject("CRM", 100, 20), est.PastProject("ERP", 400, 100), est.PastProject("shop", 120, 30)]
    found = est.analogy(200, past, neighbours=2)
    assert [(project.name, scaled) for project, scaled in found.neighbours] == [("shop", 50.0), ("CRM", 40.0)]
    assert (found.estimate, found.low, found.high) == (45.0, 40.0, 50.0)
    assert est.analogy(200, past, neighbours=1, exponent=2).estimate == pytest.approx(30 * (200 / 120) ** 2)
    assert [row[0] for row in found.table().rows] == ["shop", "CRM"]


@given(st.lists(st.floats(-0.9, 5), min_size=1, max_size=30), st.integers(1, 99))
def test_an_uplift_is_numpy_s_quantile_of_past_overruns(overruns, level):
    found = est.reference_class_forecast(100, overruns, at_confidence=level / 100)
    assert found.uplift == pytest.approx(numpy.quantile(overruns, level / 100), abs=1e-12)
    assert found.forecast == 100 * (1 + found.uplift)


def test_calibration_turns_the_past_into_a_factor():
    past = est.calibration([(10, 20), (10, 20), (10, 20)])
    found = [past.bias, past.spread, past.mean_relative_error, past.within_quarter]
    assert found == pytest.approx([2, 1, 0.5, 0])
    assert past.corrected(8) == 16
    assert [row[0] for row in past.table().rows][:2] == ["Estimates", "Bias (actual per estimate)"]
    assert est.overruns([(10, 15)]) == [0.5]


@pytest.mark.parametrize(("inside", "verdict"), [(80, "about right"), (40, "too narrow"), (100, "too wide")])
def test_ranges_are_judged_by_how_often_they_hold(inside, verdict):
    outcomes = [(1, 2, 1.5)] * inside + [(1, 2, 3)] * (100 - inside)
    found = est.interval_calibration(outcomes, nominal="80%")
    assert (found.hits, found.above, found.verdict) == (inside, 100 - inside, verdict)


# --- size -----------------------------------------------------------------------------------------------------


def test_ratings_multiply_effort_and_a_pressed_schedule_is_shorter_and_dearer():
    nominal = est.cocomo2(50)
    rated = est.cocomo2(50, multipliers={"RELY": "VH", "PCAP": "H"})
    assert rated.effort == pytest.approx(nominal.effort * 1.26 * 0.88)
    assert rated.multiplier == pytest.approx(1.26 * 0.88)
    pressed = est.cocomo2(50, multipliers={"SCED": "VL"})
    assert [pressed.effort, pressed.duration] == pytest.approx([nominal.effort * 1.43, nominal.duration * 0.75])
    assert nominal.hours == nominal.effort * 152
    assert nominal.productivity == 50_000 / nominal.effort
    early = est.cocomo2(50, model="early_design", multipliers={"PERS": "XH"}, scale_factors={"PREC": "XH"})
    assert early.effort == pytest.approx(2.94 * 50 ** (0.91 + 0.01 * (18.97 - 3.72)) * 0.5)


@given(st.sampled_from(list(est.SCALE_FACTORS)), st.floats(2, 1000))
def test_a_better_scale_factor_never_costs_more(driver, size):
    efforts = [est.cocomo2(size, scale_factors={driver: rating}).effort for rating in ("VL", "L", "N", "H", "VH", "XH")]
    assert efforts == sorted(efforts, reverse=True)


def test_functions_are_counted_by_kind_and_complexity():
    counts = {("EI", "low"): 1, ("EO", "average"): 2, ("EQ", "high"): 3, ("ILF", "low"): 1, ("EIF", "high"): 1}
    found = est.function_points(counts, characteristics=[3] * 14)
    assert [str(n) for n in (found.unadjusted, found.value_adjustment_factor, found.adjusted)] == [
        "48",
        "1.07",
        "51.36",
    ]
    assert found.ksloc(50) == 2.4


@pytest.mark.parametrize(
    ("kind", "rows", "grid"),
    [("EI", (1, 2, 3), "LLA LAH AHH"), ("EO", (1, 3, 4), "LLA LAH AHH"), ("ILF", (1, 5, 6), "LLA LAH AHH")],
)
def test_complexity_is_the_practice_manual_s_matrix(kind, rows, grid):
    columns = {"EI": (4, 15, 16), "EO": (5, 19, 20), "ILF": (19, 50, 51)}[kind]
    found = " ".join(
        "".join(est.function_complexity(kind, references=r, data_elements=c)[0].upper() for c in columns) for r in rows
    )
    assert found == grid


# --- learning -------------------------------------------------------------------------------------------------


@given(st.floats(0.5, 1.2), st.integers(1, 40), st.integers(0, 4000))
def test_a_block_is_the_sum_of_its_units(rate, first, more):
    last = first + more
    b = math.log2(rate)
    slow = math.fsum(100 * n**b for n in range(first, last + 1))
    assert est.crawford_total(100, rate=rate, first_unit=first, last_unit=last) == pytest.approx(slow, rel=1e-12)
    if more < 50:
        units = math.fsum(est.wright_unit(100, rate=rate, unit=n) for n in range(first, last + 1))
        assert est.wright_total(100, rate=rate, first_unit=first, last_unit=last) == pytest.approx(units, rel=1e-9)


def test_doubling_the_units_takes_the_rate_of_the_time():
    assert est.crawford_unit(100, rate=0.8, unit=64, known_unit=32) == pytest.approx(80)
    assert est.wright_average(100, rate=0.8, units=2) == pytest.approx(80)
    assert est.learning_rate(est.learning_slope(0.8)) == pytest.approx(0.8)
    total = est.wright_total(100, rate=0.8, last_unit=50)
    assert est.learning_rate(est.slope_from_total(total, first=100, units=50)) == pytest.approx(0.8)


def test_a_million_million_units_are_summed_at_once():
    assert est.crawford_total(1, rate=0.5, last_unit=10**12) == pytest.approx(math.log(10**12) + 0.5772156649015329)


# --- throughput -------------------------------------------------------------------------------------------------


def exact_sums(history, periods):
    """The exact distribution of what so many periods finish: every history value equally likely in each."""
    distribution = {0: Fraction(1)}
    for _ in range(periods):
        after: dict[int, Fraction] = {}
        for done, chance in distribution.items():
            for value in history:
                after[done + value] = after.get(done + value, Fraction(0)) + chance / len(history)
        distribution = after
    return distribution


@given(HISTORIES, st.integers(1, 5), st.integers(0, 2**32))
def test_items_forecasts_agree_with_the_exact_distribution(history, periods, seed):
    found = est.forecast_items(periods, history, seed=seed, iterations=2000)
    exact = exact_sums(history, periods)
    for items in exact:
        chance = float(sum(share for done, share in exact.items() if done >= items))
        assert abs(found.probability(items) - chance) < 0.06


@given(HISTORIES, st.integers(1, 12), st.integers(0, 2**32))
def test_periods_forecasts_agree_with_the_exact_distribution(history, items, seed):
    found = est.forecast_periods(items, history, seed=seed, iterations=2000)
    for periods in (1, 2, 4):
        chance = float(sum(share for done, share in exact_sums(history, periods).items() if done >= items))
        assert abs(found.probability(periods) - chance) < 0.06


@given(HISTORIES, st.integers(1, 30), st.integers(50, 99), st.integers(0, 2**32))
def test_the_percentile_is_the_right_way_round(history, items, level, seed):
    """More confidence means more periods, and fewer items; and the promise is kept by so many futures."""
    periods = est.forecast_periods(items, history, seed=seed, iterations=200)
    weeks = periods.at(level)
    assert periods.probability(weeks) >= level / 100
    assert weeks == 0 or periods.probability(weeks - 1) < level / 100
    done = est.forecast_items(6, history, seed=seed, iterations=200)
    promised = done.at(level)
    assert done.probability(promised) >= level / 100
    assert done.probability(promised + 1) < level / 100
    assert done.at("95%") <= done.at("50%")
    assert periods.at("95%") >= periods.at("50%")


def test_one_seed_gives_one_forecast_and_uniform_numbers_may_be_given():
    history = [3, 5, 0, 8, 4, 6]
    assert est.forecast_periods(30, history, seed=7) == est.forecast_periods(30, history, seed=7)
    assert est.forecast_items(2, [1, 3], draws=[0.0, 0.9, 0.9, 0.9], iterations=2).outcomes == (4.0, 6.0)
    assert list(islice(bits(1234567), 3)) == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    mean = math.fsum(islice(uniforms(1), 20_000)) / 20_000
    assert abs(mean - 0.5) < 0.01


def test_a_forecast_is_a_table_and_a_date():
    forecast = est.forecast_periods(30, [5], seed=1, iterations=10)
    assert list(forecast.table().rows) == [("50%", 6), ("70%", 6), ("85%", 6), ("95%", 6)]
    assert f"{forecast.date('85%', start='2026-01-05', period_days=14):%Y-%m-%d}" == "2026-03-30"
    assert est.forecast_items(2, [5], seed=1, iterations=10).table().rows[0] == ("50%", 10.0)


def test_velocity_gives_a_range_of_periods():
    team = est.velocity([20, 24, 18, 30, 25, 27], backlog=200, window=2)
    assert (team.mean, team.recent, team.worst, team.best) == (24.0, 26.0, 19.0, 28.5)
    assert [row[2] for row in team.table().rows] == [11, 9, 8, 8]
    idle = est.velocity([0, 0, 5], backlog=10, window=2)
    assert idle.table().rows[0][2] == Undefined("the backlog is never done")
    with pytest.raises(UndefinedIndexError, match="never done at a velocity of zero"):
        idle.periods(idle.worst)


def test_a_burn_up_sees_the_scope_grow():
    chart = est.burn_up([100, 100, 110, 120], [10, 15, 20, 15])
    assert (chart.remaining, chart.velocity, round(chart.growth, 4)) == (60, 15, 6.6667)
    assert chart.table().rows[-1] == (4, 120.0, 60.0, 50.0, 10.0)
    with pytest.raises(UndefinedIndexError, match="the lines never meet"):
        _ = est.burn_up([100, 150], [10, 10]).periods_left
    assert est.burn_up([10], [10]).periods_left == 0


# --- Brooks -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 20), st.integers(1, 10), st.floats(0, 10), st.floats(0, 0.5), st.floats(0, 0.02))
def test_above_the_break_even_effort_added_people_help_and_below_they_do_not(people, added, ramp, training, talk):
    if people < training * added:
        return
    limit = est.add_people(1, people=people, added=added, ramp_up=ramp, training=training, talk=talk).break_even_effort
    if isinstance(limit, Undefined) or limit < 1e-3:
        return

    def helps(effort):
        return est.add_people(effort, people=people, added=added, ramp_up=ramp, training=training, talk=talk).helps

    assert helps(limit * 1.01)
    assert not helps(limit * 0.99)


def test_nobody_added_changes_nothing():
    effect = est.add_people(20, people=5, added=0, ramp_up=6)
    assert effect.without == effect.with_added


def test_talk_can_eat_everything():
    with pytest.raises(UndefinedIndexError, match="101 people lose all their time talking to each other"):
        est.add_people(1, people=100, added=1, ramp_up=1)
    crowded = est.add_people(1, people=60, added=30, ramp_up=1)
    assert crowded.break_even_effort == Undefined("so many people are never faster: talking takes more than they add")


# --- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda: est.ThreePoint(3, 2, 1), EstimationError, "expected optimistic, most likely, pessimistic in order"),
        (
            lambda: est.ThreePoint(1, 2, 3, shape=cast(Any, "normal")),
            EstimationError,
            "expected 'pert', 'beta' or 'triangular'",
        ),
        (lambda: est.ThreePoint(1, "two", 3), EstimationError, "estimate: expected a finite number, got 'two'"),
        (lambda: est.total_of([], correlation=2), EstimationError, "expected a correlation of 0 to 1, got 2"),
        (lambda: est.analogy(1, []), EstimationError, "past: expected at least one past project, got none"),
        (
            lambda: est.reference_class_forecast(1, [-1]),
            EstimationError,
            "past_overruns[0]: expected a number above -1",
        ),
        (lambda: est.reference_class_forecast(1, [0], at_confidence=0), EstimationError, "between 0 and 100 %"),
        (lambda: est.cocomo2(0), EstimationError, "ksloc: expected a number above 0, got 0"),
        (
            lambda: est.cocomo2(1, scale_factors={"PREX": "N"}, multipliers={"RELY": "XH"}),
            EstimationError,
            "there is no driver 'PREX'; did you mean 'PREC'",
        ),
        (lambda: est.cocomo2(1, multipliers={"RELY": "XH"}), EstimationError, "RELY is rated one of VL, L, N, H, VH"),
        (
            lambda: est.cocomo2(1, model=cast(Any, "late")),
            EstimationError,
            "expected 'post_architecture' or 'early_design'",
        ),
        (lambda: est.cocomo81(1, cast(Any, "organics")), UnknownNameError, "did you mean 'organic'"),
        (
            lambda: est.function_points({("EX", "hi"): -1}, characteristics=3),
            EstimationError,
            "expected one of EI, EO, EQ, ILF, EIF, got 'EX'",
        ),
        (lambda: est.function_points({}, characteristics=[9]), EstimationError, "expected 14 ratings, got 1"),
        (lambda: est.function_points({}, characteristics=99), EstimationError, "expected a sum of 0 to 70, got 99"),
        (lambda: est.function_complexity("FP", references=1, data_elements=1), UnknownNameError, "kind of function"),
        (
            lambda: est.crawford_unit(1, rate=0.8, unit=0),
            EstimationError,
            "unit: expected a whole number from 1 to 1,000,000,000,000,000, got 0",
        ),
        (
            lambda: est.wright_total(1, rate=0.8, first_unit=3, last_unit=2),
            EstimationError,
            "expected a unit of at least 3",
        ),
        (lambda: est.crawford_midpoint(rate=1, first_unit=1, last_unit=2), UndefinedIndexError, "take the same time"),
        (lambda: est.forecast_items(1, [0, 0], seed=1), UndefinedIndexError, "no past period finished anything"),
        (
            lambda: est.forecast_items(1, [1, -1], seed=1),
            EstimationError,
            "history[1]: expected a number of at least 0",
        ),
        (lambda: est.forecast_items(1, []), EstimationError, "history: expected at least one value, got none"),
        (lambda: est.forecast_items(1, [1]), EstimationError, "expected a seed (a whole number) or uniform draws"),
        (lambda: est.forecast_items(5, [1], draws=[0.5]), EstimationError, "expected more uniform numbers"),
        (
            lambda: est.forecast_items(5, [1], draws=[-0.5]),
            EstimationError,
            "draws[0]: expected a number of at least 0",
        ),
        (
            lambda: est.forecast_periods(9, [1], seed=1, iterations=1).date(0.5, start="2026-01-05", period_days=10**9),
            EstimationError,
            "9 periods of 1000000000 days lie beyond the calendar",
        ),
        (lambda: est.ThreePoint(1, 10**9999, 3), EstimationError, "got a number of more than 76 digits"),
        (
            lambda: est.forecast_items(-1, [1], seed=1),
            EstimationError,
            "periods: expected a whole number of 0 or more, got -1",
        ),
        (lambda: est.forecast_periods(10**9, [1], seed=1), EstimationError, "fewer iterations or larger items"),
        (
            lambda: est.forecast_periods(1, [1], seed=1, iterations=0),
            EstimationError,
            "iterations: expected a whole number from 1 to 1,000,000, got",
        ),
        (lambda: est.velocity([1], window=0), EstimationError, "expected a window of at least one period, got 0"),
        (lambda: est.burn_up([1, 2], [1]), EstimationError, "expected 2 periods as in scope, got 1"),
        (lambda: est.calibration([]), EstimationError, "expected at least one value, got none"),
        (lambda: est.interval_calibration([(2, 1, 1)]), EstimationError, "expected a low end up to the high one"),
        (lambda: est.communication_channels(-1), EstimationError, "expected a whole number of people, got -1"),
        (
            lambda: est.add_people(1, people=0, added=1, ramp_up=1),
            EstimationError,
            "people: expected a whole number from 1 to 100,000, got 0",
        ),
        (
            lambda: est.add_people(1, people=1, added=5, ramp_up=1),
            UndefinedIndexError,
            "training the newcomers takes more time",
        ),
    ],
)
def test_what_cannot_be_estimated_says_so(ask, error, message):
    with pytest.raises(error) as raised:
        ask()
    assert message in str(raised.value)


def test_a_quantile_of_one_value_is_that_value():
    assert [quantile([3.0], share) for share in (0, 0.5, 1)] == [3.0, 3.0, 3.0]

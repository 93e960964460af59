"""Reports over time: trends, control limits, forecasts with confidence limits."""

from __future__ import annotations

import json
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost import (
    HistoryError,
    control_limits,
    earned_value,
    index_limits,
    performance_history,
    performance_history_of_periods,
)
from itpm.cost.earned.confidence import student_quantile
from itpm.errors import NotationError, UndefinedIndexError, UnknownNameError
from itpm.model.money import Money
from itpm.model.tasks import Task
from itpm.tables import Undefined

from tests import support
from tests.cost.plans import agreed, plan, progress


def fabricom(periods):
    path = support.oracle("published") / "evm_earned_schedule_fabricom.json"
    found = json.loads(path.read_text(), parse_float=Decimal)["inputs"]
    return performance_history_of_periods(
        pv=found["PV"], ev=found["EV"][:periods], ac=found["AC"][:periods], currency="EUR", unit="month", name="Revamp"
    )


@pytest.mark.parametrize(
    ("share", "freedom", "published"),
    [
        (0.95, 1, "6.3138"),
        (0.95, 2, "2.9200"),
        (0.95, 5, "2.0150"),
        (0.95, 10, "1.8125"),
        (0.975, 10, "2.2281"),
        (0.995, 4, "4.6041"),
        (0.95, 28, "1.7011"),
        (0.5, 7, "0.0000"),
    ],
)
def test_students_quantile_is_the_tables(share, freedom, published):
    # Abramowitz, Stegun (1964), table 26.10.
    assert f"{student_quantile(share, freedom):.4f}" == published


def test_confidence_limits_follow_the_published_formula_step_by_step():
    # ln 0.8 - ln 0.9 = -0.11778, ln 1 - ln 0.9 = 0.10536; s = 0.11174; t(95 %, 2) = 2.920; a = sqrt(70 / 90) = 0.88192:
    # ln 0.9 -/+ 0.11174 / sqrt(3) * 2.920 * 0.88192 = -0.10536 -/+ 0.16614.
    limits = index_limits("0.9", ["0.8", "0.9", "1.0"], whole=100, done=30)
    assert [f"{value:.4f}" for value in (limits.low, limits.index, limits.high)] == ["0.7622", "0.9000", "1.0627"]


def test_a_real_project_is_forecast_between_limits_that_hold_what_happened():
    # It took 13 months and cost 349.4; after month 8, SPI of money still promised 10.1 months.
    outcome = fabricom(8).limits()
    assert [f"{value:.2f}" for value in outcome.duration] == ["9.40", "11.61", "14.35"]
    assert [f"{value.amount:.1f}" for value in outcome.eac] == ["304.4", "342.1", "384.4"]
    assert "Outcome, 90% confidence" in str(outcome)


def test_limits_close_as_the_project_ends():
    outcome = fabricom(13).limits()
    assert outcome.duration == (13, 13, 13)
    assert len(set(outcome.eac)) == 1


def test_more_than_thirty_periods_use_the_normal_distribution():
    values = [Decimal(1) + Decimal(k % 3 - 1) / 10 for k in range(40)]
    few, many = (index_limits(1, values[:count], whole=1000, done=100) for count in (29, 40))
    assert many.high < few.high


def test_a_trend_has_a_slope_and_a_direction():
    history = performance_history_of_periods(pv=[10, 20, 30, 40], ev=[10, 18, 24], ac=[10, 20, 30])
    assert history.trend("cpi").slope == history.trend("spi").slope
    assert (history.trend("cpi").slope, history.trend("cpi").direction) == (Decimal("-0.1"), "falling")
    assert history.trend("cpi", reports=2).reports == 2
    assert performance_history_of_periods(pv=[1, 2], ev=[1, 2], ac=[1, 2]).trend("cpi").direction == "steady"


def test_a_period_beyond_chance_is_seen_and_a_run_too():
    assert control_limits([1, "0.95", "1.05", 1, "0.98", "0.4"]).outside == (5,)
    shifted = control_limits([*["1.1"] * 8, *["0.9"] * 8])
    assert shifted.runs == (7, 15)
    assert not shifted.in_control
    assert control_limits([1, 1, 1]).in_control


def test_reports_of_a_plan_make_a_history():
    def report(day, percent, cost):
        tasks = [Task("a", "10d", progress=progress(percent, cost))]
        return earned_value(plan(tasks, agreed("a", "10k EUR", 5, 16), data_date=day))

    history = performance_history([report("2026-01-14", 60, "7k EUR"), report("2026-01-07", 20, "3k EUR")])
    assert [(point.label, int(point.at), int(point.es)) for point in history.points] == [
        ("2026-01-07", 3, 2),
        ("2026-01-14", 8, 6),
    ]
    assert [f"{value:.3f}" for value in history.periodic("cpi")] == ["0.667", "1.000"]
    assert [f"{value:.3f}" for value in history.periodic("spi(t)")] == ["0.667", "0.800"]
    assert history.unit == "working day"
    assert history.records()[1]["spi_t"] == Decimal("0.75")


def test_reports_that_make_no_history_are_refused():
    one = earned_value(plan([Task("a", "5d")], agreed("a", "1k EUR", 5, 9)), as_of="2026-01-07")
    with pytest.raises(HistoryError, match="two reports are of 2026-01-07"):
        performance_history([one, one])
    dollars = attrs.evolve(one, total=attrs.evolve(one.total, bac=Money(1, "USD")), as_of=one.as_of.replace(day=9))
    with pytest.raises(HistoryError, match="expected one currency, got EUR and USD"):
        performance_history([one, dollars])
    with pytest.raises(HistoryError, match="expected at least one report with an earned schedule, got none"):
        performance_history([])
    with pytest.raises(HistoryError, match="expected as many actual costs as earned values, at least one, got 0 and 0"):
        performance_history_of_periods(pv=[1], ev=[], ac=[])


def test_what_has_no_limits_says_why():
    history = performance_history_of_periods(pv=[10, 20], ev=[5], ac=[5])
    assert history.limits().cost == Undefined("fewer than two periods")
    with pytest.raises(UndefinedIndexError, match="fewer than two periods"):
        _ = history.limits().duration
    idle = performance_history_of_periods(pv=[10, 20, 30], ev=[5, 5, 9], ac=[5, 7, 9])
    assert idle.limits().time == Undefined("a period without performance has no logarithm")
    assert "a period without performance" in str(idle.limits())
    with pytest.raises(UndefinedIndexError, match="fewer than two reports"):
        history.trend()
    with pytest.raises(UnknownNameError, match="there is no index 'cip'"):
        history.trend("cip")
    with pytest.raises(NotationError, match=r"a confidence is a share above 0 and below 1 like 0.90 or '90%', got 90"):
        history.limits(90)
    for nearly_sure in ("much", "100%", "0.99999999999999999999"):
        with pytest.raises(NotationError, match=f"a confidence is a share .* got '{nearly_sure}'"):
            history.limits(nearly_sure)


def test_a_confidence_is_written_as_a_share_or_in_percent():
    history = performance_history_of_periods(pv=[10, 20, 30, 40], ev=[9, 20, 27], ac=[10, 20, 30])
    assert history.limits("90%") == history.limits("0.9")


def test_two_periods_have_no_limits_near_certainty_and_say_so():
    history = performance_history_of_periods(pv=[10, 20, 30, 40], ev=[2, 20], ac=[10, 20])
    assert history.limits("0.99999999999").cost == Undefined("too few periods for so high a confidence")


@given(
    st.lists(st.decimals(min_value="0.2", max_value=3, places=2), min_size=2, max_size=40),
    st.integers(0, 100),
    st.sampled_from(["0.5", "0.8", "0.9"]),
)
def test_limits_hold_the_index_and_widen_with_confidence(periodic, done, level):
    index = sum(periodic, Decimal(0)) / len(periodic)
    narrow = index_limits(index, periodic, whole=100, done=done, confidence=level)
    wide = index_limits(index, periodic, whole=100, done=done, confidence="0.95")
    tiny = Decimal("1e-20")
    assert wide.low - tiny <= narrow.low <= index + tiny
    assert index - tiny <= narrow.high <= wide.high + tiny


def test_the_adjustment_of_limits_is_the_correction_for_a_finite_population():
    """38 of 600 periods: sqrt((600 - 38) / (600 - 1)) = 0.9686, as textbooks have it."""
    periodic = ["0.8", "1.25"] * 19
    start, later = (index_limits(1, periodic, whole=600, done=done) for done in (0, 38))
    assert round(later.high.ln() / start.high.ln(), 4) == Decimal("0.9686")

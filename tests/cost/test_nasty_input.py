"""Input that a hurried controller gives: each is understood, or refused with a word of help."""

from __future__ import annotations

import pytest

from itpm.cost import budget_review, earned_value
from itpm.cost.budgeting import cost_estimate
from itpm.cost.estimation import EstimationError, reference_class_forecast
from itpm.cost.finance import FinanceError, npv
from itpm.errors import NotationError, UndefinedIndexError, UnknownNameError
from itpm.model.baselines import BaselineTask
from itpm.model.exchange import ExchangeRate, ExchangeRates
from itpm.model.money import Money, money
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Rate, Resource
from itpm.model.tasks import Task
from itpm.scheduling import schedule

from tests.cost.plans import agreed, plan, progress, rollout


def test_an_estimate_can_be_asked_about_as_an_amount_in_text():
    ev = earned_value(rollout())
    assert ev.tcpi_eac("20k EUR") == ev.tcpi_eac(money("20k EUR"))
    assert ev.tcpi_eac("0.8*cpi+0.2*spi") == ev.tcpi_eac(ev.eac("0.8*cpi+0.2*spi"))
    with pytest.raises(UnknownNameError, match="did you mean 'cpi'"):
        ev.tcpi_eac("cpii")


@pytest.mark.parametrize("ask", [{"performance": -1}, {"performance": "-0.5"}, {"etc": "-1 EUR"}])
def test_the_rest_never_gives_money_back(ask):
    with pytest.raises(NotationError, match="the rest cannot have less than nothing"):
        earned_value(rollout()).eac(**ask)


def test_money_divided_by_nothing_is_undefined_and_not_an_error_of_arithmetic():
    with pytest.raises(UndefinedIndexError, match="5 EUR cannot be divided by nothing"):
        _ = Money(5, "EUR") / 0


def test_a_currency_is_worth_itself():
    assert ExchangeRate("EUR", "EUR", 1).rate == 1
    with pytest.raises(NotationError, match="EUR is worth one EUR, not 2; which is the other currency"):
        ExchangeRate("EUR", "EUR", 2)


def test_of_rates_given_both_ways_the_later_one_counts():
    rates = ExchangeRates(
        [
            ExchangeRate("USD", "EUR", "0.9", effective="2025-01-01"),
            ExchangeRate("EUR", "USD", "1.25", effective="2026-01-01"),
            ExchangeRate("EUR", "GBP", "0.8"),
            ExchangeRate("GBP", "EUR", "1.3"),
        ]
    )
    found = [str(rates.convert(Money(100, "USD"), "EUR", at=day)) for day in ("2025-12-31", "2026-01-01")]
    assert found == ["90 EUR", "80 EUR"]
    assert str(rates.convert(Money(100, "GBP"), "EUR")) == "130 EUR"  # as given, where both are of one date


def test_a_discount_rate_is_written_as_a_share_or_in_percent():
    assert npv("10%", [-1000, 550, 605]) == npv("0.1", [-1000, 550, 605]) == 0
    with pytest.raises(FinanceError, match="above -1"):
        npv("-100%", [1])


@pytest.mark.parametrize("level", ["120%", "1.2", 1.5, "100%", 100, 1])
def test_a_confidence_of_more_than_all_is_refused_and_not_read_as_one_percent(level):
    with pytest.raises(EstimationError, match="expected a level between 0 and 100 %"):
        reference_class_forecast(100, [0.1, 0.2], at_confidence=level)
    assert reference_class_forecast(100, [0.1, 0.2], at_confidence="1.5%").confidence == 0.015


def test_more_overtime_than_work_is_cost_and_a_finding():
    ann = Resource("ann", rates=[Rate(standard=Money(50, "EUR"), overtime=Money(75, "EUR"))])
    task = Task("a", "5d", assignments=[Assignment(resource="ann", work="8h", overtime="16h")])
    estimate = cost_estimate(schedule(Plan("P", start="2026-01-05", resources=[ann], tasks=[task])))
    assert (str(estimate.total), [finding.code for finding in estimate.findings]) == ("1,200 EUR", ["CST002"])
    assert "ann has 16h of overtime and less work than that" in str(estimate.findings[0])


def test_a_baseline_without_dates_says_so_and_not_that_too_much_was_earned():
    made = plan([Task("a", "10d", progress=progress(40, "3 EUR"))], BaselineTask("a", cost=money("100 EUR")))
    with pytest.raises(UndefinedIndexError, match="the baseline has no dates"):
        _ = earned_value(made, as_of="2026-01-16").spi_t


def test_work_is_reviewed_in_hours_where_there_is_no_money():
    done = progress(40, actual_work="50h")
    made = plan([Task("a", "10d", progress=done)], agreed("a", None, 5, 16, work="80h"), data_date="2026-01-16")
    review = budget_review(made, unit="hours")
    parts = review.rows[0].parts
    assert [str(part) for part in (parts.price, parts.quantity, parts.other, parts.timing)] == [
        "0 h", "-18 h", "0 h", "48 h",
    ]  # fmt: skip
    assert "hours needed: -18 h" in str(review.explain())

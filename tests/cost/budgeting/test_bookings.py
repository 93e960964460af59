"""Foreign bookings: actual cost at the day's rate, with what the currency did apart from what the work did."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.budgeting import Booking, BudgetError, convert_bookings
from itpm.model import Money
from itpm.model.exchange import ExchangeRate, ExchangeRates

from tests.cost.budgeting.costed_plans import eur

PLANNING = ExchangeRates([ExchangeRate("USD", "EUR", "0.90")], name="planning")
DAILY = ExchangeRates(
    [
        ExchangeRate("USD", "EUR", "0.92", effective="2026-02-01"),
        ExchangeRate("USD", "EUR", "0.95", effective="2026-03-01"),
    ],
    name="booking",
)


def test_the_exchange_difference_stands_apart():
    bookings = [
        Booking("build", "10k USD", "2026-02-28", what="invoice 1"),
        Booking("build", "5k USD", "2026-03-15", what="invoice 2"),
        Booking("design", "2k EUR", "2026-02-10"),
    ]
    found = convert_bookings(bookings, "EUR", planning=PLANNING, booking=DAILY)
    assert [(str(row.at_planning), str(row.at_booking), str(row.difference)) for row in found.rows] == [
        ("9,000 EUR", "9,200 EUR", "200 EUR"),
        ("4,500 EUR", "4,750 EUR", "250 EUR"),
        ("2,000 EUR", "2,000 EUR", "0 EUR"),
    ]
    assert found.by_task() == {"build": eur(13_950), "design": eur(2000)}
    assert str(found).endswith("AC 15,950 EUR: 15,500 EUR at planning rates and 450 EUR of exchange difference")


def test_a_cost_variance_splits_into_the_work_and_the_currency():
    # 15,000 EUR were earned; the work cost 15,500 at planning rates, the dollar another 450.
    found = convert_bookings([Booking("build", "15k USD", "2026-03-15")], "EUR", planning=PLANNING, booking=DAILY)
    earned = eur(13_000)
    assert earned - found.at_booking == (earned - found.at_planning) - found.difference == eur(-1250)


def test_every_missing_rate_is_told():
    bookings = [Booking("build", "1 GBP", "2026-02-28"), Booking("build", "1 USD", "2026-01-15")]
    with pytest.raises(BudgetError) as caught:
        convert_bookings(bookings, "EUR", planning=PLANNING, booking=DAILY)
    assert [fault.place for fault in caught.value.faults] == [
        "bookings[0].planning rate",
        "bookings[0].booking rate",
        "bookings[1].booking rate",
    ]


@given(st.lists(st.integers(-(10**7), 10**7).map(lambda cents: Money(cents, "USD") / 100), max_size=6))
def test_actual_cost_is_planned_rates_plus_difference_exactly(amounts):
    bookings = [Booking("build", amount, "2026-03-15") for amount in amounts]
    found = convert_bookings(bookings, "EUR", planning=PLANNING, booking=DAILY)
    assert found.at_booking == found.at_planning + found.difference

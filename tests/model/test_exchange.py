"""Rates between currencies are dated and the caller's; none is guessed."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import ItpmError, NotationError
from itpm.model.exchange import ExchangeRate, ExchangeRates, MissingRateError
from itpm.model.money import Money

RATES = ExchangeRates(
    [
        ExchangeRate("USD", "EUR", "0.95", effective="2026-07-01"),
        ExchangeRate("USD", "EUR", "0.90"),
        ExchangeRate("GBP", "EUR", "1.15", effective="2026-01-01"),
    ],
    name="booking",
)


@pytest.mark.parametrize(
    ("source", "target", "at", "expected"),
    [
        ("USD", "EUR", None, "0.90"),
        ("USD", "EUR", "2026-06-30", "0.90"),
        ("USD", "EUR", "2026-07-01", "0.95"),
        ("USD", "EUR", "2030-01-01", "0.95"),
        ("GBP", "EUR", "2026-01-01 00:00", "1.15"),
        ("EUR", "EUR", None, "1"),
        ("CHF", "CHF", "2026-01-01", "1"),
    ],
)
def test_a_rate_is_good_from_its_date_until_the_next(source, target, at, expected):
    assert RATES.rate(source, target, at=at) == Decimal(expected)


def test_a_pair_is_read_the_other_way_round_to_34_digits():
    assert RATES.rate("EUR", "USD", at="2026-01-01") == Decimal("1.111111111111111111111111111111111")


def test_a_conversion_is_an_exact_product():
    assert RATES.convert(Money("1000.01", "USD"), "EUR", at="2026-07-01") == Money("950.0095", "EUR")


@pytest.mark.parametrize(
    ("source", "target", "at", "message"),
    [
        (
            "USD",
            "GBP",
            "2026-07-01",
            "there is no rate from USD to GBP on 2026-07-01; given are USD to EUR from 2026-07-01, ",
        ),
        ("GBP", "EUR", "2025-12-31", "there is no rate from GBP to EUR on 2025-12-31; given are "),
        ("GBP", "EUR", None, "there is no rate from GBP to EUR without a date; given are "),
    ],
)
def test_a_rate_that_was_not_given_is_never_guessed(source, target, at, message):
    with pytest.raises(MissingRateError) as caught:
        RATES.rate(source, target, at=at)
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, ItpmError)
    assert isinstance(caught.value, LookupError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("rate", [0, -1, 0.9, "many", True, "NaN", "Infinity", None])
def test_a_rate_is_a_decimal_above_zero(rate):
    with pytest.raises(
        NotationError,
        match=r"rate: (expected a number above zero|a rate is written as text or a decimal)",
    ):
        ExchangeRate("USD", "EUR", rate)


def test_of_two_rates_for_one_date_the_last_counts():
    twice = [ExchangeRate("USD", "EUR", rate, effective="2026-01-01") for rate in ("0.8", "0.9")]
    assert ExchangeRates(twice).rate("USD", "EUR", at="2026-01-01") == Decimal("0.9")


def test_rates_compare_hash_and_pickle():
    RATES.rate("USD", "EUR")  # fills what it remembers
    again = ExchangeRates(RATES.rates, name="booking")
    assert pickle.loads(pickle.dumps(RATES)) == again == RATES
    assert hash(again) == hash(RATES)


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@given(st.lists(st.tuples(st.none() | DAYS, st.integers(1, 999)), max_size=8), DAYS)
def test_the_rate_of_a_day_is_the_latest_that_is_not_after_it(given_rates, day):
    rates = ExchangeRates([ExchangeRate("USD", "EUR", rate, effective=effective) for effective, rate in given_rates])
    past = [(effective or date.min, rate) for effective, rate in given_rates if effective is None or effective <= day]
    if not past:
        with pytest.raises(MissingRateError):
            rates.rate("USD", "EUR", at=day)
        return
    latest = max(effective for effective, _ in past)
    assert rates.rate("USD", "EUR", at=day) == next(rate for effective, rate in reversed(past) if effective == latest)
    assert rates.rate("USD", "EUR", at=day + timedelta(days=999)) > 0

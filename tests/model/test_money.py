"""Money is exact, and of one currency."""

from __future__ import annotations

import pickle
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import ItpmError, NotationError
from itpm.model.money import CurrencyMismatchError, Money, money, total

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
EUROS = AMOUNTS.map(lambda amount: Money(amount, "EUR"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8k EUR", Money(8000, "EUR")),
        ("8K EUR", Money(8000, "EUR")),
        ("1.5M USD", Money(1_500_000, "USD")),
        ("1250.50 USD", Money("1250.50", "USD")),
        ("-20 CHF", Money(-20, "CHF")),
        ("1_000_000 JPY", Money(1_000_000, "JPY")),
    ],
)
def test_money_is_an_amount_with_its_currency(text, expected):
    assert money(text) == expected
    assert money(expected) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8k",
        "EUR",
        "EUR 8",
        "8 euro",
        "8 eur",
        "8kEUR",
        "1,000 EUR",
        "nan EUR",
        "8kk EUR",
        "1e9 EUR",
        "1" * 70 + " EUR",
        None,
        8,
    ],
)
def test_an_amount_without_a_readable_currency_is_refused(text):
    with pytest.raises(NotationError) as caught:
        money(text, place="task 'a'.cost")
    expected = (
        f"task 'a'.cost: expected an amount with its currency like '8k EUR' or '1250.50 USD', got {str(text)[:60]!r}"
    )
    assert str(caught.value) == expected


@pytest.mark.parametrize("amount", [1.5, float("nan"), True, None, "many", "Infinity", Decimal("NaN")])
def test_an_amount_is_exact_and_finite(amount):
    with pytest.raises(NotationError) as caught:
        Money(amount, "EUR")
    assert caught.value.faults[0].place == "money.amount"


@given(EUROS, EUROS, EUROS)
def test_sums_are_exact_in_any_order(a, b, c):
    assert a + b + c == c + a + b == total([a, b, c], currency="EUR")
    assert a - b == -(b - a)
    assert (a + b) - b == a


@given(EUROS, st.integers(-1000, 1000))
def test_a_multiple_is_a_repeated_sum(a, times):
    assert a * times == times * a
    assert (a * times).amount == a.amount * times


@given(EUROS, EUROS)
def test_money_is_ordered_like_its_amounts(a, b):
    assert (a < b, a <= b, a > b, a >= b) == (
        a.amount < b.amount,
        a.amount <= b.amount,
        a.amount > b.amount,
        a.amount >= b.amount,
    )


@given(EUROS)
def test_money_hashes_pickles_and_knows_zero(a):
    assert pickle.loads(pickle.dumps(a)) == a
    assert bool(a) is (a.amount != 0)
    assert hash(a) == hash(Money(a.amount, "EUR"))


def test_rounding_is_half_to_even_and_only_when_asked():
    assert [str(Money(text, "EUR").rounded().amount) for text in ("0.125", "0.135", "-0.125", "2")] == [
        "0.12",
        "0.14",
        "-0.12",
        "2.00",
    ]
    assert Money("2.5", "EUR").rounded(0).amount == 2


def test_money_is_written_with_thousands_and_cents_where_there_are_any():
    assert [str(money(text)) for text in ("8k EUR", "1250.5 USD", "-3 CHF")] == ["8,000 EUR", "1,250.50 USD", "-3 CHF"]


def test_two_currencies_have_no_sum_and_no_order():
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    for meet in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro <= dollar,
        lambda: euro > dollar,
        lambda: euro >= dollar,
        lambda: total([euro], currency="USD"),
    ):
        with pytest.raises(CurrencyMismatchError, match="have no common currency") as caught:
            meet()
        assert isinstance(caught.value, ItpmError)
        assert isinstance(caught.value, TypeError)
    assert euro != dollar


def test_the_sum_of_nothing_is_zero_of_its_currency():
    assert total([], currency="EUR") == Money(0, "EUR")


def test_sums_are_exact_whatever_the_callers_decimal_precision():
    with localcontext() as context:
        context.prec = 3
        assert Money("1000.01", "EUR") + Money("0.01", "EUR") == Money("1000.02", "EUR")
        assert Money("1000.01", "EUR") * 3 == Money("3000.03", "EUR")

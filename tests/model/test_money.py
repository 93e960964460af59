"""Money is exact, and of one currency."""

from __future__ import annotations

import pickle
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import ItpmError, NotationError
from itpm.model.baselines import BaselineTask
from itpm.model.money import CurrencyMismatchError, Money, Rounding, money, total
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Rate
from itpm.model.tasks import TaskDetails

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
    found = text[:60] if isinstance(text, str) else text
    expected = f"task 'a'.cost: expected an amount with its currency like '8k EUR' or '1250.50 USD', got {found!r}"
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


def test_a_digit_too_many_is_an_error_and_never_a_loss():
    with pytest.raises(
        NotationError, match="the exact result has more than 400 digits; round what it is made of first"
    ):
        _ = Money("1e-500", "EUR") + Money(1, "EUR")
    third = Decimal(1) / 3
    grown = Money(1, "EUR")
    for _ in range(14):
        grown = grown * third
    with pytest.raises(NotationError, match="more than 400 digits"):
        _ = grown * third


@pytest.mark.parametrize("amount", ["1e101", "-1e999999", "1e999999999"])
def test_an_amount_that_no_one_could_print_is_refused(amount):
    with pytest.raises(NotationError, match="an amount has at most 100 digits before the point"):
        Money(amount, "EUR")


def test_money_times_a_float_or_money_is_no_money():
    for operation in (
        lambda: Money(1, "EUR") * 0.5,  # type: ignore[operator]  # refused on purpose
        lambda: 0.5 * Money(1, "EUR"),  # type: ignore[operator]  # refused on purpose
        lambda: Money(1, "EUR") * Money(1, "EUR"),  # type: ignore[operator]  # refused on purpose
        lambda: Money(1, "EUR") / 0.5,  # type: ignore[operator]  # refused on purpose
    ):
        with pytest.raises(TypeError):
            operation()


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        (Rounding.HALF_EVEN, ["0.12", "0.14", "-0.12", "0.13"]),
        (Rounding.HALF_UP, ["0.13", "0.14", "-0.13", "0.13"]),
        (Rounding.DOWN, ["0.12", "0.13", "-0.12", "0.12"]),
        (Rounding.CEILING, ["0.13", "0.14", "-0.12", "0.13"]),
        (Rounding.FLOOR, ["0.12", "0.13", "-0.13", "0.12"]),
    ],
)
def test_rounding_goes_the_way_that_is_named(rounding, expected):
    amounts = [Money(text, "EUR") for text in ("0.125", "0.135", "-0.125", "0.1251")]
    assert [str(amount.rounded(2, rounding).amount) for amount in amounts] == expected


def test_rounding_to_thousands_and_to_no_number_of_decimals():
    assert Money("12345", "EUR").rounded(-3) == Money(12000, "EUR")
    for places in (101, -101, True, "2"):
        with pytest.raises(NotationError, match="places: expected a whole number from -100 to 100"):
            Money(1, "EUR").rounded(places)  # type: ignore[arg-type]  # refused on purpose


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.05", [3, 7], ["0.02", "0.03"]),  # 0.015 and 0.035 lose alike: the first gets the cent
        ("-100", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.01", [0, 1, 1], ["0", "0.01", "0"]),
        ("10.005", [1, 1, 0], ["5", "5.005", "0"]),  # what is finer than a cent goes to the last with a weight
        ("7", [Decimal("0.25"), Decimal("0.75")], ["1.75", "5.25"]),
    ],
)
def test_a_split_leaves_no_cent_over(amount, weights, expected):
    """Source: Hamilton's method of largest remainders, e.g. Balinski and Young, Fair Representation, 1982, chapter 2."""
    shares = Money(amount, "EUR").split(weights)
    assert [share.amount for share in shares] == [Decimal(text) for text in expected]


@given(EUROS, st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any), st.integers(-2, 4))
def test_shares_add_up_exactly_and_stay_within_a_unit_of_their_due(amount, weights, places):
    shares = amount.split(weights, places=places)
    assert total(shares, currency="EUR") == amount
    unit = Decimal(1).scaleb(-places)
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.amount - amount.amount * weight / sum(weights)) <= 2 * unit
        assert weight or not share


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [Decimal("NaN")], [Decimal("1e999999")]])
def test_weights_that_share_nothing_out_are_refused(weights):
    with pytest.raises(NotationError, match="expected weights of which none is below zero and one above"):
        Money(1, "EUR").split(weights)


@given(EUROS, st.integers(1, 60))
def test_a_split_is_the_same_whatever_the_callers_decimal_precision(amount, precision):
    expected = amount.split([1, 2, 3])
    with localcontext() as context:
        context.prec = precision
        assert amount.split([1, 2, 3]) == expected
        assert amount / 7 == Money(amount.amount, "EUR") / 7


def test_amounts_in_a_plan_are_also_written():
    euros = Money(1000, "EUR")
    assert BaselineTask("a", cost="1k EUR").cost == euros
    assert Progress(actual_cost="1k EUR").actual_cost == euros
    assert Rate(standard="1k EUR", overtime="1k EUR", per_use="1k EUR") == Rate(
        standard=euros, overtime=euros, per_use=euros
    )
    assert Assignment(resource="ann", cost="1k EUR", actual_cost="1k EUR").actual_cost == euros
    assert TaskDetails(fixed_cost="1k EUR").fixed_cost == euros
    with pytest.raises(NotationError, match="expected an amount with its currency like '8k EUR'"):
        BaselineTask("a", cost=1000)  # type: ignore[arg-type]  # refused on purpose


@pytest.mark.parametrize("currency", [None, "", 978, ["EUR"]])
def test_a_currency_is_a_text(currency):
    with pytest.raises(NotationError, match=r"money\.currency: expected a currency like 'EUR', got"):
        Money(1, currency)

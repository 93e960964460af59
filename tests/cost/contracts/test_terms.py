"""What contracts pay, against published tables and against what the types promise."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.cost.contracts import (
    ContractError,
    CostPlusFixedFee,
    CostPlusIncentiveFee,
    FirmFixedPrice,
    FixedPriceIncentive,
    TimeAndMaterial,
    payout,
    payout_table,
)
from itpm.errors import UndefinedIndexError
from itpm.model.money import CurrencyMismatchError, Money

from tests import support

COSTS = st.integers(0, 2_000_000)
FPIF = FixedPriceIncentive(
    target_cost="800k EUR", target_profit="80k EUR", ceiling="960k EUR", buyer_share="60/40"
)  # the vendor of the example
CPIF = CostPlusIncentiveFee(
    target_cost="200k EUR", target_fee="20k EUR", least_fee="10k EUR", most_fee="30k EUR", buyer_share="75/25"
)
ALL = [
    FirmFixedPrice("900k EUR"),
    FPIF,
    CostPlusFixedFee("800k EUR", "60k EUR", limit="950k EUR"),
    CPIF,
    TimeAndMaterial(rates={"developer": "100 EUR"}, cap="900k EUR"),
]


def eur(amount):
    return Money(amount, "EUR")


def cases():
    text = (support.oracle("published") / "contracts_incentive.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)["cases"]


def incentive(case):
    profit = case["target_price"] - case["target_cost"]
    return FixedPriceIncentive(
        target_cost=eur(case["target_cost"]),
        target_profit=eur(profit),
        ceiling=eur(case["ceiling"]),
        buyer_share=case["buyer_share"],
    )


def test_the_published_incentive_table_holds_cent_for_cent():
    (case,) = [case for case in cases() if "rows" in case["expected"]]
    terms = incentive(case)
    found = [(p.cost.amount, p.price.rounded().amount, p.profit.rounded().amount) for p in
             payout_table(terms, [eur(row["actual_cost"]) for row in case["expected"]["rows"]])]  # fmt: skip
    expected = [(r["actual_cost"], r["buyer_price"], r["seller_profit"]) for r in case["expected"]["rows"]]
    assert found == expected


def test_the_published_points_of_total_assumption_hold_one_of_them_above_the_ceiling():
    points = [
        (incentive(case).point_of_total_assumption.rounded().amount, case["expected"]["PTA"])
        for case in cases()
        if "PTA" in case["expected"]
    ]
    assert [found for found, _ in points] == [expected for _, expected in points]
    assert len(points) == 3


def test_the_published_fees_between_limits_hold():
    (case,) = [case for case in cases() if case.get("type") == "CPIF"]
    terms = CostPlusIncentiveFee(
        target_cost=eur(case["target_cost"]),
        target_fee=eur(case["target_fee"]),
        least_fee=eur(case["min_fee"]),
        most_fee=eur(case["max_fee"]),
        buyer_share=1 - case["seller_share"],
    )
    found = [(terms.fee_at(eur(row["actual_cost"])).amount, terms.price_at(eur(row["actual_cost"])).amount)
             for row in case["expected"]]  # fmt: skip
    assert found == [(row["fee"], row["price"]) for row in case["expected"]]


def test_the_vendor_at_900k_costs_940k_and_bears_everything_from_933k_on():
    assert payout(FPIF, "900k EUR").price == eur(940_000)
    assert FPIF.point_of_total_assumption.rounded() == eur("933333.33")
    assert [payout(FPIF, eur(cost)).price.amount for cost in (700_000, 800_000, 940_000, 1_200_000)] == [
        820_000, 880_000, 960_000, 960_000,
    ]  # fmt: skip
    assert "Point of total assumption: 933,333.33 EUR" in str(payout_table(FPIF, ["900k EUR"]))


def test_a_different_share_under_target_is_used_there_only():
    terms = FixedPriceIncentive(
        target_cost="800k EUR",
        target_profit="80k EUR",
        ceiling="960k EUR",
        buyer_share="60/40",
        buyer_share_under="50/50",
    )
    assert [terms.price_at(eur(cost)).amount for cost in (700_000, 900_000)] == [830_000, 940_000]


def test_the_incentive_s_range_is_where_the_fee_moves():
    assert CPIF.range_of_incentive == (eur(160_000), eur(240_000))
    assert [CPIF.fee_at(eur(cost)).amount for cost in (159_000, 160_000, 220_000, 240_000, 241_000)] == [
        30_000, 30_000, 15_000, 10_000, 10_000,
    ]  # fmt: skip


def test_time_and_material_is_paid_by_the_hour_up_to_its_cap():
    terms = TimeAndMaterial(rates={"dev": "100 EUR", "lead": "150 EUR"}, cap="20k EUR", material_markup="0.05")
    value = terms.value_of({"dev": 100, "lead": 10}, material="2k EUR")
    assert (value, terms.price_at(value), terms.price_at(eur(25_000))) == (eur(13_600), eur(13_600), eur(20_000))
    with pytest.raises(ContractError, match="there is no rate for 'leed'; did you mean 'lead'"):
        terms.value_of({"leed": 1})


@pytest.mark.parametrize("terms", ALL, ids=lambda terms: type(terms).__name__)
@given(first=COSTS, second=COSTS)
def test_a_higher_cost_never_lowers_the_price_and_never_raises_the_profit(terms, first, second):
    low, high = sorted((first, second))
    cheap, dear = payout(terms, eur(low)), payout(terms, eur(high))
    assert cheap.price <= dear.price
    assert cheap.profit >= dear.profit or isinstance(terms, TimeAndMaterial)
    assert cheap.price == cheap.cost + cheap.profit


@given(st.integers(0, 100), COSTS)
def test_at_the_point_of_total_assumption_the_shared_price_meets_the_ceiling(room, cost):
    terms = FixedPriceIncentive(
        target_cost=eur(cost), target_profit=eur(1000), ceiling=eur(cost + 1000 + room), buyer_share="0.5"
    )
    assert terms.price_at(terms.point_of_total_assumption) == terms.ceiling


def test_a_table_shows_a_share_that_is_undefined_as_such():
    record = payout_table(FirmFixedPrice("1k EUR"), ["0 EUR"]).records()[0]
    assert record == {
        "cost_eur": Decimal(0), "price_eur": Decimal(1000), "profit_eur": Decimal(1000), "profit_percent": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: FirmFixedPrice("-1 EUR"), ContractError, "price: expected no negative amount, got -1 EUR"),
        (
            lambda: FixedPriceIncentive(target_cost="8k EUR", target_profit="1k EUR", ceiling="8k EUR", buyer_share=1),
            ContractError,
            "ceiling: expected at least the target price 9,000 EUR, got 8,000 EUR",
        ),
        (
            lambda: FixedPriceIncentive(target_cost="8k EUR", target_profit="1k USD", ceiling="9k EUR", buyer_share=1),
            ContractError,
            "terms: expected one currency, got EUR and USD; convert first",
        ),
        (
            lambda: FixedPriceIncentive(target_cost="8k EUR", target_profit="1k EUR", ceiling="9k EUR", buyer_share=60),
            ValueError,
            "buyer_share: expected a share between 0 and 1, or like '10%' or '60/40', got 60",
        ),
        (
            lambda: (
                FixedPriceIncentive(
                    target_cost="8k EUR", target_profit="1k EUR", ceiling="9k EUR", buyer_share=0
                ).point_of_total_assumption
            ),
            UndefinedIndexError,
            "no point of total assumption where the buyer bears nothing",
        ),
        (
            lambda: CostPlusIncentiveFee(
                target_cost="8k EUR", target_fee="3k EUR", least_fee="1k EUR", most_fee="2k EUR", buyer_share="0.8"
            ),
            ContractError,
            "target_fee: expected a fee of 1,000 EUR to 2,000 EUR, got 3,000 EUR",
        ),
        (lambda: TimeAndMaterial(rates={}), ContractError, "rates: expected at least one rate, got none"),
        (lambda: TimeAndMaterial(rates={"a": "1 EUR"}).target_price, UndefinedIndexError, "without a cap"),
        (lambda: payout(FPIF, "-1 EUR"), ContractError, "cost: expected no negative cost, got -1 EUR"),
        (lambda: payout(FPIF, "900k USD"), CurrencyMismatchError, "no common currency"),
        (lambda: payout(FPIF, "0 EUR").profit_share, UndefinedIndexError, "where the work costs nothing"),
    ],
)
def test_terms_that_cannot_be_are_refused(make, error, message):
    with pytest.raises(error) as raised:
        make()
    assert message in str(raised.value)

from __future__ import annotations

import pickle
from decimal import Decimal
from itertools import product
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.money import Money, money
from itpm.risk import Mitigate, Opportunity, RiskError, RiskRegister, Threat, contingency_reserve


def register():
    return RiskRegister(
        [
            Threat(
                "vendor", probability=0.3, cost="40k EUR", response=Mitigate("second", probability=0.1, cost="5k EUR")
            ),
            Threat("data", probability=0.5, cost=("6k EUR", "9k EUR", "18k EUR"), delay="4d", on=["load"]),
            Opportunity("discount", probability=0.5, cost="-4k EUR"),
            Threat("rated", likelihood="high", cost="9k EUR"),
            Threat("slow", probability=0.5, delay="4d", on=["load"]),
        ]
    )


def test_a_contingency_is_the_sum_of_what_is_left_to_expect():
    # vendor 0.1 x 40k, data 0.5 x PERT mean (6 + 36 + 18)/6 = 10k, discount -0.5 x 4k.
    found = contingency_reserve(register())
    assert [(line.risk, str(line.expected)) for line in found.lines] == [
        ("data", "5,000 EUR"),
        ("vendor", "4,000 EUR"),
        ("discount", "-2,000 EUR"),
    ]
    assert (found.expected, found.threats, found.responses) == (money("7k EUR"), money("9k EUR"), money("5k EUR"))
    assert found.left_out == ("rated", "slow")
    assert found.lines[0].days == 2
    assert contingency_reserve(register(), after_responses=False).expected == money("15k EUR")


def test_a_contingency_at_a_confidence_follows_the_normal_approximation():
    # Variances: vendor 0.09 x 40k^2, data 0.5 (2k^2 + 10k^2) - 5k^2, discount 0.25 x 4k^2.
    found = contingency_reserve(register())
    deviation = sqrt(0.09 * 40_000**2 + 0.5 * (2_000**2 + 10_000**2) - 5_000**2 + 0.25 * 4_000**2)
    assert isclose(found.deviation.amount, deviation)
    assert found.at("50%") == money("7k EUR")
    assert isclose(found.at("80%").amount, 7_000 + 0.8416212 * deviation, abs_tol=1)
    assert found.at("0.1%") == money("0 EUR")
    for wrong in (0, 1, "80", "high"):
        with pytest.raises(RiskError, match="expected a confidence between 0 and 1 like '80%'"):
            found.at(wrong)


def test_a_contingency_is_a_table_with_its_sum_and_what_is_not_in_it():
    text = str(contingency_reserve(register())).splitlines()
    assert text[-3].split()[:2] == ["all", "7,000"]
    assert text[-2:] == ["not in it: rated, slow", "besides, the responses cost 5,000 EUR"]
    found = contingency_reserve(register())
    assert pickle.loads(pickle.dumps(found)) == found


def test_an_empty_register_needs_nothing():
    found = contingency_reserve(RiskRegister())
    assert (int(found.expected.amount), int(found.at("90%").amount), len(found.lines)) == (0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 1000)), max_size=6))
def test_expectation_and_deviation_are_those_of_every_case_counted_out(found):
    """The slow obvious version: every risk occurs or not, 2^n cases with their probabilities."""
    risks = [Threat(f"r{n}", probability=Decimal(p) / 100, cost=Money(c, "EUR")) for n, (p, c) in enumerate(found)]
    mean = square = 0.0
    for case in product((False, True), repeat=len(found)):
        weight, cost = 1.0, 0
        for occurs, (p, c) in zip(case, found, strict=True):
            weight *= p / 100 if occurs else 1 - p / 100
            cost += c if occurs else 0
        mean += weight * cost
        square += weight * cost**2
    result = contingency_reserve(RiskRegister(risks))
    assert isclose(result.expected.amount, mean, abs_tol=1e-6)
    assert isclose(float(result.deviation.amount) ** 2, square - mean**2, rel_tol=1e-6, abs_tol=1e-3)

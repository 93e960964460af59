from __future__ import annotations

import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.model.money import CurrencyMismatchError, Money, money
from itpm.risk import Chance, Decision, Option, RiskError, best_option

from tests import support


def usd(value):
    return Money(Decimal(str(value)), "USD")


def published():
    text = (support.oracle("published") / "emv_decision_tree.json").read_text()
    return json.loads(text, parse_float=Decimal)["cases"]


def option(case):
    return Option(case["name"], [(chance, usd(payoff)) for chance, payoff in case["outcomes"]], cost=usd(case["cost"]))


def test_the_published_decision_trees_hold():
    for case in published()[:3]:
        best = best_option(Decision(case["source"], [option(entry) for entry in case["options"]]))
        assert best.values == tuple((entry["name"], usd(entry["EMV"])) for entry in case["options"])
        assert best.choice == case.get("choice", case["options"][0]["name"])


def test_the_published_damages_clause_pays():
    # A 2 % chance of 150k liquidated damages; the cost is 190k in 60 % and 160k in 40 % of cases.
    cost = usd(Decimal("0.6") * 190 + Decimal("0.4") * 160)
    fined = Option("with_LD", [("0.98", usd(315)), ("0.02", usd(315 - 150))], cost=cost)
    best = best_option(Decision("clause", [fined, Option("without_LD", [(1, usd(250))], cost=cost)]))
    expected = {entry["name"]: usd(entry["EMV_derived"]) for entry in published()[3]["options"]}
    assert dict(best.values) == expected
    assert best.choice == "with_LD"


def test_a_later_decision_is_taken_the_best_way():
    later = Decision("then", [Option("stop"), Option("go on", [("0.5", "100k EUR"), ("0.5", "-20k EUR")])])
    pilot = Option("pilot", [Chance("0.5", "0 EUR", then=later), Chance("0.5", "0 EUR")], cost="5k EUR")
    best = best_option(Decision("now", [pilot, Option("nothing")]))
    assert (best.choice, best.value, best["nothing"]) == ("pilot", money("15k EUR"), money("0 EUR"))
    assert best.records() == [
        {"option": "pilot", "cost": "5,000 EUR", "emv": "15,000 EUR", "best": True},
        {"option": "nothing", "cost": None, "emv": "0 EUR", "best": False},
    ]
    with pytest.raises(UnknownNameError, match="there is no option 'pilt'; did you mean 'pilot'"):
        best["pilt"]


def test_of_equal_options_the_first_is_chosen():
    assert best_option(Decision("x", [Option("a"), Option("b")])).choice == "a"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "decision 'x'.options: expected at least one option"),
        ([Option("a"), Option("a")], "decision 'x'.options: option 'a' is there twice"),
        (
            [Option("a", [("0.5", "1 EUR"), ("0.6", "1 EUR")])],
            "decision 'x'.option 'a': the probabilities of its outcomes sum to 1, got 1.1",
        ),
        (
            [Option("a", [("1.5", "1 EUR")])],
            "decision 'x'.option 'a': expected a probability from 0 to 1 for each outcome",
        ),
    ],
)
def test_a_decision_that_cannot_be_is_refused(options, expected):
    with pytest.raises(RiskError) as error:
        Decision("x", options)
    assert [str(fault) for fault in error.value.faults] == [expected]


def test_a_tree_too_deep_is_refused():
    decision = Decision("last", [Option("a")])
    for _ in range(49):
        decision = Decision("x", [Option("a", [Chance(1, "0 EUR", then=decision)])])
    with pytest.raises(RiskError, match="expected at most 50 decisions one behind the other"):
        Decision("x", [Option("a", [Chance(1, "0 EUR", then=decision)])])


def test_a_tree_with_shared_branches_is_worked_back_once_each():
    decision = Decision("last", [Option("a", [(1, "1 EUR")])])
    for _ in range(45):
        halves = [Chance("0.5", "0 EUR", then=decision), Chance("0.5", "0 EUR", then=decision)]
        decision = Decision("x", [Option("a", halves)])
    assert best_option(decision).value == money("1 EUR")


def test_a_decision_in_several_currencies_is_refused():
    with pytest.raises(CurrencyMismatchError, match="a decision is in one currency, got EUR, USD"):
        best_option(Decision("x", [Option("a", [(1, "1 EUR")], cost="1 USD")]))


def test_a_decision_survives_pickling():
    best = best_option(Decision("x", [Option("a", [(1, "1 EUR")])]))
    assert pickle.loads(pickle.dumps(best)) == best


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(-1000, 1000)), min_size=1, max_size=8), st.integers(0, 500))
def test_an_expected_value_lies_between_the_worst_and_the_best_outcome(weighted, cost):
    whole = sum(weight for weight, _ in weighted)
    chances = [Decimal(weight) / 10**6 for weight, _ in weighted]
    chances[0] += 1 - sum(chances)
    assert whole
    outcomes = [(chance, usd(payoff)) for chance, (_, payoff) in zip(chances, weighted, strict=True)]
    value = best_option(Decision("x", [Option("a", outcomes, cost=usd(cost))])).value.amount
    payoffs = [payoff for _, payoff in weighted]
    assert min(payoffs) <= value + cost <= max(payoffs)

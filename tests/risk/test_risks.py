from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.model.durations import ThreePointEstimate, duration
from itpm.model.money import money
from itpm.risk import (
    Accept,
    Avoid,
    Enhance,
    Escalate,
    Exploit,
    Mitigate,
    Opportunity,
    RiskError,
    RiskStatus,
    Share,
    Threat,
    ThreePointCost,
    Transfer,
)

THREAT_ONLY, OPPORTUNITY_ONLY, BOTH = (Avoid, Transfer, Mitigate), (Exploit, Share, Enhance), (Accept, Escalate)


def faults(error):
    return [str(fault) for fault in error.value.faults]


def test_a_threat_is_written_as_people_say_it():
    second = Mitigate("second source", cost="8k EUR", probability=0.1)
    late = Threat("vendor late", probability=0.3, delay=("5d", "10d", "20d"), on=["build"], owner="bo", response=second)
    assert (late.probability, late.on, late.owner, late.response) == (Decimal("0.3"), ("build",), "bo", second)
    assert late.delay == ThreePointEstimate(duration("5d"), duration("10d"), duration("20d"))
    assert (second.cost, second.probability, str(second)) == (
        money("8k EUR"),
        Decimal("0.1"),
        "mitigate: second source",
    )


def test_an_opportunity_saves():
    portal = Opportunity(
        "re-use portal", probability="40%", delay="-4d", cost=("-9k EUR", "-6k EUR", "0 EUR"), on="build"
    )
    assert (portal.probability, portal.delay, portal.on) == (Decimal("0.4"), duration("-4d"), ("build",))
    assert portal.cost == ThreePointCost(money("-9k EUR"), money("-6k EUR"), money("0 EUR"))


def test_cause_event_and_effect_make_a_sentence():
    threat = Threat("late", probability=1, cause="one supplier", event="late delivery", effect="idle testers")
    assert threat.statement == "because of one supplier, late delivery may occur, which would lead to idle testers"


@pytest.mark.parametrize("strategy", [*THREAT_ONLY, *BOTH])
def test_a_threat_takes_its_strategies(strategy):
    assert Threat("x", probability=0.5, response=strategy("do it")).response == strategy("do it")


@pytest.mark.parametrize("strategy", [*OPPORTUNITY_ONLY, *BOTH])
def test_an_opportunity_takes_its_strategies(strategy):
    assert Opportunity("x", probability=0.5, response=strategy("do it")).response == strategy("do it")


@pytest.mark.parametrize("strategy", OPPORTUNITY_ONLY)
def test_a_threat_refuses_what_is_for_opportunities(strategy):
    with pytest.raises(RiskError) as error:
        Threat("x", probability=0.5, response=strategy("do it"))
    assert faults(error) == [
        (
            "threat 'x'.response: to a threat one can respond with Avoid, Transfer, Mitigate, Accept, Escalate, "
            f"got {strategy.__name__}"
        )
    ]


@pytest.mark.parametrize("strategy", THREAT_ONLY)
def test_an_opportunity_refuses_what_is_for_threats(strategy):
    with pytest.raises(RiskError) as error:
        Opportunity("x", probability=0.5, response=strategy("do it"))
    assert faults(error) == [
        (
            "opportunity 'x'.response: to an opportunity one can respond with Exploit, Share, Enhance, Accept, Escalate, "
            f"got {strategy.__name__}"
        )
    ]


def test_all_faults_of_a_risk_come_at_once():
    with pytest.raises(RiskError) as error:
        Threat(
            "x", probability=1.5, cost="lots", delay=("5d", "2d", "9d"), proximity="2026-02-01", expires="2026-01-01"
        )
    assert faults(error) == [
        "threat 'x'.probability: expected a probability from 0 to 1, got 1.5",
        "threat 'x'.cost: expected an amount with its currency like '8k EUR' or '1250.50 USD', got 'lots'",
        "threat 'x'.expires: it cannot expire before it may strike on 2026-02-01 00:00:00",
        "threat 'x'.delay: expected optimistic <= most likely <= pessimistic, got 5d/2d/9d",
    ]
    assert faults(type("E", (), {"value": pickle.loads(pickle.dumps(error.value))})) == faults(error)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: Threat("x", probability=0.5, cost="-1k EUR"),
            "threat 'x'.cost: a threat adds, expected 0 or more, got -1,000 EUR; what helps is an opportunity",
        ),
        (
            lambda: Opportunity("x", probability=0.5, delay="4d"),
            "opportunity 'x'.delay: an opportunity saves, expected 0 or less like '-4d', got 4d",
        ),
        (
            lambda: Threat("x", probability=0.5, cost=("1k EUR", "2k USD", "3k EUR")),
            "threat 'x'.cost: three amounts are in one currency, got 1,000 EUR/2,000 USD/3,000 EUR",
        ),
        (
            lambda: Threat("x", probability=0.5, cost=("1k EUR", "2k EUR")),
            "threat 'x'.cost: expected an amount like '40k EUR', or three of them, got ('1k EUR', '2k EUR')",
        ),
        (
            lambda: Threat("x", probability=0.5, delay=("1d", "2ed", "3d")),
            "threat 'x'.delay: three durations are all working time or all elapsed, got 1d/2ed/3d",
        ),
        (
            lambda: Threat("x", cost="1k EUR"),
            "threat 'x'.probability: expected a probability from 0 to 1, or a likelihood that a matrix rates",
        ),
        (lambda: Threat(" ", probability=0.5), "threat ' '.name: expected a name, got ' '"),
        (
            lambda: Threat("x", probability=0.5, status="open"),  # type: ignore[arg-type]  # refused on purpose
            "threat 'x'.status: expected a RiskStatus, got 'open'",
        ),
        (
            lambda: Threat("x", probability=0.5, response=Mitigate("y", residual_cost="-1k EUR")),
            (
                "threat 'x'.response.residual_cost: a threat adds, expected 0 or more, got -1,000 EUR; "
                "what helps is an opportunity"
            ),
        ),
        (
            lambda: Mitigate("y", cost="-1k EUR"),
            "mitigate 'y'.cost: a response costs nothing or more, got -1,000 EUR",
        ),
        (
            lambda: Mitigate("y", probability=2),
            "mitigate 'y'.probability: expected a probability from 0 to 1, got 2",
        ),
        (
            lambda: Accept("y", probability="0.1"),
            "accept 'y': accepting changes neither probability nor effect; to change them, mitigate or enhance",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, expected):
    with pytest.raises(RiskError) as error:
        make()
    assert faults(error) == [expected]


def test_a_response_leaves_what_it_says_and_else_what_was():
    def left(response, kind=Threat, sign=""):
        risk = kind("x", probability=0.5, cost=f"{sign}10k EUR", delay=f"{sign}5d", response=response)
        return str(risk.residual_probability), str(risk.residual_cost), str(risk.residual_delay)

    assert left(None) == left(Accept()) == left(Escalate()) == ("0.5", "10,000 EUR", "5d")
    assert left(Avoid()) == ("0", "10,000 EUR", "5d")
    assert left(Avoid(probability="0.1")) == ("0.1", "10,000 EUR", "5d")
    assert left(Mitigate(probability="0.1", residual_delay="1d")) == ("0.1", "10,000 EUR", "1d")
    assert left(Transfer(residual_cost="1k EUR")) == ("0.5", "1,000 EUR", "5d")
    assert left(Exploit(), Opportunity, "-") == ("1", "-10,000 EUR", "-5d")
    assert left(Share(residual_cost="-5k EUR"), Opportunity, "-") == ("0.5", "-5,000 EUR", "-5d")


def test_only_a_risk_that_can_still_occur_is_open():
    statuses = {status.name for status in RiskStatus if Threat("x", probability=0.5, status=status).is_open}
    assert statuses == {"IDENTIFIED", "ANALYSED", "PLANNED", "TREATED"}


@given(st.one_of(st.floats(), st.text(max_size=20), st.integers(), st.booleans(), st.decimals()))
def test_any_probability_is_between_nothing_and_certainty_or_refused(value):
    found, refused = Decimal(0), ["threat 'x'.probability"]
    try:
        found = Threat("x", probability=value, likelihood="high").probability or Decimal(0)
    except RiskError as error:
        refused = [fault.place for fault in error.faults]
    assert refused == ["threat 'x'.probability"]
    assert 0 <= found <= 1

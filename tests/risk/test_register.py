from __future__ import annotations

import copy
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, UndefinedIndexError, UnknownNameError
from itpm.model.money import CurrencyMismatchError, Money, money
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.risk import (
    Avoid,
    Exploit,
    Mitigate,
    Opportunity,
    RiskError,
    RiskRegister,
    RiskStatus,
    Stakes,
    Threat,
    Transfer,
    expected_monetary_value,
    generic_5x5_matrix,
    nist_matrix,
    pmbok_matrix,
    response_value,
    risk_findings,
    risk_score,
)
from itpm.tables import Undefined


def worked():
    insure = Transfer("insure", cost="3k EUR", residual_cost="10k EUR")
    return RiskRegister(
        [
            Threat(
                "vendor late",
                probability=0.3,
                delay=("5d", "10d", "20d"),
                on=["build"],
                owner="bo",
                response=Mitigate("second source", cost="8k EUR", probability=0.1),
            ),
            Threat("data loss", probability="20%", cost=("20k EUR", "40k EUR", "90k EUR"), owner="al", response=insure),
            Threat("legal", likelihood="high", impact={"scope": "VH"}, owner="al", response=Avoid("descoped")),
            Opportunity(
                "re-use portal", probability=0.4, delay="-4d", cost="-10k EUR", on=["build"], response=Exploit("hire")
            ),
            Threat("gone", probability=1, cost="900k EUR", status=RiskStatus.CLOSED),
        ],
        budget="400k EUR",
        duration="120d",
    )


def codes(findings):
    return [(finding.code, finding.subject) for finding in findings]


def test_a_worked_register_is_ranked_by_score_then_value_then_delay_then_name():
    # Mean delay (5 + 4*10 + 20)/6 = 10.83 d of 120 d is 9 %, a moderate impact on time: 0.3 * 0.2. Mean cost (20 + 4*40 + 90)/6
    # = 45k of 400k is 11 %, moderate too. A saving of 10k is 2.5 %, low; one of 4 d is 3 %, low: 0.5 * 0.1, rounded half up.
    rows = [
        (row.rank, row.risk.name, str(row.score), str(row.emv), str(row.residual_score), str(row.residual_emv))
        for row in worked().ranked()
    ]
    assert rows == [
        (1, "legal", "0.56 high", "– (no effect on cost)", "0 none", "– (no effect on cost)"),
        (2, "data loss", "0.06 moderate", "9,000 EUR", "0.03 low", "2,000 EUR"),
        (3, "vendor late", "0.06 moderate", "– (no effect on cost)", "0.02 low", "– (no effect on cost)"),
        (4, "re-use portal", "0.05 low", "-4,000 EUR", "0.09 moderate", "-10,000 EUR"),
    ]


def test_the_ranking_is_a_table_with_plain_records():
    assert worked().ranked().records()[1] == {
        "rank": 2,
        "risk": "data loss",
        "kind": "threat",
        "probability": Decimal("0.2"),
        "cost": "20,000 EUR/40,000 EUR/90,000 EUR",
        "delay": None,
        "score": Decimal("0.06"),
        "band": "moderate",
        "emv_eur": Decimal(9000),
        "owner": "al",
        "response": "transfer: insure",
        "score_after": Decimal("0.03"),
        "band_after": "low",
        "emv_after_eur": Decimal(2000),
        "response_cost_eur": Decimal(3000),
        "response_pays": True,
    }
    assert "9,000" in str(worked().ranked())


def test_expected_cost_nets_threats_and_opportunities():
    register = worked()
    assert register.expected_cost() == register.expected_cost("EUR") == money("5k EUR")
    assert register.expected_cost(after_responses=True) == money("-8k EUR")
    assert register.response_cost() == money("11k EUR")


def test_expected_cost_in_another_currency_is_refused():
    with pytest.raises(
        CurrencyMismatchError, match="the register is in EUR, not in USD; a rate is the caller's to give"
    ):
        worked().expected_cost("USD")


def test_an_empty_register_expects_nothing():
    assert (str(RiskRegister().expected_cost("EUR")), len(RiskRegister().ranked())) == ("0 EUR", 0)


def test_the_response_pays_when_it_gains_more_than_it_costs():
    value = response_value(worked()["data loss"])
    assert (value.gain, value.cost, value.net, value.pays) == (money("7k EUR"), money("3k EUR"), money("4k EUR"), True)
    hired = response_value(worked()["re-use portal"])
    assert (hired.gain, hired.net, hired.pays) == (money("6k EUR"), money("6k EUR"), True)


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (lambda: expected_monetary_value(worked()["vendor late"]), "no effect on cost"),
        (lambda: expected_monetary_value(Threat("x", likelihood="high", cost="1k EUR")), "no probability"),
        (lambda: response_value(Threat("x", probability=1, cost="1k EUR")), "no response"),
        (lambda: risk_score(Threat("x", probability=1), pmbok_matrix(), Stakes()), "no impact given"),
        (
            lambda: risk_score(Threat("x", probability=1, cost="1k EUR", delay="1d"), pmbok_matrix(), Stakes()),
            "impact not rated: needs the project's budget or duration",
        ),
    ],
)
def test_what_is_unknown_says_why(ask, reason):
    with pytest.raises(UndefinedIndexError) as error:
        ask()
    assert str(error.value) == reason


def test_a_rating_goes_before_what_is_measured_and_the_highest_objective_counts():
    risk = Threat("x", probability=0.5, cost="100k EUR", delay="1d", impact={"cost": "low", "quality": "moderate"})
    score = risk_score(risk, pmbok_matrix(), Stakes(budget=money("200k EUR"), duration=None))
    assert score.by_objective == (
        ("cost", "low", Decimal("0.05"), "low"),
        ("quality", "moderate", Decimal("0.10"), "moderate"),
    )
    assert str(score) == "0.1 moderate"


def test_a_rating_after_the_response_replaces_the_one_before():
    eased = Mitigate("train", likelihood="low", residual_impact={"quality": "low"})
    risk = Threat("x", likelihood="high", impact={"quality": "high"}, response=eased)
    scores = [risk_score(risk, generic_5x5_matrix(), Stakes(), after_response=after) for after in (False, True)]
    assert [str(score) for score in scores] == ["16 high", "4 low"]


def test_a_register_can_be_ranked_on_another_matrix_and_against_other_stakes():
    register = RiskRegister([Threat("x", probability=0.3, delay="10d", impact={"quality": "low"})])
    assert str(register.ranked()[0].score) == "0.03 low"
    assert str(register.ranked(duration="20d")[0].score) == "0.24 high"
    assert str(register.ranked(matrix=nist_matrix())[0].score) == "2 low"


def test_an_unrated_risk_is_ranked_by_its_value_behind_the_rated_ones():
    register = RiskRegister(
        [
            Threat("slow", probability=0.5, delay="9d"),
            Threat("dear", probability=0.5, cost="9k EUR"),
            Threat("b", probability=0.5),
            Threat("a", probability=0.5),
            Threat("rated", probability=0.1, impact={"quality": "low"}),
        ]
    )
    assert [row.risk.name for row in register.ranked()] == ["rated", "dear", "slow", "a", "b"]
    assert register.ranked()[1].score == Undefined("impact not rated: needs the project's budget")


def test_a_misspelt_rating_is_refused_with_the_nearest():
    register = RiskRegister([Threat("x", probability=0.3, impact={"quality": "moderat"})])
    with pytest.raises(UnknownNameError, match="there is no level of impact 'moderat'; did you mean 'moderate'"):
        register.ranked()


def test_a_register_is_refused_with_every_fault():
    with pytest.raises(RiskError) as error:
        RiskRegister(
            [
                Threat("vendor late", probability=0.3, cost="1k EUR", response=Mitigate("y", secondary=["vendr late"])),
                Threat("vendor late", probability=0.3, cost="1k USD"),
            ]
        )
    assert [str(fault) for fault in error.value.faults] == [
        "threat 'vendor late'.response.secondary: there is no risk 'vendr late' in the register; did you mean 'vendor late'?",
        "register.risks[1].name: risk 'vendor late' is there twice",
        "threat 'vendor late'.cost: a register is in one currency, EUR, got 1,000 USD; a rate is the caller's to give",
    ]
    with pytest.raises(RiskError, match=r"register.risks\[0\]: expected a Risk, got 'vendor late'"):
        RiskRegister(["vendor late"])  # type: ignore[list-item]  # refused on purpose
    with pytest.raises(NotationError, match=r"register.budget: expected an amount with its currency"):
        RiskRegister(budget="lots")


def test_a_risk_is_looked_up_and_replaced_by_name():
    register = worked()
    cheaper = Threat("data loss", probability=0.1, cost="1k EUR")
    changed = register.with_risks([cheaper, Threat("new", probability=0.1)])
    assert changed["data loss"] is cheaper
    assert [risk.name for risk in changed] == [*(risk.name for risk in register), "new"]
    with pytest.raises(UnknownNameError, match="there is no risk 'data los'; did you mean 'data loss'"):
        register["data los"]


def test_a_register_compares_hashes_pickles_and_copies():
    register = worked()
    assert pickle.loads(pickle.dumps(register)) == copy.deepcopy(register) == register == worked()
    assert hash(register) == hash(worked())
    assert register.ranked() == worked().ranked()
    assert [record["risk"] for record in register.records()] == [risk.name for risk in register]


def test_what_is_doubtful_is_found():
    done = Progress(actual_start="2026-01-05", actual_finish="2026-01-06")
    plan = Plan("p", start="2026-01-05", tasks=[Task("build", "5d"), Task("done", "1d", progress=done)])
    register = RiskRegister(
        [
            Threat("unowned", probability=0.1),
            Threat("grave", probability=0.9, impact={"quality": "VH"}, owner="al"),
            Threat(
                "dear", probability=0.1, cost="1k EUR", owner="al", response=Mitigate("y", cost="9k EUR", probability=0)
            ),
            Threat("lost", probability=0.1, delay="1d", owner="al", on=["biuld"]),
            Threat(
                "worse", probability=0.1, impact={"cost": "low"}, owner="al", response=Mitigate("y", probability=0.9)
            ),
            Threat("late", probability=0.1, delay="1d", owner="al", expires="2026-01-08"),
            Threat("unknown", likelihood="high", cost="1k EUR", owner="al"),
            Threat("over", probability=0.1, delay="1d", owner="al", on=["done"]),
            Threat("closed", probability=0.1, status=RiskStatus.CLOSED),
        ]
    )
    assert codes(risk_findings(register, plan=plan, as_of="2026-01-09")) == [
        ("RSK001", "risk:unowned"),
        ("RSK006", "risk:unowned"),
        ("RSK002", "risk:grave"),
        ("RSK003", "risk:dear"),
        ("RSK004", "risk:lost"),
        ("RSK005", "risk:worse"),
        ("RSK007", "risk:late"),
        ("RSK008", "risk:late"),
        ("RSK009", "risk:unknown"),
        ("RSK010", "risk:over"),
    ]


# --- properties ------------------------------------------------------------------------------------

PROBABILITIES = st.decimals(0, 1, places=3)
AMOUNTS = st.integers(0, 10**6)


@st.composite
def risks(draw):
    kind = draw(st.sampled_from([Threat, Opportunity]))
    sign = 1 if kind is Threat else -1
    cost = draw(st.one_of(st.none(), AMOUNTS.map(lambda value: Money(sign * value, "EUR"))))
    delay = draw(st.one_of(st.none(), st.integers(0, 40).map(lambda value: f"{sign * value}d")))
    return kind(draw(st.text("abcdef", min_size=1)), probability=draw(PROBABILITIES), cost=cost, delay=delay)


REGISTERS = st.lists(risks(), max_size=12, unique_by=lambda risk: risk.name)


@given(REGISTERS)
def test_expected_cost_is_the_sum_of_the_risks(found):
    register = RiskRegister(found, budget="100k EUR", duration="60d")
    values = [row.emv.amount for row in register.ranked() if isinstance(row.emv, Money)]
    assert register.expected_cost("EUR").amount == sum(values)
    assert all(
        (row.emv.amount >= 0) == row.risk.harmful or not row.emv
        for row in register.ranked()
        if isinstance(row.emv, Money)
    )


@given(REGISTERS, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_register(found, random):
    shuffled = random.sample(found, len(found))
    assert RiskRegister(found, duration="60d").ranked() == RiskRegister(shuffled, duration="60d").ranked()


@given(REGISTERS)
def test_no_risk_ranks_behind_one_that_scores_less(found):
    scores = [
        row.score.score
        for row in RiskRegister(found, budget="100k EUR", duration="60d").ranked()
        if not isinstance(row.score, Undefined)
    ]
    assert scores == sorted(scores, reverse=True)


@given(PROBABILITIES, PROBABILITIES, AMOUNTS)
def test_a_response_gains_exactly_the_probability_it_takes_away(before, after, amount):
    risk = Threat("x", probability=before, cost=Money(amount, "EUR"), response=Mitigate("y", probability=after))
    assert response_value(risk).gain.amount == (before - after) * amount

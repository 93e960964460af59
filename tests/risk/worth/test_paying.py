from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import NotationError, UndefinedIndexError
from itpm.model import Plan, SchedulingPolicy, Task
from itpm.model.money import Money, money
from itpm.model.progress import Progress
from itpm.risk import (
    Avoid,
    Enhance,
    Mitigate,
    Opportunity,
    ResponseValue,
    RiskError,
    RiskRegister,
    RiskStatus,
    Threat,
    burn_rate,
    compare_responses,
    finish_delay,
    response_value,
    response_worth,
)
from itpm.scheduling import schedule
from itpm.tables import Undefined

# build 10 d holds the finish; train 4 d has 6 d of float.
TASKS = (Task("build", "10d"), Task("train", "4d"), Task("live", "0d", after=["build", "train"]))


def dates(*tasks):
    return schedule(Plan("CRM", start="2026-01-05", tasks=tasks or TASKS))


def late(**fields):
    return Threat("vendor late", probability="40%", delay="10d", on=["build"], **fields)


# --- one response ------------------------------------------------------------------------------------


def test_a_response_that_wins_only_time_says_what_it_needs_to_have_a_price():
    risk = late(response=Mitigate("second source", cost="4k EUR", probability="10%"))
    with pytest.raises(UndefinedIndexError) as error:
        response_value(risk)
    assert (
        str(error.value)
        == "what it wins is time: say what a day is worth, day_value='2k EUR' or the register's burn_rate"
    )


def test_days_count_with_what_a_day_is_worth():
    # 40 % of 10 d is 4 d; 10 % of 10 d is 1 d: 3 d at 2,000 are 6,000, less 4,000.
    value = response_value(late(response=Mitigate("y", cost="4k EUR", probability="10%")), day_value=money("2k EUR"))
    assert value == ResponseValue(
        gain=money("6k EUR"), cost=money("4k EUR"), days=Decimal(3), day_value=money("2k EUR")
    )
    assert (value.net, value.pays) == (money("2k EUR"), True)


def test_days_and_cost_add_up_and_elapsed_days_are_days_by_the_clock():
    risk = Threat(
        "strike", probability="50%", delay="4ed", cost="10k EUR", on=["ship"], response=Avoid("own vans", cost="9k EUR")
    )
    value = response_value(risk, day_value=money("1k EUR"))
    assert (value.days, value.gain, value.net) == (Decimal(2), money("7k EUR"), money("-2k EUR"))


def test_without_a_price_days_are_told_and_not_counted():
    value = response_value(late(cost="10k EUR", response=Mitigate("y", cost="4k EUR", probability="10%")))
    assert value == ResponseValue(gain=money("3k EUR"), cost=money("4k EUR"), days=Decimal(3))


def test_secondary_risks_lower_what_a_response_is_worth():
    register = RiskRegister(
        [
            late(
                cost="30k EUR",
                response=Mitigate("freelancer", cost="2k EUR", probability=0, secondary=["leak", "over"]),
            ),
            Threat("leak", probability="10%", cost="40k EUR", response=Mitigate("contract", probability="5%")),
            Threat("over", probability=1, cost="90k EUR", status=RiskStatus.CLOSED),
        ]
    )
    value = register.ranked()[0].response
    assert isinstance(value, ResponseValue)
    assert (value.gain, value.secondary, value.net) == (money("12k EUR"), money("2k EUR"), money("8k EUR"))


def test_a_burn_rate_spreads_the_budget_over_the_duration():
    register = RiskRegister(budget="400k EUR", duration="5mo")
    assert register.budget is not None
    assert register.duration is not None
    assert register.burn_rate == burn_rate(register.budget, register.duration) == money("4k EUR")
    with pytest.raises(UndefinedIndexError, match="a burn rate needs the register's budget and duration"):
        _ = RiskRegister(budget="400k EUR").burn_rate
    with pytest.raises(UndefinedIndexError, match="a burn rate needs a duration of more than nothing"):
        _ = RiskRegister(budget="400k EUR", duration="0d").burn_rate


# --- a register --------------------------------------------------------------------------------------


def register():
    return RiskRegister(
        [
            late(response=Mitigate("second source", cost="4k EUR", probability="10%")),
            Threat(
                "trainer ill",
                probability="50%",
                delay="8d",
                on=["train"],
                response=Avoid("two trainers", cost="1k EUR"),
            ),
            Threat(
                "data loss",
                probability="10%",
                cost="50k EUR",
                response=Mitigate("backup", cost="5k EUR", probability=0),
            ),
            Opportunity(
                "portal",
                probability="40%",
                delay="-3d",
                on=["build"],
                response=Enhance("ask", probability="80%", cost="1k EUR"),
            ),
            Threat("rated", likelihood="high", impact={"quality": "high"}, response=Avoid("x")),
            Threat("unanswered", probability=1, cost="1k EUR"),
        ]
    )


def verdicts(worth):
    return [(row.risk, row.verdict, "" if isinstance(row.value, Undefined) else str(row.value.net)) for row in worth]


def test_responses_are_listed_by_what_they_are_worth():
    # trainer ill: 4 d at 1k less 1k; portal: 1.2 d less 1k; vendor: 3 d less 4k; data: 5k less 5k.
    assert verdicts(response_worth(register(), day_value="1k EUR")) == [
        ("trainer ill", "pays", "3,000 EUR"),
        ("portal", "pays", "200 EUR"),
        ("data loss", "breaks even", "0 EUR"),
        ("vendor late", "does not pay", "-1,000 EUR"),
        ("rated", "not known", ""),
    ]


def test_a_delay_that_floats_absorb_is_worth_nothing():
    # Of 8 d of a trainer's illness, 6 d are float: 2 d at 50 % are one day, worth 1k, for 1k.
    worth = response_worth(register(), day_value="1k EUR", schedule=dates())
    assert verdicts(worth) == [
        ("portal", "pays", "200 EUR"),
        ("data loss", "breaks even", "0 EUR"),
        ("trainer ill", "breaks even", "0 EUR"),
        ("vendor late", "does not pay", "-1,000 EUR"),
        ("rated", "not known", ""),
    ]
    assert worth.in_days_of == "the project"
    assert [row.risk for row in worth.paying] == ["portal"]


def test_the_register_may_know_what_a_day_is_worth():
    priced = RiskRegister(register().risks, day_value="1k EUR")
    assert response_worth(priced) == response_worth(register(), day_value="1k EUR")
    assert [row.response for row in priced.ranked()] == [row.response for row in register().ranked(day_value="1k EUR")]


def test_what_responses_are_worth_is_a_table_with_its_terms():
    found = response_worth(register(), day_value="1k EUR")
    assert str(found).splitlines() == [
        "Responses and what they are worth",
        "Risk         Response                 Days won  Gain [EUR]  Cost [EUR]  Secondary risks [EUR]  Net [EUR]  Verdict",
        "-----------  -----------------------  --------  ----------  ----------  ---------------------  ---------  ------------",
        "trainer ill  avoid: two trainers           4.0       4,000       1,000                             3,000  pays",
        "portal       enhance: ask                  1.2       1,200       1,000                               200  pays",
        "data loss    mitigate: backup                        5,000       5,000                                 0  breaks even",
        "vendor late  mitigate: second source       3.0       3,000       4,000                            -1,000  does not pay",
        "rated        avoid: x                                   –¹                                                not known",
        "–¹ no probability",
        "a day of the task counts 1,000 EUR",
    ]
    assert "days are not counted: say what one is worth" in str(response_worth(register()))
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(NotationError, match="day_value: expected an amount with its currency"):
        response_worth(register(), day_value="much")


def test_a_risk_on_a_task_that_the_plan_does_not_have_is_refused_with_the_nearest():
    lost = RiskRegister([Threat("x", probability=1, delay="1d", on=["biuld"], response=Avoid("y"))])
    with pytest.raises(RiskError, match="the plan has no task 'biuld'; did you mean 'build'"):
        response_worth(lost, day_value="1k EUR", schedule=dates())


# --- several responses to one risk -------------------------------------------------------------------


def test_several_responses_to_one_risk_are_compared():
    options = [
        Avoid("build it ourselves", cost="30k EUR"),
        Mitigate("second source", cost="8k EUR", probability="10%"),
        Mitigate("hope"),
    ]
    found = compare_responses(late(cost="50k EUR"), options, day_value="1k EUR", schedule=dates())
    assert [(row.response.action, str(getattr(row.value, "net", None))) for row in found] == [
        ("second source", "10,000 EUR"),
        ("hope", "0 EUR"),
        ("build it ourselves", "-6,000 EUR"),
    ]


def test_nothing_to_compare_and_a_response_that_does_not_fit_are_refused():
    with pytest.raises(RiskError, match="expected at least one response to compare"):
        compare_responses(late(), [])
    with pytest.raises(RiskError, match="to a threat one can respond with Avoid"):
        compare_responses(late(), [Enhance("more")])


# --- delays of the project ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("risk", "days"),
    [
        (Threat("x", probability=1, delay="3d", on=["build"]), 3),
        (Threat("x", probability=1, delay=("0d", "6d", "12d"), on=["build"]), 6),
        (Threat("x", probability=1, delay="8d", on=["train"]), 2),
        (Threat("x", probability=1, delay="5d", on=["train"]), 0),
        (Threat("x", probability=1, delay="8d", on=["build", "train"]), 8),
        (Opportunity("x", probability=1, delay="-3d", on=["build"]), -3),
        (Opportunity("x", probability=1, delay="-9d", on=["build"]), -6),
        (Opportunity("x", probability=1, delay="-40d", on=["build"]), -6),
    ],
)
def test_a_delay_moves_the_finish_by_what_floats_do_not_absorb(risk, days):
    assert finish_delay(risk, dates()) == days


def test_a_complete_task_is_not_delayed_and_a_started_one_by_what_remains():
    done = Progress(actual_start="2026-01-05", actual_finish="2026-01-09")
    half = Progress(actual_start="2026-01-05", percent_complete=50)
    left = Progress(actual_start="2026-01-05", percent_complete=50, remaining="5d")
    risk = Threat("x", probability=1, delay="3d", on=["build"])
    for progress, days in ((done, 0), (half, 3), (left, 3)):
        plan = Plan("p", start="2026-01-05", data_date="2026-01-12", tasks=[Task("build", "10d", progress=progress)])
        for policy in (SchedulingPolicy.ms_project(), SchedulingPolicy.primavera(), SchedulingPolicy.textbook()):
            assert finish_delay(risk, schedule(plan, policy=policy)) == days


def test_a_delay_on_nothing_or_on_another_clock_is_undefined_and_on_a_summary_refused():
    with pytest.raises(UndefinedIndexError, match="no delay"):
        finish_delay(Threat("x", probability=1), dates())
    with pytest.raises(UndefinedIndexError, match="it is on no task"):
        finish_delay(Threat("x", probability=1, delay="1d"), dates())
    with pytest.raises(UndefinedIndexError, match="not both working time or both elapsed"):
        finish_delay(Threat("x", probability=1, delay="1ed", on=["build"]), dates())
    with pytest.raises(RiskError, match="'all' is a summary; name the task that would take longer"):
        finish_delay(
            Threat("x", probability=1, delay="1d", on=["all"]), dates(Task("all"), Task("build", "1d", parent="all"))
        )


# --- properties --------------------------------------------------------------------------------------

CHANCES = st.decimals(0, 1, places=2)


@given(CHANCES, CHANCES, st.integers(0, 30), st.integers(0, 10**5), st.integers(0, 10**4))
def test_a_gain_is_linear_in_probability_cost_and_days(before, after, days, cost, day_value):
    risk = Threat(
        "x",
        probability=before,
        cost=Money(cost, "EUR"),
        delay=f"{days}d",
        on=["build"],
        response=Mitigate("y", probability=after),
    )
    value = response_value(risk, day_value=Money(day_value, "EUR"))
    assert value.gain.amount == (before - after) * (cost + days * day_value)


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(["build", "train"]))
def test_a_longer_delay_never_moves_the_finish_less_and_never_more_than_itself(first, second, task):
    low, high = sorted((first, second))
    slips = [finish_delay(Threat("x", probability=1, delay=f"{days}d", on=[task]), dates()) for days in (low, high)]
    assert 0 <= slips[0] <= slips[1]
    assert slips[0] <= low
    assert slips[1] <= high

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.model import Plan, Task
from itpm.model.money import CurrencyMismatchError, Money, money
from itpm.risk import (
    ExposureCause,
    Mitigate,
    Opportunity,
    RiskError,
    RiskRegister,
    RiskStatus,
    Threat,
    burn_down,
    exposure,
)
from itpm.scheduling import schedule

C = ExposureCause
S = RiskStatus


def january():
    return RiskRegister(
        [
            Threat(
                "vendor late",
                probability=0.3,
                cost="40k EUR",
                delay="10d",
                on=["build"],
                impact={"time": "high"},
                owner="bo",
                status=S.PLANNED,
                response=Mitigate("second source", probability=0.1, tasks=["contract"]),
            ),
            Threat("data loss", probability=0.2, cost="50k EUR", status=S.ANALYSED),
            Threat("strike", probability=0.1, cost="10k EUR", expires="2026-02-15"),
            Opportunity("discount", probability=0.5, cost="-4k EUR", expires="2026-06-30"),
        ]
    )


def february():
    register = january().advanced("vendor late", "response in place", at="2026-02-10")
    register = register.advanced("data loss", "occurred", at="2026-02-20")
    return register.with_risks([Threat("law", probability=0.2, cost="15k EUR", status=S.ANALYSED)])


def march():
    register = february().advanced("law", "closed", at="2026-03-10", note="it was not passed")
    return register.with_risks([evolve(register["discount"], probability=0.8)])


REVIEWS = (("2026-01-31", january()), ("2026-02-28", february()), ("2026-03-31", march()))


def test_exposure_counts_what_responses_in_place_leave():
    found = exposure(january(), "2026-01-31")
    assert (found.threats, found.opportunities, found.days) == (3, 1, Decimal(3))
    assert (found.threat_cost, found.opportunity_cost, found.expected_cost) == (
        money("23k EUR"),
        money("-2k EUR"),
        money("21k EUR"),
    )
    assert (found.score, found.bands) == (Decimal("0.12"), (("high", 0), ("moderate", 1), ("low", 0)))
    later = exposure(february(), "2026-02-28")
    assert (later.threats, later.threat_cost, later.days) == (2, money("7k EUR"), Decimal(1))
    assert (later.score, later.bands) == (Decimal("0.04"), (("high", 0), ("moderate", 0), ("low", 1)))


def test_a_burn_down_says_what_changed_the_exposure():
    rows = [
        (str(row.exposure.expected_cost), [(one.cause, str(one.amount), one.risks) for one in row.changes])
        for row in burn_down(REVIEWS)
    ]
    assert rows == [
        ("21,000 EUR", []),
        (
            "5,000 EUR",
            [
                (C.NEW, "3,000 EUR", ("law",)),
                (C.TREATED, "-8,000 EUR", ("vendor late",)),
                (C.OCCURRED, "-10,000 EUR", ("data loss",)),
                (C.EXPIRED, "-1,000 EUR", ("strike",)),
            ],
        ),
        ("800 EUR", [(C.CLOSED, "-3,000 EUR", ("law",)), (C.ESTIMATED, "-1,200 EUR", ("discount",))]),
    ]


def test_a_burn_down_goes_on_as_planned():
    tasks = [Task("contract", "10d"), Task("build", "60d", after=["contract"])]
    dates = schedule(Plan("CRM", start="2026-02-02", tasks=tasks))
    found = burn_down({"2026-01-31": january()}, planned_at=["2026-02-28", "2026-05-31", "2026-06-30"], schedule=dates)
    rows = [(str(r.exposure.expected_cost), r.planned, [(c.cause, c.risks) for c in r.changes]) for r in found]
    assert rows == [
        ("21,000 EUR", False, []),
        ("12,000 EUR", True, [(C.TREATED, ("vendor late",)), (C.EXPIRED, ("strike",))]),
        ("8,000 EUR", True, [(C.EXPIRED, ("vendor late",))]),
        ("10,000 EUR", True, [(C.EXPIRED, ("discount",))]),
    ]


def test_without_tasks_a_response_is_planned_by_its_urgency():
    risk = Threat("x", probability=0.5, cost="10k EUR", urgency="2026-02-15", response=Mitigate("y", probability=0))
    found = burn_down({"2026-01-31": RiskRegister([risk])}, planned_at=["2026-02-14", "2026-02-15"])
    assert [str(row.exposure.expected_cost) for row in found] == ["5,000 EUR", "5,000 EUR", "0 EUR"]


def test_a_burn_down_is_a_table_with_plain_records():
    found = burn_down(REVIEWS, planned_at=["2026-06-30"])
    assert str(found).splitlines()[3:] == [
        "2026-01-31                 3              1              0.12                   3.0               21,000",
        (
            "2026-02-28                 2              1              0.04                   1.0                5,000  "
            "new +3,000; response in place -8,000; occurred -10,000; expired -1,000"
        ),
        (
            "2026-03-31                 1              1              0.04                   1.0                  800  "
            "closed -3,000; estimated anew -1,200"
        ),
        (
            "2026-06-30  planned        1              0              0.04                   1.0                4,000  "
            "expired +3,200"
        ),
    ]
    assert found.records()[2]["changes"] == "closed -3,000 (law); estimated anew -1,200 (discount)"
    assert pickle.loads(pickle.dumps(found)) == found
    assert len(burn_down({})) == 0


def test_a_risk_taken_up_again_or_taken_out_is_told_apart_from_a_new_one():
    closed = march().advanced("law", "analysed", at="2026-04-02", note="passed after all")
    reopened = burn_down([("2026-03-31", march()), ("2026-04-30", closed)])
    assert [(one.cause, one.risks) for one in reopened.rows[1].changes] == [(C.RENEWED, ("law",))]
    gone = burn_down([("2026-03-31", march()), ("2026-04-30", RiskRegister([march()["discount"]]))])
    assert [(one.cause, one.risks) for one in gone.rows[1].changes] == [(C.REMOVED, ("vendor late",))]


def test_dates_out_of_order_and_several_currencies_are_refused():
    with pytest.raises(RiskError) as error:
        burn_down([("2026-02-28", january()), ("2026-01-31", january())], planned_at=["2026-01-15"])
    assert [str(fault) for fault in error.value.faults] == [
        "burn-down.at: dates rise, got 2026-01-31 behind a later one",
        "burn-down.at: dates rise, got 2026-01-15 behind a later one",
    ]
    with pytest.raises(RiskError, match="dates rise"):
        burn_down([("2026-02-28", january()), ("2026-02-28", february())])
    with pytest.raises(CurrencyMismatchError, match="a burn-down is in one currency, got EUR, USD"):
        burn_down([("2026-01-31", january()), ("2026-02-28", RiskRegister([Threat("x", probability=1, cost="1 USD")]))])


def risks():
    return st.lists(
        st.builds(
            lambda name, p, cost, status, left: Threat(
                name, probability=p, cost=Money(cost, "EUR"), status=status, response=Mitigate("y", probability=left)
            ),
            st.sampled_from("abcdef"),
            st.decimals(0, 1, places=2),
            st.integers(0, 1000),
            st.sampled_from(S),
            st.decimals(0, 1, places=2),
        ),
        max_size=6,
        unique_by=lambda risk: risk.name,
    ).map(RiskRegister)


@given(st.lists(risks(), min_size=1, max_size=4))
def test_the_changes_sum_to_the_difference_between_two_reviews(registers):
    found = burn_down([(f"2026-0{n}-15", register) for n, register in enumerate(registers, 1)])
    for before, after in zip(found.rows, found.rows[1:], strict=False):
        difference = after.exposure.expected_cost.amount - before.exposure.expected_cost.amount
        assert sum(one.amount.amount for one in after.changes) == difference
        assert len({one.cause for one in after.changes}) == len(after.changes)

from __future__ import annotations

import pickle

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownNameError
from itpm.risk import (
    Mitigate,
    RiskError,
    RiskRegister,
    RiskStatus,
    RiskStep,
    RiskStepError,
    StatusChange,
    Threat,
    advance_risk,
    next_steps,
)
from itpm.risk.statuses import OPEN_STATUSES, STEPS

S = RiskStatus


def threat(status=S.IDENTIFIED, **fields):
    given_fields = {
        "probability": 0.3,
        "delay": "10d",
        "on": ["build"],
        "owner": "bo",
        "response": Mitigate("second source"),
    }
    return Threat("vendor late", status=status, **{**given_fields, **fields})


def faults(error):
    return [str(fault) for fault in error.value.faults]


# Rows: where it stands; columns: where it would go. The whole table, cell by cell.
ORDER = (S.IDENTIFIED, S.ANALYSED, S.PLANNED, S.TREATED, S.OCCURRED, S.EXPIRED, S.CLOSED)
ALLOWED = {
    S.IDENTIFIED: ".A..OEC",
    S.ANALYSED: "..P.OEC",
    S.PLANNED: ".A.TOEC",
    S.TREATED: ".AP.OEC",
    S.OCCURRED: ".A....C",
    S.EXPIRED: ".A....C",
    S.CLOSED: ".A.....",
}
CELLS = [(before, after, ALLOWED[before][place] != ".") for before in ORDER for place, after in enumerate(ORDER)]


@pytest.mark.parametrize(("before", "after", "allowed"), CELLS)
def test_each_step_is_taken_or_refused_as_the_table_says(before, after, allowed):
    risk = threat(before)
    if allowed:
        moved = advance_risk(risk, after, at="2026-01-12", by="bo", note="as agreed")
        step = StatusChange(status=after, at="2026-01-12", by="bo", note="as agreed")
        assert moved == evolve(risk, status=after, history=(step,))
        assert moved.is_open == (after in OPEN_STATUSES)
    else:
        with pytest.raises(RiskStepError) as error:
            advance_risk(risk, after, at="2026-01-12", note="as agreed")
        assert len(error.value.faults) == 1
        assert f"cannot be {after.value!r} next, only" in faults(error)[0]


def test_the_usual_way_leaves_its_history():
    risk = threat()
    for status, day in (("analysed", "2026-01-12"), ("planned", "2026-01-13"), ("response in place", "2026-02-02")):
        risk = advance_risk(risk, status, at=day, by="bo")
    risk = advance_risk(risk, S.CLOSED, at="2026-03-02", note="contract signed")
    assert [(step.status, f"{step.at:%m-%d}") for step in risk.history] == [
        (S.ANALYSED, "01-13"),
        (S.PLANNED, "01-14"),
        (S.TREATED, "02-03"),
        (S.CLOSED, "03-03"),
    ]
    assert pickle.loads(pickle.dumps(risk)) == risk


@pytest.mark.parametrize(
    ("risk", "to", "fields", "expected"),
    [
        (
            threat(delay=None, on=()),
            "analysed",
            {},
            ["threat 'vendor late'.status: expected an effect on an objective, measured or rated"],
        ),
        (
            threat(S.ANALYSED, response=None),
            "planned",
            {},
            ["threat 'vendor late'.status: expected a response; accepting it is one as well"],
        ),
        (
            threat(S.PLANNED, owner=""),
            "treated",
            {},
            ["threat 'vendor late'.status: expected somebody who sees to the response"],
        ),
        (
            threat(expires="2026-03-31"),
            "expired",
            {},
            [
                "threat 'vendor late'.expires: it may strike until 2026-03-31; close it, or change when it expires",
            ],
        ),
        (
            threat(raised="2026-02-01"),
            "closed",
            {},
            [
                "threat 'vendor late'.history: the step before it was on 2026-01-31, later than 2026-01-12",
                "threat 'vendor late'.note: closing a risk needs a reason: note='...'",
            ],
        ),
        (
            threat(S.CLOSED),
            "analysed",
            {},
            ["threat 'vendor late'.note: taking up a risk again needs a reason: note='...'"],
        ),
        (
            threat(),
            "mitigated",
            {},
            [
                (
                    "threat 'vendor late'.status: expected one of identified, analysed, response planned, response in place, "
                    "occurred, expired, closed, planned, treated, got 'mitigated'; did you mean 'treated'?"
                )
            ],
        ),
    ],
)
def test_a_step_that_lacks_something_is_refused_with_every_reason(risk, to, fields, expected):
    with pytest.raises(RiskStepError) as error:
        advance_risk(risk, to, at="2026-01-12", **fields)
    assert faults(error) == expected
    assert risk.history == ()


def test_what_may_come_next_says_what_it_needs():
    assert next_steps(threat(S.ANALYSED, response=None)) == (
        RiskStep(S.PLANNED, ("a response; accepting it is one as well",)),
        RiskStep(S.OCCURRED),
        RiskStep(S.EXPIRED),
        RiskStep(S.CLOSED),
    )


def test_a_history_that_contradicts_the_status_is_refused():
    moved = advance_risk(threat(), "analysed", at="2026-01-12")
    with pytest.raises(RiskError) as error:
        evolve(moved, status=S.CLOSED)
    assert faults(error) == [
        "threat 'vendor late'.status: its history ends with 'analysed', its status is 'closed'; use advance_risk"
    ]
    with pytest.raises(RiskError, match="steps are written in the order they were taken"):
        threat(
            S.CLOSED,
            history=[StatusChange(status=S.ANALYSED, at="2026-02-01"), StatusChange(status=S.CLOSED, at="2026-01-01")],
        )


def test_a_register_advances_one_of_its_risks():
    register = RiskRegister([threat(id="R1"), Threat("strike", probability=0.1)])
    changed = register.advanced("R1", "analysed", at="2026-01-12")
    assert [risk.status for risk in changed] == [S.ANALYSED, S.IDENTIFIED]
    with pytest.raises(UnknownNameError, match="there is no risk 'strik'; did you mean 'strike'"):
        register.advanced("strik", "analysed", at="2026-01-12")


@given(st.lists(st.sampled_from(ORDER), max_size=8))
def test_a_risk_never_stands_where_the_table_does_not_lead(wanted):
    risk = threat()
    for day, status in enumerate(wanted, 1):
        before = risk
        try:
            risk = advance_risk(before, status, at=f"2026-01-{day:02}", note="x")
        except RiskStepError:
            assert status not in STEPS[before.status]
        else:
            assert status in STEPS[before.status]
            assert risk.history[:-1] == before.history
            assert next_steps(risk)

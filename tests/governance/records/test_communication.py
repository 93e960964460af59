"""Who has to be told what, and what is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.governance import CommunicationPlan, Engagement, GovernanceError, Stakeholder, UpdatePlan

ANN = Stakeholder("ann", "sponsor", channel="steering committee", power="high", interest="high")
BO = Stakeholder("bo", "works council", power="high", interest="low")
CY = Stakeholder("cy", "key user", channel="mail", interest="high")


def due(plan: CommunicationPlan, as_of: str) -> list[tuple[str, int]]:
    return [(update.to, update.days_overdue) for update in plan.due(as_of)]


@pytest.mark.parametrize(
    ("power", "interest", "engagement"),
    [
        ("low", "low", Engagement.MONITOR),
        ("low", "high", Engagement.KEEP_INFORMED),
        ("high", "low", Engagement.KEEP_SATISFIED),
        ("high", "high", Engagement.MANAGE_CLOSELY),
    ],
)
def test_power_and_interest_say_how_to_engage(power, interest, engagement) -> None:
    assert Stakeholder("x", power=power, interest=interest).engagement is engagement


def test_an_update_is_due_so_many_days_after_the_last_one_and_overdue_a_day_later() -> None:
    plan = CommunicationPlan([ANN], [UpdatePlan("ann", 14, sent=["2026-03-16", "2026-03-02"])])
    assert due(plan, "2026-03-29") == []
    assert due(plan, "2026-03-30") == [("ann", 0)]
    assert due(plan, "2026-04-02") == [("ann", 3)]


def test_an_update_never_sent_is_due_when_its_plan_starts_or_at_once() -> None:
    plan = CommunicationPlan([ANN, CY], [UpdatePlan("ann", 14, starts="2026-02-02"), UpdatePlan("cy", 7)])
    assert due(plan, "2026-02-01") == [("cy", 0)]
    assert due(plan, "2026-02-05") == [("ann", 3), ("cy", 0)]


def test_what_was_sent_later_is_not_known() -> None:
    plan = CommunicationPlan([ANN], [UpdatePlan("ann", 14, sent=["2026-03-02", "2026-04-01"])])
    assert due(plan, "2026-03-20") == [("ann", 4)]
    assert due(plan, "2026-04-01") == []


def test_what_is_due_shows_itself() -> None:
    plan = CommunicationPlan([ANN], [UpdatePlan("ann", 14, by="kim", sent="2026-03-02")])
    assert plan.due("2026-03-20").records() == [
        {
            "to": "ann",
            "what": "status update",
            "channel": "steering committee",
            "by": "kim",
            "due": "2026-03-16",
            "days_overdue": 4,
        }
    ]


def test_findings_name_who_waits_who_cannot_be_reached_and_who_was_forgotten() -> None:
    plan = CommunicationPlan(
        [ANN, BO, CY], [UpdatePlan("ann", 14, sent="2026-03-02"), UpdatePlan("cy", 30, starts="2026-06-01")]
    )
    assert [(finding.code, finding.message) for finding in plan.findings("2026-03-20")] == [
        ("communication.overdue", "ann has waited for the status update since 2026-03-16"),
        ("communication.channel", "nothing says how bo is told"),
        ("communication.updates", "nobody has promised bo an update, whom one should keep satisfied"),
    ]


def test_every_fault_of_a_communication_plan_is_named() -> None:
    with pytest.raises(GovernanceError) as error:
        CommunicationPlan([ANN, ANN], [UpdatePlan("anne", 7)])
    assert [str(fault) for fault in error.value.faults] == [
        "stakeholder 'ann': the name is given to 2 of them",
        "update for 'anne': there is no stakeholder 'anne'; did you mean 'ann'?",
    ]


@pytest.mark.parametrize("every", [0, -1, 3661, 1.5, True, "7"])
def test_an_interval_is_a_whole_number_of_days(every) -> None:
    with pytest.raises(GovernanceError, match="every \\[day\\]: expected a whole number from 1 to 3,660"):
        UpdatePlan("ann", every)


def test_a_stakeholder_and_a_promise_need_a_name() -> None:
    with pytest.raises(GovernanceError, match=r"stakeholder\.name: a stakeholder needs a name, got ''"):
        Stakeholder("")
    with pytest.raises(GovernanceError, match=r"update\.to: an update needs the name of who is told, got None"):
        UpdatePlan(None, 7)  # type: ignore[arg-type]  # the point here


def test_a_word_that_is_no_degree_is_refused_with_the_choice() -> None:
    with pytest.raises(GovernanceError, match="expected one of low, high, got 'hihg'; did you mean 'high'"):
        Stakeholder("ann", power="hihg")


def test_the_end_of_the_calendar_is_no_error() -> None:
    plan = CommunicationPlan([ANN], [UpdatePlan("ann", 14, sent="9999-12-30")])
    assert due(plan, "9999-12-30") == []


@given(st.integers(1, 60), st.integers(0, 400), st.integers(0, 400))
def test_sending_an_update_today_leaves_nothing_due_today(every, sent, asked) -> None:
    first = date(2026, 1, 5)
    today = first + timedelta(days=asked)
    plan = UpdatePlan("ann", every, sent=[first + timedelta(days=sent)])
    mended = UpdatePlan("ann", every, sent=[*plan.sent, today])
    assert due(CommunicationPlan([ANN], [mended]), today.isoformat()) == []

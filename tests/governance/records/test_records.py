"""Obligations, changes, the team, alternatives and success."""

from __future__ import annotations

import pytest

from itpm.governance import (
    Alternative,
    Change,
    ChangeLog,
    ChangeStatus,
    GovernanceError,
    Obligation,
    SuccessDefinition,
    TeamMember,
    changes_at,
    uncovered,
)

# --- obligations ----------------------------------------------------------------------------------


def test_an_obligation_is_open_until_it_is_met_and_overdue_from_the_day_after() -> None:
    duty = Obligation("DPIA", "GDPR, art. 35", owner="kim", due="2026-03-01", met="2026-03-10", evidence="DPIA v1")
    asked = ["2026-03-01", "2026-03-02", "2026-03-09", "2026-03-10"]
    assert [duty.is_open(day) for day in asked] == [True, True, True, False]
    assert [duty.is_overdue(day) for day in asked] == [False, True, True, False]
    assert duty.evidence == ("DPIA v1",)


def test_findings_of_an_obligation_say_what_it_lacks() -> None:
    bare = Obligation("DPIA")
    assert [str(finding) for finding in bare.findings("2026-03-01")] == [
        "compliance.owner: nobody sees to 'DPIA'. Lift it: name an owner",
        "compliance.due: nothing says by when 'DPIA' must be met. Lift it: set a date",
    ]
    late = Obligation("DPIA", "GDPR", owner="kim", due="2026-02-01")
    assert [str(finding) for finding in late.findings("2026-03-01")] == [
        "compliance.overdue: 'DPIA' (GDPR) was due on 2026-02-01. Lift it: meet it, and record the evidence"
    ]
    said = Obligation("DPIA", owner="kim", due="2026-02-01", met="2026-01-20")
    assert [finding.code for finding in said.findings("2026-03-01")] == ["compliance.evidence"]


def test_an_obligation_needs_a_name() -> None:
    with pytest.raises(GovernanceError, match="an obligation needs a name, got ' '"):
        Obligation(" ")


# --- changes --------------------------------------------------------------------------------------

APPROVED = Change(
    "CR-7",
    "sign-on",
    asked_at="2026-03-02",
    status="approved",
    decided_by="ann",
    decided_at="2026-03-20",
    cost="8k EUR",
)


def test_a_change_had_the_status_that_was_known_then() -> None:
    assert APPROVED.status_at("2026-03-01") is None
    assert APPROVED.status_at("2026-03-19") is ChangeStatus.PROPOSED
    assert APPROVED.status_at("2026-03-20") is ChangeStatus.APPROVED
    assert changes_at([APPROVED, Change("CR-8")], "proposed", "2026-03-10") == (APPROVED, Change("CR-8"))


def test_a_change_that_waits_too_long_is_a_finding() -> None:
    log = ChangeLog([APPROVED, Change("CR-8", asked_at="2026-03-01")])
    assert [str(finding) for finding in log.findings("2026-03-16")] == [
        "change.decision: CR-8 has waited for a decision since 2026-03-01. Lift it: approve or reject it"
    ]
    assert log.findings("2026-03-15") == ()
    assert log.records()[0]["cost"] == "8,000 EUR"


def test_every_fault_of_a_change_is_named() -> None:
    with pytest.raises(GovernanceError) as error:
        Change("", status="rejected", asked_at="2026-03-02", decided_at="2026-03-01")
    assert [str(fault) for fault in error.value.faults] == [
        "change.id: a change needs an id, got ''",
        "change ''.decided_by: a rejected change needs the name of who decided",
        "change ''.decided_at: it was decided on 2026-03-01, before it was asked for on 2026-03-02",
    ]
    with pytest.raises(GovernanceError, match="change 'CR-8': the name is given to 2 of them"):
        ChangeLog([Change("CR-8"), Change("CR-8")])
    with pytest.raises(GovernanceError, match="expected one of proposed, approved, rejected, withdrawn, got 'aproved'"):
        Change("CR-8", status="aproved")


# --- team -----------------------------------------------------------------------------------------


def test_a_member_is_there_from_the_first_day_to_the_last() -> None:
    kim = TeamMember("kim", hired="2026-03-02", leaves="2026-04-30", onboarded="2026-03-20")
    asked = ["2026-03-01", "2026-03-02", "2026-03-19", "2026-03-20", "2026-04-30", "2026-05-01"]
    assert [kim.is_there(day) for day in asked] == [False, True, True, True, True, False]
    assert [kim.is_onboarding(day) for day in asked] == [False, True, True, False, False, False]
    assert not TeamMember("bo").is_onboarding("2026-03-02")


def test_a_newcomer_without_an_onboarding_date_is_a_finding() -> None:
    kim = TeamMember("kim", hired="2026-03-02")
    assert kim.findings("2026-03-01") == ()
    assert [str(finding) for finding in kim.findings("2026-03-02")] == [
        (
            "team.onboarding: kim joined on 2026-03-02, and no onboarding is planned. "
            "Lift it: plan it, and say by when they can work alone"
        )
    ]


@pytest.mark.parametrize("value", [-1, "NaN", "many", True])
def test_hours_are_a_number_of_zero_or_more(value) -> None:
    with pytest.raises(GovernanceError, match="expected a number of zero or more"):
        TeamMember("kim", overtime_hours=value)


def test_nobody_is_brought_in_or_leaves_before_the_first_day() -> None:
    with pytest.raises(GovernanceError) as error:
        TeamMember("kim", hired="2026-03-02", onboarded="2026-02-20", leaves="2026-02-27")
    assert [str(fault) for fault in error.value.faults] == [
        "team member 'kim'.onboarded: 2026-02-20 lies before the first day, 2026-03-02",
        "team member 'kim'.leaves: 2026-02-27 lies before the first day, 2026-03-02",
    ]


# --- alternatives ---------------------------------------------------------------------------------


def test_what_is_critical_is_covered_only_while_its_alternative_holds() -> None:
    move = Alternative("vendor", "move", trigger="no answer", owner="bo", valid_until="2026-06-30")
    assert uncovered(["vendor", "kim", "kim"], [move], as_of="2026-06-30") == ("kim",)
    assert uncovered(["vendor", "kim"], [move], as_of="2026-07-01") == ("vendor", "kim")
    assert move.findings("2026-06-30") == ()
    assert [str(finding) for finding in move.findings("2026-07-01")] == [
        "alternative.expired: the alternative for 'vendor': it could be relied on until 2026-06-30. Lift it: renew it"
    ]


def test_an_alternative_says_what_it_is_for_and_what_is_done() -> None:
    with pytest.raises(GovernanceError) as error:
        Alternative("", " ")
    assert [fault.place for fault in error.value.faults] == ["alternative.covers", "alternative.action"]
    gaps = Alternative("vendor", "move").findings("2026-01-05")
    assert [finding.code for finding in gaps] == ["alternative.trigger", "alternative.owner"]


# --- success --------------------------------------------------------------------------------------


def test_a_definition_of_success_says_what_it_lacks() -> None:
    assert [finding.code for finding in SuccessDefinition().findings()] == [
        "success.criteria",
        "success.roles",
        "success.deadlines",
        "success.agreed_by",
    ]
    whole = SuccessDefinition(
        "95 % of leads", roles={"sponsor": "ann"}, deadlines={"go-live": "2026-06-30"}, agreed_by="ann"
    )
    assert whole.findings() == ()
    assert str(whole) == "95 % of leads\ngo-live by 2026-06-30"
    assert whole.due_by("2026-06-29") == ()
    assert whole.due_by("2026-06-30") == ("go-live",)


def test_a_criterion_says_something() -> None:
    with pytest.raises(GovernanceError, match=r"criteria\[1\]: a criterion says what must hold"):
        SuccessDefinition(["fast", " "])

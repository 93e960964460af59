"""The project as one value."""

from __future__ import annotations

import pickle

import pytest
from attrs import evolve

from itpm.governance import (
    ChangeLog,
    CommunicationPlan,
    GovernanceError,
    Obligation,
    Project,
    Stakeholder,
    TeamMember,
    UpdatePlan,
    recorded,
)
from itpm.lifecycle import (
    Accepted,
    Begun,
    GatePassed,
    Goal,
    Hold,
    LifecycleStatus,
    PutOnHold,
    Resume,
    begin,
    decide,
    waterfall,
)
from itpm.risk import Action, RaidLog, RiskAppetite, RiskLimit, RiskRegister, Threat
from itpm.rules import Facts

from tests.governance.samples import PLAN, PROJECT


def test_a_project_that_has_not_begun_has_no_state() -> None:
    project = Project("CRM")
    assert (project.plan, project.state, project.state_at("2026-01-05")) == (None, None, None)


def test_the_state_is_the_fold_of_the_history() -> None:
    project = Project("CRM", history=[Begun("2026-01-05"), PutOnHold(reason="no money", by="ann", at="2026-02-02")])
    assert project.state is not None
    assert project.state.status is LifecycleStatus.ON_HOLD
    assert project.state_at("2026-01-03") is None
    assert project.state_at("2026-01-05") == begin(waterfall(), at="2026-01-05")
    assert project.state_at("2026-02-02") == project.state


def test_decisions_are_appended_to_the_history() -> None:
    project = Project("CRM", history=[Begun("2026-01-05")])
    for command in (Hold("no money", by="ann", at="2026-02-02"), Resume(by="ann", at="2026-02-09")):
        assert project.state is not None
        decision = decide(project.methodology, project.state, command, Facts.of({}, as_of=command.at))
        assert isinstance(decision, Accepted)
        project = recorded(project, decision)
    assert [type(event).__name__ for event in project.history] == ["Begun", "PutOnHold", "Resumed"]
    assert project.state is not None
    assert project.state.status is LifecycleStatus.RUNNING


def test_a_decision_that_does_not_continue_the_history_is_refused() -> None:
    on_hold = decide(
        waterfall(),
        begin(waterfall(), at="2026-01-05"),
        Hold("no money", by="ann", at="2026-02-02"),
        Facts.of({}, as_of="2026-02-02"),
    )
    assert isinstance(on_hold, Accepted)
    with pytest.raises(GovernanceError, match="history: event 0: a history begins with Begun"):
        recorded(Project("CRM"), on_hold)


def test_every_fault_of_a_project_is_named() -> None:
    with pytest.raises(GovernanceError) as error:
        Project(
            " ",
            PLAN,
            history=[Begun("2026-01-05"), GatePassed(gate="G2", by="ann", at="2026-02-02")],
            deliverables=[Goal("more leads"), Goal("fewer leads")],
            obligations=[Obligation("DPIA"), Obligation("DPIA")],
            team=[TeamMember("kim", resource="devs"), TeamMember("kim")],
        )
    assert [str(fault) for fault in error.value.faults] == [
        "project.name: a project needs a name, got ' '",
        "history: event 1: gate G2 was not open: the project was not in 'planning'",
        "deliverables: deliverables: the goal exists 2 times; supersede all but one",
        "team member 'kim': the name is given to 2 of them",
        "obligation 'DPIA': the name is given to 2 of them",
        "team member 'kim'.resource: the plan has no resource 'devs'; did you mean 'dev'?",
    ]


def test_what_is_due_is_asked_of_the_project() -> None:
    plan = CommunicationPlan([Stakeholder("ann", channel="mail")], [UpdatePlan("ann", 14, sent="2026-03-16")])
    assert [update.to for update in Project("CRM", communication=plan).communication.due("2026-03-31")] == ["ann"]  # type: ignore[union-attr]  # given


def test_a_list_of_changes_becomes_a_log() -> None:
    assert isinstance(PROJECT.changes, ChangeLog)
    assert Project("CRM", changes=[]).changes == ChangeLog()
    assert Project("CRM").changes is None


def test_projects_compare_hash_and_pickle() -> None:
    assert PROJECT.state is not None
    copy = pickle.loads(pickle.dumps(PROJECT))
    assert copy == PROJECT
    assert hash(copy) == hash(PROJECT)
    assert copy.state == PROJECT.state


LATE = RiskRegister([Threat("vendor late", probability=0.3, cost="40k EUR")])


def test_the_risks_of_a_project_are_those_of_its_log() -> None:
    log = RaidLog(LATE, actions=[Action("call", about=["vendor late"])])
    project = Project("CRM", log=log, risk_appetite=RiskAppetite([RiskLimit("low")]))
    assert project.register is log.register
    assert Project("CRM", register=LATE, log=log).register == LATE
    assert Project("CRM", register=LATE).log is None
    assert Project("CRM", log=RaidLog()).register is None
    assert pickle.loads(pickle.dumps(project)) == project
    assert evolve(project, log=None).register is None


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ({"log": RaidLog()}, "register: the log holds other risks; give them in the log alone: RaidLog(register, ...)"),
        (
            {"risk_appetite": RiskAppetite([RiskLimit("lwo")])},
            "risk_appetite: there is no band 'lwo'; did you mean 'low'?",
        ),
        (
            {"risk_appetite": RiskAppetite([RiskLimit(expected_cost="5k USD")])},
            (
                "risk_appetite: limit for all risks.expected_cost: the register is in EUR, got 5,000 USD; "
                "a rate is the caller's to give"
            ),
        ),
    ],
)
def test_a_register_goes_with_the_log_and_the_appetite(records: dict[str, object], message: str) -> None:
    with pytest.raises(GovernanceError) as error:
        Project("CRM", register=LATE, **records)  # type: ignore[arg-type]  # any of its records
    assert [str(fault) for fault in error.value.faults] == [message]

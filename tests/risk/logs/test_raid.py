from __future__ import annotations

import pickle
from datetime import datetime

import pytest
from attrs import evolve

from itpm.errors import NotationError, UnknownNameError
from itpm.model.money import money
from itpm.risk import (
    Action,
    Assumption,
    AssumptionStatus,
    DecisionRecord,
    Issue,
    IssueStatus,
    RaidLog,
    RiskError,
    RiskRegister,
    RiskStatus,
    RiskStepError,
    Threat,
    realised_risks,
    risk_occurs,
)


def log():
    register = RiskRegister(
        [
            Threat(
                "vendor late",
                id="R1",
                probability=0.3,
                cost=("20k EUR", "30k EUR", "40k EUR"),
                delay="10d",
                on=["build"],
                systems=["CRM"],
                owner="bo",
                fallback="hire two freelancers",
                urgency="2026-02-27",
            ),
            Threat("strike", probability=0.1, impact={"schedule": "high"}),
        ]
    )
    return RaidLog(
        register,
        actions=[Action("call the vendor", owner="bo", due="2026-03-20", about=["R1"])],
        assumptions=[
            Assumption("the ERP stays", if_wrong="a new interface", owner="ines", due="2026-04-30", risk="strike")
        ],
        decisions=[
            DecisionRecord(
                "where to host", tasks=["install"], owner="koch", options=["own", "cloud"], about=["the ERP stays"]
            )
        ],
    )


def faults(error):
    return [str(fault) for fault in error.value.faults]


def test_a_log_is_one_table_of_risks_and_entries():
    assert str(log()).splitlines()[1:] == [
        "Kind        Title            Owner  Due         Status      On          About",
        "----------  ---------------  -----  ----------  ----------  ----------  -------------",
        "threat      vendor late      bo     2026-02-27  identified  build, CRM",
        "threat      strike                              identified",
        "action      call the vendor  bo     2026-03-20  open                    R1",
        "assumption  the ERP stays    ines   2026-04-30  open                    strike",
        "decision    where to host    koch               open        install     the ERP stays",
    ]
    assert log().records()[2] == {
        "kind": "action",
        "title": "call the vendor",
        "owner": "bo",
        "due": datetime(2026, 3, 21),
        "status": "open",
        "on": "",
        "about": "R1",
    }
    assert pickle.loads(pickle.dumps(log())) == log()
    assert hash(log()) == hash(log())


def test_the_schedule_is_an_objective_by_its_older_name_too():
    assert log().register["strike"].impact == (("time", "high"),)


def test_a_risk_that_occurs_becomes_an_issue_with_its_fallback_as_action():
    after = risk_occurs(
        log(), "R1", at="2026-03-12", cost="35k EUR", delay="8d", due="2026-03-31", by="kim", notes="insolvent"
    )
    risk = after.register["vendor late"]
    assert (risk.status, risk.is_open) == (RiskStatus.OCCURRED, False)
    assert (risk.history[0].at, risk.history[0].by, risk.history[0].note) == (datetime(2026, 3, 13), "kim", "insolvent")
    assert after.issues == (
        Issue(
            "vendor late",
            risk="vendor late",
            occurred="2026-03-12",
            cost="35k EUR",
            delay="8d",
            owner="bo",
            due="2026-03-31",
            raised="2026-03-12",
            tasks=["build"],
            systems=["CRM"],
            notes="insolvent",
        ),
    )
    assert after.actions[1] == Action(
        "hire two freelancers", owner="bo", due="2026-03-31", raised="2026-03-12", about=["vendor late"]
    )
    assert [entry.title for entry in after.open] == [
        "vendor late",
        "call the vendor",
        "hire two freelancers",
        "the ERP stays",
        "where to host",
    ]


def test_a_risk_that_occurs_twice_has_two_issues():
    once = risk_occurs(log(), "strike", at="2026-03-12", owner="al")
    again = evolve(
        once, register=once.register.advanced("strike", "analysed", at="2026-04-01", note="another one is called")
    )
    twice = risk_occurs(again, "strike", at="2026-05-04")
    assert [(issue.title, issue.risk) for issue in twice.issues] == [("strike", "strike"), ("strike (2)", "strike")]


def test_a_risk_that_is_over_or_unknown_cannot_occur():
    over = evolve(log(), register=log().register.advanced("strike", "closed", at="2026-02-01", note="settled"))
    with pytest.raises(RiskStepError, match="a closed risk cannot be 'occurred' next, only analysed"):
        risk_occurs(over, "strike", at="2026-03-12")
    with pytest.raises(UnknownNameError, match="there is no risk 'vendor lat'; did you mean 'vendor late'"):
        risk_occurs(log(), "vendor lat", at="2026-03-12")


def test_what_occurred_is_held_against_what_was_estimated():
    after = risk_occurs(log(), "vendor late", at="2026-03-12", cost="35k EUR", delay="8d")
    after = after.with_entries([Issue("power cut", cost="2k EUR"), Issue("noise")])
    found = realised_risks(after)
    assert [(row.issue, str(row.estimated), str(row.actual)) for row in found] == [
        ("vendor late", "30,000 EUR", "35,000 EUR"),
        ("power cut", "– (it was not in the register)", "2,000 EUR"),
        ("noise", "– (it was not in the register)", "– (what it costs is not known yet)"),
    ]
    assert (found.cost, found.unforeseen) == (money("37k EUR"), ("power cut", "noise"))
    assert "together 37,000 EUR" in str(found)


def test_entries_are_replaced_by_title_and_new_ones_come_behind():
    done = evolve(log().action("call the vendor"), done="2026-03-19")
    changed = log().with_entries([done, Action("write"), Threat("law", probability=0.1), DecisionRecord("logo")])
    assert [(action.title, action.state) for action in changed.actions] == [
        ("call the vendor", "done"),
        ("write", "open"),
    ]
    assert [risk.name for risk in changed.register] == ["vendor late", "strike", "law"]
    assert [one.title for one in changed.decisions] == ["where to host", "logo"]
    with pytest.raises(RiskError, match="expected a risk, issue, action, assumption or decision, got 'call'"):
        log().with_entries(["call"])


def test_an_entry_that_is_not_there_is_asked_for_with_the_nearest():
    for ask, kind in (
        (log().action, "action"),
        (log().decision, "decision"),
        (log().assumption, "assumption"),
        (log().issue, "issue"),
    ):
        with pytest.raises(UnknownNameError, match=f"there is no {kind} 'x'"):
            ask("x")
    with pytest.raises(UnknownNameError, match="did you mean 'where to host'"):
        log().decision("where to hos")


def test_a_log_is_refused_with_every_fault():
    with pytest.raises(RiskError) as error:
        RaidLog(
            RiskRegister([Threat("vendor late", probability=0.3)]),
            issues=[Issue("a", risk="vendor lat")],
            actions=[Action("a", about=["vendr late"]), Action("a")],
        )
    assert faults(error) == [
        "action 'a'.title: action 'a' is there twice",
        "issue 'a'.risk: there is no risk 'vendor lat' in the register; did you mean 'vendor late'?",
        "action 'a'.about: the log has no 'vendr late'; did you mean 'vendor late'?",
    ]
    with pytest.raises(RiskError, match=r"log.issues\[0\]: expected an Issue, got Action"):
        RaidLog(issues=[Action("a")])  # type: ignore[list-item]  # refused on purpose


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Action(" "), "action.title: expected a title, got ' '"),
        (
            lambda: Issue("x", status=IssueStatus.RESOLVED),
            "issue 'x'.resolved: a resolved issue has a date of resolution, and only a resolved one",
        ),
        (
            lambda: Issue("x", status=IssueStatus.RESOLVED, occurred="2026-03-12", resolved="2026-03-10"),
            "issue 'x'.resolved: it cannot be resolved on 2026-03-10, before it occurred on 2026-03-12",
        ),
        (
            lambda: Issue("x", status="open"),  # type: ignore[arg-type]  # refused on purpose
            "issue 'x'.status: expected an IssueStatus, got 'open'",
        ),
        (
            lambda: Assumption("x", status="open"),  # type: ignore[arg-type]  # refused on purpose
            "assumption 'x'.status: expected an AssumptionStatus, got 'open'",
        ),
        (
            lambda: DecisionRecord("x", decided="2026-03-12"),
            "decision 'x'.decided: what was decided and when belong together",
        ),
        (
            lambda: DecisionRecord("x", decision="cloud"),
            "decision 'x'.decided: what was decided and when belong together",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_refused(make, expected):
    with pytest.raises(RiskError) as error:
        make()
    assert faults(error) == [expected]


def test_an_entry_says_where_it_stands():
    taken = DecisionRecord("x", decided="2026-03-12", decision="cloud")
    solved = Issue("x", status=IssueStatus.RESOLVED, resolved="2026-03-12")
    wrong = Assumption("x", status=AssumptionStatus.REFUTED)
    assert [entry.state for entry in (taken, solved, wrong)] == ["decided: cloud", "resolved", "refuted"]
    assert [entry.is_open for entry in (taken, solved, wrong)] == [False, False, False]
    with pytest.raises(NotationError, match="expected a date"):
        Action("x", due="soon")


LIVED = RaidLog(
    issues=[
        Issue("old", raised="2026-03-01", status=IssueStatus.RESOLVED, resolved="2026-03-10"),
        Issue("new", raised="2026-03-05"),
    ],
    actions=[Action("call", raised="2026-03-02", done="2026-03-12", about=["old", "new"])],
    assumptions=[
        Assumption("stays", status=AssumptionStatus.CONFIRMED, checked="2026-03-08"),
        Assumption("settled, nobody knows when", status=AssumptionStatus.REFUTED),
    ],
    decisions=[DecisionRecord("where", decided="2026-03-09", decision="cloud", because="cheap")],
)


def test_a_log_as_it_stood_knows_neither_what_was_raised_nor_what_was_settled_later():
    assert LIVED.as_known("2026-03-04") == RaidLog(
        issues=[Issue("old", raised="2026-03-01")],
        actions=[Action("call", raised="2026-03-02", about=["old"])],
        assumptions=[
            Assumption("stays"),
            Assumption("settled, nobody knows when", status=AssumptionStatus.REFUTED),
        ],
        decisions=[DecisionRecord("where", because="cheap")],
    )


def test_a_log_as_it_stands_is_the_log():
    assert LIVED.as_known("2026-03-12") == LIVED
    assert [entry.title for entry in LIVED.as_known("2026-03-11").open] == ["new", "call"]

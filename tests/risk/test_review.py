"""What a review finds by dates, owners and responses; the findings by effect are in `test_register`."""

from __future__ import annotations

import pytest
from attrs import evolve

from itpm.model import Plan, Progress, Task
from itpm.risk import (
    Avoid,
    Mitigate,
    Opportunity,
    RiskError,
    RiskRegister,
    RiskStatus,
    StatusChange,
    Threat,
    risk_findings,
)
from itpm.scheduling import schedule


def dates(**fields):
    tasks = [Task("contract", "5d", **fields), Task("build", "30d")]
    return schedule(Plan("CRM", start="2026-01-05", data_date="2026-01-19", tasks=tasks))


def late(**fields):
    return Threat("vendor late", probability=0.3, delay="1d", on=["build"], owner="bo", **fields)


def found(*risks, **options):
    return [f"{one.code} {one.message}" for one in risk_findings(RiskRegister(risks), **options)]


def test_a_response_that_should_be_carried_out_by_now_is_found():
    risk = late(response=Mitigate("second source", tasks=["contract"]), status=RiskStatus.PLANNED)
    assert found(risk, schedule=dates(), as_of="2026-01-19") == [
        "RSK014 threat 'vendor late' has a response whose task 'contract' should have finished on 2026-01-09"
    ]
    assert found(risk, schedule=dates(), as_of="2026-01-08") == []
    done = Progress(actual_start="2026-01-05", actual_finish="2026-01-12")
    assert found(risk, schedule=dates(progress=done), as_of="2026-01-19") == []
    assert found(evolve(risk, status=RiskStatus.TREATED), schedule=dates(), as_of="2026-01-19") == []


def test_a_response_whose_task_is_not_in_the_plan_is_found():
    risk = late(response=Mitigate("second source", tasks=["contrakt", "build"]))
    assert found(risk, schedule=dates(), as_of="2026-01-08") == [
        "RSK004 threat 'vendor late' has a response whose task 'contrakt' the plan does not have; did you mean 'contract'?"
    ]


def test_an_urgent_risk_without_its_response_in_place_is_found():
    risk = late(urgency="2026-01-16", response=Avoid("other vendor"))
    assert found(risk, as_of="2026-01-16") == []
    assert found(risk, as_of="2026-01-17") == ["RSK018 threat 'vendor late' needed its response in place by 2026-01-16"]


def test_a_risk_that_nobody_looks_at_is_found():
    step = StatusChange(status=RiskStatus.ANALYSED, at="2026-01-05")
    for risk, message in (
        (late(), "RSK012 threat 'vendor late' was not looked at as far as the register says"),
        (late(reviewed="2026-01-05"), "RSK012 threat 'vendor late' was not looked at since 2026-01-05"),
        (
            late(status=RiskStatus.ANALYSED, history=[step]),
            "RSK012 threat 'vendor late' was not looked at since 2026-01-05",
        ),
    ):
        assert found(risk, as_of="2026-02-06", review_days=31) == [message]
        assert found(risk, as_of="2026-02-06") == []
    assert found(late(reviewed="2026-01-06"), as_of="2026-02-06", review_days=31) == []


def test_a_response_that_nobody_sees_to_is_found():
    alone = Threat("strike", probability=0.1, impact={"time": "low"}, response=Mitigate("talk"))
    assert found(alone) == [
        "RSK001 threat 'strike' has no owner",
        "RSK015 threat 'strike' has a response that nobody sees to",
    ]
    assert found(evolve(alone, response=Mitigate("talk", owner="al"))) == ["RSK001 threat 'strike' has no owner"]


def test_a_response_whose_secondary_risks_cost_more_than_it_gains_does_not_pay():
    risk = Threat(
        "a", probability=0.5, cost="10k EUR", owner="bo", response=Mitigate("x", probability=0, secondary=["b"])
    )
    brought = Threat("b", probability=0.5, cost="20k EUR", owner="bo")
    assert found(risk, brought) == [
        "RSK003 threat 'a' has a response that costs 0 EUR and brings 10,000 EUR with it, and gains 5,000 EUR of expected cost"
    ]


def test_a_register_takes_a_risk_by_its_id_and_refuses_one_twice():
    register = RiskRegister([late(id="R1"), Opportunity("portal", id="R2", probability=0.5)])
    assert [register["R2"].name, register["R1"].label, Threat("x", probability=1).label] == ["portal", "R1", "x"]
    with pytest.raises(RiskError, match=r"register.risks\[1\].id: risk id 'R1' is there twice"):
        RiskRegister([late(id="R1"), Opportunity("portal", id="R1", probability=0.5)])


def test_a_register_tells_which_risks_concern_a_task_a_deliverable_or_a_system():
    portal = Opportunity("portal", probability=0.5, systems=["CRM"], deliverables=["tool selection"])
    register = RiskRegister([late(systems=["CRM"]), portal])
    found = {
        name: [risk.name for risk in register.concerning(name)] for name in ("CRM", "build", "tool selection", "ERP")
    }
    assert found == {
        "CRM": ["vendor late", "portal"],
        "build": ["vendor late"],
        "tool selection": ["portal"],
        "ERP": [],
    }

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UnknownTaskError
from itpm.model import Plan, Progress, Task
from itpm.risk import Accept, Mitigate, RiskProximity, RiskRegister, RiskStatus, Threat, risk_findings, risk_proximities
from itpm.scheduling import schedule

from tests.strategies import valid_plans

D = datetime


def dates(**progress):
    # From Monday 5 January: design to the 9th, build from the 12th to the 23rd, test to the 30th.
    tasks = [
        Task("design", "5d", progress=progress.get("design")),
        Task("work"),
        Task("build", "10d", parent="work", after=["design"], progress=progress.get("build")),
        Task("test", "5d", parent="work", after=["build"]),
    ]
    return schedule(Plan("CRM", start="2026-01-05", tasks=tasks))


def threat(name="late", **fields):
    return Threat(name, **{"probability": 0.3, "impact": {"time": "low"}, "owner": "bo", **fields})


def row(risk, as_of, found=None):
    return risk_proximities(RiskRegister([risk]), found or dates(), as_of=as_of).rows[0]


def codes(risk, as_of, found=None):
    findings = risk_findings(RiskRegister([risk]), schedule=found or dates(), as_of=as_of)
    return [f"{one.code} {one.message}" for one in findings]


def test_a_risk_may_strike_while_its_tasks_are_done_and_within_its_own_time():
    on = {"on": ["build"]}
    windows = [
        (threat(**on), D(2026, 1, 12, 8), D(2026, 1, 23, 17)),
        (threat(proximity="2026-01-15", **on), D(2026, 1, 15), D(2026, 1, 23, 17)),
        (threat(expires="2026-01-20", **on), D(2026, 1, 12, 8), D(2026, 1, 21)),
        (
            threat(proximity="2026-01-05", expires="2026-02-27", on=["build", "test"]),
            D(2026, 1, 12, 8),
            D(2026, 1, 30, 17),
        ),
        (threat(on=["work"]), D(2026, 1, 12, 8), D(2026, 1, 30, 17)),
        (threat(proximity="2026-02-02"), D(2026, 2, 2), None),
        (threat(), None, None),
    ]
    for risk, since, until in windows:
        found = row(risk, "2026-01-05")
        assert (found.strikes_from, found.strikes_until) == (since, until)


def test_whether_it_is_time_to_respond_is_said():
    response = Mitigate("second source", owner="bo")
    planned = threat(on=["build"], response=response, triggers=["a demonstration is put off"])
    treated = evolve(planned, status=RiskStatus.TREATED)
    accepted = evolve(planned, response=Accept())
    assert row(planned, "2026-01-08") == RiskProximity(
        risk="late",
        owner="bo",
        strikes_from=D(2026, 1, 12, 8),
        strikes_until=D(2026, 1, 23, 17),
        respond_by=D(2026, 1, 12, 8),
        triggers=["a demonstration is put off"],
        status="ahead",
    )
    said = [
        (planned, "2026-01-12", "unprepared"),
        (treated, "2026-01-12", "now"),
        (accepted, "2026-01-12", "now"),
        (evolve(planned, urgency="2026-01-07"), "2026-01-07", "ahead"),
        (evolve(planned, urgency="2026-01-07"), "2026-01-08", "respond"),
        (evolve(treated, urgency="2026-01-07"), "2026-01-08", "ahead"),
        (evolve(planned, expires="2026-01-16"), "2026-01-17", "over"),
        (evolve(planned, proximity="2026-01-26"), "2026-01-08", "never"),
        (evolve(planned, expires="2026-01-09"), "2026-01-08", "never"),
    ]
    assert [row(risk, as_of).status for risk, as_of, _ in said] == [status for _, _, status in said]
    assert row(treated, "2026-01-08").respond_by is None


def test_what_is_complete_is_struck_no_more_and_what_is_late_still_is():
    risk = threat(on=["design", "build"])
    done = Progress(actual_start="2026-01-05", actual_finish="2026-01-09")
    assert row(risk, "2026-01-08", dates(design=done)).strikes_from == D(2026, 1, 12, 8)
    late = row(risk, "2026-02-06", dates(design=done))
    assert (late.strikes_until, late.status) == (D(2026, 2, 7), "unprepared")
    built = Progress(actual_start="2026-01-12", actual_finish="2026-01-20")
    over = row(risk, "2026-02-06", dates(design=done, build=built))
    assert (over.strikes_until, over.status) == (D(2026, 1, 21), "over")


def test_the_soonest_stands_first_and_the_table_is_for_people():
    register = RiskRegister(
        [
            threat("flaw", on=["test"], triggers=["errors rise", "a sample fails"], owner="al"),
            threat("late", on=["build"], urgency="2026-01-07", response=Mitigate("second source")),
            threat("ill", on=["design"], response=Accept()),
            threat("over", on=["design"], status=RiskStatus.CLOSED),
        ]
    )
    found = risk_proximities(register, dates(), as_of="2026-01-08")
    assert str(found).splitlines() == [
        "When risks may strike, as of 2026-01-08",
        "Risk  Owner  May strike from  Until       Respond by  Status   Look for",
        "----  -----  ---------------  ----------  ----------  -------  ---------------------------",
        "ill   bo     2026-01-05       2026-01-09              now",
        "late  bo     2026-01-12       2026-01-23  2026-01-07  respond",
        "flaw  al     2026-01-26       2026-01-30  2026-01-26  ahead    errors rise; a sample fails",
    ]
    assert found.records()[1]["strikes_from"] == D(2026, 1, 12, 8)
    soon = risk_proximities(register, dates(), as_of="2026-01-08", within_days=7)
    assert [one.risk for one in soon] == ["ill", "late"]
    assert risk_proximities(register, dates()).as_of == D(2026, 1, 5)


def test_a_risk_on_a_task_that_is_not_there_is_refused():
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'"):
        row(threat(on=["biuld"]), "2026-01-08")


def test_a_review_finds_risks_whose_time_and_tasks_do_not_meet():
    assert codes(threat(on=["build"], proximity="2026-01-26"), "2026-01-08") == [
        "RSK019 threat 'late' may strike from 2026-01-26 on, when its tasks are finished since 2026-01-23"
    ]
    assert codes(threat(on=["test"], expires="2026-01-16"), "2026-01-08") == [
        "RSK019 threat 'late' may strike until 2026-01-16, before its tasks start on 2026-01-26"
    ]
    assert codes(threat(on=["test"], expires="2026-01-16"), "2026-01-19") == [
        "RSK008 threat 'late' is open and expired on 2026-01-16"
    ]
    assert [one[:6] for one in codes(threat(on=["biuld"], proximity="2026-06-01"), "2026-01-08")] == ["RSK004"]


def test_a_review_finds_risks_whose_time_has_come_without_a_response():
    risk = threat(on=["build"], proximity="2026-01-14")
    assert codes(risk, "2026-01-13") == []
    assert codes(risk, "2026-01-14") == [
        "RSK020 threat 'late' may strike since 2026-01-14, and nothing is done about it"
    ]
    response = Mitigate("second source")
    assert codes(evolve(risk, response=response), "2026-01-14") == [
        "RSK020 threat 'late' may strike since 2026-01-14, and its response is not in place"
    ]
    assert codes(evolve(risk, response=Accept()), "2026-01-14") == []
    assert codes(evolve(risk, response=response, status=RiskStatus.TREATED), "2026-01-14") == []
    assert codes(evolve(risk, proximity=None), "2026-01-14") == []


@given(valid_plans(), st.data())
def test_a_window_lies_within_the_dates_of_its_tasks(plan, data):
    found = schedule(plan)
    names = data.draw(st.lists(st.sampled_from([task.id for task in plan.tasks]), min_size=1, max_size=3))
    one = row(threat(on=names), plan.start, found)
    if one.status != "over":
        assert one.strikes_from is not None
        assert one.strikes_until is not None
        assert one.strikes_from <= one.strikes_until
        assert one.strikes_from >= min(found[name].start for name in names)

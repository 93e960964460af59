from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.errors import UndefinedIndexError, UnknownTaskError
from itpm.model import Plan, Progress, Task
from itpm.risk import (
    Action,
    Assumption,
    AssumptionStatus,
    DecisionDue,
    DecisionRecord,
    Issue,
    RaidLog,
    RiskRegister,
    RiskStatus,
    Threat,
    decisions_due,
    needed_by,
    raid_findings,
)
from itpm.scheduling import schedule

from tests.strategies import valid_plans

D = datetime


def dates(**fields):
    # From Monday 5 January: design to the 9th, build to the 23rd, train 4 d with 6 d of float, live on the 23rd.
    tasks = [
        Task("design", "5d", progress=fields.pop("design", None)),
        Task("build", "10d", after=["design"]),
        Task("train", "4d", after=["design"], progress=fields.pop("train", None)),
        Task("live", "0d", after=["build", "train"]),
    ]
    return schedule(Plan("CRM", start="2026-01-05", tasks=tasks, **fields))


def decisions():
    return [
        DecisionRecord("logo", owner="al"),
        DecisionRecord("trainer", owner="bo", tasks=["train", "live"], due="2026-01-14"),
        DecisionRecord("hosting", owner="koch", tasks=["build"], due="2026-01-16"),
        DecisionRecord("tool", tasks=["design"], decided="2025-12-19", decision="Relatio"),
        DecisionRecord("menu", due="2026-01-09"),
    ]


def test_a_decision_is_needed_by_the_late_start_of_what_waits_for_it():
    assert needed_by(decisions()[1], dates()) == D(2026, 1, 20, 8) == dates()["train"].late_start
    assert needed_by(decisions()[2], dates()) == D(2026, 1, 12, 8)
    # A deadline that cannot be kept makes it needed earlier than what waits can start.
    assert needed_by(decisions()[2], dates(deadline="2026-01-21")) < dates()["build"].start


def test_a_started_task_needed_it_when_it_began_and_a_complete_one_waits_no_more():
    begun = Progress(actual_start="2026-01-13 08:00", percent_complete=10)
    assert needed_by(decisions()[1], dates(train=begun, data_date="2026-01-13")) == D(2026, 1, 13, 8)
    done = Progress(actual_start="2026-01-05", actual_finish="2026-01-09")
    with pytest.raises(UndefinedIndexError, match="no task waits for it"):
        needed_by(DecisionRecord("tool", tasks=["design"]), dates(design=done, data_date="2026-01-12"))
    phase = [Task("phase"), Task("design", "5d", parent="phase", progress=done), Task("build", "5d")]
    over = schedule(Plan("CRM", start="2026-01-05", data_date="2026-01-12", tasks=phase))
    with pytest.raises(UndefinedIndexError, match="no task waits for it"):
        needed_by(DecisionRecord("tool", tasks=["phase"]), over)
    with pytest.raises(UnknownTaskError, match="there is no task 'biuld'; did you mean 'build'"):
        needed_by(DecisionRecord("x", tasks=["biuld"]), dates())


def test_open_decisions_are_due_soonest_first():
    found = decisions_due(decisions(), dates(), as_of="2026-01-12")
    assert found.rows == (
        DecisionDue(decision="menu", due=D(2026, 1, 10), status="overdue"),
        DecisionDue(
            decision="hosting",
            owner="koch",
            due=D(2026, 1, 17),
            planned_by=D(2026, 1, 12, 8),
            needed_by=D(2026, 1, 12, 8),
            waits="build",
            status="late",
        ),
        DecisionDue(
            decision="trainer",
            owner="bo",
            due=D(2026, 1, 15),
            planned_by=D(2026, 1, 12, 8),
            needed_by=D(2026, 1, 20, 8),
            waits="train",
            status="uses float",
        ),
        DecisionDue(decision="logo", owner="al"),
    )
    assert [row.agreed_too_late for row in found] == [False, True, False, False]
    assert [row.decision for row in decisions_due(decisions(), dates(), as_of="2026-01-07", within_days=5)] == [
        "menu",
        "hosting",
    ]


def test_the_decisions_due_are_a_table():
    assert str(decisions_due(decisions(), dates(), as_of="2026-01-08")).splitlines() == [
        "Decisions due as of 2026-01-08",
        "Decision  Owner  Agreed      Planned by  Needed by   Waits  Status",
        "--------  -----  ----------  ----------  ----------  -----  ------",
        "menu             2026-01-09                                 open",
        "hosting   koch   2026-01-16  2026-01-12  2026-01-12  build  open",
        "trainer   bo     2026-01-14  2026-01-12  2026-01-20  train  open",
        "logo      al                                                open",
    ]


def test_what_is_doubtful_in_a_log_is_found():
    log = RaidLog(
        RiskRegister(
            [
                Threat("flood", probability=0.1, status=RiskStatus.OCCURRED),
                Threat("strike", probability=0.1),
            ]
        ),
        issues=[Issue("strike", risk="strike", owner="al", due="2026-02-27")],
        actions=[
            Action("call", due="2026-01-09"),
            Action("write", owner="al", tasks=["biuld"]),
            Action("old", done="2026-01-05"),
        ],
        assumptions=[Assumption("the ERP stays", status=AssumptionStatus.REFUTED)],
        decisions=decisions(),
    )
    found = raid_findings(log, as_of="2026-01-12", schedule=dates())
    assert [f"{finding.code} {finding.subject} {finding.message}" for finding in found] == [
        "LOG010 issue:strike issue 'strike' has no action",
        "LOG001 action:call action 'call' has no owner",
        "LOG002 action:call action 'call' was due on 2026-01-09",
        "LOG003 action:write action 'write' has no date",
        "LOG007 assumption:the ERP stays assumption 'the ERP stays' proved wrong, and is neither a risk nor an issue",
        "LOG003 decision:logo decision 'logo' has no date",
        "LOG001 decision:menu decision 'menu' has no owner",
        "LOG002 decision:menu decision 'menu' was due on 2026-01-09",
        "LOG006 action:write action 'write' is on task 'biuld', which the plan does not have; did you mean 'build'?",
        "LOG004 decision:hosting decision 'hosting' was needed by 2026-01-12, the late start of 'build'",
        "LOG008 risk:flood threat 'flood' occurred, and no issue stands for what it does",
        "LOG009 risk:strike threat 'strike' is still open, though it occurred: an open issue names it",
    ]
    early = raid_findings(RaidLog(decisions=decisions()[2:3]), as_of="2026-01-08", schedule=dates())
    assert [finding.message for finding in early] == [
        "decision 'hosting' is agreed for 2026-01-16, but needed by 2026-01-12, the late start of 'build'"
    ]
    assert raid_findings(RaidLog(), as_of="2026-01-12", schedule=dates()) == ()


@given(valid_plans(), st.data())
def test_waiting_for_more_is_never_needed_later(plan, data):
    found = schedule(plan)
    ids = [task.id for task in plan.tasks]
    first = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3))
    more = [*first, *data.draw(st.lists(st.sampled_from(ids), max_size=3))]
    needed, sooner = (needed_by(DecisionRecord("x", tasks=tasks), found) for tasks in (first, more))
    assert sooner <= needed
    assert needed == min(found[task].late_start for task in first)


def test_a_decision_is_late_only_after_the_moment_it_is_needed():
    moment = needed_by(decisions()[1], dates())
    for delta, status in ((0, "uses float"), (1, "late")):
        (row,) = decisions_due(
            [DecisionRecord("trainer", tasks=["train"])], dates(), as_of=moment + timedelta(seconds=delta)
        )
        assert row.status == status

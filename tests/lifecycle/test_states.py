from __future__ import annotations

import pickle
from datetime import datetime

import pytest

from itpm.lifecycle import (
    Begun,
    Gate,
    GateApproved,
    GatePassed,
    LifecycleError,
    LifecycleEvent,
    LifecycleState,
    LifecycleStatus,
    Methodology,
    PutOnHold,
    Resumed,
    Stage,
    Terminated,
    begin,
    replay,
    waterfall,
)

METHOD = waterfall()
BEGUN = Begun("2026-01-05")
APPROVED = GateApproved(gate="G1", role="sponsor", by="ann", at="2026-02-01")
PASSED = GatePassed(gate="G1", by="ann", at="2026-02-02")
HELD = PutOnHold(reason="budget frozen", by="ann", at="2026-03-01")
RESUMED = Resumed(by="ann", at="2026-04-01")
ENDED = Terminated(reason="merged", by="ann", at="2026-05-01")
HISTORY: list[LifecycleEvent] = [BEGUN, APPROVED, PASSED, HELD, RESUMED, ENDED]


def test_a_project_begins_in_the_stages_that_come_after_nothing():
    assert begin(METHOD, at="2026-01-05") == LifecycleState(
        methodology="waterfall@1",
        status=LifecycleStatus.RUNNING,
        active=("initiation",),
        begun=datetime(2026, 1, 5),
        last=datetime(2026, 1, 5),
    )


def test_to_begin_is_to_replay_one_event():
    assert begin(METHOD, at="2026-01-05 08:00") == replay(METHOD, [Begun("2026-01-05 08:00")])


def test_a_state_is_the_fold_of_its_events():
    assert replay(METHOD, HISTORY) == LifecycleState(
        methodology="waterfall@1",
        status=LifecycleStatus.TERMINATED,
        active=("planning",),
        passed=(PASSED,),
        approvals=(APPROVED,),
        begun=datetime(2026, 1, 5),
        last=datetime(2026, 5, 2),
        reason="merged",
    )


@pytest.mark.parametrize(
    ("at", "status", "active"),
    [
        ("2026-01-05", "running", "initiation"),
        ("2026-02-01", "running", "initiation"),
        ("2026-02-02 12:00", "running", "initiation"),
        ("2026-02-02", "running", "planning"),
        ("2026-03-01", "on hold", "planning"),
        ("2026-04-30", "running", "planning"),
        ("2027-01-01", "terminated", "planning"),
    ],
)
def test_any_past_state_can_be_asked_for_by_its_date(at, status, active):
    state = replay(METHOD, HISTORY, at=at)
    assert (str(state.status), state.active) == (status, (active,))


def test_a_moment_before_the_beginning_has_no_state():
    with pytest.raises(
        LifecycleError, match="the project began 2026-01-05 00:00:00, after 2026-01-04 23:59:59"
    ) as error:
        replay(METHOD, HISTORY, at="2026-01-04 23:59:59")
    assert error.value.faults[0].place == "at"


def test_side_by_side_stages_join_where_a_stage_comes_after_both():
    method = Methodology(
        "joined",
        stages=[
            Stage("a", "A", exit=Gate("GA")),
            Stage("b", "B", exit=Gate("GB")),
            Stage("c", "C", after=["a", "b"], exit=Gate("GC")),
        ],
    )
    events: list[LifecycleEvent] = [Begun("2026-01-05")]
    seen = [replay(method, events).active]
    for gate in ("GB", "GA", "GC"):
        events.append(GatePassed(gate=gate, by="ann", at="2026-02-02"))
        seen.append(replay(method, events).active)
    assert seen == [("a", "b"), ("a",), ("c",), ()]
    assert replay(method, events).status is LifecycleStatus.CLOSED


@pytest.mark.parametrize(
    ("events", "faults"),
    [
        ([], ["event 0: a history begins with Begun"]),
        ([PASSED], ["event 0: a history begins with Begun"]),
        ([BEGUN, "G1 passed"], ["event 1: expected a lifecycle event, got str"]),
        (
            [BEGUN, BEGUN, GatePassed(gate="G9", by="ann", at="2026-02-02"), APPROVED],
            [
                "event 1: a project begins once",
                "event 2: there is no gate 'G9'",
                "event 3: it happened 2026-02-02 00:00:00, before event 2 at 2026-02-03 00:00:00",
            ],
        ),
        (
            [Begun("2026-01-05", methodology="agile@2")],
            ["event 0: begun under 'agile@2', replayed under 'waterfall@1'"],
        ),
        (
            [BEGUN, GatePassed(gate="G2", by="ann", at="2026-02-02")],
            ["event 1: gate G2 was not open: the project was not in 'planning'"],
        ),
        ([BEGUN, PASSED, PASSED], ["event 2: gate G1 was not open: the project was not in 'initiation'"]),
        ([BEGUN, APPROVED, APPROVED], ["event 2: the sponsor had approved gate G1"]),
        (
            [BEGUN, GateApproved(gate="G1", role="sponser", by="ann", at="2026-02-02")],
            ["event 1: the sponser does not approve gate G1; did you mean 'sponsor'?"],
        ),
        ([BEGUN, HELD, GatePassed(gate="G1", by="ann", at="2026-03-02")], ["event 2: the project was on hold"]),
        ([BEGUN, HELD, HELD], ["event 2: the project was on hold"]),
        ([BEGUN, RESUMED], ["event 1: the project was not on hold"]),
        (
            [BEGUN, HELD, Terminated(reason="x", by="a", at="2026-03-02"), RESUMED],
            ["event 3: the project was terminated before"],
        ),
    ],
)
def test_a_history_that_cannot_be_is_refused_with_its_place(events, faults):
    with pytest.raises(LifecycleError) as error:
        replay(METHOD, events)
    assert [str(fault) for fault in error.value.faults] == faults


def test_an_event_of_another_schema_is_refused():
    with pytest.raises(LifecycleError, match="expected version 1 of the event, got 2"):
        GatePassed(gate="G1", by="ann", at="2026-02-02", schema=2)


def test_a_state_shows_itself_compares_hashes_and_pickles():
    state = replay(METHOD, [*HISTORY[:4]])
    assert str(state).splitlines() == [
        "waterfall@1: on hold",
        "What            State    On          By",
        "--------------  -------  ----------  ---",
        "begun                    2026-01-05",
        "gate G1         go       2026-02-02  ann",
        "stage planning  on hold",
        "budget frozen",
    ]
    assert pickle.loads(pickle.dumps(state)) == state
    assert hash(state) == hash(replay(METHOD, HISTORY[:4]))

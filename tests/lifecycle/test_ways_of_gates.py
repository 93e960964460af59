"""What a gate may come to besides go, and what else happens in a life: each shown once, from question to state."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    BeginIteration,
    Begun,
    GateApproved,
    GateCondition,
    GatePassed,
    Hold,
    IterationBegun,
    LifecycleError,
    LifecycleEvent,
    LifecycleState,
    MeetCondition,
    PassGate,
    RaiseException,
    RecycleGate,
    Refused,
    SettleException,
    Terminate,
    agile,
    begin,
    decide,
    next_gate,
    options,
    prince2,
    replay,
    waterfall,
)
from itpm.rules import Facts

from tests.lifecycle.samples import complete, facts
from tests.lifecycle.ways import GOOD, RICH


def known(as_of="2026-02-01", **values):
    return Facts.of({**GOOD, **{name.replace("__", "."): value for name, value in values.items()}}, as_of=as_of)


def asked(state, command, about=None, method=RICH) -> Any:
    return decide(method, state, command, about or known(as_of="2026-01-05"))


def done(state: LifecycleState, *commands: Any, about=None, method=RICH) -> LifecycleState:
    for command in commands:
        state = asked(state, command, about, method).unwrap()
    return state


def who(at, by="ann"):
    return {"by": by, "at": at}


START = begin(RICH, at="2026-01-05")
BUILD = done(START, ApproveGate("G1", "sponsor", **who("2026-01-12")), PassGate("G1", **who("2026-01-12")))


# --- on condition -----------------------------------------------------------------------------------------


LACKING = {
    "deliverable__idea__status": "in review",
    "deliverable__idea__accepted": False,
    "deliverable__idea__lacks": ("no figures",),
}
APPROVED = done(START, ApproveGate("G1", "sponsor", **who("2026-01-12")))
CONDITION = GateCondition("G1.idea", "bo adds the figures", due="2026-01-30", owner="bo")


def conditional():
    command = PassGate("G1", **who("2026-01-12"), conditions=[CONDITION])
    return asked(APPROVED, command, known(as_of="2026-01-12", **LACKING))


def test_a_gate_is_passed_on_condition_that_its_reasons_are_lifted_by_a_date():
    accepted = conditional()
    event: Any
    (event,) = accepted.events
    assert (str(event.verdict), event.conditions) == ("conditional go", (CONDITION,))
    assert [str(warning) for warning in accepted.warnings] == [
        "G1.idea: no figures. Lift it: complete it",
        "G1.idea: the idea is in review, not accepted. Lift it: have it reviewed and accepted",
    ]
    assert accepted.state.active == ("build",)
    assert [row["what"] for row in accepted.state.records()] == [
        "begun",
        "gate G1",
        "G1: bo adds the figures",
        "stage build",
        "stage rollout",
    ]


def test_a_condition_not_met_in_time_reopens_the_gate_while_work_goes_on():
    state = conditional().state
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GateApproved(gate="G1", role="sponsor", by="ann", at="2026-01-12"),
        *conditional().events,
    ]
    assert replay(RICH, history, at="2026-01-30").active == ("build",)
    late = replay(RICH, history, at="2026-01-31")
    assert (late.active, late.passing("G1"), late.conditions) == (("start", "build"), None, ())
    assert [(again.gate, again.reason, again.covers) for again in late.reopened] == [
        ("G1", "'bo adds the figures' was not done by 2026-01-30", "G1.idea")
    ]
    refused = asked(state, PassGate("E3", **who("2026-02-02", "bo")))
    assert [reason.code for reason in refused.reasons] == ["LIF006", "E3.approval"]
    sprint = asked(state, BeginIteration("build", **who("2026-02-02", "bo")))
    assert isinstance(sprint, Accepted)
    again = done(sprint.state, ApproveGate("G1", "sponsor", **who("2026-02-03")), PassGate("G1", **who("2026-02-03")))
    assert (again.active, again.reopened) == (("build",), ())


def test_a_condition_is_met_when_its_reasons_are_gone():
    state = conditional().state
    meet = MeetCondition("G1", "G1.idea", **who("2026-01-20", "bo"))
    refused = asked(state, meet, known(as_of="2026-01-19", **LACKING))
    assert [reason.message for reason in refused.reasons] == ["no figures", "the idea is in review, not accepted"]
    assert asked(state, meet, known(as_of="2026-01-19")).unwrap().conditions == ()
    nothing = asked(state, MeetCondition("G1", "G1.charter", **who("2026-01-20")))
    assert [str(reason) for reason in nothing.reasons] == ["LIF020: gate G1 has no open condition 'G1.charter'"]


def test_no_condition_stands_for_an_approval_or_at_the_end_or_in_the_past():
    condition = GateCondition("G1.approval", "ann will say yes", due="2026-01-30")
    refused = asked(START, PassGate("G1", **who("2026-01-12"), conditions=[condition]))
    assert [reason.code for reason in refused.reasons] == ["G1.approval"]
    late = GateCondition("G1.idea", "soon", due="2026-01-12")
    refused = asked(
        APPROVED, PassGate("G1", **who("2026-01-12"), conditions=[late]), known(as_of="2026-01-12", **LACKING)
    )
    assert [reason.code for reason in refused.reasons] == ["LIF018"]
    refused = asked(BUILD, PassGate("S", **who("2026-01-20"), conditions=[CONDITION]))
    assert "LIF019" in {reason.code for reason in refused.reasons}


def test_a_project_does_not_end_with_a_condition_open():
    conditions = [GateCondition("G3.x", "later", due="2026-12-31")]
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GatePassed(gate="G1", by="ann", at="2026-01-06"),
        GatePassed(gate="G2", by="ann", at="2026-01-07"),
        GatePassed(gate="E3", by="ann", at="2026-01-07"),
        GatePassed(gate="G3", by="ann", at="2026-01-08", conditions=conditions, verdict="conditional go"),
        GateApproved(gate="G4", role="sponsor", by="ann", at="2026-01-09"),
    ]
    refused = asked(replay(RICH, history), PassGate("G4", **who("2026-02-02")))
    assert [str(reason) for reason in refused.reasons] == [
        (
            "LIF012: gate G3 was passed on condition that by 2026-12-31: later. "
            "Lift it: do it, and say so: MeetCondition('G3', 'G3.x', by=..., at=...)"
        )
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: GateCondition("", "x", due="2026-01-01"),
            "a condition needs the code of the reason that it stands for",
        ),
        (lambda: GateCondition("G1.idea", " ", due="2026-01-01"), "a condition needs what will be done"),
        (
            lambda: PassGate("G1", **who("2026-01-01"), conditions=[CONDITION, CONDITION]),
            "two conditions stand for 'G1.idea'",
        ),
    ],
)
def test_a_condition_says_what_and_is_set_once(make, message):
    with pytest.raises(LifecycleError, match=message):
        make()


# --- recycle, hold, kill ------------------------------------------------------------------------------------


def test_a_recycled_gate_must_be_approved_again():
    state = done(APPROVED, RecycleGate("G1", "the idea is thin", **who("2026-01-13")))
    assert (state.active, state.approvals) == (("start",), ())
    assert [reason.code for reason in asked(state, PassGate("G1", **who("2026-01-14"))).reasons] == ["G1.approval"]


def test_recycling_to_an_earlier_stage_sends_back_what_comes_after_it():
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GatePassed(gate="G1", by="a", at="2026-01-06"),
        GatePassed(gate="E3", by="a", at="2026-01-07"),
    ]
    state = replay(RICH, history)
    assert state.active == ("build", "rollout")
    back = done(state, RecycleGate("G2", "start over", to="start", **who("2026-01-08")))
    assert (back.active, back.ready, back.passed) == (("start",), (), ())
    assert [again.gate for again in back.reopened] == ["G1", "E3"]
    refused = asked(state, RecycleGate("G2", "what", to="close", **who("2026-01-08")))
    assert [str(reason) for reason in refused.reasons] == ["LIF023: stage 'close' does not come before gate G2"]


def test_a_gate_may_put_the_project_on_hold_or_end_it_and_the_event_keeps_what_the_rules_said():
    held = asked(BUILD, Hold("no money", gate="G2", **who("2026-01-20")))
    assert isinstance(held, Accepted)
    assert (getattr(held.events[0], "gate", ""), str(held.state.status)) == ("G2", "on hold")
    killed = asked(BUILD, Terminate("no case any more", gate="G2", **who("2026-01-20")))
    assert isinstance(killed, Accepted)
    assert (getattr(killed.events[0], "gate", ""), str(killed.state.status)) == ("G2", "being closed early")


def test_an_ended_project_has_a_closure_of_its_own():
    state = done(BUILD, Terminate("merged", **who("2026-01-20")))
    assert (str(state.status), next_gate(RICH, state)) == ("being closed early", "GX")
    assert [reason.code for reason in asked(state, PassGate("G2", **who("2026-01-21"))).reasons] == ["LIF022"]
    over = done(state, ApproveGate("GX", "sponsor", **who("2026-01-22")), PassGate("GX", **who("2026-01-23")))
    assert (str(over.status), over.is_over) == ("terminated", True)
    assert isinstance(asked(BUILD, PassGate("GX", **who("2026-01-21"))), Refused)
    at_once = decide(
        waterfall(), begin(waterfall(), at="2026-01-05"), Terminate("x", **who("2026-01-20")), known(as_of="2026-01-05")
    )
    assert str(at_once.unwrap().status) == "terminated"


# --- persons ------------------------------------------------------------------------------------------------


def test_a_role_is_approved_for_by_who_holds_it():
    refused = asked(START, ApproveGate("G1", "sponsor", **who("2026-01-12", "eve")))
    assert [str(reason) for reason in refused.reasons] == [
        "LIF011: eve is not the sponsor: ann is. Lift it: ann approves, or says delegated_by='ann'"
    ]
    delegated = asked(START, ApproveGate("G1", "sponsor", delegated_by="Ann", **who("2026-01-12", "eve")))
    assert isinstance(delegated, Accepted)
    assert getattr(delegated.events[0], "delegated_by", "") == "Ann"
    refused = asked(BUILD, ApproveGate("G3", "sponsor", delegated_by="ann", **who("2026-01-12", "eve")))
    assert "LIF024: the approval of gate G3 cannot be delegated. Lift it: ann approves in person" in map(
        str, refused.reasons
    )


def test_where_nobody_said_who_holds_a_role_the_approval_warns():
    nothing = Facts.of({}, as_of="2026-01-05")
    accepted = asked(START, ApproveGate("G1", "sponsor", **who("2026-01-12", "eve")), nothing)
    assert isinstance(accepted, Accepted)
    assert [(warning.code, warning.missing) for warning in accepted.warnings] == [("LIF011", ("role.sponsor",))]


def test_the_sponsor_is_whom_the_charter_names():
    state = begin(waterfall(), at="2026-01-05")
    refused: Any = decide(waterfall(), state, ApproveGate("G1", "sponsor", **who("2026-02-02", "eve")), facts())
    assert [reason.message for reason in refused.reasons] == ["eve is not the sponsor: ann is"]


def test_an_approval_lapses_when_what_was_approved_changes():
    approved = done(START, ApproveGate("G1", "sponsor", **who("2026-01-12")))
    changed = known(as_of="2026-01-13", deliverable__idea__fingerprint="v2")
    refused = asked(approved, PassGate("G1", **who("2026-01-14")), changed)
    assert [str(reason) for reason in refused.reasons] == [
        (
            "G1.approval: the sponsor approved gate G1 on 2026-01-12; since then idea changed. "
            "Lift it: the sponsor decides again: ApproveGate('G1', 'sponsor', by=..., at=...)"
        )
    ]
    assert "ApproveGate" in {
        type(command).__name__ for command in options(RICH, approved, changed, **who("2026-01-14")).possible
    }
    again = done(
        approved, ApproveGate("G1", "sponsor", **who("2026-01-14")), PassGate("G1", **who("2026-01-14")), about=changed
    )
    assert again.active == ("build",)


def test_the_charter_of_the_library_lapses_its_approval_when_it_is_revised():
    method = waterfall()
    state = begin(method, at="2026-01-05")
    state = decide(method, state, ApproveGate("G1", "sponsor", **who("2026-02-02")), facts()).unwrap()
    charter: Any = complete("charter")
    richer = [evolve(charter, budget_limit="900k EUR"), complete("goal"), complete("feasibility_study")]
    refused = decide(method, state, PassGate("G1", **who("2026-02-03")), facts(richer))
    assert isinstance(refused, Refused)
    assert [reason.message for reason in refused.reasons] == [
        "the sponsor approved gate G1 on 2026-02-02; since then charter changed"
    ]


# --- iterations -----------------------------------------------------------------------------------------------


def test_a_stage_is_left_only_after_its_sprints_each_ended_by_its_gate():
    refused = asked(BUILD, PassGate("S", **who("2026-01-20", "bo")))
    assert [reason.code for reason in refused.reasons] == ["LIF013", "S.approval"]
    running = done(BUILD, BeginIteration("build", goal="import", **who("2026-01-13", "bo")))
    assert [(known_.number, known_.goal, known_.is_open) for known_ in running.iterations] == [(1, "import", True)]
    assert next_gate(RICH, running) == "S"
    refused = asked(running, PassGate("G2", **who("2026-01-20")))
    assert [reason.code for reason in refused.reasons] == ["LIF013", "LIF014", "G2.approval"]
    refused = asked(running, PassGate("S", **who("2026-01-27", "bo")), known(as_of="2026-01-27", tests__failed=2))
    assert [str(reason) for reason in refused.reasons] == [
        (
            "S.tests: it does not hold that no test fails: tests.failed is 2, at most 0 is wanted. "
            "Lift it: see to it that no test fails"
        ),
        "S.approval: gate S is not approved by the owner. Lift it: the owner decides: ApproveGate('S', 'owner', by=..., at=...)",
    ]
    rounds: list[Any] = []
    for day in ("2026-01-27", "2026-02-10"):
        rounds += [ApproveGate("S", "owner", **who(day, "bo")), PassGate("S", **who(day, "bo"))]
        rounds += [BeginIteration("build", **who(day, "bo"))] if day == "2026-01-27" else []
    twice = done(running, *rounds)
    assert [known_.is_open for known_ in twice.iterations] == [False, False]
    assert [approval.gate for approval in twice.approvals] == ["G1"]
    left = done(twice, ApproveGate("G2", "sponsor", **who("2026-02-12")), PassGate("G2", **who("2026-02-12")))
    assert (left.active, left.ready) == ((), ("rollout",))


def test_there_are_no_more_sprints_than_were_agreed():
    events: list[LifecycleEvent] = [Begun("2026-01-05"), GatePassed(gate="G1", by="a", at="2026-01-06")]
    for day in (7, 8, 9):
        events += [
            IterationBegun(stage="build", by="bo", at=f"2026-01-0{day}"),
            GatePassed(gate="S", by="bo", at=f"2026-01-0{day}"),
        ]
    refused = asked(replay(RICH, events), BeginIteration("build", **who("2026-01-20")))
    assert [str(reason) for reason in refused.reasons] == ["LIF015: Build has had its 3 sprints"]
    nothing = asked(BUILD, BeginIteration("rollout", **who("2026-01-20")))
    assert [reason.code for reason in nothing.reasons] == ["LIF013"]


def test_an_overlapping_stage_begins_when_the_other_has_begun_and_is_left_after_it():
    assert (BUILD.active, BUILD.ready) == (("build",), ("rollout",))
    inside = done(
        BUILD, ApproveGate("E3", "owner", **who("2026-01-20", "bo")), PassGate("E3", **who("2026-01-20", "bo"))
    )
    assert inside.active == ("build", "rollout")
    refused = asked(inside, PassGate("G3", **who("2026-01-21")))
    assert next((reason.code, reason.remedy) for reason in refused.reasons) == ("LIF006", "pass G2")


# --- exceptions ---------------------------------------------------------------------------------------------------


def test_a_forecast_beyond_a_tolerance_goes_up_and_is_not_decided_by_who_raised_it():
    method = prince2(tolerances={"cost": 10})
    state = replay(
        method, [Begun("2026-01-05"), *(GatePassed(gate=gate, by="eve", at="2026-01-06") for gate in ("P1", "P2"))]
    )
    over: Any = Facts.of({"stage.cost_deviation": 14, "role.project_board": ["eve", "kim"]}, as_of="2026-01-07")
    at = who("2026-02-02", "kim")
    refused: Any = decide(method, state, PassGate("P3", **at), over)
    (reason,) = [reason for reason in refused.reasons if "tolerance" in reason.code]
    assert str(reason) == (
        "stage_1.tolerance.cost: Stage 1 is forecast to leave its tolerance of cost: stage.cost_deviation is 14, at most 10. "
        "Lift it: RaiseException('stage_1', ...); the project board decides: SettleException('stage_1', ..., allows={'cost': 14})"
    )
    state = done(state, RaiseException("stage_1", "the vendor is dearer", **at), about=over, method=method)
    blocked: Any = decide(method, state, PassGate("P3", **at), over)
    assert "LIF016" in {reason.code for reason in blocked.reasons}
    own: Any = decide(method, state, SettleException("stage_1", "go on", allows={"cost": 15}, **at), over)
    assert [str(reason) for reason in own.reasons] == [
        "LIF017: kim raised the exception, so somebody above decides on it. Lift it: eve decides"
    ]
    state = done(
        state,
        SettleException("stage_1", "go on", allows={"cost": 15}, **who("2026-02-03", "eve")),
        about=over,
        method=method,
    )
    after: Any = decide(method, state, PassGate("P3", **who("2026-02-03", "eve")), over)
    assert not [reason for reason in after.reasons if "tolerance" in reason.code]


def test_a_tolerance_nobody_forecast_is_unknown_not_kept():
    refused = asked(BUILD, PassGate("G2", **who("2026-01-20")), Facts.of({}, as_of="2026-01-05"))
    assert ("stage.cost_deviation",) in [reason.missing for reason in refused.reasons]


def test_a_sprint_goes_on_where_it_was_when_an_exception_is_settled():
    running = done(
        BUILD,
        BeginIteration("build", **who("2026-01-13", "bo")),
        RaiseException("build", "dear", **who("2026-01-14", "kim")),
    )
    settled = done(running, SettleException("build", "go on", **who("2026-01-15", "dee")))
    assert settled.iteration("build") is not None
    assert isinstance(
        done(settled, ApproveGate("S", "owner", **who("2026-01-16", "bo")), PassGate("S", **who("2026-01-16", "bo"))),
        LifecycleState,
    )


def test_agile_takes_releases_one_after_the_other():
    method = agile(releases=2, most_sprints=4)
    assert [stage.key for stage in method.stages] == [
        "initiation", "release_planning_1", "sprints_1", "release_1", "release_planning_2", "sprints_2", "release_2", "closure",
    ]  # fmt: skip
    assert [gate.key for gate in method.gates] == ["A1", "R1", "S1", "B1", "L1", "R2", "S2", "B2", "L2", "A9", "GX"]


def test_an_event_knows_no_other_verdicts():
    with pytest.raises(
        LifecycleError, match="expected one of go, conditional go, hold, recycle, kill, got 'goo'; did you mean 'go'"
    ):
        GatePassed(gate="G1", by="ann", at="2026-01-06", verdict="goo")

from __future__ import annotations

import pickle
from typing import Any

import pytest
from attrs import evolve

from itpm.errors import UnknownNameError
from itpm.findings import Finding
from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    Begun,
    Command,
    GateApproved,
    GatePassed,
    Hold,
    LifecycleError,
    LifecycleEvent,
    PassGate,
    PutOnHold,
    RecycleGate,
    Refused,
    RefusedError,
    Resume,
    Resumed,
    Terminate,
    Terminated,
    begin,
    decide,
    options,
    replay,
    revise,
    waterfall,
)
from itpm.rules import Facts, RuleProfile, evaluate

from tests.lifecycle.samples import COMPLETE, complete, facts
from tests.rules.samples import schedule_pack, waiver

METHOD = waterfall()
GATES = ("G1", "G2", "G3", "G4", "G5")


def history(*gates, at="2026-02-02"):
    events: list[LifecycleEvent] = [Begun("2026-01-05")]
    for gate in gates:
        events += [GateApproved(gate=gate, role="sponsor", by="ann", at=at), GatePassed(gate=gate, by="ann", at=at)]
    return events


def who(at="2026-02-02"):
    return {"by": "ann", "at": at}


HELD = [*history("G1"), PutOnHold(reason="frozen", by="ann", at="2026-02-02")]
STATES = {
    "begun": history(),
    "planning": [*history("G1"), GateApproved(gate="G2", role="sponsor", by="ann", at="2026-02-02")],
    "on hold": HELD,
    "terminated": [*history("G1"), Terminated(reason="merged", by="ann", at="2026-02-02")],
    "closed": history(*GATES),
}
COMMANDS: dict[str, Command] = {
    "pass G1": PassGate("G1", **who()),
    "pass G2": PassGate("G2", **who()),
    "pass G3": PassGate("G3", **who()),
    "approve G1": ApproveGate("G1", "sponsor", **who()),
    "approve G2": ApproveGate("G2", "sponsor", **who()),
    "hold": Hold("frozen", **who()),
    "resume": Resume(**who()),
    "terminate": Terminate("merged", **who()),
}
# With every deliverable accepted and complete: the event that follows, or the codes of all reasons against it.
CELLS: dict[str, dict[str, object]] = {
    "begun": {
        "pass G1": ["G1.approval"],
        "pass G2": ["LIF006", "G2.approval"],
        "pass G3": ["LIF006", "G3.approval"],
        "approve G1": GateApproved,
        "approve G2": ["LIF006"],
        "hold": PutOnHold,
        "resume": ["LIF009"],
        "terminate": Terminated,
    },
    "planning": {
        "pass G1": ["LIF007"],
        "pass G2": GatePassed,
        "pass G3": ["LIF006", "G3.approval"],
        "approve G1": ["LIF007"],
        "approve G2": ["LIF008"],
        "hold": PutOnHold,
        "resume": ["LIF009"],
        "terminate": Terminated,
    },
    "on hold": {
        "pass G1": ["LIF007"],
        "pass G2": ["LIF003", "G2.approval"],
        "pass G3": ["LIF003", "LIF006", "G3.approval"],
        "approve G1": ["LIF007"],
        "approve G2": ["LIF003"],
        "hold": ["LIF010"],
        "resume": Resumed,
        "terminate": Terminated,
    },
    "terminated": {key: ["LIF004"] for key in COMMANDS},
    "closed": {key: ["LIF005"] for key in COMMANDS},
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", STATES)
def test_every_command_in_every_state_is_accepted_or_refused_as_the_table_says(state, command):
    before = replay(METHOD, STATES[state])
    expected = CELLS[state][command]
    match decide(METHOD, before, COMMANDS[command], facts()):
        case Accepted(state=after, events=events, warnings=warnings):
            assert [type(event) for event in events] == [expected]
            assert replay(METHOD, [*STATES[state], *events]) == after
            assert {warning.code for warning in warnings} <= {"LIF011"}
        case Refused(reasons=reasons):
            assert [reason.code for reason in reasons] == expected


def _approve_and_pass(gate) -> tuple[Command, ...]:
    return ApproveGate(gate, "sponsor", **who()), PassGate(gate, **who())


def test_a_project_passes_from_gate_to_gate_to_its_end():
    state, events = begin(METHOD, at="2026-01-05"), history()
    for gate in GATES:
        for command in _approve_and_pass(gate):
            decision = decide(METHOD, state, command, facts())
            assert isinstance(decision, Accepted)
            state = decision.state
            events += decision.events
    assert (str(state.status), state.active) == ("closed", ())
    assert replay(METHOD, events) == state
    assert [evolve(event, content=()) if isinstance(event, GateApproved) else event for event in events] == history(
        *GATES
    )


def test_a_refusal_gives_every_reason_with_what_lifts_it():
    deliverables = [complete("goal"), revise(complete("charter"), sponsor="", authority="")]
    refused: Any = decide(METHOD, begin(METHOD, at="2026-01-05"), PassGate("G1", **who()), facts(deliverables))
    assert str(refused).splitlines() == [
        (
            "G1.feasibility_study: the feasibility study has not been begun. "
            "Lift it: write it, have it reviewed and accepted"
        ),
        "G1.charter: the charter has no sponsor. Lift it: name one: revise(charter, sponsor=...)",
        (
            "G1.charter: the charter has no statement of the project manager's authority. "
            "Lift it: say what may be decided alone: revise(charter, authority=...)"
        ),
        "G1.charter: the charter is a draft, not accepted. Lift it: have it reviewed and accepted",
        (
            "G1.approval: gate G1 is not approved by the sponsor. "
            "Lift it: the sponsor decides: ApproveGate('G1', 'sponsor', by=..., at=...)"
        ),
    ]
    assert len({reason.fingerprint for reason in refused.reasons}) == len(refused.reasons)


def test_what_nobody_knows_of_a_deliverable_is_a_reason_that_names_the_facts():
    known = Facts.of({"deliverable.goal.accepted": True}, as_of="2026-02-02")
    refused: Any = decide(METHOD, begin(METHOD, at="2026-01-05"), PassGate("G1", **who()), known)
    assert [(reason.code, reason.missing) for reason in refused.reasons] == [
        ("G1.goal", ("deliverable.goal.lacks",)),
        ("G1.feasibility_study", ("deliverable.feasibility_study.accepted", "deliverable.feasibility_study.lacks")),
        ("G1.charter", ("deliverable.charter.accepted", "deliverable.charter.lacks")),
        ("G1.approval", ()),
    ]


def test_facts_that_anyone_brings_may_say_what_is_lacking_in_plain_sentences():
    known = facts(
        deliverable__charter__lacks=["no signature"], deliverable__goal__status=None, deliverable__goal__accepted=False
    )
    refused: Any = decide(METHOD, begin(METHOD, at="2026-01-05"), PassGate("G1", **who()), known)
    assert [str(reason) for reason in refused.reasons[:2]] == [
        "G1.goal: the goal is not accepted. Lift it: have it reviewed and accepted",
        "G1.charter: no signature. Lift it: complete it",
    ]


@pytest.mark.parametrize(
    ("at", "as_of", "expected"),
    [
        ("2026-02-02", "2026-02-02", []),
        ("2026-02-03", "2026-01-31", []),
        (
            "2026-02-01",
            "2026-01-31",
            [
                "LIF001: the command is of 2026-02-01, before the last event on 2026-02-02. Lift it: date it 2026-02-02 or later"
            ],
        ),
        (
            "2026-02-02",
            "2026-02-03",
            [
                (
                    "LIF002: the facts are as of 2026-02-03, later than the command of 2026-02-02. "
                    "Lift it: ask for facts as of 2026-02-02, or date the command 2026-02-03 or later"
                )
            ],
        ),
        ("2026-02-01 09:30", "2026-02-03", ["LIF001", "LIF002"]),
    ],
)
def test_a_command_before_the_last_event_or_with_facts_from_later_is_refused(at, as_of, expected):
    decision = decide(METHOD, replay(METHOD, history("G1")), Hold("frozen", **who(at)), facts(as_of=as_of))
    reasons = decision.reasons if isinstance(decision, Refused) else ()
    assert [str(reason)[: len(line)] for reason, line in zip(reasons, expected, strict=True)] == expected


def test_names_that_do_not_exist_are_raised_because_no_circumstance_makes_them_right():
    state = begin(METHOD, at="2026-01-05")
    with pytest.raises(UnknownNameError, match="there is no gate 'G11'; did you mean 'G1'"):
        decide(METHOD, state, PassGate("G11", **who()), facts())
    with pytest.raises(UnknownNameError, match="there is no approver 'sponser'; did you mean 'sponsor'"):
        decide(METHOD, state, ApproveGate("G1", "sponser", **who()), facts())
    with pytest.raises(UnknownNameError, match="there is no approver 'pmo'; did you mean 'sponsor'"):
        decide(METHOD, state, ApproveGate("G1", "pmo", **who()), facts())
    other = begin(waterfall(), at="2026-01-05")
    with pytest.raises(LifecycleError, match="the state is of 'waterfall@1', the methodology is 'waterfall@2'"):
        decide(evolve(METHOD, version=2), other, PassGate("G1", **who()), facts())


def test_what_is_no_command_is_refused_before_anything_is_asked():
    no_command: Any = "pass G1"
    with pytest.raises(LifecycleError, match="expected a command, got str"):
        decide(METHOD, begin(METHOD, at="2026-01-05"), no_command, facts())


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PassGate("", by="ann", at="2026-02-02"), "PassGate needs the key of a gate, got ''"),
        (lambda: PassGate("G1", by=" ", at="2026-02-02"), "PassGate needs the name of who asks, got ' '"),
        (lambda: ApproveGate("G1", "", by="ann", at="2026-02-02"), "ApproveGate needs the role that approves, got ''"),
        (lambda: Hold("", by="ann", at="2026-02-02"), "Hold needs a reason, got ''"),
        (lambda: Terminate("", by="ann", at="2026-02-02"), "Terminate needs a reason, got ''"),
    ],
)
def test_a_command_says_who_and_why(make, message):
    with pytest.raises(LifecycleError) as error:
        make()
    assert error.value.faults[0].message == message


RULED = waterfall(rules={"G1": ["SCH", "BUD003"]}, approvers={"G1": []})
GOOD: dict[str, Any] = {"plan__leads": (), "phase": "initiation", "plan__baseline": "B0"}


def ruled(command_facts, *, method=RULED, **options_):
    state = begin(method, at="2026-01-05")
    return decide(method, state, PassGate("G1", **who()), command_facts, **options_)


def test_a_gate_names_rules_by_code_and_one_that_nobody_supplied_is_a_reason():
    refused = ruled(facts(**GOOD), rules=[schedule_pack()])
    assert refused == Refused(
        [
            Finding(
                code="BUD003",
                subject="gate:G1",
                message="cannot be decided: gate G1 asks for BUD003, and no such rule was supplied",
                missing=["rule:BUD003"],
                remedy="supply a pack with BUD003: rules=[...]",
            )
        ]
    )
    assert [reason.code for reason in ruled(facts(**GOOD)).reasons] == ["SCH", "BUD003"]


def test_a_rule_that_fails_or_cannot_be_decided_is_a_reason():
    refused = ruled(facts(plan__leads=["b", "a"]), rules=[schedule_pack()])
    assert [(reason.code, reason.subject, reason.missing) for reason in refused.reasons] == [
        ("BUD003", "gate:G1", ("rule:BUD003",)),
        ("SCH001", "rule:SCH001", ("phase",)),
        ("SCH003", "task:a", ()),
        ("SCH003", "task:b", ()),
    ]


SCHEDULED = waterfall(rules={"G1": ["SCH"]}, approvers={"G1": []})


def test_the_event_keeps_the_verdict_and_the_rules_it_was_taken_under():
    known = facts(**GOOD)
    accepted = ruled(known, method=SCHEDULED, rules=[schedule_pack()])
    (event,) = accepted.events
    assert event == GatePassed(
        gate="G1",
        by="ann",
        at="2026-02-02",
        outcomes=[("SCH001", "PASS"), ("SCH003", "PASS")],
        rules=evaluate(schedule_pack(), known, profile=RuleProfile(select=["SCH"])).fingerprint,
    )
    later = ruled(known, method=SCHEDULED, rules=[schedule_pack("2.0")])
    assert later.events[0].rules != event.rules


def test_an_advisory_rule_warns_and_a_waived_offence_does_not_stand_against_passing():
    known = facts(**{**GOOD, "plan__leads": ["a"]})
    advisory = ruled(
        known, method=SCHEDULED, rules=[schedule_pack()], profile=RuleProfile(enforcement={"*": "advisory"})
    )
    assert [warning.code for warning in advisory.warnings] == ["SCH003"]
    assert advisory.events[0].outcomes == (("SCH001", "PASS"), ("SCH003", "FAIL (advisory)"))
    waived = ruled(known, method=SCHEDULED, rules=[schedule_pack()], waivers=[waiver(), waiver(subject="task:z")])
    assert [warning.code for warning in waived.warnings] == ["WAV002"]
    assert waived.events[0].outcomes == (("SCH001", "PASS"), ("SCH003", "FAIL (waived)"))


def test_a_hard_rule_is_not_waived_at_a_gate():
    known = facts(**{**GOOD, "plan__leads": ["a"]})
    hard = RuleProfile(enforcement={"SCH": "hard"})
    refused = ruled(known, method=SCHEDULED, rules=[schedule_pack()], profile=hard, waivers=[waiver()])
    assert [reason.code for reason in refused.reasons] == ["SCH003"]


def test_unwrapping_a_refusal_raises_every_reason():
    refused: Any = decide(METHOD, begin(METHOD, at="2026-01-05"), PassGate("G1", **who()), facts())
    with pytest.raises(RefusedError, match=r"refused\n  G1.approval: gate G1 is not approved by the sponsor") as error:
        refused.unwrap()
    assert pickle.loads(pickle.dumps(error.value)).reasons == refused.reasons


def test_options_are_every_command_with_its_verdict():
    state = replay(METHOD, STATES["planning"])
    choices = options(METHOD, state, facts(), **who())
    assert choices.possible == (
        PassGate("G2", **who()),
        RecycleGate("G2", "to be given", **who()),
        Hold("to be given", **who()),
        Terminate("to be given", **who()),
    )
    for command, decision in choices:
        assert decision == decide(METHOD, state, command, facts())
    assert [(row["command"], row["about"], row["verdict"]) for row in choices.records()] == [
        ("PassGate", "G2", "accepted"),
        ("RecycleGate", "G2", "accepted"),
        ("ApproveGate", "G3 sponsor", "refused"),
        ("PassGate", "G3", "refused"),
        ("ApproveGate", "G4 sponsor", "refused"),
        ("PassGate", "G4", "refused"),
        ("ApproveGate", "G5 sponsor", "refused"),
        ("PassGate", "G5", "refused"),
        ("Hold", "", "accepted"),
        ("Resume", "", "refused"),
        ("Terminate", "", "accepted"),
    ]
    assert len(choices) == 11


def test_decisions_compare_and_pickle():
    state = begin(METHOD, at="2026-01-05")
    for command in _approve_and_pass("G1"):
        decision = decide(METHOD, state, command, facts(COMPLETE))
        assert pickle.loads(pickle.dumps(decision)) == decision

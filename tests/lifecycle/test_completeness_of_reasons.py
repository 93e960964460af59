"""Whoever does away with every reason of a refusal is accepted: no reason was held back."""

from __future__ import annotations

from datetime import timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from itpm.lifecycle import (
    Accepted,
    ApproveGate,
    Begun,
    GateApproved,
    GatePassed,
    Hold,
    LifecycleEvent,
    LifecycleStatus,
    PassGate,
    PutOnHold,
    Refused,
    Resume,
    Resumed,
    Terminate,
    decide,
    deliverable_facts,
    replay,
    revise,
    waterfall,
)
from itpm.rules import Facts

from tests.lifecycle.samples import COMPLETE, complete, facts
from tests.rules.samples import schedule_pack

METHOD = waterfall(approvers={"G2": ["sponsor", "pmo"]}, rules={"G1": ["SCH"], "G3": ["SCH003"]})
GATES = [gate.key for gate in METHOD.gates]
PACK = schedule_pack()
GOOD = {"plan.leads": (), "phase": "any", "plan.baseline": "B0"}
ALL_FACTS = {**deliverable_facts(COMPLETE), **GOOD}
DAYS = st.sampled_from(["2026-02-01", "2026-02-02", "2026-02-03"])

DELIVERABLE_FACTS_OF_ANY_QUALITY = st.fixed_dictionaries(
    {known.key: st.sampled_from(["complete", "incomplete", "in review", "not begun", "unknown"]) for known in COMPLETE}
)
RULE_FACTS = st.fixed_dictionaries(
    {},
    optional={
        "plan.leads": st.sampled_from([(), ("a",), ("a", "b")]),
        "phase": st.just("any"),
        "plan.baseline": st.just("B0"),
    },
)


@st.composite
def histories(draw):
    """A history of some gates, perhaps with open approvals, perhaps on hold."""
    passed = draw(st.integers(0, len(GATES)))
    events: list[LifecycleEvent] = [Begun("2026-01-05")]
    events += [GatePassed(gate=gate, by="ann", at="2026-02-01") for gate in GATES[:passed]]
    if passed < len(GATES):
        roles = METHOD.gate(GATES[passed]).approvers
        given_by = draw(st.lists(st.sampled_from(roles), unique=True))
        events += [GateApproved(gate=GATES[passed], role=role, by="ann", at="2026-02-01") for role in given_by]
        if draw(st.booleans()):
            events.append(PutOnHold(reason="frozen", by="ann", at="2026-02-02"))
    return events


@st.composite
def commands(draw):
    who = {"by": "ann", "at": draw(DAYS)}
    gate = draw(st.sampled_from(GATES))
    role = draw(st.sampled_from(METHOD.gate(gate).approvers))
    return draw(
        st.sampled_from(
            [
                PassGate(gate, **who),
                ApproveGate(gate, role, **who),
                Hold("x", **who),
                Resume(**who),
                Terminate("x", **who),
            ]
        )
    )


def known_of(qualities):
    values: dict[str, object] = {}
    for key, quality in qualities.items():
        deliverable = complete(key)
        if quality == "incomplete":
            deliverable = evolve(type(deliverable)(), status="accepted", reviewer="a", reviewed="2026-01-01")
        if quality == "in review":
            deliverable = evolve(revise(deliverable), status="in review", reviewer="a")
        begun = [] if quality == "not begun" else [deliverable]
        if quality != "unknown":
            said = deliverable_facts(begun)
            values |= {name: said[name] for name in said if name.startswith(f"deliverable.{key}.")}
    return values


class Lifting:
    """What is the case, changed as the reasons ask, and only so."""

    def __init__(self, state, command, values, as_of):
        self.state, self.command, self.values, self.as_of, self.rules = state, command, dict(values), as_of, []

    def decide(self):
        return decide(METHOD, self.state, self.command, Facts.of(self.values, as_of=self.as_of), rules=self.rules)

    def lift(self, reasons):
        for reason in reasons:
            if reason.code in {"LIF001", "LIF002"}:
                later = max(self.command.at, self.state.last, Facts.of({}, as_of=self.as_of).as_of)
                self.command = evolve(self.command, at=later)
        for reason in reasons:
            self.lift_one(reason)

    def lift_one(self, reason):
        match reason.code.split("."):
            case ["LIF003"]:
                self.grant(Resume(by="ann", at=self.command.at))
            case ["LIF006"]:
                self.pass_gates_before()
            case [("LIF001" | "LIF002")]:
                pass
            case [_, "approval"]:
                self.grant(ApproveGate(self.command.gate, reason.subject.split(":")[1], by="ann", at=self.command.at))
            case [_, key]:
                names = [name for name in ALL_FACTS if name.startswith(f"deliverable.{key}.")]
                self.values |= {name: ALL_FACTS[name] for name in names}
            case _:
                # A rule's reason is done away with when the rule is there, can be decided, and passes.
                self.rules, self.values = [PACK], self.values | GOOD

    def pass_gates_before(self):
        wanted = self.command.gate
        for gate in GATES[: GATES.index(wanted)]:
            if self.state.passing(gate) is None:
                for role in METHOD.gate(gate).approvers:
                    if self.state.approval(gate, role) is None:
                        self.grant(ApproveGate(gate, role, by="ann", at=self.command.at))
                self.grant(PassGate(gate, by="ann", at=self.command.at))

    def grant(self, command):
        complete_facts = Facts.of(ALL_FACTS, as_of=self.command.at - timedelta(seconds=1))
        self.state = decide(METHOD, self.state, command, complete_facts, rules=[PACK]).unwrap()


@given(histories(), commands(), DELIVERABLE_FACTS_OF_ANY_QUALITY, RULE_FACTS, DAYS)
def test_doing_away_with_every_reason_makes_the_command_accepted(events, command, qualities, rule_facts, as_of):
    state = replay(METHOD, events)
    case = Lifting(state, command, {**known_of(qualities), **rule_facts}, as_of)
    case.rules = [PACK] if rule_facts else []
    decision = case.decide()
    if isinstance(decision, Refused) and all(reason.remedy for reason in decision.reasons):
        case.lift(decision.reasons)
        decision = case.decide()
    if isinstance(decision, Refused):
        (reason,) = decision.reasons
        assert reason.code in {"LIF004", "LIF005", "LIF007", "LIF008", "LIF009", "LIF010"}
    else:
        assert isinstance(decision, Accepted)


@given(histories(), commands(), DELIVERABLE_FACTS_OF_ANY_QUALITY, RULE_FACTS, DAYS)
def test_an_accepted_command_leads_where_its_events_lead(events, command, qualities, rule_facts, as_of):
    state = replay(METHOD, events)
    known = Facts.of({**known_of(qualities), **rule_facts}, as_of=as_of)
    decision = decide(METHOD, state, command, known, rules=[PACK])
    if isinstance(decision, Accepted):
        assert replay(METHOD, [*events, *decision.events]) == decision.state
        assert decision.state.last == command.at
    else:
        assert decision.reasons
        assert replay(METHOD, events) == state


@given(histories())
def test_a_hold_and_a_resumption_lead_back_to_where_the_project_was(events):
    state = replay(METHOD, events)
    if state.status is LifecycleStatus.RUNNING:
        at = "2026-02-03"
        held = decide(METHOD, state, Hold("x", by="ann", at=at), facts(as_of="2026-02-01")).unwrap()
        resumed = decide(METHOD, held, Resume(by="ann", at=at), facts(as_of="2026-02-01")).unwrap()
        assert evolve(resumed, last=state.last) == state
        assert resumed == replay(METHOD, [*events, PutOnHold(reason="x", by="ann", at=at), Resumed(by="ann", at=at)])

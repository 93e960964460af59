from __future__ import annotations

import pytest

from itpm.lifecycle import (
    LIFECYCLE_FACTS,
    Begun,
    GateApproved,
    GatePassed,
    PutOnHold,
    Terminated,
    UnknownGateError,
    begin,
    lifecycle_facts,
    next_gate,
    replay,
    revise,
    standing,
    waterfall,
)
from itpm.rules import Facts, RuleProfile

from tests.lifecycle.samples import COMPLETE, complete, facts
from tests.rules.samples import schedule_pack

METHOD = waterfall(rules={"G1": ["SCH"]})
BEGUN = begin(METHOD, at="2026-01-05")
HELD = replay(METHOD, [Begun("2026-01-05"), PutOnHold(reason="frozen", by="ann", at="2026-01-10")])
ENDED = replay(METHOD, [Begun("2026-01-05"), Terminated(reason="merged", by="ann", at="2026-01-10")])
PLANNING = replay(METHOD, [Begun("2026-01-05"), GatePassed(gate="G1", by="ann", at="2026-01-10")])


def test_a_gate_report_shows_what_is_met_and_what_is_lacking():
    known = facts([complete("goal"), revise(complete("charter"), sponsor="")], plan__leads=["a"])
    report = standing(METHOD, BEGUN, known, rules=[schedule_pack()])
    assert (report.gate, report.stage, report.is_clear) == ("G1", "Initiation", False)
    assert [(row["asked_for"], row["state"], row["lacking"]) for row in report.records()] == [
        ("the goal", "met", ""),
        ("the feasibility study", "lacking", "the feasibility study has not been begun"),
        ("the charter", "lacking", "the charter has no sponsor"),
        ("the charter", "lacking", "the charter is a draft, not accepted"),
        ("approval by the sponsor", "lacking", "gate G1 is not approved by the sponsor"),
        ("SCH001 The plan has a baseline", "unknown", "cannot be decided: phase is unknown"),
        ("SCH003 Activities carry no lead", "lacking", "a starts before its predecessor ends"),
    ]
    assert str(report).startswith("Gate G1, out of Initiation: 1 of 6 met\n")
    assert [check.is_unknown for check in report.checks] == [False, False, False, False, True, False]


def test_a_clear_gate_may_still_warn():
    state = replay(METHOD, [Begun("2026-01-05"), GateApproved(gate="G1", role="sponsor", by="ann", at="2026-01-06")])
    known = facts(plan__leads=["a"], phase="x", plan__baseline="B0")
    profile = RuleProfile(enforcement={"*": "advisory"})
    report = standing(METHOD, state, known, rules=[schedule_pack()], profile=profile)
    assert report.is_clear
    assert str(report).splitlines()[-1].startswith("warning: SCH003: a starts before its predecessor ends")


def test_any_gate_can_be_asked_for_and_the_next_is_the_default():
    assert standing(METHOD, PLANNING, facts()).gate == "G2"
    assert standing(METHOD, BEGUN, facts(), gate="G4").stage == "Implementation & Monitoring"
    with pytest.raises(UnknownGateError, match="there is no gate 'G7'"):
        standing(METHOD, BEGUN, facts(), gate="G7")


def test_a_project_on_hold_says_so_and_one_that_is_over_has_no_gate():
    assert standing(METHOD, HELD, facts()).note == "the project is on hold since 2026-01-10: frozen"
    report = standing(METHOD, ENDED, facts())
    assert str(report).splitlines()[0] == "No gate is left"
    assert report.note == "the project is terminated since 2026-01-10: merged"
    assert (next_gate(METHOD, ENDED), next_gate(METHOD, HELD)) == (None, "G1")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (BEGUN, ("running", ("initiation",), "initiation", "G1", ())),
        (PLANNING, ("running", ("planning",), "planning", "G2", ("G1",))),
        (ENDED, ("terminated", ("initiation",), None, None, ())),
    ],
)
def test_the_facts_of_a_lifecycle_fit_their_catalogue(state, expected):
    known = Facts.of(lifecycle_facts(METHOD, state), as_of="2026-02-02", catalogue=LIFECYCLE_FACTS)
    names = ["status", "stages", "stage", "next_gate", "gates_passed"]
    values = tuple(known[f"lifecycle.{n}"] if known.known(f"lifecycle.{n}") else None for n in names)
    assert values == expected
    assert (known["lifecycle.begun"], known["lifecycle.last_event"]) == (state.begun, state.last)


def test_a_complete_project_lacks_only_its_approvals():
    for gate in METHOD.gates[1:]:
        report = standing(METHOD, BEGUN, facts(COMPLETE), gate=gate.key)
        assert [reason.code for reason in report.reasons] == [f"{gate.key}.approval"]

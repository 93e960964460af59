from __future__ import annotations

from typing import Any

import pytest

from itpm.lifecycle import (
    EARLY_CLOSURE,
    AddCriterion,
    AddDeliverable,
    AddEarlyClosure,
    AddStage,
    Begun,
    DeliverableKind,
    DropDeliverable,
    DropStage,
    Gate,
    GateApproved,
    GateCriterion,
    MethodologyError,
    OverlapStage,
    PassGate,
    RepeatStage,
    Repetition,
    ReplaceStage,
    SetApprovers,
    SetRules,
    Stage,
    Terminated,
    decide,
    hybrid,
    replay,
    standing,
    tailor,
    waterfall,
)

from tests.lifecycle.samples import facts

WHY = "phase 2 of an approved programme"


def test_a_tailored_methodology_is_a_new_one_with_a_record_of_every_change():
    tailored = tailor(
        waterfall(),
        [
            DropDeliverable("G1", "feasibility_study", because=WHY),
            AddDeliverable("G3", DeliverableKind("security_check", "the security check")),
            AddDeliverable("G3", "risk_reviews", is_mandatory=False),
            AddCriterion("G4", GateCriterion("load", "the load test passed", fact="load.passed")),
            SetApprovers("G2", ["sponsor", "pmo"]),
            SetRules("G2", "SCH"),
            OverlapStage("implementation", "design", because="regions go live one by one"),
            RepeatStage("design", Repetition(noun="iteration", end=Gate("I", requires="prototypes"))),
        ],
        by="pmo",
        because="a small team",
    )
    method, record = tailored.methodology, tailored.record
    assert method.label == "waterfall tailored@1"
    assert method.gate("G1").requires == ("goal", "charter")
    assert (method.gate("G3").requires[-1], method.gate("G3").desired) == ("security_check", ("risk_reviews",))
    assert (method.gate("G2").approvers, method.gate("G2").rules) == (("sponsor", "pmo"), ("SCH",))
    assert (method.stage("implementation").after, method.stage("implementation").alongside) == (
        ("planning",),
        ("design",),
    )
    assert [(row["change"], row["because"]) for row in record.records()] == [
        ("gate G1 no longer asks for feasibility_study", WHY),
        ("gate G3 asks for security_check", "a small team"),
        ("gate G3 wishes for risk_reviews", "a small team"),
        ("gate G4 asks that the load test passed", "a small team"),
        ("gate G2 is approved by sponsor and pmo", "a small team"),
        ("gate G2 asks for SCH", "a small team"),
        ("Implementation & Monitoring overlaps Design & Development", "regions go live one by one"),
        ("Design & Development is worked on in iterations", "a small team"),
    ]
    assert {row["by"] for row in record.records()} == {"pmo"}
    assert str(record).splitlines()[0] == "waterfall@1 tailored to waterfall tailored@1"
    assert waterfall().gate("G1").requires == ("goal", "feasibility_study", "charter")


def test_a_dropped_mandatory_deliverable_needs_a_reason_and_stays_visible():
    with pytest.raises(MethodologyError) as error:
        tailor(waterfall(), DropDeliverable("G1", "feasibility_study"), by="pmo")
    assert str(error.value) == (
        "changes[0]: feasibility_study is mandatory at gate G1; to drop it needs a reason: because=..."
    )
    method: Any = tailor(waterfall(), DropDeliverable("G1", "feasibility_study", because=WHY), by="pmo").methodology
    told = f"G1.feasibility_study.dropped: feasibility_study was dropped from gate G1 by pmo: {WHY}"
    assert [str(finding) for finding in method.findings] == [told]
    assert told in str(method)
    state = replay(method, [Begun("2026-01-05"), GateApproved(gate="G1", role="sponsor", by="ann", at="2026-01-10")])
    accepted: Any = decide(method, state, PassGate("G1", by="ann", at="2026-02-02"), facts())
    assert told in map(str, accepted.warnings)
    assert told in map(str, standing(method, state, facts(), gate="G1").warnings)


def test_stages_can_be_replaced_added_and_left_out():
    build = Stage("sprints", "Sprints", after="planning", exit=Gate("G3", requires="tool_selection"))
    pilot = Stage("pilot", "Pilot", after="sprints", exit=Gate("GP", requires="training"))
    changes = [
        ReplaceStage("design", build, because="iterative"),
        AddStage(pilot, before="implementation", because="unsure users"),
        DropStage("planning", because="planned by the programme"),
    ]
    tailored = tailor(waterfall(), changes, by="pmo", name="ours")
    method = tailored.methodology
    assert [(stage.key, stage.after) for stage in method.stages] == [
        ("initiation", ()),
        ("sprints", ("initiation",)),
        ("pilot", ("sprints",)),
        ("implementation", ("pilot",)),
        ("closure", ("implementation",)),
    ]
    assert method.label == "ours@1"
    assert [finding.subject for finding in tailored.record.findings] == [
        f"deliverable:{kind}"
        for kind in ("prototypes", "assignments", "objectives", "scope", "budget", "resource_plan", "plan")
    ]


def test_tailoring_again_is_the_next_version_and_keeps_the_earlier_record():
    once = tailor(hybrid(), SetRules("H2", "SCH"), by="pmo").methodology
    twice = tailor(once, SetRules("H3", "BUD"), by="kim").methodology
    assert (once.label, twice.label) == ("hybrid tailored@1", "hybrid tailored@2")
    assert [entry.by for entry in twice.tailoring] == ["pmo", "kim"]


def test_every_fault_of_a_tailoring_comes_in_one_error():
    not_a_change: Any = "drop it"
    with pytest.raises(MethodologyError) as error:
        tailor(
            waterfall(),
            [
                DropDeliverable("G7", "charter", because="x"),
                DropDeliverable("G1", "budget", because="x"),
                SetApprovers("GX", "pmo"),
                DropStage("desing"),
                not_a_change,
            ],
            by=" ",
        )
    assert [str(fault) for fault in error.value.faults] == [
        "by: somebody answers for a tailoring; say who",
        "changes[0]: there is no gate 'G7'",
        "changes[1]: deliverable: gate G1 does not ask for 'budget'",
        "changes[2]: there is no gate 'GX'",
        "changes[3]: there is no stage 'desing'; did you mean 'design'?",
        "changes[4]: changes: expected a change, got str",
    ]


def test_a_tailoring_that_cannot_exist_is_refused_as_the_methodology_would_be():
    with pytest.raises(MethodologyError, match="there is no deliverable 'chartr'; did you mean 'charter'"):
        tailor(waterfall(), AddDeliverable("G2", "chartr"), by="pmo")


def test_a_waterfall_can_be_given_an_early_closure():
    method: Any = tailor(waterfall(), AddEarlyClosure(EARLY_CLOSURE), by="pmo", because="to learn from it").methodology
    assert [gate.key for gate in method.gates] == ["G1", "G2", "G3", "G4", "G5", "GX"]
    ended = replay(method, [Begun("2026-01-05"), Terminated(reason="merged", by="ann", at="2026-02-02")])
    assert str(ended.status) == "being closed early"

from __future__ import annotations

import pickle

import pytest

from itpm.errors import UnknownNameError
from itpm.lifecycle import DeliverableKind, Gate, Methodology, MethodologyError, Stage, UnknownGateError, waterfall

PHASES = [
    ("Initiation", "G1", ("goal", "feasibility_study", "charter")),
    ("Definition & Planning", "G2", ("objectives", "scope", "budget", "resource_plan", "plan")),
    ("Design & Development", "G3", ("prototypes", "assignments", "tool_selection")),
    ("Implementation & Monitoring", "G4", ("delivery", "status_updates", "risk_reviews")),
    ("Closure & Follow-up", "G5", ("support_team", "training", "final_report", "post_mortem")),
]


def test_the_waterfall_has_five_phases_one_after_the_other():
    stages = waterfall().stages
    assert [(stage.title, stage.exit.key, stage.exit.requires) for stage in stages] == PHASES
    assert [stage.after for stage in stages] == [(), *((stage.key,) for stage in stages[:-1])]
    assert {stage.exit.approvers for stage in stages} == {("sponsor",)}
    assert {stage.exit.rules for stage in stages} == {()}


def test_approvers_and_rules_are_an_organisations_to_choose():
    method = waterfall(approvers={"G2": ["sponsor", "pmo"], "G5": []}, rules={"G2": "SCH"})
    assert method.gate("G2") == Gate("G2", requires=PHASES[1][2], approvers=["sponsor", "pmo"], rules=["SCH"])
    assert (method.gate("G1").approvers, method.gate("G5").approvers) == (("sponsor",), ())


def test_a_gate_that_the_waterfall_does_not_have_is_refused():
    with pytest.raises(MethodologyError) as error:
        waterfall(approvers={"G6": ["pmo"]}, rules={"g1": ["SCH"]})
    assert [str(fault) for fault in error.value.faults] == [
        "approvers: there is no gate 'G6'",
        "rules: there is no gate 'g1'",
    ]


def test_every_fault_of_a_methodology_comes_in_one_error():
    with pytest.raises(MethodologyError) as error:
        Methodology(
            "a@b",
            stages=[
                Stage("plan", "Plan", exit=Gate("G1", requires=["chartr", "goal", "goal"], approvers=[""])),
                Stage("plan", "Plan again", exit=Gate("G1")),
                Stage("build", "Build", after=["plan", "biuld"], exit=Gate("")),
                Stage("egg", "Egg", after=["hen"], exit=Gate("G4")),
                Stage("hen", "Hen", after=["egg"], exit=Gate("G5")),
                Stage("chick", "Chick", after=["hen"], exit=Gate("G6")),
            ],
        )
    assert [str(fault) for fault in error.value.faults] == [
        "name: a methodology needs a name without '@', got 'a@b'",
        "stage 'plan': the key is given to 2 of them",
        "gate 'G1': the key is given to 2 of them",
        "gate: a gate needs a key",
        "stage 'build'.after: there is no stage 'biuld'; did you mean 'build'?",
        "stages: never reached, because they come after each other: egg, hen and chick",
        "gate 'G1'.requires: there is no deliverable 'chartr'; did you mean 'charter'?",
        "gate 'G1'.requires: 'goal' is empty or listed twice",
        "gate 'G1'.approvers: '' is empty or listed twice",
    ]


def test_a_methodology_without_stages_is_refused():
    with pytest.raises(MethodologyError, match="a methodology has at least one stage"):
        Methodology("empty", stages=[])


def test_a_methodology_may_bring_its_own_deliverables():
    stage = Stage("run", "Run", exit=Gate("G1", requires=["pentest"]))
    method = Methodology("own", stages=[stage], kinds=[DeliverableKind("pentest", "the security test")])
    assert (method.noun("pentest"), method.noun("charter")) == ("the security test", "charter")


def test_an_unknown_gate_or_stage_is_answered_with_the_nearest():
    with pytest.raises(UnknownGateError, match="there is no gate 'G11'; did you mean 'G1'"):
        waterfall().gate("G11")
    with pytest.raises(UnknownNameError, match="there is no stage 'plannig'; did you mean 'planning'"):
        waterfall().stage("plannig")
    error = UnknownGateError("G9", ("G1",))
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_methodology_shows_a_line_for_each_stage_compares_and_pickles():
    method = waterfall(rules={"G2": ["SCH", "BUD"]})
    assert method.records()[1] == {
        "stage": "Definition & Planning",
        "after": "Initiation",
        "gate": "G2",
        "deliverables": "objectives, scope, budget, resource_plan, plan",
        "approvers": "sponsor",
        "rules": "SCH, BUD",
    }
    assert pickle.loads(pickle.dumps(method)) == method == waterfall(rules={"G2": ["SCH", "BUD"]})
    assert method != waterfall()


def test_a_long_chain_of_stages_is_checked_without_recursion():
    keys = [f"s{number}" for number in range(3000)]
    stages = [Stage(key, key, after=keys[:number][-1:], exit=Gate(f"g{number}")) for number, key in enumerate(keys)]
    assert len(Methodology("long", stages=stages).gates) == 3000
    looped = [*stages, Stage("x", "X", after=["y"], exit=Gate("gx")), Stage("y", "Y", after=["x"], exit=Gate("gy"))]
    with pytest.raises(MethodologyError, match="never reached, because they come after each other: x and y"):
        Methodology("long", stages=looped)

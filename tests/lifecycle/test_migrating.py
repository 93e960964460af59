from __future__ import annotations

import pytest
from attrs import evolve

from itpm.lifecycle import (
    Begun,
    DropStage,
    Gate,
    GateApproved,
    GateCondition,
    GatePassed,
    IterationBegun,
    LifecycleError,
    LifecycleEvent,
    PutOnHold,
    Stage,
    Terminated,
    begin,
    hybrid,
    migrate,
    replay,
    tailor,
    waterfall,
)

OLD = waterfall()
NEW = evolve(waterfall(), version=2)
HISTORY: list[LifecycleEvent] = [
    Begun("2026-01-05"),
    GatePassed(gate="G1", by="ann", at="2026-01-20"),
    GateApproved(gate="G2", role="sponsor", by="ann", at="2026-01-30"),
]


def moved(history, old, new, **options):
    return migrate(replay(old, history), old, new, by="pmo", at="2026-02-15", **options)


def test_another_version_with_the_same_stages_carries_everything_over():
    migration = moved(HISTORY, OLD, NEW)
    assert (migration.is_complete, migration.findings) == (True, ())
    assert evolve(migration.state, methodology=OLD.label, last=replay(OLD, HISTORY).last) == replay(OLD, HISTORY)
    assert str(migration).splitlines()[-1] == "everything could be mapped"


def test_a_history_goes_on_in_the_new_methodologys_words():
    history: list[LifecycleEvent] = [
        *HISTORY,
        moved(HISTORY, OLD, NEW).event,
        GatePassed(gate="G2", by="ann", at="2026-02-20"),
    ]
    assert replay(NEW, history).active == ("design",)
    assert replay(OLD, history, at="2026-02-01", earlier=[NEW]) == replay(OLD, HISTORY, at="2026-02-01")
    assert replay(NEW, history, at="2026-02-01", earlier=[OLD]) == replay(OLD, HISTORY, at="2026-02-01")
    with pytest.raises(LifecycleError, match="the project followed 'waterfall@1' then; give it"):
        replay(NEW, history, at="2026-02-01")
    with pytest.raises(LifecycleError, match="migrated to 'waterfall@2', replayed under 'waterfall@1'"):
        replay(OLD, history)


def test_what_could_not_be_mapped_is_reported():
    history: list[LifecycleEvent] = [
        *HISTORY[:2],
        GatePassed(
            gate="G2", by="ann", at="2026-02-01", conditions=[GateCondition("G2.plan", "later", due="2026-12-31")]
        ),
        GateApproved(gate="G3", role="sponsor", by="ann", at="2026-02-02"),
    ]
    new = tailor(OLD, [DropStage("planning", because="x"), DropStage("design", because="x")], by="pmo").methodology
    migration = moved(history, OLD, new)
    assert [(finding.code, finding.message) for finding in migration.findings] == [
        ("MIG101", "Definition & Planning was left on 2026-02-01 through G2, and has no counterpart"),
        ("MIG101", "the project is in Design & Development, which has no counterpart"),
        ("MIG102", "the approval of gate G3 by the sponsor has no counterpart"),
        ("MIG103", "the condition 'later' of gate G2 has no counterpart"),
    ]
    assert migration.state.active == ("implementation",)
    assert not migration.is_complete
    assert len(migration.records()) == 4


def test_stages_are_mapped_as_said_and_new_demands_are_told():
    own = evolve(
        OLD,
        name="own",
        stages=[
            Stage("start", "Start", exit=Gate("A", requires=["goal", "charter", "budget"], approvers="sponsor")),
            Stage("rest", "Rest", after="start", exit=Gate("B")),
        ],
    )
    migration = moved(HISTORY, OLD, own, stages={"initiation": "start", "planning": "rest"})
    assert (migration.state.active, [event.gate for event in migration.state.passed]) == (("rest",), ["A"])
    assert [str(finding) for finding in migration.findings] == [
        "MIG102: the approval of gate G2 by the sponsor has no counterpart. Lift it: see to it by hand",
        "MIG201: gate A was passed without budget, which it asks for now. Lift it: make up for budget",
    ]


def test_iterations_holds_and_endings_carry_over_as_far_as_they_can():
    method = hybrid()
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GatePassed(gate="H1", by="a", at="2026-01-06"),
        GatePassed(gate="H2", by="a", at="2026-01-07"),
        IterationBegun(stage="build", by="bo", at="2026-01-08"),
    ]
    held = [*history, PutOnHold(reason="x", by="a", at="2026-01-09")]
    same = moved(held, method, evolve(method, version=2))
    assert (str(same.state.status), len(same.state.iterations), same.is_complete) == ("on hold", 1, True)
    plain = evolve(waterfall(), name="plain")
    lost = moved(history, method, plain, stages={"build": "design", "rollout": "implementation"})
    assert [finding.code for finding in lost.findings if finding.code.startswith("MIG1")] == ["MIG104"]
    ended = moved([*history, Terminated(reason="x", by="a", at="2026-01-09")], method, plain)
    assert "MIG106" in [finding.code for finding in ended.findings]
    assert str(ended.state.status) == "terminated"


def test_a_migration_that_cannot_be_is_refused_with_every_fault():
    over = replay(OLD, [Begun("2026-01-05"), Terminated(reason="x", by="a", at="2026-03-01")])
    with pytest.raises(LifecycleError) as error:
        migrate(over, NEW, NEW, by="pmo", at="2026-02-01", stages={"planing": "design", "design": "biuld"})
    assert [str(fault) for fault in error.value.faults] == [
        "state.methodology: the state is of 'waterfall@1', the methodology is 'waterfall@2'",
        "new: both are 'waterfall@2'; a change of stages or gates is a new version",
        "state: the project is terminated; there is nothing to carry over",
        "at: 2026-02-02 00:00:00 lies before the last event at 2026-03-02 00:00:00",
        "stages['planing']: waterfall@2 has no stage 'planing'; did you mean 'planning'?",
        "stages['design']: waterfall@2 has no stage 'biuld'",
    ]
    assert begin(OLD, at="2026-01-05").methodology == OLD.label

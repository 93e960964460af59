"""What a lifecycle keeps goes into JSON and comes back equal."""

from __future__ import annotations

import pickle

import pytest
from attrs import evolve

from itpm.interop import from_json, to_json
from itpm.lifecycle import (
    Begun,
    ConditionMet,
    DropDeliverable,
    ExceptionRaised,
    ExceptionSettled,
    GateApproved,
    GateCondition,
    GatePassed,
    GateRecycled,
    IterationBegun,
    LifecycleEvent,
    PutOnHold,
    Resumed,
    Terminated,
    hybrid,
    migrate,
    prince2,
    replay,
    tailor,
    timeline,
)

HYBRID = hybrid()
CONDITION = GateCondition("H1.charter", "sign", due="2026-03-01", owner="ann")
HISTORY: list[LifecycleEvent] = [
    Begun("2026-01-05"),
    GateApproved(
        gate="H1", role="sponsor", by="bo", delegated_by="ann", at="2026-01-06", content=[("charter", "c0ffee")]
    ),
    GatePassed(gate="H1", by="ann", at="2026-01-06", conditions=[CONDITION], verdict="conditional go"),
    ConditionMet(gate="H1", covers="H1.charter", by="ann", at="2026-01-07"),
    GateRecycled(gate="H2", reason="thin", by="ann", at="2026-01-07"),
    GatePassed(gate="H2", by="ann", at="2026-01-08", outcomes=[("SCH001", "PASS")], rules="f00"),
    IterationBegun(stage="build", goal="import", by="bo", at="2026-01-09"),
    PutOnHold(reason="x", by="ann", at="2026-01-10", gate="H3"),
    Resumed(by="ann", at="2026-01-11"),
    Terminated(reason="y", by="ann", at="2026-01-12"),
]
STATE = replay(HYBRID, HISTORY[:-1])
VALUES = [
    *HISTORY,
    ExceptionRaised(stage="stage_1", reason="dear", by="kim", at="2026-01-10"),
    ExceptionSettled(stage="stage_1", decision="go on", by="eve", at="2026-01-11", allows={"cost": 12}),
    STATE,
    HYBRID,
    prince2(),
    tailor(HYBRID, DropDeliverable("H1", "goal", because="x"), by="pmo").methodology,
    tailor(HYBRID, DropDeliverable("H1", "goal", because="x"), by="pmo").record,
    migrate(STATE, HYBRID, evolve(HYBRID, version=2), by="pmo", at="2026-02-01").event,
    timeline(HYBRID, HISTORY, at="2026-02-01"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_equal_from_json_and_from_a_pickle(value):
    assert from_json(to_json(value)) == value
    assert pickle.loads(pickle.dumps(value)) == value


def test_a_stored_history_leads_where_it_led():
    stored = [from_json(to_json(event)) for event in HISTORY]
    assert replay(from_json(to_json(HYBRID)), stored) == replay(HYBRID, HISTORY)

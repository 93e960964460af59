"""How a life is shown: a table of stages with dates and times, and a state diagram."""

from __future__ import annotations

import pytest

from itpm.lifecycle import (
    Begun,
    GateCondition,
    GatePassed,
    IterationBegun,
    LifecycleError,
    LifecycleEvent,
    PutOnHold,
    Resumed,
    Terminated,
    agile,
    begin,
    hybrid,
    replay,
    state_diagram,
    timeline,
    waterfall,
)

from tests.lifecycle.samples import facts
from tests.lifecycle.test_profiles import ALL

HISTORY: list[LifecycleEvent] = [
    Begun("2026-01-05"),
    GatePassed(
        gate="G1",
        by="ann",
        at="2026-01-20",
        verdict="conditional go",
        conditions=[GateCondition("G1.charter", "sign", due="2026-02-10")],
    ),
    PutOnHold(reason="frozen", by="ann", at="2026-01-25"),
    Resumed(by="ann", at="2026-01-31"),
]


def test_a_timeline_tells_dates_gates_open_items_and_the_time_in_each_state():
    told = timeline(waterfall(), HISTORY, at="2026-02-09", facts=facts())
    assert str(told).splitlines() == [
        "waterfall@1 on 2026-02-09",
        "Stage                        State  Entered     Left        Days  Held  Rounds  Gate  Verdict         Open items",
        "---------------------------  -----  ----------  ----------  ----  ----  ------  ----  --------------  ----------",
        "Initiation                   left   2026-01-05  2026-01-20    16                G1    conditional go           1",
        "Definition & Planning        open   2026-01-20                14     6          G2                             1",
        "Design & Development         ahead                                              G3                             0",
        "Implementation & Monitoring  ahead                                              G4                             0",
        "Closure & Follow-up          ahead                                              G5                             0",
        "30 d running, 6 d on hold",
    ]


def test_a_gate_that_a_date_reopened_is_open_again_from_then_on():
    told = timeline(waterfall(), HISTORY, at="2026-02-12")
    first, second, *_ = told.stages
    assert (str(first.status), first.seconds_open // 86_400, first.left) == ("open again", 18, None)
    assert second.seconds_open // 86_400 == 17
    assert first.open_items is None


def test_a_past_timeline_knows_nothing_of_later_events():
    told = timeline(waterfall(), HISTORY, at="2026-01-10")
    assert [str(stage.status) for stage in told.stages] == ["open", "ahead", "ahead", "ahead", "ahead"]
    with pytest.raises(LifecycleError):
        timeline(waterfall(), HISTORY, at="2026-01-01")


def test_an_ended_project_abandoned_its_stages():
    history: list[LifecycleEvent] = [*HISTORY[:2], Terminated(reason="x", by="ann", at="2026-01-30")]
    told = timeline(waterfall(), history, at="2026-02-28")
    assert [str(stage.status) for stage in told.stages][:3] == ["left", "abandoned", "ahead"]
    assert told.stages[1].seconds_open // 86_400 == 10


@pytest.mark.parametrize("method", ALL, ids=lambda method: f"{method.name}-{len(method.stages)}")
def test_every_methodology_is_drawn_with_all_of_its_stages_and_gates(method):
    lines = state_diagram(method).splitlines()
    assert lines[0] == "stateDiagram-v2"
    for stage in method.stages:
        assert any(f'"{stage.title}"' in line for line in lines)
        assert any(line.endswith(stage.exit.key) or f": {stage.exit.key}" in line for line in lines)
    assert sum(line.strip().startswith("class ") for line in lines) == 0


def test_a_diagram_marks_where_the_project_stands():
    method = hybrid()
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GatePassed(gate="H1", by="a", at="2026-01-06"),
        GatePassed(gate="H2", by="a", at="2026-01-07"),
        IterationBegun(stage="build", by="bo", at="2026-01-08"),
    ]
    drawn = state_diagram(method, replay(method, history))
    for line in (
        'state "iteration 1 runs" as s2r',
        "class s0 left",
        "class s2 open",
        "class s3 ready",
        "class s4 ahead",
        "s2 --> s3 : overlaps, entry H4e",
        "note right of s0 : H1 go 2026-01-06",
    ):
        assert f"    {line}\n" in drawn
    held = state_diagram(method, replay(method, [*history, PutOnHold(reason="x", by="a", at="2026-01-09")]))
    assert "class s2 held" in held
    assert "note right of s2 : on hold since 2026-01-09" in held


def test_marks_that_mermaid_reads_do_not_break_a_diagram():
    history: list[LifecycleEvent] = [
        Begun("2026-01-05"),
        GatePassed(
            gate="A1",
            by="a",
            at="2026-01-06",
            conditions=[GateCondition("A1.x", 'say "yes"; <b> #1: {go}', due="2026-09-01")],
        ),
    ]
    note = next(line for line in state_diagram(agile(), replay(agile(), history)).splitlines() if "note" in line)
    assert not set('";<{#') & set(note.replace("<br>", ""))
    assert note.count(":") == 1


def test_a_diagram_can_run_to_the_right():
    assert "    direction LR\n" in state_diagram(waterfall(), begin(waterfall(), at="2026-01-05"), direction="LR")

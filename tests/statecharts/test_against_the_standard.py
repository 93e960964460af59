"""Charts made at random, stepped by the library and by the standard's algorithm written down slowly."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from itpm.statecharts import (
    Chart,
    ChartError,
    EndlessStepError,
    Final,
    History,
    In,
    Not,
    Raise,
    Send,
    State,
    Transition,
    Weakness,
    start,
    step,
)

from tests.statecharts.slow import Slow

EVENTS = ("e", "e.x", "f", "g")


@st.composite
def charts(draw):
    """A chart of up to three levels, with parallel states, histories, finals, raised events and guards on states."""
    shape: dict[str, list[str]] = {"": []}
    kinds: dict[str, str] = {}
    count = draw(st.integers(2, 12))
    for number in range(count):
        hosts = [id for id in shape if id == "" or (kinds[id] in {"state", "parallel"} and id.count("_") < 3)]
        host = draw(st.sampled_from(hosts))
        id = f"{host}_{number}" if host else f"s{number}"
        options = (
            ["state", "state", "parallel"]
            if host == "" or kinds[host] == "parallel"
            else ["state", "state", "parallel", "final"]
        )
        kinds[id] = draw(st.sampled_from(options))
        shape[host].append(id)
        shape[id] = []
    inside = {id: list(shape[id]) for id in shape}
    every = list(kinds)
    histories = {id: f"h{id}" for id in every if inside[id] and draw(st.booleans())}
    names = [*every, *histories.values()]

    def transitions(id):
        return [
            Transition(
                draw(st.sampled_from([*EVENTS, "*", ["e", "g"], f"done.state.{draw(st.sampled_from(every))}"])),
                draw(st.sampled_from([(), *names])),
                guard=draw(
                    st.sampled_from(
                        [None, None, In(draw(st.sampled_from(every))), Not(In(draw(st.sampled_from(every))))]
                    )
                ),
                actions=draw(st.sampled_from([(), f"way {id}", Raise("f"), Send("g")])),
                internal=draw(st.booleans()),
            )
            for _ in range(draw(st.integers(0, 3)))
        ]

    def made(id):
        events: Any = {"on_entry": f"in {id}", "on_exit": f"out {id}"}
        if kinds[id] == "final" and not inside[id]:
            return Final(id, **events)
        states = [made(child) for child in inside[id]]
        parallel = kinds[id] == "parallel" and bool(states) and not any(isinstance(state, Final) for state in states)
        if id in histories:
            default = draw(st.sampled_from(inside[id]))
            states.append(
                History(histories[id], default, kind=draw(st.sampled_from(["shallow", "deep"])), actions=f"recall {id}")
            )
        initial = () if parallel or not states else draw(st.sampled_from([(), *((name,) for name in inside[id])]))
        return State(id, states, parallel=parallel, initial=initial, transitions=transitions(id), **events)

    try:
        return Chart("random", [made(id) for id in inside[""]], allow=list(Weakness))
    except ChartError:
        assume(False)


@given(charts(), st.lists(st.sampled_from(EVENTS), max_size=8))
def test_a_chart_goes_where_the_standard_says_and_does_what_it_says(chart, events):
    try:
        slow, found = Slow(chart), start(chart)
    except (RecursionError, EndlessStepError):
        assume(False)
    done = list(found.actions)
    for event in events:
        if not slow.running:
            break
        assert sorted(found.configuration.states) == slow.states()
        try:
            slow.send(event)
            found = step(chart, found.configuration, event)
        except (RecursionError, EndlessStepError):
            assume(False)
        done += found.actions
    assert sorted(found.configuration.states) == slow.states()
    assert found.configuration.is_over is not slow.running
    left = sum(len(action.split()) == 2 and action.startswith("out ") for action in done)
    if slow.running:
        assert done == slow.actions
    else:
        assert done[: len(slow.actions)] == slow.actions
        assert left >= len(done) - len(slow.actions)

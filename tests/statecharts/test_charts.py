from __future__ import annotations

import pickle
from typing import Any

import pytest

from itpm.statecharts import (
    AllOf,
    Chart,
    ChartError,
    Final,
    History,
    In,
    Not,
    Raise,
    State,
    Transition,
    Weakness,
    start,
    step,
)


def faults(*states, **options):
    with pytest.raises(ChartError) as error:
        Chart("chart", states, **options)
    return [str(fault) for fault in error.value.faults]


def test_every_fault_comes_in_one_error():
    assert faults(
        State("a", transitions=[Transition("go on", "bb"), Transition()]),
        State("b", initial="c", transitions=Transition("x", ["a", "d"], guard=In("aa"))),
        State("b", parallel=True, states=[Final("f"), State("r", initial="a", states=[State("r1")])], initial="r"),
        State("d", History("h", []), transitions=Transition("x", actions=Raise(""))),
        History("top", "top2"),
        History("top2", "a"),
        State("no id"),
    ) == [
        "states: a state needs an id without blanks, got 'no id'",
        "state 'b': the id is given to 2 states",
        "state 'a'.transitions[0].event: an event is a name without blanks, got 'go on'",
        "state 'a'.transitions[0].target: there is no state 'bb'; did you mean 'b'?",
        "state 'a'.transitions[1]: without event, target and guard it would be taken without end",
        "state 'b'.initial: there is nothing inside, so it has no initial state",
        "state 'b'.transitions[0].target: 'a' and 'd' cannot be entered together: they are not in parallel regions",
        "state 'b'.transitions[0].guard: there is no state 'aa'; did you mean 'a'?",
        "state 'b': a region of the parallel state 'b' is a state, not a final one",
        "state 'b'.initial: a parallel state enters all of its regions, so it has no initial state",
        "state 'r'.initial: 'a' does not stand inside of 'r'",
        "state 'd': state 'd' needs a state inside that can be active",
        "state 'd'.transitions[0].actions: Raise needs the name of an event, got ''",
        "history 'h'.default: a history needs the states meant before anything is remembered",
        "history 'top': a history stands in a state, not in the chart itself",
        "history 'top'.default: the default of a history is a state, 'top2' is a history",
        "history 'top2': a history stands in a state, not in the chart itself",
    ]


def test_an_empty_chart_is_refused():
    assert faults() == ["chart: chart needs a state inside that can be active"]


@pytest.mark.parametrize(
    ("states", "kind", "expected"),
    [
        (
            [
                State("a", transitions=Transition("x", "a2")),
                State("a2", transitions=Transition("x", "a")),
                State("lost"),
            ],
            Weakness.UNREACHABLE,
            "state 'lost': no way leads to it; lead a transition to it, or leave it out",
        ),
        (
            [State("a", transitions=Transition("x", "b")), State("b", transitions=Transition("x", "b"))],
            Weakness.DEAD_END,
            "state 'b': no way leads out of it; lead a transition out of it, make it Final, or say dead_end=True",
        ),
        (
            [
                State("a", transitions=[Transition(["x", "y"], "b"), Transition("x.y", "a")]),
                State("b", transitions=Transition("x", "a")),
            ],
            Weakness.AMBIGUOUS,
            (
                "state 'a'.transitions[1]: never taken: transitions[0] goes before it on 'x.y'; "
                "guard the earlier one, or put this one first"
            ),
        ),
        (
            [
                State(
                    "p",
                    [State("q", transitions=Transition("x", "a")), State("r", transitions=Transition("x", "b"))],
                    parallel=True,
                ),
                State("a", transitions=Transition("x", "p")),
                State("b", transitions=Transition("x", "p")),
            ],
            Weakness.AMBIGUOUS,
            (
                "state 'r'.transitions: on 'x', 'q' and 'r' lead out of the same parallel state to different places; "
                "the first is taken; guard them, or put one transition on the parallel state"
            ),
        ),
    ],
)
def test_a_weak_chart_is_refused_unless_the_weakness_is_allowed_and_then_it_is_a_finding(states, kind, expected):
    assert faults(*states) == [expected]
    allowed = Chart("chart", states, allow=kind)
    (finding,) = allowed.weaknesses
    assert f"{finding.message}; {finding.remedy}" in expected
    assert finding.code == f"chart.{kind.name.lower()}"


def test_a_meant_dead_end_is_none():
    assert Chart("c", [State("a", transitions=Transition("x", "b")), State("b", dead_end=True)]).weaknesses == ()


def test_a_state_reached_only_through_a_shallow_history_is_reached():
    chart = Chart(
        "c",
        [
            State(
                "p",
                [State("a", [State("a1"), State("a2")]), State("b"), History("h", "b")],
                initial="a2",
                transitions=Transition("out", "q"),
            ),
            State("q", transitions=Transition("in", "h")),
        ],
    )
    where = start(chart).configuration
    for event in ("out", "in"):
        where = step(chart, where, event).configuration
    assert where.states == ("a1",)


def test_guards_and_states_nested_without_end_are_refused_not_recursed_into():
    guard: Any = In("a")
    for _ in range(5000):
        guard = Not(guard)
    assert faults(State("a", transitions=Transition("x", "a", guard=guard))) == [
        "state 'a'.transitions[0].guard: guards are nested at most 100 deep"
    ]
    state = State("s0")
    for number in range(1, 3000):
        state = State(f"s{number}", state)
    assert faults(state) == ["state 's0': states are nested at most 100 deep, 's0' is 3000 deep"]


def test_a_guard_is_something_to_ask():
    assert faults(State("a", transitions=Transition("x", "a", guard=AllOf(In("a"), "yes")))) == [  # type: ignore[arg-type]
        "state 'a'.transitions[0].guard: a guard is a function, In, Not, AllOf or AnyOf, got str"
    ]


def test_a_chart_of_ten_thousand_states_is_checked():
    states = [State(f"s{number}", transitions=Transition("x", f"s{(number + 1) % 10_000}")) for number in range(10_000)]
    chart = Chart("ring", states)
    assert step(chart, start(chart).configuration, "x").configuration.states == ("s1",)


def test_charts_compare_and_pickle():
    make = lambda: Chart("c", [State("a", transitions=Transition("x", "b", guard=In("a"))), Final("b")])  # noqa: E731
    chart = make()
    start(chart)
    assert pickle.loads(pickle.dumps(chart)) == chart == make()
    assert hash(chart) == hash(make())


def test_what_is_no_state_is_refused_with_its_place():
    stranger: Any = "b"
    kind: Any = "depe"
    assert faults(State("a", [stranger]), stranger) == [
        "chart.states: expected a State, Final or History, got str",
        "state 'a'.states: expected a State, Final or History, got str",
    ]
    with pytest.raises(ChartError, match="expected one of shallow, deep, got 'depe'; did you mean 'deep'"):
        History("h", "a", kind=kind)


def test_one_action_alone_is_one_whatever_it_is():
    assert Transition("x", "a", actions={"beep": 2}).actions == ({"beep": 2},)
    assert Transition("x", "a", actions=["beep", 2]).actions == ("beep", 2)
    assert Transition("x", "a", actions=7).actions == (7,)

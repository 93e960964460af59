from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itpm.statecharts import (
    AllOf,
    AnyOf,
    Chart,
    ChartError,
    EndlessStepError,
    Final,
    GuardError,
    History,
    In,
    No,
    Not,
    Raise,
    Send,
    State,
    Transition,
    Unknown,
    Weakness,
    Yes,
    learning,
    offers,
    restore,
    start,
    step,
)


def named(name):
    """A guard that looks one name up in the context: missing is unknown."""

    def look(context):
        if name not in context:
            return Unknown([name])
        return Yes() if context[name] else No([f"{name} is not so"])

    return look


def run(chart, *events, context=None):
    steps = [start(chart, context)]
    for event in events:
        steps.append(step(chart, steps[-1].configuration, event, context))
    return steps


ALARM = Chart(
    "alarm",
    [
        State(
            "armed",
            [
                State(
                    "doors",
                    [
                        State("shut", transitions=Transition("door", "open"), on_exit="door left"),
                        State("open", transitions=Transition("door", "shut"), on_entry="door open"),
                    ],
                ),
                State(
                    "light",
                    [
                        State("dark", transitions=Transition("lamp", "bright", guard=Not(In("open")))),
                        State("bright", transitions=Transition("lamp", "dark")),
                    ],
                ),
                History("before", ["shut", "dark"], kind="deep", actions="first time"),
            ],
            parallel=True,
            transitions=Transition("off", "idle", actions=["beep"]),
            on_entry="arm",
            on_exit="disarm",
        ),
        State(
            "idle", transitions=[Transition("on", "before"), Transition("anew", "armed"), Transition("scrap", "gone")]
        ),
        Final("gone", on_entry="bye", on_exit="never again"),
    ],
    initial="idle",
)


def test_actions_come_in_order_exits_inside_out_then_the_way_then_entries():
    steps = run(ALARM, "on", "door", "off")
    assert [found.actions for found in steps] == [
        (),
        ("arm", "first time"),
        ("door left", "door open"),
        ("disarm", "beep"),
    ]
    assert [str(found.configuration) for found in steps] == ["idle", "shut, dark", "open, dark", "idle"]


def test_a_deep_history_comes_back_to_the_innermost_states_and_anew_forgets():
    steps = run(ALARM, "on", "door", "off", "on", "off", "anew")
    assert [found.configuration.states for found in steps[-4:]] == [
        ("idle",),
        ("open", "dark"),
        ("idle",),
        ("shut", "dark"),
    ]
    assert steps[-1].configuration.history == (("before", ("open", "dark")),)


def test_a_guard_that_looks_at_states_refuses_with_where_the_chart_must_be():
    refused = run(ALARM, "on", "door", "lamp")[-1]
    assert refused.configuration.states == ("open", "dark")
    assert not refused.is_taken
    assert [str(reason) for reason in refused.reasons] == ["guard: the guard of 'dark' on lamp says no"]


def test_the_end_is_final_and_leaves_everything():
    steps = run(ALARM, "scrap", "on")
    assert steps[1].actions == ("bye", "never again")
    assert steps[1].configuration.is_over
    assert (steps[2].configuration, steps[2].is_ignored) == (steps[1].configuration, True)


def test_an_event_nobody_speaks_of_is_ignored_and_says_so():
    found = run(ALARM, "explode")[-1]
    assert (found.is_ignored, found.is_taken, found.refused) == (True, False, ())


GUARDED = Chart(
    "guarded",
    [
        State(
            "here",
            transitions=[
                Transition("go", "there", guard=AllOf(named("a"), named("b"))),
                Transition("jump", "there", guard=AnyOf(named("a"), named("b"))),
                Transition("not", "there", guard=Not(named("a"))),
            ],
        ),
        State("there", transitions=Transition("back", "here")),
    ],
)


@pytest.mark.parametrize(
    ("event", "context", "expected"),
    [
        ("go", {"a": True, "b": True}, "taken"),
        ("go", {"a": False, "b": False}, ["a is not so", "b is not so"]),
        ("go", {"a": False}, ["a is not so", "cannot be decided: b is unknown"]),
        ("go", {"a": True}, ["cannot be decided: b is unknown"]),
        ("go", {}, ["cannot be decided: a, b is unknown"]),
        ("jump", {"a": True}, "taken"),
        ("jump", {"b": True}, "taken"),
        ("jump", {"a": False}, ["cannot be decided: b is unknown"]),
        ("jump", {"a": False, "b": False}, ["a is not so", "b is not so"]),
        ("not", {"a": False}, "taken"),
        ("not", {}, ["cannot be decided: a is unknown"]),
        ("not", {"a": True}, ["the guard of 'here' on not says no"]),
    ],
)
def test_guards_answer_yes_no_with_reasons_or_unknown_with_what_is_missing(event, context, expected):
    found = run(GUARDED, event, context=context)[-1]
    if expected == "taken":
        assert (found.configuration.states, found.reasons) == (("there",), ())
    else:
        assert [reason.message for reason in found.reasons] == expected
        assert found.configuration.states == ("here",)
        assert {name for reason in found.reasons for name in reason.missing}.isdisjoint(context)


def test_a_guard_must_answer_with_a_verdict():
    odd: Any = lambda _: 1  # noqa: E731
    chart = Chart(
        "odd",
        [
            State("a", transitions=Transition("go", "b", guard=odd)),
            State("b", transitions=Transition("x", "a")),
        ],
    )
    for _ in range(2):
        with pytest.raises(GuardError, match=r"guard '<lambda>' answers Yes, No, Unknown or a truth value, got 1"):
            run(chart, "go")


def test_raised_events_go_before_sent_ones_and_eventless_before_both():
    chart = Chart(
        "queue",
        [
            State("a", transitions=Transition("go", "b", actions=[Send("late"), Raise("soon"), "went"])),
            State(
                "b",
                transitions=[
                    Transition((), "c", guard=lambda ready: ready),
                    Transition("soon", "b1"),
                    Transition("late", "b2"),
                ],
            ),
            State("b1", transitions=Transition("late", "b2")),
            State("b2", transitions=Transition("again", "a")),
            State("c", transitions=Transition("soon", "b1")),
        ],
    )
    assert [taken.source for taken in run(chart, "go", context=False)[-1].taken] == ["a", "b", "b1"]
    assert [taken.source for taken in run(chart, "go", context=True)[-1].taken] == ["a", "b", "c", "b1"]
    assert run(chart, "go", context=True)[-1].actions == ("went",)


def test_what_would_happen_by_itself_and_does_not_is_told_where_the_chart_rests():
    chart = Chart(
        "wait",
        [
            State("a", transitions=[Transition("go", "b"), Transition((), "c", guard=named("early"))]),
            State("b", transitions=Transition((), "c", guard=named("ready"))),
            State("c", transitions=Transition("go", "a")),
        ],
    )
    found = run(chart, "go", context={})[-1]
    assert [(refusal.source, refusal.is_unknown) for refusal in found.refused] == [("b", True)]


def test_done_events_rise_through_parallel_states():
    def region(name):
        return State(name, [State(f"{name}1", transitions=Transition(f"end.{name}", f"{name}2")), Final(f"{name}2")])

    chart = Chart(
        "both",
        [
            State(
                "p",
                [region("x"), State("q", [region("y"), region("z")], parallel=True)],
                parallel=True,
                transitions=[
                    Transition("done.state.q", actions="q done"),
                    Transition("done.state.p", "end", actions="p done"),
                ],
            ),
            State("end", dead_end=True),
        ],
    )
    assert [found.actions for found in run(chart, "end.x", "end.y", "end.z")] == [(), (), (), ("q done", "p done")]


def test_an_internal_transition_keeps_its_source_and_an_external_one_does_not():
    def chart(internal):
        return Chart(
            "c",
            [
                State(
                    "s",
                    [State("a", transitions=Transition("x", "b")), State("b")],
                    on_entry="in",
                    on_exit="out",
                    transitions=Transition("go", "b", internal=internal),
                )
            ],
            allow=Weakness.DEAD_END,
        )

    assert run(chart(internal=True), "go")[-1].actions == ()
    assert run(chart(internal=False), "go")[-1].actions == ("out", "in")


def test_a_step_that_never_rests_is_given_up():
    chart = Chart(
        "loop",
        [
            State("a", transitions=Transition("go", "b")),
            State("b", transitions=Transition((), "c")),
            State("c", transitions=Transition((), "b")),
        ],
    )
    with pytest.raises(
        EndlessStepError, match="did not come to rest within 1000 microsteps; it runs in circles through"
    ) as error:
        run(chart, "go")
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
    ping = Chart(
        "ping",
        [State("a", transitions=Transition("ping", actions=[Raise("ping"), Raise("ping")]))],
        allow=Weakness.DEAD_END,
    )
    with pytest.raises(EndlessStepError):
        run(ping, "ping")


def test_offers_are_every_transition_from_here_with_its_verdict():
    found = offers(GUARDED, start(GUARDED).configuration, {"a": False, "b": True})
    assert [(offer.transition.event[0], offer.is_open) for offer in found] == [
        ("go", False),
        ("jump", True),
        ("not", True),
    ]
    assert [reason.message for reason in found[0].reasons] == ["a is not so"]
    assert offers(ALARM, run(ALARM, "scrap")[-1].configuration) == ()


def test_a_configuration_can_be_stored_and_restored():
    where = run(ALARM, "on", "door", "off", "anew")[-1].configuration
    copied = pickle.loads(pickle.dumps(where))
    assert (copied, copied.active, hash(copied)) == (where, where.active, hash(where))
    assert step(ALARM, copied, "off") == step(ALARM, where, "off")
    fresh = pickle.loads(pickle.dumps(ALARM))
    restored = restore(fresh, where.states, history=dict(where.history))
    assert restored == where
    assert step(fresh, restored, "off").configuration == step(ALARM, where, "off").configuration


@pytest.mark.parametrize(
    ("states", "history", "faults"),
    [
        (["shutt"], {}, ["states: there is no state 'shutt'; did you mean 'shut'?"]),
        (["idle", "gone"], {}, ["states: of the states inside chart, one is active, got idle, gone"]),
        (["shut"], {}, ["states: region 'light' of state 'armed' has no active state"]),
        (
            ["armed"],
            {},
            [
                "states: region 'doors' of state 'armed' has no active state",
                "states: region 'light' of state 'armed' has no active state",
            ],
        ),
        (["idle"], {"idle": ["shut"]}, ["history: 'idle' is no history"]),
        (["idle"], {"before": ["gone"]}, ["history 'before': 'before' remembers states inside of 'armed', got gone"]),
        ([], {}, ["states: of the states inside chart, one is active, got none"]),
    ],
)
def test_a_configuration_that_cannot_be_is_refused_with_every_fault(states, history, faults):
    with pytest.raises(ChartError) as error:
        restore(ALARM, states, history=history)
    assert [str(fault) for fault in error.value.faults] == faults


def test_a_configuration_of_another_chart_is_refused():
    with pytest.raises(ChartError, match="there is no state 'here'"):
        step(ALARM, start(GUARDED).configuration, "on")
    with pytest.raises(ChartError, match="an event is a name without blanks, got"):
        step(ALARM, start(ALARM).configuration, "go on")


EVENTS = st.lists(st.sampled_from(["go", "jump", "not", "back", "other"]), max_size=12)
CONTEXTS = st.dictionaries(st.sampled_from("ab"), st.booleans())


@given(st.lists(st.tuples(EVENTS, CONTEXTS), min_size=1, max_size=6))
def test_what_is_learnt_never_changes_an_answer(walks):
    learnt = pickle_free_copy()
    for events, context in walks:
        fresh = pickle_free_copy()
        assert run(learnt, *events, context=context) == run(fresh, *events, context=context)


def pickle_free_copy():
    return Chart(GUARDED.name, GUARDED.states)


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(learning, "MOST_REMEMBERED", 20)
    chart = pickle_free_copy()
    expected = run(GUARDED, *["go", "back"] * 3, context={"a": True, "b": True})
    for number in range(200):
        where = start(chart).configuration
        assert step(chart, where, f"unheard{number}").is_ignored
    assert chart.memory.size <= 21
    assert run(chart, *["go", "back"] * 3, context={"a": True, "b": True}) == expected


def test_what_a_chart_sends_itself_while_it_begins_is_answered():
    chart = Chart(
        "eager",
        [
            State("a", on_entry=[Send("go"), "hello"], transitions=Transition("go", "b")),
            State("b", transitions=Transition("x", "a")),
        ],
    )
    found = start(chart)
    assert (found.configuration.states, found.actions) == (("b",), ("hello",))

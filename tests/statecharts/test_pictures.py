from __future__ import annotations

from itpm.statecharts import Chart, Final, History, State, Transition, mermaid, start

CHART = Chart(
    "alarm",
    [
        State(
            "armed",
            [
                State("door", [State("shut", transitions=Transition("door", "open")), State("open", dead_end=True)]),
                State("lamp:1", transitions=Transition("touch", actions="beep")),
                History("before", "shut", kind="deep"),
            ],
            parallel=True,
            transitions=Transition(["off", "quit"], "idle", guard=bool),
        ),
        State("idle", transitions=[Transition("on", "before"), Transition((), "gone", guard=bool)]),
        Final("gone"),
    ],
)


def test_a_chart_is_drawn_with_its_regions_histories_guards_and_end():
    assert mermaid(CHART).splitlines() == [
        "stateDiagram-v2",
        '    state "armed" as n1 {',
        '        state "door" as n2 {',
        '            state "shut" as n3',
        '            state "open" as n4',
        "            [*] --> n3",
        "        }",
        "        --",
        '        state "lamp∶1" as n5',
        '        state "(H*) before" as n6',
        "    }",
        '    state "idle" as n7',
        '    state "gone" as n8',
        "    n8 --> [*]",
        "    [*] --> n1",
        "    n1 --> n7 : off / quit [?]",
        "    n3 --> n4 : door",
        "    n7 --> n6 : on",
        "    n7 --> n8 : [?]",
    ]


def test_where_a_chart_stands_is_marked():
    drawn = mermaid(CHART, start(CHART).configuration).splitlines()
    assert [line.strip() for line in drawn if line.strip().startswith("class ")] == [
        "class n1 active",
        "class n2 active",
        "class n3 active",
        "class n5 active",
    ]

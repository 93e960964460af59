"""A methodology as a statechart: its stages are regions of one parallel state that can be put on hold and resumed.

    running (parallel) ── hold ──▶ on-hold ── resume ──▶ running, as it was (deep history)
      stage: waiting ──▶ ready ── pass entry gate ──▶ open ── pass exit gate ──▶ done ── reopen ──▶ open
                                                       │ work: between ⇄ iterating
                                                       └ exception, until it is settled
    running ── every stage done ──▶ closed          anywhere ── terminate ──▶ ending ── pass its gate ──▶ terminated

A stage waits until the stages it comes after are done and those it overlaps are entered. A gate's transition asks the review
that it is given as context; without one it is taken: what happened is not asked for its reasons.
"""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from itpm.findings import Finding
from itpm.lifecycle.stages import Gate, Stage
from itpm.statecharts import AllOf, AnyOf, Chart, Final, History, In, No, State, Transition, Yes
from itpm.statecharts.guards import Guard

RUNNING, ON_HOLD, ENDING, TERMINATED, CLOSED, BEFORE = "running", "on-hold", "ending", "terminated", "closed", "before"


def state_id(part: str, stage: str) -> str:
    """What the chart calls a part of a stage."""
    return f"{part}:{_quoted(stage)}"


def event_id(verb: str, name: str = "") -> str:
    """What the chart calls an event about a gate or a stage."""
    return f"{verb}:{_quoted(name)}" if name else verb


def _quoted(name: str) -> str:
    """The name without blanks and dots, which part events; no two names become one."""
    return "".join(letter if letter.isalnum() or letter in "_-" else f"%{ord(letter):06X}" for letter in name)


class Looked(Protocol):
    """A gate that was looked at."""

    @property
    def gate(self) -> Gate:
        """The gate."""
        ...

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """What stands against passing."""
        ...


@frozen
class IsClear:
    """A gate's guard: whether nothing in its review stands against passing.

    Attributes:
        gate: key of the gate.
    """

    gate: str

    def __call__(self, looked: Looked | None) -> Yes | No:
        """Yes without a review: then it is told what happened."""
        if looked is None or looked.gate.key != self.gate or not looked.reasons:
            return Yes()
        return No(looked.reasons)


def stage_chart(label: str, stages: tuple[Stage, ...], ending: Stage | None = None) -> Chart:
    """The stages as a statechart.

    Args:
        label: what it is called.
        stages: without faults.
        ending: how a project is closed that is terminated before its time.

    Example:
        >>> from itpm.lifecycle import Gate
        >>> from itpm.statecharts import start, step
        >>> chart = stage_chart("two", (Stage("a", "A", exit=Gate("GA")), Stage("b", "B", after="a", exit=Gate("GB"))))
        >>> step(chart, start(chart).configuration, "pass:GA").configuration.states
        ('done:a', 'open:b')
    """
    way_out = Transition("terminate", ENDING if ending else TERMINATED)
    is_done = AllOf(*(In(state_id("done", stage.key)) for stage in stages))
    early = []
    if ending:
        gate = ending.exit.key
        early = [State(ENDING, transitions=Transition(event_id("pass", gate), TERMINATED, guard=IsClear(gate)))]
    return Chart(
        label,
        [
            State(
                RUNNING,
                [
                    *(_region(stage) for stage in stages),
                    History(BEFORE, [_first(stage) for stage in stages], kind="deep"),
                ],
                parallel=True,
                transitions=[Transition((), CLOSED, guard=is_done), Transition("hold", ON_HOLD), way_out],
            ),
            State(ON_HOLD, transitions=[Transition("resume", BEFORE), way_out]),
            *early,
            Final(CLOSED),
            Final(TERMINATED),
        ],
    )


def _region(stage: Stage) -> State:
    return State(
        state_id("stage", stage.key),
        [
            *([_waiting(stage)] if stage.after or stage.alongside else []),
            *([_ready(stage)] if stage.entry else []),
            _open(stage),
            State(
                state_id("done", stage.key),
                transitions=Transition(event_id("reopen", stage.key), state_id("open", stage.key)),
            ),
        ],
        transitions=[Transition(event_id("reset", stage.key), _first(stage), internal=True)],
    )


def _first(stage: Stage) -> str:
    part = "waiting" if stage.after or stage.alongside else "ready" if stage.entry else "open"
    return state_id(part, stage.key)


def _waiting(stage: Stage) -> State:
    target = state_id("ready" if stage.entry else "open", stage.key)
    entered = (AnyOf(In(state_id("open", key)), In(state_id("done", key))) for key in stage.alongside)
    may_begin = AllOf(*(In(state_id("done", key)) for key in stage.after), *entered)
    return State(state_id("waiting", stage.key), transitions=Transition((), target, guard=may_begin))


def _ready(stage: Stage) -> State:
    gate = stage.entry.key if stage.entry else ""
    way = Transition(event_id("pass", gate), state_id("open", stage.key), guard=IsClear(gate))
    return State(state_id("ready", stage.key), transitions=way)


def _open(stage: Stage) -> State:
    """The stage while it is worked on: with iterations, and with exceptions, where it has them."""
    gate = stage.exit.key
    guard: Guard = IsClear(gate)
    if stage.alongside:
        guard = AllOf(*(In(state_id("done", key)) for key in stage.alongside), guard)
    leave = Transition(event_id("pass", gate), state_id("done", stage.key), guard=guard)
    if not stage.exceptions_to:
        return _work("open", stage, leave)
    settle = Transition(event_id("settle", stage.key), state_id("resumed" if stage.repeats else "work", stage.key))
    return State(
        state_id("open", stage.key),
        [
            _work(
                "work", stage, leave, raised=Transition(event_id("raise", stage.key), state_id("exception", stage.key))
            ),
            State(state_id("exception", stage.key), transitions=settle),
        ],
    )


def _work(part: str, stage: Stage, leave: Transition, raised: Transition | None = None) -> State:
    away = [raised] if raised else []
    if stage.repeats is None:
        return State(state_id(part, stage.key), transitions=[leave, *away])
    end = stage.repeats.end.key
    between, iterating = state_id("between", stage.key), state_id("iterating", stage.key)
    return State(
        state_id(part, stage.key),
        [
            State(between, transitions=[Transition(event_id("begin", stage.key), iterating), leave]),
            State(iterating, transitions=Transition(event_id("pass", end), between, guard=IsClear(end))),
            *([History(state_id("resumed", stage.key), between)] if raised else []),
        ],
        transitions=away,
    )

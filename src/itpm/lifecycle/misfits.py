"""Why an event cannot have happened in a state: what a history is refused for."""

from __future__ import annotations

from itpm.errors import did_you_mean
from itpm.lifecycle.events import (
    ConditionMet,
    ExceptionRaised,
    ExceptionSettled,
    GateApproved,
    GatePassed,
    GateRecycled,
    IterationBegun,
    Resumed,
    Terminated,
)
from itpm.lifecycle.folding import befores
from itpm.lifecycle.histories import LifecycleEvent
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.states import LifecycleState, LifecycleStatus


def misfit(methodology: Methodology, state: LifecycleState, event: LifecycleEvent) -> str:
    """Why the event cannot have happened in this state; empty if it can."""
    if state.is_over:
        return f"the project was {state.status} before"
    match event:
        case Resumed():
            return "" if state.status is LifecycleStatus.ON_HOLD else "the project was not on hold"
        case Terminated():
            return "the project was being closed early already" if state.status is LifecycleStatus.ENDING else ""
        case ConditionMet():
            owed = any((known.gate, known.condition.covers) == (event.gate, event.covers) for known in state.conditions)
            return "" if owed else f"gate {event.gate} had no open condition {event.covers!r}"
    if state.status is LifecycleStatus.ON_HOLD:
        return "the project was on hold"
    if isinstance(event, (GatePassed, GateApproved, GateRecycled)):
        return _gate_misfit(methodology, state, event)
    if state.status is LifecycleStatus.ENDING:
        return "the project was being closed early"
    if isinstance(event, (IterationBegun, ExceptionRaised, ExceptionSettled)):
        return _stage_misfit(methodology, state, event)
    return ""


def _gate_misfit(
    methodology: Methodology, state: LifecycleState, event: GatePassed | GateApproved | GateRecycled
) -> str:
    stage = methodology.stage_of(event.gate)
    gate = methodology.gate(event.gate)
    if stage is methodology.ending:
        if state.status is not LifecycleStatus.ENDING:
            return f"gate {event.gate} was not open: the project was not being closed early"
    elif state.status is LifecycleStatus.ENDING:
        return "the project was being closed early"
    elif gate is stage.entry:
        if stage.key not in state.ready:
            return f"gate {event.gate} was not open: {stage.key!r} could not be entered"
    elif stage.key not in state.active:
        return f"gate {event.gate} was not open: the project was not in {stage.key!r}"
    if isinstance(event, GatePassed):
        return _passing_misfit(methodology, state, event)
    if isinstance(event, GateRecycled):
        return _recycling_misfit(methodology, event)
    if event.role not in gate.approvers:
        return f"the {event.role} does not approve gate {event.gate}{did_you_mean(event.role, gate.approvers)}"
    given = state.approval(event.gate, event.role)
    return f"the {event.role} had approved gate {event.gate}" if given and given.content == event.content else ""


def _passing_misfit(methodology: Methodology, state: LifecycleState, event: GatePassed) -> str:
    stage = methodology.stage_of(event.gate)
    if state.exception(stage.key):
        return f"nobody had decided on the exception of {stage.key!r}"
    running = state.iteration(stage.key)
    if stage.repeats and event.gate == stage.repeats.end.key:
        return "" if running else f"no {stage.repeats.noun} was running in {stage.key!r}"
    if stage.repeats and event.gate == stage.exit.key and running:
        return f"{stage.repeats.noun} {running.number} was running in {stage.key!r}"
    if event.gate == stage.exit.key and any(state.passing(_exit(methodology, key)) is None for key in stage.alongside):
        return f"gate {event.gate} was not open: {stage.key!r} is left after {', '.join(stage.alongside)}"
    return ""


def _exit(methodology: Methodology, stage: str) -> str:
    return methodology.stage(stage).exit.key


def _recycling_misfit(methodology: Methodology, event: GateRecycled) -> str:
    stage = methodology.stage_of(event.gate)
    if not event.to or event.to == stage.key or event.to in befores(methodology, stage.key):
        return ""
    return f"stage {event.to!r} does not come before gate {event.gate}"


def _stage_misfit(
    methodology: Methodology, state: LifecycleState, event: IterationBegun | ExceptionRaised | ExceptionSettled
) -> str:
    stage = methodology.stage(event.stage)
    if stage.key not in state.active:
        return f"the project was not in {stage.key!r}"
    open_exception = state.exception(stage.key)
    if isinstance(event, ExceptionSettled):
        return "" if open_exception else f"{stage.key!r} had no exception"
    if open_exception:
        return f"nobody had decided on the exception of {stage.key!r}"
    if isinstance(event, ExceptionRaised):
        return "" if stage.exceptions_to else f"nobody decides on exceptions of {stage.key!r}"
    if stage.repeats is None:
        return f"{stage.key!r} does not repeat anything"
    running = state.iteration(stage.key)
    return f"{stage.repeats.noun} {running.number} was running in {stage.key!r}" if running else ""

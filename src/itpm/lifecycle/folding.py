"""The fold of a history: where its events lead, and nothing else.

The stages' part of it is the methodology's chart: an event of the lifecycle is an event of the chart, and which stages are
open then is what the chart says. Beside it the books are kept: gates passed, approvals, iterations, conditions, exceptions.
The chart's configuration is not stored, because the books say it (`configuration_of`).

Time leads somewhere by itself: a condition that was not met in time reopens its gate (`advanced`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from attrs import evolve

from itpm.lifecycle.charting import BEFORE, CLOSED, ENDING, ON_HOLD, TERMINATED, event_id, state_id
from itpm.lifecycle.events import (
    Begun,
    ConditionMet,
    ExceptionRaised,
    ExceptionSettled,
    GateApproved,
    GatePassed,
    GateRecycled,
    IterationBegun,
    PutOnHold,
    Resumed,
    Terminated,
)
from itpm.lifecycle.histories import LifecycleEvent, Migrated
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Stage
from itpm.lifecycle.states import Iteration, LifecycleState, LifecycleStatus, OpenCondition, Reopening
from itpm.rules.wording import day
from itpm.statecharts import Configuration, restore, start, step

_STATUS = {
    ON_HOLD: LifecycleStatus.ON_HOLD,
    ENDING: LifecycleStatus.ENDING,
    TERMINATED: LifecycleStatus.TERMINATED,
    CLOSED: LifecycleStatus.CLOSED,
}
_IDS = {status: id for id, status in _STATUS.items()}


def folded(methodology: Methodology, state: LifecycleState, event: LifecycleEvent) -> LifecycleState:
    """The state after one more event; total: an event is what happened, and is never refused here."""
    before = evolve(advanced(methodology, state, event.at), last=event.at)
    match event:
        case Begun():
            return first(methodology, event)
        case Migrated():
            return evolve(event.state, begun=state.begun, last=event.at)
        case GateApproved():
            kept = tuple(known for known in before.approvals if (known.gate, known.role) != (event.gate, event.role))
            return evolve(before, approvals=(*kept, event))
        case ConditionMet():
            return evolve(before, conditions=_without(before, event.gate, event.covers))
        case GatePassed():
            return _moved(
                methodology, _with_passing(methodology, before, event), before, [event_id("pass", event.gate)]
            )
        case GateRecycled():
            return _recycled(methodology, before, event)
        case IterationBegun():
            number = len(before.iterations_of(event.stage)) + 1
            new = Iteration(stage=event.stage, number=number, goal=event.goal, begun=event.at)
            after = evolve(before, iterations=(*before.iterations, new))
            return _moved(methodology, after, before, [event_id("begin", event.stage)])
        case ExceptionRaised():
            after = evolve(before, exceptions=(*before.exceptions, event))
            return _moved(methodology, after, before, [event_id("raise", event.stage)])
        case ExceptionSettled():
            left = tuple(known for known in before.exceptions if known.stage != event.stage)
            after = evolve(before, exceptions=left, settled=(*before.settled, event))
            return _moved(methodology, after, before, [event_id("settle", event.stage)])
        case PutOnHold() | Resumed() | Terminated():
            return _stopped(methodology, before, event)
        case _:
            assert_never(event)


def first(methodology: Methodology, event: Begun) -> LifecycleState:
    """The state of a project that has just begun."""
    state = LifecycleState(
        methodology=methodology.label, status=LifecycleStatus.RUNNING, active=(), begun=event.at, last=event.at
    )
    return _as_charted(methodology, state, start(methodology.chart).configuration)


def _stopped(
    methodology: Methodology, before: LifecycleState, event: PutOnHold | Resumed | Terminated
) -> LifecycleState:
    verb = {PutOnHold: "hold", Resumed: "resume", Terminated: "terminate"}[type(event)]
    reason = "" if isinstance(event, Resumed) else event.reason
    after = _moved(methodology, evolve(before, reason=reason), before, [verb])
    # what was due while the project was on hold is due when it goes on
    return advanced(methodology, after, event.at) if isinstance(event, Resumed) else after


def _with_passing(methodology: Methodology, before: LifecycleState, event: GatePassed) -> LifecycleState:
    stage = methodology.stage_of(event.gate)
    owed = (*before.conditions, *(OpenCondition(gate=event.gate, condition=known) for known in event.conditions))
    if stage.repeats and event.gate == stage.repeats.end.key:
        return evolve(
            before,
            iterations=tuple(
                evolve(known, ended=event.at) if known.stage == stage.key and known.is_open else known
                for known in before.iterations
            ),
            approvals=tuple(known for known in before.approvals if known.gate != event.gate),
        )
    reopened = tuple(known for known in before.reopened if known.gate != event.gate)
    return evolve(before, passed=(*before.passed, event), conditions=owed, reopened=reopened)


# --- the chart --------------------------------------------------------------------------------------------


def configuration_of(methodology: Methodology, state: LifecycleState) -> Configuration:
    """The configuration of the methodology's chart that the books of a state describe.

    Args:
        methodology: what the project follows.
        state: where it stands.

    Example:
        >>> from itpm.lifecycle import begin, waterfall
        >>> configuration_of(waterfall(), begin(waterfall(), at="2026-01-05")).states[:2]
        ('open:initiation', 'waiting:planning')
    """
    stages = tuple(_part_of(stage, state) for stage in methodology.stages)
    exceptional = {event.stage for event in state.exceptions}
    memories = [
        (state_id("resumed", stage.key), (_work_of(stage, state),))
        for stage in methodology.stages
        if stage.key in exceptional and stage.repeats
    ]
    status = _IDS.get(state.status)
    if status is None:
        return restore(methodology.chart, stages, history=memories)
    return restore(methodology.chart, status, history=[(BEFORE, stages), *memories])


def _part_of(stage: Stage, state: LifecycleState) -> str:
    """The innermost state of the stage's region."""
    if stage.key in state.ready:
        return state_id("ready", stage.key)
    if stage.key in state.active:
        if state.exception(stage.key):
            return state_id("exception", stage.key)
        return _work_of(stage, state)
    if state.passing(stage.exit.key):
        return state_id("done", stage.key)
    return state_id("waiting", stage.key)


def _work_of(stage: Stage, state: LifecycleState) -> str:
    if stage.repeats:
        return state_id("iterating" if state.iteration(stage.key) else "between", stage.key)
    return state_id("work" if stage.exceptions_to else "open", stage.key)


def _moved(
    methodology: Methodology, books: LifecycleState, before: LifecycleState, events: Iterable[str]
) -> LifecycleState:
    """The books with what the chart says after the events."""
    where = configuration_of(methodology, before)
    for event in events:
        where = step(methodology.chart, where, event).configuration
    return _as_charted(methodology, books, where)


def _as_charted(methodology: Methodology, state: LifecycleState, where: Configuration) -> LifecycleState:
    status = _STATUS.get(where.states[0], LifecycleStatus.RUNNING)
    inside = set(where.active if status is LifecycleStatus.RUNNING else dict(where.history).get(BEFORE, ()))
    if status is LifecycleStatus.CLOSED:
        return evolve(state, status=status, active=(), ready=())
    parts = ("open", "work", "between", "iterating", "exception")
    return evolve(
        state,
        status=status,
        active=tuple(
            stage.key for stage in methodology.stages if any(state_id(part, stage.key) in inside for part in parts)
        ),
        ready=tuple(stage.key for stage in methodology.stages if state_id("ready", stage.key) in inside),
    )


# --- going back --------------------------------------------------------------------------------------------


def advanced(methodology: Methodology, state: LifecycleState, at: datetime) -> LifecycleState:
    """The state once time has come to `at`: a gate whose condition was not met in time is open again."""
    if state.status is not LifecycleStatus.RUNNING:
        return state
    late = sorted((open_ for open_ in state.conditions if open_.condition.due < at), key=_due)
    for open_ in late:
        if any(known.gate == open_.gate for known in state.conditions):
            condition = open_.condition
            reason = f"{condition.action!r} was not done by {day(condition.due)}"
            since = max(condition.due, state.begun)
            why = Reopening(gate=open_.gate, at=since, reason=reason, covers=condition.covers)
            state = _reopened(methodology, state, [methodology.stage_of(open_.gate)], [], why)
    return state


def _due(open_: OpenCondition) -> datetime:
    return open_.condition.due


def _reopened(
    methodology: Methodology, before: LifecycleState, stages: list[Stage], reset: list[Stage], why: Reopening
) -> LifecycleState:
    """The stages open again, others waiting again; what was passed and approved there counts no more."""
    gates = {stage.exit.key for stage in stages} | {gate.key for stage in reset for gate in stage.gates}
    gone = {stage.key for stage in reset}
    again = [evolve(why, gate=gate) for gate in _in_order(methodology, gates) if before.passing(gate)]
    books = evolve(
        before,
        passed=tuple(event for event in before.passed if event.gate not in gates),
        approvals=tuple(event for event in before.approvals if event.gate not in gates),
        conditions=tuple(known for known in before.conditions if known.gate not in gates),
        iterations=tuple(known for known in before.iterations if known.stage not in gone),
        exceptions=tuple(known for known in before.exceptions if known.stage not in gone),
        settled=tuple(known for known in before.settled if known.stage not in gone),
        reopened=(*(known for known in before.reopened if known.gate not in gates), *again),
    )
    events = [event_id("reopen", stage.key) for stage in stages] + [event_id("reset", stage.key) for stage in reset]
    return _moved(methodology, books, before, events)


def _in_order(methodology: Methodology, gates: set[str]) -> tuple[str, ...]:
    return tuple(gate.key for gate in methodology.gates if gate.key in gates)


def _recycled(methodology: Methodology, before: LifecycleState, event: GateRecycled) -> LifecycleState:
    own = methodology.stage_of(event.gate)
    if not event.to or event.to == own.key:
        return evolve(before, approvals=tuple(known for known in before.approvals if known.gate != event.gate))
    target = methodology.stage(event.to)
    reset = [stage for stage in methodology.stages if target.key in befores(methodology, stage.key)]
    why = Reopening(gate=event.gate, at=event.at, reason=event.reason)
    return _reopened(methodology, before, [target], _by_depth(methodology, reset), why)


def befores(methodology: Methodology, stage: str) -> frozenset[str]:
    """Keys of all stages that come before a stage, or that it overlaps."""
    known = {one.key: (*one.after, *one.alongside) for one in methodology.stages}
    found: set[str] = set()
    waiting = list(known.get(stage, ()))
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(known[key])
    return frozenset(found)


def _by_depth(methodology: Methodology, stages: list[Stage]) -> list[Stage]:
    """The stages, each behind those that it comes after."""
    return sorted(stages, key=lambda stage: len(befores(methodology, stage.key)))


def _without(state: LifecycleState, gate: str, covers: str) -> tuple[OpenCondition, ...]:
    return tuple(open_ for open_ in state.conditions if (open_.gate, open_.condition.covers) != (gate, covers))

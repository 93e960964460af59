"""What stands against a command apart from a gate's own review: time, holds, order, iterations, exceptions."""

from __future__ import annotations

from collections.abc import Iterator

from itpm.findings import Finding
from itpm.lifecycle.commands import (
    ApproveGate,
    BeginIteration,
    Command,
    Hold,
    MeetCondition,
    PassGate,
    RaiseException,
    RecycleGate,
    Resume,
    SettleException,
    Terminate,
)
from itpm.lifecycle.folding import befores
from itpm.lifecycle.gate_checks import changed_since
from itpm.lifecycle.methodologies import Methodology
from itpm.lifecycle.stages import Repetition, Stage
from itpm.lifecycle.states import LifecycleState, LifecycleStatus
from itpm.rules import Facts
from itpm.rules.wording import day, listed

GateCommand = PassGate | ApproveGate | RecycleGate


def is_iteration_gate(methodology: Methodology, gate: str) -> bool:
    """Whether the gate ends an iteration."""
    repeats = methodology.stage_of(gate).repeats
    return repeats is not None and repeats.end.key == gate


def over(methodology: Methodology, state: LifecycleState) -> Finding:
    """Why nothing can be done any more."""
    if state.status is LifecycleStatus.CLOSED:
        message = f"the project is closed: it passed {methodology.stages[-1].exit.key} on {day(state.last)}"
        return Finding(code="LIF005", subject="lifecycle:closed", message=message)
    message = f"the project was terminated on {day(state.last)}: {state.reason}"
    return Finding(code="LIF004", subject="lifecycle:terminated", message=message)


def settled(methodology: Methodology, state: LifecycleState, command: Command, facts: Facts) -> Finding | None:
    """The one reason that cannot be lifted: what is asked for is so already, or can never be asked here."""
    match command:
        case PassGate() | ApproveGate() | RecycleGate():
            return _settled_gate(methodology, state, command, facts)
        case MeetCondition():
            known = {open_.condition.covers for open_ in state.conditions if open_.gate == command.gate}
            if command.covers not in known:
                message = f"gate {command.gate} has no open condition {command.covers!r}"
                return Finding(code="LIF020", subject=f"condition:{command.covers}", message=message)
        case Resume() if state.status is not LifecycleStatus.ON_HOLD:
            return Finding(code="LIF009", subject="lifecycle:hold", message="the project is not on hold")
        case Hold() if state.status is LifecycleStatus.ON_HOLD:
            return Finding(code="LIF010", subject="lifecycle:hold", message=_held(state))
        case BeginIteration() | RaiseException() | SettleException():
            return _settled_stage(methodology, state, command)
    if state.status is LifecycleStatus.ENDING and not isinstance(command, MeetCondition):
        return _ending(state)
    return None


def _ending(state: LifecycleState) -> Finding:
    message = f"the project is being closed early: {state.reason}"
    return Finding(code="LIF022", subject="lifecycle:ending", message=message)


def _held(state: LifecycleState) -> str:
    return f"the project has been on hold since {day(state.last)}: {state.reason}"


def _settled_gate(
    methodology: Methodology, state: LifecycleState, command: GateCommand, facts: Facts
) -> Finding | None:
    subject = f"gate:{command.gate}"
    stage = methodology.stage_of(command.gate)
    if stage is methodology.ending:
        if state.status is not LifecycleStatus.ENDING:
            message = f"gate {command.gate} closes a project early, and this one is not being closed"
            return Finding(code="LIF022", subject=subject, message=message)
    elif state.status is LifecycleStatus.ENDING:
        return _ending(state)
    passing = state.passing(command.gate)
    if passing is not None:
        message = f"gate {command.gate} was passed on {day(passing.at)}"
        return Finding(code="LIF007", subject=subject, message=message)
    if isinstance(command, RecycleGate) and command.to not in {"", stage.key, *befores(methodology, stage.key)}:
        message = f"stage {command.to!r} does not come before gate {command.gate}"
        return Finding(code="LIF023", subject=subject, message=message)
    given = state.approval(command.gate, command.role) if isinstance(command, ApproveGate) else None
    if given is not None and not changed_since(given, facts):
        message = f"the {given.role} approved gate {command.gate} on {day(given.at)}"
        return Finding(code="LIF008", subject=subject, message=message)
    return None


def _settled_stage(
    methodology: Methodology, state: LifecycleState, command: BeginIteration | RaiseException | SettleException
) -> Finding | None:
    stage = methodology.stage(command.stage)
    subject = f"stage:{stage.key}"
    if state.status is LifecycleStatus.ENDING:
        return _ending(state)
    passing = state.passing(stage.exit.key)
    if passing is not None:
        return Finding(code="LIF007", subject=subject, message=f"{stage.title} was left on {day(passing.at)}")
    if isinstance(command, BeginIteration):
        if stage.repeats is None:
            return Finding(code="LIF013", subject=subject, message=f"{stage.title} does not repeat anything")
        most = stage.repeats.at_most
        if most is not None and len(state.iterations_of(stage.key)) >= most:
            message = f"{stage.title} has had its {most} {stage.repeats.noun}{'s' if most > 1 else ''}"
            return Finding(code="LIF015", subject=subject, message=message)
        return None
    if not stage.exceptions_to:
        return Finding(code="LIF021", subject=subject, message=f"nobody decides on exceptions of {stage.title}")
    if isinstance(command, SettleException) and state.exception(stage.key) is None:
        return Finding(code="LIF021", subject=subject, message=f"{stage.title} has no exception to decide on")
    if isinstance(command, RaiseException) and state.exception(stage.key) is not None:
        return Finding(code="LIF025", subject=subject, message=f"an exception of {stage.title} is raised already")
    return None


def untimely(state: LifecycleState, command: Command, facts: Facts) -> Iterator[Finding]:
    """Why the command, or what is known, is of the wrong time."""
    if command.at < state.last:
        yield Finding(
            code="LIF001",
            subject="command:at",
            message=f"the command is of {day(command.at)}, before the last event on {day(state.last)}",
            remedy=f"date it {day(state.last)} or later",
        )
    if facts.as_of > command.at:
        yield Finding(
            code="LIF002",
            subject="facts:as_of",
            message=f"the facts are as of {day(facts.as_of)}, later than the command of {day(command.at)}",
            remedy=f"ask for facts as of {day(command.at)}, or date the command {day(facts.as_of)} or later",
        )


def not_now(methodology: Methodology, state: LifecycleState, command: Command) -> Iterator[Finding]:
    """Why the command's turn has not come."""
    if isinstance(command, (Hold, Resume, Terminate, MeetCondition)):
        return
    if state.status is LifecycleStatus.ON_HOLD:
        yield Finding(
            code="LIF003", subject="lifecycle:hold", message=_held(state), remedy="go on: Resume(by=..., at=...)"
        )
    if isinstance(command, (PassGate, ApproveGate, RecycleGate)):
        yield from _gate_not_now(methodology, state, command)
        return
    stage = methodology.stage(command.stage)
    before = _before_working(methodology, state, stage)
    if before:
        yield _too_early(f"stage:{stage.key}", f"{stage.title} is not entered", before)
    if isinstance(command, BeginIteration):
        yield from _exceptional(state, stage)
        yield from _iterating(state, stage)


def _gate_not_now(methodology: Methodology, state: LifecycleState, command: GateCommand) -> Iterator[Finding]:
    stage = methodology.stage_of(command.gate)
    before = gates_before(methodology, state, command.gate)
    if before:
        yield _too_early(f"gate:{command.gate}", f"gate {command.gate} is not open", before)
    if isinstance(command, PassGate) and command.gate != (stage.entry.key if stage.entry else ""):
        yield from _exceptional(state, stage)
    if stage.repeats is not None and not isinstance(command, RecycleGate):
        yield from _repeating_not_now(state, stage, stage.repeats, command)


def _repeating_not_now(
    state: LifecycleState, stage: Stage, repeats: Repetition, command: PassGate | ApproveGate
) -> Iterator[Finding]:
    if command.gate == repeats.end.key and state.iteration(stage.key) is None:
        yield Finding(
            code="LIF013",
            subject=f"stage:{stage.key}",
            message=f"no {repeats.noun} is running in {stage.title}",
            remedy=f"begin one: BeginIteration({stage.key!r}, by=..., at=...)",
        )
    if command.gate != stage.exit.key or isinstance(command, ApproveGate):
        return
    yield from _iterating(state, stage)
    done = sum(not known.is_open for known in state.iterations_of(stage.key))
    if done < repeats.at_least:
        yield Finding(
            code="LIF014",
            subject=f"stage:{stage.key}",
            message=f"{stage.title} has had {done} of at least {repeats.at_least} {repeats.noun}s",
            remedy=f"run {repeats.at_least - done} more: BeginIteration({stage.key!r}, ...), PassGate({repeats.end.key!r}, ...)",
        )


def _iterating(state: LifecycleState, stage: Stage) -> Iterator[Finding]:
    running = state.iteration(stage.key)
    if running is not None and stage.repeats is not None:
        yield Finding(
            code="LIF013",
            subject=f"stage:{stage.key}",
            message=f"{stage.repeats.noun} {running.number} is running in {stage.title}",
            remedy=f"end it: PassGate({stage.repeats.end.key!r}, by=..., at=...)",
        )


def _exceptional(state: LifecycleState, stage: Stage) -> Iterator[Finding]:
    raised = state.exception(stage.key)
    if raised is not None:
        yield Finding(
            code="LIF016",
            subject=f"stage:{stage.key}",
            message=f"nobody has decided on the exception of {day(raised.at)}: {raised.reason}",
            remedy=f"the {stage.exceptions_to} decides: SettleException({stage.key!r}, ..., by=..., at=...)",
        )


def _too_early(subject: str, what: str, before: tuple[str, ...]) -> Finding:
    message = f"{what}: {listed(before)} {'come' if len(before) > 1 else 'comes'} first"
    return Finding(code="LIF006", subject=subject, message=message, remedy=f"pass {listed(before)}")


def gates_before(methodology: Methodology, state: LifecycleState, gate: str) -> tuple[str, ...]:
    """Gates that must be passed before this one is open, in the methodology's order."""
    stage = methodology.stage_of(gate)
    if stage is methodology.ending:
        return ()
    if is_iteration_gate(methodology, gate):
        return _before_working(methodology, state, stage)
    entry = stage.entry is not None and gate != stage.entry.key
    return _unpassed(methodology, state, stage, entry=entry, leaves=gate == stage.exit.key)


def _before_working(methodology: Methodology, state: LifecycleState, stage: Stage) -> tuple[str, ...]:
    """Gates that must be passed before one works in the stage; none where one does, even if a gate was reopened."""
    return () if stage.key in state.active else _unpassed(methodology, state, stage, entry=True)


def _unpassed(
    methodology: Methodology, state: LifecycleState, stage: Stage, *, entry: bool, leaves: bool = False
) -> tuple[str, ...]:
    """Gates not passed of the stages before; of those that are overlapped, the entry gates, or all where it leaves."""
    needed = {methodology.stage(key).exit.key for one in _line(methodology, stage) for key in one.after}
    for one in _line(methodology, stage):
        for key in one.alongside:
            other = methodology.stage(key)
            needed |= {other.entry.key} if other.entry else set()
            needed |= {other.exit.key} if leaves and one is stage else set()
        if one is not stage and one.entry:
            needed.add(one.entry.key)
    if entry and stage.entry:
        needed.add(stage.entry.key)
    return tuple(gate.key for gate in methodology.gates if gate.key in needed and state.passing(gate.key) is None)


def _line(methodology: Methodology, stage: Stage) -> list[Stage]:
    """The stage and all that come before it."""
    before = befores(methodology, stage.key)
    return [stage, *(one for one in methodology.stages if one.key in before)]

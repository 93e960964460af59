"""Where a lifecycle stands: the fold of its events, and nothing else.

`replay` accepts every history that `decide` can have produced. A history that cannot be one of this methodology is
refused with the place of the first event that does not fit; the state is never half right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import assert_never

from attrs import evolve, field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.events import (
    EVENT_TYPES,
    Begun,
    GateApproved,
    GatePassed,
    LifecycleEvent,
    PutOnHold,
    Resumed,
    Terminated,
    happens,
)
from itpm.lifecycle.methodologies import Methodology
from itpm.model.moments import Moment
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular


class LifecycleStatus(Enum):
    """Whether a project runs."""

    RUNNING = "running"
    ON_HOLD = "on hold"
    TERMINATED = "terminated"
    CLOSED = "closed"

    def __str__(self) -> str:
        return self.value


@frozen(kw_only=True)
class LifecycleState(Tabular):
    """Where a project stands in its methodology.

    Attributes:
        methodology: label of the methodology: ``"waterfall@1"``.
        status: running, on hold, terminated or closed.
        active: keys of the stages it is in, in the methodology's order.
        passed: the gates it passed, in the order of passing.
        approvals: the approvals given, in the order of giving.
        begun: when it began.
        last: moment of the last event.
        reason: why it is on hold or terminated.
    """

    methodology: str
    status: LifecycleStatus
    active: tuple[str, ...]
    passed: tuple[GatePassed, ...] = ()
    approvals: tuple[GateApproved, ...] = ()
    begun: datetime
    last: datetime
    reason: str = field(default="")

    def passing(self, gate: str) -> GatePassed | None:
        """The event by which the gate was passed; None while it was not."""
        return next((event for event in self.passed if event.gate == gate), None)

    def approval(self, gate: str, role: str) -> GateApproved | None:
        """The event by which the role approved the gate; None while it did not."""
        return next((event for event in self.approvals if event.gate == gate and event.role == role), None)

    @property
    def is_over(self) -> bool:
        """Whether it is closed or terminated, so that nothing can change any more."""
        return self.status in {LifecycleStatus.CLOSED, LifecycleStatus.TERMINATED}

    def table(self) -> Table:
        """A line for each gate passed and each stage the project is in."""
        passed = [(f"gate {event.gate}", str(event.verdict), day(event.at), event.by) for event in self.passed]
        active = [(f"stage {key}", str(self.status), "", "") for key in self.active]
        return Table(
            title=f"{self.methodology}: {self.status}",
            columns=(Column("What"), Column("State"), Column("On"), Column("By")),
            rows=(("begun", "", f"{self.begun:%Y-%m-%d}", ""), *passed, *active),
            note=self.reason,
        )


def begin(methodology: Methodology, *, at: Moment) -> LifecycleState:
    """The state of a project that begins now: ``replay(methodology, [Begun(at)])``.

    Args:
        methodology: what the project follows.
        at: when; a bare date means the beginning of that day.

    Example:
        >>> from itpm.lifecycle import waterfall
        >>> begin(waterfall(), at="2026-01-05").active
        ('initiation',)
    """
    return replay(methodology, [Begun(at)])


def replay(methodology: Methodology, events: Iterable[LifecycleEvent], *, at: Moment | None = None) -> LifecycleState:
    """The state that the events lead to.

    Args:
        methodology: what the project follows.
        events: its history, `Begun` first, in order of time.
        at: the state as of then; a bare date means the end of that day. Default: after the last event.

    Raises:
        LifecycleError: a history that cannot be of this methodology, with the place of what does not fit.

    Example:
        >>> from itpm.lifecycle import Begun, GateApproved, waterfall
        >>> history = [Begun("2026-01-05"), GateApproved(gate="G1", role="sponsor", by="ann", at="2026-01-19")]
        >>> replay(waterfall(), history).last.day, replay(waterfall(), history, at="2026-01-10").last.day
        (20, 5)
    """
    history = tuple(events)
    faults = list(_history_faults(methodology, history))
    if faults:
        raise LifecycleError(faults)
    until = None if at is None else happens(at)
    if until is not None and until < history[0].at:
        message = f"the project began {history[0].at}, after {until}"
        raise LifecycleError([Fault("at", until, message)])
    state = _first(methodology, history[0])
    for number, event in enumerate(history[1:], start=1):
        if until is not None and event.at > until:
            break
        misfit = _misfit(methodology, state, event)
        if misfit:
            raise LifecycleError([Fault(f"event {number}", event, misfit)])
        state = folded(methodology, state, event)
    return state


def folded(methodology: Methodology, state: LifecycleState, event: LifecycleEvent) -> LifecycleState:
    """The state after one more event; total: an event is what happened, and is never refused here."""
    after = evolve(state, last=event.at)
    match event:
        case Begun():
            return _first(methodology, event)
        case GateApproved():
            return evolve(after, approvals=(*state.approvals, event))
        case GatePassed():
            return _left(methodology, evolve(after, passed=(*state.passed, event)))
        case PutOnHold():
            return evolve(after, status=LifecycleStatus.ON_HOLD, reason=event.reason)
        case Resumed():
            return evolve(after, status=LifecycleStatus.RUNNING, reason="")
        case Terminated():
            return evolve(after, status=LifecycleStatus.TERMINATED, reason=event.reason)
        case _:
            assert_never(event)


def _first(methodology: Methodology, event: LifecycleEvent) -> LifecycleState:
    return LifecycleState(
        methodology=methodology.label,
        status=LifecycleStatus.RUNNING,
        active=_active(methodology, frozenset()),
        begun=event.at,
        last=event.at,
    )


def _left(methodology: Methodology, state: LifecycleState) -> LifecycleState:
    active = _active(methodology, frozenset(event.gate for event in state.passed))
    return evolve(state, active=active, status=state.status if active else LifecycleStatus.CLOSED)


def _active(methodology: Methodology, passed: frozenset[str]) -> tuple[str, ...]:
    """Stages not yet left whose predecessors all are."""
    left = {stage.key for stage in methodology.stages if stage.exit.key in passed}
    return tuple(stage.key for stage in methodology.stages if stage.key not in left and left.issuperset(stage.after))


def _history_faults(methodology: Methodology, history: tuple[LifecycleEvent, ...]) -> Iterator[Fault]:
    """What can be said of the history without playing it."""
    if not history or not isinstance(history[0], Begun):
        yield Fault("event 0", history[0] if history else None, "a history begins with Begun")
    gates = [gate.key for gate in methodology.gates]
    for number, event in enumerate(history):
        place = f"event {number}"
        if not _is_event(event):
            yield Fault(place, event, f"expected a lifecycle event, got {type(event).__name__}")
            return
        if number and isinstance(event, Begun):
            yield Fault(place, event, "a project begins once")
        if number and event.at < history[number - 1].at:
            yield Fault(
                place, event.at, f"it happened {event.at}, before event {number - 1} at {history[number - 1].at}"
            )
        if isinstance(event, (GatePassed, GateApproved)) and event.gate not in gates:
            yield Fault(place, event.gate, f"there is no gate {event.gate!r}{did_you_mean(event.gate, gates)}")
        if isinstance(event, Begun) and event.methodology not in {"", methodology.label}:
            yield Fault(
                place, event.methodology, f"begun under {event.methodology!r}, replayed under {methodology.label!r}"
            )


def _is_event(value: object) -> bool:
    return isinstance(value, EVENT_TYPES)


def _misfit(methodology: Methodology, state: LifecycleState, event: LifecycleEvent) -> str:
    """Why the event cannot have happened in this state; empty if it can."""
    if state.is_over:
        return f"the project was {state.status} before"
    match event:
        case Resumed():
            return "" if state.status is LifecycleStatus.ON_HOLD else "the project was not on hold"
        case Terminated():
            return ""
    if state.status is LifecycleStatus.ON_HOLD:
        return "the project was on hold"
    if isinstance(event, (GatePassed, GateApproved)):
        return _gate_misfit(methodology, state, event)
    return ""


def _gate_misfit(methodology: Methodology, state: LifecycleState, event: GatePassed | GateApproved) -> str:
    stage = methodology.stage_of(event.gate)
    if stage.key not in state.active:
        return f"gate {event.gate} was not open: the project was not in {stage.key!r}"
    if isinstance(event, GatePassed):
        return ""
    if event.role not in stage.exit.approvers:
        return f"the {event.role} does not approve gate {event.gate}{did_you_mean(event.role, stage.exit.approvers)}"
    return f"the {event.role} had approved gate {event.gate}" if state.approval(event.gate, event.role) else ""

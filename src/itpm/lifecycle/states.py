"""Where a project stands in its methodology."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from itpm.lifecycle.conditions import GateCondition, happens
from itpm.lifecycle.events import ExceptionRaised, ExceptionSettled, GateApproved, GatePassed
from itpm.model.given import texts
from itpm.model.moments import finish_moment
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular


class LifecycleStatus(Enum):
    """Whether a project runs."""

    RUNNING = "running"
    ON_HOLD = "on hold"
    ENDING = "being closed early"
    TERMINATED = "terminated"
    CLOSED = "closed"

    def __str__(self) -> str:
        return self.value


@frozen(kw_only=True)
class Iteration:
    """A sprint, or whatever a stage repeats.

    Attributes:
        stage: key of the stage.
        number: counted from one within the stage [1].
        goal: what it is for.
        begun: when it began.
        ended: when its gate was passed; None: it is running.
    """

    stage: str
    number: int
    goal: str = ""
    begun: datetime = field(converter=happens)
    ended: datetime | None = field(default=None, converter=finish_moment)

    @property
    def is_open(self) -> bool:
        """Whether it is running."""
        return self.ended is None


@frozen(kw_only=True)
class OpenCondition:
    """A condition on which a gate was passed, not met yet.

    Attributes:
        gate: the gate.
        condition: what is to be done, and by when.
    """

    gate: str
    condition: GateCondition


@frozen(kw_only=True)
class Reopening:
    """A gate that counts as passed no longer.

    Attributes:
        gate: the gate.
        at: since when.
        reason: why: a condition that was not met, or a decision to work on a stage again.
        covers: what the condition that was not met is called; empty where it was a decision.
    """

    gate: str
    at: datetime = field(converter=happens)
    reason: str = ""
    covers: str = ""


def _passed(values: Iterable[GatePassed]) -> tuple[GatePassed, ...]:
    return tuple(values)


def _approvals(values: Iterable[GateApproved]) -> tuple[GateApproved, ...]:
    return tuple(values)


def _iterations(values: Iterable[Iteration]) -> tuple[Iteration, ...]:
    return tuple(values)


def _conditions(values: Iterable[OpenCondition]) -> tuple[OpenCondition, ...]:
    return tuple(values)


def _reopenings(values: Iterable[Reopening]) -> tuple[Reopening, ...]:
    return tuple(values)


def _raised(values: Iterable[ExceptionRaised]) -> tuple[ExceptionRaised, ...]:
    return tuple(values)


def _settled(values: Iterable[ExceptionSettled]) -> tuple[ExceptionSettled, ...]:
    return tuple(values)


@frozen(kw_only=True)
class LifecycleState(Tabular):
    """Where a project stands in its methodology.

    Attributes:
        methodology: label of the methodology: ``"waterfall@1"``.
        status: running, on hold, being closed early, terminated or closed.
        active: keys of the stages it is in, in the methodology's order.
        ready: keys of the stages whose entry gate is open.
        passed: the gates it passed, in the order of passing; without those that ended an iteration.
        approvals: the approvals given, in the order of giving.
        iterations: the iterations of stages that repeat, in the order of beginning.
        conditions: conditions of gates, not met yet.
        reopened: gates that counted as passed and do no longer.
        exceptions: exceptions that nobody has decided on yet.
        settled: exceptions that somebody decided on.
        begun: when it began.
        last: moment of the last event.
        reason: why it is on hold or terminated.
    """

    methodology: str
    status: LifecycleStatus
    active: tuple[str, ...] = field(converter=texts)
    ready: tuple[str, ...] = field(default=(), converter=texts)
    passed: tuple[GatePassed, ...] = field(default=(), converter=_passed)
    approvals: tuple[GateApproved, ...] = field(default=(), converter=_approvals)
    iterations: tuple[Iteration, ...] = field(default=(), converter=_iterations)
    conditions: tuple[OpenCondition, ...] = field(default=(), converter=_conditions)
    reopened: tuple[Reopening, ...] = field(default=(), converter=_reopenings)
    exceptions: tuple[ExceptionRaised, ...] = field(default=(), converter=_raised)
    settled: tuple[ExceptionSettled, ...] = field(default=(), converter=_settled)
    begun: datetime
    last: datetime
    reason: str = field(default="")

    def passing(self, gate: str) -> GatePassed | None:
        """The event by which the gate was passed; None while it was not."""
        return next((event for event in self.passed if event.gate == gate), None)

    def approval(self, gate: str, role: str) -> GateApproved | None:
        """The event by which the role approved the gate; None while it did not."""
        return next((event for event in self.approvals if event.gate == gate and event.role == role), None)

    def iteration(self, stage: str) -> Iteration | None:
        """The stage's running iteration; None: none is running."""
        return next((known for known in self.iterations if known.stage == stage and known.is_open), None)

    def iterations_of(self, stage: str) -> tuple[Iteration, ...]:
        """The stage's iterations, the running one too."""
        return tuple(known for known in self.iterations if known.stage == stage)

    def exception(self, stage: str) -> ExceptionRaised | None:
        """The stage's exception that nobody has decided on yet."""
        return next((event for event in self.exceptions if event.stage == stage), None)

    def limit(self, stage: str, area: str, default: Decimal) -> Decimal:
        """How far the stage may be off: what was allowed last, or the default."""
        allowed = [dict(event.allows) for event in self.settled if event.stage == stage]
        return next((limits[area] for limits in reversed(allowed) if area in limits), default)

    @property
    def is_over(self) -> bool:
        """Whether it is closed or terminated, so that nothing can change any more."""
        return self.status in {LifecycleStatus.CLOSED, LifecycleStatus.TERMINATED}

    def table(self) -> Table:
        """A line for each gate passed, each condition open and each stage the project is in."""
        passed = [(f"gate {event.gate}", str(event.verdict), day(event.at), event.by) for event in self.passed]
        reopened = [(f"gate {again.gate}", "open again", day(again.at), "") for again in self.reopened]
        owed = [
            (f"{open_.gate}: {open_.condition.action}", "to be done", day(open_.condition.due), open_.condition.owner)
            for open_ in self.conditions
        ]
        running = {known.stage: f", {known.number}" for known in self.iterations if known.is_open}
        active = [(f"stage {key}{running.get(key, '')}", str(self.status), "", "") for key in self.active]
        ready = [(f"stage {key}", "may be entered", "", "") for key in self.ready]
        return Table(
            title=f"{self.methodology}: {self.status}",
            columns=(Column("What"), Column("State"), Column("On"), Column("By")),
            rows=(("begun", "", f"{self.begun:%Y-%m-%d}", ""), *passed, *reopened, *owed, *active, *ready),
            note=self.reason,
        )

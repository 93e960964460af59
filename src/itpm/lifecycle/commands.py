"""What one can ask of a lifecycle. A command says who asks and when; whether it is granted is `decide`'s answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from attrs import field, fields_dict, frozen

from itpm.errors import Fault
from itpm.lifecycle.conditions import GateCondition, gate_conditions, happens
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.events import limits
from itpm.model.given import shortened


@frozen(kw_only=True)
class _Dated:
    """Who asks, and when; a bare date means the end of that day.

    Raises:
        LifecycleError: a name or a reason is missing.
    """

    by: str
    at: datetime = field(converter=happens)

    def __attrs_post_init__(self) -> None:
        faults = list(_empty(self))
        if faults:
            raise LifecycleError(faults)


def _empty(command: _Dated) -> Iterator[Fault]:
    for name in fields_dict(type(command)):
        value = getattr(command, name)
        if name in _NEEDED and not _is_optional(command, name) and (not isinstance(value, str) or not value.strip()):
            message = f"{type(command).__name__} needs {_NEEDED[name]}, got {shortened(value)}"
            yield Fault(f"{type(command).__name__}.{name}", value, message)


def _is_optional(command: _Dated, name: str) -> bool:
    """Whether it may be left out: a hold or an end need not be decided at a gate."""
    return name == "gate" and isinstance(command, (Hold, Terminate))


_NEEDED = {
    "by": "the name of who asks",
    "gate": "the key of a gate",
    "role": "the role that approves",
    "reason": "a reason",
    "stage": "the key of a stage",
    "decision": "what is decided",
    "covers": "the code of a condition",
}


@frozen
class PassGate(_Dated):
    """Pass a gate and leave its stage, enter it, or end its iteration; on conditions, where some reasons still stand.

    Attributes:
        gate: the gate.
        conditions: what will be done by a date; each stands for the reasons of one code.

    Example:
        >>> PassGate("G1", by="ann", at="2026-02-02").at
        datetime.datetime(2026, 2, 3, 0, 0)
    """

    gate: str
    conditions: tuple[GateCondition, ...] = field(default=(), kw_only=True, converter=gate_conditions)


@frozen
class ApproveGate(_Dated):
    """Approve a gate, in a role that has to.

    Attributes:
        gate: the gate.
        role: the approver's role: ``"sponsor"``.
        delegated_by: the holder of the role for whom it is done; empty where the holder does it.
    """

    gate: str
    role: str
    delegated_by: str = field(default="", kw_only=True)


@frozen
class MeetCondition(_Dated):
    """Say that what a gate was passed on condition of is done.

    Attributes:
        gate: the gate.
        covers: what the condition is called: the code of the reasons that it stands for.
    """

    gate: str
    covers: str


@frozen
class RecycleGate(_Dated):
    """Do not pass a gate, but work on its stage again, or on an earlier one; approvals count no more.

    Attributes:
        gate: the gate.
        reason: why.
        to: key of the earlier stage that is worked on again; empty: the gate's own.
    """

    gate: str
    reason: str
    to: str = field(default="", kw_only=True)


@frozen
class BeginIteration(_Dated):
    """Begin the next sprint, or whatever a stage repeats.

    Attributes:
        stage: the stage.
        goal: what it is for.
    """

    stage: str
    goal: str = field(default="", kw_only=True)


@frozen
class RaiseException(_Dated):
    """Tell those above that a stage will leave its tolerances.

    Attributes:
        stage: the stage.
        reason: why.
    """

    stage: str
    reason: str


@frozen
class SettleException(_Dated):
    """Decide on an exception; to end the project instead, terminate it.

    Attributes:
        stage: the stage.
        decision: what is decided: the exception plan.
        allows: (area, new limit) of each tolerance that is changed; a mapping is accepted.
    """

    stage: str
    decision: str
    allows: tuple[tuple[str, Decimal], ...] = field(default=(), kw_only=True, converter=limits)


@frozen
class Hold(_Dated):
    """Put the project on hold.

    Attributes:
        reason: why.
        gate: the gate at whose review it is decided; empty: at none.
    """

    reason: str
    gate: str = field(default="", kw_only=True)


@frozen
class Resume(_Dated):
    """Go on after a hold."""


@frozen
class Terminate(_Dated):
    """End the project before its time; at a gate, this is to kill it.

    Attributes:
        reason: why.
        gate: the gate at whose review it is decided; empty: at none.
    """

    reason: str
    gate: str = field(default="", kw_only=True)


Command: TypeAlias = (
    PassGate
    | ApproveGate
    | MeetCondition
    | RecycleGate
    | BeginIteration
    | RaiseException
    | SettleException
    | Hold
    | Resume
    | Terminate
)
COMMAND_TYPES = (
    PassGate,
    ApproveGate,
    MeetCondition,
    RecycleGate,
    BeginIteration,
    RaiseException,
    SettleException,
    Hold,
    Resume,
    Terminate,
)

"""What one can ask of a lifecycle. A command says who asks and when; whether it is granted is `decide`'s answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TypeAlias

from attrs import field, fields_dict, frozen

from itpm.errors import Fault
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.events import happens


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
        if name != "at" and (not isinstance(value, str) or not value.strip()):
            message = f"{type(command).__name__} needs {_NEEDED[name]}, got {value!r}"
            yield Fault(f"{type(command).__name__}.{name}", value, message)


_NEEDED = {
    "by": "the name of who asks",
    "gate": "the key of a gate",
    "role": "the role that approves",
    "reason": "a reason",
}


@frozen
class PassGate(_Dated):
    """Pass a gate and leave its stage.

    Example:
        >>> PassGate("G1", by="ann", at="2026-02-02").at
        datetime.datetime(2026, 2, 3, 0, 0)
    """

    gate: str


@frozen
class ApproveGate(_Dated):
    """Approve a gate, in a role that has to.

    Attributes:
        gate: the gate.
        role: the approver's role: ``"sponsor"``.
    """

    gate: str
    role: str


@frozen
class Hold(_Dated):
    """Put the project on hold."""

    reason: str


@frozen
class Resume(_Dated):
    """Go on after a hold."""


@frozen
class Terminate(_Dated):
    """End the project before its time."""

    reason: str


Command: TypeAlias = PassGate | ApproveGate | Hold | Resume | Terminate
COMMAND_TYPES = (PassGate, ApproveGate, Hold, Resume, Terminate)

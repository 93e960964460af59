"""What a gate's review may come to, the conditions it may set, and how events are dated and versioned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault
from itpm.lifecycle.errors import LifecycleError
from itpm.model.given import member, shortened
from itpm.model.moments import Moment, moment

SCHEMA = 1


class GateVerdict(Enum):
    """What a gate's review came to.

    Attributes:
        GO: the gate is passed.
        CONDITIONAL_GO: it is passed on conditions, each with a date; one that is not met by then reopens it.
        HOLD: the project waits.
        RECYCLE: the stage, or an earlier one, is to be worked on again.
        KILL: the project is ended.
    """

    GO = "go"
    CONDITIONAL_GO = "conditional go"
    HOLD = "hold"
    RECYCLE = "recycle"
    KILL = "kill"

    def __str__(self) -> str:
        return self.value


def starts(value: Moment) -> datetime:
    """A start-like moment: a bare date is the day's beginning."""
    return moment(value, place="at")


def happens(value: Moment) -> datetime:
    """A finish-like moment: a bare date is the day's end, so that what was done that day is known by then."""
    return moment(value, edge="finish", place="at")


def check_schema(event: object, _: object, schema: int) -> None:
    """Validator of `schema`.

    Raises:
        LifecycleError: a version that this library does not know.
    """
    if schema != SCHEMA:
        place = f"{type(event).__name__}.schema"
        raise LifecycleError([Fault(place, schema, f"expected version {SCHEMA} of the event, got {schema!r}")])


def verdict(value: GateVerdict | str) -> GateVerdict:
    """The verdict, also by its name.

    Raises:
        LifecycleError: there is no such verdict.
    """
    return member(value, GateVerdict, "verdict", LifecycleError)


@frozen
class GateCondition:
    """What must be done by a date after a gate was passed all the same.

    Attributes:
        covers: code of the reasons that it stands for: ``"G1.charter"``; also what it is called.
        action: what will be done.
        due: by when; a bare date means the end of that day. Not met by then, it reopens the gate.
        owner: who does it.

    Example:
        >>> GateCondition("G1.charter", "the sponsor signs", due="2026-03-01", owner="ann").due.day
        2
    """

    covers: str
    action: str
    due: datetime = field(kw_only=True, converter=happens)
    owner: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = [
            Fault(f"GateCondition.{name}", value, f"a condition needs {needed}, got {shortened(value)}")
            for name, value, needed in (
                ("covers", self.covers, "the code of the reason that it stands for"),
                ("action", self.action, "what will be done"),
            )
            if not isinstance(value, str) or not value.strip()
        ]
        if faults:
            raise LifecycleError(faults)


def gate_conditions(values: Iterable[GateCondition]) -> tuple[GateCondition, ...]:
    """The conditions.

    Raises:
        LifecycleError: two stand for the same reason.
    """
    found = (values,) if isinstance(values, GateCondition) else tuple(values)
    codes = [condition.covers for condition in found]
    faults = [
        Fault("conditions", code, f"two conditions stand for {code!r}")
        for code in sorted(set(codes))
        if codes.count(code) > 1
    ]
    if faults:
        raise LifecycleError(faults)
    return found

"""What happened in a lifecycle. Events are only ever appended; each is dated, and versioned by `schema`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from attrs import field, frozen

from itpm.errors import Fault
from itpm.lifecycle.errors import LifecycleError
from itpm.model.moments import Moment, moment

SCHEMA = 1


class GateVerdict(Enum):
    """What a gate's review came to."""

    GO = "go"

    def __str__(self) -> str:
        return self.value


def starts(value: Moment) -> datetime:
    """A start-like moment: a bare date is the day's beginning."""
    return moment(value, place="at")


def happens(value: Moment) -> datetime:
    """A finish-like moment: a bare date is the day's end, so that what was done that day is known by then."""
    return moment(value, edge="finish", place="at")


def _pairs(outcomes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((code, outcome) for code, outcome in outcomes)


def check_schema(event: object, _: object, schema: int) -> None:
    """Validator of `schema`.

    Raises:
        LifecycleError: a version that this library does not know.
    """
    if schema != SCHEMA:
        place = f"{type(event).__name__}.schema"
        raise LifecycleError([Fault(place, schema, f"expected version {SCHEMA} of the event, got {schema!r}")])


@frozen
class Begun:
    """The project began.

    Attributes:
        at: when; a bare date means the beginning of that day.
        methodology: label of the methodology, where one wants to keep it: ``"waterfall@1"``.
    """

    at: datetime = field(converter=starts)
    methodology: str = field(default="", kw_only=True)
    schema: int = field(default=SCHEMA, kw_only=True, validator=check_schema)


@frozen(kw_only=True)
class GateApproved:
    """Somebody who may do so approved a gate.

    Attributes:
        gate: the gate.
        role: as what the gate was approved.
        by: who approved.
        at: when; a bare date means the end of that day.
    """

    gate: str
    role: str
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class GatePassed:
    """A gate was passed, and its stage left.

    Attributes:
        gate: the gate.
        by: who decided.
        at: when; a bare date means the end of that day.
        verdict: what the review came to.
        outcomes: (code, outcome) of every rule the gate asked for; what it says stays, whatever the rules become.
        rules: fingerprint of the rule set; empty where the gate asked for none.
    """

    gate: str
    by: str
    at: datetime = field(converter=happens)
    verdict: GateVerdict = GateVerdict.GO
    outcomes: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)
    rules: str = ""
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class PutOnHold:
    """The project was put on hold."""

    reason: str
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class Resumed:
    """The project went on after a hold."""

    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class Terminated:
    """The project was ended before its time."""

    reason: str
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


LifecycleEvent: TypeAlias = Begun | GateApproved | GatePassed | PutOnHold | Resumed | Terminated
EVENT_TYPES = (Begun, GateApproved, GatePassed, PutOnHold, Resumed, Terminated)

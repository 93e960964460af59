"""What happened in a lifecycle. Events are only ever appended; each is dated, and versioned by `schema`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.lifecycle.conditions import (
    SCHEMA,
    GateCondition,
    GateVerdict,
    check_schema,
    gate_conditions,
    happens,
    starts,
    verdict,
)
from itpm.lifecycle.errors import LifecycleError
from itpm.lifecycle.inputs import number
from itpm.model.given import pairs, text_pairs


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
        delegated_by: the holder of the role for whom it was done; empty where the holder did it.
        content: (deliverable, fingerprint of its content) of what was approved; the approval lapses when one changes.
    """

    gate: str
    role: str
    by: str
    at: datetime = field(converter=happens)
    delegated_by: str = ""
    content: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
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
        conditions: what must be done by a date, where it was passed on conditions.
    """

    gate: str
    by: str
    at: datetime = field(converter=happens)
    verdict: GateVerdict = field(default=GateVerdict.GO, converter=verdict)
    outcomes: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    rules: str = ""
    conditions: tuple[GateCondition, ...] = field(default=(), converter=gate_conditions)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class ConditionMet:
    """What a gate was passed on condition of was done.

    Attributes:
        gate: the gate.
        covers: what the condition is called.
        by: who says so.
        at: when; a bare date means the end of that day.
    """

    gate: str
    covers: str
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class GateRecycled:
    """A gate was not passed; its stage, or an earlier one, is to be worked on again.

    Attributes:
        gate: the gate.
        to: key of the stage that is worked on again; empty: the gate's own.
        reason: why.
        by: who decided.
        at: when; a bare date means the end of that day.
        outcomes: (code, outcome) of every rule the gate asked for.
        rules: fingerprint of the rule set.
        verdict: what the review came to.
    """

    gate: str
    reason: str
    by: str
    at: datetime = field(converter=happens)
    to: str = ""
    outcomes: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    rules: str = ""
    verdict: GateVerdict = field(default=GateVerdict.RECYCLE, converter=verdict)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class IterationBegun:
    """A sprint, or whatever the stage repeats, began.

    Attributes:
        stage: the stage.
        goal: what it is for.
        by: who began it.
        at: when; a bare date means the end of that day.
    """

    stage: str
    goal: str = ""
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class ExceptionRaised:
    """A stage is forecast to leave its tolerances; somebody above has to decide.

    Attributes:
        stage: the stage.
        reason: why.
        by: who raised it.
        at: when; a bare date means the end of that day.
    """

    stage: str
    reason: str
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


def limits(
    values: Mapping[str, Decimal | int | str] | Iterable[tuple[str, Decimal | int | str]],
) -> tuple[tuple[str, Decimal], ...]:
    """The new limits, by area; a mapping is accepted."""
    return tuple((area, number(limit)) for area, limit in pairs(values, "allows", LifecycleError))


@frozen(kw_only=True)
class ExceptionSettled:
    """Somebody above decided on an exception: the stage goes on.

    Attributes:
        stage: the stage.
        decision: what was decided.
        by: who decided.
        at: when; a bare date means the end of that day.
        allows: (area, new limit) of each tolerance that was changed.
    """

    stage: str
    decision: str
    by: str
    at: datetime = field(converter=happens)
    allows: tuple[tuple[str, Decimal], ...] = field(default=(), converter=limits)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class PutOnHold:
    """The project was put on hold.

    Attributes:
        reason: why.
        by: who decided.
        at: when; a bare date means the end of that day.
        gate: the gate at whose review it was decided; empty: at none.
        outcomes: (code, outcome) of every rule the gate asked for.
        rules: fingerprint of the rule set.
    """

    reason: str
    by: str
    at: datetime = field(converter=happens)
    gate: str = ""
    outcomes: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    rules: str = ""
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class Resumed:
    """The project went on after a hold."""

    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


@frozen(kw_only=True)
class Terminated:
    """The project was ended before its time.

    Attributes:
        reason: why.
        by: who decided.
        at: when; a bare date means the end of that day.
        gate: the gate at whose review it was decided; empty: at none.
        outcomes: (code, outcome) of every rule the gate asked for.
        rules: fingerprint of the rule set.
    """

    reason: str
    by: str
    at: datetime = field(converter=happens)
    gate: str = ""
    outcomes: tuple[tuple[str, str], ...] = field(default=(), converter=text_pairs)
    rules: str = ""
    schema: int = field(default=SCHEMA, validator=check_schema)

"""Histories: the events that a project may have had, one after the other."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from attrs import field, frozen

from itpm.lifecycle.conditions import SCHEMA, check_schema, happens
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
from itpm.lifecycle.states import LifecycleState


@frozen(kw_only=True)
class Migrated:
    """The project went on under another methodology, or another version of its own.

    What follows is told in the new methodology's words. Where the project stood, in these words, is kept here, so that the
    history from here on needs the old methodology no more.

    Attributes:
        was: label of the methodology until then.
        state: where the project stood, in the new methodology's words.
        by: who decided.
        at: when; a bare date means the end of that day.
    """

    was: str
    state: LifecycleState
    by: str
    at: datetime = field(converter=happens)
    schema: int = field(default=SCHEMA, validator=check_schema)


LifecycleEvent: TypeAlias = (
    Begun
    | GateApproved
    | GatePassed
    | ConditionMet
    | GateRecycled
    | IterationBegun
    | ExceptionRaised
    | ExceptionSettled
    | PutOnHold
    | Resumed
    | Terminated
    | Migrated
)
EVENT_TYPES = (
    Begun,
    GateApproved,
    GatePassed,
    ConditionMet,
    GateRecycled,
    IterationBegun,
    ExceptionRaised,
    ExceptionSettled,
    PutOnHold,
    Resumed,
    Terminated,
    Migrated,
)

"""Date constraints: MS Project's eight, then Primavera P6's.

The two tools use one name for two things. MS Project's "must start on" and P6's "mandatory start" override logic; P6's
"start on" respects it (and is written ``CS_MSO`` in its files). They are different members here.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import Converter, field, frozen

from itpm.errors import Fault, NotationError, PlanError
from itpm.model.given import shortened
from itpm.model.moments import Moment, moment


class ConstraintType(Enum):
    """What a constraint does to a task's dates."""

    ASAP = 0
    ALAP = 1
    MSO = 2
    MFO = 3
    SNET = 4
    SNLT = 5
    FNET = 6
    FNLT = 7
    START_ON = 8
    FINISH_ON = 9
    MANDATORY_START = 10
    MANDATORY_FINISH = 11

    @property
    def on_finish(self) -> bool:
        """Whether it speaks of the finish."""
        return self in _ON_FINISH

    @property
    def has_date(self) -> bool:
        """Whether it needs a date."""
        return self not in (ConstraintType.ASAP, ConstraintType.ALAP)


_ON_FINISH = frozenset(
    {
        ConstraintType.MFO,
        ConstraintType.FNET,
        ConstraintType.FNLT,
        ConstraintType.FINISH_ON,
        ConstraintType.MANDATORY_FINISH,
    }
)


def _type(value: ConstraintType | str) -> ConstraintType:
    if isinstance(value, ConstraintType):
        return value
    found = ConstraintType.__members__.get(value) if isinstance(value, str) else None
    if found is None:
        known = ", ".join(kind.name for kind in ConstraintType)
        raise NotationError([Fault("constraint.type", value, f"expected one of {known}, got {shortened(value)}")])
    return found


def _date(value: Moment | None, constraint: Any) -> datetime | None:  # attrs hands the half-made constraint
    if value is None:
        return None
    return moment(value, edge="finish" if constraint.type.on_finish else "start", place="constraint.date")


@frozen
class Constraint:
    """A date that a task is held to.

    Attributes:
        type: what it does.
        date: the date; a bare one means the day's beginning for a start, its end for a finish. ASAP and ALAP have none.

    Raises:
        PlanError: a date where none belongs, or none where one does.

    Example:
        >>> Constraint("FNLT", "2026-06-30").date
        datetime.datetime(2026, 7, 1, 0, 0)
    """

    type: ConstraintType = field(converter=_type)
    date: datetime | None = field(default=None, converter=Converter(_date, takes_self=True))  # type: ignore[misc]  # mypy cannot follow a Converter

    if TYPE_CHECKING:  # what the converters accept: checkers cannot follow one that knows the constraint

        def __init__(self, type: ConstraintType | str, date: Moment | None = None) -> None: ...

    def __attrs_post_init__(self) -> None:
        if (self.date is None) is self.type.has_date:
            expected = "needs a date" if self.type.has_date else "has no date"
            raise PlanError([Fault("constraint.date", self.date, f"{self.type.name} {expected}, got {self.date}")])

    def __str__(self) -> str:
        return self.type.name if self.date is None else f"{self.type.name} {self.date:%Y-%m-%d %H:%M}"

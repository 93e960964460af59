"""Backlog items, sprints and their reviews, as a team writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, FaultsError, did_you_mean
from itpm.lifecycle.inputs import texts
from itpm.model.moments import finish_moment, start_moment


class BacklogError(FaultsError):
    """A backlog that cannot be, with every fault found."""


class ItemStatus(Enum):
    """Where a backlog item is."""

    OPEN = "open"
    IN_PROGRESS = "in progress"
    DONE = "done"
    DROPPED = "dropped"

    def __str__(self) -> str:
        return self.value


def _status(value: ItemStatus | str) -> ItemStatus:
    if isinstance(value, ItemStatus):
        return value
    names = {status.value: status for status in ItemStatus}
    found = names.get(str(value).lower().replace("_", " "))
    if found is None:
        message = f"expected one of {', '.join(names)}, got {value!r}{did_you_mean(value, names)}"
        raise BacklogError([Fault("status", value, message)])
    return found


def points(value: Decimal | int | str | None) -> Decimal | None:
    """Story points, none below zero; None where nobody has estimated.

    Raises:
        BacklogError: no number, or one below zero.
    """
    if value is None:
        return None
    try:
        found = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        found = Decimal("NaN")
    if not found.is_finite() or found < 0 or found.adjusted() > 9:
        raise BacklogError([Fault("points", value, f"expected a number of points, got {str(value)[:40]!r}")])
    return found


def _resized(values: Iterable[tuple[int, Decimal | int | str]]) -> tuple[tuple[int, Decimal], ...]:
    return tuple((sprint, points(size) or Decimal(0)) for sprint, size in values)


@frozen
class BacklogItem:
    """Something that is to be made.

    Attributes:
        key: what people call it: ``"CRM-17"``.
        points: its size by the first estimate; None while nobody has estimated.
        title: what it is.
        status: open, in progress, done or dropped.
        sprint: number of the sprint in which it was done or dropped, or is to be done [1].
        added: number of the sprint in which it came into the backlog; 0: it was there from the beginning [1].
        resized: later estimates, (sprint, points): from that sprint on it counts so much.
        meets: what of the definition of done it meets.
    """

    key: str
    points: Decimal | None = field(default=None, converter=points)
    title: str = field(default="", kw_only=True)
    status: ItemStatus = field(default=ItemStatus.OPEN, kw_only=True, converter=_status)
    sprint: int | None = field(default=None, kw_only=True)
    added: int = field(default=0, kw_only=True)
    resized: tuple[tuple[int, Decimal], ...] = field(default=(), kw_only=True, converter=_resized)
    meets: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    def points_at(self, sprint: int) -> Decimal:
        """Its size as estimated by the end of a sprint; what nobody has estimated counts nothing."""
        sizes = [size for since, size in self.resized if since <= sprint]
        return sizes[-1] if sizes else self.points or Decimal(0)


@frozen
class SprintFeedback:
    """What those for whom it is made say of a sprint's result.

    Attributes:
        at: when; a bare date means the end of that day.
        attended_by: who looked.
        goal_met: whether the sprint's goal was reached.
        rejected: keys of items that were not accepted.
        feedback: what was said.
    """

    at: datetime | None = field(converter=finish_moment)
    attended_by: tuple[str, ...] = field(default=(), converter=texts)
    goal_met: bool | None = field(default=None, kw_only=True)
    rejected: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    feedback: str = field(default="", kw_only=True)


@frozen
class Sprint:
    """A sprint.

    Attributes:
        number: 1 is the first [1].
        goal: what it is for.
        start: from when.
        finish: until when; a bare date means the end of that day.
        committed: keys of the items taken on at its beginning.
        is_over: whether it is over, so that it counts for velocity.
        review: what came of it; None while it was not reviewed.
    """

    number: int
    goal: str = ""
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    committed: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    is_over: bool = field(default=True, kw_only=True)
    review: SprintFeedback | None = field(default=None, kw_only=True)

"""Backlog items, sprints and their reviews, as a team writes them down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum

from attrs import field, frozen

from itpm.errors import FaultsError
from itpm.lifecycle.inputs import is_count
from itpm.model.given import member, texts
from itpm.model.moments import finish_moment, start_moment
from itpm.model.numbers import number


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
    return member(value, ItemStatus, "status", BacklogError)


def points(value: Decimal | int | str | None) -> Decimal | None:
    """Story points, none below zero; None where nobody has estimated.

    Raises:
        BacklogError: no number, or one below zero.
    """
    return None if value is None else number(value, "points", least=0, error=BacklogError, largest_exponent=9)


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
    sprint: int | None = field(default=None, kw_only=True, validator=is_count)
    added: int = field(default=0, kw_only=True, validator=is_count)
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

    number: int = field(validator=is_count)
    goal: str = ""
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    committed: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    is_over: bool = field(default=True, kw_only=True)
    review: SprintFeedback | None = field(default=None, kw_only=True)

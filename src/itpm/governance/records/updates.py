"""Promises to tell somebody something, and what is due of them.

An update is due a number of days after the last one, or at the beginning of its plan while none was sent. What was sent
after the day that is asked about is not known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import field, frozen

from itpm.errors import shortened
from itpm.governance.errors import GovernanceError
from itpm.governance.records.inputs import finish_moments, record_faults
from itpm.model.given import whole
from itpm.model.moments import Moment, finish_moment, moment
from itpm.risk.horizons import later
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular

_LONGEST_INTERVAL = 3660


@frozen
class UpdatePlan:
    """A promise to tell somebody something every so many days.

    Attributes:
        to: name of the stakeholder.
        every: days from one update to the next [day].
        what: what they are told.
        by: who tells them.
        starts: when the first is due; None: at once.
        sent: when updates were sent, in order of time.

    Raises:
        GovernanceError: no name of a stakeholder; fewer than one day, or more than ten years, from one to the next.
    """

    to: str
    every: int
    what: str = field(default="status update", kw_only=True)
    by: str = field(default="", kw_only=True)
    starts: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    sent: tuple[datetime, ...] = field(default=(), kw_only=True, converter=finish_moments)

    def __attrs_post_init__(self) -> None:
        GovernanceError.refuse(record_faults(self, "update", to="the name of who is told"))
        whole(
            self.every,
            f"update for {shortened(self.to)}.every [day]",
            least=1,
            most=_LONGEST_INTERVAL,
            error=GovernanceError,
        )

    def last_sent(self, as_of: Moment) -> datetime | None:
        """When the last update was sent, as known at `as_of`."""
        until = moment(as_of, edge="finish", place="as_of")
        return max((at for at in self.sent if at <= until), default=None)

    def next_due(self, as_of: Moment) -> datetime:
        """When the next update is due, as known at `as_of`."""
        until = moment(as_of, edge="finish", place="as_of")
        last = self.last_sent(until)
        return self.starts or until if last is None else later(last, self.every)


@frozen(kw_only=True)
class UpdateDue:
    """An update that should have been sent by now.

    Attributes:
        to: the stakeholder.
        what: what they wait for.
        channel: how they are told.
        by: who should tell them.
        due: when it was due.
        days_overdue: whole days since then [day].
    """

    to: str
    what: str
    channel: str
    by: str
    due: datetime
    days_overdue: int


def _updates_due(updates: Iterable[UpdateDue]) -> tuple[UpdateDue, ...]:
    return tuple(updates)


@frozen
class UpdatesDue(Tabular):
    """Updates due, the longest waiting first.

    Attributes:
        as_of: the moment asked about.
        updates: what is due.
    """

    as_of: datetime
    updates: tuple[UpdateDue, ...] = field(converter=_updates_due)

    def __iter__(self) -> Iterator[UpdateDue]:
        return iter(self.updates)

    def __len__(self) -> int:
        return len(self.updates)

    def __getitem__(self, place: int) -> UpdateDue:
        return self.updates[place]

    def table(self) -> Table:
        """A line for each: who waits for what since when."""
        return Table(
            title=f"Updates due by {day(self.as_of)}",
            columns=(
                Column("To"),
                Column("What"),
                Column("Channel"),
                Column("By"),
                Column("Due"),
                Column("Overdue [day]", key="days_overdue", align="right"),
            ),
            rows=[(u.to, u.what, u.channel, u.by, day(u.due), u.days_overdue) for u in self.updates],
        )

"""Who has to be told what, how often and by which channel; and what is due by now.

An update is due a number of days after the last one, or at the beginning of its plan while none was sent. What was sent
after the day that is asked about is not known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum

from attrs import field, frozen

from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding, Severity
from itpm.governance.records.inputs import finish_moments, member, refuse, repeated, whole_days
from itpm.model.moments import Moment, finish_moment, moment
from itpm.rules.wording import day
from itpm.tables import Column, Table, Tabular

_LONGEST_INTERVAL = 3660


class Degree(Enum):
    """How much: of power over the project, of interest in it."""

    LOW = "low"
    HIGH = "high"


class Engagement(Enum):
    """What a stakeholder's power and interest ask for.

    Source:
        PMBOK Guide, 6th ed., 13.1.2.4; Mendelow (1991), power/interest grid.
    """

    MONITOR = "monitor"
    KEEP_INFORMED = "keep informed"
    KEEP_SATISFIED = "keep satisfied"
    MANAGE_CLOSELY = "manage closely"


_GRID = {
    (Degree.LOW, Degree.LOW): Engagement.MONITOR,
    (Degree.LOW, Degree.HIGH): Engagement.KEEP_INFORMED,
    (Degree.HIGH, Degree.LOW): Engagement.KEEP_SATISFIED,
    (Degree.HIGH, Degree.HIGH): Engagement.MANAGE_CLOSELY,
}


def _degree(value: Degree | str) -> Degree:
    return member(Degree, value, "stakeholder")


@frozen
class Stakeholder:
    """Somebody whom the project concerns.

    Attributes:
        name: who.
        role: as what: ``"sponsor"``, ``"client"``, ``"works council"``.
        channel: how they are told; empty: nobody knows.
        power: over the project.
        interest: in the project.
        expects: what they expect of it.

    Example:
        >>> Stakeholder("ann", "sponsor", channel="steering committee", power="high", interest="high").engagement
        <Engagement.MANAGE_CLOSELY: 'manage closely'>
    """

    name: str
    role: str = ""
    channel: str = field(default="", kw_only=True)
    power: Degree = field(default=Degree.LOW, kw_only=True, converter=_degree)
    interest: Degree = field(default=Degree.LOW, kw_only=True, converter=_degree)
    expects: str = field(default="", kw_only=True)

    @property
    def engagement(self) -> Engagement:
        """What their power and interest ask for."""
        return _GRID[self.power, self.interest]


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
        GovernanceError: fewer than one day, or more than ten years, from one to the next.
    """

    to: str
    every: int
    what: str = field(default="status update", kw_only=True)
    by: str = field(default="", kw_only=True)
    starts: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    sent: tuple[datetime, ...] = field(default=(), kw_only=True, converter=finish_moments)

    def __attrs_post_init__(self) -> None:
        if type(self.every) is not int or not 1 <= self.every <= _LONGEST_INTERVAL:
            message = f"expected a whole number of days from 1 to {_LONGEST_INTERVAL}, got {self.every!r}"
            refuse([Fault(f"update for {self.to!r}.every", self.every, message)])

    def last_sent(self, as_of: Moment) -> datetime | None:
        """When the last update was sent, as known at `as_of`."""
        until = moment(as_of, edge="finish", place="as_of")
        return max((at for at in self.sent if at <= until), default=None)

    def next_due(self, as_of: Moment) -> datetime:
        """When the next update is due, as known at `as_of`."""
        until = moment(as_of, edge="finish", place="as_of")
        last = self.last_sent(until)
        return self.starts or until if last is None else _later(last, self.every)


def _later(at: datetime, days: int) -> datetime:
    return at + min(timedelta(days=days), datetime.max.replace(microsecond=0) - at)


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


def _stakeholders(values: Iterable[Stakeholder]) -> tuple[Stakeholder, ...]:
    return tuple(values)


def _updates(values: Iterable[UpdatePlan]) -> tuple[UpdatePlan, ...]:
    return tuple(values)


@frozen
class CommunicationPlan:
    """The stakeholders, and what they are promised to be told.

    Attributes:
        stakeholders: whom the project concerns.
        updates: who is told what, and how often.

    Raises:
        GovernanceError: names given twice, updates for somebody who is no stakeholder.

    Example:
        >>> plan = CommunicationPlan([Stakeholder("ann", "sponsor", channel="mail")],
        ...                          [UpdatePlan("ann", 14, by="kim", sent=["2026-03-02", "2026-03-16"])])
        >>> len(plan.due("2026-03-29"))
        0
        >>> print(plan.due("2026-03-31"))
        Updates due by 2026-03-31
        To   What           Channel  By   Due         Overdue [day]
        ---  -------------  -------  ---  ----------  -------------
        ann  status update  mail     kim  2026-03-30              1
    """

    stakeholders: tuple[Stakeholder, ...] = field(default=(), converter=_stakeholders)
    updates: tuple[UpdatePlan, ...] = field(default=(), converter=_updates)

    def __attrs_post_init__(self) -> None:
        names = [stakeholder.name for stakeholder in self.stakeholders]
        strangers = [update.to for update in self.updates if update.to not in names]
        refuse(
            [
                *repeated("stakeholder", names),
                *(
                    Fault(f"update for {name!r}", name, f"there is no stakeholder {name!r}{did_you_mean(name, names)}")
                    for name in dict.fromkeys(strangers)
                ),
            ]
        )

    def due(self, as_of: Moment) -> UpdatesDue:
        """The updates that should have been sent by `as_of`; a bare date means the end of that day."""
        until = moment(as_of, edge="finish", place="as_of")
        channels = {stakeholder.name: stakeholder.channel for stakeholder in self.stakeholders}
        found = [
            UpdateDue(
                to=update.to,
                what=update.what,
                channel=channels[update.to],
                by=update.by,
                due=due,
                days_overdue=whole_days(due, until),
            )
            for update in self.updates
            if (due := update.next_due(until)) <= until
        ]
        return UpdatesDue(until, sorted(found, key=lambda update: update.due))

    @property
    def without_channel(self) -> tuple[Stakeholder, ...]:
        """Stakeholders of whom nobody knows how they are told."""
        return tuple(stakeholder for stakeholder in self.stakeholders if not stakeholder.channel)

    @property
    def without_updates(self) -> tuple[Stakeholder, ...]:
        """Stakeholders with power or interest whom nobody has promised an update."""
        told = {update.to for update in self.updates}
        return tuple(
            stakeholder
            for stakeholder in self.stakeholders
            if stakeholder.name not in told and stakeholder.engagement is not Engagement.MONITOR
        )

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """What is wrong with the communication as of then: overdue updates, and people who cannot be told."""
        return (
            *(_overdue(update) for update in self.due(as_of) if update.days_overdue),
            *(_no_channel(stakeholder) for stakeholder in self.without_channel),
            *(_no_updates(stakeholder) for stakeholder in self.without_updates),
        )


def _overdue(update: UpdateDue) -> Finding:
    return Finding(
        code="communication.overdue",
        subject=f"stakeholder:{update.to}",
        message=f"{update.to} has waited for the {update.what} since {day(update.due)}",
        remedy=f"send it{f' by {update.channel}' if update.channel else ''}, and record that it was sent",
        evidence=[("days_overdue", update.days_overdue)],
    )


def _no_channel(stakeholder: Stakeholder) -> Finding:
    return Finding(
        code="communication.channel",
        subject=f"stakeholder:{stakeholder.name}",
        message=f"nothing says how {stakeholder.name} is told",
        severity=Severity.MINOR,
        remedy="agree on a channel",
    )


def _no_updates(stakeholder: Stakeholder) -> Finding:
    return Finding(
        code="communication.updates",
        subject=f"stakeholder:{stakeholder.name}",
        message=f"nobody has promised {stakeholder.name} an update, whom one should {stakeholder.engagement.value}",
        severity=Severity.MINOR,
        remedy="plan an update: UpdatePlan(...)",
    )

"""When risks may strike: what they say of themselves, against the dates of the tasks they are on.

Proximity is the time before a risk may have an effect; urgency the time until when a response must be in place to be of use. A
risk on tasks can strike only while one of them is still to be done: so its window runs from the later of its proximity and the
first start of its tasks to the earlier of its expiry and their last finish.

Source:
    PMBOK Guide, 6th ed., 11.3.2.3 (proximity, urgency); PRINCE2, risk practice (proximity).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.model.given import expect, texts
from itpm.model.moments import Moment, day_of
from itpm.risk.horizons import asked_at, later
from itpm.risk.inputs import RiskError
from itpm.risk.register import RiskRegister
from itpm.risk.responses import Accept
from itpm.risk.risks import Risk
from itpm.risk.touched import touched
from itpm.scheduling import Schedule
from itpm.tables import Column, Table, Tabular

Nearness: TypeAlias = Literal["unprepared", "now", "respond", "ahead", "over", "never"]


@frozen(kw_only=True)
class RiskProximity:
    """When one open risk may strike.

    Attributes:
        risk: its name.
        owner: who watches it.
        strikes_from: from when on it may strike; None: at any time.
        strikes_until: until when; None: without end.
        respond_by: until when its response must be in place: its urgency, else before it may strike; None: it is in place, or
            the risk is accepted.
        triggers: the signs to look for while it may strike.
        status: "unprepared" when it may strike now and its response is not in place, "now" when it may and it is, "respond" when
            its response should be in place already, "ahead" when there is time, "over" when it can strike no more, "never" when
            its time and its tasks do not meet.
    """

    risk: str
    owner: str = ""
    strikes_from: datetime | None = None
    strikes_until: datetime | None = None
    respond_by: datetime | None = None
    triggers: tuple[str, ...] = field(default=(), converter=texts)
    status: Nearness

    def is_within(self, limit: datetime) -> bool:
        """Whether it may strike, or its response is needed, by then."""
        since, by = self.strikes_from, self.respond_by
        return since is None or since <= limit or (by is not None and by <= limit)


def _rows(rows: Iterable[RiskProximity]) -> tuple[RiskProximity, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class RiskProximities(Tabular):
    """The open risks, the one that may strike first first.

    Attributes:
        as_of: the moment asked about.
        rows: the risks.
    """

    as_of: datetime
    rows: tuple[RiskProximity, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[RiskProximity]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Table:
        """Risk by risk: its time, until when to respond, what to look for."""
        columns = [Column("Risk"), Column("Owner"), Column("May strike from", key="strikes_from")]
        columns += [Column("Until", key="strikes_until"), Column("Respond by"), Column("Status")]
        columns.append(Column("Look for", key="triggers"))
        values = [
            (
                *(row.risk, row.owner, row.strikes_from, row.strikes_until, row.respond_by),
                *(row.status, "; ".join(row.triggers)),
            )
            for row in self.rows
        ]
        rows = [
            (risk, owner, "" if since is None else f"{since:%Y-%m-%d}", _day(until), _day(by), status, triggers)
            for risk, owner, since, until, by, status, triggers in values
        ]
        title = f"When risks may strike, as of {day_of(self.as_of)}"
        return Table(title=title, columns=columns, rows=rows, values=values)


def risk_proximities(
    register: RiskRegister, schedule: Schedule, *, as_of: Moment | None = None, within_days: int | None = None
) -> RiskProximities:
    """When the open risks may strike, by what they say and by the dates of their tasks, soonest first.

    Args:
        register: the register.
        schedule: the plan's dates.
        as_of: the day asked about, a bare date being its end; None: the plan's data date, else its start.
        within_days: only those that may strike, or need their response, within so many days [calendar day]; None: all.

    Raises:
        UnknownTaskError: a risk is on a task that the schedule does not have; the nearest are offered.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.risk.risks import Threat
        >>> from itpm.scheduling import schedule
        >>> dates = schedule(Plan("CRM", start="2026-01-05", tasks=[Task("build", "30d"), Task("test", "10d", after=["build"])]))
        >>> flaw = Threat("severe flaw", probability=0.2, on=["test"], triggers=["errors rise"])
        >>> leave = Threat("key people leave", probability=0.1, on=["build"], proximity="2026-04-01")
        >>> for row in risk_proximities(RiskRegister([leave, flaw]), dates, as_of="2026-02-16"):
        ...     print(row.risk, row.strikes_from.date(), row.status)
        severe flaw 2026-02-16 unprepared
        key people leave 2026-04-01 never
    """
    expect(register, "register", RiskRegister, error=RiskError)
    at = asked_at(as_of, schedule)
    rows = [proximity_of(risk, schedule, at) for risk in register.open]
    if within_days is not None:
        limit = later(at, within_days, place="within_days")
        rows = [row for row in rows if row.is_within(limit)]
    rows.sort(key=lambda row: (row.strikes_from or datetime.min, row.risk))
    return RiskProximities(as_of=at, rows=rows)


def proximity_of(risk: Risk, schedule: Schedule, at: datetime) -> RiskProximity:
    """When one risk may strike.

    Raises:
        UnknownTaskError: it is on a task that the schedule does not have; the nearest are offered.
    """
    tasks = list(touched(risk.on, schedule.plan))
    still = [task for task in tasks if not task.is_complete]
    rows = [schedule[task.id] for task in still or tasks]
    starts, ends = [row.start for row in rows], [max(row.finish, at) if still else row.finish for row in rows]
    since = max((one for one in (risk.proximity, min(starts, default=None)) if one is not None), default=None)
    until = min((one for one in (risk.expires, max(ends, default=None)) if one is not None), default=None)
    prepared = risk.is_treated or isinstance(risk.response, Accept)
    by = None if prepared else risk.urgency or since
    return RiskProximity(
        risk=risk.name,
        owner=risk.owner,
        strikes_from=since,
        strikes_until=until,
        respond_by=by,
        triggers=risk.triggers,
        status="over" if tasks and not still else _status(since, until, by, at, prepared=prepared),
    )


def _status(
    since: datetime | None, until: datetime | None, by: datetime | None, at: datetime, *, prepared: bool
) -> Nearness:
    if since is not None and until is not None and until < since:
        return "never"
    if until is not None and until < at:
        return "over"
    if since is None or since < at:
        return "now" if prepared else "unprepared"
    return "respond" if by is not None and by < at else "ahead"


def _day(at: datetime | None) -> str:
    return "" if at is None else day_of(at)

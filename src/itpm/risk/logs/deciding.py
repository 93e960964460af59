"""When decisions are needed: a decision's needed-by date is the late start of what waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.errors import UndefinedIndexError
from itpm.model.given import expect, several
from itpm.model.moments import Moment, day_of
from itpm.risk.horizons import asked_at, later
from itpm.risk.inputs import RiskError
from itpm.risk.logs.entries import DecisionRecord
from itpm.risk.logs.raid import RaidLog
from itpm.risk.touched import touched
from itpm.scheduling import Schedule, ScheduledTask
from itpm.tables import Column, Table, Tabular

Status: TypeAlias = Literal["late", "overdue", "uses float", "open"]


def needed_by(decision: DecisionRecord, schedule: Schedule) -> datetime:
    """When a decision must be taken so that nothing is late: the earliest late start of the tasks that wait for it.

    Complete tasks wait for nothing. A summary waits with its late start; a started task with its start.

    Raises:
        UndefinedIndexError: no task waits for it.
        UnknownTaskError: the schedule has no such task; the nearest are offered.

    Source:
        Late start by the critical path method; PMBOK Guide, 6th ed., 6.5.2.2.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("build", "10d"), Task("train", "4d"), Task("live", "0d", after=["build", "train"])]
        >>> dates = schedule(Plan("CRM", start="2026-01-05", tasks=tasks))
        >>> needed_by(DecisionRecord("who trains", tasks=["train"]), dates)
        datetime.datetime(2026, 1, 13, 8, 0)
    """
    expect(decision, "decision", DecisionRecord, error=RiskError)
    expect(schedule, "schedule", Schedule, error=RiskError, hint="; schedule(plan) gives one")
    waiting = _waiting(decision, schedule)
    if not waiting:
        raise UndefinedIndexError("no task waits for it")
    return min(_late_start(row, schedule) for row in waiting)


@frozen(kw_only=True)
class DecisionDue:
    """One open decision with its dates.

    Attributes:
        decision: its title.
        owner: who takes it.
        due: when it was agreed to be taken.
        planned_by: when what waits for it is scheduled to start; later than that it uses float.
        needed_by: when it must be taken so that nothing is late; None where no task waits for it.
        waits: id of the task that needs it first.
        status: "late" when the needed-by date has passed, "overdue" when the agreed one has, "uses float" when what
            waits should have started, else "open".
        agreed_too_late: whether it was agreed to be taken only after it is needed.
    """

    decision: str
    owner: str = ""
    due: datetime | None = None
    planned_by: datetime | None = None
    needed_by: datetime | None = None
    waits: str = ""
    status: Status = "open"

    @property
    def agreed_too_late(self) -> bool:
        """Whether it was agreed to be taken only after it is needed."""
        return self.due is not None and self.needed_by is not None and day_of(self.due) > day_of(self.needed_by)

    @property
    def first_date(self) -> datetime | None:
        """The earlier of the date agreed and the date it is needed by."""
        return min((at for at in (self.due, self.needed_by) if at is not None), default=None)


def _rows(rows: Iterable[DecisionDue]) -> tuple[DecisionDue, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class DecisionsDue(Tabular):
    """The open decisions, the one that is due first first; those without any date last.

    Attributes:
        as_of: the moment asked about.
        rows: the decisions.
    """

    as_of: datetime
    rows: tuple[DecisionDue, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[DecisionDue]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Table:
        """Decision by decision: who takes it, when it was agreed, planned and needed, for which task."""
        columns = [
            Column("Decision"),
            Column("Owner"),
            Column("Agreed", key="due"),
            Column("Planned by"),
            Column("Needed by"),
            Column("Waits"),
            Column("Status"),
        ]
        values = [
            (row.decision, row.owner, row.due, row.planned_by, row.needed_by, row.waits, row.status)
            for row in self.rows
        ]
        rows = [
            (
                row.decision,
                row.owner,
                "" if row.due is None else day_of(row.due),
                _start_day(row.planned_by),
                _start_day(row.needed_by),
                row.waits,
                row.status,
            )
            for row in self.rows
        ]
        return Table(title=f"Decisions due as of {day_of(self.as_of)}", columns=columns, rows=rows, values=values)


def decisions_due(
    decisions: RaidLog | Iterable[DecisionRecord],
    schedule: Schedule,
    *,
    as_of: Moment | None = None,
    within_days: int | None = None,
) -> DecisionsDue:
    """The open decisions with the dates they are needed by, soonest first.

    Args:
        decisions: a log, or decisions.
        schedule: the plan's dates.
        as_of: the day asked about, a bare date being its end; None: the plan's data date, else its start.
        within_days: only those due within so many days, and those that are late [calendar day]; None: all.

    Raises:
        UnknownTaskError: a decision names a task that the schedule does not have; the nearest are offered.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("build", "10d"), Task("train", "4d"), Task("live", "0d", after=["build", "train"])]
        >>> dates = schedule(Plan("CRM", start="2026-01-05", tasks=tasks))
        >>> asked = [DecisionRecord("who trains", tasks=["train"]), DecisionRecord("logo")]
        >>> [(row.decision, row.needed_by, row.status) for row in decisions_due(asked, dates, as_of="2026-01-08")]
        [('who trains', datetime.datetime(2026, 1, 13, 8, 0), 'uses float'), ('logo', None, 'open')]
    """
    given = (
        decisions.decisions
        if isinstance(decisions, RaidLog)
        else several(decisions, DecisionRecord, "decisions", RiskError)
    )
    at = asked_at(as_of, schedule)
    rows = [_due(one, schedule, at) for one in given if one.is_open]
    if within_days is not None:
        limit = later(at, within_days, place="within_days")
        rows = [row for row in rows if row.first_date is not None and row.first_date <= limit]
    rows.sort(key=lambda row: (row.first_date is None, row.first_date or at, row.decision))
    return DecisionsDue(as_of=at, rows=rows)


def _due(decision: DecisionRecord, schedule: Schedule, at: datetime) -> DecisionDue:
    title, owner, due = decision.title, decision.owner, decision.due
    overdue = due is not None and due < at
    waiting = _waiting(decision, schedule)
    if not waiting:
        return DecisionDue(decision=title, owner=owner, due=due, status="overdue" if overdue else "open")
    late, waits = min((_late_start(row, schedule), row.id) for row in waiting)
    planned = min(row.start for row in waiting)
    status: Status = "late" if late < at else ("overdue" if overdue else ("uses float" if planned < at else "open"))
    return DecisionDue(
        decision=title, owner=owner, due=due, planned_by=planned, needed_by=late, waits=waits, status=status
    )


def _waiting(decision: DecisionRecord, schedule: Schedule) -> list[ScheduledTask]:
    plan = schedule.plan
    return [schedule[name] for name in decision.tasks if not all(task.is_complete for task in touched([name], plan))]


def _late_start(row: ScheduledTask, schedule: Schedule) -> datetime:
    """Its late start; of a started task its actual start, for then it was needed."""
    progress = schedule.plan[row.id].progress
    started = None if progress is None else progress.actual_start
    return started or row.late_start


def _start_day(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d}"

"""Procurement: from the date something is needed back to the date it must be ordered.

A procurement is a chain of steps (tender, award, delivery, acceptance). Each takes working time on a calendar, or elapsed time
that runs day and night: delivery in "30ed" is thirty days on the calendar, holidays or not. The chain is walked backwards from
the need, so that each step starts as late as it may.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from attrs import field, frozen

from itpm.cost.contracts.terms import ContractError, refuse
from itpm.errors import Fault
from itpm.findings import Finding, Severity
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import Duration, ElapsedDuration, duration
from itpm.model.moments import Moment, moment, to_datetime, to_seconds
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.scheduling import Schedule

_STANDARD = WorkCalendar.standard()


def _duration(value: Duration | str) -> Duration:
    return duration(value, place="lead time")


@frozen
class ProcurementStep:
    """One step on the way from the order to having it.

    Attributes:
        name: what is done.
        lead_time: how long it takes: working time (``"10d"``) or elapsed (``"30ed"``).
        calendar: whose working time; None: the procurement's calendar.
    """

    name: str
    lead_time: Duration = field(converter=_duration)
    calendar: WorkCalendar | None = field(default=None, kw_only=True)


@frozen(kw_only=True)
class StepDates:
    """When a step must start and finish at the latest.

    Attributes:
        step: which one.
        start: latest start.
        finish: latest finish.
    """

    step: ProcurementStep
    start: datetime
    finish: datetime


def _steps(value: Iterable[StepDates]) -> tuple[StepDates, ...]:
    return tuple(value)


@frozen(kw_only=True)
class Procurement(Tabular):
    """The latest dates of a procurement.

    Attributes:
        item: what is bought.
        need: when it is needed.
        steps: latest dates of each step, in order.
    """

    item: str
    need: datetime
    steps: tuple[StepDates, ...] = field(converter=_steps)

    @property
    def order_by(self) -> datetime:
        """When the first step must start at the latest."""
        return self.steps[0].start if self.steps else self.need

    def days_left(self, as_of: Moment) -> int:
        """Whole days from `as_of` to the order-by date, negative when it has passed [day]."""
        return (self.order_by - moment(as_of)) // timedelta(days=1)

    def findings(self, as_of: Moment) -> tuple[Finding, ...]:
        """Whether the order is too late on a date."""
        left = self.days_left(as_of)
        if left >= 0:
            return ()
        return (
            Finding(
                code="PRC001",
                subject=f"item:{self.item}",
                message=f"{self.item} had to be ordered by {self.order_by:%Y-%m-%d %H:%M}, {-left} days ago",
                severity=Severity.CRITICAL,
                remedy="order now, and shorten a step or move the need",
                evidence=[("order_by", self.order_by), ("need", self.need)],
            ),
        )

    def table(self) -> Table:
        """One step a row, with its latest dates."""
        columns = [
            Column("Step"),
            Column("Lead time"),
            Column("Start by", key="start"),
            Column("Finish by", key="finish"),
        ]
        rows = [(dates.step.name, dates.step.lead_time, dates.start, dates.finish) for dates in self.steps]
        title = f"{self.item}: order by {self.order_by:%Y-%m-%d %H:%M}, needed {self.need:%Y-%m-%d %H:%M}"
        return Table(title=title, columns=columns, rows=rows)


def procurement(
    item: str,
    steps: Iterable[ProcurementStep | tuple[str, Duration | str]],
    *,
    need: Moment,
    calendar: WorkCalendar | None = None,
) -> Procurement:
    """The latest dates of a procurement's steps, from the date of need backwards.

    Args:
        item: what is bought.
        steps: from the first to the last; a pair is a name and a lead time.
        need: when it is needed; a bare date is the day's beginning.
        calendar: whose working time steps take; None: the standard calendar.

    Raises:
        ContractError: a negative lead time.
        NoWorkingTimeError: the calendar has too little working time before the need.

    Example:
        >>> laptops = procurement("laptops", [("tender", "10d"), ("delivery", "28ed"), ("set-up", "2d")], need="2026-04-01")
        >>> print(laptops.order_by)
        2026-02-16 08:00:00
    """
    base = calendar or _STANDARD
    chosen = [step if isinstance(step, ProcurementStep) else ProcurementStep(*step) for step in steps]
    refuse(
        Fault(f"step {step.name!r}.lead_time", step.lead_time, f"expected no negative lead time, got {step.lead_time}")
        for step in chosen
        if step.lead_time.amount < 0
    )
    at = moment(need)
    dates: list[StepDates] = []
    for step in reversed(chosen):
        try:
            start, finish = _latest(step, to_seconds(at), step.calendar or base)
        except OverflowError:
            message = f"{step.lead_time} before {at:%Y-%m-%d} lies before the calendar"
            raise ContractError([Fault(f"step {step.name!r}.lead_time", step.lead_time, message)]) from None
        dates.append(StepDates(step=step, start=start, finish=finish))
        at = start
    return Procurement(item=item, need=moment(need), steps=reversed(dates))


def _latest(step: ProcurementStep, finish: int, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    if isinstance(step.lead_time, ElapsedDuration):
        return to_datetime(finish - step.lead_time.seconds()), to_datetime(finish)
    time = calendar.compiled
    end = time.previous_finish(finish)
    return to_datetime(time.retreat(end, step.lead_time.seconds(calendar.day))), to_datetime(end)


def need_date(schedule: Schedule, task_id: str, *, latest: bool = False) -> datetime:
    """When a task needs what is bought for it: its start, or the latest start that delays nothing.

    Raises:
        UnknownTaskError: the plan has no such task.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("Roll-out", start="2026-01-05", tasks=[Task("design", "5d"), Task("install", "2d", after=["design"])])
        >>> print(need_date(schedule(plan), "install"))
        2026-01-12 08:00:00
    """
    task = schedule[task_id]
    return task.late_start if latest else task.start

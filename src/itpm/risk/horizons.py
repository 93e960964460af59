"""The moment that is asked about, and moments so many days behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

from itpm.model.given import expect, whole
from itpm.model.moments import Moment, moment
from itpm.risk.inputs import RiskError
from itpm.scheduling import Schedule

_LAST = datetime.max.replace(microsecond=0)
_MOST_DAYS = 3_652_058  # from the calendar's first day to its last


def asked_at(as_of: Moment | None, schedule: Schedule) -> datetime:
    """The moment asked about; where none is named, the data date of the plan, else its start."""
    expect(schedule, "schedule", Schedule, error=RiskError, hint="; schedule(plan) gives one")
    if as_of is None:
        return schedule.plan.data_date or schedule.plan.start
    return moment(as_of, edge="finish", place="as_of")


def later(at: datetime, days: int, *, place: str = "days") -> datetime:
    """So many days behind a moment, at most the end of the calendar.

    Raises:
        RiskError: no whole number of days, or a negative one.

    Example:
        >>> later(datetime(2026, 1, 5), 14), later(datetime(9999, 12, 30), 14)
        (datetime.datetime(2026, 1, 19, 0, 0), datetime.datetime(9999, 12, 31, 23, 59, 59))
    """
    return at + min(timedelta(days=whole(days, place, most=_MOST_DAYS, error=RiskError)), _LAST - at)

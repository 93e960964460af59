"""Whole calendar months after a date: how benefits and running costs are placed in time."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime

from itpm.cost.finance.inputs import refuse
from itpm.errors import Fault

MOST_MONTHS = 1200
"""No business case looks further ahead than a hundred years [month]."""

_LAST_YEAR = 9999


def months_after(start: datetime, months: int) -> datetime:
    """The same day and time, `months` later; the last of the month where it has no such day.

    Example:
        >>> months_after(datetime(2026, 1, 31), 1)
        datetime.datetime(2026, 2, 28, 0, 0)
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= _LAST_YEAR:
        refuse([Fault("months", months, f"{months} months after {start.date()} lie beyond the calendar")])
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def month_ends(start: datetime, until: datetime) -> list[datetime]:
    """The end of each whole month that fits between two dates, at most a hundred years of them."""
    ends = []
    for count in range(1, MOST_MONTHS + 1):
        if start.year + count // 12 >= 9998 or (end := months_after(start, count)) > until:
            break
        ends.append(end)
    return ends

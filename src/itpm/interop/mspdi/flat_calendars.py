"""A calendar as MS Project can hold any: a week of shifts that end by midnight, and dated exceptions.

Overtime, shifts that run past midnight, recurrences that MS Project's dialogue does not know and calendars that rest on
each other become exceptions, day by day, from a year before the plan to some years behind it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from itpm.model.calendar_reading import DayShifts
from itpm.model.calendar_weeks import Days, day_number, days_of, united
from itpm.model.calendars import WorkCalendar
from itpm.model.moments import DAY

_MONDAY = date(1970, 1, 5).toordinal()
Span: TypeAlias = tuple[date, date]
"""First and last day."""


def flat_week(calendar: WorkCalendar, usual_on: date) -> list[DayShifts]:
    """Seven days from Monday as they are around a date, each cut at midnight."""
    return _cut_week(days_of(calendar.layers), usual_on)


def _cut_week(days: Days, usual_on: date) -> list[DayShifts]:
    week = days.usual[bisect_right(days.changes, day_number(usual_on))]
    return [_cut(week[day], week[day - 1]) for day in range(7)]


def _cut(own: DayShifts, before: DayShifts) -> DayShifts:
    """What is worked between midnight and midnight, of a day's shifts and those that begin the day before."""
    today = [(begin, min(end, DAY)) for begin, end in own if begin < DAY]
    spilled = [(max(begin - DAY, 0), end - DAY) for begin, end in before if end > DAY]
    return united([*today, *spilled])


def flat_exceptions(calendar: WorkCalendar, usual_on: date, span: Span) -> Iterator[tuple[date, date, DayShifts]]:
    """First day, last day and shifts of each run of days that differ from the usual week."""
    days = days_of(calendar.layers)
    week = _cut_week(days, usual_on)
    open_run: tuple[int, int, DayShifts] | None = None
    before = days.on(day_number(span[0]) - 1)
    for number in range(day_number(span[0]), day_number(span[1]) + 1):
        own = days.on(number)
        hours, before = _cut(own, before), own
        if open_run is not None and hours == open_run[2] and hours != week[number % 7]:
            open_run = open_run[0], number, hours
            continue
        if open_run is not None:
            yield _dated(open_run)
        open_run = (number, number, hours) if hours != week[number % 7] else None
    if open_run is not None:
        yield _dated(open_run)


def _dated(run: tuple[int, int, DayShifts]) -> tuple[date, date, DayShifts]:
    return date.fromordinal(run[0] + _MONDAY), date.fromordinal(run[1] + _MONDAY), run[2]

"""What a working calendar is made of: shifts, exceptions, alternative weeks, overtime.

A *shift* is a pair (start, finish) in seconds of the day it begins on. It belongs to that day, even where it runs past
midnight: closing a day removes the night shift that begins on it, not the one that runs into it. Written as text, a
finish not later than the start lies on the next day: ``("22:00", "06:00")``; a whole day is ``("00:00", "24:00")``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from itpm.errors import Fault
from itpm.model.calendar_reading import (
    DayLike,
    DayShifts,
    ShiftsLike,
    placed,
    read_range,
    read_shifts,
    read_week,
    read_weekdays,
    refuse,
    store,
)
from itpm.model.recurrences import recurrence_faults


@frozen(kw_only=True, init=False)
class CalendarException:
    """Days on which other hours are worked than usual, or none.

    Given by dates (`start` to `finish`, both included) or by a recurrence. In one calendar the first exception that
    covers a date wins, those given by dates before those that recur.

    Attributes:
        name: what the days are called.
        start: the first day; None where the days recur.
        finish: the last day, included; default: `start`.
        recurrence: RFC 5545 text, daily or coarser: ``DTSTART:20261225`` and ``RRULE:FREQ=YEARLY`` on lines of
            their own; see `occurrences`.
        shifts: what is worked on these days instead; empty: nothing, a holiday.

    Raises:
        PlanError: with every fault: neither dates nor a recurrence, finish before start, bad text, shifts that overlap.

    Example:
        >>> CalendarException(name="stocktaking", start="2026-06-30", shifts=[("12:00", "18:00")]).shifts
        ((43200, 64800),)
    """

    name: str
    start: date | None
    finish: date | None
    recurrence: str
    shifts: DayShifts

    def __init__(
        self,
        *,
        start: DayLike | None = None,
        finish: DayLike | None = None,
        recurrence: str = "",
        shifts: ShiftsLike = (),
        name: str = "",
    ) -> None:
        faults: list[Fault] = []
        place = placed("exception", name, faults)
        if recurrence:
            first, last = None, None
            faults += recurrence_faults(recurrence, place=f"{place}.recurrence")
            if start is not None or finish is not None:
                faults.append(Fault(place, start or finish, "an exception has dates or a recurrence, not both"))
        else:
            first, last = read_range(start, finish, place, faults)
        read = read_shifts(shifts, f"{place}.shifts", faults)
        refuse(faults)
        store(self, name=name, start=first, finish=last, recurrence=recurrence, shifts=read)

    def covers(self, day: date) -> bool:
        """Whether `day` lies between start and finish; a recurrence covers nothing here, see `occurrences`."""
        return self.start is not None and self.finish is not None and self.start <= day <= self.finish


@frozen(kw_only=True, init=False)
class WorkWeek:
    """A week that replaces the usual one for a while: a summer timetable, a phase in two shifts.

    Attributes:
        name: what it is called.
        start: the first day it holds for.
        finish: the last day, included.
        week: seven days from Monday, each its shifts, or None to leave that day as usual.

    Raises:
        PlanError: with every fault of dates and shifts.
    """

    name: str
    start: date
    finish: date
    week: tuple[DayShifts | None, ...]

    def __init__(self, *, start: DayLike, finish: DayLike, week: Iterable[ShiftsLike | None], name: str = "") -> None:
        faults: list[Fault] = []
        place = placed("work week", name, faults)
        first, last = read_range(start, finish, place, faults)
        days = read_week(week, f"{place}.week", faults)
        refuse(faults)
        store(self, name=name, start=first, finish=last, week=days)

    def covers(self, day: date) -> bool:
        """Whether the week holds on `day`."""
        return self.start <= day <= self.finish


@frozen(kw_only=True, init=False)
class Overtime:
    """Working time added to what a day has anyway.

    Attributes:
        name: what it is called.
        start: the first day.
        finish: the last day, included.
        shifts: what is added; where it overlaps the day's own shifts, the time counts once.
        weekdays: the days it is worked on (0 = Monday), also where they are free as a rule; None: every day that is
            worked anyway. A day closed by an exception stays closed.

    Raises:
        PlanError: with every fault of dates, shifts and weekdays.
    """

    name: str
    start: date
    finish: date
    shifts: DayShifts
    weekdays: tuple[int, ...] | None

    def __init__(
        self,
        *,
        start: DayLike,
        finish: DayLike | None = None,
        shifts: ShiftsLike,
        weekdays: Iterable[int] | None = None,
        name: str = "",
    ) -> None:
        faults: list[Fault] = []
        place = placed("overtime", name, faults)
        first, last = read_range(start, finish, place, faults)
        read = read_shifts(shifts, f"{place}.shifts", faults)
        if not read and not faults:
            faults.append(Fault(f"{place}.shifts", shifts, "overtime needs at least one shift"))
        days = None if weekdays is None else read_weekdays(weekdays, f"{place}.weekdays", faults)
        refuse(faults)
        store(self, name=name, start=first, finish=last, shifts=read, weekdays=days)

    def covers(self, day: date) -> bool:
        """Whether `day` lies between start and finish."""
        return self.start <= day <= self.finish

"""Calendars as P6 writes them.

P6 knows shifts within a day and single dates that differ. A night shift is cut at midnight; recurring exceptions, alternative
weeks and overtime are written out date by date, over the years around the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from itpm.interop.xer.calendar_text import Shifts, calendar_text
from itpm.interop.xer.packing import unpacked
from itpm.interop.xer.rows import trimmed_text
from itpm.interop.xer.xer_text import as_cell
from itpm.model.calendar_reading import clock
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import ElapsedDuration, scheduled
from itpm.model.moments import DAY
from itpm.model.plans import Plan
from itpm.model.recurrences import occurrences
from itpm.model.tasks import Task

_BEFORE, _AFTER = 400, 3660
_LAST = date.max.toordinal() - 1
_ONE_DAY = timedelta(days=1)


class CalendarNumbers:
    """Names and numbers of the calendars that a file needs, in order.

    Attributes:
        calendars: the calendars by name.
        numbers: their numbers in the file.
        usual: name of the plan's own.
        elapsed: name of the calendar for what lasts clock time.
        are_written: False where the file had no calendars, and none is needed.
    """

    def __init__(self, plan: Plan, foreign: Mapping[str, str]) -> None:
        self.calendars: dict[str, WorkCalendar] = dict(plan.calendars)
        own = next((name for name, known in plan.calendars if known == plan.calendar), None)
        if own is None:
            own = _free_name(plan.calendar.name or "Standard", self.calendars)
            self.calendars[own] = plan.calendar
        self.usual = own
        self.elapsed = self._around_the_clock() if any(map(is_elapsed, plan.tasks)) else own
        had_none = "XER tables" in foreign and "CALENDAR" not in foreign["XER tables"].split("\t")
        self.are_written = (
            len(self.calendars) > 1 or bool(plan.calendars) or not had_none or plan.calendar != WorkCalendar.standard()
        )
        kept = {name: unpacked(foreign.get(f"CALENDAR {name}", "")).get("clndr_id", "") for name in self.calendars}
        taken = {int(number) for number in kept.values() if number.isascii() and number.isdigit()}
        free = max(taken, default=0)
        self.numbers: dict[str, str] = {}
        for name, number in kept.items():
            if not number:
                free += 1
            self.numbers[name] = number or str(free)

    def _around_the_clock(self) -> str:
        """Name of a calendar in which every hour is worked; a new one where there is none."""
        always = WorkCalendar.continuous()
        found = next(
            (name for name, known in self.calendars.items() if known.week == always.week and not _is_odd(known)), None
        )
        if found is None:
            found = _free_name(always.name or "24 Hours", self.calendars)
            self.calendars[found] = always
        return found

    def of(self, name: str | None) -> str:
        """Number of a calendar; of the plan's own where None; nothing where the file has no calendars."""
        if not self.are_written:
            return ""
        return self.numbers[self.usual if name is None else name]


def is_elapsed(task: Task) -> bool:
    """Whether a task lasts an amount of clock time."""
    return task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration)


def _is_odd(calendar: WorkCalendar) -> bool:
    return bool(calendar.exceptions or calendar.work_weeks or calendar.overtime)


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    while name in taken:
        name += " (plan)"
    return name


def calendar_rows(plan: Plan, numbers: CalendarNumbers, foreign: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows of CALENDAR."""
    found = []
    for name, calendar in numbers.calendars.items():
        kept = unpacked(foreign.get(f"CALENDAR {name}", ""))
        base = next((other for other, known in numbers.calendars.items() if known == calendar.base), None)
        inherits = base is not None and (None not in calendar.week or set(calendar.week) == {None})
        day = calendar.day
        hours = trimmed_text(day.minutes_per_day, 60)
        found.append(
            {"default_flag": "N", "clndr_type": "CA_Base", "rsrc_private": "N"}
            | kept
            | {
                "clndr_id": numbers.numbers[name],
                "clndr_name": kept.get("clndr_name", as_cell(name)),
                "base_clndr_id": numbers.numbers[base] if base is not None and inherits else "",
                "day_hr_cnt": hours,
                "week_hr_cnt": trimmed_text(day.minutes_per_week, 60),
                "month_hr_cnt": trimmed_text(day.minutes_per_day * day.days_per_month, 60),
                "clndr_data": _data(plan, calendar, inherits=inherits),
            }
        )
    return found


def _data(plan: Plan, calendar: WorkCalendar, *, inherits: bool) -> str:
    if inherits:
        week = () if None in calendar.week else tuple(_texts(shifts or ()) for shifts in calendar.week)
        own = {
            day: _texts(part.shifts)
            for part in reversed(calendar.exceptions)
            for day in _dates(part.start, part.finish)
        }
        return calendar_text(week, own)
    week = _usual_week(calendar)
    days = sorted(set(_changed_days(plan, calendar)))
    worked = {day: _worked(calendar, day) for day in days}
    return calendar_text(week, {day: shifts for day, shifts in worked.items() if shifts != week[day.weekday()]})


def _usual_week(calendar: WorkCalendar) -> tuple[Shifts, ...]:
    """The usual week of all layers, night shifts cut at midnight."""
    week = [
        next((shifts for layer in calendar.layers if (shifts := layer.week[day]) is not None), ()) for day in range(7)
    ]
    cut = [
        [(begin, min(end, DAY)) for begin, end in week[day]] + [(0, end - DAY) for _, end in week[day - 1] if end > DAY]
        for day in range(7)
    ]
    return tuple(_texts(tuple(_merged(shifts))) for shifts in cut)


def _merged(shifts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for begin, end in sorted(shifts):
        if current is not None and begin < current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current is not None:
                yield current
            current = (begin, end)
    if current is not None:
        yield current


def _changed_days(plan: Plan, calendar: WorkCalendar) -> Iterator[date]:
    """Dates on which something else than the usual week may be worked, and the days after, into which a night shift may run."""
    around = plan.start.date().toordinal()
    first, last = date.fromordinal(max(1, around - _BEFORE)), date.fromordinal(min(_LAST, around + _AFTER))
    for layer in calendar.layers:
        for part in layer.exceptions:
            if part.recurrence:
                found = [day for day in occurrences(part.recurrence) if first <= day <= last]
            else:
                found = list(_dates(part.start, part.finish))
            for day in found:
                yield from (day, day + _ONE_DAY) if day < date.max else (day,)
        periods = [(part.start, part.finish) for part in layer.work_weeks]
        periods += [(part.start, part.finish) for part in layer.overtime]
        for start, finish in periods:
            for day in _dates(max(start, first), min(finish, last)):
                yield from (day, day + _ONE_DAY)


def _dates(first: date | None, last: date | None) -> Iterator[date]:
    if first is not None and last is not None:
        yield from (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))


def _worked(calendar: WorkCalendar, day: date) -> Shifts:
    """What is worked within a date, with what the night before leaves for it."""
    midnight = [(-1, day - _ONE_DAY), (0, day)] if day > date.min else [(0, day)]
    shifts: list[tuple[int, int]] = []
    for offset, start_day in midnight:
        for start, finish in calendar.shifts_on(start_day):
            begin = int((start.date() - day).days * DAY + start.hour * 3600 + start.minute * 60 + start.second)
            end = int((finish.date() - day).days * DAY + finish.hour * 3600 + finish.minute * 60 + finish.second)
            if offset == 0 or end > 0:
                shifts.append((max(begin, 0), min(end, DAY)))
    return _texts(tuple(_merged(shifts)))


def _texts(shifts: tuple[tuple[int, int], ...]) -> Shifts:
    return tuple((clock(begin), clock(min(end, DAY))) for begin, end in shifts)

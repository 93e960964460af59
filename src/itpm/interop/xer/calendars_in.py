"""The file's calendars.

A calendar is called by its name; where several have one name, the others by name and number. A day that repeats what the
usual week says anyway is no exception.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from itpm.errors import FaultsError
from itpm.interop.xer.calendar_text import CalendarText, CalendarTextError, Shifts, read_calendar_text
from itpm.interop.xer.packing import Pairs, packed
from itpm.interop.xer.rows import Row, Tables
from itpm.model.calendar_parts import CalendarException
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import DayLength

READ = frozenset({"clndr_id", "clndr_name", "clndr_data", "base_clndr_id", "day_hr_cnt", "week_hr_cnt", "month_hr_cnt"})
_ONE_DAY = timedelta(days=1)


@frozen(eq=False)
class Calendars:
    """A file's calendars.

    Attributes:
        by_id: name and calendar, by number in the file.
        foreign: what the file says of them besides.
    """

    by_id: Mapping[str, tuple[str, WorkCalendar]]
    foreign: Pairs = ()

    def name_of(self, row: Row, column: str = "clndr_id") -> str | None:
        """Name of the calendar that a row asks for; one that is not there is a fault."""
        number = row.raw(column)
        if not number:
            return None
        if number not in self.by_id:
            row.fault(column, number[:40], f"expected the number of one of the file's calendars, got {number[:40]!r}")
            return None
        return self.by_id[number][0]

    def named(self) -> dict[str, WorkCalendar]:
        """The calendars by name."""
        return dict(self.by_id.values())


def calendars_of(tables: Tables) -> Calendars:
    """The calendars of a file."""
    rows: dict[str, Row] = {}
    for row in tables.rows("CALENDAR"):
        number = row.raw("clndr_id")
        if not number or number in rows:
            row.fault("clndr_id", number[:40], f"expected a number of its own, got {number[:40]!r}")
        else:
            rows[number] = row
    names = _names(rows)
    found: dict[str, WorkCalendar] = {}
    for number in rows:
        for base in reversed(list(_bases(number, rows, found))):
            found[base] = _calendar(rows[base], names[base], found)
    foreign = [(f"CALENDAR {names[number]}", packed(_kept(row))) for number, row in rows.items()]
    return Calendars({number: (names[number], found[number]) for number in rows}, tuple(foreign))


def _kept(row: Row) -> Iterator[tuple[str, str]]:
    yield "clndr_id", row.raw("clndr_id")
    if row.text("clndr_name") != "":
        yield "clndr_name", row.raw("clndr_name")
    yield from row.others(READ)


def _names(rows: Mapping[str, Row]) -> dict[str, str]:
    names: dict[str, str] = {}
    for number, row in rows.items():
        name = row.text("clndr_name") or f"Calendar {number}"
        names[number] = name if name not in names.values() else f"{name} ({number})"
    return names


def _bases(number: str, rows: Mapping[str, Row], known: Mapping[str, WorkCalendar]) -> Iterator[str]:
    """A calendar and those it rests on, as far as they are not `known`; a circle is cut with a fault."""
    seen: set[str] = set()
    while number and number not in known:
        yield number
        seen.add(number)
        base = rows[number].raw("base_clndr_id")
        if base and (base not in rows or base in seen):
            said = "one of the file's calendars" if base not in rows else "a calendar that does not rest on this one"
            rows[number].fault("base_clndr_id", base[:40], f"expected the number of {said}, got {base[:40]!r}")
            return
        number = base


def _calendar(row: Row, name: str, found: Mapping[str, WorkCalendar]) -> WorkCalendar:
    base = found.get(row.raw("base_clndr_id"))
    try:
        said = read_calendar_text(row.raw("clndr_data"))
    except CalendarTextError as error:
        row.fault("clndr_data", row.raw("clndr_data")[:80], str(error))
        said = CalendarText(None)
    week = None if said.week is None else [said.week.get(day, ()) for day in range(7)]
    try:
        usual = WorkCalendar(name=name, week=week, base=base, day=_day_length(row))
        return WorkCalendar(
            name=name, week=week, base=base, day=usual.day, exceptions=_exceptions(said.exceptions, usual)
        )
    except FaultsError as error:
        for fault in error.faults:
            row.fault("clndr_data", fault.value, f"{fault.place}: {fault.message}")
        return WorkCalendar.standard(name)


def _exceptions(days: Mapping[date, Shifts], usual: WorkCalendar) -> list[CalendarException]:
    """One exception for each run of days with the same shifts."""
    read = {day: CalendarException(start=day, shifts=shifts) for day, shifts in sorted(days.items())}
    kept = {day: part for day, part in read.items() if usual.base is not None or _differs(part, usual, day)}
    found: list[CalendarException] = []
    for day, part in kept.items():
        before = found[-1] if found else None
        if before is not None and before.finish == day - _ONE_DAY and before.shifts == part.shifts:
            found[-1] = CalendarException(start=before.start, finish=day, shifts=part.shifts)
        else:
            found.append(part)
    return found


def _differs(part: CalendarException, usual: WorkCalendar, day: date) -> bool:
    return part.shifts != usual.week[day.weekday()]


def _day_length(row: Row) -> DayLength | None:
    """How the file reads days, weeks and months; None where it does not say."""
    day, week, month = (row.number_in(f"{name}_hr_cnt") for name in ("day", "week", "month"))
    if not day or day <= 0:
        return None
    return DayLength(
        minutes_per_day=max(1, round(day * 60)),
        minutes_per_week=max(1, round((week or day * 5) * 60)) if not week or week > 0 else max(1, round(day * 300)),
        days_per_month=max(1, round((month or day * 20) / day)) if not month or month > 0 else 20,
    )

"""The plan's calendars as the file holds them: base calendars, and those derived from one for a resource.

MS Project lets tasks and the project use base calendars only, and gives every resource a calendar of its own that is
derived from one. What it cannot hold is written day by day, see `itpm.interop.mspdi.flat_calendars`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from itpm.interop.mspdi.elements_out import RAW, Value, element, listed
from itpm.interop.mspdi.fields_out import raw_elements
from itpm.interop.mspdi.flat_calendars import Span, flat_exceptions, flat_week
from itpm.interop.mspdi.recurring_out import pattern_of
from itpm.interop.xml_text import Element
from itpm.model.calendar_parts import CalendarException, WorkWeek
from itpm.model.calendar_reading import DayShifts
from itpm.model.calendars import WorkCalendar
from itpm.model.moments import DAY
from itpm.model.plans import Plan
from itpm.model.resources import Resource, ResourceKind

_NO_UID = -1
_MOST_SHIFTS = 5
_OF_CALENDAR = "Calendar "


@frozen(kw_only=True)
class CalendarRows:
    """The calendars to be written.

    Attributes:
        rows: name, calendar and UID of its base, by UID.
        by_name: UID of each of the plan's further calendars.
        usual: UID of the plan's own.
        own: UID of each resource's calendar, by the resource's id.
        flat: UIDs of those that are written day by day.
        week_start: day the weeks begin with, 0 = Sunday.
    """

    rows: dict[int, tuple[str, WorkCalendar | None, int]]
    by_name: dict[str, int]
    usual: int
    own: dict[str, int]
    flat: frozenset[int]
    week_start: int

    def uid(self, name: str | None) -> int:
        """UID of a calendar by its name in the plan; -1 for the plan's own."""
        return _NO_UID if name is None else self.by_name[name]


def calendar_rows(plan: Plan, week_start: int) -> CalendarRows:
    """The plan's calendars, those they rest on, its own, and one for each resource that has a base calendar."""
    rows: dict[int, tuple[str, WorkCalendar | None, int]] = {}
    names = {name for name, _ in plan.calendars}
    by_name: dict[str, int] = {}
    for name, calendar in plan.calendars:
        base = _row_of(calendar.base, rows, names) if calendar.base is not None else _NO_UID
        by_name[name] = len(rows) + 1
        rows[by_name[name]] = name, calendar, base
    usual = _row_of(plan.calendar, rows, names)
    shared = {usual, *(by_name[task.calendar] for task in plan.tasks if task.calendar is not None)}
    bases = {base for _, _, base in rows.values()} - {_NO_UID}
    flat = frozenset(
        uid
        for uid, (_, calendar, base) in rows.items()
        if calendar is not None and (_is_beyond(calendar, week_start) or (base != _NO_UID and uid in shared | bases))
    )
    own: dict[str, int] = {}
    for resource in plan.resources:
        if resource.calendar is not None and resource.kind is ResourceKind.WORK:
            own[resource.id] = _own_row(resource, by_name[resource.calendar], rows, flat)
    return CalendarRows(rows=rows, by_name=by_name, usual=usual, own=own, flat=flat, week_start=week_start)


def _row_of(calendar: WorkCalendar, rows: dict[int, tuple[str, WorkCalendar | None, int]], names: set[str]) -> int:
    """UID of the row with that calendar; a new one, below those it rests on, where there is none."""
    uid = _NO_UID
    for layer in reversed(calendar.layers):
        found = next((known for known, row in rows.items() if row[1] == layer), None)
        if found is None:
            found = len(rows) + 1
            rows[found] = _free(layer.name or "Standard", names), layer, uid
        uid = found
    return uid


def _free(name: str, names: set[str]) -> str:
    number, found = 1, name
    while found in names:
        number += 1
        found = f"{name} {number}"
    names.add(found)
    return found


def _own_row(
    resource: Resource, uid: int, rows: dict[int, tuple[str, WorkCalendar | None, int]], flat: frozenset[int]
) -> int:
    """The resource's calendar: the one it names where that is a derived one, else one derived from that."""
    if rows[uid][2] != _NO_UID and uid not in flat:
        return uid
    new = len(rows) + 1
    rows[new] = resource.name or resource.id, None, uid
    return new


def _is_beyond(calendar: WorkCalendar, week_start: int) -> bool:
    """Whether the calendar has something that MS Project has no means for."""
    if calendar.overtime:
        return True
    days = [*calendar.week, *(day for week in calendar.work_weeks for day in week.week)]
    days += [exception.shifts for exception in calendar.exceptions]
    if any(end > DAY for shifts in days for _, end in shifts or ()):
        return True
    return any(part.recurrence and pattern_of(part.recurrence, week_start) is None for part in calendar.exceptions)


def calendars_out(calendars: CalendarRows, plan: Plan, span: Span) -> Iterator[Element]:
    """The calendars' elements.

    Args:
        calendars: what is to be written.
        plan: what the file said of them besides; its start tells which week is the usual one, where that changes.
        span: the days for which exceptions are written, where they are written day by day.
    """
    besides = _besides(plan)
    for uid, (name, calendar, base) in calendars.rows.items():
        is_flat = uid in calendars.flat
        is_base = is_flat or base == _NO_UID
        values: list[tuple[str, Value]] = [
            ("UID", uid),
            ("Name", name),
            ("IsBaseCalendar", is_base),
            ("IsBaselineCalendar", False),
            ("BaseCalendarUID", _NO_UID if is_base else base),
            *((child, text) for child, text in besides.get(name, ()) if not child.startswith(RAW)),
        ]
        groups = [raw for child, text in besides.get(name, ()) for raw in raw_elements(child, text)]
        if calendar is not None and is_flat:
            groups += _flat(calendar, plan.start.date(), span)
        elif calendar is not None:
            groups += _as_it_is(calendar, calendars.week_start)
        yield element("Calendar", values, *groups)


def _besides(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What files said of calendars and nothing reads, by the calendar's name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place, text in plan.foreign:
        name, slash, child = place.removeprefix(_OF_CALENDAR).rpartition("/")
        if slash and place.startswith(_OF_CALENDAR):
            found.setdefault(name, []).append((child, text))
    return found


def _as_it_is(calendar: WorkCalendar, week_start: int) -> list[Element]:
    return [
        *listed("WeekDays", _week_days(calendar.week)),
        *listed("Exceptions", (_exception(part, week_start) for part in calendar.exceptions)),
        *listed("WorkWeeks", map(_work_week, calendar.work_weeks)),
    ]


def _flat(calendar: WorkCalendar, usual_on: date, span: Span) -> list[Element]:
    runs = flat_exceptions(calendar, usual_on, span)
    exceptions = (CalendarException(start=start, finish=finish, shifts=shifts) for start, finish, shifts in runs)
    return [
        *listed("WeekDays", _week_days(flat_week(calendar, usual_on))),
        *listed("Exceptions", (_exception(part, 1) for part in exceptions)),
    ]


def _week_days(week: Iterable[DayShifts | None]) -> Iterator[Element]:
    """The days that are told, from Sunday."""
    days = list(week)
    for day_type, shifts in enumerate([days[6], *days[:6]], 1):
        if shifts is not None:
            yield element("WeekDay", [("DayType", day_type), ("DayWorking", bool(shifts))], *_times(shifts))


def _times(shifts: DayShifts) -> list[Element]:
    told = _few(shifts)
    return listed(
        "WorkingTimes",
        (element("WorkingTime", [("FromTime", _clock(begin)), ("ToTime", _clock(end))]) for begin, end in told),
    )


def _few(shifts: DayShifts) -> DayShifts:
    """As many shifts as a day may have; of more, those with the shortest breaks between them become one."""
    found = list(shifts)
    while len(found) > _MOST_SHIFTS:
        place = min(range(len(found) - 1), key=lambda at: found[at + 1][0] - found[at][1])
        found[place : place + 2] = [(found[place][0], found[place + 1][1])]
    return tuple(found)


def _clock(second: int) -> str:
    minutes, seconds = divmod(second % DAY, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def _exception(exception: CalendarException, week_start: int) -> Element:
    shifts = exception.shifts
    values: list[tuple[str, Value]] = [("Name", exception.name or None), ("DayWorking", bool(shifts))]
    pattern = pattern_of(exception.recurrence, week_start) if exception.recurrence else None
    if pattern is not None:
        return element("Exception", [*values, *pattern.values], _period(pattern.start, pattern.finish), *_times(shifts))
    values += [("EnteredByOccurrences", 0), ("Occurrences", _days(exception)), ("Type", 1)]
    period = _period(exception.start, exception.finish) if exception.start and exception.finish else None
    return element("Exception", values, *([period] if period else []), *_times(shifts))


def _days(exception: CalendarException) -> int:
    if exception.start is None or exception.finish is None:
        return 0
    return (exception.finish - exception.start).days + 1


def _work_week(week: WorkWeek) -> Element:
    days = listed("WeekDays", _week_days(week.week))
    return element("WorkWeek", [("Name", week.name or None)], _period(week.start, week.finish), *days)


def _period(start: date, finish: date) -> Element:
    return element(
        "TimePeriod",
        [("FromDate", f"{start.isoformat()}T00:00:00"), ("ToDate", f"{finish.isoformat()}T23:59:00")],
    )

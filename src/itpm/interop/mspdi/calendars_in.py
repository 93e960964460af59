"""The file's calendars: base calendars, and those derived from one for a resource.

A derived calendar that changes nothing is its base under another name; whoever uses it is given the base. A
calendar's name is its name in the plan; where two share one, or one has none, its UID tells them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from itpm.errors import Fault
from itpm.interop.mspdi.elements_out import raw_groups
from itpm.interop.mspdi.records import Record
from itpm.interop.mspdi.recurring import recurrence_of
from itpm.interop.mspdi.task_fields import CALENDAR_GROUPS, CALENDAR_READ
from itpm.model.calendar_parts import CalendarException, WorkWeek
from itpm.model.calendar_reading import ShiftsLike
from itpm.model.calendars import WorkCalendar
from itpm.model.durations import DayLength

_OFFICE: tuple[tuple[str, str], ...] = (("08:00", "12:00"), ("13:00", "17:00"))
_DEEPEST = 32
_DAY_TYPES = {str(number): number for number in range(8)}
_BY_DATE, _NO_TYPE = 1, 9


@frozen
class Calendars:
    """The calendars of a file.

    Attributes:
        by_name: calendars by the name they have in the plan, in the order of the file.
        names: that name for each UID.
        usual: the project's own.
        foreign: what the file says of them that nothing reads: ``Calendar Night/GUID`` and its text.
    """

    by_name: dict[str, WorkCalendar]
    names: dict[str, str]
    usual: WorkCalendar
    foreign: tuple[tuple[str, str], ...] = ()

    def name_of(self, record: Record, name: str = "CalendarUID") -> str | None:
        """Name of the calendar that an element names by UID; None for the project's own."""
        uid = record.text(name)
        if not uid or uid.startswith("-"):
            return None
        if uid not in self.names:
            record.fault(name, uid, "expected the UID of one of the file's calendars")
            return None
        return self.names[uid]


def calendars_of(project: Record, day: DayLength) -> Calendars:
    """The calendars of a file; a derived one that changes nothing goes by the name of its base."""
    records = {record.text("UID"): record for record in project.list_of("Calendars", "Calendar")}
    unchanged = {uid: _base_uid(record) for uid, record in records.items() if _changes_nothing(record)}
    own = {uid: record for uid, record in records.items() if uid not in unchanged}
    called = Counter(record.text("Name") for record in own.values())
    names = {uid: _name(record, uid, called) for uid, record in own.items()}
    built: dict[str, WorkCalendar] = {}
    week_start = project.integer("WeekStartDay") or 0
    for uid in own:
        for open_uid in reversed(_unbuilt(uid, records, unchanged, built)):
            base = _resolved(_base_uid(records[open_uid]), unchanged)
            built[open_uid] = _calendar(records[open_uid], names[open_uid], built.get(base), day, week_start)
    for uid, missing in unchanged.items():
        base = _resolved(uid, unchanged)
        if base in names:
            names[uid] = names[base]
        else:
            records[uid].fault("BaseCalendarUID", missing, "expected the UID of one of the file's calendars")
            names[uid] = f"Standard [{uid}]"
            built[uid] = WorkCalendar.standard(names[uid])
    by_name = {names[uid]: calendar for uid, calendar in built.items()}
    foreign = (pair for uid, record in own.items() for pair in _foreign(record, names[uid]))
    return Calendars(by_name, names, _usual(project, names, by_name), tuple(foreign))


def _foreign(record: Record, name: str) -> Iterator[tuple[str, str]]:
    kept = (*record.foreign(CALENDAR_READ, {}), *raw_groups(record.strangers(CALENDAR_GROUPS)))
    return ((f"Calendar {name}/{child}", text) for child, text in kept)


def _usual(project: Record, names: dict[str, str], by_name: dict[str, WorkCalendar]) -> WorkCalendar:
    """The calendar of the project; the standard one where it names none."""
    standard = WorkCalendar.standard()
    name = Calendars(by_name, names, standard).name_of(project)
    return standard if name is None else by_name[name]


def _changes_nothing(record: Record) -> bool:
    return bool(_base_uid(record)) and not any(
        name in record.groups for name in ("WeekDays", "Exceptions", "WorkWeeks")
    )


def _base_uid(record: Record) -> str:
    """UID of the calendar it is derived from; empty for a base calendar, or one whose base was deleted."""
    uid = record.text("BaseCalendarUID")
    return "" if record.flag("IsBaseCalendar") or uid == "0" or uid.startswith("-") else uid


def _name(record: Record, uid: str, called: Counter[str]) -> str:
    name = record.text("Name")
    return name if name and called[name] == 1 else f"{name} [{uid}]".strip()


def _resolved(uid: str, unchanged: dict[str, str]) -> str:
    """The UID behind derived calendars that change nothing."""
    for _ in range(_DEEPEST):
        if uid not in unchanged:
            break
        uid = unchanged[uid]
    return uid


def _unbuilt(
    uid: str, records: dict[str, Record], unchanged: dict[str, str], built: dict[str, WorkCalendar]
) -> list[str]:
    """The calendar and those it rests on, as far as not built yet; a base that is missing or rests on it is a fault."""
    chain: list[str] = []
    while uid not in built:
        chain.append(uid)
        record = records[uid]
        named = _base_uid(record)
        base = _resolved(named, unchanged)
        if not named:
            break
        if base not in records or base in unchanged:
            record.fault("BaseCalendarUID", named, "expected the UID of one of the file's calendars")
            break
        if base in chain or len(chain) >= _DEEPEST:
            record.fault("BaseCalendarUID", named, "expected a base that does not rest on this calendar in turn")
            break
        uid = base
    return chain


def _calendar(record: Record, name: str, base: WorkCalendar | None, day: DayLength, week_start: int) -> WorkCalendar:
    days = record.list_of("WeekDays", "WeekDay", key="DayType")
    usual = [weekday for weekday in days if weekday.text("DayType") != "0"]
    exceptions = _exceptions(record, days, week_start)
    found = record.attempt(
        "",
        lambda: WorkCalendar(
            name=name,
            week=_week(usual, derived=base is not None) if usual else None,
            exceptions=exceptions,
            work_weeks=_work_weeks(record),
            base=base,
            day=day,
        ),
    )
    return found or WorkCalendar.standard(name)


def _week(weekdays: Iterable[Record], *, derived: bool) -> list[ShiftsLike | None]:
    """Seven days from Monday; a day that is not told is None: the base's, or free where there is no base."""
    week: list[ShiftsLike | None] = [None] * 7
    for record in weekdays:
        day_type = record.choice("DayType", _DAY_TYPES, 0)
        if day_type:
            week[(day_type + 5) % 7] = _shifts(record, derived=derived)
    return week


def _shifts(record: Record, *, derived: bool = False) -> ShiftsLike | None:
    """The working times of a day; a working day that tells none has the base's, or an office's."""
    if not record.flag("DayWorking"):
        return ()
    times = [(time.text("FromTime"), time.text("ToTime")) for time in record.list_of("WorkingTimes", "WorkingTime")]
    told = [(start, finish) for start, finish in times if start and finish]
    return told or (None if derived else _OFFICE)


def _exceptions(record: Record, weekdays: Iterable[Record], week_start: int) -> list[CalendarException]:
    """The exceptions; files of MS Project 2003 and older have them among the weekdays, newer ones there as well."""
    if "Exceptions" in record.groups:
        found = (_exception(part, week_start) for part in record.list_of("Exceptions", "Exception", key="Name"))
    else:
        found = (_dated(part) for part in weekdays if part.text("DayType") == "0")
    return [exception for exception in found if exception is not None]


def _exception(record: Record, week_start: int) -> CalendarException | None:
    kind = record.integer("Type") or _BY_DATE
    period = record.integer("Period") or 1
    if kind in (_BY_DATE, _NO_TYPE) and period == 1:
        return _dated(record)
    start, finish = _range(record)
    if start is None:
        return None
    recurrence = recurrence_of(record, kind, start, finish, week_start)
    if recurrence is None:
        return None
    shifts = _shifts(record) or ()
    name = record.text("Name")
    return record.attempt("", lambda: CalendarException(name=name, recurrence=recurrence, shifts=shifts))


def _dated(record: Record) -> CalendarException | None:
    start, finish = _range(record)
    if start is None:
        return None
    shifts = _shifts(record) or ()
    name = record.text("Name")
    return record.attempt("", lambda: CalendarException(name=name, start=start, finish=finish, shifts=shifts))


def _work_weeks(record: Record) -> list[WorkWeek]:
    found = (_work_week(part) for part in record.list_of("WorkWeeks", "WorkWeek", key="Name"))
    return [week for week in found if week is not None]


def _work_week(record: Record) -> WorkWeek | None:
    start, finish = _range(record)
    if start is None or finish is None:
        return None
    days = record.list_of("WeekDays", "WeekDay", key="DayType") or record.each(
        "WeekDay", key="DayType"
    )  # the schema of 2007
    week = _week(days, derived=True)
    name = record.text("Name")
    return record.attempt("", lambda: WorkWeek(name=name, start=start, finish=finish, week=week))


def _range(record: Record) -> tuple[date | None, date | None]:
    """First and last day of a time period, both included; its times of day do not count."""
    period = record.inner("TimePeriod")
    start, finish = period.moment("FromDate"), period.moment("ToDate")
    if start is None:
        if not period.text("FromDate"):
            record.faults.append(Fault(f"{period.place}/FromDate", None, "expected the first day of the period"))
        return None, None
    first = start.date()
    return first, first if finish is None else finish.date()

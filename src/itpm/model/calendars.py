"""Working calendars: when work goes on.

A `WorkCalendar` is a usual week of shifts, with exceptions, alternative weeks and overtime, and may rest on a base
calendar that answers for what it leaves open. Engines use what it compiles to, `WorkCalendar.compiled`; which part
wins on a date is told in `itpm.model.calendar_weeks`, what a shift is in `itpm.model.calendar_parts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, reduce
from typing import TypeVar

from attrs import evolve, frozen

from itpm.errors import Fault, NotationError, PlanError
from itpm.model.calendar_parts import CalendarException, Overtime, WorkWeek
from itpm.model.calendar_reading import (
    DayLike,
    DayShifts,
    ShiftsLike,
    TimeLike,
    is_weekday,
    placed,
    read_day,
    read_shifts,
    read_week,
    refuse,
    store,
)
from itpm.model.calendar_weeks import Days, compiled, day_number, days_of, limit_faults
from itpm.model.durations import DayLength
from itpm.model.given import several, shortened
from itpm.model.moments import DAY, Moment, moment, to_datetime, to_seconds
from itpm.model.working_time import WorkingTime, intersection
from itpm.model.working_weeks import MONDAY

_Part = TypeVar("_Part")
_OFFICE: DayShifts = ((28_800, 43_200), (46_800, 61_200))
_ROUND_THE_CLOCK: DayShifts = ((0, DAY),)
_DEEPEST = 32


@frozen(kw_only=True, init=False)
class WorkCalendar:
    """When work goes on, to the second.

    Attributes:
        name: what people call it.
        week: the usual week from Monday: each day's shifts; None where the base calendar answers.
        exceptions: days that differ, by date or by recurrence; the first that covers a date wins.
        work_weeks: weeks that replace the usual one for a while.
        overtime: working time added in ranges of dates.
        base: the calendar that answers for what this one leaves open; its exceptions hold, too.
        day: how "d", "w" and "mo" are read; default: the base's, else the commonest working day, the week's total and
            20 days.

    Raises:
        PlanError: with every fault of the parts, or more than 32 calendars resting on each other.

    Example:
        >>> calendar = WorkCalendar.standard().with_holidays(["2026-12-25"], name="Christmas")
        >>> calendar.is_working("2026-12-24 09:00"), calendar.is_working("2026-12-25 09:00")
        (True, False)
    """

    name: str
    week: tuple[DayShifts | None, ...]
    exceptions: tuple[CalendarException, ...]
    work_weeks: tuple[WorkWeek, ...]
    overtime: tuple[Overtime, ...]
    base: WorkCalendar | None
    day: DayLength

    def __init__(
        self,
        *,
        name: str = "",
        week: Iterable[ShiftsLike | None] | None = None,
        exceptions: Iterable[CalendarException] = (),
        work_weeks: Iterable[WorkWeek] = (),
        overtime: Iterable[Overtime] = (),
        base: WorkCalendar | None = None,
        day: DayLength | None = None,
    ) -> None:
        faults: list[Fault] = []
        place = placed("calendar", name, faults)
        if base is not None:
            _check_kind(base, WorkCalendar, f"{place}.base", faults)
        if day is not None:
            _check_kind(day, DayLength, f"{place}.day", faults)
        refuse(faults)
        if week is None:
            days: tuple[DayShifts | None, ...] = (None,) * 7 if base is not None else _standard_week()
        else:
            days = read_week(week, f"{place}.week", faults)
        if base is None:
            days = tuple(shifts or () for shifts in days)
        store(
            self,
            name=name,
            week=days,
            exceptions=_parts(exceptions, CalendarException, f"{place}.exceptions", faults),
            work_weeks=_parts(work_weeks, WorkWeek, f"{place}.work_weeks", faults),
            overtime=_parts(overtime, Overtime, f"{place}.overtime", faults),
            base=base,
            day=day or (base.day if base is not None else _day_length(days)),
        )
        refuse(faults or _limit_faults(self, place))

    @classmethod
    def standard(cls, name: str = "Standard") -> WorkCalendar:
        """Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00: 8 hours a day, 40 a week, 20 days a month."""
        return cls(name=name, day=DayLength())

    @classmethod
    def continuous(cls, name: str = "24 hours") -> WorkCalendar:
        """Day and night, every day: "1d" is 24 hours, "1w" 168 hours, "1mo" 30 days."""
        day = DayLength(minutes_per_day=1440, minutes_per_week=10_080, days_per_month=30)
        return cls(name=name, week=(_ROUND_THE_CLOCK,) * 7, day=day)

    @classmethod
    def weekly(
        cls,
        week: Mapping[int, ShiftsLike],
        *,
        holidays: Iterable[DayLike] = (),
        name: str = "",
        day: DayLength | None = None,
    ) -> WorkCalendar:
        """A calendar from the shifts of each weekday.

        Args:
            week: shifts by weekday, 0 = Monday; days that are missing are free.
            holidays: dates on which nothing is worked.
            name: what people call it.
            day: how "d", "w" and "mo" are read; default: the commonest working day, the week's total and 20 days.

        Raises:
            PlanError: with every fault of weekdays, shifts and dates.

        Example:
            >>> mornings = WorkCalendar.weekly({0: [("08:00", "12:00")], 1: [("08:00", "12:00")]})
            >>> mornings.day
            DayLength(minutes_per_day=240, minutes_per_week=480, days_per_month=20)
        """
        faults: list[Fault] = []
        place = placed("calendar", name, faults)
        days: list[DayShifts] = [()] * 7
        if not isinstance(week, Mapping):
            raise PlanError([Fault(f"{place}.week", week, f"expected shifts by weekday, got {shortened(week)}")])
        for weekday, shifts in week.items():
            if is_weekday(weekday):
                days[weekday] = read_shifts(shifts, f"{place}.week[{weekday}]", faults)
            else:
                message = f"expected a day of the week from 0 (Monday) to 6 (Sunday), got {shortened(weekday)}"
                faults.append(Fault(f"{place}.week", weekday, message))
        exceptions = _holidays(holidays, "holiday", f"{place}.holidays", faults)
        refuse(faults)
        return cls(name=name, week=days, exceptions=exceptions, day=day)

    def with_holidays(
        self, days: Iterable[DayLike] | Mapping[DayLike, str], *, name: str = "holiday", yearly: bool = False
    ) -> WorkCalendar:
        """This calendar with days on which nothing is worked; they win over the exceptions it has.

        Args:
            days: dates, or a mapping of dates to their names.
            name: what days without a name of their own are called.
            yearly: whether they come again every year, from the given one on.

        Raises:
            PlanError: with every fault of the dates.

        Example:
            >>> calendar = WorkCalendar.standard().with_holidays({"2026-12-25": "Christmas"}, yearly=True)
            >>> calendar.shifts_on("2028-12-25")
            ()
        """
        faults: list[Fault] = []
        exceptions = _holidays(days, name, "holidays", faults, yearly=yearly)
        refuse(faults)
        return self.with_exceptions(*exceptions)

    def with_closure(self, start: DayLike, finish: DayLike, *, name: str = "closed") -> WorkCalendar:
        """This calendar without work from `start` to `finish`, both included; wins over the exceptions it has.

        Raises:
            PlanError: with every fault of the dates.
        """
        return self.with_exceptions(CalendarException(name=name, start=start, finish=finish))

    def with_shifts(
        self, start: DayLike, finish: DayLike, *shifts: tuple[TimeLike, TimeLike], name: str = ""
    ) -> WorkCalendar:
        """This calendar with other hours from `start` to `finish`, both included; win over the exceptions it has.

        Raises:
            PlanError: with every fault of dates and shifts.
        """
        return self.with_exceptions(CalendarException(name=name, start=start, finish=finish, shifts=shifts))

    def with_exceptions(self, *exceptions: CalendarException) -> WorkCalendar:
        """This calendar with further exceptions, which win over those it has."""
        return evolve(self, exceptions=(*exceptions, *self.exceptions))

    def with_overtime(
        self,
        start: DayLike,
        finish: DayLike,
        *shifts: tuple[TimeLike, TimeLike],
        weekdays: Iterable[int] | None = None,
        name: str = "overtime",
    ) -> WorkCalendar:
        """This calendar with working time added from `start` to `finish`, both included.

        Args:
            start: the first day.
            finish: the last day.
            *shifts: what is added, as pairs of times.
            weekdays: the days it is worked on (0 = Monday); default: those that are worked anyway.
            name: what it is called.

        Raises:
            PlanError: with every fault of dates, shifts and weekdays.

        Example:
            >>> calendar = WorkCalendar.standard().with_overtime("2026-03-02", "2026-03-13", ("17:00", "19:00"))
            >>> calendar.working_minutes("2026-03-02", "2026-03-14") / 60
            100.0
        """
        added = Overtime(name=name, start=start, finish=finish, shifts=shifts, weekdays=weekdays)
        return evolve(self, overtime=(*self.overtime, added))

    @property
    def layers(self) -> tuple[WorkCalendar, ...]:
        """This calendar and those it rests on, its own first."""
        return tuple(_chain(self))

    @cached_property
    def compiled(self) -> WorkingTime:
        """The calendar as engines use it; made once."""
        return compiled(self._days)

    @cached_property
    def _days(self) -> Days:
        return days_of(self.layers)

    def shifts_on(self, day: DayLike) -> tuple[tuple[datetime, datetime], ...]:
        """The shifts that begin on a date; a night shift ends on the next.

        Raises:
            PlanError: not a date, or a shift that ends beyond the year 9999.

        Example:
            >>> [f"{start:%H:%M}-{finish:%H:%M}" for start, finish in WorkCalendar.standard().shifts_on("2026-01-05")]
            ['08:00-12:00', '13:00-17:00']
        """
        faults: list[Fault] = []
        read = read_day(day, "day", faults)
        refuse(faults)
        number = day_number(read)
        midnight = MONDAY + number * DAY
        shifts = self._days.on(number)
        try:
            return tuple((to_datetime(midnight + start), to_datetime(midnight + end)) for start, end in shifts)
        except OverflowError:
            raise NotationError([Fault("day", day, f"a shift of {read} ends beyond the calendar")]) from None

    def is_working(self, at: Moment) -> bool:
        """Whether work goes on at an instant: from the first second of a shift up to, not at, its end.

        Raises:
            NotationError: not an instant.
        """
        return self.compiled.is_working(to_seconds(moment(at)))

    def working_minutes(self, start: Moment, finish: Moment) -> float:
        """Working time between two instants, negative when they are the other way round [min].

        Raises:
            NotationError: not an instant.
        """
        return self.compiled.between(to_seconds(moment(start)), to_seconds(moment(finish))) / 60


def common(*calendars: WorkCalendar) -> WorkingTime:
    """The time in which all the given calendars work: a task with its own calendar and a resource that has one, too.

    Example:
        >>> early = WorkCalendar.weekly({0: [("06:00", "14:00")]})
        >>> time = common(WorkCalendar.standard(), early)
        >>> time.between(0, 7 * 86_400) / 3600
        5.0
    """
    compiled_calendars = [calendar.compiled for calendar in calendars]
    if not compiled_calendars:
        raise PlanError([Fault("calendars", (), "common time needs at least one calendar")])
    return reduce(intersection, compiled_calendars)


def _standard_week() -> tuple[DayShifts, ...]:
    return (_OFFICE,) * 5 + ((),) * 2


def _chain(calendar: WorkCalendar) -> Iterator[WorkCalendar]:
    link: WorkCalendar | None = calendar
    while link is not None:
        yield link
        link = link.base


def _day_length(week: Sequence[DayShifts | None]) -> DayLength:
    """The commonest length of a working day (of several, the longest), the week's total, and 20 days a month."""
    lengths = [sum(finish - start for start, finish in shifts) for shifts in week if shifts]
    if not lengths:
        return DayLength()
    commonest = max(Counter(lengths).items(), key=lambda item: (item[1], item[0]))[0]
    return DayLength(
        minutes_per_day=max(commonest // 60, 1), minutes_per_week=max(sum(lengths) // 60, 1), days_per_month=20
    )


def _parts(parts: Iterable[_Part], kind: type[_Part], place: str, faults: list[Fault]) -> tuple[_Part, ...]:
    """The parts as a tuple; one that is of another kind is a fault."""
    try:
        return several(parts, kind, place)
    except NotationError as error:
        faults += error.faults
        return ()


def _check_kind(value: object, kind: type[object], place: str, faults: list[Fault]) -> None:
    """Anything but a `kind` is a fault."""
    if not isinstance(value, kind):
        faults.append(Fault(place, value, f"expected a {kind.__name__}, got {shortened(value)}"))


def _holidays(
    days: Iterable[DayLike] | Mapping[DayLike, str], name: str, place: str, faults: list[Fault], *, yearly: bool = False
) -> list[CalendarException]:
    """One exception a day, each with its name."""
    if isinstance(days, str) or not isinstance(days, Iterable):
        faults.append(Fault(place, days, f"expected a list of dates, got {shortened(days)}"))
        return []
    named = days.items() if isinstance(days, Mapping) else ((day, name) for day in days)
    exceptions = []
    for number, (day, called) in enumerate(named):
        read = read_day(day, f"{place}[{number}]", faults)
        if yearly:
            text = f"DTSTART:{read:%Y%m%d}\nRRULE:FREQ=YEARLY"
            exceptions.append(CalendarException(name=called, recurrence=text))
        else:
            exceptions.append(CalendarException(name=called, start=read))
    return exceptions


def _limit_faults(calendar: WorkCalendar, place: str) -> list[Fault]:
    """What would make compiling slow: too many calendars on each other, or too much in them."""
    layers = [layer for layer, _ in zip(_chain(calendar), range(_DEEPEST + 1), strict=False)]
    if len(layers) > _DEEPEST:
        return [Fault(f"{place}.base", layers[1].name, f"at most {_DEEPEST} calendars may rest on each other")]
    return limit_faults(layers, place)

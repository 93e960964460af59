"""Reading what people write into a calendar: days, times, shifts, weeks.

Every reader adds what is wrong to a list of faults and goes on with a stand-in, so that one error can name all faults
of an input. The values that use the readers raise that error before they exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from itertools import pairwise
from typing import TypeAlias, TypeGuard

from itpm.errors import Fault, NotationError, PlanError
from itpm.model.given import shortened
from itpm.model.moments import DAY, moment

Shift: TypeAlias = tuple[int, int]
DayShifts: TypeAlias = tuple[Shift, ...]
TimeLike: TypeAlias = str | time | int
ShiftsLike: TypeAlias = Iterable[tuple[TimeLike, TimeLike]]
DayLike: TypeAlias = date | str

_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_EXPECTED_TIME = "expected a time of day like 08:00, 17:30:15 or 24:00"
_EXPECTED_SHIFT = 'expected a shift as a pair of times like ("08:00", "12:00")'
_EXPECTED_DAY = "expected a date like 2026-12-25"
_MOST_SHIFTS = 1440
_WEEKDAYS = "expected a day of the week from 0 (Monday) to 6 (Sunday)"


def store(value: object, **fields: object) -> None:
    """Set the fields of a frozen value under construction, whose own ``__init__`` has read and checked them."""
    for name, content in fields.items():
        object.__setattr__(value, name, content)


refuse = PlanError.refuse
"""Raises all faults found, if any."""


def read_range(start: object, finish: object, place: str, faults: list[Fault]) -> tuple[date, date]:
    """First and last day; what is wrong is added to `faults`, and days that cannot be read come back as 1970-01-01."""
    known = len(faults)
    first = read_day(start, f"{place}.start", faults)
    last = first if finish is None else read_day(finish, f"{place}.finish", faults)
    if len(faults) == known and last < first:
        faults.append(Fault(f"{place}.finish", finish, f"finish {last} lies before start {first}"))
    return first, last


def read_day(value: object, place: str, faults: list[Fault]) -> date:
    """The day that `value` names: a date, a midnight, or ISO 8601 text."""
    try:
        if isinstance(value, (str, date)):
            instant = moment(value, place=place)
            if not (instant.hour or instant.minute or instant.second):
                return instant.date()
    except NotationError as error:
        faults.extend(error.faults)
        return _UNREAD
    faults.append(Fault(place, value, f"{_EXPECTED_DAY}, got {shortened(value)}"))
    return _UNREAD


_UNREAD = date(1970, 1, 1)


def read_week(week: object, place: str, faults: list[Fault]) -> tuple[DayShifts | None, ...]:
    """Seven days' shifts from a sequence of seven, None kept."""
    days = tuple(week) if isinstance(week, Iterable) and not isinstance(week, str | Mapping) else None
    if days is None or len(days) != 7:
        found = shortened(week) if days is None else len(days)
        faults.append(Fault(place, week, f"a week has 7 days from Monday to Sunday, got {found}"))
        return (None,) * 7
    return tuple(None if day is None else read_shifts(day, f"{place}[{i}]", faults) for i, day in enumerate(days))


def read_weekdays(weekdays: object, place: str, faults: list[Fault]) -> tuple[int, ...]:
    """Days of the week in order, each once."""
    days = tuple(weekdays) if isinstance(weekdays, Iterable) else (weekdays,)
    faults.extend(Fault(place, day, f"{_WEEKDAYS}, got {shortened(day)}") for day in days if not is_weekday(day))
    return tuple(sorted({day for day in days if is_weekday(day)}))


def is_weekday(value: object) -> TypeGuard[int]:
    """Whether `value` is a number from 0 (Monday) to 6 (Sunday)."""
    return type(value) is int and 0 <= value <= 6


def read_shifts(shifts: object, place: str, faults: list[Fault]) -> DayShifts:
    """The shifts of one day in order; what cannot be read or overlaps is added to `faults`."""
    if isinstance(shifts, str) or not isinstance(shifts, Iterable):
        faults.append(Fault(place, shifts, f"expected shifts as pairs of times, got {shortened(shifts)}"))
        return ()
    given = tuple(shifts)
    if len(given) > _MOST_SHIFTS:
        faults.append(Fault(place, len(given), f"a day has at most {_MOST_SHIFTS} shifts, got {len(given)}"))
        return ()
    read = [shift for number, pair in enumerate(given) if (shift := _shift(pair, f"{place}[{number}]", faults))]
    ordered = tuple(sorted(read))
    for one, other in pairwise(ordered):
        if other[0] < one[1]:
            faults.append(Fault(place, other, f"shifts overlap: {_shift_text(one)} and {_shift_text(other)}"))
    return ordered


def _shift(pair: object, place: str, faults: list[Fault]) -> Shift | None:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        faults.append(Fault(place, pair, f"{_EXPECTED_SHIFT}, got {shortened(pair)}"))
        return None
    known = len(faults)
    start = _second_of_day(pair[0], place, DAY - 1, faults)
    finish = _second_of_day(pair[1], place, 2 * DAY - 1 if type(pair[1]) is int else DAY, faults)
    if len(faults) > known:
        return None
    finish = finish if finish > start else finish + DAY
    if finish - start > DAY:
        faults.append(Fault(place, pair, f"a shift lasts at most 24 hours, got {_shift_text((start, finish))}"))
    return start, finish


def _second_of_day(value: object, place: str, most: int, faults: list[Fault]) -> int:
    """Seconds since the day began, from text, a time, or seconds themselves."""
    second: int | None = None
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is not None:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        second = hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
    elif type(value) is int:
        second = value
    elif isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        second = value.hour * 3600 + value.minute * 60 + value.second
    if second is None or not 0 <= second <= most:
        faults.append(Fault(place, value, f"{_EXPECTED_TIME}, got {shortened(value)}"))
        return 0
    return second


def _shift_text(shift: Shift) -> str:
    return "-".join(clock(second) for second in shift)


def clock(second: int) -> str:
    """A second of the day as people write it; past midnight the hours go on: 30:00 is 6 o'clock next day.

    Example:
        >>> clock(28_800), clock(61_215)
        ('08:00', '17:00:15')
    """
    minutes, seconds = divmod(second, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


def placed(kind: str, name: object, faults: list[Fault]) -> str:
    """How faults name the thing: ``exception 'Christmas'``; a name that is no text is a fault."""
    if not isinstance(name, str):
        faults.append(Fault(f"{kind}.name", name, f"a name is text, got {shortened(name)}"))
        return kind
    return f"{kind} {shortened(name)}" if name else kind

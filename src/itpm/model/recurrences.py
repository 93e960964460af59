"""Days that come again, as RFC 5545 text: a line ``DTSTART:20261225`` and a line ``RRULE:FREQ=YEARLY``.

A recurrence is kept as text, because rule objects neither compare nor pickle stably, and becomes days only here.
Understood are ``DTSTART`` (a date; a time of day after it is ignored), one ``RRULE`` that is daily or coarser, and
``RDATE`` and ``EXDATE`` with lists of dates; ``BYEASTER`` (days from Easter Sunday, in yearly rules) is taken beyond
the standard, because holidays need it.

A rule may name days that never come (30 February), and searching for them is all that such a rule would ever do. So
days are looked for from DTSTART, 1900 at the earliest, up to the end of 2199 and not further. Within those bounds the
number of days is bounded, too (109,572). Daily rules and yearly rules by date, by weekday of a month or by Easter are
computed directly; every other rule is walked through by dateutil, which may take tenths of a second.

Source:
    RFC 5545, section 3.3.10 (recurrence rule), 3.8.5 (RDATE, EXDATE).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import islice

from dateutil.easter import easter
from dateutil.rrule import rrule, rrulestr

from itpm.errors import Fault, PlanError
from itpm.model.recurrence_text import LAST_DAY, WEEKDAYS, Recurrence, compact_date, integers, read_recurrence


def occurrences(text: str) -> tuple[date, ...]:
    r"""The days of a recurrence, in order, from its DTSTART up to the end of 2199.

    Raises:
        PlanError: with every fault of the text.

    Example:
        The fourth Thursday of November, three times:

        >>> [str(day) for day in occurrences("DTSTART:20261101\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3")]
        ['2026-11-26', '2027-11-25', '2028-11-23']
    """
    faults = recurrence_faults(text)
    if faults:
        raise PlanError(faults)
    return _occurrences(text)


def recurrence_faults(text: object, *, place: str = "recurrence") -> list[Fault]:
    """What is wrong with the text of a recurrence; nothing is expanded."""
    faults: list[Fault] = []
    read_recurrence(text, place, faults)
    return faults


def days_walked(text: str) -> int:
    r"""How many days finding the days of a faultless recurrence may look at; none for the direct yearly rules [day].

    Example:
        >>> days_walked("DTSTART:20260101\nRRULE:FREQ=WEEKLY;UNTIL=20260131")
        31
        >>> days_walked("DTSTART:20260101\nRRULE:FREQ=YEARLY")
        0
    """
    recurrence = read_recurrence(text, "recurrence", [])
    if not recurrence.parts or _direct(recurrence) in (_by_easter, _by_date, _by_weekday):
        return 0
    until = compact_date(recurrence.part("UNTIL")) or LAST_DAY
    return max((min(until, LAST_DAY) - recurrence.start).days + 1, 0)


@lru_cache(maxsize=1024)
def _occurrences(text: str) -> tuple[date, ...]:
    recurrence = read_recurrence(text, "recurrence", [])
    until = compact_date(recurrence.part("UNTIL")) or LAST_DAY
    count = int(recurrence.part("COUNT") or 0) or None
    found = set(islice(_direct(recurrence)(recurrence, min(until, LAST_DAY)), count)) | set(recurrence.added)
    return tuple(sorted(day for day in found - recurrence.left_out if recurrence.start <= day <= LAST_DAY))


def _walked(recurrence: Recurrence, until: date) -> Iterator[date]:
    """Any rule, by dateutil; COUNT is left to the caller, so that the search always has an end."""
    if not recurrence.parts:
        yield recurrence.start
        return
    rule = ";".join(f"{name}={value}" for name, value in recurrence.parts if name not in ("COUNT", "UNTIL"))
    start = datetime(recurrence.start.year, recurrence.start.month, recurrence.start.day)
    # UNTIL is set on the rule, because parsing it from text would ask the clock for today.
    last = datetime(until.year, until.month, until.day)
    read = rrulestr(f"RRULE:{rule}", dtstart=start)
    for instant in read.replace(until=last) if isinstance(read, rrule) else read:
        yield instant.date()


def _direct(recurrence: Recurrence) -> Callable[[Recurrence, date], Iterator[date]]:
    """How the days of a rule are found: directly for the rules that holidays are made of, else by walking."""
    names = {name for name, _ in recurrence.parts} - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    by_day = recurrence.part("BYDAY").split(",")
    match recurrence.part("FREQ"):
        case "DAILY":
            return _by_day
        case "YEARLY" if names == {"BYEASTER"}:
            return _by_easter
        case "YEARLY" if names in ({"BYMONTH", "BYMONTHDAY"}, set()):
            return _by_date
        case "YEARLY" if names == {"BYMONTH", "BYDAY"} and all(day[:-2] for day in by_day):
            return _by_weekday
        case _:
            return _walked


def _by_day(recurrence: Recurrence, until: date) -> Iterator[date]:
    months = set(integers(recurrence.part("BYMONTH"))) or set(range(1, 13))
    days = set(integers(recurrence.part("BYMONTHDAY"))) or set(range(1, 32))
    names = recurrence.part("BYDAY")
    weekdays = {WEEKDAYS.index(day) for day in names.split(",")} if names else set(range(7))
    for ordinal in range(recurrence.start.toordinal(), until.toordinal() + 1, int(recurrence.part("INTERVAL") or 1)):
        day = date.fromordinal(ordinal)
        if day.month in months and day.weekday() in weekdays:
            last = monthrange(day.year, day.month)[1]
            if day.day in days or day.day - last - 1 in days:
                yield day


def _by_easter(recurrence: Recurrence, until: date) -> Iterator[date]:
    offsets = integers(recurrence.part("BYEASTER"))
    return _in_years(recurrence, until, lambda year: (easter(year) + timedelta(days=offset) for offset in offsets))


def _by_date(recurrence: Recurrence, until: date) -> Iterator[date]:
    months = integers(recurrence.part("BYMONTH")) or [recurrence.start.month]
    days = integers(recurrence.part("BYMONTHDAY")) or [recurrence.start.day]

    def of_year(year: int) -> Iterator[date]:
        for month in months:
            last = monthrange(year, month)[1]
            yield from (date(year, month, d) for day in days if 1 <= (d := day if day > 0 else last + 1 + day) <= last)

    return _in_years(recurrence, until, of_year)


def _by_weekday(recurrence: Recurrence, until: date) -> Iterator[date]:
    months = integers(recurrence.part("BYMONTH"))
    days = [(int(day[:-2]), WEEKDAYS.index(day[-2:])) for day in recurrence.part("BYDAY").split(",")]

    def of_year(year: int) -> Iterator[date]:
        for month in months:
            first, last = monthrange(year, month)
            for nth, weekday in days:
                low = 1 + (weekday - first) % 7
                day = low + 7 * (nth - 1) if nth > 0 else low + 7 * ((last - low) // 7 + 1 + nth)
                if 1 <= day <= last:
                    yield date(year, month, day)

    return _in_years(recurrence, until, of_year)


def _in_years(recurrence: Recurrence, until: date, of_year: Callable[[int], Iterator[date]]) -> Iterator[date]:
    """The days that `of_year` gives for every year the rule meets, in order, each once."""
    for year in range(recurrence.start.year, until.year + 1, int(recurrence.part("INTERVAL") or 1)):
        yield from (day for day in sorted(set(of_year(year))) if recurrence.start <= day <= until and day.year == year)

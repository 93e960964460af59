"""Recurring exceptions as RFC 5545 text.

MS Project's dialogue knows: every n days or weekdays; chosen days of every n-th week; a date or a position ("the last
Friday") of every n-th month, or of one month of the year. The end is a number of times, or a date.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from itpm.interop.mspdi.records import Record

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_WORKDAYS = "MO,TU,WE,TH,FR"
_ITEMS = {1: _WORKDAYS, 2: "SU,SA"}
_LAST_POSITION = 4
_MOST_DAYS = 400
_MOST_TIMES = 200_000
_LAST = date.max.toordinal()


def recurrence_of(record: Record, kind: int, start: date, finish: date | None, week_start: int) -> str | None:
    """The recurrence of an exception; None, and a fault, where its type is not known or a part is missing.

    Args:
        record: the exception.
        kind: its Type: 1 and 7 days, 2 and 4 a date of the year and of the month, 3 and 5 a position, 6 weeks, 8 weekdays.
        start: first day it may fall on.
        finish: last day; None: not told.
        week_start: day the week begins with, 0 = Sunday; counts where weeks are skipped.
    """
    period = max(record.integer("Period") or 1, 1)
    if kind == 8 and period > 1:
        return _every_nth_weekday(start, finish or start, period, _times(record))
    rules: dict[int, Callable[[], str | None]] = {
        1: lambda: "FREQ=DAILY",
        2: lambda: _dated(record, f"FREQ=YEARLY;BYMONTH={_month(record)}"),
        3: lambda: _positioned(record, f"FREQ=YEARLY;BYMONTH={_month(record)}"),
        4: lambda: _dated(record, "FREQ=MONTHLY"),
        5: lambda: _positioned(record, "FREQ=MONTHLY"),
        6: lambda: _weekly(record, week_start),
        7: lambda: "FREQ=DAILY",
        8: lambda: f"FREQ=WEEKLY;BYDAY={_WORKDAYS}",
    }
    if kind not in rules:
        record.fault("Type", str(kind), "expected the type of an exception from 1 to 9")
        return None
    rule = rules[kind]()
    if rule is None:
        return None
    interval = f";INTERVAL={period}" if period > 1 and kind not in (2, 3) else ""
    return f"DTSTART:{start:%Y%m%d}\nRRULE:{rule}{interval}{_end(record, finish)}"


def _times(record: Record) -> int | None:
    """How often it happens, where that was typed."""
    times = record.integer("Occurrences") if record.flag("EnteredByOccurrences") else None
    return times if times and 0 < times <= _MOST_TIMES else None


def _end(record: Record, finish: date | None) -> str:
    times = _times(record)
    if times is not None:
        return f";COUNT={times}"
    return "" if finish is None else f";UNTIL={finish:%Y%m%d}"


def _month(record: Record) -> int:
    """The month, which the file counts from 0."""
    return (record.integer("Month") or 0) + 1


def _dated(record: Record, rule: str) -> str | None:
    day = record.integer("MonthDay")
    if day is None or not 1 <= day <= 31:
        record.fault("MonthDay", record.text("MonthDay"), "expected a day of the month from 1 to 31")
        return None
    return f"{rule};BYMONTHDAY={day}"


def _positioned(record: Record, rule: str) -> str | None:
    """The first to fourth or the last of: days, weekdays, weekend days, or one day of the week."""
    item, position = record.integer("MonthItem") or 0, record.integer("MonthPosition") or 0
    if not 0 <= item <= 9:
        record.fault("MonthItem", str(item), "expected what a position counts, from 0 to 9")
        return None
    if not 0 <= position <= _LAST_POSITION:
        record.fault("MonthPosition", str(position), "expected a position from 0 (first) to 4 (last)")
        return None
    nth = -1 if position == _LAST_POSITION else position + 1
    if item == 0:
        return f"{rule};BYMONTHDAY={nth}"
    if item in _ITEMS:
        return f"{rule};BYDAY={_ITEMS[item]};BYSETPOS={nth}"
    return f"{rule};BYDAY={nth}{_DAYS[item - 3]}"


def _weekly(record: Record, week_start: int) -> str | None:
    """Chosen days of the week, the lowest bit Sunday's."""
    mask = record.integer("DaysOfWeek") or 0
    days = ",".join(day for bit, day in enumerate(_DAYS) if mask >> bit & 1)
    if not days:
        record.fault(
            "DaysOfWeek", record.text("DaysOfWeek"), "expected days of the week, as a sum of 1 for Sunday to 64"
        )
        return None
    return f"FREQ=WEEKLY;BYDAY={days};WKST={_DAYS[week_start % 7]}"


def _every_nth_weekday(start: date, finish: date, period: int, times: int | None) -> str | None:
    """Every n-th day from Monday to Friday, which no rule can say, as a list of at most 400 days."""
    first = start.toordinal() + (7 - start.weekday() if start.weekday() >= 5 else 0)
    monday, offset = first - date.fromordinal(first).weekday(), date.fromordinal(first).weekday()
    days: list[str] = []
    for count in range(min(times or _MOST_DAYS, _MOST_DAYS)):
        weeks, weekday = divmod(offset + count * period, 5)
        if (ordinal := monday + 7 * weeks + weekday) > min(finish.toordinal(), _LAST):
            break
        days.append(f"{date.fromordinal(ordinal):%Y%m%d}")
    return f"DTSTART:{start:%Y%m%d}\nRDATE:{','.join(days)}" if days else None

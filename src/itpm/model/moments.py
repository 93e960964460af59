"""Time as people write it, and time as the library counts it.

Inside, an instant is a whole number of seconds on a local line without zones, counted from 1970-01-01 00:00; an interval is
half-open. At the edge stands `datetime`. Zones and fractions of a second are refused, because a plan is written in wall-clock
time: adding eight hours must not depend on a change of clocks.

A bare date means the day's beginning where something starts, and the day's end where something finishes (deadline, finish,
``as_of``): "until 30 June" includes the 30th.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from itpm.errors import Fault, NotationError
from itpm.model.given import shortened

Moment: TypeAlias = datetime | date | str
Edge: TypeAlias = Literal["start", "finish"]

EPOCH = datetime(1970, 1, 1)
DAY = 86_400
FIRST = (datetime.min - EPOCH) // timedelta(seconds=1)
LAST = (datetime.max.replace(microsecond=0) - EPOCH) // timedelta(seconds=1)

_SECOND = timedelta(seconds=1)
_WHOLE_DAY = timedelta(days=1)
_EXPECTED = "expected a date or date and time like 2026-01-05 or 2026-01-05T08:00"


def moment(value: Moment, *, edge: Edge = "start", place: str = "moment") -> datetime:
    """The instant that `value` names, as a zone-less datetime in whole seconds.

    Args:
        value: a datetime, a date, or ISO 8601 text (``"2026-01-05"``, ``"2026-01-05 08:00"``).
        edge: what a bare date means: the day's beginning, or its end (00:00 of the next day).
        place: where the value stands, for the error.

    Raises:
        NotationError: not a date, impossible, with a zone, or finer than a second.

    Example:
        >>> moment("2026-06-30"), moment("2026-06-30", edge="finish")
        (datetime.datetime(2026, 6, 30, 0, 0), datetime.datetime(2026, 7, 1, 0, 0))
    """
    if isinstance(value, str):
        return _parsed(value, edge, place)
    if isinstance(value, datetime):
        return _checked(value, value, place)
    if isinstance(value, date):
        return _of_date(value, edge, place)
    raise NotationError([Fault(place, value, f"{_EXPECTED}, got {shortened(value)}")])


def _parsed(text: str, edge: Edge, place: str) -> datetime:
    trimmed = text.strip()
    try:
        if len(trimmed) == 10:
            return _of_date(date.fromisoformat(trimmed), edge, place)
        return _checked(datetime.fromisoformat(trimmed), text, place)
    except NotationError:
        raise
    except ValueError:
        raise NotationError([Fault(place, text, f"{_EXPECTED}, got {shortened(text)}")]) from None


def _of_date(day: date, edge: Edge, place: str) -> datetime:
    midnight = datetime(day.year, day.month, day.day)
    if edge == "start":
        return midnight
    try:
        return midnight + _WHOLE_DAY
    except OverflowError:
        raise NotationError([Fault(place, day, "the end of 9999-12-31 lies beyond the calendar")]) from None


def _checked(instant: datetime, value: object, place: str) -> datetime:
    if instant.tzinfo is not None:
        raise NotationError([Fault(place, value, f"a moment is wall-clock time without a zone, got {value!s}")])
    if instant.microsecond:
        raise NotationError([Fault(place, value, f"a moment is a whole second, got {value!s}")])
    return instant if type(instant) is datetime else datetime(*instant.timetuple()[:6])


def to_seconds(instant: datetime) -> int:
    """The instant as whole seconds since 1970-01-01 00:00 [s]."""
    return (instant - EPOCH) // _SECOND


def to_datetime(seconds: int) -> datetime:
    """The instant that lies `seconds` [s] after 1970-01-01 00:00."""
    return EPOCH + timedelta(seconds=seconds)


def start_moment(value: Moment | None) -> datetime | None:
    """Converter for an optional start-like field: a bare date is the day's beginning."""
    return None if value is None else moment(value)


def finish_moment(value: Moment | None) -> datetime | None:
    """Converter for an optional finish-like field: a bare date is the day's end."""
    return None if value is None else moment(value, edge="finish")


def until(at: datetime) -> str:
    """The day that ends at an instant, where it is one's end; else the instant.

    Example:
        >>> until(datetime(2026, 4, 1)), until(datetime(2026, 4, 1, 17))
        ('2026-03-31', '2026-04-01 17:00')
    """
    return day_of(at) if at.time() == time.min and at > datetime.min else f"{at:%Y-%m-%d %H:%M}"


def day_of(at: datetime) -> str:
    """The day that ends at (or runs into) an instant: midnight belongs to the day before.

    Example:
        >>> day_of(datetime(2026, 4, 1)), day_of(datetime(2026, 4, 1, 17))
        ('2026-03-31', '2026-04-01')
    """
    return str((at - _SECOND).date()) if at > datetime.min else str(at.date())

"""Time in a runbook: whole minutes on the clock, which runs at night and on Sundays too."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from itpm.errors import Fault, FaultsError
from itpm.model.durations import DayLength, ElapsedDuration, Unit, WorkDuration, duration
from itpm.model.given import shortened
from itpm.model.moments import Moment, moment
from itpm.model.numbers import number

Minutes: TypeAlias = int | str | timedelta | WorkDuration | ElapsedDuration
LONGEST = 525_600
_CLOCK_UNITS = frozenset({Unit.SECOND, Unit.MINUTE, Unit.HOUR})
_DAY = DayLength()
_EXPECTED = "expected whole minutes on the clock like '20h', '90m', '2ed' or 90, of one year at most"


class CutoverError(FaultsError):
    """A runbook, a rehearsal or a report of a running cut-over that cannot be, with every fault found."""


def minutes(value: Minutes) -> int:
    """The span in whole minutes [min].

    Raises:
        CutoverError: no span of time, one that is negative or not of whole minutes, or one in working days.

    Example:
        >>> minutes("20h"), minutes("1.5h"), minutes(45)
        (1200, 90, 45)
    """
    found = _minutes(value)
    if found is None or not 0 <= found <= LONGEST:
        raise CutoverError([Fault("duration", value, f"{_EXPECTED}, got {shortened(value)}")])
    return found


def optional_minutes(value: Minutes | None) -> int | None:
    """The span in whole minutes [min], or none."""
    return None if value is None else minutes(value)


def _minutes(value: object) -> int | None:
    """Whole minutes, or None for what are none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, timedelta):
        return None if value % timedelta(minutes=1) else value // timedelta(minutes=1)
    try:
        span = duration(value) if isinstance(value, str) else value
    except FaultsError:
        return None
    if isinstance(span, WorkDuration) and span.unit not in _CLOCK_UNITS:
        return None  # a working day is not 24 hours
    if not isinstance(span, (WorkDuration, ElapsedDuration)):
        return None
    if not span.amount.is_finite() or abs(span.amount) > LONGEST * 60:
        return None
    whole, rest = divmod(span.seconds(_DAY), 60)
    return None if rest else whole


def minute(value: Moment) -> datetime:
    """The moment, which is a whole minute; a bare date is the day's beginning.

    Raises:
        CutoverError: seconds.
    """
    found = moment(value, place="at")
    if found.second:
        raise CutoverError([Fault("at", value, f"a runbook counts whole minutes, got {found}")])
    return found


def optional_minute(value: Moment | None) -> datetime | None:
    """The moment, which is a whole minute, or none."""
    return None if value is None else minute(value)


def amount(value: Decimal | int | str) -> Decimal:
    """A quantity above zero.

    Raises:
        CutoverError: no number, or none above zero.
    """
    return number(value, "amount", above=0, error=CutoverError, largest_exponent=15)


def optional_amount(value: Decimal | int | str | None) -> Decimal | None:
    """A quantity above zero, or none."""
    return None if value is None else amount(value)


def after(start: datetime, later: int) -> datetime:
    """The moment so many minutes [min] later.

    Raises:
        CutoverError: beyond the calendar.
    """
    try:
        return start + timedelta(minutes=later)
    except OverflowError:
        raise CutoverError([Fault("at", later, f"{later} minutes after {start} lies beyond the calendar")]) from None


def between(start: datetime, finish: datetime) -> int:
    """Whole minutes from one moment to another, negative where it is earlier [min]."""
    return (finish - start) // timedelta(minutes=1)


def span(length: int) -> str:
    """A span [min] as people write it.

    Example:
        >>> span(1230), span(-45), span(0), span(120)
        ('20 h 30 min', '-45 min', '0 min', '2 h')
    """
    hours, rest = divmod(abs(length), 60)
    parts = [f"{hours} h"] if hours else []
    parts += [f"{rest} min"] if rest or not hours else []
    return f"{'-' if length < 0 else ''}{' '.join(parts)}"


def when(at: datetime) -> str:
    """A moment as people in a cut-over say it: weekday, date and time.

    Example:
        >>> when(datetime(2026, 6, 28, 21))
        'Sun 28 Jun 21:00'
    """
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

"""How differences are written: with their sign, in days where the day's length is known."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from itpm.model.durations import Duration


def signed(value: Duration | None) -> str:
    """A duration with its sign; nothing for none.

    Example:
        >>> from itpm.model.durations import duration
        >>> signed(duration("2d")), signed(duration("-4h")), signed(duration("0d"))
        ('+2d', '-4h', '0d')
    """
    if value is None:
        return ""
    return f"+{value}" if value.amount > 0 else str(value)


def status_day(instant: datetime) -> str:
    """The day of a status as people say it: that of a date that stands for a day's end, else date and time.

    Example:
        >>> status_day(datetime(2026, 1, 10)), status_day(datetime(2026, 1, 9, 12))
        ('2026-01-09', '2026-01-09 12:00')
    """
    if instant.time() == time.min:
        return f"{instant - timedelta(days=1):%Y-%m-%d}"
    return f"{instant:%Y-%m-%d %H:%M}"

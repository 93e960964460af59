"""How a date of measurement is written."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def until(at: datetime) -> str:
    """The day that ends at an instant, where it is one's end; else the instant.

    Example:
        >>> until(datetime(2026, 4, 1)), until(datetime(2026, 4, 1, 17))
        ('2026-03-31', '2026-04-01 17:00')
    """
    if at.time() == time.min and at > datetime.min:
        return f"{at - timedelta(days=1):%Y-%m-%d}"
    return f"{at:%Y-%m-%d %H:%M}"

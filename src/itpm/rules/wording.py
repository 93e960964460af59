"""How moments and lists of names are written in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from reprlib import Repr

_DAY = timedelta(days=1)


def day(at: datetime) -> str:
    """The day that a finish-like moment stands for: midnight ends the day before.

    Example:
        >>> day(datetime(2026, 2, 3)), day(datetime(2026, 2, 3, 10, 30))
        ('2026-02-02', '2026-02-03 10:30')
    """
    midnight = at.time() == datetime.min.time()
    return f"{at - _DAY:%Y-%m-%d}" if midnight and at != datetime.min else f"{at:%Y-%m-%d %H:%M}"


def listed(names: Iterable[str]) -> str:
    """Names as people list them.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def short(value: object) -> str:
    """A value as an error shows it: cut to size, however large or deep it is.

    Example:
        >>> short("a" * 1000)
        "'aaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaa'"
    """
    shorten = Repr()
    shorten.maxstring = shorten.maxother = shorten.maxlong = 56
    text = shorten.repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


_LONGEST = 60

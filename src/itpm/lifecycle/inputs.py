"""Converters at the edge: what a person types becomes the one type that the lifecycle uses inside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from itpm.errors import Fault
from itpm.lifecycle.errors import DeliverableError
from itpm.model.money import Money, money

_MIDNIGHT = timedelta(days=1)


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """The texts as a tuple; one text alone is one text, not its letters."""
    return (values,) if isinstance(values, str) else tuple(values)


def optional_money(value: Money | str | None) -> Money | None:
    """Money, or none."""
    return None if value is None else money(value)


def number(value: Decimal | int | str) -> Decimal:
    """A finite decimal number.

    Raises:
        DeliverableError: no number, or an infinite one.
    """
    try:
        found = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise DeliverableError([Fault("number", value, f"expected a number, got {str(value)[:60]!r}")]) from None
    if not found.is_finite():
        raise DeliverableError([Fault("number", value, f"expected a finite number, got {found}")])
    return found


def day(at: datetime) -> str:
    """The day that a finish-like moment stands for: midnight ends the day before.

    Example:
        >>> day(datetime(2026, 2, 3)), day(datetime(2026, 2, 3, 10, 30))
        ('2026-02-02', '2026-02-03 10:30')
    """
    midnight = at.time() == datetime.min.time()
    return f"{at - _MIDNIGHT:%Y-%m-%d}" if midnight and at != datetime.min else f"{at:%Y-%m-%d %H:%M}"


def listed(names: Iterable[str]) -> str:
    """Names as people list them.

    Example:
        >>> listed(["a", "b", "c"])
        'a, b and c'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last

"""Converters at the edge: what a person types becomes the one type that the lifecycle uses inside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from itpm.errors import Fault
from itpm.lifecycle.errors import DeliverableError
from itpm.model.money import Money, money


def texts(values: Iterable[str]) -> tuple[str, ...]:
    """The texts as a tuple; one text alone is one text, not its letters."""
    return (values,) if isinstance(values, str) else tuple(values)


def repeated(names: Iterable[str]) -> dict[str, int]:
    """How often each name stands that stands more than once, in order of first standing.

    Example:
        >>> repeated(["a", "b", "a"])
        {'a': 2}
    """
    return {name: times for name, times in Counter(names).items() if times > 1}


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

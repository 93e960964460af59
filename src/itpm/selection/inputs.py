"""Numbers as people give them, as exact fractions; and the error that lists what is wrong with a choice."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from itpm.errors import Fault, FaultsError
from itpm.model.given import shortened
from itpm.model.numbers import CONTEXT, MOST_CHARACTERS, decimal_or_none

Number: TypeAlias = Decimal | Fraction | int | float | str

_LARGEST_EXPONENT = 30


class SelectionError(FaultsError):
    """Criteria, scores or comparisons that make no choice possible, with every fault found."""


refuse = SelectionError.refuse
"""Raises all faults found, if any."""


def exact(value: Number, place: str, faults: list[Fault]) -> Fraction:
    """The number as a fraction, a float as it is written; what is none is added to `faults` and read as one.

    Example:
        >>> exact("1/3", "ratio", []), exact(0.1, "weight", [])
        (Fraction(1, 3), Fraction(1, 10))
    """
    try:
        found = _fraction(value)
    except (ValueError, ZeroDivisionError):
        found = None
    if found is None:
        expected = f"expected a number between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT}"
        faults.append(Fault(place, value, f"{expected}, got {shortened(value)}"))
        return Fraction(1)
    return found


def _fraction(value: Number) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str) and "/" in value:
        return Fraction(value) if len(value) <= MOST_CHARACTERS else None
    found = decimal_or_none(value, largest_exponent=_LARGEST_EXPONENT)
    return None if found is None else Fraction(found)


def rounded(value: Fraction) -> Decimal:
    """The fraction to 28 digits."""
    found = CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return found or Decimal(0)


def product(first: Decimal, second: Decimal | int) -> Decimal:
    """``first * second`` to 28 digits."""
    return CONTEXT.multiply(first, second)


def addition(first: Decimal, second: Decimal) -> Decimal:
    """``first + second`` to 28 digits."""
    return CONTEXT.add(first, second)

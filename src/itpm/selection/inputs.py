"""Numbers as people give them, as exact fractions; and the error that lists what is wrong with a choice."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias

from itpm.errors import Fault, FaultsError

Number: TypeAlias = Decimal | Fraction | int | float | str

_LARGEST_EXPONENT = 30
_MOST_CHARACTERS = 60
_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)
"""Its own, so that a result depends on nothing that the caller's thread has set."""


class SelectionError(FaultsError):
    """Criteria, scores or comparisons that make no choice possible, with every fault found."""


def exact(value: Number, place: str, faults: list[Fault]) -> Fraction:
    """The number as a fraction, a float as it is written; what is none is added to `faults` and read as one.

    Example:
        >>> exact("1/3", "ratio", []), exact(0.1, "weight", [])
        (Fraction(1, 3), Fraction(1, 10))
    """
    try:
        found = _fraction(value)
    except (ValueError, ZeroDivisionError, InvalidOperation, OverflowError):
        found = None
    if found is None:
        expected = f"expected a number between 1e-{_LARGEST_EXPONENT} and 1e{_LARGEST_EXPONENT}"
        faults.append(Fault(place, value, f"{expected}, got {written(value)!r}"))
        return Fraction(1)
    return found


def written(value: object) -> str:
    """The beginning of a value as text, for an error; a whole number of thousands of digits has none.

    Example:
        >>> written("much"), written(10**9999)
        ('much', 'a number of thousands of digits')
    """
    try:
        return str(value)[:_MOST_CHARACTERS]
    except ValueError:
        return "a number of thousands of digits"


def _fraction(value: Number) -> Fraction | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Fraction):
        return value
    text = value if isinstance(value, Decimal) else str(value)
    if isinstance(text, str) and len(text) > _MOST_CHARACTERS:
        return None
    if isinstance(text, str) and "/" in text:
        return Fraction(text)
    amount = Decimal(text)
    if not amount.is_finite() or (amount and abs(amount.adjusted()) > _LARGEST_EXPONENT):
        return None
    return Fraction(amount)


def rounded(value: Fraction) -> Decimal:
    """The fraction to 28 digits."""
    found = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return found or Decimal(0)


def product(first: Decimal, second: Decimal | int) -> Decimal:
    """``first * second`` to 28 digits."""
    return _CONTEXT.multiply(first, second)


def addition(first: Decimal, second: Decimal) -> Decimal:
    """``first + second`` to 28 digits."""
    return _CONTEXT.add(first, second)


def refuse(faults: list[Fault]) -> None:
    """Raise all faults found, if any."""
    if faults:
        raise SelectionError(faults)

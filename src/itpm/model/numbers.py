"""Numbers as people give them: one reader for business cases, contracts, estimates, choices and earned value.

It never raises, hangs or runs out of memory: what is no number is None, and the caller, who knows the place, says so in its
own error. A float is read as it is written; a text of thousands of digits is no number that anyone meant.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Number: TypeAlias = Decimal | int | float | str

MOST_CHARACTERS = 60
LARGEST_EXPONENT = 60


def decimal_or_none(value: object, *, largest_exponent: int = LARGEST_EXPONENT) -> Decimal | None:
    """The exact decimal of a number, None where it is none: a text, a truth value, not finite, or of absurd size.

    Args:
        value: whatever was given.
        largest_exponent: how many places a number may have before or behind the point [1].

    Example:
        >>> decimal_or_none(0.1), decimal_or_none("1e3"), decimal_or_none("much"), decimal_or_none(True)
        (Decimal('0.1'), Decimal('1E+3'), None, None)
    """
    if isinstance(value, bool):
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(_short(value))
    except (InvalidOperation, ValueError):
        return None
    if not found.is_finite() or (found and abs(found.adjusted()) > largest_exponent):
        return None
    return found


def written(value: object) -> str:
    """The beginning of a value as text, for an error; a whole number of thousands of digits has none.

    Example:
        >>> written("much"), written(10**9999)
        ('much', 'a number of thousands of digits')
    """
    try:
        return str(value)[:MOST_CHARACTERS]
    except ValueError:
        return "a number of thousands of digits"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= MOST_CHARACTERS else "NaN"

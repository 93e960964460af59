"""What the cells of a decision table compare: every value as a flag, a number or a text, exactly.

Moments and durations are counted in seconds, amounts of money by their amount. What makes two of a kind incomparable (a
currency, working beside elapsed time) is the column's scale: all values of a column are of one.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from itpm.model.durations import DayLength, ElapsedDuration, WorkDuration, seconds_of
from itpm.model.moments import to_datetime, to_seconds
from itpm.model.money import Money
from itpm.rules.catalogue import FactType, Unfit, fitted

Key: TypeAlias = bool | int | Fraction | str

_DAY = DayLength()
ORDERED = (FactType.NUMBER, FactType.TEXT, FactType.MOMENT, FactType.DURATION, FactType.MONEY)
WHOLE = (FactType.MOMENT, FactType.DURATION)
KINDS = (FactType.FLAG, *ORDERED)
"""The kinds an input may have."""


def key_of(kind: FactType, value: object) -> tuple[Key, str] | Unfit:
    """The key of a value, and its scale; or why it is not of the kind.

    Example:
        >>> key_of(FactType.MONEY, "8k EUR"), key_of(FactType.NUMBER, 0.1)
        ((Fraction(8000, 1), 'EUR'), (Fraction(1, 10), ''))
    """
    fit = fitted(kind, value)
    match fit:
        case Unfit():
            return fit
        case Money():
            return Fraction(fit.amount), fit.currency
        case WorkDuration():
            return fit.seconds(fit.day or _DAY), "working"
        case ElapsedDuration():
            return fit.seconds(_DAY), "elapsed"
        case bool() | int() | str():
            return fit, ""
        case float():
            return Fraction(Decimal(repr(fit))), ""
        case Decimal():
            return Fraction(fit), ""
        case _ if kind is FactType.MOMENT:
            return to_seconds(fit), ""  # type: ignore[arg-type]  # fitted gave a moment
        case _:
            return Unfit("a flag, a number, a text, a moment, a duration or an amount of money")


def value_of(kind: FactType | None, key: Key, scale: str) -> object:
    """A value that has the key: for examples of what a table does not cover.

    Example:
        >>> print(value_of(FactType.MONEY, Fraction(8000), "EUR"), value_of(FactType.NUMBER, Fraction(1, 2), ""))
        8,000 EUR 0.5
    """
    match kind, key:
        case FactType.MONEY, int() | Fraction():
            return Money(_decimal(key), scale)
        case FactType.MOMENT, int():
            return to_datetime(key)
        case FactType.DURATION, int():
            return seconds_of(key, elapsed=scale == "elapsed")
        case FactType.NUMBER, Fraction():
            return int(key) if key.denominator == 1 else float(key)
        case _:
            return key


def _decimal(key: int | Fraction) -> Decimal:
    return Decimal(key.numerator) / Decimal(key.denominator)

"""What business cases, contracts and estimates are given: numbers, money, shares; and the errors that list their faults."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

from itpm.errors import Fault, FaultsError
from itpm.model import numbers as plain
from itpm.model.money import Money, money

Number: TypeAlias = plain.Number

DIGITS = 28
CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emax=10**15, Emin=-(10**15))
"""Its own, so that a result depends on nothing that the caller's thread has set."""


class FinanceError(FaultsError):
    """Flows, rates or a business case that cannot be computed, with every fault found."""


refuse = FinanceError.refuse
"""Raises all faults found, if any."""


def number(value: Number, *, place: str = "amount") -> Decimal:
    """The exact decimal of a number; a float is read as it is written.

    Raises:
        FinanceError: not a finite number, or one of more than 60 places.

    Example:
        >>> number(0.1), number("1e3", place="rate")
        (Decimal('0.1'), Decimal('1E+3'))
    """
    return plain.number(value, place, error=FinanceError)


def numbers(values: Iterable[Number], *, place: str = "flows") -> list[Decimal]:
    """Each number, exactly; all that are none in one error.

    Raises:
        FinanceError: a value is not a finite number.

    Example:
        >>> numbers([-100, "110.5"])
        [Decimal('-100'), Decimal('110.5')]
    """
    return plain.numbers(values, place, error=FinanceError)


def discount_rate(value: Number, *, place: str = "rate") -> Decimal:
    """A rate per period or year [1]; ``"8%"`` is read as 0.08.

    Raises:
        FinanceError: not a number, or -100 % or less: money would be worth infinitely more later.

    Example:
        >>> discount_rate("0.08"), discount_rate("8%")
        (Decimal('0.08'), Decimal('0.08'))
    """
    found = _percent_or_number(value, place)
    if found <= -1:
        refuse([Fault(place, value, f"expected a rate above -1 (-100 %), got {value}")])
    return found


def share(value: Number, *, place: str = "share") -> Decimal:
    """A share between zero and one [1]; ``"10%"`` is read as 0.1, ``"60/40"`` as the first of the two parts, 0.6.

    Raises:
        FinanceError: neither.

    Example:
        >>> share("10%"), share("60/40"), share(0.25)
        (Decimal('0.10'), Decimal('0.6'), Decimal('0.25'))
    """
    found = _parts(value, place)
    if not 0 <= found <= 1:
        refuse([Fault(place, value, f"expected a share between 0 and 1, or like '10%' or '60/40', got {value}")])
    return found


def _parts(value: Number, place: str) -> Decimal:
    text = value.strip() if isinstance(value, str) else ""
    if "/" in text:
        first, second = (number(part, place=place) for part in text.split("/", 1))
        if first >= 0 and second >= 0 and (whole := CONTEXT.add(first, second)):
            return CONTEXT.divide(first, whole)
        refuse([Fault(place, value, f"expected two parts like '60/40', got {text!r}")])
    return _percent_or_number(value, place)


def _percent_or_number(value: Number, place: str) -> Decimal:
    found = plain.ratio_or_none(value)
    return number(value, place=place) if found is None else found


def amount(value: Money | str) -> Money:
    """Converter for a field of money: ``"80k EUR"`` or `Money`."""
    return money(value, place="amount")


def times(value: Money, factor: Decimal | int) -> Money:
    """Money times a factor, to 28 digits: a long product is not carried on for ever."""
    return Money(CONTEXT.multiply(value.amount, factor), value.currency)


def one_currency(place: str, values: Iterable[Money | None]) -> list[Fault]:
    """A fault where amounts have more than one currency; a rate between them is the caller's to give."""
    found = sorted({value.currency for value in values if value is not None})
    if len(found) < 2:
        return []
    return [Fault(place, found, f"expected one currency, got {' and '.join(found)}; convert first")]

"""What budgets, reserves and payments are given: money, dates, shares; and the error that lists their faults."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from itpm.cost.budgeting.amounts import CONTEXT, PLACES
from itpm.errors import Fault, FaultsError
from itpm.model.moments import Moment, moment
from itpm.model.money import Money, money

Share = Decimal | int | float | str
_LONGEST = 40


class BudgetError(FaultsError):
    """A budget, a change of one or terms of payment that cannot be, with every fault found."""


def refuse(faults: Iterable[Fault]) -> None:
    """Raise all faults found, if any."""
    found = list(faults)
    if found:
        raise BudgetError(found)


def amount(value: Money | str) -> Money:
    """Converter for money."""
    return money(value, place="amount")


def finish(value: Moment) -> datetime:
    """Converter for a date whose bare form is the day's end."""
    return moment(value, edge="finish", place="at")


def number(value: Share, *, place: str, least: int | None = 0) -> Decimal:
    """The exact decimal of a number; a float is read as it is written.

    Args:
        value: what was typed.
        place: where it stands, for the error.
        least: the smallest that makes sense; None: any.

    Raises:
        BudgetError: no finite number, one of more than 40 characters, or a smaller one.
    """
    text = str(value).strip()
    try:
        found = Decimal(text) if len(text) <= _LONGEST and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > _LONGEST or (least is not None and found < least):
        wanted = "a number" if least is None else f"a number of {least or 'zero'} or more"
        refuse([Fault(place, value, f"expected {wanted}, got {text[:_LONGEST]!r}")])
    return found


def decimals(places: int, *, place: str = "places") -> int:
    """A number of decimals from 0 to 12 [1].

    Raises:
        BudgetError: none.
    """
    if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= PLACES:
        refuse([Fault(place, places, f"expected decimals from 0 to {PLACES}, got {places!r}")])
    return places


def share(value: Share, *, place: str = "share") -> Decimal:
    """A share between zero and one [1]; ``"10%"`` is read as 0.1.

    Raises:
        BudgetError: no such share.
    """
    text = str(value).strip()
    found = Decimal(-1)
    try:
        if len(text) <= _LONGEST:
            found = Decimal(text[:-1]).scaleb(-2, CONTEXT) if text.endswith("%") else Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if isinstance(value, bool) or not found.is_finite() or not 0 <= found <= 1:
        refuse([Fault(place, value, f"expected a share between 0 and 1, or like '10%', got {text[:_LONGEST]!r}")])
    return found


def foreign(place: str, value: Money, currency: str) -> list[Fault]:
    """A fault where an amount is not in the budget's currency."""
    if not value or value.currency == currency:
        return []
    return [Fault(place, value, f"expected {currency}, got {value}; convert it at the planning rate first")]


def below_zero(place: str, value: Money) -> list[Fault]:
    """A fault where an amount is below zero."""
    return [Fault(place, value, f"expected an amount of zero or more, got {value}")] if value.amount < 0 else []


def last_day(at: datetime) -> str:
    """The day that ends at an instant, or that it lies in: midnight belongs to the day before."""
    return f"{at - timedelta(seconds=1):%Y-%m-%d}" if at > datetime.min else f"{at:%Y-%m-%d}"

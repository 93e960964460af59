"""What budgets, reserves and payments are given: money, dates, shares; and the error that lists their faults."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from itpm.cost.budgeting.amounts import PLACES
from itpm.errors import Fault, FaultsError
from itpm.model import numbers
from itpm.model.given import shortened, whole
from itpm.model.moments import Moment, moment
from itpm.model.money import Money, money

Share = Decimal | int | float | str


class BudgetError(FaultsError):
    """A budget, a change of one or terms of payment that cannot be, with every fault found."""


refuse = BudgetError.refuse
"""Raises all faults found, if any."""


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
    return numbers.number(value, place, least=least, error=BudgetError)


def decimals(places: int, *, place: str = "places") -> int:
    """A number of decimals from 0 to 12 [1].

    Raises:
        BudgetError: none.
    """
    return whole(places, place, most=PLACES, error=BudgetError)


def share(value: Share, *, place: str = "share") -> Decimal:
    """A share between zero and one [1]; ``"10%"`` is read as 0.1.

    Raises:
        BudgetError: no such share.
    """
    found = numbers.ratio_or_none(value)
    if found is None or not 0 <= found <= 1:
        message = f"expected a share between 0 and 1, or like '10%', got {shortened(value)}"
        raise BudgetError([Fault(place, value, message)])
    return found


def foreign(place: str, value: Money, currency: str) -> list[Fault]:
    """A fault where an amount is not in the budget's currency."""
    if not value or value.currency == currency:
        return []
    return [Fault(place, value, f"expected {currency}, got {value}; convert it at the planning rate first")]


def below_zero(place: str, value: Money) -> list[Fault]:
    """A fault where an amount is below zero."""
    return [Fault(place, value, f"expected an amount of zero or more, got {value}")] if value.amount < 0 else []

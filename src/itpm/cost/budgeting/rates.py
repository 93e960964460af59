"""What an hour costs: rates from salaries, and the rate of a resource at a date."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal

from itpm.cost.budgeting.inputs import number, refuse
from itpm.errors import Fault
from itpm.model.moments import Moment, start_moment, to_seconds
from itpm.model.money import Money, money
from itpm.model.resources import Rate, Resource

PAID_HOURS = Decimal(2080)
"""Hours that a full-time person is paid for in a year: 52 weeks of 40 [h]."""
PRODUCTIVE_HOURS = Decimal(1760)
"""Hours that one works in a year: paid hours less 40 days of leave, holidays, illness and training [h]."""
_CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN)


def loaded_rate(
    salary: Money | str,
    *,
    on_costs: Decimal | str | int = 0,
    hours: Decimal | str | int = PRODUCTIVE_HOURS,
    places: int | None = 2,
) -> Money:
    """Cost of an hour of a salaried person.

    Divide by *productive* hours where the plan's calendars already leave holidays and leave out, because the person is
    paid on those days too; by paid hours only where the plan lets people work through them.

    Args:
        salary: what a year costs; loaded already where `on_costs` is 0 [currency/year].
        on_costs: social security, workplace and the like on top of it [%].
        hours: hours of a year [h].
        places: decimals of the rate; None: not rounded [1].

    Returns:
        ``salary * (1 + on_costs / 100) / hours`` [currency/h].

    Raises:
        NotationError: no amount of money.
        BudgetError: no hours, or a number below zero.

    Example:
        >>> print(loaded_rate("78k EUR", hours=2080), loaded_rate("78k EUR"), loaded_rate("60k EUR", on_costs=30))
        37.50 EUR 44.32 EUR 44.32 EUR
    """
    year, worked = money(salary, place="salary"), number(hours, place="hours")
    if not worked:
        refuse([Fault("hours", hours, "a rate needs hours above zero, got none")])
    loaded = _CONTEXT.multiply(year.amount, _raised(number(on_costs, place="on_costs")))
    rate = Money(_CONTEXT.divide(loaded, worked), year.currency)
    return rate if places is None else rate.rounded(places)


def salary_rate(
    salary: Money | str,
    *,
    on_costs: Decimal | str | int = 0,
    hours: Decimal | str | int = PRODUCTIVE_HOURS,
    overtime: Decimal | str | int = 0,
    effective: Moment | None = None,
) -> Rate:
    """The rate of a salaried person from a date on.

    Args:
        salary: what a year costs [currency/year].
        on_costs: on top of it [%].
        hours: hours of a year [h].
        overtime: premium on an hour of overtime [%]; unpaid overtime is no rate, it is work without cost.
        effective: from when on; None: always.

    Raises:
        NotationError: no amount of money, or no date.
        BudgetError: no hours, or a number below zero.

    Example:
        >>> print(salary_rate("78k EUR", overtime=25).overtime)
        55.40 EUR
    """
    standard = loaded_rate(salary, on_costs=on_costs, hours=hours)
    premium = (standard * _raised(number(overtime, place="overtime"))).rounded()
    return Rate(standard=standard, overtime=premium, effective=start_moment(effective))


def _raised(percent: Decimal) -> Decimal:
    """One and so many percent [1]."""
    return _CONTEXT.add(Decimal(1), _CONTEXT.divide(percent, Decimal(100)))


def rate_steps(resource: Resource) -> list[tuple[int | None, Rate]]:
    """A resource's rates by their first instant [s], ascending; None: from ever on."""
    dated = sorted(resource.rates, key=lambda rate: rate.effective or datetime.min)
    return [(None if rate.effective is None else to_seconds(rate.effective), rate) for rate in dated]

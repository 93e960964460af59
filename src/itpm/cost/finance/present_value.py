"""What flows of money at different times are worth now.

Flows are plain numbers of one currency: money out is negative, money in positive. Results have 28 digits; a rate is a share
per period (0.08 is 8 %). The period of the first flow matters and is said each time: `npv` puts the first flow *now*
(period 0); spreadsheets' NPV puts it one period later (``first_period=1``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Context, Decimal

from itpm.cost.finance.inputs import CONTEXT, DIGITS, FinanceError, Number, discount_rate, number, numbers
from itpm.errors import UndefinedIndexError
from itpm.model.given import pairs, whole
from itpm.model.moments import DAY, Moment, moment, to_seconds

_WORK = Context(prec=DIGITS + 12, Emax=10**15, Emin=-(10**15))
_YEAR_DAYS = 365
_MOST_PERIODS = 1_000_000


def npv(rate: Number, flows: Iterable[Number], *, first_period: int = 0) -> Decimal:
    """Net present value of flows one period apart.

    Args:
        rate: discount rate per period [1].
        flows: one a period, money out negative [currency].
        first_period: when the first flow happens: 0 now, 1 one period from now (spreadsheets' NPV) [period].

    Returns:
        ``sum(flow_t / (1 + rate) ** t)`` [currency].

    Raises:
        FinanceError: a number is none, or the rate is -100 % or less.

    Source:
        Brealey, Myers, Allen, Principles of Corporate Finance, ch. 2.

    Example:
        >>> npv("0.25", [-1_000, 750, 750]), npv("0.25", [-1_000, 750, 750], first_period=1)
        (Decimal('80'), Decimal('64'))
    """
    step = _WORK.add(1, discount_rate(rate))
    value = Decimal(0)
    whole(first_period, "first_period", least=-_MOST_PERIODS, most=_MOST_PERIODS, error=FinanceError)
    for flow in reversed(numbers(flows)):
        value = _WORK.add(_WORK.divide(value, step), flow)
    return CONTEXT.divide(value, _WORK.power(step, first_period))


def xnpv(rate: Number, flows: Iterable[tuple[Moment, Number]]) -> Decimal:
    """Net present value of dated flows, as of the first one listed.

    Args:
        rate: discount rate per year [1].
        flows: (date, amount), in any order after the first; money out negative [currency].

    Returns:
        ``sum(flow / (1 + rate) ** (days since the first / 365))`` [currency]; an empty list is worth nothing.

    Raises:
        FinanceError: a number is none, or the rate is -100 % or less.
        NotationError: not a date.

    Source:
        Actual/365 fixed, as spreadsheets' XNPV.

    Example:
        >>> round(xnpv("0.1", [("2026-01-01", -100), ("2027-01-01", 110)]), 2)
        Decimal('0.00')
    """
    growth = _WORK.ln(_WORK.add(1, discount_rate(rate)))
    dated = by_day(flows)
    value = Decimal(0)
    for day, flow in dated:
        factor = _WORK.exp(_WORK.divide(_WORK.multiply(growth, -day), _YEAR_DAYS))
        value = _WORK.add(value, _WORK.multiply(flow, factor))
    return CONTEXT.plus(value)


def by_day(flows: Iterable[tuple[Moment, Number]]) -> list[tuple[int, Decimal]]:
    """The flows as (days since the first one listed, amount); a time of day is not looked at."""
    dated = pairs(flows, "flows", FinanceError)
    listed = [(_day(moment(when, place=f"flows[{n}]")), amount) for n, (when, amount) in enumerate(dated)]
    amounts = numbers(amount for _, amount in listed)
    return [(day - listed[0][0], amount) for (day, _), amount in zip(listed, amounts, strict=True)]


def _day(when: datetime) -> int:
    return to_seconds(when) // DAY


def annuity_factor(rate: Number, periods: int) -> Decimal:
    """Present value of one unit paid at the end of each of `periods` [1].

    Raises:
        FinanceError: the rate is -100 % or less.
        UndefinedIndexError: fewer than one period.

    Source:
        Brealey, Myers, Allen, Principles of Corporate Finance, ch. 2.

    Example:
        >>> annuity_factor("0.25", 2)
        Decimal('1.44')
    """
    per_period = discount_rate(rate)
    whole(periods, "periods", least=-_MOST_PERIODS, most=_MOST_PERIODS, error=FinanceError)
    if periods < 1:
        raise UndefinedIndexError(f"an annuity needs at least one period, got {periods}")
    if not per_period:
        return Decimal(periods)
    # (1 - v^n) / r loses digits for a small rate; expm1 in wide arithmetic does not.
    wide = Context(prec=DIGITS + 80, Emax=10**15, Emin=-(10**15))
    left = wide.power(wide.add(1, per_period), -periods)
    return CONTEXT.divide(wide.subtract(1, left), per_period)


def equivalent_annual_amount(rate: Number, flows: Iterable[Number]) -> Decimal:
    """The level amount a year, from year 1 to the last, that is worth as much as the flows.

    Makes alternatives of different lives comparable: the greater amount is the better one.

    Args:
        rate: discount rate per year [1].
        flows: one a year, the first now [currency].

    Raises:
        FinanceError: a number is none, or the rate is -100 % or less.
        UndefinedIndexError: there is no year to spread them over.

    Source:
        Brealey, Myers, Allen, Principles of Corporate Finance, ch. 6 (equivalent annual cash flow).

    Example:
        >>> round(equivalent_annual_amount("0.1", [-1000, 600, 600]), 2)
        Decimal('23.81')
    """
    amounts = numbers(flows)
    return CONTEXT.divide(npv(rate, amounts), annuity_factor(rate, len(amounts) - 1))


def compounded(rate: Number, years: Number) -> Decimal:
    """What one unit grows to: ``(1 + rate) ** years`` [1].

    Example:
        >>> compounded("0.1", 2)
        Decimal('1.21')
    """
    return CONTEXT.power(CONTEXT.add(1, discount_rate(rate)), number(years, place="years"))

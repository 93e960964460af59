"""Rates of return: the rate at which flows are worth nothing.

There may be none, one or several. `rates_of_return` gives all there are; `irr` and `xirr` give the one, and where there is not
exactly one they say so instead of choosing: `RateError` carries the rates found. Who wants one of several says near which value.

Where money changes direction once, there is exactly one rate, and it is given whatever it is. Where it changes direction more
often, the equation also has solutions that no one would call a rate of return: at -99.99 % a year for twenty years the last
cents outweigh everything before them. A rate at which one unit would grow or shrink by more than `MOST_GROWTH` over the whole
span of the flows is such a solution and left out, unless the limit is lifted (``most_growth=None``).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from itpm.cost.finance.inputs import CONTEXT, DIGITS, Number, discount_rate, number, numbers
from itpm.cost.finance.present_value import by_day
from itpm.cost.finance.roots import TimedFlows, roots
from itpm.errors import UndefinedIndexError
from itpm.model.moments import Moment

MOST_GROWTH = Decimal("1e12")
"""By how much one unit may grow or shrink over the span of the flows at a rate that counts [1]."""

_SHOWN = 6
_MOST_NAMED = 5
_LEAST_GROWTH = Decimal(1).scaleb(6 - DIGITS)


class RateError(UndefinedIndexError):
    """The flows have no rate of return, or several: neither is the rate.

    Attributes:
        rates: every rate there is per period or year [1], lowest first.
    """

    rates: tuple[Decimal, ...]

    def __init__(self, rates: Iterable[Decimal]) -> None:
        self.rates = tuple(rates)
        super().__init__(self.rates)

    def __str__(self) -> str:
        if not self.rates:
            return "the flows have no rate of return: no rate makes them worth nothing"
        named = ", ".join(f"{rate:.{_SHOWN}f}" for rate in self.rates[:_MOST_NAMED])
        more = ", ..." if len(self.rates) > _MOST_NAMED else ""
        return f"the flows have {len(self.rates)} rates of return ({named}{more}); say near which, or use mirr"


def rates_of_return(flows: Iterable[Number], *, most_growth: Decimal | None = MOST_GROWTH) -> tuple[Decimal, ...]:
    """Every rate per period at which flows one period apart are worth nothing [1], lowest first; perhaps none.

    Rates lie above -100 %, are correct to 25 digits, and none is overlooked.

    Args:
        flows: one a period, money out negative [currency].
        most_growth: which rates count, see `MOST_GROWTH` [1]; None: all solutions.

    Raises:
        FinanceError: a number is none.

    Example:
        >>> [round(rate, 4) for rate in rates_of_return([-100, 230, -132])]
        [Decimal('0.1000'), Decimal('0.2000')]
    """
    return _rates(TimedFlows(enumerate(numbers(flows)), 1), most_growth)


def dated_rates_of_return(
    flows: Iterable[tuple[Moment, Number]], *, most_growth: Decimal | None = MOST_GROWTH
) -> tuple[Decimal, ...]:
    """Every rate per year (Actual/365) at which dated flows are worth nothing [1], lowest first; perhaps none.

    Args:
        flows: (date, amount) in any order, money out negative [currency].
        most_growth: which rates count, see `MOST_GROWTH` [1]; None: all solutions.

    Raises:
        FinanceError: a number is none.
        NotationError: not a date.

    Example:
        >>> dated_rates_of_return([("2026-01-01", 100), ("2027-01-01", 110)])
        ()
    """
    return _rates(TimedFlows(by_day(flows), 365), most_growth)


def irr(flows: Iterable[Number], *, near: Number | None = None) -> Decimal:
    """Internal rate of return: the rate per period at which the flows' net present value is zero.

    Args:
        flows: one a period, money out negative [currency].
        near: where there are several, take the one nearest to this [1]; else several are an error.

    Returns:
        The rate [1].

    Raises:
        RateError: there is no such rate, or there are several and `near` does not choose.
        FinanceError: a number is none.

    Source:
        Brealey, Myers, Allen, Principles of Corporate Finance, ch. 5 (multiple rates of return, pitfall 2).

    Example:
        >>> round(irr([-100, 60, 72]), 5)
        Decimal('0.20000')
    """
    return _the_one(rates_of_return(flows), near)


def xirr(flows: Iterable[tuple[Moment, Number]], *, near: Number | None = None) -> Decimal:
    """Internal rate of return of dated flows: the rate per year at which their `xnpv` is zero.

    Args:
        flows: (date, amount) in any order, money out negative [currency].
        near: where there are several, take the one nearest to this [1]; else several are an error.

    Returns:
        The rate [1], Actual/365.

    Raises:
        RateError: there is no such rate, or there are several and `near` does not choose.
        FinanceError: a number is none.

    Example:
        >>> round(xirr([("2026-01-01", -100), ("2027-01-01", 110)]), 6)
        Decimal('0.100000')
    """
    return _the_one(dated_rates_of_return(flows), near)


def mirr(flows: Iterable[Number], *, finance_rate: Number, reinvest_rate: Number) -> Decimal:
    """Modified internal rate of return: always one, because what money costs and what it earns are said.

    Args:
        flows: one a period, money out negative [currency].
        finance_rate: what money out is financed at, per period [1].
        reinvest_rate: what money in is reinvested at, per period [1].

    Returns:
        ``(future value of money in / present value of money out) ** (1 / periods) - 1`` [1].

    Raises:
        UndefinedIndexError: money goes only one way, or there are fewer than two flows.
        FinanceError: a number is none, or a rate is -100 % or less.

    Source:
        Lin (1976), The modified internal rate of return and investment criterion, Engineering Economist 21(4).

    Example:
        >>> round(mirr([-100, 50, 84], finance_rate="0.1", reinvest_rate="0.2"), 6)
        Decimal('0.200000')
    """
    amounts = numbers(flows)
    money_out = _discounted([min(a, Decimal(0)) for a in amounts], discount_rate(finance_rate, place="finance_rate"))
    reinvested = discount_rate(reinvest_rate, place="reinvest_rate")
    money_in = _discounted([max(a, Decimal(0)) for a in amounts], reinvested)
    if not money_out or not money_in:
        raise UndefinedIndexError("a modified rate of return needs money out and money in")
    periods = len(amounts) - 1
    growth = CONTEXT.divide(money_in, money_out.copy_negate())
    growth = CONTEXT.multiply(growth, CONTEXT.power(CONTEXT.add(1, reinvested), periods))
    return CONTEXT.subtract(CONTEXT.power(growth, CONTEXT.divide(Decimal(1), periods)), 1)


def _discounted(amounts: list[Decimal], rate: Decimal) -> Decimal:
    step, value = CONTEXT.add(1, rate), Decimal(0)
    for amount in reversed(amounts):
        value = CONTEXT.add(CONTEXT.divide(value, step), amount)
    return value


def _rates(flows: TimedFlows, most_growth: Decimal | None) -> tuple[Decimal, ...]:
    found = roots(flows)
    if most_growth is not None and flows.changes_of_sign > 1:
        years = CONTEXT.divide(Decimal(flows.terms[-1][0]), flows.per_year)
        limit = CONTEXT.ln(most_growth)
        found = [s for s in found if CONTEXT.multiply(s, years).copy_abs() <= limit]
    growths = [CONTEXT.exp(s) for s in found]
    return tuple(_rate(growth) for growth in growths if growth > _LEAST_GROWTH)


def _rate(growth: Decimal) -> Decimal:
    rate = CONTEXT.subtract(growth, 1)
    return rate if rate.copy_abs() > _LEAST_GROWTH else Decimal(0)


def _the_one(rates: tuple[Decimal, ...], near: Number | None) -> Decimal:
    if not rates or (near is None and len(rates) > 1):
        raise RateError(rates)
    wanted = Decimal(0) if near is None else number(near, place="near")
    return min(rates, key=lambda rate: CONTEXT.subtract(rate, wanted).copy_abs())

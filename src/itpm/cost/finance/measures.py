"""Measures of worth beside present value and rate of return: payback, return on investment, benefit per cost, break-even."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from itpm.cost.finance.inputs import CONTEXT, Number, discount_rate, number, numbers
from itpm.cost.finance.present_value import npv
from itpm.errors import UndefinedIndexError


def payback_period(flows: Iterable[Number]) -> Decimal:
    """Periods until the money put in has come back for good, the last one in proportion.

    Where the sum of flows rises above zero and falls below it again, the last rise counts.

    Args:
        flows: one a period, the first now, money out negative [currency].

    Returns:
        Payback [period].

    Raises:
        UndefinedIndexError: the money never comes back, or none was put in.
        FinanceError: a number is none.

    Source:
        Brealey, Myers, Allen, Principles of Corporate Finance, ch. 5.

    Example:
        >>> payback_period([-1000, 400, 400, 400])
        Decimal('2.5')
    """
    amounts = numbers(flows)
    sums: list[Decimal] = []
    for flow in amounts:
        sums.append(CONTEXT.add(sums[-1] if sums else Decimal(0), flow))
    behind = [period for period, value in enumerate(sums) if value < 0]
    if not behind:
        raise UndefinedIndexError("no money was put in that could come back")
    last = behind[-1]
    if last == len(sums) - 1:
        raise UndefinedIndexError("the money put in does not come back within these periods")
    return CONTEXT.add(last, CONTEXT.divide(sums[last].copy_negate(), amounts[last + 1]))


def discounted_payback_period(rate: Number, flows: Iterable[Number]) -> Decimal:
    """Periods until the money put in has come back with interest, the last one in proportion.

    Args:
        rate: discount rate per period [1].
        flows: one a period, the first now, money out negative [currency].

    Returns:
        Payback of the flows' present values [period].

    Raises:
        UndefinedIndexError: the money never comes back, or none was put in.
        FinanceError: a number is none, or the rate is -100 % or less.

    Example:
        >>> round(discounted_payback_period("0.1", [-1000, 400, 400, 400, 400]), 2)
        Decimal('3.02')
    """
    step = CONTEXT.add(1, discount_rate(rate))
    factor, discounted = Decimal(1), []
    for flow in numbers(flows):
        discounted.append(CONTEXT.divide(flow, factor))
        factor = CONTEXT.multiply(factor, step)
    return payback_period(discounted)


def return_on_investment(*, benefit: Number, cost: Number) -> Decimal:
    """What was gained per money put in.

    Returns:
        ``(benefit - cost) / cost`` [1].

    Raises:
        UndefinedIndexError: nothing was put in.

    Example:
        >>> return_on_investment(benefit=150, cost=100)
        Decimal('0.5')
    """
    spent = number(cost, place="cost")
    if not spent:
        raise UndefinedIndexError("no return on investment where nothing was put in")
    return CONTEXT.divide(CONTEXT.subtract(number(benefit, place="benefit"), spent), spent)


def benefit_cost_ratio(rate: Number, benefits: Iterable[Number], costs: Iterable[Number]) -> Decimal:
    """Present value of benefits per present value of costs.

    Args:
        rate: discount rate per period [1].
        benefits: one a period, the first now, all positive [currency].
        costs: likewise; costs are positive here [currency].

    Returns:
        The ratio [1]; above one the undertaking pays.

    Raises:
        UndefinedIndexError: costs are worth nothing.
        FinanceError: a number is none, or the rate is -100 % or less.

    Source:
        GAO-20-195G, Cost Estimating and Assessment Guide; Boardman et al., Cost-Benefit Analysis, ch. 2.

    Example:
        >>> round(benefit_cost_ratio("0.1", [0, 600, 600], [1000]), 4)
        Decimal('1.0413')
    """
    worth = npv(rate, costs)
    if not worth:
        raise UndefinedIndexError("no benefit-cost ratio where costs are worth nothing")
    return CONTEXT.divide(npv(rate, benefits), worth)


def total_cost_of_ownership(
    *, purchase: Number, per_year: Iterable[Number], rate: Number = 0, residual: Number = 0
) -> Decimal:
    """Present value of all that owning something costs.

    Args:
        purchase: paid now [currency].
        per_year: what running it costs, at the end of year 1, 2, ... [currency].
        rate: discount rate per year [1]; zero simply adds up.
        residual: what it still brings at the end of the last year [currency].

    Returns:
        The cost [currency], positive.

    Raises:
        FinanceError: a number is none, or the rate is -100 % or less.

    Example:
        >>> total_cost_of_ownership(purchase=1000, per_year=[100, 100, 100], residual=50)
        Decimal('1250')
    """
    running = numbers(per_year, place="per_year")
    flows = [number(purchase, place="purchase"), *running]
    flows[-1] = CONTEXT.subtract(flows[-1], number(residual, place="residual"))
    return npv(rate, flows)


def break_even_quantity(*, fixed: Number, price: Number, variable: Number) -> Decimal:
    """How many units must be sold (or saved) to earn the fixed cost back.

    Args:
        fixed: cost however many there are [currency].
        price: what a unit brings [currency].
        variable: what a unit costs [currency].

    Returns:
        ``fixed / (price - variable)`` [unit].

    Raises:
        UndefinedIndexError: a unit brings no more than it costs.

    Example:
        >>> break_even_quantity(fixed=12_000, price=50, variable=20)
        Decimal('400')
    """
    margin = CONTEXT.subtract(number(price, place="price"), number(variable, place="variable"))
    if margin <= 0:
        raise UndefinedIndexError("no quantity breaks even where a unit brings no more than it costs")
    return CONTEXT.divide(number(fixed, place="fixed"), margin)

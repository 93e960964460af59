"""The formulas of earned value, one function each.

Inputs are plain amounts in one currency (or hours: the formulas do not mind which, as long as it is one). What an index
divides by may be zero; then there is no index, and asking for it raises `UndefinedIndexError`. In a table the same case
is a cell that says why.

Words: PV planned value, EV earned value, AC actual cost, BAC budget at completion, EAC estimate at completion.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from itpm.errors import UndefinedIndexError
from itpm.model import numbers as plain
from itpm.model.numbers import CONTEXT

Number: TypeAlias = plain.Number

_LARGEST_EXPONENT = 400


def cost_variance(*, ev: Number, ac: Number) -> Decimal:
    """What was earned, less what it cost.

    Returns:
        ``ev - ac`` [currency]; negative is over budget.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4; EIA-748-C, guideline 27.

    Example:
        >>> cost_variance(ev=35_000, ac=36_000)
        Decimal('-1000')
    """
    return _difference(ev, ac)


def schedule_variance(*, ev: Number, pv: Number) -> Decimal:
    """What was earned, less what was planned by now.

    Returns:
        ``ev - pv`` [currency]; negative is behind plan. Ends at zero even when late.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4; EIA-748-C, guideline 27.

    Example:
        >>> schedule_variance(ev=35_000, pv=40_000)
        Decimal('-5000')
    """
    return _difference(ev, pv)


def cost_variance_percent(*, ev: Number, ac: Number) -> Decimal:
    """Cost variance per value earned.

    Returns:
        ``(ev - ac) / ev`` [%].

    Raises:
        UndefinedIndexError: nothing was earned yet.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4.

    Example:
        >>> cost_variance_percent(ev=80, ac=100)
        Decimal('-25')
    """
    return _percent(_difference(ev, ac), ev, "nothing earned")


def schedule_variance_percent(*, ev: Number, pv: Number) -> Decimal:
    """Schedule variance per value planned.

    Returns:
        ``(ev - pv) / pv`` [%].

    Raises:
        UndefinedIndexError: nothing was planned yet.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4.

    Example:
        >>> schedule_variance_percent(ev=35_000, pv=40_000)
        Decimal('-12.5')
    """
    return _percent(_difference(ev, pv), pv, "nothing planned")


def cost_performance_index(*, ev: Number, ac: Number) -> Decimal:
    """Value earned per cost incurred.

    Returns:
        ``ev / ac`` [1]; below one is over budget.

    Raises:
        UndefinedIndexError: nothing was spent yet (``ac == 0``).

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4.

    Example:
        >>> cost_performance_index(ev=90, ac=100)
        Decimal('0.9')
    """
    return _ratio(ev, ac, "nothing spent")


def schedule_performance_index(*, ev: Number, pv: Number) -> Decimal:
    """Progress made per progress planned.

    Returns:
        ``ev / pv`` [1]; below one is behind plan. Ends at one even when late, so it says little towards the end.

    Raises:
        UndefinedIndexError: nothing was planned yet (``pv == 0``).

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4.

    Example:
        >>> schedule_performance_index(ev=35_000, pv=40_000)
        Decimal('0.875')
    """
    return _ratio(ev, pv, "nothing planned")


def cost_schedule_index(*, ev: Number, pv: Number, ac: Number) -> Decimal:
    """Cost and schedule performance in one: the critical ratio (CSI, SCI).

    Returns:
        ``cpi * spi`` [1]; as a rule of thumb above 0.9 all is well, below 0.8 it will hardly recover.

    Raises:
        UndefinedIndexError: nothing was spent or planned yet.

    Source:
        Vandevoorde, Vanhoucke: A comparison of different project duration forecasting methods using earned value
        metrics, Int. J. Project Management 24 (2006), p. 290.

    Example:
        >>> cost_schedule_index(ev=90, pv=100, ac=100)
        Decimal('0.81')
    """
    spi = schedule_performance_index(ev=ev, pv=pv)
    return CONTEXT.multiply(cost_performance_index(ev=ev, ac=ac), spi)


def estimate_at_completion(*, ac: Number, bac: Number, ev: Number, performance: Number = 1) -> Decimal:
    """What all of it will cost, if the rest is done at a given performance.

    Args:
        ac: actual cost [currency].
        bac: budget at completion [currency].
        ev: earned value [currency].
        performance: value earned per cost from now on [1]: 1 (the past was atypical), CPI (it was typical), SPI ...

    Returns:
        ``ac + (bac - ev) / performance`` [currency]; with nothing left to earn, `ac`.

    Raises:
        UndefinedIndexError: work is left and the performance is zero.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 4; PMBOK Guide, 6th ed., 7.4.2.2.

    Example:
        >>> estimate_at_completion(ac=63_000, bac=100_000, ev=35_000)
        Decimal('128000')
        >>> estimate_at_completion(ac=50, bac=100, ev=40, performance="0.8")
        Decimal('125')
    """
    left = _difference(bac, ev)
    rest = _ratio(left, performance, "no performance so far") if left else Decimal(0)
    return CONTEXT.add(number(ac), rest)


def estimate_to_complete(*, eac: Number, ac: Number) -> Decimal:
    """What is still to be spent.

    Returns:
        ``eac - ac`` [currency].

    Source:
        PMBOK Guide, 6th ed., 7.4.2.2.

    Example:
        >>> estimate_to_complete(eac=128_000, ac=63_000)
        Decimal('65000')
    """
    return _difference(eac, ac)


def variance_at_completion(*, bac: Number, eac: Number) -> Decimal:
    """How far the forecast is from the budget.

    Returns:
        ``bac - eac`` [currency]; negative is over budget.

    Source:
        PMBOK Guide, 6th ed., 7.4.2.2.

    Example:
        >>> variance_at_completion(bac=100_000, eac=120_000)
        Decimal('-20000')
    """
    return _difference(bac, eac)


def to_complete_performance_index(*, bac: Number, ev: Number, ac: Number, eac: Number | None = None) -> Decimal:
    """Performance that the rest of the work needs to end at a target.

    Args:
        bac: budget at completion [currency].
        ev: earned value [currency].
        ac: actual cost [currency].
        eac: the target where it is not the budget [currency].

    Returns:
        ``(bac - ev) / (target - ac)`` [1]. To the budget it says whether that is attainable; to an estimate, whether
        that is realistic: more than 0.10 above the CPI so far is not.

    Raises:
        UndefinedIndexError: the target is spent: no performance reaches it any more, or nothing is left to earn.

    Source:
        PMBOK Guide, 6th ed., 7.4.2.2.

    Example:
        >>> to_complete_performance_index(bac=100, ev=40, ac=50)
        Decimal('1.2')
    """
    left = _difference(bac, ev)
    funds = _difference(bac if eac is None else eac, ac)
    if funds <= 0:
        raise UndefinedIndexError(
            ("budget spent" if eac is None else "estimate spent") if left else "nothing left to earn"
        )
    return _ratio(left, funds, "")


def percent_complete(*, ev: Number, bac: Number) -> Decimal:
    """Share of the budget that is earned.

    Returns:
        ``ev / bac`` [%].

    Raises:
        UndefinedIndexError: there is no budget.

    Example:
        >>> percent_complete(ev=30, bac=120)
        Decimal('25')
    """
    return _percent(ev, bac, "no budget")


def percent_spent(*, ac: Number, bac: Number) -> Decimal:
    """Share of the budget that is spent.

    Returns:
        ``ac / bac`` [%].

    Raises:
        UndefinedIndexError: there is no budget.

    Example:
        >>> percent_spent(ac=150, bac=120)
        Decimal('125')
    """
    return _percent(ac, bac, "no budget")


def number(value: Number) -> Decimal:
    """The exact decimal of an amount; a float is read as it is written.

    Raises:
        NotationError: not a finite number.
    """
    return plain.number(value, "amount", largest_exponent=_LARGEST_EXPONENT)


def _difference(first: Number, second: Number) -> Decimal:
    return CONTEXT.subtract(number(first), number(second))


def _ratio(part: Number, whole: Number, undefined: str) -> Decimal:
    divisor = number(whole)
    if not divisor:
        raise UndefinedIndexError(undefined)
    return CONTEXT.divide(number(part), divisor)


def _percent(part: Number, whole: Number, undefined: str) -> Decimal:
    return _ratio(CONTEXT.multiply(number(part), Decimal(100)), whole, undefined)

"""The formulas of earned schedule, one function each: how far the plan's own time has been earned.

SPI compares money with money, so it ends at one however late the work is. Earned schedule asks instead *when* the value
earned by now was planned to be earned, and compares time with time; its index keeps its meaning to the last day.

Inputs are plain numbers. Times are in any one unit (working days, weeks, periods of reporting), counted from the planned
start. Words: PD planned duration, AT actual time, ES earned schedule, TSPI to-complete schedule performance index.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from itpm.cost.indices import Number, number
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.model.numbers import CONTEXT, numbers

_NOISE = Decimal("1e-9")
"""Sums of floats end a hair beside the budget: so far above it a value earned still counts as the whole."""


def earned_periods(ev: Number, pv: Iterable[Number]) -> Decimal:
    """Earned schedule: when the value earned by now was planned to be earned.

    Args:
        ev: earned value [currency].
        pv: cumulative planned value at the end of each period, the first period first; before it stands 0 [currency].

    Returns:
        ``C + (ev - pv[C]) / (pv[C + 1] - pv[C])`` [period], where C is the last period whose planned value is below `ev`.
        Where planned value stands still, the *first* time it reaches `ev`; so the planned duration when all is earned.

    Raises:
        NotationError: planned value falls, or a value is no finite number.
        UndefinedIndexError: nothing was ever planned, or more is earned than was ever planned.

    Source:
        Lipke (2003), Schedule is different, The Measurable News; Vandevoorde, Vanhoucke (2006), p. 291.

    Example:
        >>> earned_periods(ev=15, pv=[10, 20, 20])
        Decimal('1.5')
        >>> earned_periods(ev=20, pv=[10, 20, 20])
        Decimal('2')
    """
    planned, earned = _cumulative(pv), number(ev)
    if not planned[-1]:
        raise UndefinedIndexError("nothing planned")
    if earned > planned[-1]:
        if earned - planned[-1] > abs(planned[-1]) * _NOISE:
            raise UndefinedIndexError("more earned than ever planned")
        earned = planned[-1]
    if earned <= 0:
        return Decimal(0)
    place = next(place for place, value in enumerate(planned) if value >= earned)
    before, behind = planned[place - 1], planned[place]
    part = CONTEXT.divide(CONTEXT.subtract(earned, before), CONTEXT.subtract(behind, before))
    return CONTEXT.add(Decimal(place - 1), part)


def _cumulative(pv: Iterable[Number]) -> list[Decimal]:
    planned = [Decimal(0), *numbers(pv, "pv")]
    faults = [
        Fault(f"pv[{place}]", str(now), f"cumulative planned value never falls, got {now} behind {before}")
        for place, (before, now) in enumerate(pairwise(planned))
        if now < before
    ]
    if faults:
        raise NotationError(faults)
    return planned


def planned_duration(pv: Iterable[Number]) -> int:
    """Periods until planned value reaches the whole budget [period]; flat ones behind it do not count.

    Example:
        >>> planned_duration([10, 20, 20])
        2
    """
    planned = _cumulative(pv)
    return planned.index(planned[-1])


def schedule_variance_time(*, es: Number, at: Number) -> Decimal:
    """Schedule variance in time, SV(t).

    Returns:
        ``es - at`` [time]; negative is late. Unlike SV it does not end at zero when late.

    Source:
        Lipke (2003), Schedule is different, The Measurable News.

    Example:
        >>> schedule_variance_time(es="6.49", at=9)
        Decimal('-2.51')
    """
    return CONTEXT.subtract(number(es), number(at))


def schedule_performance_index_time(*, es: Number, at: Number) -> Decimal:
    """Progress in time per time passed, SPI(t).

    Returns:
        ``es / at`` [1]; below one is late, to the end.

    Raises:
        UndefinedIndexError: no time has passed yet.

    Source:
        Lipke (2003), Schedule is different, The Measurable News.

    Example:
        >>> schedule_performance_index_time(es="6.3", at=9)
        Decimal('0.7')
    """
    passed = number(at)
    if passed <= 0:
        raise UndefinedIndexError("no time has passed")
    return CONTEXT.divide(number(es), passed)


def to_complete_schedule_performance_index(
    *, planned: Number, es: Number, at: Number, estimated: Number | None = None
) -> Decimal:
    """Schedule performance that the rest needs to end at a target, TSPI.

    Args:
        planned: planned duration [time].
        es: earned schedule [time].
        at: actual time [time].
        estimated: the target duration where it is not the planned one [time].

    Returns:
        ``(planned - es) / (target - at)`` [1]; above 1.10 the target is as good as lost.

    Raises:
        UndefinedIndexError: the target lies behind us, or nothing is left to earn.

    Source:
        Lipke (2009), Project recovery: it can be done, The Measurable News.

    Example:
        >>> to_complete_schedule_performance_index(planned=9, es=4, at=5)
        Decimal('1.25')
    """
    left = CONTEXT.subtract(number(planned), number(es))
    time = CONTEXT.subtract(number(planned if estimated is None else estimated), number(at))
    if time <= 0:
        past = "planned duration is over" if estimated is None else "estimated duration is over"
        raise UndefinedIndexError(past if left else "nothing left to earn")
    return CONTEXT.divide(left, time)


def independent_estimate_time(*, planned: Number, es: Number, at: Number, performance: Number | None = None) -> Decimal:
    """Estimate of the whole duration, IEAC(t).

    Args:
        planned: planned duration [time].
        es: earned schedule [time].
        at: actual time [time].
        performance: planned time earned per time from now on [1]; None: as so far, SPI(t).

    Returns:
        ``at + (planned - es) / performance`` [time]; at SPI(t) that is ``planned / SPI(t)``.

    Raises:
        UndefinedIndexError: work is left, and no time has passed or nothing was earned.

    Source:
        Henderson (2004), Further developments in earned schedule, The Measurable News.

    Example:
        >>> independent_estimate_time(planned=9, es=4, at=5)
        Decimal('11.25')
    """
    left = CONTEXT.subtract(number(planned), number(es))
    if not left:
        return number(at)
    factor = schedule_performance_index_time(es=es, at=at) if performance is None else number(performance)
    if not factor:
        raise UndefinedIndexError("no performance so far")
    return CONTEXT.add(number(at), CONTEXT.divide(left, factor))


def schedule_adherence(*, planned: Iterable[Number], earned: Iterable[Number]) -> Decimal:
    """How much of the work done is what the plan has first, the p-factor.

    Args:
        planned: planned value of each work package *at the time earned* (at ES) [currency].
        earned: earned value of each of them now [currency].

    Returns:
        ``sum(min(planned, earned)) / sum(planned)`` [1]; 1 follows the plan's order, less does later work first. It is
        1 when all is earned.

    Raises:
        UndefinedIndexError: nothing was earned, so no time.
        NotationError: the two do not have a value for the same packages.

    Source:
        Lipke (2004), Connecting earned value to the schedule, The Measurable News.

    Example:
        >>> schedule_adherence(planned=[10, 10, 0], earned=[10, 4, 6])
        Decimal('0.7')
    """
    due, done = numbers(planned, "planned"), numbers(earned, "earned")
    if len(due) != len(done):
        raise NotationError([Fault("earned", len(done), f"expected {len(due)} values, as planned, got {len(done)}")])
    whole = part = Decimal(0)
    for first, second in zip(due, done, strict=True):
        whole = CONTEXT.add(whole, first)
        part = CONTEXT.add(part, min(first, second))
    if not whole:
        raise UndefinedIndexError("nothing earned")
    return CONTEXT.divide(part, whole)


def effective_earned_value(*, ev: Number, p_factor: Number, rework: Number = "0.5") -> Decimal:
    """Earned value less what will have to be done again because it was done out of order.

    Args:
        ev: earned value [currency].
        p_factor: schedule adherence [1].
        rework: share of the work done out of order that has to be done again [1].

    Returns:
        ``ev * (1 + p_factor * rework) / (1 + rework)`` [currency].

    Source:
        Lipke (2004), Connecting earned value to the schedule, The Measurable News.

    Example:
        >>> print(f"{effective_earned_value(ev=300, p_factor='0.7'):.2f}")
        270.00
    """
    again = number(rework)
    if again < 0:
        raise NotationError([Fault("rework", rework, f"a share of rework is zero or more, got {rework}")])
    kept = CONTEXT.add(Decimal(1), CONTEXT.multiply(number(p_factor), again))
    return CONTEXT.divide(CONTEXT.multiply(number(ev), kept), CONTEXT.add(Decimal(1), again))

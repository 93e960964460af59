"""Learning curves: doing the same thing again takes less time.

With each doubling of the number of units the time falls to the same share, the *rate*: 0.85 means 85 % of it. *Crawford* says
this of the time of the unit itself, *Wright* of the mean time of all units so far; from the same first unit Wright's curve is the
lower one. ``b = log2(rate)``, a number below zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from itpm.cost.estimation.inputs import EstimationError, real, reals, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault, UndefinedIndexError
from itpm.model.given import pairs, whole

_SUMMED = 2000
_MOST_UNITS = 10**15


def learning_slope(rate: Number) -> float:
    """The exponent of a learning curve, ``log2(rate)`` [1].

    Raises:
        EstimationError: a rate not above zero.

    Example:
        >>> learning_slope(0.5)
        -1.0
    """
    return math.log2(real(rate, "rate", above=0))


def learning_rate(slope: Number) -> float:
    """The rate of a learning curve from its exponent, ``2 ** slope`` [1].

    Example:
        >>> learning_rate(-1)
        0.5
    """
    return math.pow(2.0, real(slope, "slope"))


def crawford_unit(time: Number, *, rate: Number, unit: int, known_unit: int = 1) -> float:
    """Time of a unit by Crawford.

    Args:
        time: of the known unit.
        rate: learning rate [1].
        unit: which unit is asked for, counted from 1.
        known_unit: whose time is known.

    Raises:
        EstimationError: a unit below 1, a time or rate not above zero.

    Source:
        Crawford (1944); U.S. Air Force Cost Analysis Handbook, ch. 8 (unit theory): ``t * (n / m) ** b``.

    Example:
        >>> crawford_unit(64, rate=0.75, unit=8, known_unit=2)
        36.0
    """
    _units(unit, known_unit)
    return real(time, "time", above=0) * math.pow(unit / known_unit, learning_slope(rate))


def crawford_total(first: Number, *, rate: Number, last_unit: int, first_unit: int = 1) -> float:
    """Time of all units of a block by Crawford: the exact sum.

    Args:
        first: time of unit 1.
        rate: learning rate [1].
        last_unit: the block's last unit.
        first_unit: its first.

    Raises:
        EstimationError: a unit below 1, units in the wrong order, a time or rate not above zero.

    Example:
        >>> round(crawford_total(60, rate=0.5, last_unit=4), 6)
        125.0
    """
    _block(first_unit, last_unit)
    return real(first, "first", above=0) * _power_sum(learning_slope(rate), first_unit, last_unit)


def crawford_total_approximate(first: Number, *, rate: Number, last_unit: int, first_unit: int = 1) -> float:
    """Time of all units of a block by Crawford: the usual approximation by an integral with midpoint correction.

    Args:
        first: time of unit 1.
        rate: learning rate [1].
        last_unit: the block's last unit.
        first_unit: its first.

    Raises:
        EstimationError: a unit below 1, units in the wrong order, a time or rate not above zero.

    Source:
        ``t * ((n + 1/2) ** (1 + b) - (m - 1/2) ** (1 + b)) / (1 + b)``.

    Example:
        >>> round(crawford_total_approximate(60, rate=0.8, last_unit=40), 1), round(crawford_total(60, rate=0.8, last_unit=40), 1)
        (1033.2, 1031.6)
    """
    _block(first_unit, last_unit)
    return real(first, "first", above=0) * _integral(learning_slope(rate), first_unit, last_unit)


def crawford_midpoint(*, rate: Number, first_unit: int, last_unit: int) -> float:
    """The unit of a block whose time is the block's mean time, by Crawford and the same approximation.

    Raises:
        EstimationError: a unit below 1, units in the wrong order, a rate not above zero.
        UndefinedIndexError: a rate of 100 %, where all units take alike.

    Example:
        >>> round(crawford_midpoint(rate=0.8, first_unit=11, last_unit=20), 2)
        15.14
    """
    _block(first_unit, last_unit)
    b = learning_slope(rate)
    if not b:
        raise UndefinedIndexError("no midpoint where all units take the same time")
    return float((_integral(b, first_unit, last_unit) / (last_unit - first_unit + 1)) ** (1 / b))


def wright_average(first: Number, *, rate: Number, units: int) -> float:
    """Mean time of the first units by Wright.

    Args:
        first: time of unit 1.
        rate: learning rate [1].
        units: how many [1].

    Raises:
        EstimationError: fewer than one unit, a time or rate not above zero.

    Source:
        Wright (1936), Factors affecting the cost of airplanes, Journal of the Aeronautical Sciences 3(4).

    Example:
        >>> wright_average(100, rate=0.8, units=4)
        64.0
    """
    _units(units)
    return float(real(first, "first", above=0) * units ** learning_slope(rate))


def wright_unit(time: Number, *, rate: Number, unit: int, known_unit: int = 1) -> float:
    """Time of a unit by Wright.

    Args:
        time: of the known unit.
        rate: learning rate [1].
        unit: which unit is asked for, counted from 1.
        known_unit: whose time is known.

    Raises:
        EstimationError: a unit below 1, a time or rate not above zero.

    Example:
        >>> round(wright_unit(100, rate=0.8, unit=2), 6)
        60.0
    """
    _units(unit, known_unit)
    b = learning_slope(rate)
    return real(time, "time", above=0) * _step(b, unit, unit) / _step(b, known_unit, known_unit)


def wright_total(first: Number, *, rate: Number, last_unit: int, first_unit: int = 1) -> float:
    """Time of all units of a block by Wright.

    Args:
        first: time of unit 1.
        rate: learning rate [1].
        last_unit: the block's last unit.
        first_unit: its first.

    Raises:
        EstimationError: a unit below 1, units in the wrong order, a time or rate not above zero.

    Source:
        ``t * (n ** (1 + b) - (m - 1) ** (1 + b))``.

    Example:
        >>> round(wright_total(100, rate=0.8, last_unit=4), 6)
        256.0
    """
    _block(first_unit, last_unit)
    return real(first, "first", above=0) * _step(learning_slope(rate), first_unit, last_unit)


def aggregate_total(parts: Iterable[tuple[Number, Number]], *, units: int) -> float:
    """Time of all units where several teams, each with its own first time and rate, work on every unit, by Wright.

    Args:
        parts: (time of unit 1, learning rate) of each.
        units: how many [1].

    Raises:
        EstimationError: fewer than one unit, a time or rate not above zero.

    Example:
        >>> round(aggregate_total([(100, 0.8), (50, 0.9)], units=4), 6)
        418.0
    """
    known = pairs(parts, "parts", EstimationError)
    firsts = reals((first for first, _ in known), "parts", above=0)
    rates = reals((rate for _, rate in known), "parts", above=0)
    return math.fsum(wright_total(first, rate=rate, last_unit=units) for first, rate in zip(firsts, rates, strict=True))


def slope_from_total(total: Number, *, first: Number, units: int) -> float:
    """The exponent that the time of all units tells, by Wright [1]; `learning_rate` makes a rate of it.

    Args:
        total: time of all units.
        first: time of unit 1.
        units: how many [1].

    Raises:
        EstimationError: fewer than two units, a time not above zero.

    Example:
        >>> round(learning_rate(slope_from_total(256, first=100, units=4)), 6)
        0.8
    """
    whole(units, "units", least=2, most=_MOST_UNITS, error=EstimationError)
    ratio = real(total, "total", above=0) / real(first, "first", above=0)
    return math.log(ratio) / math.log(units) - 1


def rate_error(units: int, *, rate: Number, true_rate: Number) -> float:
    """By how much the estimate is wrong over so many units if the rate is another than believed [1].

    Args:
        units: how many [1].
        rate: as believed [1].
        true_rate: as it turns out [1].

    Raises:
        EstimationError: fewer than one unit, a rate not above zero.

    Example:
        >>> round(rate_error(4, rate=0.8, true_rate=0.9), 4)
        0.2656
    """
    _units(units)
    return float(units ** (learning_slope(true_rate) - learning_slope(rate)) - 1)


def _units(*units: int) -> None:
    for unit in units:
        whole(unit, "unit", least=1, most=_MOST_UNITS, error=EstimationError)


def _block(first_unit: int, last_unit: int) -> None:
    _units(first_unit, last_unit)
    if first_unit > last_unit:
        refuse([Fault("last_unit", last_unit, f"expected a unit of at least {first_unit}, got {last_unit}")])


def _step(b: float, first: int, last: int) -> float:
    """``last ** (1 + b) - (first - 1) ** (1 + b)``; nothing to subtract before the first unit."""
    return float(last ** (1 + b)) - (float((first - 1) ** (1 + b)) if first > 1 else 0.0)


def _integral(b: float, first: int, last: int) -> float:
    high, low = last + 0.5, first - 0.5
    if abs(1 + b) < 1e-12:
        return math.log(high / low)
    return float(high ** (1 + b) - low ** (1 + b)) / (1 + b)


def _power_sum(b: float, first: int, last: int) -> float:
    """``sum(k ** b)``: the beginning one by one, the long tail by Euler and Maclaurin, to floating point's last digits."""
    direct = min(last, first + _SUMMED)
    total = math.fsum(k**b for k in range(first, direct + 1))
    if direct == last:
        return total
    low, high = float(direct + 1), float(last)
    area = math.log(high / low) if abs(1 + b) < 1e-12 else (high ** (1 + b) - low ** (1 + b)) / (1 + b)
    ends = (low**b + high**b) / 2 + b * (high ** (b - 1) - low ** (b - 1)) / 12
    third = b * (b - 1) * (b - 2) * (high ** (b - 3) - low ** (b - 3)) / 720
    return float(total + area + ends - third)

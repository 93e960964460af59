"""How far an index can still be trusted to move: confidence limits after Lipke, control limits after Shewhart.

The indices of single periods scatter like a log-normal variable, so both work on their natural logarithms. A project is
finite: the nearer its end, the less the rest can change the index of the whole, which the adjustment factor accounts for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import NormalDist

from attrs import frozen

from itpm.cost.indices import Number, number
from itpm.errors import Fault, NotationError, UndefinedIndexError
from itpm.model.given import shortened
from itpm.model.numbers import CONTEXT, numbers, ratio_or_none

_FEW = 30
_SHEWHART = Decimal("2.66")
"""3 / 1.128: three standard deviations, estimated from the mean moving range of two."""
_RUN = 8
_SUREST = 1 - Decimal("1e-12")
"""Nearer to certainty quantiles are no longer known in floating point."""
_WIDEST = Decimal(100)
"""Limits a factor of e to the hundredth away say nothing."""


@frozen
class IndexLimits:
    """An index with the limits between which its final value lies at a confidence.

    Attributes:
        low: lower limit [1].
        index: the index so far [1].
        high: upper limit [1].
        confidence: probability that the final value lies between them [1].
    """

    low: Decimal
    index: Decimal
    high: Decimal
    confidence: Decimal


def index_limits(
    index: Number, periodic: Sequence[Number], *, whole: Number, done: Number, confidence: Number = "0.90"
) -> IndexLimits:
    """Confidence limits of CPI or SPI(t).

    Args:
        index: the cumulative index, above zero [1].
        periodic: the index of each period so far, above zero, at least two [1].
        whole: BAC, or the planned duration.
        done: EV, or the earned schedule.
        confidence: probability between the limits, above 0 and below 1 [1].

    Returns:
        ``exp(ln(index) -/+ z * s / sqrt(n) * a)`` with ``s`` the deviation of the periods' logarithms from that of the
        index, ``a = sqrt((whole - done) / (whole - done / n))``, and ``z`` from Student's t with n - 1 degrees of freedom
        below thirty periods, else from the normal distribution. ``a`` is the correction for a finite population,
        ``sqrt((N - n) / (N - 1))``, of ``N = n * whole / done`` periods in all.

    Raises:
        UndefinedIndexError: fewer than two periods, one with an index of zero, or so few that a confidence this near to
            certainty has no limits.
        NotationError: the confidence is no share, given as 0.9 or ``"90%"``.

    Source:
        Lipke, Zwikael, Henderson, Anbari: Prediction of project outcome, Int. J. Project Management 27 (2009) 400-407.

    Example:
        >>> limits = index_limits("0.9", ["0.8", "0.9", "1.0"], whole=100, done=30)
        >>> f"{limits.low:.3f} {limits.index} {limits.high:.3f}"
        '0.762 0.9 1.063'
    """
    level, centre = _level(confidence), number(index)
    values = numbers(periodic, "periodic")
    if len(values) < 2:
        raise UndefinedIndexError("fewer than two periods")
    if centre <= 0 or any(value <= 0 for value in values):
        raise UndefinedIndexError("a period without performance has no logarithm")
    count = Decimal(len(values))
    middle = centre.ln(CONTEXT)
    squares = [_square(CONTEXT.subtract(value.ln(CONTEXT), middle)) for value in values]
    deviation = CONTEXT.divide(_sum(squares), count - 1).sqrt(CONTEXT)
    half = CONTEXT.multiply(CONTEXT.divide(deviation, count.sqrt(CONTEXT)), _two_sided(level, len(values)))
    half = CONTEXT.multiply(half, _adjustment(number(whole), number(done), count))
    if half > _WIDEST:
        raise UndefinedIndexError("too few periods for so high a confidence")
    low, high = (CONTEXT.add(middle, sign * half).exp(CONTEXT) for sign in (Decimal(-1), Decimal(1)))
    return IndexLimits(low, centre, high, level)


def _level(confidence: Number) -> Decimal:
    level = ratio_or_none(confidence)
    if level is None or not 0 < level <= _SUREST:
        message = f"a confidence is a share above 0 and below 1 like 0.90 or '90%', got {shortened(confidence)}"
        raise NotationError([Fault("confidence", confidence, message)])
    return level


def _adjustment(whole: Decimal, done: Decimal, count: Decimal) -> Decimal:
    left, of = CONTEXT.subtract(whole, done), CONTEXT.subtract(whole, CONTEXT.divide(done, count))
    return CONTEXT.divide(left, of).sqrt(CONTEXT) if left > 0 and of > 0 else Decimal(0)


def _two_sided(level: Decimal, count: int) -> Decimal:
    share = 0.5 + float(level) / 2
    found = NormalDist().inv_cdf(share) if count >= _FEW else student_quantile(share, count - 1)
    return Decimal(repr(round(found, 10)))


def student_quantile(share: float, freedom: int) -> float:
    """The value below which Student's t lies with a probability of at least a half.

    Args:
        share: the probability, from 0.5 to below 1 [1].
        freedom: degrees of freedom, at least 1 [1].

    Source:
        Abramowitz, Stegun: Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4, solved by bisection.

    Example:
        >>> f"{student_quantile(0.95, 10):.4f}"
        '1.8125'
    """
    low, high = 0.0, 1.0
    while _below(high, freedom) < share and high < 1e12:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, freedom) < share else (low, middle)
    return high


def _below(value: float, freedom: int) -> float:
    angle = math.atan(value / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2
    term, series = (math.cos(angle), math.cos(angle)) if odd else (1.0, 1.0)
    for step in range(2 + odd, freedom - 1, 2):
        term *= square * (step - 1) / step
        series += term
    if not odd:
        return 0.5 + math.sin(angle) * series / 2
    return 0.5 + (angle + (math.sin(angle) * series if freedom > 1 else 0.0)) / math.pi


@frozen
class ControlLimits:
    """The band in which an index scatters by chance, and the periods that lie outside it or drift.

    Attributes:
        low: lower limit [1].
        centre: what it scatters about [1].
        high: upper limit [1].
        outside: positions of periods beyond a limit: something special happened.
        runs: positions of periods that end eight in a row on one side of the centre: the process has changed.
    """

    low: Decimal
    centre: Decimal
    high: Decimal
    outside: tuple[int, ...]
    runs: tuple[int, ...]

    @property
    def in_control(self) -> bool:
        """Whether it scatters by chance alone, so that the past may be carried forward."""
        return not self.outside and not self.runs


def control_limits(periodic: Sequence[Number]) -> ControlLimits:
    """Control limits of the index of single periods: an individuals chart of its logarithms.

    Args:
        periodic: the index of each period, above zero, at least two [1].

    Raises:
        UndefinedIndexError: fewer than two periods, or one with an index of zero.

    Source:
        Lipke, Vaughn: Statistical process control meets earned value, CrossTalk (June 2000); limits: ISO 7870-2:2013.

    Example:
        >>> found = control_limits([1, "0.95", "1.05", 1, "0.98", "0.4"])
        >>> found.outside, f"{found.centre:.2f}"
        ((5,), '0.86')
    """
    values = numbers(periodic, "periodic")
    if len(values) < 2:
        raise UndefinedIndexError("fewer than two periods")
    if any(value <= 0 for value in values):
        raise UndefinedIndexError("a period without performance has no logarithm")
    logs = [value.ln(CONTEXT) for value in values]
    centre = CONTEXT.divide(_sum(logs), Decimal(len(logs)))
    ranges = [abs(CONTEXT.subtract(now, before)) for before, now in pairwise(logs)]
    half = CONTEXT.multiply(_SHEWHART, CONTEXT.divide(_sum(ranges), Decimal(len(ranges))))
    low, high = CONTEXT.subtract(centre, half), CONTEXT.add(centre, half)
    return ControlLimits(
        low.exp(CONTEXT),
        centre.exp(CONTEXT),
        high.exp(CONTEXT),
        tuple(place for place, value in enumerate(logs) if not low <= value <= high),
        tuple(_run_ends(logs, centre)),
    )


def _run_ends(logs: Sequence[Decimal], centre: Decimal) -> list[int]:
    found, length, side = [], 0, 0
    for place, value in enumerate(logs):
        now = (value > centre) - (value < centre)
        length = length + 1 if now == side and now else int(bool(now))
        side = now
        if length >= _RUN:
            found.append(place)
    return found


def _square(value: Decimal) -> Decimal:
    return CONTEXT.multiply(value, value)


def _sum(values: Sequence[Decimal]) -> Decimal:
    found = Decimal(0)
    for value in values:
        found = CONTEXT.add(found, value)
    return found

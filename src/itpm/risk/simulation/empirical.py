"""Distributions from what people know: single values, percentiles, a quantile function."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias, cast

from attrs import field, frozen

from itpm.errors import Fault
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.distributions import Distribution, real

Pairs: TypeAlias = Mapping[float, float] | Mapping[int, float] | Iterable[tuple[float, float]]


def _pairs(values: Pairs) -> tuple[tuple[float, float], ...]:
    pairs = cast("Mapping[float, float]", values).items() if isinstance(values, Mapping) else values
    return tuple(sorted((real(one), real(other)) for one, other in pairs))


@frozen
class Discrete(Distribution):
    """One of several values, each with its probability.

    Attributes:
        chances: (value, probability) pairs, ascending; a mapping is accepted.

    Example:
        >>> Discrete({2: 0.5, 4: 0.5}).mean, Discrete({2: 0.5, 4: 0.5}).quantile(0.8)
        (3.0, 4.0)
    """

    chances: tuple[tuple[float, float], ...] = field(converter=_pairs)

    def __attrs_post_init__(self) -> None:
        total = math.fsum(chance for _, chance in self.chances)
        if not self.chances or any(not chance >= 0 for _, chance in self.chances) or abs(total - 1) > 1e-9:
            message = f"expected probabilities of 0 or more that sum to 1, got a sum of {total:g}"
            raise RiskError([Fault("discrete", self.chances, message)])

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        passed = 0.0
        for value, chance in self.chances:
            passed += chance
            if share <= passed + 1e-15:
                return value
        return self.chances[-1][0]

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.fsum(value * chance for value, chance in self.chances)

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        mean = self.mean
        return math.fsum((value - mean) ** 2 * chance for value, chance in self.chances)


@frozen
class Percentiles(Distribution):
    """The distribution that runs straight through given percentiles, and on at the same slope to both ends.

    It holds to each percentile exactly. Name 0 and 100 to say where it ends.

    Attributes:
        points: (percent, value) pairs, ascending [%]; a mapping is accepted.

    Example:
        >>> estimate = Percentiles({10: 8, 50: 10, 90: 15})
        >>> estimate.quantile(0.1), estimate.quantile(0.7), estimate.quantile(0.9)
        (8.0, 12.5, 15.0)
    """

    points: tuple[tuple[float, float], ...] = field(converter=_pairs)

    def __attrs_post_init__(self) -> None:
        shares, values = [p for p, _ in self.points], [v for _, v in self.points]
        ascending = values == sorted(values) and len(set(shares)) == len(shares)
        if len(self.points) < 2 or not ascending or not all(0 <= share <= 100 for share in shares):
            message = f"expected two or more percents from 0 to 100 with ascending values, got {self.points}"
            raise RiskError([Fault("percentiles", self.points, message)])

    @property
    def knots(self) -> tuple[tuple[float, float], ...]:
        """The percentiles with both ends, as (percent, value) pairs."""
        points = self.points
        (first, low), (second, next_low) = points[0], points[1]
        (last, high), (before, next_high) = points[-1], points[-2]
        slope, slope_up = (next_low - low) / (second - first), (high - next_high) / (last - before)
        head = () if first == 0 else ((0.0, low - first * slope),)
        tail = () if last == 100 else ((100.0, high + (100 - last) * slope_up),)
        return (*head, *points, *tail)

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        knots, percent = self.knots, 100 * share
        for (low, value), (high, above) in pairwise(knots):
            if percent <= high:
                return value + (above - value) * (percent - low) / (high - low)
        return knots[-1][1]

    @property
    def mean(self) -> float:
        """Expected value."""
        pairs = list(pairwise(self.knots))
        return math.fsum((high - low) / 100 * (above + value) / 2 for (low, value), (high, above) in pairs)

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        pairs, mean = list(pairwise(self.knots)), self.mean
        squares = ((v - mean) ** 2 + (v - mean) * (w - mean) + (w - mean) ** 2 for (_, v), (_, w) in pairs)
        return math.fsum((h - g) / 300 * square for ((g, _), (h, _)), square in zip(pairs, squares, strict=True))


@frozen
class Quantiles(Distribution):
    """A distribution of your own, by its quantile function; a module-level function travels to other processes.

    Example:
        >>> Quantiles(lambda share: 10 + 5 * share).quantile(0.5)
        12.5
    """

    function: Callable[[float], float]

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        return float(self.function(share))

"""Distributions: what a duration, a cost or a factor may turn out to be, as frozen values.

Each knows its mean, its variance and its quantiles in plain Python. A simulation needs the quantiles alone: a draw is the
quantile of a uniform number, so any quantile function of your own makes a distribution.

Numbers carry no unit: the place where a distribution is used says which it is (durations in working days, costs in the plan's
currency, factors without unit).
"""

from __future__ import annotations

import math
from statistics import NormalDist

from attrs import field, frozen

from itpm.errors import Fault
from itpm.risk.inputs import RiskError
from itpm.risk.simulation.special import beta_quantile

_POINTS = 4_000
_NORMAL = NormalDist()


def real(value: float | str) -> float:
    """Converter to a number; NaN where it is none, for the checks to find."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    return number


@frozen
class Distribution:
    """Base of all distributions: a value that is not known yet.

    One of your own defines `quantile`; mean and variance follow by quadrature where it does not define them, too.
    """

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        raise TypeError(f"{type(self).__name__} defines no quantile function")

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.fsum(self.quantile((k + 0.5) / _POINTS) for k in range(_POINTS)) / _POINTS

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        mean = self.mean
        return math.fsum((self.quantile((k + 0.5) / _POINTS) - mean) ** 2 for k in range(_POINTS)) / _POINTS

    @property
    def standard_deviation(self) -> float:
        """Square root of the variance."""
        return math.sqrt(self.variance)


def _ordered(what: str, low: float, mode: float, high: float) -> None:
    if not low <= mode <= high or math.isinf(low) or math.isinf(high):
        values = f"{low:g}, {mode:g}, {high:g}"
        message = f"expected optimistic <= most likely <= pessimistic, got {values}"
        raise RiskError([Fault(what, values, message)])


def _positive(what: str, value: float, *, zero: bool = True) -> None:
    if not (value >= 0 and (zero or value > 0)) or math.isinf(value):
        raise RiskError([Fault(what, value, f"expected a number {'of 0 or' if zero else 'of'} more, got {value:g}")])


@frozen
class Fixed(Distribution):
    """A value that is known: the distribution with one point.

    Example:
        >>> Fixed(5).quantile(0.8), Fixed(5).variance
        (5.0, 0.0)
    """

    value: float = field(converter=real)

    def __attrs_post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise RiskError([Fault("fixed", self.value, f"expected a number, got {self.value:g}")])

    def quantile(self, share: float) -> float:
        """The value."""
        return self.value

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def variance(self) -> float:
        """0."""
        return 0.0


@frozen
class Pert(Distribution):
    """The beta-PERT distribution: optimistic, most likely, pessimistic, and how much the most likely weighs.

    Attributes:
        optimistic: the least it can be.
        most_likely: its mode.
        pessimistic: the most it can be.
        weight: of the most likely value, λ; 4 is the classic, more makes the middle more certain [1].

    Source:
        Vose, Risk Analysis, 3rd ed., B.3.7: ``alpha = 1 + λ(m - a)/(b - a)``, mean ``(a + λm + b)/(λ + 2)``, variance
        ``(mean - a)(b - mean)/(λ + 3)``, which is exact where the rule of thumb ``((b - a)/6)²`` is not.

    Example:
        >>> Pert(20, 30, 50).mean, round(Pert(20, 30, 50).quantile(0.8), 3)
        (31.666666666666668, 36.625)
    """

    optimistic: float = field(converter=real)
    most_likely: float = field(converter=real)
    pessimistic: float = field(converter=real, kw_only=False)
    weight: float = field(default=4.0, kw_only=True, converter=real)

    def __attrs_post_init__(self) -> None:
        _ordered("pert", self.optimistic, self.most_likely, self.pessimistic)
        _positive("pert.weight", self.weight)

    @property
    def shape(self) -> tuple[float, float]:
        """Alpha and beta of the beta distribution [1]."""
        span = self.pessimistic - self.optimistic
        part = (self.most_likely - self.optimistic) / span if span else 0.5
        return 1 + self.weight * part, 1 + self.weight * (1 - part)

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        span = self.pessimistic - self.optimistic
        return self.optimistic + span * beta_quantile(share, *self.shape)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.optimistic + self.weight * self.most_likely + self.pessimistic) / (self.weight + 2)

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        mean = self.mean
        return (mean - self.optimistic) * (self.pessimistic - mean) / (self.weight + 3)


@frozen
class Triangular(Distribution):
    """The triangular distribution: optimistic, most likely, pessimistic.

    Example:
        >>> Triangular(80, 100, 120).mean, round(Triangular(80, 100, 120).quantile(0.8), 3)
        (100.0, 107.351)
    """

    optimistic: float = field(converter=real)
    most_likely: float = field(converter=real)
    pessimistic: float = field(converter=real)

    def __attrs_post_init__(self) -> None:
        _ordered("triangular", self.optimistic, self.most_likely, self.pessimistic)

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        low, mode, high = self.optimistic, self.most_likely, self.pessimistic
        if low == high:
            return low
        if share * (high - low) <= mode - low:
            return low + math.sqrt(share * (high - low) * (mode - low))
        return high - math.sqrt((1 - share) * (high - low) * (high - mode))

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.optimistic + self.most_likely + self.pessimistic) / 3

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        return max(0.0, ((b - a) ** 2 + (m - a) * (m - b)) / 18)


@frozen
class Uniform(Distribution):
    """Any value between two, each as likely.

    Example:
        >>> Uniform(8, 12).quantile(0.25), round(Uniform(8, 12).variance, 3)
        (9.0, 1.333)
    """

    least: float = field(converter=real)
    most: float = field(converter=real)

    def __attrs_post_init__(self) -> None:
        _ordered("uniform", self.least, self.least, self.most)

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        return self.least + share * (self.most - self.least)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.least + self.most) / 2

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        return (self.most - self.least) ** 2 / 12


@frozen
class Normal(Distribution):
    """The normal distribution; a duration drawn below zero counts as zero.

    Example:
        >>> round(Normal(10, 2).quantile(0.975), 2)
        13.92
    """

    mean: float = field(converter=real)
    standard_deviation: float = field(converter=real)

    def __attrs_post_init__(self) -> None:
        _positive("normal.standard_deviation", self.standard_deviation)
        if not math.isfinite(self.mean):
            raise RiskError([Fault("normal.mean", self.mean, f"expected a number, got {self.mean:g}")])

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        return self.mean + self.standard_deviation * normal_quantile(share)

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        return self.standard_deviation**2


@frozen
class LogNormal(Distribution):
    """The lognormal distribution, by its median and the standard deviation of its logarithm; `of_mean` takes the usual two.

    Example:
        >>> estimate = LogNormal.of_mean(10, 3)
        >>> round(estimate.mean, 9), round(estimate.standard_deviation, 9)
        (10.0, 3.0)
    """

    median: float = field(converter=real)
    log_deviation: float = field(converter=real)

    def __attrs_post_init__(self) -> None:
        _positive("lognormal.median", self.median, zero=False)
        _positive("lognormal.log_deviation", self.log_deviation)

    @classmethod
    def of_mean(cls, mean: float, standard_deviation: float) -> LogNormal:
        """The one with that mean and standard deviation.

        Raises:
            RiskError: the mean is not above zero.
        """
        _positive("lognormal.mean", mean, zero=False)
        spread = math.log1p((standard_deviation / mean) ** 2)
        return cls(mean / math.exp(spread / 2), math.sqrt(spread))

    def quantile(self, share: float) -> float:
        """The value that is not exceeded with probability `share` [1]."""
        return self.median * math.exp(self.log_deviation * normal_quantile(share))

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.median * math.exp(self.log_deviation**2 / 2)

    @property
    def variance(self) -> float:
        """Expected square of the distance from the mean."""
        return self.mean**2 * math.expm1(self.log_deviation**2)


def normal_quantile(share: float) -> float:
    """Quantile of the standard normal distribution [1]; the ends are cut at one in 10¹⁵.

    Example:
        >>> round(normal_quantile(0.975), 6)
        1.959964
    """
    return _NORMAL.inv_cdf(min(max(share, 1e-15), 1 - 1e-15))

"""Three-point estimates: if all goes well, as a rule, if much goes wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, TypeAlias

from attrs import field, frozen

from itpm.cost.estimation.inputs import EstimationError, real, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault
from itpm.model.given import several

Shape: TypeAlias = Literal["pert", "beta", "triangular"]
_PERT_WEIGHT = 4


def _real(value: Number) -> float:
    return real(value, "estimate")


@frozen
class ThreePoint:
    """An estimate of effort, cost or time by three values.

    Shapes: ``"pert"`` is the classic rule of thumb, mean ``(a + 4m + b) / 6`` and standard deviation ``(b - a) / 6``;
    ``"beta"`` has the same mean and the exact variance of that beta distribution; ``"triangular"`` is what it says.

    Attributes:
        optimistic: if all goes well.
        most_likely: as a rule.
        pessimistic: if much goes wrong.
        shape: how mean and variance are taken from them.

    Source:
        Malcolm et al. (1959), Application of a technique for research and development program evaluation, Operations
        Research 7(5).

    Example:
        >>> estimate = ThreePoint(4, 6, 14)
        >>> estimate.mean, round(estimate.standard_deviation, 3)
        (7.0, 1.667)
    """

    optimistic: float = field(converter=_real)
    most_likely: float = field(converter=_real)
    pessimistic: float = field(converter=_real)
    shape: Shape = field(default="pert", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.optimistic <= self.most_likely <= self.pessimistic:
            values = f"{self.optimistic:g}, {self.most_likely:g}, {self.pessimistic:g}"
            refuse([Fault("estimate", values, f"expected optimistic, most likely, pessimistic in order, got {values}")])
        if self.shape not in ("pert", "beta", "triangular"):
            refuse([Fault("shape", self.shape, f"expected 'pert', 'beta' or 'triangular', got {self.shape!r}")])

    @property
    def mean(self) -> float:
        """Expected value, in the estimate's own unit."""
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        return (a + m + b) / 3 if self.shape == "triangular" else (a + _PERT_WEIGHT * m + b) / (_PERT_WEIGHT + 2)

    @property
    def variance(self) -> float:
        """Variance, in the square of the estimate's unit."""
        a, m, b = self.optimistic, self.most_likely, self.pessimistic
        if self.shape == "triangular":
            return max(0.0, (a * a + m * m + b * b - a * m - a * b - m * b) / 18)
        if self.shape == "beta":
            return (self.mean - a) * (b - self.mean) / (_PERT_WEIGHT + 3)
        return ((b - a) / 6) ** 2

    @property
    def standard_deviation(self) -> float:
        """Square root of the variance."""
        return math.sqrt(self.variance)


@frozen(kw_only=True)
class EstimateTotal:
    """The sum of several estimates.

    Attributes:
        mean: sum of the means.
        variance: of the sum, correlation included.
    """

    mean: float
    variance: float

    @property
    def standard_deviation(self) -> float:
        """Square root of the variance."""
        return math.sqrt(self.variance)

    def within(self, deviations: float) -> tuple[float, float]:
        """Mean less and plus so many standard deviations: one holds about 68 %, two about 95 % of many summed estimates."""
        spread = deviations * self.standard_deviation
        return self.mean - spread, self.mean + spread


def total_of(estimates: Iterable[ThreePoint], *, correlation: Number = 0) -> EstimateTotal:
    """The sum of estimates.

    Args:
        estimates: what is summed.
        correlation: of each two of them [1]; zero makes a sum look safer than it is where all share one team or one vendor.

    Raises:
        EstimationError: a correlation outside 0 to 1.

    Source:
        GAO-20-195G, Cost Estimating and Assessment Guide, ch. 12: ``var = sum(s_i^2) + 2 sum(rho s_i s_j)``.

    Example:
        >>> parts = [ThreePoint(4, 6, 14), ThreePoint(1, 2, 9)]
        >>> total_of(parts).mean, round(total_of(parts, correlation=0.3).standard_deviation, 3)
        (10.0, 2.427)
    """
    rho = real(correlation, "correlation", least=0)
    if rho > 1:
        refuse([Fault("correlation", correlation, f"expected a correlation of 0 to 1, got {correlation}")])
    parts = several(estimates, ThreePoint, "estimates", EstimationError)
    deviations = [part.standard_deviation for part in parts]
    squares = math.fsum(part.variance for part in parts)
    crossed = math.fsum(deviations) ** 2 - math.fsum(d * d for d in deviations)
    return EstimateTotal(mean=math.fsum(part.mean for part in parts), variance=squares + rho * max(0.0, crossed))

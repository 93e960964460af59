"""How good were the estimates? Past ones against what came, and what to make of the next."""

from __future__ import annotations

import math
from collections.abc import Iterable

from attrs import frozen

from itpm.cost.estimation.inputs import EstimationError, confidence, quantile, real, reals, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault
from itpm.model.given import pairs, rows
from itpm.tables import Column, Table, Tabular

_PRED = 0.25


@frozen(kw_only=True)
class CalibrationResult(Tabular):
    """Past estimates against outcomes.

    Attributes:
        ratios: ``actual / estimate`` of each [1], sorted.
        relative_errors: ``|actual - estimate| / actual`` of each [1], sorted.
    """

    ratios: tuple[float, ...]
    relative_errors: tuple[float, ...]

    @property
    def bias(self) -> float:
        """Geometric mean of actual per estimate [1]: above one, estimates were too low."""
        return math.exp(math.fsum(map(math.log, self.ratios)) / len(self.ratios))

    @property
    def spread(self) -> float:
        """Geometric standard deviation of actual per estimate [1]: two of three lay within bias divided and times this."""
        logs = [math.log(ratio / self.bias) for ratio in self.ratios]
        return math.exp(math.sqrt(math.fsum(log * log for log in logs) / max(1, len(logs) - 1)))

    @property
    def mean_relative_error(self) -> float:
        """MMRE [1]."""
        return math.fsum(self.relative_errors) / len(self.relative_errors)

    @property
    def median_relative_error(self) -> float:
        """MdMRE [1]."""
        return quantile(self.relative_errors, 0.5)

    @property
    def within_quarter(self) -> float:
        """PRED(25): share of estimates that missed the outcome by no more than 25 % [1]."""
        return sum(error <= _PRED for error in self.relative_errors) / len(self.relative_errors)

    def corrected(self, estimate: Number, *, at_confidence: Number = 0.5) -> float:
        """A new estimate, corrected by the past: times the ratio that the wanted share of outcomes did not exceed.

        Raises:
            EstimationError: an estimate that is none, or a level not between 0 and 100 %.
        """
        return real(estimate, "estimate", above=0) * quantile(self.ratios, confidence(at_confidence))

    def table(self) -> Table:
        """One measure a row."""
        rows = [
            ("Estimates", len(self.ratios), ""),
            ("Bias (actual per estimate)", self.bias, "above 1: too low"),
            ("Spread", self.spread, "1 would be no scatter"),
            ("Mean relative error", self.mean_relative_error, "MMRE"),
            ("Median relative error", self.median_relative_error, "MdMRE"),
            ("Within 25 %", self.within_quarter, "PRED(25), 0.75 is good"),
        ]
        columns = [Column("Measure"), Column("Value", align="right"), Column("Meaning")]
        return Table(title="Calibration", columns=columns, rows=rows)


def calibration(outcomes: Iterable[tuple[Number, Number]]) -> CalibrationResult:
    """How good past estimates were.

    Args:
        outcomes: (estimate, actual) of each finished piece of work.

    Raises:
        EstimationError: none, or an estimate or actual that is not above zero.

    Source:
        Conte, Dunsmore, Shen, Software Engineering Metrics and Models (1986), ch. 4 (MMRE, PRED).

    Example:
        >>> past = calibration([(10, 12), (20, 30), (8, 8), (5, 10)])
        >>> round(past.bias, 3), past.within_quarter, past.corrected(100, at_confidence="50%")
        (1.377, 0.5, 135.0)
    """
    known = pairs(outcomes, "outcomes", EstimationError)
    estimates = reals((estimate for estimate, _ in known), "estimates", above=0)
    actuals = reals((actual for _, actual in known), "actuals", above=0)
    both = list(zip(estimates, actuals, strict=True))
    return CalibrationResult(
        ratios=tuple(sorted(actual / estimate for estimate, actual in both)),
        relative_errors=tuple(sorted(abs(actual - estimate) / actual for estimate, actual in both)),
    )


@frozen(kw_only=True)
class IntervalCalibration:
    """How often outcomes fell into the ranges that were given.

    Attributes:
        nominal: how often they should have [1].
        hits: how many did [1].
        below: how many lay below the range [1].
        above: how many lay above it [1].
    """

    nominal: float
    hits: int
    below: int
    above: int

    @property
    def hit_rate(self) -> float:
        """Share of outcomes inside their range [1]."""
        return self.hits / (self.hits + self.below + self.above)

    @property
    def verdict(self) -> str:
        """Whether ranges were too narrow, too wide or about right, by more than two standard errors."""
        count = self.hits + self.below + self.above
        error = 2 * math.sqrt(self.nominal * (1 - self.nominal) / count)
        if abs(self.hit_rate - self.nominal) <= error:
            return "about right"
        return "too narrow" if self.hit_rate < self.nominal else "too wide"


def interval_calibration(
    outcomes: Iterable[tuple[Number, Number, Number]], *, nominal: Number = 0.8
) -> IntervalCalibration:
    """How often outcomes fell into the ranges that estimators gave.

    Args:
        outcomes: (low, high, actual) of each finished piece of work.
        nominal: how sure the estimators said they were: 0.8, 80 or ``"80%"``.

    Raises:
        EstimationError: none, or a low end above the high one.

    Source:
        Jørgensen, Teigen, Moløkken (2004), Better sure than safe? Over-confidence in judgement based software development
        effort prediction intervals, Journal of Systems and Software 70.

    Example:
        >>> past = interval_calibration([(8, 12, 11), (5, 6, 9), (10, 20, 25), (3, 4, 6), (1, 2, 5)], nominal="90%")
        >>> past.hit_rate, past.verdict
        (0.2, 'too narrow')
    """
    known = rows(outcomes, 3, "outcomes", EstimationError)
    lows, highs, actuals = (reals((row[n] for row in known), f"outcomes[..][{n}]") for n in range(3))
    refuse(
        Fault(f"outcomes[{n}]", (low, high), f"expected a low end up to the high one, got {low:g} and {high:g}")
        for n, (low, high) in enumerate(zip(lows, highs, strict=True))
        if low > high
    )
    both = list(zip(lows, highs, actuals, strict=True))
    below = sum(actual < low for low, _, actual in both)
    above = sum(actual > high for _, high, actual in both)
    return IntervalCalibration(
        nominal=confidence(nominal, "nominal"), hits=len(both) - below - above, below=below, above=above
    )


CONE_OF_UNCERTAINTY: tuple[tuple[str, float, float, float, float], ...] = (
    ("initial concept", 0.25, 4.0, 0.6, 1.6),
    ("approved product definition", 0.5, 2.0, 0.8, 1.25),
    ("requirements complete", 0.67, 1.5, 0.85, 1.15),
    ("user interface design complete", 0.8, 1.25, 0.9, 1.1),
    ("detailed design complete", 0.9, 1.1, 0.95, 1.05),
)
"""Milestone; least and most that effort, then schedule, turned out to be of the estimate made there [1]. Source: Boehm, Software
Engineering Economics (1981), fig. 21-1; McConnell, Software Estimation (2006), ch. 4."""

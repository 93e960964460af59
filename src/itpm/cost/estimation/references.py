"""The outside view: what comparable projects took, and by how much they overran."""

from __future__ import annotations

import math
from collections.abc import Iterable

from attrs import field, frozen

from itpm.cost.estimation.inputs import EstimationError, confidence, quantile, real, reals, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault
from itpm.model.given import pairs, several, whole
from itpm.tables import Column, Table, Tabular


def _real(value: Number) -> float:
    return real(value, "past project", above=0)


@frozen
class PastProject:
    """A finished project that a new one may be compared with.

    Attributes:
        name: which one.
        size: how big it was, in the unit of the new one (function points, users, screens).
        effort: what it took, in the unit that is estimated.
    """

    name: str
    size: float = field(converter=_real)
    effort: float = field(converter=_real)


@frozen(kw_only=True)
class Analogy(Tabular):
    """An estimate by comparison with past projects.

    Attributes:
        estimate: the median of what the neighbours suggest.
        low: the least of it.
        high: the most of it.
        neighbours: the projects nearest in size, each with its effort scaled to the new size.
    """

    estimate: float
    low: float
    high: float
    neighbours: tuple[tuple[PastProject, float], ...]

    def table(self) -> Table:
        """One neighbour a row."""
        columns = [Column("Project"), *(Column(name, align="right") for name in ("Size", "Effort", "Scaled"))]
        rows = [(project.name, project.size, project.effort, scaled) for project, scaled in self.neighbours]
        return Table(
            title=f"Analogy: {self.estimate:,.1f} ({self.low:,.1f} to {self.high:,.1f})", columns=columns, rows=rows
        )


def analogy(size: Number, past: Iterable[PastProject], *, neighbours: int = 3, exponent: Number = 1) -> Analogy:
    """An estimate from the past projects nearest in size, their effort scaled to the new size.

    Args:
        size: of the new project, in the past ones' unit.
        past: what was done before.
        neighbours: how many of them are asked [1].
        exponent: how effort grows with size [1]; above 1, larger projects cost more a unit.

    Raises:
        EstimationError: no past project, a size that is none, or no neighbour asked.

    Source:
        Shepperd, Schofield (1997), Estimating software project effort using analogies, IEEE TSE 23(11).

    Example:
        >>> past = [PastProject("CRM", 100, 20), PastProject("ERP", 400, 100), PastProject("shop", 120, 30)]
        >>> analogy(110, past, neighbours=2).estimate
        24.75
    """
    new, power = real(size, "size", above=0), real(exponent, "exponent", above=0)
    known = several(past, PastProject, "past", EstimationError)
    whole(neighbours, "neighbours", least=1, error=EstimationError)
    if not known:
        refuse([Fault("past", (), "expected at least one past project, got none")])
    near = sorted(known, key=lambda project: (abs(math.log(project.size / new)), project.name))[:neighbours]
    scaled = [project.effort * (new / project.size) ** power for project in near]
    ordered = sorted(scaled)
    return Analogy(
        estimate=quantile(ordered, 0.5),
        low=ordered[0],
        high=ordered[-1],
        neighbours=tuple(zip(near, scaled, strict=True)),
    )


@frozen(kw_only=True)
class ReferenceClassForecast:
    """An estimate lifted by what comparable projects overran.

    Attributes:
        estimate: the inside view.
        uplift: the overrun that the wanted share of past projects did not exceed [1].
        confidence: that share [1].
        projects: how many past projects it rests on [1].
    """

    estimate: float
    uplift: float
    confidence: float
    projects: int

    @property
    def forecast(self) -> float:
        """Estimate and uplift."""
        return self.estimate * (1 + self.uplift)


def overruns(outcomes: Iterable[tuple[Number, Number]]) -> list[float]:
    """``actual / estimate - 1`` of each (estimate, actual) [1].

    Raises:
        EstimationError: an estimate or an actual that is not above zero.

    Example:
        >>> overruns([(100, 130), (200, 190)])
        [0.30000000000000004, -0.050000000000000044]
    """
    known = pairs(outcomes, "outcomes", EstimationError)
    estimates = reals((estimate for estimate, _ in known), "estimates", above=0)
    actuals = reals((actual for _, actual in known), "actuals", above=0)
    return [actual / estimate - 1 for estimate, actual in zip(estimates, actuals, strict=True)]


def reference_class_forecast(
    estimate: Number, past_overruns: Iterable[Number], *, at_confidence: Number = 0.8
) -> ReferenceClassForecast:
    """The estimate, lifted so that the wanted share of comparable projects would have kept it.

    Args:
        estimate: the inside view.
        past_overruns: ``actual / estimate - 1`` of comparable projects [1], see `overruns`.
        at_confidence: share of projects that stayed within: 0.8, 80 or ``"80%"``.

    Raises:
        EstimationError: no past overrun, or an overrun of -100 % or less.

    Source:
        Flyvbjerg (2006), From Nobel Prize to project management: getting risks right, Project Management Journal 37(3).

    Example:
        >>> lifted = reference_class_forecast(400, [0.0, 0.1, 0.2, 0.4, 0.9], at_confidence="75%")
        >>> lifted.uplift, lifted.forecast
        (0.4, 560.0)
    """
    ordered = sorted(reals(past_overruns, "past_overruns", above=-1))
    level = confidence(at_confidence)
    return ReferenceClassForecast(
        estimate=real(estimate, "estimate", above=0),
        uplift=quantile(ordered, level),
        confidence=level,
        projects=len(ordered),
    )

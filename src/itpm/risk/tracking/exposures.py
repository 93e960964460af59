"""How much risk there is at one moment.

As things stand, a risk whose response is in place counts with what the response leaves; every other open risk counts in full.
So exposure falls when a response is put in place, not when it is planned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import UndefinedIndexError
from itpm.model.given import expect
from itpm.model.moments import Moment, moment
from itpm.model.money import Money
from itpm.risk.inputs import RiskError, mean_cost
from itpm.risk.matrices.grids import RiskMatrix
from itpm.risk.register import RiskRegister
from itpm.risk.risks import Risk
from itpm.risk.scoring import expected_days, risk_score


def _bands(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((band, count) for band, count in pairs)


@frozen(kw_only=True)
class Exposure:
    """How much risk there is at one moment, as things stand.

    Attributes:
        at: the moment.
        threats: open threats [1].
        opportunities: open opportunities [1].
        threat_cost: expected cost of the threats.
        opportunity_cost: expected cost of the opportunities: a saving, so negative.
        days: expected delay of the tasks that threats and opportunities strike, summed; no delay of the project [day].
        score: sum of the threats' scores [1].
        bands: how many threats stand in each band, the worst first.
    """

    at: datetime
    threats: int
    opportunities: int
    threat_cost: Money
    opportunity_cost: Money
    days: Decimal
    score: Decimal
    bands: tuple[tuple[str, int], ...] = field(default=(), converter=_bands)

    @property
    def expected_cost(self) -> Money:
        """What threats and opportunities together are expected to cost."""
        return self.threat_cost + self.opportunity_cost


def exposure(register: RiskRegister, at: Moment, *, matrix: RiskMatrix | None = None) -> Exposure:
    """How much risk a register holds, as things stand.

    Args:
        register: the register as it was then.
        at: when; a bare date is the day's end. Risks that have expired by then do not count.
        matrix: what threats are scored on; None: the register's.

    Example:
        >>> from itpm.risk.responses import Mitigate
        >>> from itpm.risk.risks import Threat
        >>> from itpm.risk.statuses import RiskStatus
        >>> second = Mitigate("second source", probability=0.1, owner="kim")
        >>> late = Threat("vendor late", probability=0.3, cost="40k EUR", response=second, status=RiskStatus.PLANNED)
        >>> planned = RiskRegister([late])
        >>> print(exposure(planned, "2026-01-31").expected_cost)
        12,000 EUR
        >>> print(exposure(planned.advanced("vendor late", "response in place", at="2026-02-10"), "2026-02-28").expected_cost)
        4,000 EUR
    """
    expect(register, "register", RiskRegister, error=RiskError)
    when = moment(at, edge="finish", place="exposure.at")
    grid = matrix or register.matrix
    there = [risk for risk in register.open if is_there(risk, when)]
    counts = dict.fromkeys(reversed(grid.bands), 0)
    scores = Decimal(0)
    for risk in there:
        try:
            score = risk_score(risk, grid, register.stakes, after_response=risk.is_treated)
        except UndefinedIndexError:
            continue
        if risk.harmful and score.by_objective:
            scores += score.score
            counts[score.band] += 1
    costs = [sum((exposure_of(one) for one in there if one.harmful is side), Decimal(0)) for side in (True, False)]
    return Exposure(
        at=when,
        threats=sum(risk.harmful for risk in there),
        opportunities=sum(not risk.harmful for risk in there),
        threat_cost=Money(costs[0], register.currency),
        opportunity_cost=Money(costs[1], register.currency),
        days=sum((expected_days(risk, day=register.day, after_response=risk.is_treated) for risk in there), Decimal(0)),
        score=scores,
        bands=counts.items(),
    )


def is_there(risk: Risk, at: datetime) -> bool:
    """Whether it can still occur at a moment."""
    return risk.is_open and (risk.expires is None or risk.expires > at)


def exposure_of(risk: Risk) -> Decimal:
    """Its expected cost as things stand; 0 where probability or effect on cost is unknown, or it is over [currency]."""
    effect = risk.residual_cost if risk.is_treated else risk.cost
    chance = risk.residual_probability if risk.is_treated else risk.probability
    if effect is None or chance is None or not risk.is_open:
        return Decimal(0)
    return (mean_cost(effect) * chance).amount

"""What one risk amounts to: its place on a matrix and its expected value, before and after the response."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import UndefinedIndexError
from itpm.model.durations import DayLength, Duration, ElapsedDuration
from itpm.model.money import Money
from itpm.risk.inputs import mean_cost, mean_seconds, points
from itpm.risk.matrices import RiskMatrix
from itpm.risk.risks import Risk

NO_RISK = "none"
"""Band of what cannot occur any more."""


@frozen(kw_only=True)
class Stakes:
    """What an effect is measured against to rate its impact.

    Attributes:
        budget: the project's budget.
        duration: the project's duration.
        day: how durations are read.
    """

    budget: Money | None = None
    duration: Duration | None = None
    day: DayLength = field(factory=DayLength)


@frozen(kw_only=True)
class RiskScore:
    """A risk's place on a matrix.

    Attributes:
        score: the highest score over all objectives [1].
        band: the band of that score.
        by_objective: (objective, impact level, score, band) of each objective it touches.
    """

    score: Decimal
    band: str
    by_objective: tuple[tuple[str, str, Decimal, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.score.normalize():f} {self.band}"


def risk_score(risk: Risk, matrix: RiskMatrix, stakes: Stakes, *, after_response: bool = False) -> RiskScore:
    """A risk's place on a matrix: the highest over its objectives.

    A rating given for an objective goes before what is measured. An effect on cost is measured as a share of the budget, a
    delay as a share of the duration; an opportunity is rated by what it saves.

    Args:
        risk: a threat or an opportunity.
        matrix: the matrix to score on.
        stakes: budget and duration.
        after_response: whether the response has done its work.

    Raises:
        UndefinedIndexError: no impact is rated, and none can be measured.
        UnknownNameError: a rating names no level of the matrix.

    Example:
        >>> from itpm.risk.risks import Threat
        >>> from itpm.risk.standard_matrices import pmbok_matrix
        >>> vendor = Threat("vendor late", probability=0.3, impact={"time": "high"})
        >>> print(risk_score(vendor, pmbok_matrix(), Stakes()))
        0.12 moderate
    """
    likelihood = _likelihood(risk, after_response=after_response)
    if likelihood == 0:
        return RiskScore(score=Decimal(0), band=NO_RISK)
    found = []
    for objective, level in _impacts(risk, matrix, stakes, after_response=after_response):
        cell = matrix.cell(likelihood, level)
        found.append((objective, level, cell.score, cell.band))
    if not found:
        raise UndefinedIndexError(_unrated(risk))
    top = max(found, key=lambda entry: entry[2])
    return RiskScore(score=top[2], band=top[3], by_objective=tuple(found))


def expected_monetary_value(risk: Risk, *, after_response: bool = False) -> Money:
    """Probability times mean effect on cost: a threat's is expected cost, an opportunity's is negative.

    Args:
        risk: a threat or an opportunity.
        after_response: whether the response has done its work; its own cost is not in it.

    Raises:
        UndefinedIndexError: the risk has no probability, or no effect on cost.

    Source:
        PMBOK Guide, 6th ed., 11.4.2.5.

    Example:
        >>> from itpm.risk.risks import Opportunity, Threat
        >>> print(expected_monetary_value(Threat("vendor late", probability=0.3, cost="40k EUR")))
        12,000 EUR
        >>> print(expected_monetary_value(Opportunity("re-use portal", probability=0.4, cost="-20k EUR")))
        -8,000 EUR
    """
    effect = risk.residual_cost if after_response else risk.cost
    chance = risk.residual_probability if after_response else risk.probability
    if effect is None:
        raise UndefinedIndexError("no effect on cost")
    if chance is None:
        raise UndefinedIndexError("no probability")
    return mean_cost(effect) * chance


def expected_delay(risk: Risk, *, day: DayLength, after_response: bool = False) -> Decimal:
    """Probability times mean delay of a task it strikes [s]; 0 where it has none."""
    effect = risk.residual_delay if after_response else risk.delay
    chance = risk.residual_probability if after_response else risk.probability
    return Decimal(0) if effect is None or chance is None else mean_seconds(effect, day=day) * chance


@frozen(kw_only=True)
class ResponseValue:
    """Whether a response pays, in money alone.

    Attributes:
        gain: by how much it lowers the expected cost.
        cost: what it costs.
    """

    gain: Money
    cost: Money

    @property
    def net(self) -> Money:
        """Gain less cost."""
        return self.gain - self.cost

    @property
    def pays(self) -> bool:
        """Whether it gains more than it costs."""
        return self.net.amount > 0


def response_value(risk: Risk) -> ResponseValue:
    """What a response gains in expected cost, and what it costs; what it gains in time is for a simulation to say.

    Raises:
        UndefinedIndexError: there is no response, or the expected cost is unknown.

    Example:
        >>> from itpm.risk.responses import Mitigate
        >>> from itpm.risk.risks import Threat
        >>> second = Mitigate("second source", cost="8k EUR", probability=0.1)
        >>> value = response_value(Threat("vendor late", probability=0.3, cost="50k EUR", response=second))
        >>> str(value.gain), str(value.net), value.pays
        ('10,000 EUR', '2,000 EUR', True)
    """
    if risk.response is None:
        raise UndefinedIndexError("no response")
    before = expected_monetary_value(risk)
    gain = before - expected_monetary_value(risk, after_response=True)
    return ResponseValue(gain=gain, cost=risk.response.cost or Money(0, gain.currency))


def _likelihood(risk: Risk, *, after_response: bool) -> Decimal | str:
    response = risk.response if after_response else None
    if response is not None:
        if response.likelihood:
            return response.likelihood
        changed = response.probability if response.probability is not None else response.leaves
        if changed is not None:
            return changed
    if risk.likelihood:
        return risk.likelihood
    return risk.probability if risk.probability is not None else Decimal(0)


def _impacts(risk: Risk, matrix: RiskMatrix, stakes: Stakes, *, after_response: bool) -> Iterator[tuple[str, str]]:
    """(objective, level) of every objective that is rated or can be measured."""
    response = risk.response if after_response else None
    rated = dict(risk.impact)
    if response is not None:
        for objective, effect in (("cost", response.residual_cost), ("time", response.residual_delay)):
            if effect is not None:
                rated.pop(objective, None)
        rated.update(response.residual_impact)
    yield from rated.items()
    for objective, share in _shares(risk, stakes, after_response=after_response):
        level = matrix.impact_of_share(objective, share) if objective not in rated else None
        if level is not None:
            yield objective, level


def _shares(risk: Risk, stakes: Stakes, *, after_response: bool) -> Iterator[tuple[str, Decimal]]:
    cost = risk.residual_cost if after_response else risk.cost
    if cost is not None and stakes.budget:
        yield "cost", abs(mean_cost(cost).amount / stakes.budget.amount)
    delay = risk.residual_delay if after_response else risk.delay
    if delay is None or stakes.duration is None:
        return
    whole = stakes.duration.seconds(stakes.day)
    same_clock = isinstance(points(delay)[0], ElapsedDuration) == isinstance(stakes.duration, ElapsedDuration)
    if whole > 0 and same_clock:
        yield "time", abs(mean_seconds(delay, day=stakes.day) / whole)


def _unrated(risk: Risk) -> str:
    if risk.cost is None and risk.delay is None:
        return "no impact given"
    wanted = [name for name, effect in (("budget", risk.cost), ("duration", risk.delay)) if effect is not None]
    return f"impact not rated: needs the project's {' or '.join(wanted)}"

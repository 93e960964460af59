"""What one risk amounts to: its place on a matrix and its expected value, before and after the response."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from attrs import field, frozen

from itpm.errors import UndefinedIndexError
from itpm.model.durations import DayLength, Duration, ElapsedDuration, WorkDuration
from itpm.model.given import expect
from itpm.model.money import NO_CURRENCY, Money, money, total
from itpm.risk.inputs import RiskError, amounts, mean_cost, mean_seconds, points
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
        day_value: what a day's delay of the project is worth; None: delays have no price.
    """

    budget: Money | None = None
    duration: Duration | None = None
    day_value: Money | None = None
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
        >>> from itpm.risk.matrices import pmbok_matrix
        >>> vendor = Threat("vendor late", probability=0.3, impact={"time": "high"})
        >>> print(risk_score(vendor, pmbok_matrix(), Stakes()))
        0.12 moderate
    """
    expect(risk, "risk", Risk, error=RiskError)
    expect(matrix, "matrix", RiskMatrix, error=RiskError)
    expect(stakes, "stakes", Stakes, error=RiskError)
    likelihood = rated_likelihood(risk, after_response=after_response)
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
    expect(risk, "risk", Risk, error=RiskError)
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
    """Whether a response pays.

    Attributes:
        gain: by how much it lowers the expected cost; with the days it wins, where a day has a price.
        cost: what it costs.
        days: by how many days it lowers the expected delay [day].
        day_value: what each of these days is counted with; None: they are not in the gain.
        secondary: expected cost of the risks that the response itself brings.
    """

    gain: Money
    cost: Money
    days: Decimal = Decimal(0)
    day_value: Money | None = None
    secondary: Money | None = None

    @property
    def net(self) -> Money:
        """Gain less cost, and less what the secondary risks are expected to cost."""
        left = self.gain - self.cost
        return left if self.secondary is None else left - self.secondary

    @property
    def pays(self) -> bool:
        """Whether it gains more than it costs."""
        return self.net.amount > 0


def response_value(
    risk: Risk, *, day_value: Money | None = None, day: DayLength | None = None, secondary: Iterable[Risk] = ()
) -> ResponseValue:
    """What a response gains in expected cost, and what it costs.

    A day of delay that the response takes away counts with `day_value`. Without one, days are told but not counted, and a
    response that wins nothing but time has no value in money. Every day of the risk's delay counts as a day of the project;
    `response_worth` asks the schedule how many of them are.

    Args:
        risk: a threat or an opportunity with its response.
        day_value: what a day's delay of the project is worth, see `burn_rate`.
        day: how durations are read; None: a day of eight hours.
        secondary: the risks that the response brings, each as its own response leaves it.

    Raises:
        UndefinedIndexError: there is no response, the probability is unknown, or what it wins has no price.

    Example:
        >>> from itpm.model.money import money
        >>> from itpm.risk.responses import Mitigate
        >>> from itpm.risk.risks import Threat
        >>> second = Mitigate("second source", cost="8k EUR", probability=0.1)
        >>> value = response_value(Threat("vendor late", probability=0.3, cost="50k EUR", response=second))
        >>> str(value.gain), str(value.net), value.pays
        ('10,000 EUR', '2,000 EUR', True)
        >>> late = Threat("vendor late", probability=0.3, delay="10d", on=["build"], response=second)
        >>> value = response_value(late, day_value=money("3k EUR"))
        >>> value.days.normalize(), str(value.gain), str(value.net)
        (Decimal('2'), '6,000 EUR', '-2,000 EUR')
    """
    expect(risk, "risk", Risk, error=RiskError)
    day_value = None if day_value is None else money(day_value, place="day_value")
    if risk.response is None:
        raise UndefinedIndexError("no response")
    if risk.probability is None:
        raise UndefinedIndexError("no probability")
    length = day or DayLength()
    days = expected_days(risk, day=length) - expected_days(risk, day=length, after_response=True)
    gain = _cost_gain(risk)
    if day_value is not None and (risk.delay is not None or risk.residual_delay is not None):
        gain = day_value * days if gain is None else gain + day_value * days
    if gain is None:
        raise UndefinedIndexError(no_price(risk))
    brought = [value for value in (_expected(one, day_value, length) for one in secondary) if value is not None]
    return ResponseValue(
        gain=gain,
        cost=risk.response.cost or Money(0, gain.currency),
        days=days,
        day_value=day_value,
        secondary=total(brought, currency=gain.currency) if brought else None,
    )


def no_price(risk: Risk) -> str:
    """Why what a response wins cannot be told in money."""
    if risk.delay is None and risk.residual_delay is None:
        return "no effect on cost"
    return "what it wins is time: say what a day is worth, day_value='2k EUR' or the register's burn_rate"


def burn_rate(budget: Money, duration: Duration, *, day: DayLength | None = None) -> Money:
    """What a day of the project costs on average: the budget spread over the duration.

    A modest price for a day's delay: what is lost with the benefits that come later is not in it.

    Raises:
        UndefinedIndexError: the duration is nothing.

    Example:
        >>> from itpm.model.durations import duration
        >>> from itpm.model.money import money
        >>> print(burn_rate(money("400k EUR"), duration("100d")))
        4,000 EUR
    """
    length = day or DayLength()
    budget = money(budget, place="budget")
    expect(duration, "duration", WorkDuration, ElapsedDuration, error=RiskError)
    days = _days(Decimal(duration.seconds(length)), length, elapsed=isinstance(duration, ElapsedDuration))
    if days <= 0:
        raise UndefinedIndexError("a burn rate needs a duration of more than nothing")
    return budget / days


def expected_days(risk: Risk, *, day: DayLength, after_response: bool = False) -> Decimal:
    """Probability times mean delay of a task it strikes, in days: working days, of elapsed delays days by the clock [day]."""
    effect = risk.residual_delay if after_response else risk.delay
    if effect is None:
        return Decimal(0)
    elapsed = isinstance(points(effect)[0], ElapsedDuration)
    return _days(expected_delay(risk, day=day, after_response=after_response), day, elapsed=elapsed)


def _days(seconds: Decimal, day: DayLength, *, elapsed: bool) -> Decimal:
    return seconds / (86_400 if elapsed else day.minutes_per_day * 60)


def _cost_gain(risk: Risk) -> Money | None:
    """What expected cost it takes away; what one side leaves open counts as nothing."""
    if risk.cost is None and risk.residual_cost is None:
        return None
    before = Money(0, _currency(risk)) if risk.cost is None else expected_monetary_value(risk)
    return before - expected_monetary_value(risk, after_response=True)


def _currency(risk: Risk) -> str:
    return next(
        (amount.currency for effect in (risk.cost, risk.residual_cost) if effect for amount in amounts(effect)),
        NO_CURRENCY,
    )


def _expected(risk: Risk, day_value: Money | None, day: DayLength) -> Money | None:
    """Expected cost of a risk as its response leaves it, delays with their price; None where nothing is known."""
    chance = risk.residual_probability
    if chance is None:
        return None
    value = None if risk.residual_cost is None else expected_monetary_value(risk, after_response=True)
    if day_value is not None and risk.residual_delay is not None:
        late = day_value * expected_days(risk, day=day, after_response=True)
        value = late if value is None else value + late
    return value


def rated_likelihood(risk: Risk, *, after_response: bool) -> Decimal | str:
    """What a matrix is asked with: the rating where there is one, else the probability."""
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

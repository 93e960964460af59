"""What responses to risks gain: the plan simulated with and without each, on the same luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from itpm.errors import UnknownNameError, nearest
from itpm.model.durations import Duration, seconds_of
from itpm.model.moments import DAY
from itpm.model.money import Money, money
from itpm.risk.risks import Risk, RiskStatus
from itpm.risk.simulation.estimates import CostSample, rank_of
from itpm.risk.simulation.recipes import recipe_of
from itpm.risk.simulation.tablets import in_days
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.portfolios import PortfolioResult
    from itpm.risk.simulation.results import SimulationResult


@frozen(kw_only=True)
class ResponseGain:
    """What one response to a risk gains.

    Attributes:
        risk: the risk's name.
        response: what is done.
        price: what doing it costs.
        time: by how much earlier the finish at the confidence is; working time in the plan's calendar, of several projects
            clock time of the last finish.
        saved: expected saving of cost, less what the risks that it brings cost; the price is not counted.
        net: saving less price.
        is_worth: whether saving and time, at the given value of a day, exceed the price.
    """

    risk: str
    response: str
    price: Money
    time: Duration
    saved: Money
    net: Money
    is_worth: bool


@frozen(kw_only=True)
class ResponseValues(Tabular):
    """What each response gains, the best first.

    Attributes:
        percent: the confidence at which time is compared [%].
        gains: one entry a response.
    """

    percent: float
    gains: tuple[ResponseGain, ...]

    def __getitem__(self, risk: str) -> ResponseGain:
        """What the response to one risk gains.

        Raises:
            UnknownNameError: that risk has no response.
        """
        for gain in self.gains:
            if gain.risk == risk:
                return gain
        raise UnknownNameError("risk with a response", risk, nearest(risk, [gain.risk for gain in self.gains]))

    def table(self) -> Table:
        """One response a row."""
        columns = [Column("Risk"), Column("Response"), Column("Price", align="right")]
        columns += [Column(f"Earlier at P{self.percent:g}", key="earlier_minutes", align="right")]
        columns += [Column(name, align="right") for name in ("Saves", "Net")] + [Column("Worth it")]
        rows = [(gain.risk, gain.response, *_shown(gain)) for gain in self.gains]
        values = [
            (g.risk, g.response, g.price.amount, g.time.minutes, g.saved.amount, g.net.amount, g.is_worth)
            for g in self.gains
        ]
        return Table(title="What responses gain", columns=columns, rows=rows, values=values)


def _shown(gain: ResponseGain) -> tuple[object, ...]:
    verdict = "yes" if gain.is_worth else "no"
    return gain.price.rounded(0), in_days(gain.time), gain.saved.rounded(0), gain.net.rounded(0), verdict


def response_values(
    result: SimulationResult | PortfolioResult,
    projects: Sequence[SimulationResult],
    percent: float,
    *,
    day: Money | str | None = None,
) -> ResponseValues:
    """What each response that could be chosen gains, all else as in the result.

    Risks that only this response brings are there with it, and not without.

    Args:
        result: of a simulation with a register, or of several projects.
        projects: the one project, or all of them.
        percent: confidence at which dates are compared [%].
        day: what a day is worth: a working day of one project, a calendar day of several; None: time counts for nothing.

    Raises:
        RiskError: the value of a day is in another currency.
    """
    rank_of(percent, 1)
    worth = 0.0 if day is None else result.cost.amount(money(day, place="day"))
    choices = [{risk.name: risk for risk in one.run.register.open if _is_choice(risk)} for one in projects]
    gains = []
    for name in dict.fromkeys(name for own in choices for name in own):
        risks = [own.get(name) for own in choices]
        late = _at(projects, risks, percent, responds=False)
        early = _at(projects, risks, percent, responds=True)
        time, days = _time(projects, int(early[0]), int(late[0]))
        gains.append(
            _gain(result.cost, [risk for risk in risks if risk is not None], time, days * worth, late[1] - early[1])
        )
    return ResponseValues(percent=percent, gains=tuple(sorted(gains, key=lambda gain: -gain.net.amount)))


def _is_choice(risk: Risk) -> bool:
    response = risk.response
    if response is None or risk.status is RiskStatus.TREATED or risk.probability is None:
        return False
    same = (risk.residual_probability, risk.residual_cost, risk.residual_delay)
    return same != (risk.probability, risk.cost, risk.delay)


def _gain(cost: CostSample, risks: Sequence[Risk], time: Duration, worth: float, less: float) -> ResponseGain:
    """The gain of a response by how much less is spent on average, the price included."""
    responses = [risk.response for risk in risks if risk.response is not None]
    price = math.fsum(float(one.cost.amount) for one in responses if one.cost is not None)
    return ResponseGain(
        risk=risks[0].name,
        response=str(responses[0]),
        price=cost.money(price),
        time=time,
        saved=cost.money(less + price),
        net=cost.money(less),
        is_worth=less + worth > 0,
    )


def _time(projects: Sequence[SimulationResult], begin: int, end: int) -> tuple[Duration, float]:
    """Working time of one project, clock time of several; and the same in days."""
    if len(projects) > 1:
        return seconds_of(end - begin, elapsed=True), (end - begin) / DAY
    plan = projects[0].plan
    work = plan.calendar.compiled.between(begin, end)
    return seconds_of(work, day=plan.day), work / (plan.day.minutes_per_day * 60)


def _at(
    projects: Sequence[SimulationResult], risks: Sequence[Risk | None], percent: float, *, responds: bool
) -> tuple[float, float]:
    """Percentile of the last finish [s] and mean cost [currency], with or without the responses to one risk."""
    from itpm.risk.simulation.variants import all_finished_and_paid

    parts = [
        (found.values_of("finish"), found.values_of("cost"))
        if risk is None
        else _outcome(found, risk, responds=responds)
        for found, risk in zip(projects, risks, strict=True)
    ]
    return all_finished_and_paid(parts, percent)


def _outcome(found: SimulationResult, risk: Risk, *, responds: bool) -> tuple[Any, Any]:  # two arrays
    """Finish [s] and cost [currency] of each iteration, with or without the response to a risk, and what it brings."""
    from itpm.risk.simulation.kernel import Kernel
    from itpm.risk.simulation.variants import finish_and_cost

    register, others = found.run.register, _chosen(found) - {risk.name}
    options = attrs.evolve(found.run.options, responses=tuple(sorted(others | {risk.name} if responds else others)))
    kernel = Kernel(recipe_of(found.plan, register, options))
    kept = {name for other in others for name in _brought(register[other])}
    off = () if responds else tuple(name for name in _brought(risk) if name not in kept)
    return finish_and_cost(kernel, [len(outcome.finish) for outcome in found.outcomes], off)


def _brought(risk: Risk) -> tuple[str, ...]:
    return () if risk.response is None else risk.response.secondary


def _chosen(found: SimulationResult) -> frozenset[str]:
    """The risks whose response is taken to work."""
    register, responses = found.run.register, found.run.options.responses
    named = [
        risk.name for risk in register if risk.response is not None and (responses == "all" or risk.name in responses)
    ]
    return frozenset(named)

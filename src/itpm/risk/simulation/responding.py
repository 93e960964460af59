"""What responses to risks gain: the plan simulated with and without each, on the same luck."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from itpm.errors import Fault, UnknownNameError, nearest
from itpm.model.durations import Duration, seconds_of
from itpm.model.money import Money, money
from itpm.risk.inputs import RiskError
from itpm.risk.risks import Risk, RiskStatus
from itpm.risk.simulation.estimates import rank_of
from itpm.risk.simulation.recipes import recipe_of
from itpm.risk.simulation.tablets import in_days
from itpm.tables import Column, Table, Tabular

if TYPE_CHECKING:
    from itpm.risk.simulation.results import SimulationResult


@frozen(kw_only=True)
class ResponseGain:
    """What one response to a risk gains.

    Attributes:
        risk: the risk's name.
        response: what is done.
        price: what doing it costs.
        time: by how much earlier the finish at the confidence is; working time in the plan's calendar.
        saved: expected saving of cost, the price not counted.
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
        rows = [
            (g.risk, g.response, str(g.price), in_days(g.time), str(g.saved), str(g.net), g.is_worth)
            for g in self.gains
        ]
        values = [
            (g.risk, g.response, g.price.amount, g.time.minutes, g.saved.amount, g.net.amount, g.is_worth)
            for g in self.gains
        ]
        return Table(title="What responses gain", columns=columns, rows=rows, values=values)


def _rounded(*amounts: Money) -> tuple[str, ...]:
    return tuple(str(amount.rounded(0)) for amount in amounts)


def response_values(result: SimulationResult, percent: float, *, day: Money | str | None = None) -> ResponseValues:
    """What each response that could be chosen gains, all else as in the result.

    Args:
        result: of a simulation with a register.
        percent: confidence at which dates are compared [%].
        day: what a working day is worth; None: time is shown, and counts for nothing.

    Raises:
        RiskError: the value of a day is in another currency.
    """
    rank_of(percent, 1)
    worth = 0.0 if day is None else result.cost.amount(money(day, place="day"))
    gains = [_gain(result, risk, percent, worth) for risk in result.run.register.open if _is_choice(risk)]
    return ResponseValues(percent=percent, gains=tuple(sorted(gains, key=lambda gain: -gain.net.amount)))


def _is_choice(risk: Risk) -> bool:
    response = risk.response
    if response is None or risk.status is RiskStatus.TREATED or risk.probability is None:
        return False
    same = (risk.residual_probability, risk.residual_cost, risk.residual_delay)
    return same != (risk.probability, risk.cost, risk.delay)


def _gain(result: SimulationResult, risk: Risk, percent: float, worth: float) -> ResponseGain:
    response = risk.response
    if response is None:
        raise RiskError([Fault(f"{risk}.response", None, "it has no response")])
    chosen = _chosen(result)
    without = _outcome(result, chosen - {risk.name}, percent)
    with_it = _outcome(result, chosen | {risk.name}, percent)
    price = 0.0 if response.cost is None else float(response.cost.amount)
    work = result.plan.calendar.compiled.between(int(with_it[0]), int(without[0]))
    saved = without[1] - with_it[1] + price
    days = work / (result.plan.day.minutes_per_day * 60)
    return ResponseGain(
        risk=risk.name,
        response=str(response),
        price=result.cost.money(price),
        time=seconds_of(work, day=result.plan.day),
        saved=result.cost.money(saved),
        net=result.cost.money(saved - price),
        is_worth=saved + days * worth > price,
    )


def _chosen(result: SimulationResult) -> frozenset[str]:
    responses = result.run.options.responses
    if responses == "all":
        return frozenset(risk.name for risk in result.run.register if risk.response is not None)
    return frozenset(responses)


def _outcome(result: SimulationResult, responses: Collection[str], percent: float) -> tuple[float, float]:
    """Percentile of the finish [s] and mean cost [currency] with these responses at work."""
    from itpm.risk.simulation.kernel import Kernel
    from itpm.risk.simulation.variants import finish_and_cost

    options = attrs.evolve(result.run.options, responses=tuple(sorted(responses)))
    recipe = recipe_of(result.plan, result.run.register, options)
    return finish_and_cost(Kernel(recipe), [len(outcome.finish) for outcome in result.outcomes], percent)

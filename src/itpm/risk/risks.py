"""Threats and opportunities.

**Signs.** An effect is a *change* of the plan: what adds cost or time is positive, what saves it is negative. A threat's effects
are positive, an opportunity's negative; the wrong sign is a fault. So the expected values of a register simply add up: threats
raise the expected cost, opportunities lower it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.model.given import text_faults, texts
from itpm.model.moments import finish_moment, start_moment
from itpm.risk.inputs import (
    CostEffect,
    RiskError,
    TimeEffect,
    cost_effect,
    effect_faults,
    probability,
    read_faults,
    time_effect,
)
from itpm.risk.responses import FOR_OPPORTUNITIES, FOR_THREATS, Response, ratings
from itpm.risk.statuses import OPEN_STATUSES, RiskStatus, StatusChange, changes

__all__ = ["Opportunity", "Risk", "RiskStatus", "Threat"]


@frozen
class Risk:
    """Base of `Threat` and `Opportunity`: an uncertain event with an effect on an objective.

    Attributes:
        name: what people call it; unique in a register.
        probability: how probable it is [1]; None where only a likelihood is rated.
        likelihood: how likely it is as a matrix rates it ("high"); needed where there is no probability.
        cost: change of cost if it occurs: one amount or three; negative saves.
        delay: change of the duration of each task it is on, if it occurs: one duration or three; negative saves.
        impact: (objective, rating) pairs where the effect is rated instead of measured: ``{"quality": "high"}``.
        on: ids of the tasks it strikes.
        deliverables: names of the deliverables it strikes.
        systems: names of the systems it strikes.
        cause: because of what.
        event: what may happen; empty: its name.
        effect: which would lead to what.
        category: place in the risk breakdown structure: ``"external/vendor"``.
        owner: who watches it.
        triggers: signs that it is about to occur.
        proximity: from when on it may strike; a bare date is the day's beginning.
        expires: until when it may strike; a bare date is the day's end.
        urgency: until when a response must be in place to be of use; a bare date is the day's end.
        status: where it stands.
        response: what is done about it beforehand.
        fallback: what is done if it occurs all the same.
        notes: free text.
        id: a short name for heat maps and minutes: ``"R-07"``; unique in a register.
        raised: when it was identified; a bare date is the day's beginning.
        reviewed: when it was last looked at; a bare date is the day's end.
        history: the steps it took, see `advance_risk`.

    Raises:
        RiskError: with every fault.
    """

    name: str
    probability: Decimal | None = field(default=None, kw_only=True, converter=probability)
    likelihood: str = field(default="", kw_only=True)
    cost: CostEffect | None = field(default=None, kw_only=True, converter=cost_effect)
    delay: TimeEffect | None = field(default=None, kw_only=True, converter=time_effect)
    impact: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=ratings)
    on: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    deliverables: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    systems: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    cause: str = field(default="", kw_only=True)
    event: str = field(default="", kw_only=True)
    effect: str = field(default="", kw_only=True)
    category: str = field(default="", kw_only=True)
    owner: str = field(default="", kw_only=True)
    triggers: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    proximity: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    expires: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    urgency: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    status: RiskStatus = field(default=RiskStatus.IDENTIFIED, kw_only=True)
    response: Response | None = field(default=None, kw_only=True)
    fallback: str = field(default="", kw_only=True)
    notes: str = field(default="", kw_only=True)
    id: str = field(default="", kw_only=True)
    raised: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    reviewed: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    history: tuple[StatusChange, ...] = field(default=(), kw_only=True, converter=changes)

    kind: ClassVar[str] = "risk"
    harmful: ClassVar[bool] = True
    strategies: ClassVar[tuple[type[Response], ...]] = ()

    def __attrs_post_init__(self) -> None:
        RiskError.refuse(_faults(self))

    @property
    def is_open(self) -> bool:
        """Whether it can still occur."""
        return self.status in OPEN_STATUSES

    @property
    def is_treated(self) -> bool:
        """Whether its response is in place, so that what it leaves is what counts."""
        return self.status is RiskStatus.TREATED and self.response is not None

    @property
    def label(self) -> str:
        """Its id, where it has one, else its name."""
        return self.id or self.name

    @property
    def residual_probability(self) -> Decimal | None:
        """Its probability once the response works [1]."""
        if self.response is None:
            return self.probability
        if self.response.probability is not None:
            return self.response.probability
        return self.response.leaves if self.response.leaves is not None else self.probability

    @property
    def residual_cost(self) -> CostEffect | None:
        """Its change of cost once the response works."""
        left = None if self.response is None else self.response.residual_cost
        return self.cost if left is None else left

    @property
    def residual_delay(self) -> TimeEffect | None:
        """Its delay once the response works."""
        left = None if self.response is None else self.response.residual_delay
        return self.delay if left is None else left

    @property
    def statement(self) -> str:
        """Cause, event and effect as a sentence."""
        because = f"because of {self.cause}, " if self.cause else ""
        leading = f", which would lead to {self.effect}" if self.effect else ""
        return f"{because}{self.event or self.name} may occur{leading}"

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r}"


@frozen
class Threat(Risk):
    """A risk that harms.

    Example:
        >>> late = Threat("vendor late", probability=0.3, delay=("5d", "10d", "20d"), cost="40k EUR", on=["build"])
        >>> print(late.delay, late.cost, late.statement)
        5d/10d/20d 40,000 EUR vendor late may occur
        >>> Threat("vendor late", probability=3, delay="-5d")
        Traceback (most recent call last):
        itpm.risk.inputs.RiskError: 2 faults
          threat 'vendor late'.probability: expected a probability from 0 to 1, got 3
          threat 'vendor late'.delay: a threat adds, expected 0 or more, got -5d; what helps is an opportunity
    """

    kind = "threat"
    harmful = True
    strategies = FOR_THREATS


@frozen
class Opportunity(Risk):
    """A risk that helps.

    Example:
        >>> print(Opportunity("re-use portal", probability=0.4, delay="-4d", on=["build"]).delay)
        -4d
    """

    kind = "opportunity"
    harmful = False
    strategies = FOR_OPPORTUNITIES


def _faults(risk: Risk) -> list[Fault]:
    place = f"{risk.kind} {shortened(risk.name)}"
    read = {"probability": risk.probability, "cost": risk.cost, "delay": risk.delay}
    faults = [*text_faults(risk, place, besides=("name",)), *read_faults(place, **read)]
    if not isinstance(risk.name, str) or not risk.name.strip():
        faults.append(Fault(f"{place}.name", risk.name, f"expected a name, got {shortened(risk.name)}"))
    if risk.probability is None and not risk.likelihood:
        message = "expected a probability from 0 to 1, or a likelihood that a matrix rates"
        faults.append(Fault(f"{place}.probability", None, message))
    if not isinstance(risk.status, RiskStatus):
        faults.append(Fault(f"{place}.status", risk.status, f"expected a RiskStatus, got {shortened(risk.status)}"))
    if risk.proximity is not None and risk.expires is not None and risk.expires < risk.proximity:
        faults.append(
            Fault(f"{place}.expires", risk.expires, f"it cannot expire before it may strike on {risk.proximity}")
        )
    faults.extend(_history_faults(risk, place))
    bad = {fault.place for fault in faults}
    cost = None if f"{place}.cost" in bad else risk.cost
    delay = None if f"{place}.delay" in bad else risk.delay
    faults.extend(effect_faults(cost, delay, harmful=risk.harmful, place=place))
    faults.extend(_response_faults(risk, place))
    return faults


def _history_faults(risk: Risk, place: str) -> list[Fault]:
    if not risk.history:
        return []
    found = []
    if risk.history[-1].status is not risk.status:
        ended, stands = (getattr(one, "value", one) for one in (risk.history[-1].status, risk.status))
        message = f"its history ends with {ended!r}, its status is {stands!r}; use advance_risk"
        found.append(Fault(f"{place}.status", risk.status, message))
    dates = [step.at for step in risk.history]
    if dates != sorted(dates):
        found.append(Fault(f"{place}.history", dates, "steps are written in the order they were taken"))
    return found


def _response_faults(risk: Risk, place: str) -> list[Fault]:
    response = risk.response
    if response is None:
        return []
    if not isinstance(response, risk.strategies):
        expected = ", ".join(strategy.__name__ for strategy in risk.strategies)
        message = f"to {'a' if risk.harmful else 'an'} {risk.kind} one can respond with {expected}, got {type(response).__name__}"
        return [Fault(f"{place}.response", response, message)]
    residual = response.residual_cost, response.residual_delay
    found = effect_faults(*residual, harmful=risk.harmful, place=f"{place}.response")
    return [
        Fault(fault.place.replace(".response.", ".response.residual_"), fault.value, fault.message) for fault in found
    ]

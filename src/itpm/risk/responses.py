"""What is done about a risk: five strategies for a threat, five for an opportunity, and what they leave.

A response says what it costs and what remains once it works: the *residual* probability and effects. What it does not say stays
as it was, except that avoiding leaves no threat (probability 0) and exploiting makes an opportunity certain (1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from itpm.errors import Fault, shortened
from itpm.model.given import expect, text_faults, text_pairs, texts
from itpm.model.money import Money
from itpm.risk.inputs import (
    CostEffect,
    RiskError,
    TimeEffect,
    cost_effect,
    price,
    probability,
    read_faults,
    time_effect,
)


def ratings(value: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Converter for impact ratings by objective."""
    return tuple((objective_name(name), rating) for name, rating in text_pairs(value))


def objective_name(objective: str) -> str:
    """An objective by its one name: ``"schedule"`` is ``"time"``."""
    expect(objective, "objective", str, error=RiskError)
    return "time" if objective.strip().lower() == "schedule" else objective.strip()


@frozen
class Response:
    """Base of the strategies; what is done about a risk.

    Attributes:
        action: what is done, in a few words.
        cost: what doing it costs.
        probability: residual probability [1]; None: as before.
        residual_cost: residual change of cost if the risk occurs; None: as before.
        residual_delay: residual delay if the risk occurs; None: as before.
        likelihood: residual likelihood as a matrix rates it; empty: as before.
        residual_impact: residual (objective, rating) pairs, for a matrix; none: as before.
        owner: who does it.
        tasks: ids of the tasks in the plan that do it.
        secondary: names of risks in the register that the response itself brings.

    Raises:
        RiskError: with every fault.
    """

    action: str = ""
    cost: Money | None = field(default=None, kw_only=True, converter=price)
    probability: Decimal | None = field(default=None, kw_only=True, converter=probability)
    residual_cost: CostEffect | None = field(default=None, kw_only=True, converter=cost_effect)
    residual_delay: TimeEffect | None = field(default=None, kw_only=True, converter=time_effect)
    likelihood: str = field(default="", kw_only=True)
    residual_impact: tuple[tuple[str, str], ...] = field(default=(), kw_only=True, converter=ratings)
    owner: str = field(default="", kw_only=True)
    tasks: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)
    secondary: tuple[str, ...] = field(default=(), kw_only=True, converter=texts)

    strategy: ClassVar[str] = "response"
    leaves: ClassVar[Decimal | None] = None
    """Residual probability where none is given [1]."""

    def __attrs_post_init__(self) -> None:
        place = f"{self.strategy} {shortened(self.action)}"
        read = {name: getattr(self, name) for name in ("cost", "probability", "residual_cost", "residual_delay")}
        faults = [*text_faults(self, place), *read_faults(place, **read)]
        if isinstance(self.cost, Money) and self.cost.amount < 0:
            faults.append(Fault(f"{place}.cost", self.cost, f"a response costs nothing or more, got {self.cost}"))
        if isinstance(self, Accept) and any(read[name] is not None for name in list(read)[1:]):
            message = "accepting changes neither probability nor effect; to change them, mitigate or enhance"
            faults.append(Fault(place, self.action, message))
        RiskError.refuse(faults)

    def __str__(self) -> str:
        return f"{self.strategy}: {self.action}" if self.action else self.strategy


@frozen
class Avoid(Response):
    """Change the plan so that the threat cannot occur."""

    strategy = "avoid"
    leaves = Decimal(0)


@frozen
class Transfer(Response):
    """Let another bear the threat: insure it, contract it out."""

    strategy = "transfer"


@frozen
class Mitigate(Response):
    """Make the threat less likely or less harmful."""

    strategy = "mitigate"


@frozen
class Exploit(Response):
    """Make sure that the opportunity occurs."""

    strategy = "exploit"
    leaves = Decimal(1)


@frozen
class Share(Response):
    """Give the opportunity to who can best make use of it, for a part of it."""

    strategy = "share"


@frozen
class Enhance(Response):
    """Make the opportunity likelier or more useful."""

    strategy = "enhance"


@frozen
class Accept(Response):
    """Do nothing beforehand; a reserve may be set aside."""

    strategy = "accept"


@frozen
class Escalate(Response):
    """Hand it to who can decide: it lies outside the project's authority."""

    strategy = "escalate"


FOR_THREATS: tuple[type[Response], ...] = (Avoid, Transfer, Mitigate, Accept, Escalate)
"""Strategies for a threat. Source: PMBOK Guide, 6th ed., 11.5.2.4."""
FOR_OPPORTUNITIES: tuple[type[Response], ...] = (Exploit, Share, Enhance, Accept, Escalate)
"""Strategies for an opportunity. Source: PMBOK Guide, 6th ed., 11.5.2.5."""

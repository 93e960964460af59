"""What a plan costs as a simulation counts it: a part that is certain, and parts that grow with the durations of tasks."""

from __future__ import annotations

from attrs import frozen

from itpm.cost.budgeting.estimates import cost_estimate
from itpm.cost.budgeting.lines import CostKind
from itpm.errors import FaultsError
from itpm.model.money import NO_CURRENCY
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.scheduling.schedules import schedule

_GROWING = (CostKind.LABOUR, CostKind.OVERTIME)


@frozen(kw_only=True)
class Prices:
    """What a plan costs.

    Attributes:
        currency: ISO 4217 code; ``"XXX"`` where nothing costs anything.
        certain: what does not depend on durations, by place [currency].
        growing: what grows in proportion to the duration of a task, by place [currency].
        left_out: why there is no cost, where there is none.
    """

    currency: str
    certain: tuple[tuple[int, float], ...] = ()
    growing: tuple[tuple[int, float], ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """Cost of the plan as it is scheduled [currency]."""
        return sum(amount for _, amount in self.certain) + sum(amount for _, amount in self.growing)


def prices_of(plan: Plan, policy: SchedulingPolicy, without: frozenset[int], currency: str) -> Prices:
    """What a plan costs: work with its hours, all else as it stands.

    Args:
        plan: with assignments, rates and fixed costs.
        policy: how it is scheduled.
        without: places of tasks whose cost comes from elsewhere.
        currency: of what else is counted with it.
    """
    if not any(task.assignments or task.extra.fixed_cost for task in plan.tasks):
        own = plan.currency if plan.currency != NO_CURRENCY else currency
        return Prices(currency=own)
    try:
        estimate = cost_estimate(schedule(plan, policy=policy))
        lines = estimate.lines
    except FaultsError as error:
        return Prices(currency=currency, left_out=(f"the plan's own cost: {error.faults[0]}",))
    position = plan.structure.position
    sums: tuple[dict[int, float], dict[int, float]] = {}, {}
    for line in lines:
        place = position.get(line.task, -1)
        if place not in without:
            by_place = sums[line.kind in _GROWING]
            by_place[place] = by_place.get(place, 0.0) + float(line.amount.amount)
    own = estimate.currency if estimate.currency != NO_CURRENCY or not sums[0] | sums[1] else currency
    certain, growing = (tuple(sorted(part.items())) for part in sums)
    return Prices(currency=own, certain=certain, growing=growing)

"""What is measured against: a baseline from a date on, or a budget as it falls due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal

from attrs import field, frozen

from itpm.cost.earned.curves import Due, Planned, Several
from itpm.cost.phasing import Span, whole_span
from itpm.cost.rollup import RollUp, own_amounts
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan

_HOUR = Decimal(3600)
_CONTEXT = Context(prec=60)


@frozen(kw_only=True)
class Layer:
    """One baseline, from a date on.

    Attributes:
        baseline: the baseline.
        since: up to when what the layers before it planned stays [s]; None: the first.
        agreed: what it says, by task id.
        budgets: what each task and the project hold of their own [currency or h].
        whole: from its first to its last date; None where it has none.
        due: by place, what falls due when, where that is known better than by dates; at -1 what the project holds.
    """

    baseline: Baseline
    since: int | None
    agreed: Mapping[str, BaselineTask] = field(repr=False)
    budgets: RollUp = field(repr=False)
    whole: Span | None
    due: Mapping[int, Planned] = field(factory=dict, repr=False)


def layer_of(plan: Plan, baseline: Baseline, *, hours: bool, since: datetime | None) -> Layer:
    """A baseline with its budgets rolled up."""
    agreed = baseline.by_task()
    recorded = [_budget(agreed.get(task.id), plan, hours=hours) for task in plan.tasks]
    return Layer(
        baseline=baseline,
        since=None if since is None else to_seconds(since),
        agreed=agreed,
        budgets=own_amounts(plan.structure, recorded),
        whole=whole_span(plan, agreed),
    )


def layer_of_budget(plan: Plan, tasks: Sequence[BaselineTask], due: Mapping[str, Due]) -> Layer:
    """A budget in time; what it holds for tasks that the plan has no more, the project holds."""
    position, agreed = plan.structure.position, {task.id: task for task in tasks}
    own = [Decimal(0)] * len(plan.tasks)
    found: dict[int, Planned] = {}
    beside: list[Due] = []
    for name, amounts in due.items():
        if (place := position.get(name)) is None:
            beside.append(amounts)
        else:
            own[place], found[place] = amounts.budget, amounts
    if beside:
        found[-1] = Several(tuple(beside))
    return Layer(
        baseline=Baseline("budget", tasks),
        since=None,
        agreed=agreed,
        budgets=RollUp(tuple(own), sum((one.budget for one in beside), Decimal(0)), ()),
        whole=whole_span(plan, agreed),
        due=found,
    )


def _budget(entry: BaselineTask | None, plan: Plan, *, hours: bool) -> Decimal | None:
    if entry is None:
        return None
    if hours:
        return None if entry.work is None else _CONTEXT.divide(Decimal(entry.work.seconds(plan.day)), _HOUR)
    return None if entry.cost is None else entry.cost.amount

"""Earned value of a plan at a date: from a baseline, recorded progress and actual cost.

**Planned value** is the baseline's cost, spread along working time (`itpm.cost.phasing`). **Earned value** is a share
of the same cost, by each task's method (`itpm.cost.earning`). **Actual cost** is what is recorded for a task, else the
sum of what is recorded for its assignments; never both. A task that the baseline lacks has no planned value, budget or
earned value, but what it cost counts.

What a summary holds of its own (`itpm.cost.rollup`) is planned over the summary's baseline span and earned as its parts
are; where they have no budget, by the progress recorded for the summary, else by that of the leaves, weighted by their
durations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Context, Decimal, localcontext

from itpm.cost.earning import duration_percent, earned_percent, earning_method
from itpm.cost.figures import EarnedValueRow
from itpm.cost.integrity import Measured, integrity_findings
from itpm.cost.performance import EarnedValue
from itpm.cost.phasing import Span, portion, span_of, whole_span
from itpm.cost.rollup import RollUp, own_amounts, top_down, totals
from itpm.errors import Fault, PlanError, UnknownNameError, nearest
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.durations import scheduled
from itpm.model.moments import Moment, moment, to_seconds
from itpm.model.money import CurrencyMismatchError, Money
from itpm.model.plans import Plan
from itpm.model.tasks import EarnedValueMethod

_DIGITS = 60


def earned_value(plan: Plan, *, as_of: Moment | None = None, baseline: str | None = None) -> EarnedValue:
    """Planned value, earned value and actual cost at every level of the work breakdown, with what follows from them.

    Args:
        plan: with a baseline that has costs, progress and actual cost.
        as_of: the date to measure at; a bare date is the day's end; None: the plan's data date.
        baseline: name of the baseline to measure against; None: the plan's first.

    Raises:
        PlanError: there is no date to measure at, or no baseline.
        UnknownNameError: no baseline has that name.
        CurrencyMismatchError: the plan's money is in several currencies.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed.; EIA-748-C.

    Example:
        >>> from itpm.model.progress import Progress
        >>> from itpm.model.tasks import Task
        >>> done = Progress(actual_start="2026-01-05", percent_complete=50, actual_cost=Money(600, "EUR"))
        >>> agreed = BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00", cost=Money(1000, "EUR"))
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "10d", progress=done)],
        ...             baselines=[Baseline("agreed", [agreed])])
        >>> ev = earned_value(plan, as_of="2026-01-13")
        >>> print(ev.pv, ev.ev, ev.ac, f"{ev.cpi:.3f}", ev.eac())
        700 EUR 500 EUR 600 EUR 0.833 1,200 EUR
    """
    at = _as_of(plan, as_of)
    agreed = _baseline(plan, baseline)
    with localcontext(Context(prec=_DIGITS)):
        return _measured(plan, at, agreed)


def _as_of(plan: Plan, as_of: Moment | None) -> datetime:
    if as_of is not None:
        return moment(as_of, edge="finish", place="as_of")
    if plan.data_date is None:
        message = "the plan has no data date, so earned value needs a date to measure at: expected as_of='2026-03-31'"
        raise PlanError([Fault("as_of", None, message)])
    return plan.data_date


def _baseline(plan: Plan, name: str | None) -> Baseline:
    if not plan.baselines:
        message = "earned value is measured against a baseline, and the plan has none"
        raise PlanError([Fault("plan.baselines", (), message)])
    if name is None:
        return plan.baselines[0]
    known = {baseline.name: baseline for baseline in plan.baselines}
    if name not in known:
        raise UnknownNameError("baseline", name, nearest(name, known))
    return known[name]


def _measured(plan: Plan, at: datetime, baseline: Baseline) -> EarnedValue:
    agreed = baseline.by_task()
    currency = _currency(plan, agreed)
    structure = plan.structure
    budgets = own_amounts(structure, [_amount(agreed.get(task.id)) for task in plan.tasks])
    costs = own_amounts(structure, _actual_costs(plan))
    ledger = _Ledger(plan, agreed, to_seconds(at))
    planned = [ledger.planned(place, budget) for place, budget in enumerate(budgets.own)]
    earned = ledger.earned(budgets.own, planned)
    project = ledger.of_project(budgets, costs, planned, earned)
    columns = [totals(structure, own) for own in (planned, earned, costs.own, budgets.own)]
    rows = tuple(_rows(plan, columns, currency))
    money = [Money(_sum_of_roots(plan, column) + own, currency) for column, own in zip(columns, project, strict=True)]
    total = EarnedValueRow(id="", name=plan.name, is_summary=True, pv=money[0], ev=money[1], ac=money[2], bac=money[3])
    findings = integrity_findings(
        Measured(
            plan=plan,
            as_of=at,
            agreed=agreed,
            rows=rows,
            undated=frozenset(ledger.undated),
            contradicted=budgets.contradicted,
            loose=(Money(budgets.project, currency), Money(costs.project, currency)),
            budget=total.bac,
        )
    )
    return EarnedValue(name=plan.name, as_of=at, baseline=baseline.name, total=total, rows=rows, findings=findings)


def _currency(plan: Plan, agreed: Mapping[str, BaselineTask]) -> str:
    """The one currency of all amounts, else the plan's own."""
    found: dict[str, str] = {}
    for place, amount in _amounts(plan, agreed):
        found.setdefault(amount.currency, place)
    if len(found) > 1:
        listed = ", ".join(f"{currency} ({place})" for currency, place in sorted(found.items()))
        raise CurrencyMismatchError(f"earned value needs one currency, the plan has {listed}")
    return next(iter(found), plan.currency)


def _amounts(plan: Plan, agreed: Mapping[str, BaselineTask]) -> Iterable[tuple[str, Money]]:
    for task in plan.tasks:
        entry = agreed.get(task.id)
        if entry is not None and entry.cost:
            yield f"baseline cost of task {task.id!r}", entry.cost
        for amount in (task.progress and task.progress.actual_cost, *(share.actual_cost for share in task.assignments)):
            if amount:
                yield f"actual cost of task {task.id!r}", amount


def _amount(entry: BaselineTask | None) -> Decimal | None:
    return None if entry is None or entry.cost is None else entry.cost.amount


def _actual_costs(plan: Plan) -> list[Decimal | None]:
    """Recorded for each task: its own figure, else its assignments'; a summary's come on top of its parts."""
    found: list[Decimal | None] = [None] * len(plan.tasks)
    below = [Decimal(0)] * len(plan.tasks)
    for place in reversed(top_down(plan.structure)):
        task = plan.tasks[place]
        amount = task.progress.actual_cost if task.progress is not None else None
        booked = [share.actual_cost.amount for share in task.assignments if share.actual_cost is not None]
        if amount is not None:
            found[place] = amount.amount
        elif booked:
            found[place] = sum(booked, below[place])
        if (parent := plan.structure.parents[place]) >= 0:
            known = found[place]
            below[parent] += below[place] if known is None else known
    return found


class _Ledger:
    """Planned and earned value by place; lives only while one measurement runs."""

    def __init__(self, plan: Plan, agreed: Mapping[str, BaselineTask], at: int) -> None:
        self.plan, self.agreed, self.at = plan, agreed, at
        self.whole: Span | None = whole_span(plan, agreed)
        self.undated: list[int] = []

    def planned(self, place: int, budget: Decimal) -> Decimal:
        if not budget:
            return Decimal(0)
        task = self.plan.tasks[place]
        span = span_of(self.plan, task, self.agreed.get(task.id))
        if span is None:
            self.undated.append(place)
            span = self.whole
        return span.planned(budget, self.at) if span is not None else Decimal(0)

    def earned(self, budgets: Sequence[Decimal], planned: Sequence[Decimal]) -> list[Decimal]:
        """What each place has earned of its own budget, parts before summaries."""
        structure, tasks = self.plan.structure, self.plan.tasks
        earned = [Decimal(0)] * len(tasks)
        earned_below, budget_below = list(earned), list(earned)
        for place in reversed(top_down(structure)):
            budget = budgets[place]
            if budget and structure.children[place]:
                earned[place] = self._own(place, budget, planned[place], earned_below[place], budget_below[place])
            elif budget:
                percent = earned_percent(tasks[place], day=self.plan.day)
                earned[place] = planned[place] if percent is None else portion(budget, percent, 100)
            if (parent := structure.parents[place]) >= 0:
                earned_below[parent] += earned_below[place] + earned[place]
                budget_below[parent] += budget_below[place] + budget
        return earned

    def _own(self, place: int, budget: Decimal, planned: Decimal, earned_below: Decimal, below: Decimal) -> Decimal:
        task = self.plan.tasks[place]
        if earning_method(task) is EarnedValueMethod.LEVEL_OF_EFFORT:
            return planned
        if below > 0:
            return portion(budget, earned_below, below)
        recorded = earned_percent(task, day=self.plan.day) if task.progress is not None else None
        return portion(budget, recorded if recorded is not None else self._of_leaves(place), 100)

    def _of_leaves(self, place: int) -> Decimal:
        """Percent complete of the leaves below, weighted by their durations [%]."""
        structure, day = self.plan.structure, self.plan.day
        leaves = [self.plan.tasks[leaf] for leaf in structure.descendants(place) if not structure.children[leaf]]
        weights = [scheduled(leaf.duration).seconds(day) if leaf.duration is not None else 0 for leaf in leaves]
        done = [duration_percent(leaf, day=day) * weight for leaf, weight in zip(leaves, weights, strict=True)]
        return sum(done, Decimal(0)) / sum(weights) if sum(weights) > 0 else Decimal(0)

    def of_project(
        self, budgets: RollUp, costs: RollUp, planned: Sequence[Decimal], earned: Sequence[Decimal]
    ) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """PV, EV, AC and BAC of what the project holds beside its tasks."""
        budget = budgets.project
        below = sum(budgets.own, Decimal(0))
        due = self.whole.planned(budget, self.at) if self.whole is not None else Decimal(0)
        done = portion(budget, sum(earned, Decimal(0)), below) if below > 0 else Decimal(0)
        return due, done, costs.project, budget


def _sum_of_roots(plan: Plan, column: Sequence[Decimal]) -> Decimal:
    parents = plan.structure.parents
    return sum((amount for place, amount in enumerate(column) if parents[place] < 0), Decimal(0))


def _rows(plan: Plan, columns: Sequence[Sequence[Decimal]], currency: str) -> Iterable[EarnedValueRow]:
    structure = plan.structure
    levels = [1] * len(plan.tasks)
    for place in top_down(structure):
        if (parent := structure.parents[place]) >= 0:
            levels[place] = levels[parent] + 1
    for place, task in enumerate(plan.tasks):
        pv, ev, ac, bac = (Money(column[place], currency) for column in columns)
        yield EarnedValueRow(
            id=task.id,
            name=task.label,
            parent=task.parent or "",
            level=levels[place],
            is_summary=bool(structure.children[place]),
            method=None if structure.children[place] else earning_method(task),
            pv=pv,
            ev=ev,
            ac=ac,
            bac=bac,
        )

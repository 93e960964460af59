"""Earned value of a plan at a date: from a baseline, recorded progress and actual cost.

**Planned value** is the baseline's cost in time (`itpm.cost.earned.curves`): spread along working time, or due as the method
of measurement says. **Earned value** is a share of the same cost, by each task's method (`itpm.cost.earned.measures`).
**Actual cost** is by accrual: from the books (`itpm.cost.earned.accruals`) where they are given, else what is recorded for a
task, else the sum of what is recorded for its assignments; never both. A task that the baseline lacks has no planned value,
budget or earned value, but what it cost counts.

What a summary holds of its own (`itpm.cost.rollup`) is planned over the summary's baseline span and earned as its parts
are; where they have no budget, by the progress recorded for the summary, else by that of the leaves, weighted by their
durations.

A plan that was **re-baselined** is measured against several baselines, each of which counts from its date on: what had been
planned up to then stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Context, localcontext
from typing import Literal, Protocol

from itpm.cost.earned.accruals import AccruedCost, CostRecord, accrued_costs
from itpm.cost.earned.comparing import retroactive_findings
from itpm.cost.earned.curves import Due
from itpm.cost.earned.known import known_at, saved_plans
from itpm.cost.earned.layers import Layer, layer_of, layer_of_budget
from itpm.cost.earned.ledger import Ledger
from itpm.cost.earned.measurement import HOURS, Measurement
from itpm.cost.earned.measures import Measure
from itpm.cost.earned.schedules import EarnedSchedule
from itpm.cost.performance import EarnedValue
from itpm.errors import Fault, PlanError, UnknownNameError, UnknownTaskError, nearest
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.given import expect
from itpm.model.moments import Moment, moment
from itpm.model.money import CurrencyMismatchError, Money
from itpm.model.plans import Plan

_DIGITS = 60


class InTime(Protocol):
    """Dates and budgets by task."""

    @property
    def tasks(self) -> Sequence[BaselineTask]:
        """Dates and cost of each task."""
        ...

    @property
    def due(self) -> Mapping[str, Due]:
        """By task id, what falls due when; under the empty id what is beside the tasks."""
        ...


class Budgeted(Protocol):
    """What can be measured against instead of a baseline: a `Budget`."""

    def in_time(self) -> InTime:
        """What each task holds, as it falls due."""
        ...


def earned_value(
    plan: Plan,
    *,
    as_of: Moment | None = None,
    baseline: str | Iterable[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
    costs: Iterable[CostRecord] | None = None,
    history: Iterable[Plan] = (),
    unit: Literal["money", "hours"] = "money",
    budget: Budgeted | None = None,
) -> EarnedValue:
    """Planned value, earned value and actual cost at every level of the work breakdown, with what follows from them.

    Args:
        plan: with a baseline that has costs, progress and actual cost.
        as_of: the date to measure at; a bare date is the day's end; None: the plan's data date. Before the data date only
            what was known then counts: by `history`, else by the actual dates; what had to be taken as even is a finding.
        baseline: name of the baseline to measure against, it alone. Several, oldest first: the plan was re-baselined, and
            each counts from its `set_at` on; planned value up to then stays. None: the plan's first, and where it has a
            date, those that it replaced.
        measures: how work packages earn that need more than a percentage, by task id.
        costs: the books; None: the plan's own actual costs.
        history: the plan as it was saved at earlier data dates; what was changed later for a time already reported is a
            finding.
        unit: ``"hours"`` measures work instead of money, where there is none: budgets, earned and actual hours [h].
        budget: a `Budget` to measure against instead of a baseline: planned value is then due exactly as its costs are, with
            planning packages, undistributed budget and contingency that counts inside.

    Raises:
        PlanError: there is no date to measure at, no baseline, a later one without a date, or a measure or cost of a task
            that does not exist.
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
        >>> print(f"{ev.spi_t:.3f}", ev.schedule.finish())
        0.714 2026-01-22 17:00:00
    """
    with localcontext(Context(prec=_DIGITS)):
        return _measurement(
            plan,
            as_of=as_of,
            baseline=baseline,
            measures=measures,
            costs=costs,
            history=history,
            unit=unit,
            budget=budget,
        ).result


def earned_schedule(
    plan: Plan,
    task_id: str | None = None,
    *,
    as_of: Moment | None = None,
    baseline: str | Iterable[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
    costs: Iterable[CostRecord] | None = None,
    history: Iterable[Plan] = (),
    unit: Literal["money", "hours"] = "money",
    budget: Budgeted | None = None,
) -> EarnedSchedule:
    """How far the plan's own time is earned, for the project, a summary or a task.

    Args:
        plan: as for `earned_value`, like all that follows it.
        task_id: whose; None: the project's, which ``earned_value(plan).schedule`` has too.
        as_of: the date to measure at.
        baseline: what to measure against.
        measures: how work packages earn.
        costs: the books.
        history: earlier states of the plan.
        unit: ``"hours"`` measures work instead of money.
        budget: a `Budget` to measure against instead of a baseline.

    Raises:
        PlanError: as for `earned_value`.
        UnknownTaskError: no such task.
        UndefinedIndexError: nothing was planned, or more was earned than ever planned.

    Source:
        Lipke (2003), Schedule is different, The Measurable News.

    Example:
        >>> from itpm.model.progress import Progress
        >>> from itpm.model.tasks import Task
        >>> agreed = BaselineTask("build", start="2026-01-05 08:00", finish="2026-01-16 17:00", cost=Money(1000, "EUR"))
        >>> task = Task("build", "10d", progress=Progress(actual_start="2026-01-05", percent_complete=50))
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[task], baselines=[Baseline("agreed", [agreed])])
        >>> status = earned_schedule(plan, "build", as_of="2026-01-13")
        >>> print(f"{status.es} of {status.at} days", status.earned_until)
        5 of 7 days 2026-01-09 17:00:00
    """
    with localcontext(Context(prec=_DIGITS)):
        found = _measurement(
            plan,
            as_of=as_of,
            baseline=baseline,
            measures=measures,
            costs=costs,
            history=history,
            unit=unit,
            budget=budget,
        )
        if task_id is not None and task_id not in plan:
            raise UnknownTaskError(task_id, nearest(task_id, plan.structure.position))
        return found.schedule(task_id)


def _measurement(
    plan: Plan,
    *,
    as_of: Moment | None,
    baseline: str | Iterable[str] | None,
    measures: Mapping[str, Measure] | None,
    costs: Iterable[CostRecord] | None,
    history: Iterable[Plan],
    unit: str,
    budget: Budgeted | None,
) -> Measurement:
    expect(plan, "plan", Plan, error=PlanError)
    if unit not in ("money", "hours"):
        raise PlanError([Fault("unit", unit, f"expected 'money' or 'hours', got {unit!r}")])
    at, saved = _as_of(plan, as_of), saved_plans(history)
    hours = unit == "hours"
    layers = _layers(plan, baseline, budget, hours=hours)
    known, books = known_at(plan, at, saved), None if costs is None else list(costs)
    accrued = None if books is None else accrued_costs(books, as_of=at, tasks=plan.structure.position)
    currency = HOURS if hours else _currency(plan, layers, accrued)
    ledger = Ledger(known.plan, layers, at, measures or {})
    late = retroactive_findings(plan, saved, books or (), ledger, hours=hours)
    return Measurement.of(plan, known, ledger, accrued, currency).with_findings(late)


def _as_of(plan: Plan, as_of: Moment | None) -> datetime:
    if as_of is not None:
        return moment(as_of, edge="finish", place="as_of")
    if plan.data_date is None:
        message = "the plan has no data date, so earned value needs a date to measure at: expected as_of='2026-03-31'"
        raise PlanError([Fault("as_of", None, message)])
    return plan.data_date


def _layers(plan: Plan, baseline: str | Iterable[str] | None, budget: Budgeted | None, *, hours: bool) -> list[Layer]:
    if budget is None:
        return [layer_of(plan, one, hours=hours, since=since) for one, since in _baselines(plan, baseline)]
    faults = [
        Fault("budget", "given", f"a budget is measured in money and instead of a baseline, without {word}")
        for word, is_given in (("unit='hours'", hours), (f"baseline={baseline!r}", baseline is not None))
        if is_given
    ]
    if faults:
        raise PlanError(faults)
    found = budget.in_time()
    return [layer_of_budget(plan, found.tasks, found.due)]


def _baselines(plan: Plan, names: str | Iterable[str] | None) -> list[tuple[Baseline, datetime | None]]:
    """The baselines to measure against, each with the date from which it counts."""
    if not plan.baselines:
        message = "earned value is measured against a baseline, and the plan has none"
        raise PlanError([Fault("plan.baselines", (), message)])
    if names is None:
        return _chained(plan.baselines)
    known = {baseline.name: baseline for baseline in plan.baselines}
    found: list[tuple[Baseline, datetime | None]] = []
    faults: list[Fault] = []
    for name in (names,) if isinstance(names, str) else tuple(names):
        if name not in known:
            raise UnknownNameError("baseline", name, nearest(name, known))
        since = known[name].set_at if found else None
        if found and since is None:
            faults.append(Fault("baseline", name, f"baseline {name!r} replaces another, so it needs its date, set_at"))
        elif since is not None and (before := found[-1][1]) is not None and since <= before:
            faults.append(Fault("baseline", name, f"baseline {name!r} is not later than the one that it replaces"))
        found.append((known[name], since))
    if not found:
        faults.append(Fault("baseline", (), "expected the name of at least one baseline, got none"))
    if faults:
        raise PlanError(faults)
    return found


def _chained(baselines: Sequence[Baseline]) -> list[tuple[Baseline, datetime | None]]:
    """The first baseline, and those it replaced, oldest first: of those behind it, each that was agreed before the next."""
    found = [baselines[0]]
    for older in baselines[1:]:
        since = found[0].set_at
        if since is None:
            break
        if older.set_at is None or older.set_at < since:
            found.insert(0, older)
    return [(one, one.set_at if place else None) for place, one in enumerate(found)]


def _currency(plan: Plan, layers: Sequence[Layer], accrued: Mapping[str, AccruedCost] | None) -> str:
    """The one currency of all amounts, else the plan's own."""
    found: dict[str, str] = {}
    for layer in layers:
        for place, amount in _amounts(plan, layer.agreed, recorded=accrued is None):
            found.setdefault(amount.currency, place)
    for name, cost in (accrued or {}).items():
        found.setdefault(cost.amount.currency, f"cost records of task {name!r}")
    if len(found) > 1:
        listed = ", ".join(f"{currency} ({place})" for currency, place in sorted(found.items()))
        raise CurrencyMismatchError(f"earned value needs one currency, the plan has {listed}")
    return next(iter(found), plan.currency)


def _amounts(plan: Plan, agreed: Mapping[str, BaselineTask], *, recorded: bool) -> Iterable[tuple[str, Money]]:
    for task in plan.tasks:
        entry = agreed.get(task.id)
        if entry is not None and entry.cost:
            yield f"baseline cost of task {task.id!r}", entry.cost
        spent = (task.progress and task.progress.actual_cost, *(share.actual_cost for share in task.assignments))
        for amount in spent if recorded else ():
            if amount:
                yield f"actual cost of task {task.id!r}", amount

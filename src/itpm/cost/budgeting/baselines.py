"""Between a budget and a plan's baseline: planned value over time from the one, the baseline from the other."""

from __future__ import annotations

from itpm.cost.budgeting.amounts import share, to_units
from itpm.cost.budgeting.budgets import Budget
from itpm.cost.budgeting.entries import Entry, inherited
from itpm.cost.budgeting.estimates import CostEstimate
from itpm.cost.budgeting.inputs import refuse
from itpm.cost.budgeting.lines import CostKind, Treatment
from itpm.cost.budgeting.periods import By
from itpm.cost.budgeting.phased import PhasedCost, phased
from itpm.cost.budgeting.spreading import Cumulative, Piece
from itpm.cost.earning import share_at_start
from itpm.cost.phasing import Span, span_of, whole_span
from itpm.cost.rollup import own_amounts
from itpm.errors import Fault, PlanError, UnknownNameError, nearest
from itpm.model.baselines import Baseline, BaselineTask
from itpm.model.durations import scheduled
from itpm.model.moments import Moment, finish_moment, to_datetime
from itpm.model.money import CurrencyMismatchError, Money
from itpm.model.plans import Plan
from itpm.model.resources import Accrual


def baseline_of(cost: CostEstimate | Budget, name: str, *, set_at: Moment | None = None) -> Baseline:
    """An estimate or a budget as a baseline for the plan, so that earned value is measured against it: its BAC is the budget.

    A baseline holds budgets by task. What the project has beside its tasks goes to the summary that holds the whole plan.

    Args:
        cost: what was agreed.
        name: what the baseline is called.
        set_at: when it was agreed; a bare date is the day's end.

    Raises:
        BudgetError: there is budget beside the tasks, and no one summary holds them all.

    Example:
        >>> from itpm.cost.budgeting import cost_estimate, Expense
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "5d")])
        >>> estimate = cost_estimate(schedule(plan), expenses=[Expense("workshop", "800 EUR", task="build")])
        >>> print(baseline_of(estimate, "agreed").tasks[0].cost)
        800 EUR
    """
    estimate = cost.estimate if isinstance(cost, Budget) else cost
    schedule = estimate.schedule
    plan, breakdown = schedule.plan, cost.by("wbs")
    beside, roots = breakdown.total.own, [task.id for task in plan.tasks if task.parent is None]
    if beside and len(roots) != 1:
        message = f"{beside} belongs to no task, and no one summary holds the whole plan: give it to a task"
        refuse([Fault("budget", beside, message)])
    start, finish = schedule.solution.start, list(schedule.solution.finish)
    if beside:  # what is beside the tasks may go on when they have ended
        last = max(entry.piece.end for entry in cost.entries if entry.place < 0)
        whole = plan.structure.position[roots[0]]
        finish[whole] = max(finish[whole], last)
    return Baseline(
        name,
        [
            BaselineTask(
                task.id,
                start=to_datetime(start[place]),
                finish=to_datetime(finish[place]),
                duration=scheduled(task.duration) if task.duration is not None else None,
                cost=row.amount + beside if row.key == roots[0] and beside else row.amount,
            )
            for place, (task, row) in enumerate(zip(plan.tasks, breakdown.rows, strict=False))
        ],
        set_at=finish_moment(set_at),
    )


def phase_baseline(plan: Plan, *, by: By = "month", rows: str = "", baseline: str | None = None) -> PhasedCost:
    """Planned value of a plan's baseline over time; the last cumulative figure is BAC.

    What a task's budget is over its span, is spread along its working time; that of 0/100 and 50/50 packages is due at its start
    and its end. What a summary holds beyond its parts is spread over
    the summary, what has no date over the whole baseline.

    Args:
        plan: with a baseline that has costs.
        by: the periods: day, week, month, quarter, year, fiscal period or own dates.
        rows: one row for each ``"task"``, ``"phase"``, ``"account"`` or value of an activity code; empty: one for all.
        baseline: name of the baseline; None: the plan's first.

    Raises:
        PlanError: there is no baseline.
        UnknownNameError: no baseline, or nothing to have rows for, has that name.
        CurrencyMismatchError: its costs are in several currencies.

    Example:
        >>> from itpm.model import BaselineTask, Task
        >>> agreed = BaselineTask("build", start="2026-01-05 08:00", finish="2026-02-06 17:00", cost=Money(5000, "EUR"))
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "25d")], baselines=[Baseline("agreed", [agreed])])
        >>> [str(amount) for amount in phase_baseline(plan).amounts]
        ['4,000 EUR', '1,000 EUR']
    """
    agreed = _baseline(plan, baseline).by_task()
    currency = _currency(plan, {entry.cost.currency for entry in agreed.values() if entry.cost})
    found = (agreed.get(task.id) for task in plan.tasks)
    amounts = own_amounts(
        plan.structure, [None if one is None or one.cost is None else one.cost.amount for one in found]
    )
    whole = whole_span(plan, agreed)
    calendars: list[Cumulative] = [plan.calendar.compiled]
    numbers: dict[int, int] = {id(calendars[0]): 0}
    accounts, _ = inherited(plan, {})
    entries: list[Entry] = []
    for place, budget in [*enumerate(amounts.own), (-1, amounts.project)]:
        if not budget:
            continue
        one = agreed.get(plan.tasks[place].id) if place >= 0 else None
        span = (span_of(plan, plan.tasks[place], one) if place >= 0 else None) or whole
        if span is None:
            continue
        number = numbers.setdefault(id(span.calendar), len(calendars))
        if number == len(calendars):
            calendars.append(span.calendar)
        account = accounts[place] if place >= 0 else ""
        for units, accrual in _due(plan, place, to_units(budget)):
            piece = _piece(units, span, number, accrual)
            entries.append(Entry(piece, place, "", CostKind.BUDGET, account, _OPERATING, 0, 1, 1, _NO_PRICE, None))
    return phased(plan, entries, calendars, currency, by=by, rows=rows, name="Planned value")


def _baseline(plan: Plan, name: str | None) -> Baseline:
    if not plan.baselines:
        raise PlanError([Fault("plan.baselines", (), "planned value comes from a baseline, and the plan has none")])
    known = {baseline.name: baseline for baseline in plan.baselines}
    if name is not None and name not in known:
        raise UnknownNameError("baseline", name, nearest(name, known))
    return plan.baselines[0] if name is None else known[name]


def _currency(plan: Plan, found: set[str]) -> str:
    if len(found) > 1:
        raise CurrencyMismatchError(f"planned value needs one currency, the baseline has {', '.join(sorted(found))}")
    return next(iter(found), plan.currency)


def _due(plan: Plan, place: int, units: int) -> list[tuple[int, Accrual]]:
    """Parts of a budget and when they are due: by the method by which a work package earns, else evenly."""
    is_package = place >= 0 and not plan.structure.children[place]
    at_start = share_at_start(plan.tasks[place]) if is_package else None
    if at_start is None:
        return [(units, Accrual.PRORATED)]
    first = share(units, int(at_start), 100)
    parts = ((first, Accrual.START), (units - first, Accrual.END))
    return [(part, accrual) for part, accrual in parts if part]


def _piece(units: int, span: Span, calendar: int, accrual: Accrual) -> Piece:
    begin = span.calendar.next_start(span.start) if accrual is Accrual.START else span.start
    return Piece(units, min(begin, span.finish), span.finish, calendar, accrual)


_NO_PRICE = Money(0)
_OPERATING = Treatment.OPERATING

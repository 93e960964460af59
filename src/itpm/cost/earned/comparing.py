"""What was changed afterwards: earlier states of a plan against what it says now of the same time.

A report is worth what stays true of it. Re-planning the future is everyday; a planned value, an actual date or a cost of a
period that was already reported may be corrected, but never silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from itpm.cost.earned.accruals import CostRecord
from itpm.cost.earned.layers import Layer, layer_of
from itpm.cost.earned.ledger import Ledger
from itpm.cost.earned.measures import Apportioned, Measure
from itpm.cost.earning import duration_percent
from itpm.findings import Finding, Severity
from itpm.model.moments import to_seconds, until
from itpm.model.plans import Plan
from itpm.model.tasks import Task

_MOST_NAMED = 3


def retroactive_findings(
    plan: Plan, saved: Sequence[Plan], books: Iterable[CostRecord], now: Ledger, *, hours: bool
) -> tuple[Finding, ...]:
    """What was changed later for a time that had already been reported.

    Args:
        plan: as it is now.
        saved: earlier states of it, oldest first, each with its data date.
        books: cost records.
        now: the measurement under way.
        hours: whether work is measured instead of money.
    """
    past = [(state, state.data_date) for state in saved if state.data_date is not None and state.data_date <= now.at]
    of_plan = (finding for state, date in past for finding in _of_baseline(state, date, now, hours=hours))
    records = list(books)
    of_books = (finding for _, date in past for finding in _of_books(records, date, now.at))
    return (*of_plan, *of_books, *_of_progress([state for state, _ in past], plan))


def _of_baseline(state: Plan, date: datetime, now: Ledger, *, hours: bool) -> Iterator[Finding]:
    """Planned value of a date as it was then, against what it is said to have been."""
    layers = _same_layers(state, now, hours=hours)
    if not layers:
        return
    then = Ledger(state, layers, date, _fitting(state, now.measures))
    before = {task.id: amount for task, amount in zip(state.tasks, then.planned(), strict=True) if amount}
    at = to_seconds(date)
    after = {
        task.id: amount
        for task, curve in zip(now.plan.tasks, now.curves, strict=True)
        if curve is not None and (amount := curve.by(at))
    }
    changed = [name for name in {**before, **after} if before.get(name, 0) != after.get(name, 0)]
    if not changed:
        return
    old, new = (sum(values.values(), Decimal(0)) for values in (before, after))
    named = ", ".join(map(repr, changed[:_MOST_NAMED])) + (" ..." if len(changed) > _MOST_NAMED else "")
    yield Finding(
        code="EVM013",
        subject="plan:",
        message=f"planned value of {until(date)} was {old:,.2f} when it was reported and is {new:,.2f} now ({named})",
        remedy="keep the old baseline and measure against both: baseline=[old, new]",
        evidence=[(name, (before.get(name, Decimal(0)), after.get(name, Decimal(0)))) for name in changed],
    )


def _fitting(state: Plan, measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measures of tasks that the state had, as far as what they follow was there."""
    return {
        name: measure
        for name, measure in measures.items()
        if name in state and not (isinstance(measure, Apportioned) and any(one not in state for one in measure.to))
    }


def _same_layers(state: Plan, now: Ledger, *, hours: bool) -> list[Layer]:
    """The baselines that are measured against, as far as the state had them then."""
    known = {baseline.name: baseline for baseline in state.baselines}
    wanted = [(one.baseline.name, one.baseline.set_at) for one in now.layers if one.baseline.name in known]
    if not wanted and state.baselines:
        wanted = [(state.baselines[0].name, None)]
    return [
        layer_of(state, known[name], hours=hours, since=set_at if place else None)
        for place, (name, set_at) in enumerate(wanted)
    ]


def _of_books(records: Sequence[CostRecord], date: datetime, at: datetime) -> Iterator[Finding]:
    late = [one for one in records if one.on <= date < one.booked <= at and not one.settles]
    if late:
        amounts = ", ".join(f"{one.amount} on {one.task or 'the project'}" for one in late[:_MOST_NAMED])
        yield Finding(
            code="EVM015",
            subject="plan:",
            severity=Severity.MINOR,
            message=f"{len(late)} cost records of the time until {until(date)} were booked after it was reported "
            f"({amounts}{' ...' if len(late) > _MOST_NAMED else ''})",
            remedy="accrue what is received by the end of each period",
        )


def _of_progress(states: Sequence[Plan], plan: Plan) -> Iterator[Finding]:
    newest = plan.data_date
    later = (
        []
        if newest is None
        else [state for state in states if state.data_date is not None and state.data_date < newest]
    )
    for state, following in pairwise([*later, plan]):
        date = state.data_date
        for task in state.tasks if date is not None else ():
            changes = _changes(state, task, following[task.id], following, date) if task.id in following else []
            if date is not None and changes:
                yield Finding(
                    code="EVM014",
                    subject=f"task:{task.id}",
                    message=f"{task.label!r} ({task.id}) was changed after it was reported on {until(date)}: "
                    + "; ".join(changes),
                    remedy="record why, or restore what was reported",
                )


def _changes(state: Plan, task: Task, now: Task, plan: Plan, date: datetime | None) -> list[str]:
    found: list[str] = []
    before, after = task.progress, now.progress
    for name in ("actual_start", "actual_finish"):
        was = None if before is None else getattr(before, name)
        is_now = None if after is None else getattr(after, name)
        if was != is_now and (was is not None or (date is not None and is_now is not None and is_now <= date)):
            found.append(f"{name.replace('_', ' ')} {_date(was)}, now {_date(is_now)}")
    done, done_now = duration_percent(task, day=state.day), duration_percent(now, day=plan.day)
    if done_now < done:
        found.append(f"{done:.0f} % complete, now {done_now:.0f} %")
    cost = None if before is None else before.actual_cost
    cost_now = None if after is None else after.actual_cost
    if cost is not None and (cost_now is None or cost_now.currency != cost.currency or cost_now < cost):
        found.append(f"cost {cost}, now {'none' if cost_now is None else cost_now}")
    return found


def _date(value: datetime | None) -> str:
    return "none" if value is None else f"{value:%Y-%m-%d %H:%M}"

"""What is doubtful in earned value figures: contradictions between baseline, progress and cost, as findings.

Codes, never re-used:

======  ==========================================================================
EVM001  unbaselined work: a task without a place in the baseline; its cost counts
EVM002  earned value above the budget
EVM003  progress without cost
EVM004  cost without progress
EVM005  status beyond the data date
EVM006  a budget without dates
EVM007  a summary's baseline cost below that of its parts
EVM008  earns by physical percent complete, but none is recorded
EVM009  progress and planned value are of different dates
EVM010  a baselined task that the plan has no more
EVM011  the baseline has no cost at all
EVM012  a top-level budget or cost that no task holds
EVM013  planned value of a date already reported was changed (history)
EVM014  progress or cost of a time already reported was changed (history)
EVM015  cost booked later for a time already reported (history and books)
EVM016  finished, but its method of measurement has not all of its budget earned
======  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.cost.earned.known import Known
from itpm.cost.figures import EarnedValueRow
from itpm.findings import Finding, Severity
from itpm.model.baselines import BaselineTask
from itpm.model.moments import until
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.model.tasks import EarnedValueMethod, Task

_MOST_NAMED = 3
_HUNDRED = Decimal(100)


@frozen(kw_only=True)
class Measured:
    """What the checks look at.

    Attributes:
        plan: the plan as it is now.
        known: the plan as it was known at the date.
        as_of: the date it is measured at.
        agreed: the baseline, by task id.
        rows: figures by place in the plan.
        percents: share of its budget that each place has earned, by its method [%]; None: what was planned.
        measured: ids of tasks with a measure of their own.
        undated: places of budgets without dates.
        contradicted: places of summaries whose baseline cost is below their parts'.
        loose: what stands at the top and no task holds: budget and cost.
        booked: whether actual cost comes from the books.
        budget: budget of the plan.
    """

    plan: Plan
    known: Known
    as_of: datetime
    agreed: Mapping[str, BaselineTask]
    rows: tuple[EarnedValueRow, ...]
    percents: tuple[Decimal | None, ...]
    measured: frozenset[str]
    undated: frozenset[int]
    contradicted: tuple[int, ...]
    loose: tuple[Money, Money]
    booked: bool
    budget: Money


def integrity_findings(measured: Measured) -> tuple[Finding, ...]:
    """Everything doubtful in the figures: of the plan first, then task by task in plan order."""
    of_tasks = (finding for place in range(len(measured.rows)) for finding in _of_task(measured, place))
    return (*_of_plan(measured), *of_tasks)


def _of_plan(measured: Measured) -> Iterator[Finding]:
    yield from _of_dates(measured)
    if not measured.budget and not any(task.cost for task in measured.agreed.values()):
        yield Finding(
            code="EVM011",
            subject="plan:",
            message="the baseline has no cost, so nothing is planned and nothing can be earned",
            remedy="set the baseline with costs",
        )
    for name, amount in zip(("budget", "actual cost"), measured.loose, strict=True):
        if amount:
            yield Finding(
                code="EVM012",
                subject="plan:",
                severity=Severity.MINOR,
                message=f"{amount} of {name} stand at the top of the work breakdown and belong to no task",
                remedy="set the figures of summaries anew",
            )
    yield from _dropped(measured)


def _of_dates(measured: Measured) -> Iterator[Finding]:
    """Progress and planned value of different dates: what was taken for what was not recorded then."""
    data_date, as_of, guessed = measured.known.plan.data_date, measured.as_of, measured.known.estimated
    if data_date is None or data_date == as_of:
        return
    if measured.known.later is None:
        yield Finding(
            code="EVM009",
            subject="plan:",
            severity=Severity.MINOR,
            message=f"progress is of {until(data_date)}, planned value of {until(as_of)}",
            remedy="measure at the data date, or record progress up to the date measured at",
        )
        return
    taken = "all of it had ended or not begun"
    if guessed:
        some = ", ".join(map(repr, guessed[:_MOST_NAMED])) + (" ..." if len(guessed) > _MOST_NAMED else "")
        taken = f"{len(guessed)} under way are taken as done evenly ({some})"
    yield Finding(
        code="EVM009",
        subject="plan:",
        severity=Severity.MAJOR if guessed else Severity.MINOR,
        message=f"{until(as_of)} lies before the data date {until(data_date)}, and what was recorded then "
        f"is not known: tasks that ended by then count in full, {taken}",
        remedy="give the plan as it was saved then: history=[...]",
        evidence=[("estimated", guessed)],
    )


def _dropped(measured: Measured) -> Iterator[Finding]:
    for name, agreed in measured.agreed.items():
        if name not in measured.plan:
            budget = f", its budget of {agreed.cost} is left out" if agreed.cost else ""
            yield Finding(
                code="EVM010",
                subject=f"task:{name}",
                message=f"task {name!r} is in the baseline, but no longer in the plan{budget}",
                remedy="set the baseline anew by a change request",
            )


def _of_task(measured: Measured, place: int) -> Iterator[Finding]:
    plan, task, row = measured.plan, measured.known.plan.tasks[place], measured.rows[place]
    label = f"{task.label!r} ({task.id})"

    def finding(code: str, message: str, remedy: str, severity: Severity = Severity.MAJOR) -> Finding:
        subject = f"task:{task.id}"
        return Finding(code=code, subject=subject, message=f"{label} {message}", remedy=remedy, severity=severity)

    if place in measured.contradicted:
        message = "has a baseline cost below that of its parts, so the parts count"
        yield finding("EVM007", message, "set the summary's baseline anew", Severity.MINOR)
    if plan.structure.children[place]:
        return
    if task.id not in measured.agreed:
        cost = f"; its cost of {row.ac} counts" if row.ac else ""
        message = f"is not in the baseline: unbaselined work without planned or earned value{cost}"
        yield finding("EVM001", message, "approve it by a change request, or take it out")
    if place in measured.undated:
        message = f"has a budget of {row.bac} without dates; it is spread over the whole baseline"
        yield finding("EVM006", message, "set the baseline with dates")
    yield from _of_progress(measured, place, row, finding)


def _of_progress(
    measured: Measured, place: int, row: EarnedValueRow, finding: Callable[[str, str, str], Finding]
) -> Iterator[Finding]:
    task, done = measured.known.plan.tasks[place], measured.percents[place]
    progress = task.progress
    if abs(row.ev.amount) > abs(row.bac.amount):
        yield finding("EVM002", f"has earned {row.ev}, more than its budget of {row.bac}", "check its progress")
    if done and row.bac and not row.ac:
        yield finding("EVM003", f"is {_shown(done)} % earned and has cost nothing", "book its cost by accrual")
    begun = progress is not None and (progress.is_started or bool(progress.percent_complete))
    if row.ac and done == 0 and not begun:
        yield finding("EVM004", f"has cost {row.ac} and no progress", "record its progress, or correct the booking")
    yield from _of_recorded(measured, task, row, finding)
    if progress is not None and progress.is_complete and done is not None and done < _HUNDRED and row.bac:
        message = f"is finished, but by {row.measure or row.method_name} it has earned {_shown(done)} % of its budget"
        yield finding("EVM016", message, "record what was reached, or take the actual finish back")


def _of_recorded(
    measured: Measured, task: Task, row: EarnedValueRow, finding: Callable[[str, str, str], Finding]
) -> Iterator[Finding]:
    """What the plan itself records, whatever the date that is asked about."""
    recorded = measured.plan[task.id].progress
    if recorded is None:
        return
    limit = measured.plan.data_date or measured.as_of
    for name, date in (("start", recorded.actual_start), ("finish", recorded.actual_finish)):
        if date is not None and date > limit:
            message = f"has an actual {name} after the data date: {date:%Y-%m-%d %H:%M}"
            yield finding("EVM005", message, "correct the date")
    judged = row.method is not EarnedValueMethod.PHYSICAL_PERCENT or recorded.physical_percent is not None
    if not judged and recorded.is_started and not recorded.is_complete:
        yield finding("EVM008", "earns by physical percent complete, and none is recorded", "judge what is done")


def _shown(percent: Decimal) -> str:
    return f"{percent:.1f}".removesuffix(".0")

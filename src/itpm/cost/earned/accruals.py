"""Actual cost by accrual: cost counts when the work is done or the goods arrive, not when the invoice does.

What makes a cost *actual* is a timesheet (work done), a receipt (goods or a service taken over) or an accrual (an estimate
of what was received and is not yet known exactly). An invoice adds nothing: it settles what was accrued and from then on its
amount stands in place of the estimate. An invoice for what nobody has yet received is a claim or a prepayment, no cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from attrs import Factory, field, frozen

from itpm.errors import Fault, Hints, PlanError
from itpm.model import numbers
from itpm.model.moments import Moment, moment
from itpm.model.money import Money, money
from itpm.model.numbers import Number


class CostBasis(Enum):
    """What says that a cost was incurred."""

    TIMESHEET = "timesheet"
    RECEIPT = "receipt"
    ACCRUAL = "accrual"
    INVOICE = "invoice"


def _amount(value: Money | str) -> Money:
    return money(value, place="cost record.amount")


def _on(value: Moment) -> datetime:
    return moment(value, edge="finish", place="cost record.on")


def _hours(value: Number | None) -> Decimal | None:
    return None if value is None else numbers.number(value, "cost record.hours", error=PlanError)


@frozen
class CostRecord:
    """One entry of the books.

    Attributes:
        task: id of the task it belongs to; empty: the project's.
        amount: without tax; a correction is negative.
        on: when the work was done or the goods arrived; a bare date is the day's end.
        basis: what says so.
        booked: when it came into the books; default: `on`.
        hours: hours of work behind it [h].
        id: what a later record calls it.
        settles: id of the record whose amount it replaces from `booked` on; an invoice counts only so.

    Raises:
        NotationError: an amount or date cannot be read.

    Example:
        >>> CostRecord("build", "8k EUR", on="2026-01-30", basis=CostBasis.ACCRUAL, id="A-1").amount.amount
        Decimal('8000')
    """

    task: str
    amount: Money = field(converter=_amount)
    on: datetime = field(kw_only=True, converter=_on)
    basis: CostBasis = field(default=CostBasis.TIMESHEET, kw_only=True)
    booked: datetime = field(default=Factory(lambda record: record.on, takes_self=True), kw_only=True, converter=_on)
    hours: Decimal | None = field(default=None, kw_only=True, converter=_hours)
    id: str = field(default="", kw_only=True)
    settles: str = field(default="", kw_only=True)


def timesheet(task: str, hours: Number, *, rate: Money | str, on: Moment, booked: Moment | None = None) -> CostRecord:
    """The cost of hours worked.

    Args:
        task: id of the task.
        hours: how many [h].
        rate: what one costs [currency/h].
        on: when they were worked.
        booked: when they came into the books; None: at once.

    Example:
        >>> print(timesheet("build", 12, rate="80 EUR", on="2026-01-09").amount)
        960 EUR
    """
    worked = _hours(hours) or Decimal(0)
    amount = money(rate, place="rate") * worked
    return CostRecord(task, amount, on=on, booked=on if booked is None else booked, hours=worked)


@frozen
class AccruedCost:
    """What one task has cost by a date.

    Attributes:
        amount: by accrual.
        hours: hours of work behind it, where records say so [h].
    """

    amount: Money
    hours: Decimal | None


def accrued_costs(
    records: Iterable[CostRecord], *, as_of: Moment, tasks: Iterable[str] | None = None
) -> dict[str, AccruedCost]:
    """Actual cost of each task by a date.

    Args:
        records: the books, in any order.
        as_of: the date; a bare date is the day's end.
        tasks: ids that exist; None: not checked.

    Returns:
        By task id; the project's own under the empty id.

    Raises:
        PlanError: a record names a task that does not exist, two have the same id, or one settles what is not there.
        CurrencyMismatchError: a task's records are in several currencies.

    Example:
        >>> books = [
        ...     CostRecord("build", "8k EUR", on="2026-01-30", basis=CostBasis.ACCRUAL, id="A-1"),
        ...     CostRecord("build", "8.4k EUR", on="2026-02-16", basis=CostBasis.INVOICE, settles="A-1"),
        ... ]
        >>> for day in ("2026-01-31", "2026-02-28"):
        ...     print(accrued_costs(books, as_of=day)["build"].amount)
        8,000 EUR
        8,400 EUR
    """
    listed, at = list(records), moment(as_of, edge="finish", place="as_of")
    _check(listed, tasks)
    replaced = {record.settles for record in listed if record.settles and record.booked <= at}
    by_id = {record.id: record for record in listed if record.id}
    found: dict[str, AccruedCost] = {}
    for record in listed:
        if _counts(record, at, replaced, by_id):
            before = found.get(record.task)
            amount = record.amount if before is None else before.amount + record.amount
            hours = _added(None if before is None else before.hours, record.hours)
            found[record.task] = AccruedCost(amount, hours)
    return found


def _counts(record: CostRecord, at: datetime, replaced: set[str], by_id: Mapping[str, CostRecord]) -> bool:
    if record.id and record.id in replaced:
        return False
    if record.settles:
        return record.booked <= at and by_id[record.settles].on <= at
    return record.basis is not CostBasis.INVOICE and record.on <= at


def _added(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    return second if first is None else first if second is None else first + second


def _check(records: list[CostRecord], tasks: Iterable[str] | None) -> None:
    faults: list[Fault] = []
    known = None if tasks is None else {"": None, **dict.fromkeys(tasks)}
    ids: set[str] = set()
    every = dict.fromkeys(record.id for record in records if record.id)
    hint = Hints()
    for number, record in enumerate(records):
        place = f"costs[{number}]"
        if record.id and record.id in ids:
            faults.append(Fault(f"{place}.id", record.id, f"two cost records are called {record.id!r}"))
        ids.add(record.id)
        if record.settles and record.settles not in every:
            message = f"there is no cost record {record.settles!r} to settle{hint(record.settles, every)}"
            faults.append(Fault(f"{place}.settles", record.settles, message))
        if record.settles and record.settles == record.id:
            faults.append(Fault(f"{place}.settles", record.settles, "a cost record cannot settle itself"))
        if known is not None and record.task not in known:
            message = f"there is no task {record.task!r}{hint(record.task, known)}"
            faults.append(Fault(f"{place}.task", record.task, message))
    if faults:
        raise PlanError(faults)

"""What a budget is made of: lines, each one cost of one task, resource or expense, with where it lies in time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from attrs import Factory, field, frozen

from itpm.cost.budgeting.inputs import number, refuse
from itpm.cost.budgeting.periods import PERIODS, Period
from itpm.errors import Fault
from itpm.model.moments import finish_moment, start_moment
from itpm.model.money import Money, money
from itpm.model.numbers import CONTEXT
from itpm.model.resources import Accrual


class CostKind(Enum):
    """What a cost is paid for."""

    LABOUR = "labour"
    OVERTIME = "overtime"
    MATERIAL = "material"
    PER_USE = "per use"
    EXPENSE = "expense"
    FIXED = "fixed"
    TRAVEL = "travel"
    RECURRING = "recurring"
    PLANNING_PACKAGE = "planning package"
    UNDISTRIBUTED = "undistributed"
    CONTINGENCY = "contingency"
    BUDGET = "budget"


class Treatment(Enum):
    """How the books take a cost: expensed at once, or capitalised and written off over years."""

    OPERATING = "operating"
    CAPITAL = "capital"


@frozen(kw_only=True)
class CostLine:
    """One cost: whose, what for, how much without tax, when, and how it was worked out.

    Attributes:
        task: id of the task it belongs to; empty: the project's.
        what: id of the resource, or name of the expense; empty for a task's fixed cost.
        kind: what it is paid for.
        amount: net of tax.
        start: when it begins to be incurred.
        finish: when all of it is incurred.
        accrual: when it is incurred in between.
        account: control account; empty: none.
        treatment: operating or capital.
        tax: tax on top of it; never part of a budget.
        quantity: hours [h] or pieces [1] that the price was taken for.
        price: rate of an hour [currency/h], price of a piece or amount [currency], in its own currency.
        original: the amount in its own currency where it was converted.
    """

    task: str
    what: str
    kind: CostKind
    amount: Money
    start: datetime
    finish: datetime
    accrual: Accrual
    account: str
    treatment: Treatment
    tax: Money
    quantity: Decimal
    price: Money
    original: Money | None

    @property
    def explanation(self) -> str:
        """How the amount was worked out: ``"40 h at 60 EUR/h"``."""
        taken = f"{self.quantity.normalize(CONTEXT):f}"
        match self.kind:
            case CostKind.LABOUR | CostKind.OVERTIME if self.quantity != 1 or self.price != (
                self.original or self.amount
            ):
                how = f"{taken} h at {self.price}/h"
            case CostKind.MATERIAL | CostKind.PER_USE if self.quantity != 1:
                how = f"{taken} at {self.price}"
            case _:
                how = str(self.price)
        if self.original is None:
            return how
        return f"{how} = {self.original}, converted" if str(self.original) != how else f"{how}, converted"


def _money(value: Money | str) -> Money:
    return money(value, place="expense.amount")


def _percent(value: Decimal | int | float | str) -> Decimal:
    return number(value, place="expense.tax")


def _kind(expense: Expense) -> CostKind:
    return CostKind.EXPENSE if expense.every is None else CostKind.RECURRING


@frozen
class Expense:
    """A cost that is nobody's work: a licence, a journey, rent, support by the month.

    Attributes:
        name: what people call it.
        amount: what it costs, net of tax; of a recurring one, each time.
        task: id of the task it belongs to and whose dates it takes; empty: the project's.
        kind: what it is paid for.
        start: when it begins; None: with its task, or the project.
        finish: when it ends; None: with its task, or the project.
        accrual: when it is incurred; a recurring one is incurred at each of its dates, beginning with the first.
        every: how often a recurring one comes; None: once.
        account: control account; empty: its task's.
        treatment: operating or capital; None: as its task is.
        tax: tax on top [%].

    Raises:
        NotationError: an amount or a date cannot be read.
        BudgetError: a tax or a period that cannot be, or it ends before it begins.

    Example:
        >>> hosting = Expense("hosting", "1200 EUR", every="month", start="2026-02-01", finish="2026-06-30", tax=19)
        >>> hosting.kind
        <CostKind.RECURRING: 'recurring'>
    """

    name: str
    amount: Money = field(converter=_money)
    task: str = field(default="", kw_only=True)
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    accrual: Accrual = field(default=Accrual.PRORATED, kw_only=True)
    every: Period | None = field(default=None, kw_only=True)
    kind: CostKind = field(default=Factory(_kind, takes_self=True), kw_only=True)
    account: str = field(default="", kw_only=True)
    treatment: Treatment | None = field(default=None, kw_only=True)
    tax: Decimal = field(default=Decimal(0), kw_only=True, converter=_percent)

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.every is not None and self.every not in PERIODS:
            message = f"expected day, week, month, quarter or year, got {self.every!r}"
            faults.append(Fault(f"expense {self.name!r}.every", self.every, message))
        if self.start is not None and self.finish is not None and self.finish < self.start:
            message = f"it ends {self.finish:%Y-%m-%d}, before it begins {self.start:%Y-%m-%d}"
            faults.append(Fault(f"expense {self.name!r}.finish", self.finish, message))
        refuse(faults)


def journeys(
    name: str,
    *,
    task: str,
    trips: int,
    fare: Money | str,
    days: Decimal | int | str = 0,
    per_day: Money | str | None = None,
    # Any: the fields of an expense
    **fields: Any,
) -> Expense:
    """The cost of travelling: fares, and board and lodging by the day, spread over a task.

    Args:
        name: what people call it.
        task: id of the task that needs it.
        trips: how many journeys [1].
        fare: of one journey [currency].
        days: away on one journey [day].
        per_day: hotel and allowance [currency/day].
        **fields: further fields of the `Expense`.

    Raises:
        BudgetError: trips or days below zero.

    Example:
        >>> print(journeys("visits", task="train", trips=4, fare="300 EUR", days=2, per_day="150 EUR").amount)
        2,400 EUR
    """
    one = money(fare, place="fare")
    if per_day is not None:
        one = one + money(per_day, place="per_day") * number(days, place="days")
    return Expense(name, one * number(trips, place="trips"), task=task, kind=CostKind.TRAVEL, **fields)

"""Funding limits: which periods need more money than there is, by how much, and when it runs out.

Money is granted either to keep, so that what one period leaves the next one has (`carry_over`), or for its own time only, as
a yearly budget that lapses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import pairwise

from attrs import field, frozen

from itpm.cost.budgeting.amounts import to_units
from itpm.cost.budgeting.budgets import Budget
from itpm.cost.budgeting.estimates import CostEstimate
from itpm.cost.budgeting.inputs import BudgetError, amount, below_zero, foreign, refuse
from itpm.cost.budgeting.periods import By
from itpm.cost.budgeting.spreading import due
from itpm.errors import Fault
from itpm.findings import Finding
from itpm.model.given import several
from itpm.model.moments import Moment, day_of, moment, to_datetime
from itpm.model.money import Money
from itpm.tables import Column, Table, Tabular


def _start(value: Moment) -> datetime:
    return moment(value, place="funding.start")


@frozen
class FundingLimit:
    """Money that may be spent from a date on.

    Attributes:
        start: from when on; a bare date is the day's beginning.
        amount: how much is granted then.
    """

    start: datetime = field(converter=_start)
    amount: Money = field(converter=amount)


@frozen(kw_only=True)
class FundingRow:
    """One period.

    Attributes:
        label: what the period is called.
        start: when it begins.
        finish: when it ends.
        available: money granted and not needed before.
        needed: what the period costs.
    """

    label: str
    start: datetime
    finish: datetime
    available: Money
    needed: Money

    @property
    def over(self) -> Money:
        """By how much the period needs more than there is; zero where it does not."""
        return max(self.needed - self.available, Money(0, self.needed.currency))

    @property
    def left(self) -> Money:
        """What the period leaves; zero where it needs more than there is."""
        return max(self.available - self.needed, Money(0, self.needed.currency))


def _rows(rows: Iterable[FundingRow]) -> tuple[FundingRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class FundingCheck(Tabular):
    """What each period needs against what there is. Made by `funding_check`.

    Attributes:
        name: the plan's name.
        rows: every period.
        runs_out: the instant from which on more is needed than was granted; None: never.
    """

    name: str
    rows: tuple[FundingRow, ...] = field(converter=_rows)
    runs_out: datetime | None

    @property
    def broken(self) -> tuple[FundingRow, ...]:
        """The periods that need more than there is."""
        return tuple(row for row in self.rows if row.over)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each broken period, with what lifts it."""
        return tuple(
            Finding(
                code="FND001",
                subject=f"period:{row.label}",
                message=f"{row.label} needs {row.needed}, and {row.available} is there: {row.over} too little",
                remedy=f"move work for {row.over} behind {day_of(row.finish)}, or have as much granted before",
                evidence=[("over", row.over)],
            )
            for row in self.broken
        )

    def table(self) -> Table:
        """A row a period."""
        unit = next((row.needed.currency for row in self.rows), "")
        values = [(r.label, r.available.amount, r.needed.amount, r.over.amount, r.left.amount) for r in self.rows]
        out = f"The money runs out on {self.runs_out:%Y-%m-%d %H:%M}." if self.runs_out is not None else ""
        columns = [
            Column(f"{name} [{unit}]", key=f"{name.lower()}_{unit.lower()}", align="right")
            for name in ("Available", "Needed", "Over", "Left")
        ]
        return Table(
            title=f"Funding of {self.name}",
            columns=[Column("Period"), *columns],
            rows=[(label, *(f"{cell:,.2f}" for cell in cells)) for label, *cells in values],
            values=values,
            note=out or "The money is enough.",
        )


def funding_check(
    cost: CostEstimate | Budget, limits: Iterable[FundingLimit], *, by: By = "month", carry_over: bool = True
) -> FundingCheck:
    """Which periods need more money than there is, and by how much.

    Args:
        cost: what is to be spent.
        limits: what is granted, and from when on.
        by: the periods, where what is left is carried over. Where it lapses, a period is a grant's own time, up to the next.
        carry_over: whether what one period leaves the next one has.

    Raises:
        BudgetError: no limit, two from the same date, amounts in another currency or below zero.

    Example:
        >>> from itpm.cost.budgeting import cost_estimate, Expense
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "40d")])
        >>> estimate = cost_estimate(schedule(plan), expenses=[Expense("vendor", "40k EUR", task="build")])
        >>> check = funding_check(estimate, [FundingLimit("2026-01-01", "25k EUR"), FundingLimit("2026-03-01", "20k EUR")])
        >>> print([(row.label, str(row.over)) for row in check.broken], check.runs_out)
        [('2026-02', '15,000 EUR')] 2026-02-09 08:00:00
    """
    granted = sorted(several(limits, FundingLimit, "limits", BudgetError), key=lambda limit: limit.start)
    refuse(_faults(granted, cost.currency))
    rows = list(_carried(cost, granted, by) if carry_over else _lapsing(cost, granted))
    broken = next((row for row in rows if row.over), None)
    return FundingCheck(
        name=(cost.estimate if isinstance(cost, Budget) else cost).schedule.plan.name,
        rows=rows,
        runs_out=None if broken is None else _instant(cost, broken),
    )


def _faults(granted: list[FundingLimit], currency: str) -> list[Fault]:
    if not granted:
        return [Fault("limits", (), "expected at least one limit")]
    faults = [
        fault
        for limit in granted
        for fault in (
            *foreign(f"limit of {limit.start:%Y-%m-%d}", limit.amount, currency),
            *below_zero(f"limit of {limit.start:%Y-%m-%d}", limit.amount),
        )
    ]
    starts = [limit.start for limit in granted]
    return faults + [
        Fault("limits", one, f"two limits are from {one:%Y-%m-%d} on")
        for one, other in pairwise(starts)
        if one == other
    ]


def _carried(cost: CostEstimate | Budget, granted: list[FundingLimit], by: By) -> Iterator[FundingRow]:
    """Periods, each with what was granted by its end and not needed before it."""
    phased = cost.phased(by)
    spent = Money(0, cost.currency)
    for label, (start, finish, needed) in zip(phased.labels, phased, strict=True):
        there = Money(0, cost.currency)
        for limit in granted:
            if limit.start < finish:
                there = there + limit.amount
        yield FundingRow(label=label, start=start, finish=finish, available=there - spent, needed=needed)
        spent = spent + needed


def _lapsing(cost: CostEstimate | Budget, granted: list[FundingLimit]) -> Iterator[FundingRow]:
    """The time of each grant; what comes before the first has nothing."""
    amounts = {limit.start: limit.amount for limit in granted}
    phased = cost.phased([limit.start for limit in granted])
    for label, (start, finish, needed) in zip(phased.labels, phased, strict=True):
        available = amounts.get(start, Money(0, cost.currency))
        yield FundingRow(label=label, start=start, finish=finish, available=available, needed=needed)


def _instant(cost: CostEstimate | Budget, row: FundingRow) -> datetime:
    """The last instant in the row's period by which no more is needed than is available, to the second."""
    pieces = [entry.piece for entry in cost.entries]

    def spent(at: int) -> int:
        return sum(due(piece, cost.calendars, at) for piece in pieces)

    low, high = (int((date - datetime(1970, 1, 1)).total_seconds()) for date in (row.start, row.finish))
    most = spent(low) + to_units(row.available.amount)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if spent(middle) > most else (middle + 1, high)
    return to_datetime(low - 1)

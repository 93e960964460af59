"""Costs over time: what falls into each period, and what that adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import accumulate

import attrs
from attrs import field, frozen

from itpm.cost.budgeting.amounts import PLACES, from_units, ratio
from itpm.cost.budgeting.entries import Entry
from itpm.cost.budgeting.grouping import groups
from itpm.cost.budgeting.inputs import decimals
from itpm.cost.budgeting.periods import By, FiscalPeriod, Grid, grid
from itpm.cost.budgeting.spreading import Cumulative, extent, spread
from itpm.errors import UnknownNameError, nearest
from itpm.model.moments import day_of, to_datetime, to_seconds
from itpm.model.money import Money
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.tables import Column, Table, Tabular, Undefined

_MOST_COLUMNS = 12


@frozen(kw_only=True)
class PhasedRow:
    """One group's cost over time, as whole units.

    Attributes:
        key: id of the task or resource, name of the account; empty: everything.
        name: what people call it.
        first: number of the first period that gets anything [1].
        units: what that period and those behind it get [1e-12 currency].
    """

    key: str
    name: str
    first: int
    units: tuple[int, ...] = field(repr=False)


@frozen(kw_only=True)
class PhasedCost(Tabular):
    """Costs over time, per period and cumulative; the last cumulative figure is the whole, exactly.

    Attributes:
        title: whose cost.
        currency: ISO 4217 code of every amount.
        grid: the periods.
        groups: (key, name) of each group asked for; one for everything where none were.
        units: for each group, the number of the first period that gets anything, and what it and those behind it get
            [1e-12 currency].
    """

    title: str
    currency: str
    grid: Grid = field(repr=False)
    groups: tuple[tuple[str, str], ...] = field(repr=False)
    units: tuple[tuple[int, tuple[int, ...]], ...] = field(repr=False)

    @cached_property
    def rows(self) -> tuple[PhasedRow, ...]:
        """The groups, one for everything where none were asked for."""
        pairs = zip(self.groups, self.units, strict=True)
        return tuple(PhasedRow(key=key, name=name, first=first, units=units) for (key, name), (first, units) in pairs)

    @property
    def labels(self) -> tuple[str, ...]:
        """What each period is called."""
        return self.grid.labels

    @property
    def amounts(self) -> tuple[Money, ...]:
        """What falls into each period, over all groups."""
        return self._money(self._units())

    @property
    def cumulative(self) -> tuple[Money, ...]:
        """What is incurred by the end of each period: the curve of planned value."""
        return self._money(accumulate(self._units()))

    @property
    def total(self) -> Money:
        """All of it."""
        return Money(from_units(sum(self._units())), self.currency)

    def of(self, key: str) -> tuple[Money, ...]:
        """What falls into each period, for one group.

        Raises:
            UnknownNameError: there is no such group; the nearest are offered.
        """
        known = {row.key: row for row in self.rows}
        if key not in known:
            raise UnknownNameError("row", key, nearest(key, known))
        return self._money(self._whole(known[key]))

    def __getitem__(self, label: str) -> Money:
        """What falls into a period, by what it is called.

        Raises:
            UnknownNameError: there is no such period; the nearest are offered.
        """
        if label not in self.labels:
            raise UnknownNameError("period", label, nearest(label, self.labels))
        return self.amounts[self.labels.index(label)]

    def __iter__(self) -> Iterator[tuple[datetime, datetime, Money]]:
        """Each period's beginning, end and amount."""
        return zip(self.grid.starts, self.grid.finishes, self.amounts, strict=True)

    def __len__(self) -> int:
        return len(self.grid)

    def rounded(self, places: int = 2) -> PhasedCost:
        """The same in whole units of so many decimals, still adding up.

        Each row's cumulative figures are rounded half to even, and its periods are their differences: so they add up to the
        row's rounded whole.

        Args:
            places: decimals, 0 to 12 [1].

        Raises:
            BudgetError: so many decimals cannot be had.
        """
        grain: int = 10 ** (PLACES - decimals(places))
        rounded = []
        for first, units in self.units:
            sums = [ratio(amount, 1, grain) * grain for amount in accumulate(units)]
            rounded.append((first, tuple(after - before for before, after in zip([0, *sums], sums, strict=False))))
        return attrs.evolve(self, units=tuple(rounded))

    def table(self) -> Table:
        """A row a period with the cumulative figure, and a column a group; many groups stand in rows instead."""
        if len(self.rows) > _MOST_COLUMNS:
            return self._wide()
        unit, amounts, sums = self.currency, self.amounts, self.cumulative
        parts = [self._money(self._whole(row)) for row in self.rows] if len(self.rows) > 1 else []
        whole = self.total.amount
        values = [
            (
                label,
                *(to_datetime(edge) for edge in self.grid.edges[number : number + 2]),
                *(part[number].amount for part in parts),
                amounts[number].amount,
                sums[number].amount,
                _percent(sums[number], self.total) if whole else Undefined("the whole costs nothing"),
            )
            for number, label in enumerate(self.labels)
        ]
        shown = [
            (label, f"{start:%Y-%m-%d}", day_of(finish), *(f"{cell:,.2f}" for cell in cells[3:-1]), cells[-1])
            for label, start, finish, cells in zip(
                self.labels, self.grid.starts, self.grid.finishes, values, strict=True
            )
        ]
        return Table(
            title=self.title,
            columns=[
                *(Column(name) for name in ("Period", "From", "To")),
                *(Column(row.name, key=row.key, align="right") for row in self.rows if parts),
                Column(f"Cost [{unit}]", key=f"cost_{unit.lower()}", align="right"),
                Column(f"Cumulative [{unit}]", key=f"cumulative_{unit.lower()}", align="right"),
                Column("Share [%]", key="share_percent", align="right"),
            ],
            rows=shown,
            values=values,
        )

    def _wide(self) -> Table:
        values = [(row.key, row.name, *(money.amount for money in self._money(self._whole(row)))) for row in self.rows]
        return Table(
            title=f"{self.title} [{self.currency}]",
            columns=[Column("Id"), Column("Name"), *(Column(label, key=label, align="right") for label in self.labels)],
            rows=[(key, name, *(f"{cell:,.2f}" if cell else "" for cell in cells)) for key, name, *cells in values],
            values=values,
        )

    def _units(self) -> list[int]:
        sums = [0] * len(self.grid)
        for first, own in self.units:
            for number, units in enumerate(own, first):
                sums[number] += units
        return sums

    def _whole(self, row: PhasedRow) -> list[int]:
        behind = len(self.grid) - row.first - len(row.units)
        return [*([0] * row.first), *row.units, *([0] * behind)]

    def _money(self, units: Iterable[int]) -> tuple[Money, ...]:
        return tuple(Money(from_units(part), self.currency) for part in units)


def _percent(part: Money, whole: Money) -> object:
    (top, above), (low, below) = part.amount.as_integer_ratio(), whole.amount.as_integer_ratio()
    return quotient(100 * top * below, above * low)


def phased(
    plan: Plan,
    entries: Sequence[Entry],
    calendars: Sequence[Cumulative],
    currency: str,
    *,
    by: By = "month",
    rows: str = "",
    name: str = "Cost",
) -> PhasedCost:
    """Costs over time.

    Raises:
        NotationError: no such period.
        UnknownNameError: no such key for rows.
    """
    pieces = [entry.piece for entry in entries]
    start = to_seconds(plan.start)
    periods = grid(*(extent(pieces) or (start, start + 1)), by)
    names, group_of = groups(plan, entries, rows) if rows else ([("", name)], None)
    spreads = spread(pieces, calendars, periods.edges, group_of=group_of, groups=len(names))
    return PhasedCost(
        title=f"{name} of {plan.name} by {_called(by)}",
        currency=currency,
        grid=periods,
        groups=tuple(names),
        units=tuple((own.first, tuple(own.units)) for own in spreads),
    )


def _called(by: By) -> str:
    if isinstance(by, FiscalPeriod):
        return f"fiscal {by.period}"
    return by if isinstance(by, str) else "period"

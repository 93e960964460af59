"""What costs add up to: at every level of the work breakdown, or by phase, resource, control account, kind or treatment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import field, frozen

from itpm.cost.budgeting.amounts import from_units
from itpm.cost.budgeting.entries import Entry
from itpm.cost.budgeting.grouping import FIXED, PROJECT, groups
from itpm.errors import UnknownNameError, nearest
from itpm.model.money import Money
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class BreakdownRow:
    """What one group costs.

    Attributes:
        key: id of the task or resource, name of the account; empty: the project.
        name: what people call it.
        level: depth in the work breakdown, 0 the project; 1 where groups do not nest [1].
        amount: all that belongs to it, with what lies below it, net of tax.
        own: what it has itself, without what lies below it.
        tax: tax on top of the amount.
    """

    key: str
    name: str
    level: int
    amount: Money
    own: Money
    tax: Money


def _rows(rows: Iterable[BreakdownRow]) -> tuple[BreakdownRow, ...]:
    return tuple(rows)


@frozen(kw_only=True)
class CostBreakdown(Tabular):
    """What costs add up to; every row is exactly the sum of its parts.

    Attributes:
        title: whose cost, by what.
        total: the project.
        rows: its groups; of a work breakdown every task, in plan order.
    """

    title: str
    total: BreakdownRow
    rows: tuple[BreakdownRow, ...] = field(converter=_rows)

    def __getitem__(self, key: str) -> BreakdownRow:
        """The row of a group.

        Raises:
            UnknownNameError: there is none; the nearest are offered.
        """
        found = {row.key: row for row in self.rows}
        if key not in found:
            raise UnknownNameError("row", key, nearest(key, found))
        return found[key]

    def __iter__(self) -> Iterator[BreakdownRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Table:
        """The project and its groups, with each one's share."""
        rows = [self.total, *self.rows]
        unit = self.total.amount.currency
        taxed = bool(self.total.tax)
        values = [(row.key, row.name, row.level, row.amount.amount, row.tax.amount, self._share(row)) for row in rows]
        shown = [
            (key, "  " * level + name, level, f"{amount:,.2f}", f"{tax:,.2f}", share)
            for key, name, level, amount, tax, share in values
        ]
        keep = [0, 1, 2, 3, 4, 5] if taxed else [0, 1, 2, 3, 5]
        columns = [
            Column("Id"),
            Column("Name"),
            Column("Level", align="right"),
            Column(f"Cost [{unit}]", key=f"cost_{unit.lower()}", align="right"),
            Column(f"Tax [{unit}]", key=f"tax_{unit.lower()}", align="right"),
            Column("Share [%]", key="share_percent", align="right"),
        ]
        return Table(
            title=self.title,
            columns=[columns[place] for place in keep],
            rows=[[row[place] for place in keep] for row in shown],
            values=[[row[place] for place in keep] for row in values],
        )

    def _share(self, row: BreakdownRow) -> object:
        whole, part = self.total.amount.amount, row.amount.amount
        if not whole:
            return Undefined("the whole costs nothing")
        (top, above), (low, below) = part.as_integer_ratio(), whole.as_integer_ratio()
        return quotient(100 * top * below, above * low)


def broken_down(plan: Plan, entries: Sequence[Entry], currency: str, key: str, *, name: str = "Cost") -> CostBreakdown:
    """Costs added up by a key of `grouping.groups`, or by ``"wbs"``.

    Raises:
        UnknownNameError: no such key.
    """
    whole, taxes = sum(entry.piece.units for entry in entries), sum(entry.tax for entry in entries)
    if key == "wbs":
        found = list(_work_breakdown(plan, entries))
        own = sum(entry.piece.units for entry in entries if entry.place < 0)
    else:
        found, own = _flat(plan, entries, key), 0
    return CostBreakdown(
        title=f"{name} of {plan.name} by {_BY.get(key, key)}",
        total=_row(("", plan.name, 0, whole, own, taxes), currency),
        rows=[_row(part, currency) for part in found],
    )


_BY = {"wbs": "work breakdown", "account": "control account"}
_Row = tuple[str, str, int, int, int, int]


def _row(part: _Row, currency: str) -> BreakdownRow:
    key, name, level, *units = part
    amount, own, tax = (Money(from_units(sum_of), currency) for sum_of in units)
    return BreakdownRow(key=key, name=name, level=level, amount=amount, own=own, tax=tax)


def _flat(plan: Plan, entries: Sequence[Entry], key: str) -> list[_Row]:
    names, group_of = groups(plan, entries, key)
    units, taxes = [0] * len(names), [0] * len(names)
    for entry, group in zip(entries, group_of, strict=True):
        units[group] += entry.piece.units
        taxes[group] += entry.tax
    rows = [(key, label, 1, units[n], units[n], taxes[n]) for n, (key, label) in enumerate(names)]
    return rows if key in ("task", "phase") else sorted(rows, key=lambda row: (row[0] in (PROJECT, FIXED), -row[3]))


def _work_breakdown(plan: Plan, entries: Sequence[Entry]) -> Iterator[_Row]:
    """Every task with what lies below it; what the project has beside its tasks comes last, by name."""
    structure, tasks = plan.structure, plan.tasks
    own, taxes = [0] * len(tasks), [0] * len(tasks)
    beside: dict[str, list[int]] = {}
    for entry in entries:
        if entry.place >= 0:
            own[entry.place] += entry.piece.units
            taxes[entry.place] += entry.tax
        else:
            sums = beside.setdefault(entry.what or entry.kind.value, [0, 0])
            sums[0] += entry.piece.units
            sums[1] += entry.tax
    units, levels = list(own), [1] * len(tasks)
    order = [place for place, parent in enumerate(structure.parents) if parent < 0]
    for place in order:  # grows while it is walked
        for child in structure.children[place]:
            levels[child] = levels[place] + 1
            order.append(child)
    for place in reversed(order):
        if (parent := structure.parents[place]) >= 0:
            units[parent] += units[place]
            taxes[parent] += taxes[place]
    for place, task in enumerate(tasks):
        yield task.id, task.label, levels[place], units[place], own[place], taxes[place]
    for name, (amount, tax) in beside.items():
        yield f"{PROJECT} {name}", name, 1, amount, amount, tax

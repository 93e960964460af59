"""The result of measuring: planned value, earned value and actual cost at every level of the work breakdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from itpm.cost.earned.schedules import EarnedSchedule
from itpm.cost.explaining import explain_index, work_packages
from itpm.cost.figures import EarnedValueRow, Figures
from itpm.errors import UndefinedIndexError, UnknownTaskError, nearest
from itpm.findings import Explanation, Finding
from itpm.model.moments import until
from itpm.model.money import Money
from itpm.tables import Column, Table, Tabular, Undefined

_CENTS_BELOW = 10_000

_MONEY: tuple[tuple[str, Callable[[Figures], Money]], ...] = (
    ("PV", lambda row: row.pv),
    ("EV", lambda row: row.ev),
    ("AC", lambda row: row.ac),
    ("SV", lambda row: row.sv),
    ("CV", lambda row: row.cv),
    ("BAC", lambda row: row.bac),
    ("EAC", lambda row: row.eac()),
    ("ETC", lambda row: row.etc()),
    ("VAC", lambda row: row.vac()),
)
_RATIOS: tuple[tuple[str, str, Callable[[Figures], Decimal]], ...] = (
    ("SPI", "spi", lambda row: row.spi),
    ("CPI", "cpi", lambda row: row.cpi),
    ("CSI", "csi", lambda row: row.csi),
    ("TCPI (BAC)", "tcpi_bac", lambda row: row.tcpi),
    ("TCPI (EAC)", "tcpi_eac", lambda row: row.tcpi_eac()),
    ("SV [%]", "sv_percent", lambda row: row.sv_percent),
    ("CV [%]", "cv_percent", lambda row: row.cv_percent),
    ("Complete [%]", "percent_complete", lambda row: row.percent_complete),
    ("Spent [%]", "percent_spent", lambda row: row.percent_spent),
)


def _rows(rows: Iterable[EarnedValueRow]) -> tuple[EarnedValueRow, ...]:
    return tuple(rows)


def _findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(findings)


def _count(rows: tuple[EarnedValueRow, ...]) -> str:
    return f"<{len(rows)} rows>"


@frozen(slots=False, kw_only=True)
class EarnedValue(Figures, Tabular):
    """Earned value of a plan at a date: a row for every task in plan order, and the project's.

    The project's amounts and indices are asked for directly: ``ev.cpi`` is ``ev.total.cpi``.

    Attributes:
        name: the plan's name.
        as_of: the date it is measured at.
        baseline: name of the baseline it is measured against.
        total: the project.
        rows: every task, in plan order.
        findings: what is doubtful in the figures.
        times: earned schedule of the project; None where it is undefined.
        no_times: why it is.
    """

    name: str
    as_of: datetime
    baseline: str
    total: EarnedValueRow
    rows: tuple[EarnedValueRow, ...] = field(converter=_rows, repr=_count)
    findings: tuple[Finding, ...] = field(default=(), converter=_findings, repr=False)
    times: EarnedSchedule | None = field(default=None, repr=False)
    no_times: str = field(default="not measured", repr=False)

    @property
    def schedule(self) -> EarnedSchedule:
        """How far the plan's own time is earned: ES, SV(t), SPI(t), the finish that follows.

        Raises:
            UndefinedIndexError: nothing was planned, or more was earned than ever planned.
        """
        if self.times is None:
            raise UndefinedIndexError(self.no_times)
        return self.times

    @property
    def spi_t(self) -> Decimal:
        """Schedule performance index in time, ES / AT [1].

        Raises:
            UndefinedIndexError: there is no earned schedule, or no time has passed.
        """
        return self.schedule.spi_t

    @property
    def _time_index(self) -> Decimal | None:
        try:
            return self.spi_t
        except UndefinedIndexError:
            return None

    @property
    def pv(self) -> Money:
        """Planned value: budget of the work planned by now."""
        return self.total.pv

    @property
    def ev(self) -> Money:
        """Earned value: budget of the work done by now."""
        return self.total.ev

    @property
    def ac(self) -> Money:
        """Actual cost of the work done by now, by accrual."""
        return self.total.ac

    @property
    def bac(self) -> Money:
        """Budget at completion."""
        return self.total.bac

    @property
    def currency(self) -> str:
        """ISO 4217 code of its money; ``"h"`` where work is measured."""
        return self.bac.currency

    @cached_property
    def _position(self) -> dict[str, int]:
        return {row.id: place for place, row in enumerate(self.rows)}

    def __getitem__(self, task_id: str) -> EarnedValueRow:
        """The row of a task.

        Raises:
            UnknownTaskError: the plan has no such task; the nearest ids are offered.
        """
        place = self._position.get(task_id)
        if place is None:
            raise UnknownTaskError(task_id, nearest(task_id, self._position))
        return self.rows[place]

    def __iter__(self) -> Iterator[EarnedValueRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def explain(self, index: str = "cpi", task_id: str | None = None, *, most: int = 5) -> Explanation:
        """Why an index is what it is: the work packages that make it so, largest variance first.

        Args:
            index: a variance, index or forecast: ``"cpi"``, ``"cv"``, ``"spi"``, ``"sv"``, ``"eac"``, ``"vac"`` ...
            task_id: whose index; None: the project's.
            most: how many work packages are named [1].

        Returns:
            An explanation; the evidence of each cause is its `EarnedValueRow`.

        Raises:
            UnknownNameError: no such index.
            UnknownTaskError: no such task.
        """
        return explain_index(self.total if task_id is None else self[task_id], self.rows, index=index, most=most)

    def by(self, groups: Mapping[str, str] | Callable[[EarnedValueRow], str]) -> tuple[EarnedValueRow, ...]:
        """The figures by control account, team, phase or whatever else packages are grouped by.

        Args:
            groups: name of the group of each task id, or a function of its row; a package without one, and what the
                project holds beside its tasks, is in the group ``""``.

        Returns:
            A row for each group, in the order they first appear; together they are exactly the project.
        """
        name_of = groups if callable(groups) else lambda row: groups.get(row.id, "")
        found: dict[str, EarnedValueRow] = {}
        for package in work_packages(self.total, self.rows):
            name = name_of(package)
            before = found.get(name)
            found[name] = _joined(name, package, before)
        return tuple(found.values())

    def table(self, *, levels: int | None = None) -> Table:
        """The project and its tasks down to `levels` of the work breakdown [1]; None: all."""
        rows = [self.total, *(row for row in self.rows if levels is None or row.level <= levels)]
        unit = self.currency
        money = [Column(f"{name} [{unit}]", key=f"{name.lower()}_{unit.lower()}", align="right") for name, _ in _MONEY]
        ratios = [Column(name, key=key, align="right") for name, key, _ in _RATIOS]
        values = [_values(row) for row in rows]
        cents = abs(self.bac.amount) < _CENTS_BELOW
        return Table(
            title=f"Earned value of {self.name}, {until(self.as_of)}, against {self.baseline}",
            columns=[Column("Id"), Column("Task"), Column("Level", align="right"), *money, *ratios],
            rows=[_cells(row, cells, cents=cents) for row, cells in zip(rows, values, strict=True)],
            values=values,
        )

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(EarnedValue)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def _joined(name: str, row: EarnedValueRow, before: EarnedValueRow | None) -> EarnedValueRow:
    amounts = {key: getattr(row, key) for key in ("pv", "ev", "ac", "bac")}
    if before is not None:
        amounts = {key: getattr(before, key) + amount for key, amount in amounts.items()}
    return EarnedValueRow(id=name, name=name or "without a group", level=1, is_summary=True, **amounts)


def _values(row: EarnedValueRow) -> tuple[object, ...]:
    money = (_or_why(row, ask) for _, ask in _MONEY)
    return (row.id, row.name, row.level, *money, *(_or_why(row, ask) for _, _, ask in _RATIOS))


def _or_why(row: Figures, ask: Callable[[Figures], Decimal | Money]) -> Decimal | Undefined:
    try:
        found = ask(row)
        return found.amount if isinstance(found, Money) else found
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def _cells(row: EarnedValueRow, values: tuple[object, ...], *, cents: bool) -> tuple[object, ...]:
    """The values as people read them: names indented, amounts with separators, large ones in whole units."""
    first, last = 3, 3 + len(_MONEY)
    pattern = ",.2f" if cents else ",.0f"
    amounts = (format(cell, pattern) if isinstance(cell, Decimal) else cell for cell in values[first:last])
    return (row.id, "  " * row.level + row.name, row.level, *amounts, *values[last:])

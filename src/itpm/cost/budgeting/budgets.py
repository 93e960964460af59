"""The budget: work packages, planning packages, what is not distributed yet, and the reserves beside them.

::

    project budget = BAC + contingency not drawn + management reserve not drawn
    BAC            = work packages + planning packages + undistributed budget

**Contingency** (for known risks) stays outside BAC and planned value until it is drawn; an organisation that counts it inside
says so with ``contingency_inside``. **Management reserve** (for what nobody foresaw) is never inside. Drawing moves money into a
planning package and leaves the project budget as it is; so does distributing and detailing. Every such move is in the log.

Undistributed budget has no dates; in the curve of planned value it stands at the budget's finish, so that the curve ends at BAC.
Contingency inside is spread over the whole project.

Source:
    EIA-748-C, 2.2; PMI, Practice Standard for Earned Value Management, 2nd ed. (undistributed budget, planning packages).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from itpm.cost.budgeting.amounts import from_units, to_units
from itpm.cost.budgeting.breakdowns import CostBreakdown, broken_down
from itpm.cost.budgeting.entries import Entry, inherited
from itpm.cost.budgeting.estimates import CostEstimate
from itpm.cost.budgeting.in_time import BudgetInTime, budget_in_time
from itpm.cost.budgeting.inputs import BudgetError, amount, below_zero, finish, foreign, refuse
from itpm.cost.budgeting.lines import CostKind, Treatment
from itpm.cost.budgeting.periods import By
from itpm.cost.budgeting.phased import PhasedCost, phased
from itpm.cost.budgeting.spreading import Cumulative, Piece, due
from itpm.errors import Fault, did_you_mean
from itpm.findings import Finding
from itpm.model.given import several
from itpm.model.moments import Moment, day_of, finish_moment, moment, start_moment, to_seconds
from itpm.model.money import Money, total
from itpm.model.resources import Accrual
from itpm.scheduling.calendars_used import CLOCK, PROJECT
from itpm.tables import Column, Table, Tabular


@frozen
class PlanningPackage:
    """Budget for work that is not planned in detail yet.

    Attributes:
        id: what people call it.
        amount: its budget.
        task: id of the task that stands for it in the plan and whose dates it takes; empty: it has dates of its own.
        start: when it begins; None: with its task.
        finish: when it ends; None: with its task.
        account: control account; empty: its task's.

    Example:
        >>> print(PlanningPackage("phase 2", "80k EUR", start="2026-07-01", finish="2026-12-31").amount)
        80,000 EUR
    """

    id: str
    amount: Money = field(converter=amount)
    task: str = field(default="", kw_only=True)
    start: datetime | None = field(default=None, kw_only=True, converter=start_moment)
    finish: datetime | None = field(default=None, kw_only=True, converter=finish_moment)
    account: str = field(default="", kw_only=True)


class BudgetMove(Enum):
    """How money moves within a project budget."""

    DRAW_CONTINGENCY = "contingency drawn"
    DRAW_MANAGEMENT_RESERVE = "management reserve drawn"
    DISTRIBUTE = "distributed"
    DETAIL = "detailed"


@frozen(kw_only=True)
class BudgetChange:
    """One move of money within a project budget, as the log keeps it.

    Attributes:
        move: what kind.
        amount: how much.
        package: id of the planning package that it went to, or came from where it was detailed.
        at: when; a bare date is the day's end.
        reason: why.
        by: who decided it.
    """

    move: BudgetMove
    amount: Money = field(converter=amount)
    package: str
    at: datetime = field(converter=finish)
    reason: str = ""
    by: str = ""


def _packages(value: Iterable[PlanningPackage]) -> tuple[PlanningPackage, ...]:
    return several(value, PlanningPackage, "packages", BudgetError)


def _changes(value: Iterable[BudgetChange]) -> tuple[BudgetChange, ...]:
    return several(value, BudgetChange, "log", BudgetError)


@frozen(slots=False, kw_only=True)
class Budget(Tabular):
    """What a project may spend: BAC, contingency and management reserve. Made by `budget`.

    Attributes:
        estimate: the work packages, costed.
        packages: the planning packages.
        undistributed: budget that belongs to the scope and to no package yet.
        contingency: reserve for known risks, as set; what is left is `contingency_left`.
        management_reserve: reserve for the unforeseen, as set; what is left is `management_reserve_left`.
        contingency_inside: whether contingency not drawn counts in BAC and planned value.
        log: every move of money, in the order they were made.

    Raises:
        BudgetError: amounts in another currency or below zero, packages without dates or there twice, more drawn than there is.
    """

    estimate: CostEstimate
    packages: tuple[PlanningPackage, ...] = field(default=(), converter=_packages)
    undistributed: Money
    contingency: Money
    management_reserve: Money
    contingency_inside: bool = False
    log: tuple[BudgetChange, ...] = field(default=(), converter=_changes)

    def __attrs_post_init__(self) -> None:
        refuse(_faults(self))

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount."""
        return self.estimate.currency

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is doubtful in the estimate."""
        return self.estimate.findings

    @property
    def planning(self) -> Money:
        """Budget of the planning packages."""
        return total((package.amount for package in self.packages), currency=self.currency)

    @property
    def contingency_left(self) -> Money:
        """Contingency not drawn yet."""
        return self.contingency - self.drawn(BudgetMove.DRAW_CONTINGENCY)

    @property
    def management_reserve_left(self) -> Money:
        """Management reserve not drawn yet."""
        return self.management_reserve - self.drawn(BudgetMove.DRAW_MANAGEMENT_RESERVE)

    def drawn(self, move: BudgetMove) -> Money:
        """How much was moved that way so far."""
        return total((change.amount for change in self.log if change.move is move), currency=self.currency)

    @cached_property
    def bac(self) -> Money:
        """Budget at completion: what planned value ends at."""
        return Money(from_units(sum(entry.piece.units for entry in self.entries)), self.currency)

    @property
    def total(self) -> Money:
        """The project budget: BAC with all reserves that are left."""
        outside = Money(0, self.currency) if self.contingency_inside else self.contingency_left
        return self.bac + outside + self.management_reserve_left

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in BAC, as engines use it."""
        return (*self.estimate.entries, *_entries(self))

    @property
    def calendars(self) -> tuple[Cumulative, ...]:
        """The working time that entries are spread along, by number."""
        return self.estimate.calendars

    def in_time(self) -> BudgetInTime:
        """What each task holds, as it falls due: what ``earned_value(plan, budget=...)`` measures against."""
        return budget_in_time(self.estimate.schedule, self.entries, self.calendars, self.currency)

    def planned(self, at: Moment) -> Money:
        """Planned value at a date; a bare date is the day's end."""
        when = to_seconds(moment(at, edge="finish", place="at"))
        return Money(from_units(sum(due(entry.piece, self.calendars, when) for entry in self.entries)), self.currency)

    def phased(self, by: By = "month", *, rows: str = "") -> PhasedCost:
        """Planned value over time; the last cumulative figure is BAC. Arguments as in `CostEstimate.phased`.

        Raises:
            NotationError: no such period.
            UnknownNameError: no such key for rows.
        """
        plan = self.estimate.schedule.plan
        return phased(plan, self.entries, self.calendars, self.currency, by=by, rows=rows, name="Budget")

    def by(self, key: str = "wbs") -> CostBreakdown:
        """BAC added up by a key, as in `CostEstimate.by`.

        Raises:
            UnknownNameError: no such key.
        """
        return broken_down(self.estimate.schedule.plan, self.entries, self.currency, key, name="Budget")

    def table(self) -> Table:
        """What the project budget consists of, from the inside out."""
        inside = [("Contingency inside", self.contingency_left, "for known risks, counted in BAC")]
        outside = [("Contingency", self.contingency_left, "for known risks, outside BAC until drawn")]
        rows = [
            ("Work packages", self.estimate.total, f"{len(self.estimate.entries)} cost lines"),
            ("Planning packages", self.planning, ", ".join(package.id for package in self.packages) or "none"),
            ("Undistributed", self.undistributed, "in the scope, in no package yet"),
            *(inside if self.contingency_inside else ()),
            ("BAC", self.bac, "planned value ends here"),
            *(() if self.contingency_inside else outside),
            ("Management reserve", self.management_reserve_left, "for the unforeseen, never in BAC"),
            ("Project budget", self.total, "what may be spent with the sponsor's consent"),
        ]
        unit = self.currency
        return Table(
            title=f"Budget of {self.estimate.schedule.plan.name}",
            columns=[Column("Part"), Column(f"[{unit}]", key=unit.lower(), align="right"), Column("Meaning")],
            rows=[(name, f"{value.amount:,.2f}", meaning) for name, value, meaning in rows],
            values=[(name, value.amount, meaning) for name, value, meaning in rows],
            note="\n".join(map(str, self.findings)),
        )

    def log_table(self) -> Table:
        """Every move of money with what was left of the reserves behind it."""
        left = {
            BudgetMove.DRAW_CONTINGENCY: self.contingency,
            BudgetMove.DRAW_MANAGEMENT_RESERVE: self.management_reserve,
        }
        rows = []
        for change in self.log:
            if change.move in left:
                left[change.move] = left[change.move] - change.amount
            amounts = (change.amount.amount, *(reserve.amount for reserve in left.values()))
            rows.append((day_of(change.at), change.move.value, change.package, change.by, change.reason, *amounts))
        money = [f"{name} [{self.currency}]" for name in ("Amount", "Contingency left", "Management reserve left")]
        return Table(
            title=f"Drawdown log of {self.estimate.schedule.plan.name}",
            columns=[
                *(Column(name) for name in ("Date", "Move", "Package", "By", "Reason")),
                *(Column(name, align="right") for name in money),
            ],
            rows=[(*row[:5], *(f"{cell:,.2f}" for cell in row[5:])) for row in rows],
            values=rows,
        )

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(Budget)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def budget(
    estimate: CostEstimate,
    *,
    packages: Iterable[PlanningPackage] = (),
    undistributed: Money | str | None = None,
    contingency: Money | str | None = None,
    management_reserve: Money | str | None = None,
    contingency_inside: bool = False,
) -> Budget:
    """The budget of a project.

    Args:
        estimate: the work that is planned in detail.
        packages: budget for work that is not.
        undistributed: budget of the scope that no package has yet.
        contingency: reserve for known risks; risk analysis says how much.
        management_reserve: reserve for the unforeseen.
        contingency_inside: whether contingency counts in BAC and planned value before it is drawn.

    Raises:
        BudgetError: amounts in another currency or below zero, packages without dates or there twice.

    Example:
        >>> from itpm.cost.budgeting import cost_estimate
        >>> from itpm.model import Assignment, Plan, Rate, Resource, Task
        >>> from itpm.scheduling import schedule
        >>> ann = Resource("ann", rates=[Rate(standard=Money(60, "EUR"))])
        >>> plan = Plan("CRM", start="2026-01-05", resources=[ann],
        ...             tasks=[Task("design", "5d", assignments=[Assignment(resource="ann")])])
        >>> made = budget(cost_estimate(schedule(plan)), contingency="500 EUR", management_reserve="300 EUR")
        >>> print(made.bac, made.total)
        2,400 EUR 3,200 EUR
    """
    none = Money(0, estimate.currency)
    return Budget(
        estimate=estimate,
        packages=packages,
        undistributed=none if undistributed is None else amount(undistributed),
        contingency=none if contingency is None else amount(contingency),
        management_reserve=none if management_reserve is None else amount(management_reserve),
        contingency_inside=contingency_inside,
    )


def _faults(made: Budget) -> list[Fault]:
    named = [
        ("undistributed", made.undistributed),
        ("contingency", made.contingency),
        ("management_reserve", made.management_reserve),
        *((f"package {package.id!r}", package.amount) for package in made.packages),
        *((f"log[{number}]", change.amount) for number, change in enumerate(made.log)),
    ]
    faults = [f for place, value in named for f in (*foreign(place, value, made.currency), *below_zero(place, value))]
    ids = [package.id for package in made.packages]
    faults += [Fault("packages", n, f"{n!r} is there twice") for n in dict.fromkeys(ids) if ids.count(n) > 1]
    tasks = made.estimate.schedule.plan.structure.position
    for package in made.packages:
        place = f"package {package.id!r}"
        if package.task and package.task not in tasks:
            message = f"there is no task {package.task!r}{did_you_mean(package.task, tasks)}"
            faults.append(Fault(f"{place}.task", package.task, message))
        if not package.task and (package.start is None or package.finish is None):
            faults.append(Fault(place, package.id, "expected a task, or a start and a finish"))
        if package.start is not None and package.finish is not None and package.finish < package.start:
            faults.append(Fault(f"{place}.finish", package.finish, "it ends before it begins"))
    if not faults:
        for name, left in (
            ("contingency", made.contingency_left),
            ("management_reserve", made.management_reserve_left),
        ):
            faults += [Fault(name, left, f"{-left} more was drawn than there is")] if left.amount < 0 else []
    return faults


def _entries(made: Budget) -> list[Entry]:
    """Planning packages, undistributed budget at the finish, and contingency where it counts inside."""
    schedule, none = made.estimate.schedule, Decimal(0)
    found = [_of_package(made, package) for package in made.packages if package.amount.amount != none]
    start = to_seconds(schedule.start)
    ends = [schedule.solution.project_finish, *(entry.piece.end for entry in (*made.estimate.entries, *found))]
    if made.undistributed:
        found.append(_beside(CostKind.UNDISTRIBUTED, made.undistributed, start, max(ends), Accrual.END))
    if made.contingency_inside and made.contingency_left:
        found.append(_beside(CostKind.CONTINGENCY, made.contingency_left, start, max(ends), Accrual.PRORATED))
    return found


def _of_package(made: Budget, package: PlanningPackage) -> Entry:
    schedule = made.estimate.schedule
    place = schedule.plan.structure.position[package.task] if package.task else -1
    begin, end, account, calendar, treatment = 0, 0, package.account, PROJECT, Treatment.OPERATING
    if place >= 0:
        begin, end = schedule.solution.start[place], schedule.solution.finish[place]
        accounts, treatments = inherited(schedule.plan, dict(made.estimate.treatments))
        account, treatment = account or accounts[place], treatments[place]
        named = made.estimate.task_calendars[schedule.plan.tasks[place].calendar]
        calendar = CLOCK if schedule.network.own_calendar[place] == CLOCK else named
    begin = to_seconds(package.start) if package.start is not None else begin
    end = max(begin, to_seconds(package.finish) if package.finish is not None else end)
    piece = Piece(to_units(package.amount.amount), begin, end, calendar, Accrual.PRORATED)
    kind = CostKind.PLANNING_PACKAGE
    return Entry(piece, place, package.id, kind, account, treatment, 0, 1, 1, package.amount, None)


def _beside(kind: CostKind, value: Money, begin: int, end: int, accrual: Accrual) -> Entry:
    piece = Piece(to_units(value.amount), begin, end, PROJECT, accrual)
    return Entry(piece, -1, "", kind, "", Treatment.OPERATING, 0, 1, 1, value, None)

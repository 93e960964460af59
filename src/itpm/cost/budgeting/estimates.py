"""What a schedule costs: every line of it, what it adds up to at any level, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from itpm.cost.budgeting.amounts import from_units
from itpm.cost.budgeting.breakdowns import CostBreakdown, broken_down
from itpm.cost.budgeting.entries import CostBook, Entry
from itpm.cost.budgeting.expense_costs import post_expenses
from itpm.cost.budgeting.inputs import BudgetError, number, refuse
from itpm.cost.budgeting.lines import CostKind, CostLine, Expense, Treatment
from itpm.cost.budgeting.periods import By
from itpm.cost.budgeting.phased import PhasedCost, phased
from itpm.cost.budgeting.spreading import Cumulative, due
from itpm.cost.budgeting.task_costs import post_tasks
from itpm.errors import Fault, Hints, PlanError
from itpm.findings import Explanation, Finding
from itpm.model.exchange import ExchangeRates
from itpm.model.given import pairs, several, shortened
from itpm.model.moments import Moment, moment, to_datetime, to_seconds
from itpm.model.money import NO_CURRENCY, Money
from itpm.model.numbers import quotient
from itpm.model.plans import Plan
from itpm.scheduling.schedules import Schedule
from itpm.scheduling.schedules import schedule as schedule_of
from itpm.tables import Column, Table, Tabular

Percent = Decimal | int | float | str


def _expenses(value: Iterable[Expense]) -> tuple[Expense, ...]:
    return several(value, Expense, "expenses", BudgetError)


def _treatments(
    value: Mapping[str, Treatment] | Iterable[tuple[str, Treatment]],
) -> tuple[tuple[str, Treatment], ...]:
    given = pairs(value, "treatments", BudgetError)
    wrong = [(name, kind) for name, kind in given if not isinstance(kind, Treatment)]
    refuse(Fault(f"treatments[{name!r}]", kind, f"expected a Treatment, got {kind!r}") for name, kind in wrong)
    return given


def _taxes(value: Mapping[str, Percent] | Iterable[tuple[str, Percent]]) -> tuple[tuple[str, Decimal], ...]:
    given = pairs(value, "taxes", BudgetError)
    return tuple((name, number(percent, place=f"taxes[{name!r}]")) for name, percent in given)


def _compared(schedule: Schedule) -> object:
    """Two schedules of the same dates may belong to plans of different rates."""
    return schedule.plan, schedule.policy


_Booked = tuple[tuple[Entry, ...], tuple[Cumulative, ...], tuple[Finding, ...], dict[str | None, int]]


@frozen(slots=False, kw_only=True)
class CostEstimate(Tabular):
    """What a schedule costs, line by line. Made by `cost_estimate`.

    Attributes:
        schedule: whose cost it is.
        currency: ISO 4217 code of every amount.
        expenses: what is nobody's work.
        rates: planning rates of other currencies.
        treatments: (task id, treatment) pairs; a summary's holds for what is below it.
        taxes: (resource id, tax [%]) pairs.
        places: decimals that each line is rounded to; None: not rounded [1].
    """

    schedule: Schedule = field(eq=_compared)
    currency: str
    expenses: tuple[Expense, ...] = field(default=(), converter=_expenses)
    rates: ExchangeRates = field(factory=ExchangeRates)
    treatments: tuple[tuple[str, Treatment], ...] = field(default=(), converter=_treatments)
    taxes: tuple[tuple[str, Decimal], ...] = field(default=(), converter=_taxes)
    places: int | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The lines as engines use them: whole units, seconds, places."""
        return self._booked[0]

    @property
    def calendars(self) -> tuple[Cumulative, ...]:
        """The working time that entries are spread along, by number."""
        return self._booked[1]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is doubtful: who is assigned and has no price."""
        return self._booked[2]

    @property
    def task_calendars(self) -> Mapping[str | None, int]:
        """Number of each calendar that tasks name; None: the plan's own."""
        return self._booked[3]

    @cached_property
    def _booked(self) -> _Booked:
        if faults := _faults(self):
            raise PlanError(faults)
        book = CostBook(
            self.schedule,
            currency=self.currency,
            rates=self.rates,
            treatments=dict(self.treatments),
            taxes=dict(self.taxes),
            places=self.places,
        )
        post_tasks(book)
        post_expenses(book, self.expenses)
        if book.faults:
            raise PlanError(book.faults)
        named = {name: book.table.named(name) for name in {task.calendar for task in self.schedule.plan.tasks}}
        return tuple(book.entries), book.calendars, tuple(book.findings.values()), named

    @cached_property
    def lines(self) -> tuple[CostLine, ...]:
        """Every cost: tasks in plan order, then expenses."""
        return tuple(_line(self, entry) for entry in self.entries)

    @cached_property
    def total(self) -> Money:
        """All of it, net of tax."""
        return self.money(sum(entry.piece.units for entry in self.entries))

    @cached_property
    def tax(self) -> Money:
        """Tax on top of it."""
        return self.money(sum(entry.tax for entry in self.entries))

    def money(self, units: int) -> Money:
        """So many units of 1e-12 as money."""
        return Money(from_units(units), self.currency)

    def by(self, key: str = "wbs") -> CostBreakdown:
        """What it adds up to at every level of the work breakdown, or by something else.

        Args:
            key: ``"wbs"``, ``"task"``, ``"phase"``, ``"resource"``, ``"account"`` (control account), ``"kind"``,
                ``"treatment"`` (capital or operating), or the name of an activity code.

        Raises:
            UnknownNameError: neither such a key nor such a code.
        """
        return broken_down(self.schedule.plan, self.entries, self.currency, key)

    def phased(self, by: By = "month", *, rows: str = "") -> PhasedCost:
        """When it is incurred: by day, week, month, quarter, year, fiscal period or own dates.

        Args:
            by: the periods.
            rows: one row for each of these, as in `by`; empty: one for all.

        Raises:
            NotationError: no such period.
            UnknownNameError: no such key for rows.
        """
        return phased(self.schedule.plan, self.entries, self.calendars, self.currency, by=by, rows=rows)

    def planned(self, at: Moment) -> Money:
        """What is to be incurred by a date; a bare date is the day's end."""
        when = to_seconds(moment(at, edge="finish", place="at"))
        return self.money(sum(due(entry.piece, self.calendars, when) for entry in self.entries))

    def explain(self, task_id: str) -> Explanation:
        """What a task's cost is made of, with that of the tasks below it, dearest first.

        Raises:
            UnknownTaskError: there is no such task.
        """
        task = self.schedule.plan[task_id]
        structure = self.schedule.plan.structure
        place = structure.position[task_id]
        inside = {place, *structure.descendants(place)}
        lines = [line for line, entry in zip(self.lines, self.entries, strict=True) if entry.place in inside]
        lines.sort(key=lambda line: -line.amount.amount)
        whole = self.money(sum(entry.piece.units for entry in self.entries if entry.place in inside))
        causes = [Explanation(f"cost:{line.what}", _sentence(line), evidence=line) for line in lines]
        return Explanation(f"task:{task_id}", f"{task.label} costs {whole}", causes, evidence=whole)

    def table(self) -> Table:
        """One line a row, with how it was worked out."""
        rows = [
            (
                line.task,
                line.what,
                line.kind,
                line.explanation,
                f"{line.start:%Y-%m-%d}",
                f"{line.finish:%Y-%m-%d}",
                line.account,
                line.treatment,
                line.amount.amount,
                line.tax.amount,
            )
            for line in self.lines
        ]
        unit = self.currency
        tax = f", and {self.tax} of tax on top" if self.tax else ""
        return Table(
            title=f"Cost of {self.schedule.plan.name}",
            columns=[
                *(Column(name) for name in ("Task", "What", "Kind", "How", "Start", "Finish", "Account", "Treatment")),
                Column(f"Cost [{unit}]", key=f"cost_{unit.lower()}", align="right"),
                Column(f"Tax [{unit}]", key=f"tax_{unit.lower()}", align="right"),
            ],
            rows=[(*row[:-2], f"{row[-2]:,.2f}", f"{row[-1]:,.2f}") for row in rows],
            values=rows,
            note="\n".join([f"Total {self.total}{tax}", *map(str, self.findings)]),
        )

    def __getstate__(self) -> dict[str, Any]:  # values of many types, by field name
        return {attribute.name: getattr(self, attribute.name) for attribute in attrs.fields(CostEstimate)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)


def cost_estimate(
    schedule: Schedule | Plan,
    *,
    expenses: Iterable[Expense] = (),
    currency: str | None = None,
    rates: ExchangeRates | None = None,
    treatments: Mapping[str, Treatment] | None = None,
    taxes: Mapping[str, Percent] | None = None,
    places: int | None = None,
) -> CostEstimate:
    """What a schedule costs: labour, overtime, material, uses and fixed cost of its tasks, and expenses.

    Args:
        schedule: dates, assignments and rates; a plan is scheduled by its own policy first.
        expenses: what is nobody's work: licences, travel, rent.
        currency: of every amount; None: the plan's, else the one that its amounts have.
        rates: planning rates for amounts in other currencies, taken at the day each cost begins.
        treatments: capital or operating by task id; a summary's holds for what is below it. Default: operating.
        taxes: tax on top by resource id [%]; it stands apart and is never part of a budget.
        places: decimals that each line is rounded to, half to even; None: twelve are kept [1].

    Raises:
        PlanError: with every fault: an expense of an unknown task, a currency without a rate, a tax of nobody.
        BudgetError: what is no expense, no treatment or no tax.

    Example:
        >>> from itpm.model import Assignment, Plan, Rate, Resource, Task
        >>> from itpm.scheduling import schedule
        >>> ann = Resource("ann", rates=[Rate(standard=Money(60, "EUR"))])
        >>> plan = Plan("CRM", start="2026-01-05", resources=[ann],
        ...             tasks=[Task("design", "5d", assignments=[Assignment(resource="ann")])])
        >>> estimate = cost_estimate(schedule(plan), expenses=[Expense("workshop", "800 EUR", task="design")])
        >>> print(estimate.total, "=", " + ".join(line.explanation for line in estimate.lines))
        3,200 EUR = 40 h at 60 EUR/h + 800 EUR
    """
    given = _expenses(expenses)
    dates = schedule_of(schedule) if isinstance(schedule, Plan) else schedule
    estimate = CostEstimate(
        schedule=dates,
        currency=currency or _currency(dates.plan, given),
        expenses=given,
        rates=rates or ExchangeRates(),
        treatments=treatments or {},
        taxes=taxes or {},
        places=places,
    )
    _ = estimate.entries  # written now, so that its faults are raised here
    return estimate


def _currency(plan: Plan, expenses: Iterable[Expense]) -> str:
    if plan.currency != NO_CURRENCY:
        return plan.currency
    amounts: list[Money | None] = [expense.amount for expense in expenses]
    for resource in plan.resources:
        amounts += [price for rate in resource.rates for price in (rate.standard, rate.overtime, rate.per_use)]
    for task in plan.tasks:
        amounts += [task.extra.fixed_cost, *(assignment.cost for assignment in task.assignments)]
    found = sorted({amount.currency for amount in amounts if amount})
    if len(found) > 1:
        message = f"the plan has no currency and its amounts are in {', '.join(found)}; say which one to count in"
        raise PlanError([Fault("currency", found, message)])
    return found[0] if found else plan.currency


def _faults(estimate: CostEstimate) -> list[Fault]:
    plan, hint = estimate.schedule.plan, Hints()
    faults = [
        Fault("treatments", name, f"there is no task {name!r}{hint(name, plan.structure.position)}")
        for name, _ in estimate.treatments
        if name not in plan.structure.position
    ]
    for name, _ in estimate.taxes:
        if name not in plan.resource_by_id:
            faults.append(Fault("taxes", name, f"there is no resource {name!r}{hint(name, plan.resource_by_id)}"))
    places = estimate.places
    if places is not None and (isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= 12):
        faults.append(Fault("places", places, f"expected decimals from 0 to 12, or None, got {shortened(places)}"))
    return faults


def _line(estimate: CostEstimate, entry: Entry) -> CostLine:
    piece, plan = entry.piece, estimate.schedule.plan
    return CostLine(
        task=plan.tasks[entry.place].id if entry.place >= 0 else "",
        what=entry.what,
        kind=entry.kind,
        amount=estimate.money(piece.units),
        start=to_datetime(piece.begin),
        finish=to_datetime(piece.end),
        accrual=piece.accrual,
        account=entry.account,
        treatment=entry.treatment,
        tax=estimate.money(entry.tax),
        quantity=quotient(entry.quantity, entry.per),
        price=entry.price,
        original=None if entry.own is None else Money(from_units(entry.own), entry.price.currency),
    )


def _sentence(line: CostLine) -> str:
    whose = f"{line.what}, " if line.what else ""
    kind = "" if line.kind is CostKind.EXPENSE else f"{line.kind.value}: "
    return (
        f"{whose}{kind}{line.explanation} = {line.amount}"
        if line.explanation != str(line.amount)
        else (f"{whose}{kind}{line.amount}")
    )

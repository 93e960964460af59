"""The book that a schedule's cost is written into: one entry a cost, in whole units, with all that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from itpm.cost.budgeting.amounts import PLACES, ratio
from itpm.cost.budgeting.lines import CostKind, Treatment
from itpm.cost.budgeting.spreading import Cumulative, Piece
from itpm.errors import Fault
from itpm.findings import Finding
from itpm.model.exchange import ExchangeRates, MissingRateError
from itpm.model.moments import to_datetime
from itpm.model.money import Money
from itpm.model.plans import Plan
from itpm.scheduling.calendars_used import CLOCK, CalendarTable
from itpm.scheduling.schedules import Schedule


class Entry(NamedTuple):
    """One cost.

    Attributes:
        piece: how much, and where it lies in time.
        place: place of its task in the plan; -1: the project's.
        what: id of the resource or name of the expense; empty for a task's fixed cost.
        kind: what it is paid for.
        account: control account.
        treatment: operating or capital.
        tax: tax on top [1e-12 currency].
        quantity: how many times `per` the price was taken.
        per: what the quantity is divided by: 3600 for seconds at an hourly rate.
        price: rate or amount in its own currency.
        own: amount in its own currency, where that is another one [1e-12 of it].
    """

    piece: Piece
    place: int
    what: str
    kind: CostKind
    account: str
    treatment: Treatment
    tax: int
    quantity: int
    per: int
    price: Money
    own: int | None


class CostBook:
    """What is written while a schedule is costed; lives only that long."""

    def __init__(
        self,
        schedule: Schedule,
        *,
        currency: str,
        rates: ExchangeRates,
        treatments: Mapping[str, Treatment],
        taxes: Mapping[str, Decimal],
        places: int | None,
    ) -> None:
        self.schedule, self.plan, self.currency, self.rates = schedule, schedule.plan, currency, rates
        self.taxes = {name: percent.as_integer_ratio() for name, percent in taxes.items()}
        self.grain = 1 if places is None else 10 ** max(PLACES - places, 0)
        self.table = CalendarTable.of(self.plan)
        self.added: list[Cumulative] = []
        self._worked: dict[tuple[int, int, int], int] = {}
        self.entries: list[Entry] = []
        self.faults: list[Fault] = []
        self.findings: dict[str, Finding] = {}
        self.accounts, self.treatments = inherited(schedule.plan, treatments)

    @property
    def calendars(self) -> tuple[Cumulative, ...]:
        """Working time by number: the plan's, then what split tasks added, counted from the end."""
        return (*self.table.compiled, *reversed(self.added))

    def calendar_of(self, place: int) -> int:
        """Number of the calendar in which a task's dates are counted."""
        if self.schedule.network.own_calendar[place] == CLOCK:
            return CLOCK
        return self.table.of_task(self.plan.tasks[place])

    def calendar(self, number: int) -> Cumulative:
        """Working time by number."""
        return self.added[-number - 1] if number < 0 else self.table.compiled[number]

    def worked(self, span: tuple[int, int, int]) -> int:
        """Working time of a span: first instant, last instant [s], number of its calendar; asked once for all who share it."""
        if span not in self._worked:
            until = self.calendar(span[2]).total_until
            self._worked[span] = until(span[1]) - until(span[0])
        return self._worked[span]

    def add_calendar(self, calendar: Cumulative) -> int:
        """Number of a calendar that only one task has: negative, so that the plan's may still grow."""
        self.added.append(calendar)
        return -len(self.added)

    def post(
        self,
        place: int,
        what: str,
        kind: CostKind,
        piece: Piece,
        price: Money,
        *,
        quantity: int = 1,
        per: int = 1,
        account: str = "",
        treatment: Treatment | None = None,
        tax: Decimal | None = None,
    ) -> None:
        """Write one cost; `piece` has units of the price's own currency, which are converted here."""
        units, own = piece.units, None
        if price.currency != self.currency and units:
            own, units = units, self._converted(units, price.currency, piece.begin, what)
            piece = piece._replace(units=units)
        if self.grain > 1:
            units = ratio(units, 1, self.grain) * self.grain
            piece = piece._replace(units=units)
        share = self.taxes.get(what) if tax is None else tax.as_integer_ratio()
        self.entries.append(
            Entry(
                piece,
                place,
                what,
                kind,
                account or (self.accounts[place] if place >= 0 else ""),
                treatment or (self.treatments[place] if place >= 0 else Treatment.OPERATING),
                ratio(units, share[0], 100 * share[1]) if share is not None else 0,
                quantity,
                per,
                price,
                own,
            )
        )

    def _converted(self, units: int, currency: str, at: int, what: str) -> int:
        try:
            rate = self.rates.rate(currency, self.currency, at=to_datetime(at))
        except MissingRateError as missing:
            self.faults.append(Fault(f"cost of {what!r}" if what else "fixed cost", currency, str(missing)))
            return 0
        return ratio(units, *rate.as_integer_ratio())

    def warn(self, finding: Finding) -> None:
        """Keep a finding, once for each subject."""
        self.findings.setdefault(finding.fingerprint, finding)


def inherited(plan: Plan, given: Mapping[str, Treatment]) -> tuple[list[str], list[Treatment]]:
    """Control account and treatment of every task: its own, else that of the nearest summary that has one."""
    tasks, structure = plan.tasks, plan.structure
    accounts = [task.details.cost_account if task.details is not None else "" for task in tasks]
    if not given and not any(accounts):
        return accounts, [Treatment.OPERATING] * len(tasks)
    treatments = [given.get(task.id) for task in tasks]
    order = [place for place, parent in enumerate(structure.parents) if parent < 0]
    for place in order:  # grows while it is walked
        for child in structure.children[place]:
            accounts[child] = accounts[child] or accounts[place]
            treatments[child] = treatments[child] or treatments[place]
            order.append(child)
    return accounts, [treatment or Treatment.OPERATING for treatment in treatments]

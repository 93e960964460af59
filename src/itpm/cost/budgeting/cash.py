"""Cash flow: when the money for a plan's costs leaves the account, what comes in, and how deep the account must be.

A cost **arises** with the work; it is **invoiced** and **paid** by its payee's terms. Each payee's payments add up to its cost
with tax exactly: what an invoice rounds off, the next one carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate

from attrs import field, frozen

from itpm.cost.budgeting.amounts import PLACES, from_units, ratio
from itpm.cost.budgeting.budgets import Budget
from itpm.cost.budgeting.entries import Entry
from itpm.cost.budgeting.estimates import CostEstimate
from itpm.cost.budgeting.inputs import BudgetError, decimals, finish, foreign, refuse
from itpm.cost.budgeting.payments import AT_ONCE, PaymentTerms
from itpm.cost.budgeting.periods import By, Grid, grid
from itpm.cost.budgeting.spreading import Piece, extent, spread
from itpm.errors import Fault, NotationError
from itpm.model.given import pairs
from itpm.model.moments import DAY, Moment, day_of, to_datetime, to_seconds
from itpm.model.money import Money, money, total
from itpm.model.resources import Accrual
from itpm.tables import Column, Table, Tabular


@frozen(kw_only=True)
class Payment:
    """Money that leaves the account.

    Attributes:
        to: who gets it: id of the resource, name of the expense; empty: fixed cost.
        at: when; midnight is the end of the day before.
        amount: net of tax.
        tax: tax with it.
        reason: what it pays, and by which terms.
    """

    to: str
    at: datetime
    amount: Money
    tax: Money
    reason: str

    @property
    def gross(self) -> Money:
        """What leaves the account."""
        return self.amount + self.tax


@frozen(kw_only=True)
class CashRow:
    """One period.

    Attributes:
        label: what it is called.
        paid: what leaves the account, with tax.
        tax: the tax in it.
        received: what comes in.
        balance: what the account stands at, at its end.
    """

    label: str
    paid: Money
    tax: Money
    received: Money
    balance: Money


def _payments(value: Iterable[Payment]) -> tuple[Payment, ...]:
    return tuple(value)


def _receipts(value: Iterable[tuple[datetime, Money]]) -> tuple[tuple[datetime, Money], ...]:
    return tuple(value)


@frozen(kw_only=True)
class CashFlow(Tabular):
    """When money leaves and enters the account. Made by `cash_flow`.

    Attributes:
        name: the plan's name.
        opening: what the account stands at before.
        payments: what leaves it, by date.
        receipts: (date, amount) of what comes in, by date.
        grid: the periods of the table.
    """

    name: str
    opening: Money
    payments: tuple[Payment, ...] = field(converter=_payments, repr=False)
    receipts: tuple[tuple[datetime, Money], ...] = field(converter=_receipts, repr=False)
    grid: Grid = field(repr=False)

    @property
    def paid(self) -> Money:
        """All that leaves the account, with tax."""
        return total((payment.gross for payment in self.payments), currency=self.opening.currency)

    @property
    def lowest(self) -> tuple[datetime, Money]:
        """When the account is at its lowest behind any move, and what it then stands at; a negative amount must be financed.

        What comes in at the end of a day is there before it is spent.
        """
        moves = [(to_seconds(at), 0, amount) for at, amount in self.receipts]
        moves += [(to_seconds(payment.at), 1, -payment.gross) for payment in self.payments]
        balance, found = self.opening, None
        for at, _, amount in sorted(moves, key=lambda move: move[:2]):
            balance = balance + amount
            if found is None or balance < found[1]:
                found = to_datetime(at), balance
        return found or (to_datetime(self.grid.edges[0]), balance)

    @property
    def rows(self) -> tuple[CashRow, ...]:
        """Every period."""
        zero, edges = Money(0, self.opening.currency), self.grid.edges
        paid, taxes, received = ([zero] * len(self.grid) for _ in range(3))
        for payment in self.payments:
            place = _period(edges, payment.at)
            paid[place] = paid[place] + payment.gross
            taxes[place] = taxes[place] + payment.tax
        for at, amount in self.receipts:
            place = _period(edges, at)
            received[place] = received[place] + amount
        flows = (one - other for one, other in zip(received, paid, strict=True))
        balances = list(accumulate(flows, lambda balance, flow: balance + flow, initial=self.opening))[1:]
        columns = zip(self.grid.labels, paid, taxes, received, balances, strict=True)
        return tuple(CashRow(label=row[0], paid=row[1], tax=row[2], received=row[3], balance=row[4]) for row in columns)

    def table(self) -> Table:
        """A row a period."""
        unit = self.opening.currency
        values = [(r.label, r.received.amount, r.paid.amount, r.tax.amount, r.balance.amount) for r in self.rows]
        columns = [
            Column(f"{name} [{unit}]", key=f"{key}_{unit.lower()}", align="right")
            for name, key in (("In", "received"), ("Out", "paid"), ("of it tax", "tax"), ("Balance", "balance"))
        ]
        at, least = self.lowest
        return Table(
            title=f"Cash flow of {self.name}",
            columns=[Column("Period"), *columns],
            rows=[(label, *(f"{cell:,.2f}" for cell in cells)) for label, *cells in values],
            values=values,
            note=f"The account is at its lowest on {day_of(at)}: {least}.",
        )

    def payment_table(self) -> Table:
        """A row a payment, with the invoice and the terms behind it."""
        unit = self.opening.currency
        values = [(day_of(one.at), one.to, one.reason, one.amount.amount, one.tax.amount) for one in self.payments]
        names = (("Net", "net"), ("Tax", "tax"))
        return Table(
            title=f"Payments of {self.name}",
            columns=[
                *(Column(name) for name in ("Date", "To", "Reason")),
                *(Column(f"{name} [{unit}]", key=f"{key}_{unit.lower()}", align="right") for name, key in names),
            ],
            rows=[(*row[:3], *(f"{cell:,.2f}" for cell in row[3:])) for row in values],
            values=values,
        )


def _period(edges: Sequence[int], at: datetime) -> int:
    """The period in which a day's end lies: midnight between two belongs to the first."""
    second = to_seconds(at)
    return next(place for place in range(len(edges) - 1) if second <= edges[place + 1])


def cash_flow(
    cost: CostEstimate | Budget,
    *,
    terms: Mapping[str, PaymentTerms] | None = None,
    default: PaymentTerms = AT_ONCE,
    receipts: Iterable[tuple[Moment, Money | str]] = (),
    opening: Money | str | None = None,
    by: By = "month",
    places: int = 2,
) -> CashFlow:
    """When the money is needed.

    Args:
        cost: what arises, and when.
        terms: by resource id, name of expense, or kind of cost (``"fixed"``, ``"planning package"``).
        default: for all others: paid at the end of the month in which it arises.
        receipts: (date, amount) of what comes in: releases of funds, a customer's payments.
        opening: what the account stands at before; None: nothing.
        by: the periods of the table.
        places: decimals of an invoice [1].

    Raises:
        BudgetError: terms of nobody, a milestone that is neither task nor date, an amount in another currency.

    Example:
        >>> from itpm.cost.budgeting import cost_estimate, Expense
        >>> from itpm.model import Plan, Task
        >>> from itpm.scheduling import schedule
        >>> plan = Plan("CRM", start="2026-01-05", tasks=[Task("build", "40d")])
        >>> estimate = cost_estimate(schedule(plan), expenses=[Expense("vendor", "40k EUR", task="build", tax=20)])
        >>> flow = cash_flow(estimate, terms={"vendor": PaymentTerms(net=30, retainage="5%")})
        >>> [(f"{payment.at:%Y-%m-%d}", str(payment.gross)) for payment in flow.payments]
        [('2026-03-03', '23,000 EUR'), ('2026-03-31', '23,000 EUR'), ('2026-03-31', '2,000 EUR')]
    """
    estimate = cost.estimate if isinstance(cost, Budget) else cost
    zero = Money(0, cost.currency)
    start = zero if opening is None else money(opening, place="opening")
    income = sorted((finish(at), money(amount, place="receipts")) for at, amount in receipts)
    agreed = dict(pairs(terms or {}, "terms", BudgetError))
    refuse(
        [
            *foreign("opening", start, cost.currency),
            *(fault for _, amount in income for fault in foreign("receipts", amount, cost.currency)),
            *_unknown(cost, agreed),
        ]
    )
    payees: dict[str, list[Entry]] = {}
    for entry in cost.entries:
        payees.setdefault(entry.what or entry.kind.value, []).append(entry)
    cashier = _Cashier(estimate, cost, places)
    payments: list[Payment] = []
    for payee, entries in payees.items():
        own = agreed.get(payee) or agreed.get(entries[0].kind.value) or default
        payments += cashier.payments(payee, entries, own)
    payments.sort(key=lambda payment: payment.at)
    dates = [to_seconds(at) for at in (*(payment.at for payment in payments), *(at for at, _ in income))]
    first = to_seconds(estimate.schedule.start)
    return CashFlow(
        name=estimate.schedule.plan.name,
        opening=start,
        payments=payments,
        receipts=income,
        grid=grid(min([first, *(date - 1 for date in dates)]), max([first + 1, *dates]), by),
    )


def _unknown(cost: CostEstimate | Budget, terms: Mapping[str, PaymentTerms]) -> Iterator[Fault]:
    known = {entry.what for entry in cost.entries} | {entry.kind.value for entry in cost.entries}
    for name in terms:
        if name not in known:
            yield Fault("terms", name, f"nothing is paid to {name!r}; known are {', '.join(sorted(known - {''}))}")


class _Cashier:
    """Turns what arises into payments; lives only while one cash flow is made."""

    def __init__(self, estimate: CostEstimate, cost: CostEstimate | Budget, places: int) -> None:
        self.estimate, self.cost = estimate, cost
        self.grain: int = 10 ** (PLACES - decimals(places))

    def payments(self, payee: str, entries: Sequence[Entry], terms: PaymentTerms) -> Iterator[Payment]:
        """What a payee gets: an invoice each period or milestone, then what was held back."""
        last = max(self._end(entry.piece) for entry in entries)
        net = self._invoices([entry.piece for entry in entries], terms, last)
        taxes = self._invoices([entry.piece._replace(units=entry.tax) for entry in entries], terms, last)
        held = 0
        for at in sorted({*net, *taxes}):
            units = net.get(at, 0)
            kept = self._cut(ratio(units, *terms.retainage.as_integer_ratio()))
            held += kept
            day = to_datetime(at)
            reason = f"invoice of {day_of(day)}, {terms}"
            yield self._payment(payee, terms.paid_on(day), units - kept, taxes.get(at, 0), reason)
        if held:
            freed = to_datetime(self._date(terms.released) if terms.released else max(last, *net))
            yield self._payment(payee, terms.paid_on(freed), held, 0, f"retainage released {day_of(freed)}")

    def _payment(self, payee: str, at: datetime, units: int, tax: int, reason: str) -> Payment:
        currency = self.cost.currency
        amount, taxes = (Money(from_units(part), currency) for part in (units, tax))
        return Payment(to=payee, at=at, amount=amount, tax=taxes, reason=reason)

    def _invoices(self, pieces: Sequence[Piece], terms: PaymentTerms, last: int) -> dict[int, int]:
        """When how much is invoiced, rounded so that the invoices add up exactly."""
        whole = sum(piece.units for piece in pieces)
        if terms.milestones:
            dated = sorted((self._date(when), part) for when, part in terms.milestones)
            ends = [at for at, _ in dated]
            shares = list(accumulate(part for _, part in dated))
            sums = [ratio(whole, *part.as_integer_ratio()) for part in shares]
        elif terms.invoiced == "finish":
            ends, sums = [last], [whole]
        else:
            periods = grid(*(extent(pieces) or (last - 1, last)), terms.invoiced)
            spread_of = spread(pieces, self.cost.calendars, periods.edges)[0]
            ends, sums = list(periods.edges[1 + spread_of.first :]), list(accumulate(spread_of.units))
        cut = [*(self._cut(part) for part in sums[:-1]), whole]
        found: dict[int, int] = {}
        for at, now, before in zip(ends, cut, [0, *cut], strict=False):
            if now != before:
                found[at] = found.get(at, 0) + now - before
        return found

    def _cut(self, units: int) -> int:
        return ratio(units, 1, self.grain) * self.grain

    @staticmethod
    def _end(piece: Piece) -> int:
        """The end of the day on which all of it has arisen [s]."""
        return _day_end(piece.begin + 1 if piece.accrual is Accrual.START else max(piece.end, piece.begin + 1))

    def _date(self, when: str) -> int:
        """The end of the day on which a task finishes, or of a date [s]."""
        schedule = self.estimate.schedule
        place = schedule.plan.structure.position.get(when)
        if place is not None:
            return _day_end(schedule.solution.finish[place])
        try:
            return _day_end(to_seconds(finish(when)))
        except NotationError:
            raise BudgetError([Fault("terms", when, f"expected a task id or a date, got {when!r}")]) from None


def _day_end(at: int) -> int:
    return -(-at // DAY) * DAY

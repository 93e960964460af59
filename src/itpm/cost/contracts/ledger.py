"""A contract as it runs: what is committed, delivered, invoiced, held back, paid, owed for lateness, and still to come.

Cost to the project arises with delivery, not with the invoice: what is delivered and not yet invoiced is an accrual.
Retainage is held back from every invoice and released at the end. Amounts are without taxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

import attrs
from attrs import field, frozen

from itpm.cost.contracts.damages import LiquidatedDamages
from itpm.cost.contracts.terms import ContractError, FirmFixedPrice, Terms, TimeAndMaterial, refuse
from itpm.cost.finance.inputs import Number, amount, one_currency, share, times
from itpm.errors import Fault
from itpm.findings import Finding, Severity
from itpm.model.given import several
from itpm.model.moments import Moment, day_of, finish_moment, moment
from itpm.model.money import Money, money
from itpm.tables import Column, Table, Tabular


def _finish(value: Moment) -> datetime:
    return moment(value, edge="finish")


@frozen
class ContractDelivery:
    """Something the seller has to deliver, and what it is worth.

    Attributes:
        name: what is delivered.
        due: when it is due; a bare date is the day's end.
        worth: its part of the contract's price.
        delivered: when it was delivered and accepted; None: not yet.
    """

    name: str
    due: datetime = field(converter=_finish)
    worth: Money = field(converter=amount, kw_only=True)
    delivered: datetime | None = field(default=None, converter=finish_moment, kw_only=True)


@frozen
class Invoice:
    """What the seller asked for.

    Attributes:
        number: the invoice's number.
        date: when it came.
        amount: how much, before retainage, without taxes.
        paid: when it was paid (less retainage); None: not yet.
        disputed: whether it is held up in dispute; then it is not payable.
    """

    number: str
    date: datetime = field(converter=_finish)
    amount: Money = field(converter=amount, kw_only=True)
    paid: datetime | None = field(default=None, converter=finish_moment, kw_only=True)
    disputed: bool = field(default=False, kw_only=True)


def _deliveries(value: Iterable[ContractDelivery]) -> tuple[ContractDelivery, ...]:
    return several(value, ContractDelivery, "deliveries", ContractError)


def _invoices(value: Iterable[Invoice]) -> tuple[Invoice, ...]:
    return several(value, Invoice, "invoices", ContractError)


def _changes(value: Iterable[tuple[Moment, Money | str]]) -> tuple[tuple[datetime, Money], ...]:
    return tuple((_finish(when), money(change, place="changes")) for when, change in value)


def _share(value: Number) -> Decimal:
    return share(value, place="retainage")


@frozen(kw_only=True)
class Contract:
    """An agreement with a seller, and what has happened under it.

    Attributes:
        id: the contract's (or order's) number.
        seller: who delivers.
        terms: how cost becomes price.
        signed: from when the price is committed; None: from the beginning.
        changes: (date, amount) of signed change orders; negative takes something out.
        deliveries: what is delivered, when and worth how much.
        invoices: what was asked for.
        retainage: share of every invoice that is held back [1].
        retainage_released: when what was held back was paid; None: not yet.
        damages: what lateness costs the seller; None: nothing agreed.
    """

    id: str
    seller: str
    terms: Terms
    signed: datetime | None = field(default=None, converter=finish_moment)
    changes: tuple[tuple[datetime, Money], ...] = field(default=(), converter=_changes)
    deliveries: tuple[ContractDelivery, ...] = field(default=(), converter=_deliveries)
    invoices: tuple[Invoice, ...] = field(default=(), converter=_invoices)
    retainage: Decimal = field(default=Decimal(0), converter=_share)
    retainage_released: datetime | None = field(default=None, converter=finish_moment)
    damages: LiquidatedDamages | None = None

    def __attrs_post_init__(self) -> None:
        faults = one_currency(f"contract {self.id!r}", _amounts(self))
        numbers = [invoice.number for invoice in self.invoices]
        faults += [
            Fault(f"contract {self.id!r}.invoices", n, f"the invoice {n!r} stands there twice")
            for n in dict.fromkeys(numbers)
            if numbers.count(n) > 1
        ]
        refuse(faults)

    @property
    def currency(self) -> str:
        """ISO 4217 code of its money."""
        return _amounts(self)[0].currency


def _amounts(contract: Contract) -> list[Money]:
    terms = contract.terms
    agreed = terms.rates[0][1] if isinstance(terms, TimeAndMaterial) else terms.target_price
    damages = [contract.damages.per_day] if contract.damages else []
    others = [change for _, change in contract.changes] + [delivery.worth for delivery in contract.deliveries]
    return [agreed, *others, *(invoice.amount for invoice in contract.invoices), *damages]


@frozen(kw_only=True)
class ContractStatus(Tabular):
    """Where a contract stands on a date; all amounts without taxes.

    Attributes:
        contract: which one.
        as_of: the date.
        committed: what the buyer is bound to pay: the price at the cost expected now, and signed changes.
        delivered: worth of what was delivered: the cost that has arisen.
        invoiced: what was asked for.
        retained: what is held back of it.
        paid: what has left the buyer's account.
        payable: invoiced, not disputed, not held back, not yet paid.
        disputed: invoiced and held up in dispute.
        penalties: what the seller owes for lateness by now.
        findings: what is not in order.
    """

    contract: Contract
    as_of: datetime
    committed: Money
    delivered: Money
    invoiced: Money
    retained: Money
    paid: Money
    payable: Money
    disputed: Money
    penalties: Money
    findings: tuple[Finding, ...] = ()

    @property
    def accrued(self) -> Money:
        """Delivered and not yet invoiced: cost that has arisen without a paper; never below zero."""
        return max(self.delivered - self.invoiced, Money(0, self.committed.currency))

    @property
    def to_invoice(self) -> Money:
        """Still to be invoiced: committed less invoiced."""
        return self.committed - self.invoiced

    @property
    def to_pay(self) -> Money:
        """What is still to come from the buyer's account: committed less penalties less paid."""
        return self.committed - self.penalties - self.paid

    def table(self) -> Table:
        """One amount a row, with what it means."""
        unit = self.committed.currency
        rows = [
            ("Committed", self.committed, "price at the cost expected now, and signed changes"),
            ("Delivered", self.delivered, "the cost that has arisen"),
            ("Invoiced", self.invoiced, "asked for by the seller"),
            ("Accrued", self.accrued, "delivered, not yet invoiced"),
            ("Retained", self.retained, "held back until the end"),
            ("Disputed", self.disputed, "held up in dispute"),
            ("Payable", self.payable, "due now"),
            ("Paid", self.paid, "has left the account"),
            ("Penalties", self.penalties, "owed by the seller for lateness"),
            ("Still to invoice", self.to_invoice, "committed less invoiced"),
            ("Still to pay", self.to_pay, "committed less penalties less paid"),
        ]
        return Table(
            title=f"{self.contract.id}, {self.contract.seller}, {day_of(self.as_of)}",
            columns=[Column("Amount"), Column(f"[{unit}]", key=unit.lower(), align="right"), Column("Meaning")],
            rows=[(name, f"{value.amount:,.2f}", meaning) for name, value, meaning in rows],
            values=[(name, value.amount, meaning) for name, value, meaning in rows],
            note="\n".join(map(str, self.findings)),
        )


def contract_status(contract: Contract, *, as_of: Moment, expected_cost: Money | str | None = None) -> ContractStatus:
    """Where a contract stands on a date.

    Args:
        contract: the agreement and what happened; what happened after `as_of` is not looked at.
        as_of: the date; a bare date is the day's end.
        expected_cost: what the work is going to cost the seller, for terms that share it; None: as targeted.

    Raises:
        UndefinedIndexError: time and material without a cap, and no expected cost was given.

    Example:
        >>> from itpm.cost.contracts import FirmFixedPrice
        >>> contract = Contract(id="PO-7", seller="Acme", terms=FirmFixedPrice("100k EUR"), retainage="10%",
        ...     deliveries=[ContractDelivery("design", "2026-02-28", worth="40k EUR", delivered="2026-03-02")],
        ...     invoices=[Invoice("A1", "2026-03-05", amount="30k EUR", paid="2026-03-20")],
        ...     damages=LiquidatedDamages("1k EUR"))
        >>> status = contract_status(contract, as_of="2026-03-31")
        >>> print(status.accrued, status.paid, status.penalties, status.to_pay, sep="; ")
        10,000 EUR; 27,000 EUR; 2,000 EUR; 71,000 EUR
    """
    at = _finish(as_of)
    known = [invoice for invoice in contract.invoices if invoice.date <= at]
    open_invoices = [invoice for invoice in known if invoice.paid is None or invoice.paid > at]
    released = contract.retainage_released is not None and contract.retainage_released <= at
    held = [times(invoice.amount, contract.retainage) for invoice in known]
    paid = _sum(contract, (_net(contract, i) for i in known if i not in open_invoices))
    if released:
        paid = paid + _sum(contract, (times(i.amount, contract.retainage) for i in known if i not in open_invoices))
    disputed = [invoice.amount for invoice in open_invoices if invoice.disputed]
    status = ContractStatus(
        contract=contract,
        as_of=at,
        committed=_committed(contract, at, expected_cost),
        delivered=_sum(
            contract, (d.worth for d in contract.deliveries if d.delivered is not None and d.delivered <= at)
        ),
        invoiced=_sum(contract, (invoice.amount for invoice in known)),
        retained=_sum(contract, () if released else held),
        paid=paid,
        payable=_sum(contract, (i.amount if released else _net(contract, i) for i in open_invoices if not i.disputed)),
        disputed=_sum(contract, disputed),
        penalties=_penalties(contract, at),
    )
    return attrs.evolve(status, findings=tuple(_findings(status)))


def _net(contract: Contract, invoice: Invoice) -> Money:
    return invoice.amount - times(invoice.amount, contract.retainage)


def _sum(contract: Contract, amounts: Iterable[Money]) -> Money:
    total = Money(0, contract.currency)
    for value in amounts:
        total = total + value
    return total


def _committed(contract: Contract, at: datetime, expected_cost: Money | str | None) -> Money:
    if contract.signed is not None and contract.signed > at:
        return Money(0, contract.currency)
    terms = contract.terms
    if isinstance(terms, FirmFixedPrice) or expected_cost is None:
        price = terms.target_price
    else:
        price = terms.price_at(money(expected_cost, place="expected_cost"))
    return price + _sum(contract, (change for when, change in contract.changes if when <= at))


def _penalties(contract: Contract, at: datetime) -> Money:
    """Late deliveries by now: the delivered ones by their date, the open ones by today's; the cap is the contract's."""
    damages = contract.damages
    if damages is None:
        return Money(0, contract.currency)
    ends = ((d.due, at if d.delivered is None else min(d.delivered, at)) for d in contract.deliveries)
    owed = _sum(contract, (damages.owed(due=due, delivered=end) for due, end in ends))
    return owed if damages.cap is None else min(owed, damages.cap)


def _findings(status: ContractStatus) -> Iterator[Finding]:
    subject = f"contract:{status.contract.id}"
    if status.invoiced > status.committed:
        yield Finding(
            code="CON001",
            subject=subject,
            message=f"{status.invoiced} was invoiced, but only {status.committed} is committed",
            remedy="sign the change that explains it, or refuse the invoice",
        )
    if status.contract.deliveries and status.invoiced > status.delivered:
        yield Finding(
            code="CON002",
            subject=subject,
            message=f"{status.invoiced} was invoiced, but only {status.delivered} was delivered",
            severity=Severity.MINOR,
            remedy="book the difference as prepayment, not as cost",
        )
    if status.penalties:
        yield Finding(
            code="CON003",
            subject=subject,
            message=f"deliveries are late: {status.penalties} of liquidated damages are owed",
            severity=Severity.MINOR,
            remedy="claim them with the next payment",
        )

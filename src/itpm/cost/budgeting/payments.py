"""Terms of payment: when a cost that has arisen is invoiced, and when the invoice is paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from attrs import field, frozen

from itpm.cost.budgeting.inputs import Share, refuse, share
from itpm.cost.budgeting.periods import months_on
from itpm.errors import Fault
from itpm.model.numbers import CONTEXT


def _milestones(value: Iterable[tuple[str, Share]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((str(when), share(part, place=f"milestone {when!r}")) for when, part in value)


def _retainage(value: Share) -> Decimal:
    return share(value, place="retainage")


_INVOICED = ("day", "week", "month", "quarter", "finish")


@frozen(kw_only=True)
class PaymentTerms:
    """When someone is paid.

    Attributes:
        net: days from the invoice (or the end of its month) to the payment [day].
        end_of_month: whether the days count from the end of the invoice's month.
        invoiced: how often what has arisen is invoiced; ``"finish"``: once, when all of it has.
        milestones: (task id or date, share) pairs: what is invoiced when a task finishes or on a date, whatever has arisen;
            shares add up to 1. They take the place of `invoiced`; a share on a date before the work is a down payment.
        retainage: share of every invoice that is held back, before tax [1].
        released: task id whose finish releases what was held back; empty: the last invoice does.

    Raises:
        BudgetError: days below zero, shares that do not add up to 1, or no such way of invoicing.

    Example:
        >>> terms = PaymentTerms(net=30, end_of_month=True, retainage="10%")
        >>> print(terms.paid_on(datetime(2026, 1, 15)))
        2026-03-03 00:00:00
    """

    net: int = 30
    end_of_month: bool = False
    invoiced: Literal["day", "week", "month", "quarter", "finish"] = "month"
    milestones: tuple[tuple[str, Decimal], ...] = field(default=(), converter=_milestones)
    retainage: Decimal = field(default=Decimal(0), converter=_retainage)
    released: str = ""

    def __attrs_post_init__(self) -> None:
        faults = []
        if isinstance(self.net, bool) or not isinstance(self.net, int) or not 0 <= self.net <= 3660:
            faults.append(Fault("terms.net", self.net, f"expected days from 0 to 3660, got {self.net!r}"))
        if self.invoiced not in _INVOICED:
            message = f"expected day, week, month, quarter or finish, got {self.invoiced!r}"
            faults.append(Fault("terms.invoiced", self.invoiced, message))
        whole = Decimal(0)
        for _, part in self.milestones:
            whole = CONTEXT.add(whole, part)
        if self.milestones and whole != 1:
            faults.append(Fault("terms.milestones", self.milestones, f"their shares add up to {whole}, not to 1"))
        refuse(faults)

    def paid_on(self, invoiced: datetime) -> datetime:
        """When an invoice of that instant is paid; the end of a day is the next day's midnight."""
        at = invoiced
        if self.end_of_month:
            day = at - timedelta(seconds=1)
            at = months_on(datetime(day.year, day.month, 1), 1)
        return at + timedelta(days=self.net)

    def __str__(self) -> str:
        days = f"net {self.net}" + (" end of month" if self.end_of_month else "")
        percent = CONTEXT.normalize(CONTEXT.multiply(self.retainage, 100))
        return f"{days}, {percent:f}% retained" if self.retainage else days


AT_ONCE = PaymentTerms(net=0)
"""Paid at the end of the month in which it arises: salaries, and whatever has no terms of its own."""

"""The business case: what a project costs, what it brings, from when, and who answers for it.

Money is placed in time the way it comes: payments for the project on their dates; benefits and running costs at the end of each
month after the project's finish, until a fixed date. So a later finish costs benefits, which is what a delay does: nobody
extends the life of a product because its project was late.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from itpm.cost.finance.inputs import (
    CONTEXT,
    FinanceError,
    Number,
    amount,
    discount_rate,
    numbers,
    one_currency,
    refuse,
    times,
)
from itpm.cost.finance.months import MOST_MONTHS, month_ends, months_after
from itpm.errors import Fault
from itpm.model.given import pairs, several, whole
from itpm.model.moments import Moment, moment
from itpm.model.money import Money, money

_MONTHS = 12


def _ramp(value: Iterable[Number]) -> tuple[Decimal, ...]:
    return tuple(numbers(value, place="ramp"))


def linear_ramp(months: int) -> tuple[Decimal, ...]:
    """Shares of the full benefit earned in each month while it rises evenly from nothing to all.

    Example:
        >>> linear_ramp(4)
        (Decimal('0.125'), Decimal('0.375'), Decimal('0.625'), Decimal('0.875'))
    """
    whole(months, "months", most=MOST_MONTHS, error=FinanceError)
    return tuple(CONTEXT.divide(Decimal(2 * month + 1), 2 * months) for month in range(months))


@frozen
class Benefit:
    """Something that gets better, in money, once the project is done.

    Attributes:
        name: what gets better.
        per_year: what it is worth a year once it is fully there; negative for a disbenefit [currency].
        owner: who answers for its coming true.
        measure: how one sees that it does.
        target: the value of the measure that counts as reached.
        ramp: share of the full worth earned in the first, second, ... month; full afterwards [1].
        review: how many months after the finish it is measured [month].

    Example:
        >>> print(Benefit("fewer calls", "240k EUR", owner="head of service", measure="calls a week", ramp=linear_ramp(6)))
        fewer calls: 240,000 EUR a year, answered for by head of service
    """

    name: str
    per_year: Money = field(converter=amount)
    owner: str = field(default="", kw_only=True)
    measure: str = field(default="", kw_only=True)
    target: str = field(default="", kw_only=True)
    ramp: tuple[Decimal, ...] = field(default=(), converter=_ramp, kw_only=True)
    review: int = field(default=6, kw_only=True)

    def in_month(self, month: int) -> Money:
        """What it is worth in a month after the finish, the first being 0 [currency]."""
        share = self.ramp[month] if month < len(self.ramp) else Decimal(1)
        return times(self.per_year, CONTEXT.divide(share, _MONTHS))

    def __str__(self) -> str:
        return f"{self.name}: {self.per_year} a year, answered for by {self.owner or 'no one'}"


@frozen
class RunningCost:
    """Something that costs money for as long as the product runs.

    Attributes:
        name: what costs.
        per_year: how much a year, from the finish on [currency].
    """

    name: str
    per_year: Money = field(converter=amount)


def _payments(values: Iterable[tuple[Moment, Money | str]]) -> tuple[tuple[datetime, Money], ...]:
    return tuple(
        (moment(when, place=f"payments[{n}]"), money(value, place=f"payments[{n}]"))
        for n, (when, value) in enumerate(pairs(values, "payments", FinanceError))
    )


def _benefits(values: Iterable[Benefit]) -> tuple[Benefit, ...]:
    return several(values, Benefit, "benefits", FinanceError)


def _running(values: Iterable[RunningCost]) -> tuple[RunningCost, ...]:
    return several(values, RunningCost, "running_costs", FinanceError)


def _moment(value: Moment) -> datetime:
    return moment(value)


def _rate(value: Number) -> Decimal:
    return discount_rate(value)


@frozen
class BusinessCase:
    """What a project costs and brings, and from when.

    Attributes:
        name: what the case is for.
        start: the date all is discounted to.
        finish: when the project is done: benefits and running costs begin.
        until: when the product's life ends; fixed, so a later finish leaves less of it.
        rate: discount rate per year [1].
        payments: (date, amount) that the project costs, positive.
        benefits: what gets better.
        running_costs: what the product costs while it runs.

    Raises:
        FinanceError: dates in the wrong order, several currencies, a ramp that is none; all at once.

    Example:
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-01-01", rate="0.08",
        ...     payments=[("2026-01-01", "100k EUR"), ("2026-07-01", "100k EUR")], benefits=[Benefit("sales", "90k EUR")])
        >>> print(case.investment, len(case.flows))
        200,000 EUR 45
    """

    name: str
    start: datetime = field(converter=_moment, kw_only=True)
    finish: datetime = field(converter=_moment, kw_only=True)
    until: datetime = field(converter=_moment, kw_only=True)
    rate: Decimal = field(converter=_rate, kw_only=True)
    payments: tuple[tuple[datetime, Money], ...] = field(converter=_payments, kw_only=True)
    benefits: tuple[Benefit, ...] = field(default=(), converter=_benefits, kw_only=True)
    running_costs: tuple[RunningCost, ...] = field(default=(), converter=_running, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(_faults(self))

    @property
    def currency(self) -> str:
        """ISO 4217 code of its money."""
        return next(iter(_amounts(self))).currency

    @property
    def investment(self) -> Money:
        """What the project costs in all, undiscounted."""
        return self._total(value for _, value in self.payments)

    @property
    def earned(self) -> tuple[tuple[datetime, Money], ...]:
        """The benefits of all months, each at the month's end."""
        return self._monthly(self.benefits)

    @property
    def run(self) -> tuple[tuple[datetime, Money], ...]:
        """The running costs of all months, each at the month's end; positive."""
        return self._monthly([Benefit(cost.name, cost.per_year) for cost in self.running_costs])

    @property
    def flows(self) -> tuple[tuple[datetime, Decimal], ...]:
        """Everything in order of time, money out negative; the first is at `start`, so that it is what values refer to."""
        paid = [(when, value.amount.copy_negate()) for when, value in (*self.payments, *self.run)]
        earned = [(when, value.amount) for when, value in self.earned]
        return ((self.start, Decimal(0)), *sorted(paid + earned, key=lambda flow: flow[0]))

    @property
    def reviews(self) -> tuple[tuple[datetime, Benefit], ...]:
        """When each benefit is to be measured, after the project's finish, in order of time."""
        due = [(months_after(self.finish, benefit.review), benefit) for benefit in self.benefits]
        return tuple(sorted(due, key=lambda review: review[0]))

    def _monthly(self, benefits: Iterable[Benefit]) -> tuple[tuple[datetime, Money], ...]:
        chosen = tuple(benefits)
        ends = month_ends(self.finish, self.until) if chosen else []
        return tuple((end, self._total(b.in_month(month) for b in chosen)) for month, end in enumerate(ends))

    def _total(self, amounts: Iterable[Money]) -> Money:
        result = Money(0, self.currency)
        for value in amounts:
            result = result + value
        return result


def _amounts(case: BusinessCase) -> list[Money]:
    yearly = [benefit.per_year for benefit in case.benefits] + [cost.per_year for cost in case.running_costs]
    return [value for _, value in case.payments] + yearly


def _faults(case: BusinessCase) -> list[Fault]:
    faults = one_currency("business case", _amounts(case))
    if not _amounts(case):
        faults.append(Fault("payments", case.payments, "expected a payment, a benefit or a running cost, got none"))
    if not case.start <= case.finish <= case.until:
        order = "expected start, finish and until in this order"
        faults.append(Fault("finish", case.finish, f"{order}, got {case.start}, {case.finish}, {case.until}"))
    if case.until.year - case.finish.year > MOST_MONTHS // _MONTHS or case.until.year > 9800:
        faults.append(Fault("until", case.until, "expected an end within a hundred years"))
    faults += [
        Fault(
            f"benefit {benefit.name!r}.review", benefit.review, f"expected 0 to {MOST_MONTHS} months after the finish"
        )
        for benefit in case.benefits
        if not 0 <= benefit.review <= MOST_MONTHS
    ]
    return faults + [
        Fault(f"payments[{n}]", value, f"a payment is a cost, written positive, got {value}")
        for n, (_, value) in enumerate(case.payments)
        if value.amount < 0
    ]

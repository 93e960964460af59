"""What a business case is worth, by every usual measure, each undefined one with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from attrs import frozen

from itpm.cost.finance.cases import BusinessCase
from itpm.cost.finance.inputs import CONTEXT, times
from itpm.cost.finance.present_value import compounded, xnpv
from itpm.cost.finance.returns import xirr
from itpm.errors import UndefinedIndexError
from itpm.model.moments import DAY, to_seconds
from itpm.model.money import Money
from itpm.tables import Column, Table, Tabular, Undefined

_DAYS = 365
Maybe = Decimal | Undefined


@frozen(kw_only=True)
class Appraisal(Tabular):
    """The worth of a business case.

    Attributes:
        name: the case's name.
        npv: net present value at the case's start.
        irr: internal rate of return a year [1]; undefined where there is none or several.
        payback: years from the start until the money has come back for good [year].
        discounted_payback: the same with interest [year].
        roi: benefits less all costs, per all costs, undiscounted [1].
        benefit_cost_ratio: present value of benefits per present value of costs [1].
        annual: the level amount a year over the case's life that is worth as much.
        costs: present value of payments and running costs, positive.
        benefits: present value of benefits.
        rate: the discount rate a year [1].
    """

    name: str
    npv: Money
    irr: Maybe
    payback: Maybe
    discounted_payback: Maybe
    roi: Maybe
    benefit_cost_ratio: Maybe
    annual: Money
    costs: Money
    benefits: Money
    rate: Decimal

    def table(self) -> Table:
        """One measure a row, with its unit and when it speaks for the project."""
        unit = self.npv.currency
        rows = [
            ("Net present value", self.npv.rounded().amount, unit, "above 0"),
            ("Internal rate of return", _percent(self.irr), "%", f"above {_percent(self.rate):.1f}"),
            ("Payback", self.payback, "year", "within the product's life"),
            ("Discounted payback", self.discounted_payback, "year", "within the product's life"),
            ("Return on investment", _percent(self.roi), "%", "above 0"),
            ("Benefit-cost ratio", self.benefit_cost_ratio, "1", "above 1"),
            ("Equivalent annual amount", self.annual.rounded().amount, unit, "above 0"),
            ("Present value of benefits", self.benefits.rounded().amount, unit, ""),
            ("Present value of costs", self.costs.rounded().amount, unit, ""),
        ]
        columns = [
            Column("Measure"),
            Column("Value", align="right"),
            Column("Unit"),
            Column("Pays when", key="pays_when"),
        ]
        return Table(title=f"Business case {self.name} at {_percent(self.rate):.1f} %", columns=columns, rows=rows)


def _percent(value: Maybe) -> Maybe:
    return value if isinstance(value, Undefined) else CONTEXT.multiply(value, 100)


def appraise(case: BusinessCase) -> Appraisal:
    """What a business case is worth, by every usual measure.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2030-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "100k EUR"), ("2026-07-01", "100k EUR")], benefits=[Benefit("sales", "90k EUR")])
        >>> worth = appraise(case)
        >>> print(worth.npv, round(worth.irr, 3), round(worth.payback, 2))
        100,968.01 EUR 0.320 2.72
    """
    paid = [(when, value.amount) for when, value in (*case.payments, *case.run)]
    earned = [(when, value.amount) for when, value in case.earned]
    costs, benefits = _worth(case, paid), _worth(case, earned)
    value = benefits - costs
    return Appraisal(
        name=case.name,
        npv=value,
        irr=_or_why(lambda: xirr(case.flows)),
        payback=_or_why(lambda: _payback(case, Decimal(0))),
        discounted_payback=_or_why(lambda: _payback(case, case.rate)),
        roi=_or_why(lambda: _gain(_sum(earned), _sum(paid))),
        benefit_cost_ratio=_or_why(lambda: _ratio(benefits.amount, costs.amount)),
        annual=times(value, _annual_share(case)),
        costs=costs,
        benefits=benefits,
        rate=case.rate,
    )


def _worth(case: BusinessCase, flows: Iterable[tuple[datetime, Decimal]]) -> Money:
    return Money(xnpv(case.rate, [(case.start, 0), *flows]), case.currency)


def _or_why(ask: Callable[[], Decimal]) -> Maybe:
    try:
        return ask()
    except UndefinedIndexError as undefined:
        return Undefined(str(undefined))


def years_between(start: datetime, finish: datetime) -> Decimal:
    """Years of 365 days between two dates [year].

    Example:
        >>> years_between(datetime(2026, 1, 1), datetime(2027, 1, 1))
        Decimal('1')
    """
    return CONTEXT.divide(Decimal(to_seconds(finish) - to_seconds(start)), DAY * _DAYS)


def _payback(case: BusinessCase, rate: Decimal) -> Decimal:
    """Years until the sum of discounted flows stays above zero; within the last step in proportion."""
    total, before, crossing = Decimal(0), case.start, None
    spent = False
    for when, flow in case.flows:
        value = CONTEXT.divide(flow, compounded(rate, years_between(case.start, when)))
        after = CONTEXT.add(total, value)
        spent = spent or after < 0
        if total < 0 <= after:
            part = CONTEXT.divide(total.copy_negate(), value)
            span = years_between(before, when)
            crossing = CONTEXT.add(years_between(case.start, before), CONTEXT.multiply(part, span))
        elif after < 0:
            crossing = None
        total, before = after, when
    if not spent:
        raise UndefinedIndexError("no money was put in that could come back")
    if crossing is None:
        raise UndefinedIndexError(f"the money put in does not come back by {case.until:%Y-%m-%d}")
    return crossing


def _sum(flows: Iterable[tuple[datetime, Decimal]]) -> Decimal:
    total = Decimal(0)
    for _, value in flows:
        total = CONTEXT.add(total, value)
    return total


def _gain(benefit: Decimal, cost: Decimal) -> Decimal:
    return CONTEXT.subtract(_ratio(benefit, cost), 1)


def _ratio(benefit: Decimal, cost: Decimal) -> Decimal:
    if not cost:
        raise UndefinedIndexError("nothing was put in")
    return CONTEXT.divide(benefit, cost)


def _annual_share(case: BusinessCase) -> Decimal:
    """What an amount now is a year over the case's life: one over the annuity factor, for a life of broken years too."""
    years = years_between(case.start, case.until)
    if not years:
        return Decimal(0)
    if not case.rate:
        return CONTEXT.divide(1, years)
    left = CONTEXT.divide(1, compounded(case.rate, years))
    return CONTEXT.divide(case.rate, CONTEXT.subtract(1, left))

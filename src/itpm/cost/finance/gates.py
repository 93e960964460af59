"""The business case at a gate: the same question again, with what is known now.

Two answers belong together. *As a whole*: was it worth starting? Money spent counts. *From here*: is it worth going on? Money
spent is gone either way and does not count; only what is still to pay and still to earn does. The second decides.
"""

from __future__ import annotations

from datetime import date as calendar_date
from datetime import datetime
from decimal import Decimal
from typing import Protocol

import attrs
from attrs import frozen

from itpm.cost.finance.appraising import Appraisal, appraise
from itpm.cost.finance.cases import BusinessCase
from itpm.cost.finance.inputs import CONTEXT, refuse, times
from itpm.cost.finance.what_if import stretched
from itpm.errors import Fault
from itpm.model.moments import Moment, day_of, moment
from itpm.model.money import Money, money
from itpm.tables import Column, Table, Tabular


class CostForecast(Protocol):
    """What is needed of a forecast of cost: `EarnedValue` is one."""

    @property
    def as_of(self) -> datetime:
        """The date it was made at."""
        ...

    @property
    def ac(self) -> Money:
        """Actual cost by then."""
        ...

    def eac(self, form: str = "cpi") -> Money:
        """Estimate at completion."""
        ...


class DateForecast(Protocol):
    """What is needed of a forecast of dates: `Schedule` is one."""

    @property
    def finish(self) -> datetime:
        """When the project is going to be done."""
        ...


@frozen(kw_only=True)
class GateAppraisal(Tabular):
    """A business case as it was agreed, as it stands, and from here on.

    Attributes:
        as_of: when the question was asked.
        agreed: the case as agreed.
        now: the case with the forecast of cost and date, money spent included.
        to_go: only what is still to pay and to earn, discounted to `as_of`.
        case: the case behind `now`.
    """

    as_of: datetime
    agreed: Appraisal
    now: Appraisal
    to_go: Appraisal
    case: BusinessCase

    @property
    def worth_going_on(self) -> bool:
        """Whether what is still to come is worth more than what is still to pay."""
        return self.to_go.npv.amount > 0

    def table(self) -> Table:
        """One measure a row: agreed, now, from here on."""
        sides = [worth.table().rows for worth in (self.agreed, self.now, self.to_go)]
        rows = [(row[0], row[2], *(side[place][1] for side in sides)) for place, row in enumerate(sides[0])]
        columns = [
            Column("Measure"),
            Column("Unit"),
            Column("Agreed", align="right"),
            Column("Now", align="right"),
            Column("From here on", key="to_go", align="right"),
        ]
        return Table(title=f"Business case {self.agreed.name} at {day_of(self.as_of)}", columns=columns, rows=rows)


def reappraise(
    case: BusinessCase, *, as_of: Moment, spent: Money | str, at_completion: Money | str, finish: Moment
) -> GateAppraisal:
    """The business case recomputed with the cost and date forecast now.

    Payments up to `as_of` are scaled to what was spent, those after it to what is still to be spent, and move with the finish.

    Args:
        case: as agreed.
        as_of: when the question is asked.
        spent: actual cost by then.
        at_completion: forecast of the whole cost.
        finish: forecast of the project's finish.

    Raises:
        FinanceError: the forecast is below what was spent, another currency, or a finish beyond the product's life.

    Example:
        >>> from itpm.cost.finance import Benefit, BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2028-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "100k EUR"), ("2026-06-01", "60k EUR")], benefits=[Benefit("sales", "90k EUR")])
        >>> gate = reappraise(case, as_of="2026-03-31", spent="120k EUR", at_completion="210k EUR", finish="2026-10-01")
        >>> print(gate.agreed.npv, gate.now.npv, gate.to_go.npv, sep="; ")
        1,919.29 EUR; -67,132.70 EUR; 53,880.13 EUR
    """
    at, done = moment(as_of, edge="finish"), moment(finish)
    paid, whole = money(spent, place="spent"), money(at_completion, place="at_completion")
    refuse(_faults(case, paid, whole))
    behind = [(when, value) for when, value in case.payments if when <= at]
    ahead = [(when, value) for when, value in case.payments if when > at]
    past = _shared(paid, behind, fallback=max(at, case.start))
    end = max(done, case.start)
    future = _shared(
        whole - paid, [(max(stretched(case, when, end), at), v) for when, v in ahead], fallback=max(end, at)
    )
    now = attrs.evolve(case, finish=end, payments=[*past, *future])
    rest = attrs.evolve(now, start=at, finish=max(end, at), payments=future)
    return GateAppraisal(
        as_of=at, agreed=appraise(case), now=appraise(now), to_go=appraise(_unearned(rest, now)), case=now
    )


def at_gate(case: BusinessCase, cost: CostForecast, date: DateForecast | Moment, *, form: str = "cpi") -> GateAppraisal:
    """The business case recomputed from the current earned value and schedule.

    Args:
        case: as agreed.
        cost: earned value; its date is the gate's, its estimate at completion the cost.
        date: the schedule, or the forecast finish itself.
        form: which estimate at completion.

    Raises:
        FinanceError: see `reappraise`.
        UndefinedIndexError: the estimate at completion is undefined.

    Example:
        >>> from itpm.cost.finance import BusinessCase
        >>> case = BusinessCase("CRM", start="2026-01-01", finish="2026-07-01", until="2028-07-01", rate="0.08",
        ...     payments=[("2026-01-01", "100k EUR")])
        >>> class Measured:
        ...     as_of, ac = datetime(2026, 4, 1), Money(60_000, "EUR")
        ...     def eac(self, form="cpi"): return Money(120_000, "EUR")
        >>> print(at_gate(case, Measured(), "2026-09-01").to_go.costs)
        58,095.27 EUR
    """
    finish = date if isinstance(date, str | calendar_date) else date.finish
    return reappraise(case, as_of=cost.as_of, spent=cost.ac, at_completion=cost.eac(form), finish=finish)


def _faults(case: BusinessCase, paid: Money, whole: Money) -> list[Fault]:
    found = {paid.currency, whole.currency, case.currency}
    if len(found) > 1:
        return [Fault("spent", paid, f"expected {case.currency} as in the case, got {' and '.join(sorted(found))}")]
    if whole < paid or paid.amount < 0:
        return [Fault("at_completion", whole, f"expected at least what was spent, {paid}, got {whole}")]
    return []


def _shared(whole: Money, planned: list[tuple[datetime, Money]], *, fallback: datetime) -> list[tuple[datetime, Money]]:
    """`whole` over the planned dates in the planned proportions, exactly; on one date where nothing was planned."""
    total = sum((value.amount for _, value in planned), start=Decimal(0))
    if not whole:
        return []
    if not total:
        return [(fallback, whole)]
    parts = [(when, times(whole, CONTEXT.divide(value.amount, total))) for when, value in planned]
    rest = whole
    for _, value in parts[:-1]:
        rest = rest - value
    return [*parts[:-1], (parts[-1][0], rest)]


def _unearned(rest: BusinessCase, now: BusinessCase) -> BusinessCase:
    """Where the product is in use already, its ramp is not begun anew."""
    months = max(0, (rest.finish.year - now.finish.year) * 12 + rest.finish.month - now.finish.month)
    if not months:
        return rest
    return attrs.evolve(rest, benefits=[attrs.evolve(b, ramp=b.ramp[months:]) for b in rest.benefits])

"""When a budget is planned to be spent: its share up to a date, along real working time.

A budget is spread evenly over the *working* time between its baseline start and finish in the task's own calendar, so
that a holiday earns nothing. Three cases do not fit: a budget of no length (a milestone, an invoice) is due in full at
its instant; one whose calendar has no working time in its span is spread over the clock; one without any date is spread
over the whole baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_DOWN, Context, Decimal

from attrs import frozen

from itpm.model.baselines import BaselineTask
from itpm.model.durations import ElapsedDuration
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.tasks import Task
from itpm.model.working_time import CONTINUOUS, WorkingTime

_PLACES = Decimal("1e-12")
_DIGITS = 60


def portion(amount: Decimal, part: int | Decimal, whole: int | Decimal) -> Decimal:
    """``amount * part / whole`` [currency], the one place where a share of money is rounded.

    Cut off towards zero at twelve decimals, so that sums of shares are exact in any order and no share exceeds its
    amount; the whole is the amount itself.

    Args:
        amount: what is shared out [currency].
        part: between 0 and `whole`.
        whole: more than 0.

    Example:
        >>> portion(Decimal(100), 1, 3), portion(Decimal(100), 3, 3)
        (Decimal('33.333333333333'), Decimal('100'))
    """
    if part >= whole:
        return amount
    if part <= 0:
        return Decimal(0)
    context = Context(prec=_DIGITS, rounding=ROUND_DOWN)
    share = context.divide(context.multiply(amount, Decimal(part)), Decimal(whole))
    exponent = share.as_tuple().exponent
    return context.quantize(share, _PLACES) if isinstance(exponent, int) and exponent < -12 else share


@frozen(kw_only=True)
class Span:
    """Where a budget lies in time.

    Attributes:
        start: first instant [s].
        finish: last instant [s].
        calendar: working time it is spread along.
    """

    start: int
    finish: int
    calendar: WorkingTime

    def planned(self, budget: Decimal, at: int) -> Decimal:
        """Part of `budget` that is planned to be earned by `at` [currency].

        Before the start it is zero, from the finish on all of it; it never falls as `at` grows.
        """
        if at >= self.finish:
            return budget
        if at <= self.start:
            return Decimal(0)
        whole = self.calendar.between(self.start, self.finish)
        if whole <= 0:
            return portion(budget, at - self.start, self.finish - self.start)
        return portion(budget, self.calendar.between(self.start, at), whole)


def span_of(plan: Plan, task: Task, agreed: BaselineTask | None) -> Span | None:
    """Where the budget of a task lies in time; None where the baseline has no date for it."""
    if agreed is None or (agreed.start is None and agreed.finish is None):
        return None
    calendar: WorkingTime = CONTINUOUS
    if not isinstance(agreed.duration, ElapsedDuration):
        calendar = (plan.calendar if task.calendar is None else plan.calendar_by_name[task.calendar]).compiled
    return _span(agreed.start, agreed.finish, calendar)


def whole_span(plan: Plan, agreed: Mapping[str, BaselineTask]) -> Span | None:
    """From the first to the last date of a baseline, along the plan's calendar; None where it has no dates."""
    dates = [date for task in agreed.values() for date in (task.start, task.finish) if date is not None]
    return _span(min(dates), max(dates), plan.calendar.compiled) if dates else None


def _span(start: datetime | None, finish: datetime | None, calendar: WorkingTime) -> Span:
    last = finish if finish is not None else start
    first = start if start is not None else last
    if first is None or last is None:  # both callers have a date
        raise ValueError("a span needs a date")
    return Span(start=to_seconds(first), finish=to_seconds(last), calendar=calendar)

"""Planned value over time: what each budget is planned to have earned by an instant, and when their sum reaches an amount.

A budget lies in time in one of four ways: spread along working time, due in steps at dates, following what other budgets do,
or re-planned: up to a date as one baseline had it, behind it as the next one has it. Each says from when to when it
moves, so that a search for the instant at which all of them together reach an amount looks at fewer and fewer of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from attrs import frozen

from itpm.cost.phasing import Span, portion


class Planned(Protocol):
    """A budget in time; instants are seconds on the local line."""

    @property
    def first(self) -> int:
        """Before this instant nothing of it is planned [s]."""
        ...

    @property
    def last(self) -> int:
        """From this instant on all of it is planned [s]."""
        ...

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        ...


class Due(Planned, Protocol):
    """A budget in time that knows its own size."""

    @property
    def budget(self) -> Decimal:
        """All of it [currency]."""
        ...


@frozen
class Several:
    """Budgets in time taken together."""

    parts: tuple[Planned, ...]

    @property
    def first(self) -> int:
        """When the first of them starts [s]."""
        return min(part.first for part in self.parts)

    @property
    def last(self) -> int:
        """When the last of them ends [s]."""
        return max(part.last for part in self.parts)

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        return planned_by(self.parts, at)


@frozen
class Spread:
    """A budget spread evenly along working time."""

    budget: Decimal
    span: Span

    @property
    def first(self) -> int:
        """When it starts [s]."""
        return self.span.start

    @property
    def last(self) -> int:
        """When it ends [s]."""
        return self.span.finish

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        return self.span.planned(self.budget, at)


@frozen
class Stepped:
    """A budget that is due in parts at dates: (instant [s], share [%]), ascending, which make a hundred together."""

    budget: Decimal
    steps: tuple[tuple[int, Decimal], ...]

    @property
    def first(self) -> int:
        """The first date [s]."""
        return self.steps[0][0]

    @property
    def last(self) -> int:
        """The last date [s]."""
        return self.steps[-1][0]

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        if at >= self.last:
            return self.budget
        return portion(self.budget, sum((share for date, share in self.steps if date <= at), Decimal(0)), 100)


@frozen
class Following:
    """A budget that is planned as others are: apportioned effort."""

    budget: Decimal
    leaders: tuple[Planned, ...]
    whole: Decimal

    @property
    def first(self) -> int:
        """When the first of the others starts [s]."""
        return min(leader.first for leader in self.leaders)

    @property
    def last(self) -> int:
        """When the last of the others ends [s]."""
        return max(leader.last for leader in self.leaders)

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        if at >= self.last:
            return self.budget
        return portion(self.budget, sum((leader.by(at) for leader in self.leaders), Decimal(0)), self.whole)


@frozen
class Replanned:
    """A budget under two baselines: up to `since` as it was planned, behind it what is left as the new one plans it."""

    before: Planned | None
    after: Planned | None
    budget: Decimal
    since: int

    @property
    def first(self) -> int:
        """When it starts under the old baseline, at the latest when the new one begins to count [s]."""
        return self.since if self.before is None else min(self.before.first, self.since)

    @property
    def last(self) -> int:
        """When it ends under the new baseline [s]."""
        return self.since + 1 if self.after is None else max(self.after.last, self.since + 1)

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        past = Decimal(0) if self.before is None else self.before.by(min(at, self.since))
        if at <= self.since:
            return past
        if self.after is None or at >= self.last:
            return self.budget
        then, now = self.after.by(self.since), self.after.by(at)
        if then == past:
            return now
        left = self.budget - then
        return past + portion(self.budget - past, now - then, left) if left else self.budget


def planned_by(curves: Iterable[Planned], at: int) -> Decimal:
    """What all of them are planned to have earned by an instant [currency]."""
    return sum((curve.by(at) for curve in curves), Decimal(0))


def reached(curves: Sequence[Planned], amount: Decimal) -> int | None:
    """The first instant by which all together are planned to have earned `amount` [s]; None: never.

    Budgets that end before what is left to search, or begin behind it, are added up once and left out: the search costs
    little more than looking at each budget three times.
    """
    if not curves:
        return None
    low, high = min(curve.first for curve in curves), max(curve.last for curve in curves)
    if planned_by(curves, high) < amount:
        return None
    if planned_by(curves, low) >= amount:
        return low
    settled, open_ones = Decimal(0), list(curves)
    while high - low > 1:
        middle = (low + high) // 2
        if settled + planned_by(open_ones, middle) >= amount:
            high = middle
        else:
            low = middle
        settled += planned_by((curve for curve in open_ones if curve.last <= low), low)
        open_ones = [curve for curve in open_ones if curve.first < high and curve.last > low]
    return high

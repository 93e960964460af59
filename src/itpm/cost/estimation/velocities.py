"""Velocity and burn-up: what a team does a period, and whether it catches up with a scope that grows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate

from attrs import frozen

from itpm.cost.estimation.inputs import real, reals, refuse
from itpm.cost.finance.inputs import Number
from itpm.errors import Fault, UndefinedIndexError
from itpm.tables import Column, Table, Tabular, Undefined

_TINY = 1e-9


@frozen(kw_only=True)
class Velocity(Tabular):
    """What a team does a period, and what that means for a backlog.

    Attributes:
        history: points (or items) finished in each past period, oldest first.
        backlog: what is left.
        window: how many of the last, best and worst periods are averaged [1].
    """

    history: tuple[float, ...]
    backlog: float
    window: int = 3

    @property
    def mean(self) -> float:
        """Mean of all periods."""
        return math.fsum(self.history) / len(self.history)

    @property
    def recent(self) -> float:
        """Mean of the last few."""
        return _mean(self.history[-self.window :])

    @property
    def worst(self) -> float:
        """Mean of the worst few."""
        return _mean(sorted(self.history)[: self.window])

    @property
    def best(self) -> float:
        """Mean of the best few."""
        return _mean(sorted(self.history)[-self.window :])

    def periods(self, velocity: float) -> int:
        """Whole periods for the backlog at a velocity [period].

        Raises:
            UndefinedIndexError: nothing is finished at this velocity.
        """
        pace = real(velocity, "velocity")
        if pace <= 0:
            raise UndefinedIndexError("the backlog is never done at a velocity of zero")
        return math.ceil(self.backlog / pace - _TINY)

    def table(self) -> Table:
        """Worst, mean, recent and best velocity, and the periods left at each."""
        rows: list[tuple[object, ...]] = []
        for name, value in (("worst", self.worst), ("mean", self.mean), ("recent", self.recent), ("best", self.best)):
            left: object = self.periods(value) if value > 0 else Undefined("the backlog is never done")
            rows.append((name, value, left))
        columns = [Column("Velocity of"), Column("A period", align="right"), Column("Periods left", align="right")]
        return Table(title=f"Velocity, {self.backlog:g} left", columns=columns, rows=rows)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def velocity(history: Iterable[Number], *, backlog: Number = 0, window: int = 3) -> Velocity:
    """What a team does a period, from its history, and what that means for a backlog.

    Args:
        history: points finished in each past period, oldest first.
        backlog: what is left.
        window: how many of the last, best and worst periods are averaged [1].

    Raises:
        EstimationError: no history, a negative number, or a window below one.

    Source:
        Cohn, Agile Estimating and Planning (2005), ch. 16.

    Example:
        >>> team = velocity([20, 24, 18, 30, 25, 27], backlog=200)
        >>> team.periods(team.best), team.periods(team.mean), team.periods(team.worst)
        (8, 9, 10)
    """
    if window < 1:
        refuse([Fault("window", window, f"expected a window of at least one period, got {window}")])
    past = tuple(reals(history, "history", least=0))
    return Velocity(history=past, backlog=real(backlog, "backlog", least=0), window=window)


@frozen(kw_only=True)
class BurnUp(Tabular):
    """Scope and work done, period by period.

    Attributes:
        scope: all that is to be done, at the end of each period.
        done: all that was done by then.
    """

    scope: tuple[float, ...]
    done: tuple[float, ...]

    @property
    def remaining(self) -> float:
        """Scope less done at the end of the last period."""
        return self.scope[-1] - self.done[-1]

    @property
    def velocity(self) -> float:
        """Done a period, over all of them."""
        return self.done[-1] / len(self.done)

    @property
    def growth(self) -> float:
        """Scope added a period, since the first."""
        return (self.scope[-1] - self.scope[0]) / (len(self.scope) - 1) if len(self.scope) > 1 else 0.0

    @property
    def periods_left(self) -> float:
        """Periods until done meets the growing scope [period].

        Raises:
            UndefinedIndexError: scope grows as fast as work is done, so they never meet.
        """
        if self.remaining <= 0:
            return 0.0
        closing = self.velocity - self.growth
        if closing <= 0:
            raise UndefinedIndexError("scope grows at least as fast as work is done: the lines never meet")
        return self.remaining / closing

    def table(self) -> Table:
        """One period a row: scope, done, share done, added scope."""
        added = [0.0, *(b - a for a, b in zip(self.scope, self.scope[1:], strict=False))]
        rows = [
            (n, s, d, 100 * d / s if s else Undefined("nothing is to be done"), a)
            for n, (s, d, a) in enumerate(zip(self.scope, self.done, added, strict=True), start=1)
        ]
        names = ("Period", "Scope", "Done", "Done [%]", "Scope added")
        keys = ("period", "scope", "done", "done_percent", "scope_added")
        columns = [Column(name, key=key, align="right") for name, key in zip(names, keys, strict=True)]
        return Table(title="Burn-up", columns=columns, rows=rows)


def burn_up(scope: Iterable[Number], finished: Iterable[Number]) -> BurnUp:
    """A burn-up chart's numbers.

    Args:
        scope: all that is to be done, at the end of each period.
        finished: what was finished in each period; its sums are the line "done".

    Raises:
        EstimationError: no period, a negative number, or two lists of different length.

    Example:
        >>> chart = burn_up([100, 100, 110, 120], [10, 15, 20, 15])
        >>> chart.done, chart.remaining, round(chart.periods_left, 2)
        ((10.0, 25.0, 45.0, 60.0), 60.0, 7.2)
    """
    wanted, done = reals(scope, "scope", least=0), reals(finished, "finished", least=0)
    if len(wanted) != len(done):
        refuse([Fault("finished", len(done), f"expected {len(wanted)} periods as in scope, got {len(done)}")])
    return BurnUp(scope=tuple(wanted), done=tuple(accumulate(done)))

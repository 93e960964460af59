"""How much is done and how much there is to do, kept apart: burn-up, velocity, and how many sprints are left.

Two lines: the scope and what of it is done. One line that shows only what remains cannot tell slow work from growing scope.
An item that is done keeps the size it had when it was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from attrs import field, frozen

from itpm.errors import Fault
from itpm.lifecycle.backlogs.backlog import Backlog, unmet_by
from itpm.lifecycle.backlogs.items import BacklogError, BacklogItem, ItemStatus
from itpm.model.numbers import CONTEXT
from itpm.tables import Column, Table, Tabular, Undefined

_NONE = Decimal(0)
_MOST_SPRINTS = 10_000


@frozen(kw_only=True)
class BurnUpRow:
    """The backlog at the end of a sprint; sprint 0 is the beginning.

    Attributes:
        sprint: its number [1].
        done: what was done in it [point].
        total_done: what is done by then [point].
        added: what came into the backlog in it [point].
        dropped: what was dropped in it [point].
        resized: what estimates changed by in it [point].
        scope: what there is to do in all by then [point].
    """

    sprint: int
    done: Decimal
    total_done: Decimal
    added: Decimal
    dropped: Decimal
    resized: Decimal
    scope: Decimal

    @property
    def growth(self) -> Decimal:
        """By how much the scope grew in the sprint; negative where it shrank [point]."""
        return self.added - self.dropped + self.resized

    @property
    def remaining(self) -> Decimal:
        """What is left by then [point]."""
        return self.scope - self.total_done


def _rows(values: Iterable[BurnUpRow]) -> tuple[BurnUpRow, ...]:
    return tuple(values)


@frozen
class SprintBurnUp(Tabular):
    """Scope and what of it is done, sprint by sprint: two lines.

    Attributes:
        rows: sprint 0, which is the beginning, and every sprint that is over.
    """

    rows: tuple[BurnUpRow, ...] = field(converter=_rows)

    def __iter__(self) -> Iterator[BurnUpRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Table:
        """A line for each sprint: done, added, dropped, resized, and the two totals."""
        names = ("Sprint", "Done", "Total done", "Added", "Dropped", "Resized", "Scope", "Remaining")
        cells = [
            (r.sprint, r.done, r.total_done, r.added, r.dropped, r.resized, r.scope, r.remaining) for r in self.rows
        ]
        return Table(
            title="Burn-up [points]",
            columns=[Column(name, align="right") for name in names],
            rows=[(sprint, *(f"{cell:f}" if cell or place in _TOTALS else "" for place, cell in enumerate(rest)))
                  for sprint, *rest in cells],
            values=cells,
        )  # fmt: skip


_TOTALS = frozenset({1, 5, 6})


def sprint_burn_up(backlog: Backlog) -> SprintBurnUp:
    """Scope and what of it is done at the beginning and at the end of every sprint that is over.

    Example:
        >>> from itpm.lifecycle.backlogs.items import Sprint
        >>> backlog = Backlog([BacklogItem("A", 5, status="done", sprint=1), BacklogItem("B", 8),
        ...                    BacklogItem("C", 3, added=1)], sprints=[Sprint(1)])
        >>> [(row.sprint, str(row.total_done), str(row.scope)) for row in sprint_burn_up(backlog)]
        [(0, '0', '13'), (1, '5', '16')]
    """
    over = backlog.sprints_over
    moved = _Moved(over)
    for item in backlog.items:
        if item.added <= over:
            _count(moved, item, done=item.sprint if unmet_by(backlog, item) == () else None, over=over)
    rows: list[BurnUpRow] = []
    scope = total_done = _NONE
    for sprint in range(over + 1):
        initial = sprint == 0
        growth = moved.added[sprint] - moved.dropped[sprint] + moved.resized[sprint]
        scope, total_done = scope + growth, total_done + moved.done[sprint]
        rows.append(
            BurnUpRow(
                sprint=sprint,
                done=moved.done[sprint],
                total_done=total_done,
                added=_NONE if initial else moved.added[sprint],
                dropped=moved.dropped[sprint],
                resized=moved.resized[sprint],
                scope=scope,
            )
        )
    return SprintBurnUp(rows)


class _Moved:
    """What came, went, changed and was done, by sprint [point]; what came in sprint 0 was there from the beginning."""

    def __init__(self, over: int) -> None:
        self.added, self.dropped, self.resized, self.done = ([_NONE] * (over + 1) for _ in range(4))


def _count(moved: _Moved, item: BacklogItem, *, done: int | None, over: int) -> None:
    """Count one item, which came in a sprint that is over; once done, it keeps its size."""
    came = item.added
    gone = item.sprint if item.status is ItemStatus.DROPPED else None
    last = min(end for end in (over, done, None if gone is None else gone - 1) if end is not None)
    moved.added[came] += item.points_at(came)
    for sprint in {since for since, _ in item.resized if came < since <= last}:
        moved.resized[sprint] += item.points_at(sprint) - item.points_at(sprint - 1)
    if gone is not None and gone <= over:
        moved.dropped[gone] += item.points_at(max(came, gone - 1))
    if done is not None and done <= over:
        moved.done[done] += item.points_at(done)


def _total(sizes: Iterable[Decimal]) -> Decimal:
    return sum(sizes, _NONE)


def _sizes(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(values)


@frozen
class SprintVelocity(Tabular):
    """What was done in each of the last sprints.

    Attributes:
        done: what was done in each, in order [point].
        growth: by how much the scope grew in each [point].
    """

    done: tuple[Decimal, ...] = field(converter=_sizes)
    growth: tuple[Decimal, ...] = field(converter=_sizes, kw_only=True)

    @property
    def mean(self) -> Decimal | None:
        """What is done in a sprint on average [point]; None where none is over."""
        return _mean(self.done)

    @property
    def lowest(self) -> Decimal | None:
        """The least that was done in one [point]."""
        return min(self.done, default=None)

    @property
    def highest(self) -> Decimal | None:
        """The most that was done in one [point]."""
        return max(self.done, default=None)

    @property
    def mean_growth(self) -> Decimal | None:
        """By how much the scope grows in a sprint on average [point]."""
        return _mean(self.growth)

    def table(self) -> Table:
        """Mean and range of what was done, and the mean growth of the scope."""
        reason = Undefined("no sprint is over")
        cells = [
            reason if value is None else value for value in (self.mean, self.lowest, self.highest, self.mean_growth)
        ]
        return Table(
            title=f"Velocity of the last {len(self.done)} sprint{'' if len(self.done) == 1 else 's'} [points]",
            columns=[Column(name, align="right") for name in ("Mean", "Lowest", "Highest", "Scope growth")],
            rows=[cells],
        )


def _mean(sizes: tuple[Decimal, ...]) -> Decimal | None:
    return CONTEXT.divide(_total(sizes), Decimal(len(sizes))) if sizes else None


def sprint_velocity(backlog: Backlog, *, last: int | None = None) -> SprintVelocity:
    """What was done in each of the last sprints, and by how much the scope grew.

    Args:
        backlog: the backlog.
        last: how many sprints to look at, the latest ones [1]; default: all that are over.

    Raises:
        BacklogError: fewer than one sprint.

    Example:
        >>> from itpm.lifecycle.backlogs.items import Sprint
        >>> items = [BacklogItem("A", 5, status="done", sprint=1), BacklogItem("B", 8, status="done", sprint=2)]
        >>> found = sprint_velocity(Backlog(items, sprints=[Sprint(1), Sprint(2)]))
        >>> found.mean, found.lowest, found.highest
        (Decimal('6.5'), Decimal('5'), Decimal('8'))
    """
    if last is not None and last < 1:
        raise BacklogError([Fault("last", last, f"expected at least one sprint, got {last}")])
    rows = sprint_burn_up(backlog).rows[1:]
    looked = rows if last is None else rows[-last:]
    return SprintVelocity([row.done for row in looked], growth=[row.growth for row in looked])


@frozen(kw_only=True)
class SprintForecast(Tabular):
    """How many sprints are left, at the pace of the last ones.

    Attributes:
        remaining: what is left [point].
        velocity: the pace.
        with_growth: whether the scope is taken to go on growing as it did.
        length: how long a sprint is [s]; None where the sprints have no dates.
        last_finish: when the last sprint ended.
    """

    remaining: Decimal
    velocity: SprintVelocity
    with_growth: bool = False
    length: int | None = None
    last_finish: datetime | None = None

    @property
    def fewest(self) -> int | None:
        """Sprints left if each is as good as the best [1]; None where that never ends."""
        return self._left(self.velocity.highest)

    @property
    def expected(self) -> int | None:
        """Sprints left if each is like their mean [1]; None where that never ends."""
        return self._left(self.velocity.mean)

    @property
    def most(self) -> int | None:
        """Sprints left if each is as bad as the worst [1]; None where that never ends."""
        return self._left(self.velocity.lowest)

    def _left(self, pace: Decimal | None) -> int | None:
        if self.remaining <= 0:
            return 0
        growth = self.velocity.mean_growth if self.with_growth else None
        net = (pace or _NONE) - (growth or _NONE)
        if net <= 0:
            return None
        left = int(CONTEXT.divide(self.remaining, net).to_integral_value(ROUND_CEILING))
        return left if left <= _MOST_SPRINTS else None

    def finish_after(self, sprints: int | None) -> datetime | None:
        """When so many more sprints end; None where they have no dates, or never end."""
        if sprints is None or self.length is None or self.last_finish is None:
            return None
        try:
            return self.last_finish + timedelta(seconds=sprints * self.length)
        except OverflowError:
            return None

    def table(self) -> Table:
        """Sprints left and when the last one ends: at best, on average, at worst."""
        growing = ", the scope growing as before" if self.with_growth else ", the scope as it is"
        never = Undefined("at this pace it never ends")
        undated = Undefined("the sprints have no dates")
        rows = []
        for name, left in (("at best", self.fewest), ("on average", self.expected), ("at worst", self.most)):
            finish = self.finish_after(left)
            rows.append(
                (
                    name,
                    never if left is None else left,
                    (never if left is None else undated) if finish is None else finish,
                )
            )
        return Table(
            title=f"{self.remaining:f} points left{growing}",
            columns=(Column("Pace"), Column("Sprints left", align="right"), Column("Finish")),
            rows=rows,
        )


def sprint_forecast(backlog: Backlog, *, last: int | None = 3, with_growth: bool = False) -> SprintForecast:
    """How many sprints are left: at best, on average and at worst.

    Args:
        backlog: the backlog.
        last: how many sprints the pace is taken from, the latest ones [1]; None: all that are over.
        with_growth: whether the scope is taken to go on growing as it did in these.

    Raises:
        BacklogError: fewer than one sprint.

    Example:
        >>> from itpm.lifecycle.backlogs.items import Sprint
        >>> items = [BacklogItem("A", 5, status="done", sprint=1), BacklogItem("B", 8, status="done", sprint=2),
        ...          BacklogItem("C", 20)]
        >>> seen = sprint_forecast(Backlog(items, sprints=[Sprint(1), Sprint(2)]))
        >>> seen.fewest, seen.expected, seen.most
        (3, 4, 4)
    """
    over = [sprint for sprint in backlog.sprints if sprint.is_over]
    dated = [(sprint.start, sprint.finish) for sprint in over if sprint.start and sprint.finish]
    length = int((dated[-1][1] - dated[-1][0]).total_seconds()) if dated else None
    return SprintForecast(
        remaining=sprint_burn_up(backlog).rows[-1].remaining,
        velocity=sprint_velocity(backlog, last=last),
        with_growth=with_growth,
        length=length,
        last_finish=dated[-1][1] if dated else None,
    )

"""Going back, step by step: what would have to be undone after each step, and until when that can be decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import field, frozen

from itpm.lifecycle.cutover.clock import after, between, span, when
from itpm.lifecycle.cutover.timetables import CutoverSchedule
from itpm.tables import Column, Table, Tabular, Undefined


@frozen(kw_only=True)
class ReturnPoint:
    """What going back takes once a step is done.

    Attributes:
        step: key of the step.
        title: what people call it.
        done: when it is done.
        undoing: how long it takes to undo it and everything done before it, one after the other [min]; None where a step
            among them states no rollback.
        decide_by: the last moment at which that still ends within the window.
    """

    step: str
    title: str
    done: datetime
    undoing: int | None
    decide_by: datetime | None

    @property
    def margin(self) -> int | None:
        """How much time is left then to decide; negative where there is none [min]."""
        return None if self.decide_by is None else between(self.done, self.decide_by)


def _points(values: Iterable[ReturnPoint]) -> tuple[ReturnPoint, ...]:
    return tuple(values)


@frozen
class ReturnPoints(Tabular):
    """The way back after each step, in order of time."""

    points: tuple[ReturnPoint, ...] = field(converter=_points)

    def __len__(self) -> int:
        return len(self.points)

    def table(self) -> Table:
        """A line for each step: when it is done, what undoing takes then, until when to decide, with which margin."""
        return Table(
            title="The way back",
            columns=(
                Column("After"),
                Column("Done"),
                Column("Undoing takes", key="undoing_minutes", align="right"),
                Column("Decide by"),
                Column("Margin", key="margin_minutes", align="right"),
            ),
            rows=[_row(point, written=True) for point in self.points],
            values=[_row(point, written=False) for point in self.points],
        )


def _row(point: ReturnPoint, *, written: bool) -> tuple[object, ...]:
    if point.undoing is None or point.decide_by is None or point.margin is None:
        gap = Undefined("a step up to here states no rollback")
        return (point.title, when(point.done) if written else point.done, gap, gap, gap)
    if written:
        return (point.title, when(point.done), span(point.undoing), when(point.decide_by), span(point.margin))
    return (point.title, point.done, point.undoing, point.decide_by, point.margin)


def return_points(timed: CutoverSchedule) -> ReturnPoints:
    """The way back after each step: steps are undone one after the other, the last one first.

    Args:
        timed: the runbook with its times.

    Example:
        >>> from itpm.lifecycle.cutover.runbooks import CutoverRunbook, CutoverStep
        >>> from itpm.lifecycle.cutover.timetables import cutover_schedule
        >>> steps = [CutoverStep("stop", "1h", rollback="30m"), CutoverStep("migrate", "20h", after="stop", rollback="6h")]
        >>> runbook = CutoverRunbook("CRM", steps, opens="2026-06-26 20:00", closes="2026-06-29 06:00")
        >>> [(point.step, point.undoing, str(point.decide_by)) for point in return_points(cutover_schedule(runbook)).points]
        [('stop', 30, '2026-06-29 05:30:00'), ('migrate', 390, '2026-06-28 23:30:00')]
    """
    points: list[ReturnPoint] = []
    undoing: int | None = 0
    for row in sorted(timed.rows, key=lambda row: (row.finish, row.start)):
        way_back = None if row.step.is_irreversible else row.step.rollback
        undoing = None if undoing is None or way_back is None else undoing + way_back
        decide_by = None if undoing is None else after(timed.runbook.closes, -undoing)
        points.append(
            ReturnPoint(step=row.step.key, title=row.step.title, done=row.finish, undoing=undoing, decide_by=decide_by)
        )
    return ReturnPoints(points)

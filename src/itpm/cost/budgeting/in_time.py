"""A budget as earned value measures against it: what each task holds, exactly as it falls due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from attrs import field, frozen

from itpm.cost.budgeting.amounts import from_units
from itpm.cost.budgeting.entries import Entry
from itpm.cost.budgeting.spreading import Cumulative, Piece, due
from itpm.model.baselines import BaselineTask
from itpm.model.durations import scheduled
from itpm.model.moments import to_datetime
from itpm.model.money import Money
from itpm.scheduling import Schedule


@frozen(slots=False)
class DueAmounts:
    """What one task, or the project beside its tasks, holds of a budget over time."""

    pieces: tuple[Piece, ...] = field(repr=False)
    calendars: tuple[Cumulative, ...] = field(repr=False, eq=False)

    @cached_property
    def budget(self) -> Decimal:
        """All of it [currency]."""
        return from_units(sum(piece.units for piece in self.pieces))

    @cached_property
    def first(self) -> int:
        """Before this instant nothing of it is planned [s]."""
        return min(piece.begin for piece in self.pieces)

    @cached_property
    def last(self) -> int:
        """From this instant on all of it is planned; what is due at a start counts behind it [s]."""
        return max(piece.end for piece in self.pieces) + 1

    def by(self, at: int) -> Decimal:
        """What is planned to be earned by an instant [currency]."""
        return from_units(sum(due(piece, self.calendars, at) for piece in self.pieces))


@frozen(kw_only=True)
class BudgetInTime:
    """Dates and budgets by task.

    Attributes:
        tasks: dates and cost of each task of the plan that was costed.
        due: by task id, what falls due when; under the empty id what is beside the tasks.
    """

    tasks: tuple[BaselineTask, ...]
    due: dict[str, DueAmounts]


def budget_in_time(
    schedule: Schedule, entries: Iterable[Entry], calendars: Sequence[Cumulative], currency: str
) -> BudgetInTime:
    """Entries of a budget by task, with the dates of its schedule."""
    plan = schedule.plan
    pieces: dict[str, list[Piece]] = {}
    for entry in entries:
        pieces.setdefault(plan.tasks[entry.place].id if entry.place >= 0 else "", []).append(entry.piece)
    found = {name: DueAmounts(tuple(parts), tuple(calendars)) for name, parts in pieces.items()}
    start, finish = schedule.solution.start, schedule.solution.finish
    tasks = (
        BaselineTask(
            task.id,
            start=to_datetime(start[place]),
            finish=to_datetime(finish[place]),
            duration=scheduled(task.duration) if task.duration is not None else None,
            cost=Money(found[task.id].budget, currency) if task.id in found else None,
        )
        for place, task in enumerate(plan.tasks)
    )
    return BudgetInTime(tasks=tuple(tasks), due=found)

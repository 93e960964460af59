"""A task's progress as the file records it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from itpm.interop.mspdi.measures import Measures
from itpm.interop.mspdi.records import Record
from itpm.model.progress import Progress, percentage


def progress_of(task: Record, measures: Measures, assigned: Sequence[Record]) -> Progress | None:
    """The recorded progress; None where nothing is recorded.

    A task with nothing left to do, yet not complete, went on until the last of its assignments was done.
    """
    start = task.moment("ActualStart")
    finish = task.moment("ActualFinish", edge="finish")
    percents = [_percent(task, name) for name in ("PercentComplete", "PercentWorkComplete", "PhysicalPercentComplete")]
    cost = measures.some_cost(task, "ActualCost")
    if start is None and finish is None and cost is None and not any(percents):
        return None
    under_way = start is not None and finish is None
    complete, work, physical = percents
    remaining = measures.duration(task, "RemainingDuration") if under_way else None
    stop = task.moment("Stop", edge="finish") if under_way else None
    resume = task.moment("Resume") if under_way else None
    if stop is not None and remaining is not None and not remaining.amount:
        ended = _ended(assigned)
        if ended is not None and ended > stop:
            stop, resume = ended, None
    return Progress(
        actual_start=start,
        actual_finish=finish,
        remaining=remaining,
        percent_complete=complete,
        percent_work=work,
        physical_percent=physical or None,
        stop=stop,
        resume=resume,
        actual_work=measures.some_work(task, "ActualWork"),
        actual_cost=cost,
    )


def _ended(assigned: Sequence[Record]) -> datetime | None:
    """When the last of the assignments was done."""
    found = (record.moment("ActualFinish", edge="finish") for record in assigned)
    return max((moment for moment in found if moment is not None), default=None)


def summary_progress(task: Record) -> Progress | None:
    """What a summary's own record adds to that of its tasks: a percentage that somebody judged."""
    physical = _percent(task, "PhysicalPercentComplete")
    return Progress(physical_percent=physical) if physical else None


def _percent(task: Record, name: str) -> Decimal | None:
    text = task.text(name)
    return task.attempt(name, lambda: percentage(text)) if text else None

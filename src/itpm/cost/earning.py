"""What share of its budget a work package has earned, by the method agreed for it."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from itpm.model.durations import DayLength, ElapsedDuration, scheduled
from itpm.model.tasks import EarnedValueMethod, Task, TaskKind

_NOTHING, _HALF, _ALL = Decimal(0), Decimal(50), Decimal(100)
_AT_START = {EarnedValueMethod.ZERO_HUNDRED: _NOTHING, EarnedValueMethod.FIFTY_FIFTY: _HALF}


def earning_method(task: Task) -> EarnedValueMethod:
    """The method by which a task earns: its own, level of effort for such a task, else percent complete.

    Example:
        >>> earning_method(Task("a", "5d"))
        <EarnedValueMethod.PERCENT_COMPLETE: 'percent complete'>
    """
    if task.extra.earned_value is not None:
        return task.extra.earned_value
    if task.kind is TaskKind.LEVEL_OF_EFFORT:
        return EarnedValueMethod.LEVEL_OF_EFFORT
    return EarnedValueMethod.PERCENT_COMPLETE


def earned_percent(task: Task, *, day: DayLength) -> Decimal | None:
    """Share of its budget that a task has earned.

    Args:
        task: a work package.
        day: how its durations are read.

    Returns:
        The share [%]; None for level of effort, which earns what was planned, whatever was done.

    Source:
        PMI, Practice Standard for Earned Value Management, 2nd ed., ch. 3 (measurement methods).

    Example:
        >>> from itpm.model.progress import Progress
        >>> from itpm.model.tasks import TaskDetails
        >>> begun = Progress(actual_start="2026-01-05", percent_complete=30)
        >>> earned_percent(Task("a", "5d", progress=begun), day=DayLength())
        Decimal('30')
        >>> fifty = TaskDetails(earned_value=EarnedValueMethod.FIFTY_FIFTY)
        >>> earned_percent(Task("a", "5d", progress=begun, details=fifty), day=DayLength())
        Decimal('50')
    """
    method = earning_method(task)
    progress = task.progress
    if method is EarnedValueMethod.LEVEL_OF_EFFORT:
        return None
    if progress is None:
        return _NOTHING
    if progress.is_complete:
        return _ALL
    match method:
        case EarnedValueMethod.PERCENT_COMPLETE:
            return duration_percent(task, day=day)
        case EarnedValueMethod.PHYSICAL_PERCENT:
            return progress.physical_percent or _NOTHING
        case EarnedValueMethod.ZERO_HUNDRED:
            return _ALL if progress.percent_complete == _ALL else _NOTHING
        case EarnedValueMethod.FIFTY_FIFTY:
            if progress.percent_complete == _ALL:
                return _ALL
            return _HALF if progress.is_started or progress.percent_complete else _NOTHING
        case _:
            assert_never(method)


def share_at_start(task: Task) -> Decimal | None:
    """What a task earns, and is planned to earn, by starting: of 0/100 and 50/50, whose rest is due at the end [%].

    Returns:
        The share; None where value is earned along the way.

    Source:
        EIA-748 and PMI, Practice Standard for Earned Value Management, 2nd ed.: budgets are planned in time by the method by
        which they are earned.

    Example:
        >>> from itpm.model.tasks import TaskDetails
        >>> share_at_start(Task("a", "5d", details=TaskDetails(earned_value=EarnedValueMethod.FIFTY_FIFTY)))
        Decimal('50')
    """
    return _AT_START.get(earning_method(task))


def duration_percent(task: Task, *, day: DayLength) -> Decimal:
    """Share of its duration that lies behind a task [%]: as recorded, else from what remains of it.

    Example:
        >>> from itpm.model.progress import Progress
        >>> begun = Progress(actual_start="2026-01-05", remaining="2d")
        >>> duration_percent(Task("a", "5d", progress=begun), day=DayLength())
        Decimal('60')
    """
    progress = task.progress
    if progress is None or progress.percent_complete is not None or progress.is_complete:
        return task.percent_complete()
    if progress.remaining is None or task.duration is None or not progress.is_started:
        return _NOTHING
    whole = scheduled(task.duration)
    if isinstance(whole, ElapsedDuration) != isinstance(progress.remaining, ElapsedDuration):
        return _NOTHING
    total = whole.seconds(day)
    done = total - min(max(progress.remaining.seconds(day), 0), total)
    return Decimal(100) * done / total if total > 0 else _NOTHING

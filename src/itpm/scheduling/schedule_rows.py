"""One task's dates and floats as people read them, made from numbers."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from itpm.model.durations import DayLength, Duration, seconds_of
from itpm.model.moments import to_datetime


@frozen
class ScheduledTask:
    """One task's dates and floats.

    Attributes:
        id: the task's id.
        start: scheduled start.
        finish: scheduled finish.
        early_start: the earliest it can start.
        early_finish: the earliest it can finish.
        late_start: the latest it may start without delaying the project, a deadline or a constraint.
        late_finish: the latest it may finish.
        total_float: by how much it can slip; negative when it is too late already. Elapsed for an elapsed task.
        free_float: by how much it can slip without moving a successor.
        independent_float: free float with all predecessors as late as they may be.
        interfering_float: total float that successors would pay for.
        is_critical: whether its total float is at or below the policy's limit.
    """

    id: str
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float: Duration
    free_float: Duration
    independent_float: Duration
    interfering_float: Duration
    is_critical: bool


class RowMaker:
    """Makes rows; dates and durations that occur again are made once."""

    def __init__(self, day: DayLength) -> None:
        self._dates = _Dates()
        self._worked, self._elapsed = _Durations(day, elapsed=False), _Durations(day, elapsed=True)

    def row(
        self,
        name: str,
        dates: tuple[int, int],
        early: tuple[int, int],
        late: tuple[int, int],
        floats: tuple[int, int, int],
        *,
        is_critical: bool,
        elapsed: bool,
    ) -> ScheduledTask:
        """A row from numbers; `floats` are total, free and independent [s]."""
        at, spans = self._dates, self._elapsed if elapsed else self._worked
        total, free, independent = floats
        return ScheduledTask(
            name,
            at[dates[0]],
            at[dates[1]],
            at[early[0]],
            at[early[1]],
            at[late[0]],
            at[late[1]],
            spans[total],
            spans[free],
            spans[independent],
            spans[total - free],
            is_critical,
        )


class _Dates(dict[int, datetime]):
    """Dates by instant [s]."""

    def __missing__(self, at: int) -> datetime:
        found = self[at] = to_datetime(at)
        return found


class _Durations(dict[int, Duration]):
    """Durations by seconds [s]."""

    def __init__(self, day: DayLength, *, elapsed: bool) -> None:
        super().__init__()
        self._day, self._is_elapsed = day, elapsed

    def __missing__(self, seconds: int) -> Duration:
        found = self[seconds] = seconds_of(seconds, day=self._day, elapsed=self._is_elapsed)
        return found

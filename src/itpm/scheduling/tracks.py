"""How long a task takes, as tracks: (calendar, seconds) pairs that all begin with it; it finishes with the latest."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeAlias

from itpm.model.durations import Duration, ElapsedDuration, scheduled
from itpm.model.moments import to_seconds
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, ResourceKind
from itpm.model.tasks import EffortType, Task
from itpm.scheduling.calendars_used import CLOCK, CalendarTable

Track: TypeAlias = tuple[int, int]


def tracks_of(plan: Plan, task: Task, table: CalendarTable) -> tuple[Track, ...]:
    """The tracks of a task from its beginning."""
    if task.duration is None:
        return ((table.of_task(task), 0),)
    duration = scheduled(task.duration)
    own = _own_track(plan, task, duration, table)
    tracks: tuple[Track, ...] = (own,)
    if _is_effort_driven(task, duration):
        tracks = _assignment_tracks(plan, task, table, own[1], remaining=False) or tracks
    return _with_pauses(task, tracks, table, since=None) if task.extra.splits else tracks


def remaining_tracks(plan: Plan, task: Task, table: CalendarTable) -> tuple[Track, ...]:
    """The tracks of what is left of a started task."""
    progress = task.progress
    duration = None if task.duration is None else scheduled(task.duration)
    if progress is None or duration is None:
        return ((table.of_task(task), 0),)
    if progress.remaining is not None:
        left: Duration = progress.remaining
        own = _own_track(plan, task, left, table)
    else:
        calendar, seconds = _own_track(plan, task, duration, table)
        own = (calendar, _share(seconds, 100 - (progress.percent_complete or Decimal(0))))
    tracks: tuple[Track, ...] = (own,)
    if own[1] and _is_effort_driven(task, duration):
        tracks = _assignment_tracks(plan, task, table, own[1], remaining=True) or tracks
    since = progress.resume or progress.stop
    if own[1] and task.extra.splits and since is not None:
        return _with_pauses(task, tracks, table, since=to_seconds(since))
    return tracks


def _with_pauses(
    task: Task, tracks: tuple[Track, ...], table: CalendarTable, *, since: int | None
) -> tuple[Track, ...]:
    """The tracks of a split task: one from its first part to its last, pauses and all, that moves as a whole.

    Args:
        task: a task with parts.
        tracks: what it would take in one go.
        table: the calendars.
        since: parts before this instant are over; None counts them all [s].
    """
    parts = [(to_seconds(start), to_seconds(finish)) for start, finish in task.extra.splits]
    begin = min(start for start, _ in parts) if since is None else since
    end = max(finish for _, finish in parts)
    number = tracks[0][0]
    span = table.compiled[number].between(begin, end)
    return ((number, span),) if end > begin and span else tracks


def scheduled_seconds(tracks: tuple[Track, ...]) -> int:
    """The duration that a percentage lag is a share of [s]: the longest track's."""
    return max((seconds for _, seconds in tracks), default=0)


def _share(seconds: int, percent: Decimal) -> int:
    return int((seconds * percent / 100).to_integral_value(ROUND_HALF_EVEN))


def _is_effort_driven(task: Task, duration: Duration) -> bool:
    """Whether work and units say how long it takes: not for a fixed duration, nor on the clock, nor for a milestone."""
    return (
        bool(task.assignments)
        and task.extra.effort is not EffortType.FIXED_DURATION
        and not isinstance(duration, ElapsedDuration)
        and bool(duration.amount)
    )


def _own_track(plan: Plan, task: Task, duration: Duration, table: CalendarTable) -> Track:
    if isinstance(duration, ElapsedDuration):
        return CLOCK, duration.seconds()
    return table.of_task(task), duration.seconds(plan.day)


def _assignment_tracks(
    plan: Plan, task: Task, table: CalendarTable, lasting: int, *, remaining: bool
) -> tuple[Track, ...]:
    """A track for each assignment that does work; one whose work is spread unevenly goes on as long as the task, `lasting`."""
    tracks = []
    for assignment in task.assignments:
        resource = plan.resource_by_id[assignment.resource]
        work = assignment.remaining if remaining else assignment.work
        if resource.kind is ResourceKind.WORK and work is not None and work.amount and assignment.units:
            seconds = lasting
            if not assignment.contoured:
                regular = work.seconds(plan.day) - _overtime_seconds(plan, assignment, remaining=remaining)
                seconds = _worked_seconds(plan, assignment, max(0, regular), with_delay=not remaining)
            tracks.append((table.of_assignment(task, resource), seconds))
    return tuple(tracks)


def _overtime_seconds(plan: Plan, assignment: Assignment, *, remaining: bool) -> int:
    """Work that is done beside the calendar's hours and so takes none of them."""
    overtime = assignment.overtime.seconds(plan.day) if assignment.overtime else 0
    if remaining and assignment.actual_overtime:
        overtime -= assignment.actual_overtime.seconds(plan.day)
    return overtime


def _worked_seconds(plan: Plan, assignment: Assignment, work: int, *, with_delay: bool) -> int:
    seconds = int((Decimal(work) / assignment.units).to_integral_value(ROUND_HALF_EVEN))
    delay = assignment.delay if with_delay else None
    return seconds + (delay.seconds(plan.day) if delay else 0)

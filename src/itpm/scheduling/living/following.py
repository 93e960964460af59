"""What follows from a report: facts it does not say, because they follow from those it says."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from attrs import evolve

from itpm.errors import NoWorkingTimeError
from itpm.model.durations import ElapsedDuration, scheduled
from itpm.model.moments import DAY, to_datetime, to_seconds
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.model.working_time import CONTINUOUS, WorkingTime
from itpm.scheduling.living.actuals import Actual
from itpm.scheduling.living.update_checks import seconds_left, takes_no_time

_ALL = Decimal(100)
_FINEST = Decimal("0.0001")


def settled(plan: Plan, task: Task, said: Actual | Progress, data_date: datetime) -> Progress:
    """The task's progress as said, with what follows from it; a `Progress` says all there is."""
    if isinstance(said, Progress):
        return said
    progress = _on_working_time(plan, task, said, said.merged(task.progress))
    progress = _as_milestone(plan, task, said, progress)
    if progress.is_complete:
        return _completed(said, progress)
    return _with_percent(plan, task, said, _gone_on(plan, task, said, progress, data_date))


def _completed(said: Actual, progress: Progress) -> Progress:
    """A finished task is 100 % complete and interrupted no more."""
    work = None if progress.percent_work is None and said.percent_work is None else said.percent_work or _ALL
    percent = said.percent_complete if said.percent_complete is not None else _ALL
    return evolve(
        progress, percent_complete=percent, percent_work=work, remaining=said.remaining, stop=None, resume=None
    )


def _gone_on(plan: Plan, task: Task, said: Actual, progress: Progress, data_date: datetime) -> Progress:
    """With the work done since an interruption behind it: it went on where it was to go on, and stands where that led.

    Nothing lies after the data date, so that is the latest it can have come to.
    """
    before = task.progress or Progress()
    since = before.resume or before.stop
    if since is None or since >= data_date or said.stop is not None or said.resume is not None:
        return progress
    was, left = seconds_left(plan, task, before), seconds_left(plan, task, progress)
    if was is None or left is None or was <= left:
        return progress
    calendar = _calendar(plan, task)
    stopped = min(_worked(calendar, task, to_seconds(since), was - left), to_seconds(data_date))
    return evolve(progress, stop=to_datetime(stopped), resume=to_datetime(calendar.next_start(stopped)))


def _worked(calendar: WorkingTime, task: Task, since: int, work: int) -> int:
    """When `work` [s] is done from `since` on, over the pauses of a split task."""
    at = since
    for start, finish in sorted(task.extra.splits):
        begin, end = max(at, to_seconds(start)), to_seconds(finish)
        room = calendar.between(begin, end)
        if end <= begin or room <= 0:
            continue
        if room >= work:
            return calendar.advance(begin, work)
        at, work = end, work - room
    return calendar.advance(at, work)


def _with_percent(plan: Plan, task: Task, said: Actual, progress: Progress) -> Progress:
    """With the percentage that follows from what remains, where only that is said."""
    if said.remaining is None or said.percent_complete is not None or task.duration is None:
        return progress
    if not said.remaining.amount.is_finite() or said.remaining.amount < 0:
        return progress
    whole = scheduled(task.duration)
    if isinstance(whole, ElapsedDuration) != isinstance(said.remaining, ElapsedDuration):
        return progress
    total, left = whole.seconds(plan.day), said.remaining.seconds(plan.day)
    done = max(0, total - left)
    percent = (Decimal(100 * done) / total).quantize(_FINEST).normalize() if total else Decimal(0)
    return evolve(progress, percent_complete=Decimal(format(percent, "f")))


def _as_milestone(plan: Plan, task: Task, said: Actual, progress: Progress) -> Progress:
    """A milestone starts and finishes at once: one date says both; of a day told twice, its end."""
    if not takes_no_time(plan, task):
        return progress
    start, finish = progress.actual_start, progress.actual_finish
    if said.finish is not None and finish is not None:
        is_one_day = said.start is None or start is None or start.date() == finish.date()
        return evolve(progress, actual_start=finish if is_one_day else start)
    if said.start is not None:
        return evolve(progress, actual_finish=start)
    return evolve(progress, actual_start=finish if start is None else start, actual_finish=finish or start)


def _on_working_time(plan: Plan, task: Task, said: Actual, progress: Progress) -> Progress:
    """With bare dates moved to the edges of that day's working time; a day on which nobody works keeps its midnights."""

    def at(said_at: datetime | None, known: datetime | None, edge: Literal["start", "finish"]) -> datetime | None:
        return known if said_at is None else _at_work(plan, task, said_at, edge)

    return evolve(
        progress,
        actual_start=at(said.start, progress.actual_start, "start"),
        actual_finish=at(said.finish, progress.actual_finish, "finish"),
        stop=at(said.stop, progress.stop, "finish"),
        resume=at(said.resume, progress.resume, "start"),
    )


def _at_work(plan: Plan, task: Task, instant: datetime, edge: Literal["start", "finish"]) -> datetime:
    seconds = to_seconds(instant)
    if seconds % DAY:
        return instant
    calendar = _calendar(plan, task)
    try:
        moved = calendar.next_start(seconds) if edge == "start" else calendar.previous_finish(seconds)
    except NoWorkingTimeError:
        return instant
    return to_datetime(moved) if abs(moved - seconds) < DAY else instant


def _calendar(plan: Plan, task: Task) -> WorkingTime:
    """The task's own working time; the clock's for an elapsed duration."""
    if task.duration is not None and isinstance(scheduled(task.duration), ElapsedDuration):
        return CONTINUOUS
    return (plan.calendar if task.calendar is None else plan.calendar_by_name[task.calendar]).compiled

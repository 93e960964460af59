"""What a batch of actuals is held to: itself, the data date, and what was recorded before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from itpm.errors import Fault
from itpm.model.durations import ElapsedDuration, Percent, scheduled
from itpm.model.plans import Plan
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.scheduling.living.actuals import Actual

_ALL = Decimal(100)
_REMEDY = "; say why in `correction` if it is to be taken back"
_HAPPENED = {"actual_start": "began", "actual_finish": "finished", "stop": "stopped"}


def out_of_place(plan: Plan, place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    """Progress of what makes none of its own."""
    if plan.structure.is_summary(plan.structure.position[task.id]):
        dated = progress.is_started or progress.is_complete or progress.percent_complete or progress.remaining
        if dated:
            yield Fault(place, task.id, f"{task.id!r} is a summary: its progress is that of its tasks, report those")
    elif not task.is_active:
        yield Fault(place, task.id, f"{task.id!r} is inactive and makes no progress")


def contradictions(plan: Plan, place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    """What cannot be true at once."""
    yield from _date_faults(place, task, progress)
    percent, remaining = progress.percent_complete or Decimal(0), progress.remaining
    if remaining is not None and (not remaining.amount.is_finite() or remaining.amount < 0):
        yield Fault(f"{place}.remaining", remaining, f"what is left of {task.id!r} cannot be negative, got {remaining}")
        return
    if progress.is_complete:
        yield from _left_behind(place, task, progress)
    elif not progress.is_started and remaining is not None:
        yield Fault(f"{place}.remaining", remaining, f"{remaining} is left of {task.id!r}, but it never started")
    elif not progress.is_started and percent:
        said = f"{task.id!r} is {_percent(percent)} complete but never started"
        yield Fault(f"{place}.percent_complete", percent, said)
    elif progress.is_started and not seconds_left(plan, task, progress):
        name, value = ("remaining", remaining) if remaining is not None else ("percent_complete", percent)
        yield Fault(f"{place}.{name}", value, f"nothing is left of {task.id!r}, so it has finished: say when")


def _date_faults(place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    start, finish = progress.actual_start, progress.actual_finish
    if finish is not None and start is None:
        yield Fault(f"{place}.finish", finish, f"{task.id!r} finished on {finish} but never started")
    elif start is not None and finish is not None and finish < start:
        yield Fault(f"{place}.finish", finish, f"{task.id!r} finished on {finish}, before it started on {start}")
    if progress.stop is not None and (start is None or progress.stop < start):
        began = "it never started" if start is None else f"it started on {start}"
        yield Fault(f"{place}.stop", progress.stop, f"{task.id!r} stopped on {progress.stop}, but {began}")
    since = progress.stop or start
    if progress.resume is not None and (since is None or progress.resume < since):
        before = "it never started" if since is None else f"it went on until {since}"
        yield Fault(f"{place}.resume", progress.resume, f"{task.id!r} resumes on {progress.resume}, but {before}")


def _left_behind(place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    if progress.remaining is not None and progress.remaining.amount:
        said = f"{task.id!r} has finished, so nothing is left of it, got {progress.remaining}"
        yield Fault(f"{place}.remaining", progress.remaining, said)
    if progress.percent_complete is not None and progress.percent_complete != _ALL:
        percent = progress.percent_complete
        yield Fault(
            f"{place}.percent_complete", percent, f"{task.id!r} has finished, so it is 100% complete, got {percent}"
        )


def spread_out(plan: Plan, place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    """A milestone that is said to have begun on one day and ended on another."""
    start, finish = progress.actual_start, progress.actual_finish
    if start is not None and finish is not None and start < finish and takes_no_time(plan, task):
        said = f"{task.id!r} takes no time, so it is reached at once, got {start} to {finish}: say finish alone"
        yield Fault(f"{place}.finish", finish, said)


def takes_no_time(plan: Plan, task: Task) -> bool:
    """Whether a task is a milestone, by its duration."""
    duration = None if task.duration is None else scheduled(task.duration)
    return (
        not (duration is not None and duration.amount) and not plan.structure.children[plan.structure.position[task.id]]
    )


def disagreement(plan: Plan, place: str, task: Task, said: Actual) -> Iterator[Fault]:
    """A percentage and a remaining duration in one report that do not go together, but for rounding to a whole percent."""
    percent, remaining = said.percent_complete, said.remaining
    if percent is None or remaining is None or task.duration is None or said.finish is not None:
        return
    whole = scheduled(task.duration)
    if isinstance(whole, ElapsedDuration) != isinstance(remaining, ElapsedDuration) or not remaining.amount.is_finite():
        return
    total, left = whole.seconds(plan.day), remaining.seconds(plan.day)
    if abs(Percent(_ALL - percent).of(total) - left) > max(60, total // 100):
        half = f"{task.id!r} is {_percent(percent)} complete, which does not leave {remaining} of {whole}"
        yield Fault(f"{place}.remaining", remaining, f"{half}: say one of the two, the other follows")


def too_late(place: str, task: Task, progress: Progress, data_date: datetime) -> Iterator[Fault]:
    """What is said to have happened after the data date."""
    for name, verb in _HAPPENED.items():
        instant = getattr(progress, name)
        if instant is not None and instant > data_date:
            said = f"{task.id!r} {verb} on {instant}, after the data date {data_date}"
            yield Fault(f"{place}.{name.removeprefix('actual_')}", instant, said)


def undone(plan: Plan, place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    """What was recorded and would be lost or made less."""
    before = task.progress
    if before is None:
        return
    for name, verb in (("actual_start", "began"), ("actual_finish", "finished")):
        old, new = getattr(before, name), getattr(progress, name)
        if old is not None and new != old:
            said = f"{task.id!r} {verb} on {old}, now {'it is said not to have' if new is None else new}"
            yield Fault(f"{place}.{name.removeprefix('actual_')}", new, said + _REMEDY)
    if not before.is_complete or progress.is_complete:
        yield from _less_left(plan, place, task, progress)
    for name, label in _MEASURES:
        old, new = getattr(before, name), getattr(progress, name)
        if old is not None and _is_less(plan, new, old):
            said = f"{label} of {task.id!r} was {_shown(old)}, now {'nothing' if new is None else _shown(new)}"
            yield Fault(f"{place}.{name.removeprefix('actual_')}", new, said + _REMEDY)


_MEASURES = (
    ("percent_work", "the percentage of work"),
    ("physical_percent", "the physical percentage"),
    ("actual_work", "the work done"),
    ("actual_cost", "the cost"),
)


def _less_left(plan: Plan, place: str, task: Task, progress: Progress) -> Iterator[Fault]:
    """More duration left than before: a smaller percentage, or a longer remaining duration."""
    before = task.progress or Progress()
    old, new = before.percent_complete or Decimal(0), progress.percent_complete or Decimal(0)
    told = progress.percent_complete is not None or progress.remaining is None
    if told and progress.remaining is None and new < old:
        said = f"{task.id!r} was {_percent(old)} complete, now {_percent(new)}"
        yield Fault(f"{place}.percent_complete", progress.percent_complete, said + _REMEDY)
        return
    was, left = seconds_left(plan, task, before), seconds_left(plan, task, progress)
    if was is not None and left is not None and progress.remaining is not None and left > was:
        held = before.remaining if before.remaining is not None else f"{_percent(_ALL - old)}"
        said = f"{held} was left of {task.id!r}, now {progress.remaining}"
        yield Fault(f"{place}.remaining", progress.remaining, said + _REMEDY)


def _is_less(plan: Plan, new: Any, old: Any) -> bool:  # percentages, amounts of work or of money
    if new is None:
        return bool(old if isinstance(old, Decimal) else old.amount)
    if isinstance(old, Decimal):
        return bool(new < old)
    if hasattr(old, "seconds"):
        return bool(new.seconds(plan.day) < old.seconds(plan.day))
    return bool(new.currency != old.currency or new.amount < old.amount)


def seconds_left(plan: Plan, task: Task, progress: Progress) -> int | None:
    """What is left of the duration [s]; None before the start."""
    if progress.is_complete:
        return 0
    if not progress.is_started:
        return None
    if progress.remaining is not None:
        return progress.remaining.seconds(plan.day)
    if task.duration is None:
        return 0
    whole = scheduled(task.duration)
    seconds = whole.seconds() if isinstance(whole, ElapsedDuration) else whole.seconds(plan.day)
    return Percent(_ALL - (progress.percent_complete or Decimal(0))).of(seconds)


def _percent(value: Decimal) -> str:
    return str(Percent(value))


def _shown(value: object) -> str:
    return _percent(value) if isinstance(value, Decimal) else str(value)

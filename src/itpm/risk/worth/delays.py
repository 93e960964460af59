"""What a risk's delay does to the project's finish: the schedule with its tasks lengthened, against the one without."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from attrs import evolve

from itpm.errors import Fault, Hints, UndefinedIndexError
from itpm.model.durations import DayLength, ElapsedDuration, seconds_of
from itpm.model.durations import scheduled as scheduled_at
from itpm.model.given import expect
from itpm.model.moments import to_seconds
from itpm.model.progress import Progress
from itpm.model.tasks import Task
from itpm.risk.inputs import RiskError, TimeEffect, mean_seconds, points
from itpm.risk.risks import Risk
from itpm.scheduling import Schedule


def finish_delay(risk: Risk, schedule: Schedule, *, after_response: bool = False) -> Decimal:
    """By how many days the project finishes later (earlier: negative) if the risk occurs with its mean delay [day].

    Days are working days of the plan's calendar. What floats absorb does not count; complete tasks are not delayed; of a started
    task the remaining duration grows.

    Args:
        risk: a threat or an opportunity.
        schedule: the dates without it.
        after_response: whether the response has done its work.

    Raises:
        UndefinedIndexError: it has no delay, or is on no task.
        RiskError: it is on a task that the plan does not have, or on a summary; with every fault.

    Example:
        >>> from itpm.model import Plan, Task
        >>> from itpm.risk.risks import Threat
        >>> from itpm.scheduling import schedule
        >>> tasks = [Task("build", "10d"), Task("train", "4d"), Task("live", "0d", after=["build", "train"])]
        >>> dates = schedule(Plan("CRM", start="2026-01-05", tasks=tasks))
        >>> ill = Threat("trainer ill", probability=0.2, delay="8d", on=["train"])
        >>> finish_delay(ill, dates).normalize()
        Decimal('2')
    """
    expect(risk, "risk", Risk, error=RiskError)
    expect(schedule, "schedule", Schedule, error=RiskError, hint="; schedule(plan) gives one")
    effect = risk.residual_delay if after_response else risk.delay
    if effect is None:
        raise UndefinedIndexError("no delay")
    tasks = _struck(risk, schedule)
    changed = [_longer(task, effect, schedule.plan.day) for task in tasks if not task.is_complete]
    if not changed:
        return Decimal(0)
    if any(task.progress is not None and task.progress.is_started for task in changed):
        after = schedule.what_if(tasks=changed)
    else:  # durations alone cost only what they move
        after = schedule.what_if(durations={task.id: task.duration for task in changed})
    calendar = schedule.plan.calendar.compiled
    seconds = calendar.between(to_seconds(schedule.finish), to_seconds(after.finish))
    return Decimal(seconds) / (schedule.plan.day.minutes_per_day * 60)


def _struck(risk: Risk, schedule: Schedule) -> list[Task]:
    if not risk.on:
        raise UndefinedIndexError("it is on no task")
    structure, faults, hint = schedule.plan.structure, [], Hints()
    for name in risk.on:
        place = structure.position.get(name)
        if place is None:
            faults.append(Fault(f"{risk}.on", name, f"the plan has no task {name!r}{hint(name, structure.position)}"))
        elif structure.is_summary(place):
            faults.append(Fault(f"{risk}.on", name, f"{name!r} is a summary; name the task that would take longer"))
    RiskError.refuse(faults)
    return [schedule.plan[name] for name in dict.fromkeys(risk.on)]


def _longer(task: Task, effect: TimeEffect, day: DayLength) -> Task:
    """The task with the mean delay added to its duration, or to what remains of it; never below nothing."""
    elapsed = isinstance(points(effect)[0], ElapsedDuration)
    own = None if task.duration is None else scheduled_at(task.duration)
    if own is not None and isinstance(own, ElapsedDuration) != elapsed:
        raise UndefinedIndexError(f"{task.id!r} and the delay are not both working time or both elapsed")
    extra = int(mean_seconds(effect, day=day).to_integral_value(ROUND_HALF_EVEN))
    whole = 0 if own is None else own.seconds(day)
    changed = evolve(task, duration=seconds_of(max(0, whole + extra), day=day, elapsed=elapsed))
    progress = task.progress
    if progress is None or not progress.is_started:
        return changed
    # Some policies go by the duration of a started task, others by what remains of it: both grow.
    left = progress.remaining.seconds(day) if progress.remaining is not None else _left(whole, progress)
    remaining = seconds_of(max(0, left + extra), day=day, elapsed=elapsed)
    return evolve(changed, progress=evolve(progress, remaining=remaining))


def _left(whole: int, progress: Progress) -> int:
    share = (100 - (progress.percent_complete or Decimal(0))) / 100
    return int((whole * share).to_integral_value(ROUND_HALF_EVEN))

"""What differs between two plans as people wrote them, sorted by what it is about: progress, duration, logic, scope, ..."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from attrs import evolve, field, fields, frozen

from itpm.model.constraints import Constraint, ConstraintType
from itpm.model.plans import Plan
from itpm.model.policy import SchedulingPolicy
from itpm.model.progress import Progress
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import Task, TaskDetails
from itpm.scheduling.comparing.showing import status_day


class ChangeKind(Enum):
    """What a change is about, in the order in which a slip is attributed.

    Progress is what was recorded, the data date, and dates not to start before that say no more than that work had not begun by
    a status. Duration is also the work and people that drive it. Scope is tasks, and tasks that became inactive, summaries
    or the reverse. Logic is links and the work breakdown between tasks that stay. Calendars are those of the plan, its tasks and
    its people. Constraints are also deadlines, manual dates, levelling delays, windows and the plan's own start.
    """

    PROGRESS = "progress"
    DURATION = "duration"
    SCOPE_REMOVED = "scope removed"
    LOGIC = "logic"
    SCOPE_ADDED = "scope added"
    CALENDAR = "calendar"
    CONSTRAINT = "constraints"
    POLICY = "policy"


@frozen
class PlanChange:
    """One thing that differs between two plans.

    Attributes:
        kind: what it is about.
        task: id of the task; empty for the plan itself.
        text: what it was and what it is.
    """

    kind: ChangeKind
    task: str = field(kw_only=True, default="")
    text: str = field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.task}: {self.text}" if self.task else self.text


DRIVING = ("effort", "effort_driven", "milestone", "start_milestone", "expected_finish")
"""Details that say how long a task takes; also its splits, unless it has begun: then they are what became of it."""
PLACING = ("manual_start", "manual_finish", "levelling_delay")
"""Details that say where it stands."""


def nature(plan: Plan, place: int) -> tuple[object, ...]:
    """What makes a task another one in the network: whether it is a summary, counts, spans others or keeps its own dates."""
    task, summary = plan.tasks[place], plan.structure.is_summary(place)
    return summary, task.is_active, task.spans_others, summary and task.kind


def kept_tasks(before: Plan, after: Plan) -> frozenset[str]:
    """Ids of the tasks that both plans have, of the same nature; a summary only if both have such a task below it."""
    common = {
        task.id
        for place, task in enumerate(before.tasks)
        if task.id in after and nature(before, place) == nature(after, after.structure.position[task.id])
    }
    holding = _holding(before, common) & _holding(after, common)
    return frozenset(name for name in common if name in holding or not before.structure.children[_at(before, name)])


def _at(plan: Plan, name: str) -> int:
    return plan.structure.position[name]


def _holding(plan: Plan, common: set[str]) -> set[str]:
    """The summaries with a common task below them that is no summary."""
    structure = plan.structure
    holding: set[int] = set()
    for name in common:
        place = structure.position[name]
        if not structure.children[place]:
            while (place := structure.parents[place]) >= 0 and place not in holding:
                holding.add(place)
    return {plan.tasks[place].id for place in holding}


def status_floors(task: Task, plan: Plan) -> tuple[Constraint, ...]:
    """Dates not to start before that say no more than that the task had not begun by a status.

    Those are the data date, where `reschedule_remaining` puts off to what had not begun, dates before it, which have passed, and
    those of a task that has begun since.
    """
    begun, day = is_begun(task), plan.data_date
    return tuple(
        held
        for held in task.constraints
        if held.type is ConstraintType.SNET
        and (begun or (day is not None and held.date is not None and held.date <= day))
    )


def planned_constraints(task: Task, plan: Plan) -> tuple[Constraint, ...]:
    """The constraints that are no such dates."""
    floors = status_floors(task, plan)
    return tuple(held for held in task.constraints if held not in floors)


def changes_between(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """Everything that differs between two plans and can move a date, in plan order; the policy left aside.

    Example:
        >>> before = Plan("Move", start="2026-01-05", tasks=[Task("pack", "2d"), Task("move", "1d", after=["pack"])])
        >>> after = before.with_tasks([Task("pack", "3d"), Task("clean", "1d", after=["move"])])
        >>> [str(change) for change in changes_between(before, after)]
        ['pack: duration 2d -> 3d', 'clean: added']
    """
    kept = kept_tasks(before, after)
    found: list[PlanChange] = list(_plan_changes(before, after))
    for task in after.tasks:
        if task.id in kept:
            found.extend(task_changes(before, after, task.id))
        elif task.id in before:
            found.append(PlanChange(ChangeKind.SCOPE_ADDED, task=task.id, text=_turned(before, after, task.id)))
        else:
            found.append(PlanChange(ChangeKind.SCOPE_ADDED, task=task.id, text="added"))
    found += [
        PlanChange(ChangeKind.SCOPE_REMOVED, task=task.id, text="removed")
        for task in before.tasks
        if task.id not in after
    ]
    found += _link_changes(before, after, kept)
    return tuple(found)


def _turned(before: Plan, after: Plan, name: str) -> str:
    now = after[name]
    if after.structure.is_summary(_at(after, name)) != before.structure.is_summary(_at(before, name)):
        return "now a summary" if after.structure.is_summary(_at(after, name)) else "no summary any more"
    if now.is_active != before[name].is_active:
        return "active again" if now.is_active else "made inactive"
    return f"now of kind {now.kind.name.lower().replace('_', ' ')}"


def task_changes(before: Plan, after: Plan, name: str) -> Iterator[PlanChange]:
    """What differs in one task that both plans have, links aside."""
    old, new = before[name], after[name]

    def change(kind: ChangeKind, text: str) -> PlanChange:
        return PlanChange(kind, task=name, text=text)

    if old.progress != new.progress:
        yield change(ChangeKind.PROGRESS, f"{_progress(old.progress)} -> {_progress(new.progress)}")
    if _put_off(before, after, name):
        yield change(ChangeKind.PROGRESS, f"not begun by {_day(after)}")
    if old.duration != new.duration:
        yield change(ChangeKind.DURATION, f"duration {old.duration or 'none'} -> {new.duration or 'none'}")
    if [_planned(share) for share in old.assignments] != [_planned(share) for share in new.assignments]:
        yield change(ChangeKind.DURATION, "assignments")
    if which := _differ(old.extra, new.extra, DRIVING if is_begun(new) else (*DRIVING, "splits")):
        yield change(ChangeKind.DURATION, which)
    if old.parent != new.parent:
        yield change(ChangeKind.LOGIC, f"under {old.parent or 'the plan'} -> under {new.parent or 'the plan'}")
    if old.calendar != new.calendar:
        yield change(
            ChangeKind.CALENDAR, f"calendar {old.calendar or 'of the plan'} -> {new.calendar or 'of the plan'}"
        )
    yield from _placements(before, after, name)


def _put_off(before: Plan, after: Plan, name: str) -> bool:
    """Whether the task had not begun by the data date and was put off to it."""
    old, new = before[name], after[name]
    was, now = status_floors(old, before), status_floors(new, after)
    return now != was and not is_begun(new) and any(held.date == after.data_date for held in now)


def _placements(before: Plan, after: Plan, name: str) -> Iterator[PlanChange]:
    old, new = before[name], after[name]
    held, holds = planned_constraints(old, before), planned_constraints(new, after)
    if is_begun(new):
        held = tuple(one for one in held if one.type is not ConstraintType.SNET)
    if held != holds and old.constraints != new.constraints:
        text = f"constraint {', '.join(map(str, held)) or 'none'} -> {', '.join(map(str, holds)) or 'none'}"
        yield PlanChange(ChangeKind.CONSTRAINT, task=name, text=text)
    if old.deadline != new.deadline:
        yield PlanChange(ChangeKind.CONSTRAINT, task=name, text=f"deadline {old.deadline} -> {new.deadline}")
    if old.kind is not new.kind:
        text = f"{old.kind.name.lower()} -> {new.kind.name.lower()}"
        yield PlanChange(ChangeKind.CONSTRAINT, task=name, text=text)
    if which := _differ(old.extra, new.extra, PLACING):
        yield PlanChange(ChangeKind.CONSTRAINT, task=name, text=which)


def _differ(old: TaskDetails, new: TaskDetails, names: tuple[str, ...]) -> str:
    return ", ".join(name.replace("_", " ") for name in names if getattr(old, name) != getattr(new, name))


def is_begun(task: Task) -> bool:
    """Whether its work has begun."""
    return task.progress is not None and task.progress.is_started


def _planned(share: Assignment) -> Assignment:
    return evolve(share, remaining=None, actual_work=None, actual_overtime=None, actual_cost=None)


def _progress(progress: Progress | None) -> str:
    if progress is None or progress.actual_start is None:
        return "not begun"
    if progress.actual_finish is not None:
        return f"finished {progress.actual_finish:%Y-%m-%d %H:%M}"
    left = f"{progress.remaining} left" if progress.remaining is not None else f"{progress.percent_complete or 0}%"
    on = f", goes on {progress.resume:%Y-%m-%d %H:%M}" if progress.resume is not None else ""
    return f"begun {progress.actual_start:%Y-%m-%d %H:%M}, {left}{on}"


def _link_changes(before: Plan, after: Plan, kept: frozenset[str]) -> Iterator[PlanChange]:
    """Links between tasks that stay; those of other tasks come and go with them."""
    old = [link for link in before.links if link.predecessor in kept and link.successor in kept]
    new = [link for link in after.links if link.predecessor in kept and link.successor in kept]
    were, are = set(old), set(new)
    for link in new:
        if link not in were:
            yield PlanChange(ChangeKind.LOGIC, task=link.successor, text=f"now waits for {link.short_form}")
    for link in old:
        if link not in are:
            yield PlanChange(ChangeKind.LOGIC, task=link.successor, text=f"no longer waits for {link.short_form}")


def _plan_changes(before: Plan, after: Plan) -> Iterator[PlanChange]:
    if before.data_date != after.data_date:
        yield PlanChange(ChangeKind.PROGRESS, text=f"data date {_day(before)} -> {_day(after)}")
    if before.calendar != after.calendar or before.day != after.day:
        yield PlanChange(ChangeKind.CALENDAR, text="the plan's calendar")
    old, new = before.calendar_by_name, after.calendar_by_name
    for name in [*old, *(name for name in new if name not in old)]:
        if old.get(name) != new.get(name):
            yield PlanChange(ChangeKind.CALENDAR, text=f"calendar {name}")
    people = before.resource_by_id
    for person in after.resources:
        if person.id in people and _working(person) != _working(people[person.id]):
            yield PlanChange(ChangeKind.CALENDAR, text=f"resource {person.id}")
    for name in ("start", "finish", "deadline", "schedule_from"):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield PlanChange(ChangeKind.CONSTRAINT, text=f"the plan's {name.replace('_', ' ')} {was} -> {now}")
    gone, come = [
        [w for w in one.windows if w not in other.windows] for one, other in ((before, after), (after, before))
    ]
    yield from (PlanChange(ChangeKind.CONSTRAINT, text=f"no more {window}") for window in gone)
    yield from (PlanChange(ChangeKind.CONSTRAINT, text=f"new {window}") for window in come)


def _day(plan: Plan) -> str:
    return "none" if plan.data_date is None else status_day(plan.data_date)


def _working(person: Resource) -> Resource:
    return evolve(person, name="", rates=(), foreign=())


def policy_changes(before: SchedulingPolicy, after: SchedulingPolicy) -> Iterator[PlanChange]:
    """What differs between two policies."""
    for name in (attribute.name for attribute in fields(SchedulingPolicy)):
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield PlanChange(ChangeKind.POLICY, text=f"{name.replace('_', ' ')} {was} -> {now}")

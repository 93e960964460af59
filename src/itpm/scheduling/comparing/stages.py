"""From one plan to another, one kind of change at a time; every plan on the way can exist.

The order is that of `ChangeKind`. What makes the plans on the way valid:

- scope that goes leaves before the links between the tasks that stay are changed, and scope that comes enters after that:
  so the network is first a part of the old one, then a part of the new one, and has no circles;
- a task that becomes a summary (or inactive, or the reverse) leaves and enters, because nothing lies between;
- a task whose summary is away stands under the nearest one above it that is there;
- calendars and people that only one of the plans has are there as long as any task may need them, and where a day is longer
  in one plan than in the other, durations stand in seconds until the calendars change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from itpm.model.calendars import WorkCalendar
from itpm.model.dependencies import Dependency
from itpm.model.plans import Plan
from itpm.model.resources import Assignment, Resource
from itpm.model.tasks import Task, TaskDetails
from itpm.model.windows import Window
from itpm.scheduling.comparing.changes import (
    DRIVING,
    PLACING,
    ChangeKind,
    is_begun,
    kept_tasks,
    planned_constraints,
    status_floors,
)
from itpm.scheduling.comparing.resolving import resolved_plan


@frozen(kw_only=True)
class Stage:
    """A plan on the way, not made yet.

    Attributes:
        kind: the kind of change that was applied last.
        made: makes the plan.
    """

    kind: ChangeKind
    made: Callable[[], Plan] = field(repr=False)


def stages(before: Plan, after: Plan) -> Iterator[Stage]:
    """The plans on the way from `before` to `after`, without the last step: that of the policy."""
    way = _Way.of(before, after)
    yield Stage(kind=ChangeKind.PROGRESS, made=way.progressed)
    yield Stage(kind=ChangeKind.DURATION, made=way.lasting)
    yield Stage(kind=ChangeKind.SCOPE_REMOVED, made=way.reduced)
    yield Stage(kind=ChangeKind.LOGIC, made=way.relinked)
    yield Stage(kind=ChangeKind.SCOPE_ADDED, made=way.extended)
    yield Stage(kind=ChangeKind.CALENDAR, made=way.recalendared)
    yield Stage(kind=ChangeKind.CONSTRAINT, made=lambda: after)


@frozen(kw_only=True)
class _Way:
    """Both ends of the way, and what is there all along it.

    Attributes:
        before: where it begins; durations in seconds if days differ.
        after: where it ends, likewise.
        last: where it ends, as given.
        kept: ids of the tasks that stay.
        calendars: the calendars of both; where a name is in both, the old one.
        resources: the people of both, likewise.
    """

    before: Plan
    after: Plan
    last: Plan
    kept: frozenset[str]
    calendars: Mapping[str, WorkCalendar]
    resources: tuple[Resource, ...]

    @classmethod
    def of(cls, before: Plan, after: Plan) -> _Way:
        old, new = before.resource_by_id, after.resource_by_id
        differ = before.day != after.day
        return cls(
            before=resolved_plan(before) if differ else before,
            after=resolved_plan(after) if differ else after,
            last=after,
            kept=kept_tasks(before, after),
            calendars={**after.calendar_by_name, **before.calendar_by_name},
            resources=(*old.values(), *(person for name, person in new.items() if name not in old)),
        )

    def progressed(self) -> Plan:
        """With the new progress and data date."""
        tasks = [self._with_progress(task) if task.id in self.kept else task for task in self.before.tasks]
        return evolve(self.before, tasks=tasks, data_date=self.after.data_date)

    def lasting(self) -> Plan:
        """And with the new durations."""
        tasks = [self._with_duration(task) if task.id in self.kept else task for task in self.before.tasks]
        return self._on_the_way(tasks, self.before.dependencies)

    def reduced(self) -> Plan:
        """And without the tasks that go."""
        parents = _parents(self.before, self.kept)
        tasks = [
            evolve(self._with_duration(task), parent=parents[task.id], after=self._between(task.after))
            for task in self.before.tasks
            if task.id in self.kept
        ]
        return self._on_the_way(tasks, self._between(self.before.dependencies))

    def relinked(self) -> Plan:
        """And with the new links and breakdown of the tasks that stay."""
        parents = _parents(self.after, self.kept)
        tasks = [
            evolve(self._with_duration(task), parent=parents[task.id], after=self._between(self.after[task.id].after))
            for task in self.before.tasks
            if task.id in self.kept
        ]
        return self._on_the_way(tasks, self._between(self.after.dependencies))

    def extended(self) -> Plan:
        """And with the tasks that come."""
        tasks = [
            evolve(self._with_duration(self.before[task.id]), parent=task.parent, after=task.after)
            if task.id in self.kept
            else task
            for task in self.after.tasks
        ]
        return self._on_the_way(tasks, self.after.dependencies)

    def recalendared(self) -> Plan:
        """And with the new calendars; all that is missing are constraints."""
        tasks = [self._before_constraints(task) if task.id in self.kept else task for task in self.last.tasks]
        return evolve(
            self.last,
            tasks=tasks,
            start=self.before.start,
            finish=self.before.finish,
            deadline=self.before.deadline,
            schedule_from=self.before.schedule_from,
            windows=_windows(self.before, tasks),
        )

    def _on_the_way(self, tasks: Sequence[Task], dependencies: Iterable[Dependency]) -> Plan:
        return evolve(
            self.before,
            tasks=tasks,
            dependencies=dependencies,
            windows=_windows(self.before, tasks),
            data_date=self.after.data_date,
            calendars=self.calendars,
            resources=self.resources,
        )

    def _between(self, links: Iterable[Dependency]) -> list[Dependency]:
        """Those between tasks that stay."""
        return [link for link in links if link.predecessor in self.kept and link.successor in self.kept]

    def _with_progress(self, task: Task) -> Task:
        new = self.after[task.id]
        if (
            task.progress == new.progress
            and task.constraints == new.constraints
            and task.assignments == new.assignments
        ):
            return task
        held = (*planned_constraints(task, self.before), *status_floors(new, self.after))
        shares = _with_actuals(task.assignments, new.assignments)
        details = _details(task, new, ("splits",)) if is_begun(new) else task.details
        return evolve(task, progress=new.progress, constraints=held, assignments=shares, details=details)

    def _with_duration(self, task: Task) -> Task:
        new = self.after[task.id]
        details = _details(task, new, (*DRIVING, "splits"))
        known = self._with_progress(task)
        return evolve(known, duration=new.duration, assignments=new.assignments, details=details)

    def _before_constraints(self, task: Task) -> Task:
        old = self.before[task.id]
        held = (*planned_constraints(old, self.before), *status_floors(task, self.after))
        return evolve(
            task, constraints=held, deadline=old.deadline, kind=old.kind, details=_details(task, old, PLACING)
        )


def _windows(plan: Plan, tasks: Iterable[Task]) -> Iterator[Window]:
    """The plan's windows as far as they name these tasks."""
    there = {task.id for task in tasks} if plan.windows else set[str]()
    for window in plan.windows:
        names = [name for name in window.tasks if name in there]
        if names or not window.tasks:
            yield evolve(window, tasks=names)


def _details(task: Task, other: Task, names: Iterable[str]) -> TaskDetails | None:
    """The task's details, those of `names` as `other` has them."""
    if task.extra == other.extra:
        return task.details
    return evolve(task.extra, **{name: getattr(other.extra, name) for name in names})


def _with_actuals(shares: Iterable[Assignment], news: Iterable[Assignment]) -> list[Assignment]:
    """The assignments with what was worked and what is left as the news have it; the same resource, in the same order."""
    by_resource: dict[str, list[Assignment]] = {}
    for new in news:
        by_resource.setdefault(new.resource, []).append(new)
    found = []
    for share in shares:
        left = by_resource.get(share.resource)
        new = left.pop(0) if left else share
        found.append(
            evolve(
                share,
                remaining=new.remaining,
                actual_work=new.actual_work,
                actual_overtime=new.actual_overtime,
                actual_cost=new.actual_cost,
            )
        )
    return found


def _parents(plan: Plan, kept: frozenset[str]) -> dict[str, str | None]:
    """For each kept task, the nearest kept summary above it."""
    found: dict[str, str | None] = {}
    known: dict[str, str | None] = {}
    for task in plan.tasks:
        if task.id not in kept:
            continue
        passed, above = [], task.parent
        while above is not None and above not in kept and above not in known:
            passed.append(above)
            above = plan[above].parent
        nearest = known.get(above, above) if above is not None else None
        known.update(dict.fromkeys(passed, nearest))
        found[task.id] = nearest
    return found
